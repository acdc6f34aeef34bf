"""What an open keyring gives out: keys by number, held in memory until they burn or doubt arises."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from naru.refusal import Refusal
from naru.vault import boxes
from naru.vault.archive import Archive
from naru.vault.keyring import generation, paper
from naru.vault.keyring.changes import shared_by
from naru.vault.keyring.generation import Contents, Reader
from naru.vault.keyring.opening import Found

_SUBKEY_BYTES: Final = 32


class KeyBurned(LookupError):
    """The key was burned, or never made: the keyring cannot tell, and nobody can. Carries the number only."""


class NotYours(LookupError):
    """The key of a case that is here, and that this reader was not given. Carries the number only."""


class Holding:
    """The keys of one generation. Everything raises Refusal("keyring.unsure") once `_doubt` was called."""

    def __init__(self, found: Found) -> None:
        """Hold what an opening found."""
        self._found: Found | None = found
        self._keys = generation.spread(found.contents)
        self._case_keys: dict[int, bytes] = {}
        self._books: dict[int, bytes] = {}
        self._stories: dict[tuple[int, int], bytes] = {}

    @property
    def desk_id(self) -> bytes:
        """The desk this keyring belongs to, 16 bytes."""
        return self._now.desk

    @property
    def generation(self) -> int:
        """How often it was written anew, counted from 1; never falls while the folder is the same."""
        return self._now.generation

    @property
    def log_key(self) -> bytes:
        """Raw key of the log's file, 32 bytes."""
        return self._now.log_key

    @property
    def reader_id(self) -> str:
        """Who opened it: 16 hex digits."""
        return self._sure().reader

    @property
    def readers(self) -> Mapping[str, Reader]:
        """All who may open it, by id."""
        return MappingProxyType(self._now.readers)

    @property
    def sees_all(self) -> bool:
        """Whether every case opens to whoever opened it, those still to come too."""
        return self._now.readers[self.reader_id].every

    @property
    def next_key(self) -> int:
        """First key number never made; every lower one was made, and is here unless it was burned."""
        return self._now.next_key

    @property
    def next_case(self) -> int:
        """First case number never made; case 0 is the house."""
        return self._now.next_case

    @property
    def snapshot(self) -> tuple[int, int] | None:
        """(seq of the last snapshot's row, number of its key); None before the first snapshot."""
        return self._now.snapshot

    @property
    def legal_hold(self) -> bool:
        """Whether burning is held."""
        return self._now.legal_hold

    @property
    def archive(self) -> Archive | None:
        """Whom the records a law demands are sealed to; None where none are kept."""
        return self._now.archive

    @property
    def reads_from(self) -> int:
        """First row of the log that may open with these keys: 0, or in a restored book the one after the backup."""
        return self._now.header_keys[0][0]

    @property
    def recovery_key(self) -> bytes | None:
        """Public key of the paper parts in force, 32 bytes; None where there are none."""
        publics = [reader.public for reader in self._now.readers.values() if reader.kind == paper.KIND]
        return publics[0] if publics else None

    @property
    def on_paper(self) -> bool:
        """Whether it was opened by paper parts."""
        return self._now.readers[self.reader_id].kind == paper.KIND

    def header_key(self, seq: int) -> bytes:
        """Give the header key in force at a row of the log, 32 bytes.

        Raises: KeyBurned: it burned with something that had a row beside this one; or the row is before `reads_from`.
        """
        if seq < 0:
            raise ValueError("rows are counted from 0")
        header_keys = self._now.header_keys
        first, key = header_keys[-1]  # nearly always: rows being written, and rows after the last snapshot
        if seq < first:
            key = (
                header_keys[bisect_right(header_keys, seq, key=lambda header_key: header_key[0]) - 1][1]
                if seq >= header_keys[0][0]
                else None
            )
        if key is None:
            raise KeyBurned(seq)
        return key

    def has(self, number: int) -> bool:
        """Whether an object key is here."""
        self._sure()
        return number in self._keys

    def has_case(self, number: int) -> bool:
        """Whether a case key is here, whoever may open it."""
        return number in self._now.cases

    def opens_case(self, number: int) -> bool:
        """Whether a case key is here and this reader may open it."""
        return self.reader_id in self._now.cases.get(number, {})

    def cases_of(self, reader: str) -> frozenset[int]:
        """Numbers of the cases that open to a reader, by id."""
        return frozenset(number for number, wraps in self._now.cases.items() if reader in wraps)

    def is_for_mine(self, number: int) -> bool:
        """Whether a case key is fit for a new case of this reader: it opens to those who shall see it, nobody else."""
        now = self._now
        return now.cases.get(number, {}).keys() == set(shared_by(now.readers, self.reader_id))

    def key(self, number: int) -> bytes:
        """Give an object key, 32 bytes.

        Raises: KeyBurned: burned, or never made.
        """
        self._sure()
        try:
            return self._keys[number]
        except KeyError:
            raise KeyBurned(number) from None

    def case_key(self, number: int) -> bytes:
        """Give a case key, 32 bytes; opened at its first use.

        Raises: NotYours: it is here, for other readers. KeyBurned: burned, or never made.
        """
        found = self._sure()
        known = self._case_keys.get(number)
        if known is not None:
            return known
        wraps = found.contents.cases.get(number)
        if wraps is None:
            raise KeyBurned(number)
        key = boxes.unseal(wraps.get(found.reader, b""), found.private)
        if key is None:
            raise NotYours(number)
        self._case_keys[number] = key
        return key

    def books_key(self, number: int) -> bytes:
        """Give the key of a books part, 32 bytes: for every reader of the desk; it dies with the object key.

        Raises: KeyBurned.
        """
        known = self._books.get(number)
        if known is None:
            known = self._books[number] = _derive(self.key(number), b"", b"naru.books")
        return known

    def story_key(self, number: int, case: int) -> bytes:
        """Give the key of a story part, 32 bytes: for the readers of its case; it dies with either of the two keys.

        Raises: NotYours, KeyBurned.
        """
        known = self._stories.get((number, case))
        if known is None:
            key = self.key(number)
            known = self._stories[number, case] = _derive(self.case_key(case), key, b"naru.story")
        return known

    def _adopt(self, found: Found, keys: dict[int, bytes]) -> None:
        """Go over to a new generation; what it leaves out leaves the caches too."""
        self._found, self._keys = found, keys
        cases = found.contents.cases
        self._case_keys = {at: key for at, key in self._case_keys.items() if found.reader in cases.get(at, {})}
        self._books = {number: key for number, key in self._books.items() if number in keys}
        self._stories = {at: key for at, key in self._stories.items() if at[0] in keys and at[1] in self._case_keys}

    def _doubt(self) -> None:
        """Let go of everything: the disk may hold another generation than this."""
        self._found = None
        self._keys, self._case_keys, self._books, self._stories = {}, {}, {}, {}

    @property
    def _now(self) -> Contents:
        return self._sure().contents

    def _sure(self) -> Found:
        if self._found is None:
            raise Refusal("keyring.unsure")
        return self._found


def _derive(key: bytes, data: bytes, person: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=_SUBKEY_BYTES, key=key, person=person).digest()
