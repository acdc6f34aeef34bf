"""What a person reads: the languages, their texts and word lists, and care for typed text."""
