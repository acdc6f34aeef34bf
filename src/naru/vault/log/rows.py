"""A row of the log, sealed: a header, the books part and the story part, each under a key of its own.

Shape of `parts` (docs/reference/files.md):

    nonce 24 | header box 48 | books box | story box, padded so that the whole has one of few sizes | record

The record is there where a desk keeps an archive (`naru.vault.archive`), sealed to somebody else. The header (seq, key
number, story key number, case key number, length of the books box and of the record) is sealed too, under the desk's
header key: without the keyring a row shows its sequence, its week and its size step, and nothing ties two rows
together. One nonce serves the three boxes because each has another key. Every part repeats the sequence number, so no
part can be moved to another row.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from struct import Struct
from typing import NamedTuple, Protocol

import msgspec
from nacl._sodium import ffi, lib
from nacl.bindings import crypto_secretbox_open_easy
from nacl.exceptions import CryptoError

from naru.vault.archive import RECORDS

NONCE, TAG = 24, 16
_box = lib.crypto_secretbox_easy  # (box, plain text, its length, nonce, key): 0 where it succeeded
_KEY_BYTES = 32
_HEADER = Struct("<QIIIII")
_PART = Struct("<QI")
_HEADER_BOX = _HEADER.size + TAG
_BOOKS_AT = _HEADER.size  # in the plain text, where the header comes first
_OVERHEAD = NONCE + _HEADER_BOX + TAG + _PART.size + TAG
LEAST = 640
"""bytes of the smallest row: a promise with its terms fits, so that nearly all rows have this one size"""

BOOKS_STEP = 64
"""the plain text of a books part is a multiple of this"""

NONCES_AT_ONCE = 64


class Subkeys(Protocol):
    """What gives out the keys of a row's parts; LookupError where a key is burned or for other readers."""

    def books_key(self, number: int, /) -> bytes:
        """Give the key of a books part, by the number of its object key."""

    def story_key(self, number: int, case: int, /) -> bytes:
        """Give the key of a story part, by the numbers of its object key and its case key."""


class Torn(Exception):
    """A part does not open with the key that should open it, or is another row's. Carries the sequence number."""

    def __init__(self, seq: int) -> None:
        super().__init__(seq)
        self.seq = seq


class KeyNumbers(msgspec.Struct, frozen=True, gc=False):
    """Which keys seal a row. `story` is the object key of the story part: a card has its own, else it is `books`."""

    books: int
    story: int
    case: int


class Opened(NamedTuple):
    """What of a row could be opened. None where the key is burned, or the story is for other readers."""

    keys: KeyNumbers
    books: bytes | None
    story: bytes | None


