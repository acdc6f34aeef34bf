"""Invented backups: rows under a true chain, a capsule that goes with them, and the key they are sealed to."""

from __future__ import annotations

from naru.vault import boxes
from naru.vault.backup.capsule import Capsule
from naru.vault.log.interface import Row
from testkit.chained import chained
from testkit.keyrings import DESK, seeded

PUBLIC, PRIVATE = boxes.key_pair(seeded(1))


def rows(count: int, size: int = 384) -> list[Row]:
    """Rows under a true chain, with noise in them."""
    random_bytes = seeded(3)
    return chained(random_bytes(size) for _ in range(count))


def held(told: list[Row], books: bytes = b"the books") -> Capsule:
    """A capsule that goes with rows."""
    return Capsule(DESK, 1_700_000_000, told[-1].seq, told[-1].digest, True, books)
