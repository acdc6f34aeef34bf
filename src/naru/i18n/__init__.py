"""What a person reads, in Korean, Chinese and English: catalogues, word lists, and care for typed text."""
