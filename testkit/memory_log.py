"""A store that keeps logs in memory: everything a desk asks of one, and no file. It stands for any second store."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from naru.refusal import Refusal
from naru.vault.log.chain import start
from naru.vault.log.interface import Head, Row


class Kept(NamedTuple):
    """What a closed log leaves behind."""

    key: bytes
    desk_id: bytes
    rows: list[Row]


class MemoryLog:
    """An open log of it."""

    def __init__(self, kept: Kept) -> None:
        self._desk_id, self._rows = kept.desk_id, kept.rows

    def head(self) -> Head:
        return Head(self._rows[-1].seq, self._rows[-1].digest) if self._rows else start(self._desk_id)

    def append(self, after: Head, rows: Sequence[Row]) -> None:
        if after != self.head():
            raise Refusal("log.moved")
        self._rows += rows

    def read(self, first: int, last: int | None = None) -> Iterator[Row]:
        yield from self._rows[first - 1 : last]

    def one(self, seq: int) -> Row:
        if not 0 < seq <= len(self._rows):
            raise Refusal("log.gap", row=seq)
        return self._rows[seq - 1]

    def has_room(self) -> bool:
        return True

    def close(self) -> None:
        self._rows = []


class MemoryStore:
    """All logs of a process, by folder."""

    def __init__(self) -> None:
        self._kept: dict[Path, Kept] = {}

    def create(self, folder: Path, key: bytes, desk_id: bytes) -> MemoryLog:
        self._kept[folder] = Kept(key, desk_id, [])
        return MemoryLog(self._kept[folder])

    def open_(self, folder: Path, key: bytes, desk_id: bytes) -> MemoryLog:
        if folder not in self._kept:
            raise Refusal("log.missing")
        if self._kept[folder].key != key:
            raise Refusal("log.damaged")
        return MemoryLog(self._kept[folder]._replace(desk_id=desk_id))

    def exists(self, folder: Path) -> bool:
        return folder in self._kept

    def remove(self, folder: Path) -> None:
        self._kept.pop(folder, None)
