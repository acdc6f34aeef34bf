"""The chain of digests: each row's digest covers the row and the digest before it.

It is taken over ciphertext: it is checked without opening a row, and says nothing about what is in one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from struct import Struct
from struct import error as StructError
from typing import Final

from naru.vault.log.interface import Head, Row

_NUMBERS: Final = Struct("<QI")  # seq, week


class BrokenChain(Exception):
    """A row is not the one that was appended after the row before it. Carries its number only."""

    def __init__(self, seq: int) -> None:
        super().__init__(seq)
        self.seq = seq


def start(desk_id: bytes) -> Head:
    """The head of an empty log: it belongs to one desk, so a log cannot be passed off as another's."""
    return Head(0, hashlib.sha256(b"naru.log" + desk_id).digest())


def link(before: Head | Row, week: int, parts: bytes) -> Row:
    """The row that comes after `before`; its digest is SHA-256 over the digest before, seq, week and parts."""
    seq = before.seq + 1
    return Row(seq, week, parts, hashlib.sha256(before.digest + _NUMBERS.pack(seq, week) + parts).digest())


def follow(before: Head, rows: Iterable[Row], until: Head | None = None) -> Iterator[Row]:
    """Give rows one by one, each after its number and its digest were checked.

    Args:
        before: the head they come after.
        until: the head they must end at; None: they may end anywhere.
    Raises:
        BrokenChain: the first row that does not fit; the one after the last, where the end is another one.
    """
    seq, digest = before
    sha256, pack = hashlib.sha256, _NUMBERS.pack
    for row in rows:
        found, week, parts, told = row
        seq += 1
        try:
            digest = sha256(digest + pack(seq, week) + parts).digest()
        except (TypeError, StructError):  # a week that is no week, text where bytes belong
            raise BrokenChain(found) from None
        if found != seq or told != digest:
            raise BrokenChain(found)
        yield row
    if until is not None and (seq, digest) != until:
        raise BrokenChain(seq + 1)
