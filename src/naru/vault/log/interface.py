"""What a desk asks of its log, whatever keeps it: append after this head, read from here, one row, the head.

Each store is one module beside this one that offers `Store`; `naru.vault.log.store` says which one new desks get.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol


class Row(NamedTuple):
    """One row as it is stored. `week` counts weeks since 1970; `digest` is the chain's, 32 bytes."""

    seq: int
    week: int
    parts: bytes
    digest: bytes


class Head(NamedTuple):
    """The last row: its number and its digest. What is printed on paper is this digest."""

    seq: int
    digest: bytes


class Log(Protocol):
    """An open log. One thread appends; others may read at the same time. Every method raises Refusal (``disk.*``)."""

    def head(self) -> Head:
        """The last row there is; of an empty log, `naru.vault.log.chain.start`."""

    def append(self, after: Head, rows: Sequence[Row]) -> None:
        """Append rows after a head: all of them durable when it returns, or none of them written.

        Raises:
            Refusal: ``log.moved`` (the head is another one), ``disk.*``.
        """

    def read(self, first: int, last: int | None = None) -> Iterator[Row]:
        """Rows from `first` on (to `last`, if given), in order."""

    def one(self, seq: int) -> Row:
        """One durable row, without waiting for what is being appended.

        Raises:
            Refusal: ``log.gap``: it is not there.
        """

    def has_room(self) -> bool:
        """Whether it can be written and has room for any snapshot."""

    def close(self) -> None:
        """Let go of the store."""


class Store(Protocol):
    """One way of keeping logs: a module that offers these four functions."""

    def create(self, folder: Path, key: bytes, desk_id: bytes) -> Log:
        """Make the log of a desk's folder and open it. `key` is 32 raw bytes.

        Raises:
            Refusal: ``disk.*``, ``log.settings``.
        """

    def open_(self, folder: Path, key: bytes, desk_id: bytes) -> Log:
        """Open the log of a desk's folder.

        Raises:
            Refusal: ``log.missing``, ``log.empty``, ``log.damaged``, ``log.newer-format``, ``log.settings``,
                ``disk.*``.
        """

    def exists(self, folder: Path) -> bool:
        """Whether the folder has a log, or anything under its name."""

    def remove(self, folder: Path) -> None:
        """Remove the log of a desk whose making failed. Raises OSError."""
