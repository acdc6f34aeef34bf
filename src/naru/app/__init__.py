"""What a person does with a book: names to ids, questions and answers, confirmations, retries. Every door uses it."""