def step(size: int) -> int:
    """The size a row of `size` bytes is padded to: multiples of an eighth of the power of two below it."""
    if size <= LEAST:
        return LEAST
    grain = 1 << max(6, size.bit_length() - 4)
    return -(-size // grain) * grain


class Sealer:
    """Seals the rows of one desk.

    Its plain text lies in one buffer that serves every row and is wiped after each. libsodium is called on that buffer
    itself: PyNaCl's own functions allocate and copy for every box.
    """

    def __init__(self, random_bytes: Callable[[int], bytes]) -> None:
        """Draw nonces from `random_bytes`, many at a time."""
        self._random_bytes, self._nonces, self._at = random_bytes, b"", 0
        self._make_room(2 * LEAST)

    def seal(
        self,
        seq: int,
        keys: KeyNumbers,
        books: bytes,
        story: bytes,
        header_key: bytes,
        subkeys: Subkeys,
        record: bytes = b"",
    ) -> bytes:
        """Give the `parts` of one row, laid out as the head of this module says.

        Args:
            record: sealed already, and of a size that says nothing.
        Raises: LookupError: a key is burned, or another reader's.
        """
        books_key, story_key = subkeys.books_key(keys.books), subkeys.story_key(keys.story, keys.case)
        if not len(header_key) == len(books_key) == len(story_key) == _KEY_BYTES:
            raise ValueError("a key has 32 bytes")  # libsodium would read beyond a shorter one
        books_size = _PART.size + len(books)
        books_size += -books_size % BOOKS_STEP
        size = step(_OVERHEAD + books_size + len(story))
        story_size = size - (_OVERHEAD - _PART.size) - books_size
        if size > self._size:
            self._make_room(size)
        plain, sealed, nonce, story_at = self._plain, self._sealed, self._nonce(), _BOOKS_AT + books_size
        header_plain, books_plain, header_box, books_box = self._places
        try:
            _HEADER.pack_into(plain, 0, seq, keys.books, keys.story, keys.case, books_size + TAG, len(record))
            _PART.pack_into(plain, _BOOKS_AT, seq, len(books))
            plain[_BOOKS_AT + _PART.size : _BOOKS_AT + _PART.size + len(books)] = books
            _PART.pack_into(plain, story_at, seq, len(story))
            plain[story_at + _PART.size : story_at + _PART.size + len(story)] = story
            sealed[:NONCE] = nonce
            _box(header_box, header_plain, _HEADER.size, nonce, header_key)
            _box(books_box, books_plain, books_size, nonce, books_key)
            _box(books_box + (books_size + TAG), books_plain + books_size, story_size, nonce, story_key)
        finally:
            lib.sodium_memzero(header_plain, size)
        parts: bytes = sealed[:size]
        return parts + record

    def _make_room(self, size: int) -> None:
        """Buffers for rows up to `size` bytes: plain text and boxes, and where header and books part begin in each."""
        self._size = size
        self._plain, sealed = bytearray(size), ffi.new("unsigned char[]", size)
        plain = ffi.from_buffer("unsigned char[]", self._plain)
        self._places = plain, plain + _BOOKS_AT, sealed + NONCE, sealed + NONCE + _HEADER_BOX
        self._sealed = ffi.buffer(sealed)

    def _nonce(self) -> bytes:
        """Twenty-four random bytes that were never given out before: one call to the system serves many rows."""
        at = self._at
        if at == len(self._nonces):
            self._nonces, at = self._random_bytes(NONCE * NONCES_AT_ONCE), 0
        self._at = at + NONCE
        return self._nonces[at : at + NONCE]


def header(seq: int, parts: bytes, header_key: bytes) -> tuple[KeyNumbers, int, int]:
    """The key numbers of a row, the length of its books box, and the length of its record.

    Raises:
        Torn: it does not open, or is another row's.
    """
    box = _open(seq, parts[NONCE : NONCE + _HEADER_BOX], parts[:NONCE], header_key)
    if len(box) != _HEADER.size:
        raise Torn(seq)
    found, books, story, case, length, record = _HEADER.unpack(box)
    if found != seq:
        raise Torn(seq)
    return KeyNumbers(books, story, case), length, record


def record(seq: int, parts: bytes, header_key: bytes) -> bytes:
    """The record of a row, sealed as it is; empty where there is none.

    Raises:
        Torn: the header does not open.
    """
    length = header(seq, parts, header_key)[2]
    return parts[len(parts) - length :]


def unseal(seq: int, parts: bytes, header_key: bytes, subkeys: Subkeys, *, story: bool = True) -> Opened:
    """Open what can be opened of a row.

    Args:
        story: open the story part too; a replay needs the books part only.
    Raises:
        Torn: a part does not open though its key is here.
    """
    keys, length, kept = header(seq, parts, header_key)
    nonce, start = parts[:NONCE], NONCE + _HEADER_BOX
    books = told = None
    with suppress(LookupError):  # burned: it stays shut
        books = _part(seq, parts[start : start + length], nonce, subkeys.books_key(keys.books))
    if story:
        with suppress(LookupError):
            told = _part(
                seq, parts[start + length : len(parts) - kept], nonce, subkeys.story_key(keys.story, keys.case)
            )
    return Opened(keys, books, told)


def find(seq: int, parts: bytes, keys: KeyNumbers, subkeys: Subkeys, *, story: bool = True) -> Opened:
    """Open what can be opened of a row whose header does not open any more, by the numbers of its keys.

    How long its parts are stood in the header, so the few lengths there can be are tried.
    """
    nonce, start = parts[:NONCE], NONCE + _HEADER_BOX
    books = told = None
    end = start
    with suppress(LookupError):
        key = subkeys.books_key(keys.books)
        for end in range(start + BOOKS_STEP + TAG, len(parts), BOOKS_STEP):
            with suppress(Torn):
                books = _part(seq, parts[start:end], nonce, key)
                break
    if story and books is not None:
        with suppress(LookupError):
            key = subkeys.story_key(keys.story, keys.case)
            for kept in (0, *RECORDS):
                with suppress(Torn):
                    told = _part(seq, parts[end : len(parts) - kept], nonce, key)
                    break
    return Opened(keys, books, told)


def _part(seq: int, box: bytes, nonce: bytes, key: bytes) -> bytes:
    plain = _open(seq, box, nonce, key)
    if len(plain) < _PART.size:
        raise Torn(seq)
    found, length = _PART.unpack_from(plain)
    if found != seq or length > len(plain) - _PART.size:
        raise Torn(seq)
    return plain[_PART.size : _PART.size + length]


def _open(seq: int, box: bytes, nonce: bytes, key: bytes) -> bytes:
    if len(box) < TAG:
        raise Torn(seq)
    try:
        return crypto_secretbox_open_easy(box, nonce, key)
    except CryptoError:
        raise Torn(seq) from None
