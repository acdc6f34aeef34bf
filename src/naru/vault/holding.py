"""What an open keyring gives out: keys by number, held in memory until they burn or doubt arises."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from typing import Final

from naru.refusal import Refusal
from naru.vault import boxes, generation, paper
from naru.vault.generation import Contents
from naru.vault.opening import Found

_SUBKEY_BYTES: Final = 32


class KeyBurned(LookupError):
    """The key was burned, or never made: the keyring cannot tell, and nobody can. Carries the number only."""


class Holding:
    """The keys of one generation. Everything raises Refusal("keyring.unsure") once `_doubt` was called."""

    def __init__(self, found: Found) -> None:
        """Hold what an opening found."""
        self._found: Found | None = found
        self._keys = generation.spread(found.contents)
        self._case_keys: dict[int, bytes] = {}
        self._subkeys: dict[tuple[int, int], tuple[bytes, bytes]] = {}

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
    def readers(self) -> frozenset[str]:
        """Ids of all who may open it."""
        return frozenset(self._now.readers)

    @property
    def next_key(self) -> int:
        """First key number never made; every lower one was made, and is here unless it was burned."""
        return self._now.next_key

    @property
    def next_case(self) -> int:
        """First case number never made; case 0 is the house."""
        return self._now.next_case

    @property
    def fold(self) -> tuple[int, int] | None:
        """(seq of the last fold's row, number of its key); None before the first fold."""
        return self._now.fold

    @property
    def hold(self) -> bool:
        """Whether burning is held."""
        return self._now.hold

    @property
    def reads_from(self) -> int:
        """First row of the log that may open with these keys: 0, or in a restored book the one after the backup."""
        return self._now.mark_keys[0][0]

    @property
    def recovery_key(self) -> bytes | None:
        """Public key of the paper parts in force, 32 bytes; None where there are none."""
        publics = [reader.public for reader in self._now.readers.values() if reader.kind == paper.KIND]
        return publics[0] if publics else None

    @property
    def on_paper(self) -> bool:
        """Whether it was opened by paper parts."""
        return self._now.readers[self.reader_id].kind == paper.KIND

    def mark_key(self, seq: int) -> bytes:
        """Give the header key in force at a row of the log, 32 bytes.

        Raises: KeyBurned: a row before `reads_from`; its key was in the keyring that is lost.
        """
        if seq < 0:
            raise ValueError("rows are counted from 0")
        marks = self._now.mark_keys
        if seq >= marks[-1][0]:
            return marks[-1][1]  # nearly always: rows being written, and rows after the last fold
        if seq < marks[0][0]:
            raise KeyBurned(seq)
        return marks[bisect_right(marks, seq, key=lambda mark: mark[0]) - 1][1]

    def has(self, number: int) -> bool:
        """Whether an object key is here."""
        self._sure()
        return number in self._keys

    def has_case(self, number: int) -> bool:
        """Whether a case key is here and this reader may open it."""
        return self.reader_id in self._now.cases.get(number, {})

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

        Raises: KeyBurned: burned, never made, or not this reader's to open.
        """
        found = self._sure()
        known = self._case_keys.get(number)
        if known is not None:
            return known
        key = boxes.unseal(found.contents.cases.get(number, {}).get(found.reader, b""), found.private)
        if key is None:
            raise KeyBurned(number)
        self._case_keys[number] = key
        return key

    def subkeys(self, number: int, case: int) -> tuple[bytes, bytes]:
        """Give (books key, story key) of a row, 32 bytes each: both die with the key, the second with the case too.

        Raises: KeyBurned.
        """
        known = self._subkeys.get((number, case))
        if known is not None:
            return known
        key = self.key(number)
        pair = (_derive(key, b"", b"naru.books"), _derive(self.case_key(case), key, b"naru.story"))
        self._subkeys[number, case] = pair
        return pair

    def _adopt(self, found: Found, keys: dict[int, bytes]) -> None:
        """Go over to a new generation; what it leaves out leaves the caches too."""
        self._found, self._keys = found, keys
        cases = found.contents.cases
        self._case_keys = {number: key for number, key in self._case_keys.items() if number in cases}
        self._subkeys = {at: pair for at, pair in self._subkeys.items() if at[0] in keys and at[1] in cases}

    def _doubt(self) -> None:
        """Let go of everything: the disk may hold another generation than this."""
        self._found = None
        self._keys, self._case_keys, self._subkeys = {}, {}, {}

    @property
    def _now(self) -> Contents:
        return self._sure().contents

    def _sure(self) -> Found:
        if self._found is None:
            raise Refusal("keyring.unsure")
        return self._found


def _derive(key: bytes, data: bytes, person: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=_SUBKEY_BYTES, key=key, person=person).digest()
