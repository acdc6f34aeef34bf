"""Cases, persons and cards: who the books are about, known by random ids until a card is opened."""
