"""The ledger: transfers, reservations and the books that keep them. It has never heard of people."""

from naru.ledger.book import Book, Broken
from naru.ledger.transfer import MOVE, PENDING, POST, VOID, Phase, Transfer, move

__all__ = ["MOVE", "PENDING", "POST", "VOID", "Book", "Broken", "Phase", "Transfer", "move"]
