"""Debts beside the books, between any two people."""
