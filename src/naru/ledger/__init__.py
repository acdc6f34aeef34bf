"""The ledger: accounts, transfers, reservations and the books that keep them. It has never heard of people."""

from naru.ledger.account import Account, numbered, read_account
from naru.ledger.book import Book, Broken
from naru.ledger.transfer import MOVE, PENDING, POST, VOID, Phase, Transfer, move

__all__ = [
    "MOVE",
    "PENDING",
    "POST",
    "VOID",
    "Account",
    "Book",
    "Broken",
    "Phase",
    "Transfer",
    "move",
    "numbered",
    "read_account",
]
