"""Invented backups: rows under a true chain, a capsule that goes with them, and the key they are sealed to."""

from __future__ import annotations

from naru.vault import boxes
from naru.vault.backup.capsule import Capsule
from naru.vault.log import chain
from naru.vault.log.interface import Head, Row
from testkit.keyrings import DESK, seeded

PUBLIC, PRIVATE = boxes.key_pair(seeded(1))


def rows(count: int, size: int = 384) -> list[Row]:
    """Rows under a true chain, with noise in them."""
    made: list[Row] = []
    head, random_bytes = chain.start(DESK), seeded(3)
    for seq in range(1, count + 1):
        made.append(chain.link(head, 2800 + seq, random_bytes(size)))
        head = Head(seq, made[-1].digest)
    return made


def held(told: list[Row], books: bytes = b"the books") -> Capsule:
    """A capsule that goes with rows."""
    return Capsule(DESK, 1_700_000_000, told[-1].seq, told[-1].digest, True, books)
