"""Rows of a log with a true chain of digests."""

from __future__ import annotations

from collections.abc import Iterable

from naru.vault.log.chain import link, start
from naru.vault.log.interface import Head, Row
from testkit.keyrings import DESK


def chained(parts: Iterable[bytes], after: Head | None = None) -> list[Row]:
    """Rows that follow a head (or begin a log of `DESK`), each a week later than the one before."""
    head = after or start(DESK)
    rows: list[Row] = []
    for seq, part in enumerate(parts, start=head.seq + 1):
        rows.append(link(head, 2_800 + seq, part))
        head = Head(seq, rows[-1].digest)
    return rows


def numbered(many: int) -> list[Row]:
    """So many short rows from the beginning, no two of the first 251 alike."""
    return chained(bytes([seq % 251]) * 40 for seq in range(1, many + 1))
