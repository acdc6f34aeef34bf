"""The keys of an open keyring, by number, as long as they are not burned."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from typing import Final

from naru.refusal import Refusal
from naru.vault import boxes
from naru.vault.keyring import generation
from naru.vault.keyring.opening import Current

_SUBKEY_BYTES: Final = 32


class KeyBurned(LookupError):
    """The key was burned, or never made: the keyring cannot tell, and nobody can. Carries the number only."""


class NotYours(LookupError):
    """The key of a case that is here, and that this reader was not given. Carries the number only."""


class Keys:
    """The keys of the generation in force. After `forget`, everything raises Refusal("keyring.unsure")."""

    def __init__(self, current: Current) -> None:
        """Take the keys out of what an opening found."""
        self._current: Current | None = current
        self._objects = generation.unpack_keys(current.contents)
        self._cases: dict[int, bytes] = {}
        self._books: dict[int, bytes] = {}
        self._stories: dict[tuple[int, int], bytes] = {}

    @property
    def current(self) -> Current:
        """The generation in force."""
        if self._current is None:
            raise Refusal("keyring.unsure")
        return self._current

    @property
    def objects(self) -> dict[int, bytes]:
        """All object keys, by number; not to be changed."""
        if self._current is None:
            raise Refusal("keyring.unsure")
        return self._objects

    def has(self, number: int) -> bool:
        """Whether an object key is here."""
        return number in self.objects

    def key(self, number: int) -> bytes:
        """Give an object key, 32 bytes.

        Raises: KeyBurned: burned, or never made.
        """
        key = self.objects.get(number)
        if key is None:
            raise KeyBurned(number)
        return key

    def has_case(self, number: int) -> bool:
        """Whether a case key is here, whoever may open it."""
        return number in self.current.contents.cases

    def case_key(self, number: int) -> bytes:
        """Give a case key, 32 bytes; opened at its first use.

        Raises: NotYours: it is here, for other readers. KeyBurned: burned, or never made.
        """
        known = self._cases.get(number)
        if known is not None:
            return known
        current = self.current
        wraps = current.contents.cases.get(number)
        if wraps is None:
            raise KeyBurned(number)
        key = boxes.unseal(wraps.get(current.reader, b""), current.private)
        if key is None:
            raise NotYours(number)
        self._cases[number] = key
        return key

    def header_key(self, seq: int) -> bytes:
        """Give the header key in force at a row of the log, 32 bytes.

        Raises: KeyBurned: it burned with something that had a row beside this one; or the row is before all of them.
        """
        if seq < 0:
            raise ValueError("rows are counted from 0")
        header_keys = self.current.contents.header_keys
        first, key = header_keys[-1]  # nearly always: rows being written, and rows after the last snapshot
        if seq < first:
            at = bisect_right(header_keys, seq, key=lambda header_key: header_key[0]) - 1
            key = header_keys[at][1] if at >= 0 else None
        if key is None:
            raise KeyBurned(seq)
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

    def adopt(self, current: Current, objects: dict[int, bytes]) -> None:
        """Go over to a new generation and its object keys; what it leaves out leaves the caches too."""
        self._current, self._objects = current, objects
        cases = current.contents.cases
        self._cases = {at: key for at, key in self._cases.items() if current.reader in cases.get(at, {})}
        self._books = {number: key for number, key in self._books.items() if number in objects}
        self._stories = {at: key for at, key in self._stories.items() if at[0] in objects and at[1] in self._cases}

    def forget(self) -> None:
        """Drop every key: the keyring is closed, or the disk may hold another generation than this."""
        self._current = None
        self._objects, self._cases, self._books, self._stories = {}, {}, {}, {}


def _derive(key: bytes, data: bytes, person: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=_SUBKEY_BYTES, key=key, person=person).digest()
