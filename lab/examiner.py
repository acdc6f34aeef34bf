"""An examiner with a raw disk and every passphrase: which keys of a book can be read off it?

Two of them, and what either finds counts. The *examiner* knows the image, the sentences, and reader files of any age.
It tries every place where a reader's number stands, and every sector whatever stands there, as a sealed epoch key; then
every generation file, wherever one begins, under every epoch key. The *witness* stands by while the book is written and
knows each generation file by heart: it counts a key as found when its epoch key was found and the sectors that hold it
lie anywhere on the disk, however far apart. No real examiner can do that much.

Keys are those of objects and of cases, those of the headers, of the log and of the slot; epoch keys are counted apart.
"""

from __future__ import annotations

import hashlib
import mmap
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

import msgspec
from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_decrypt,
    crypto_aead_xchacha20poly1305_ietf_encrypt,
    crypto_box_seal_open,
    crypto_scalarmult_base,
)
from nacl.exceptions import CryptoError

from naru.refusal import Refusal
from naru.vault.keyring import generation
from naru.vault.keyring import readers as reader_files
from naru.vault.keyring.generation import Contents

SECTOR: Final = 512
_BOX: Final = 80
_FIRST_BOX: Final = 22 + 8  # in a slot record: after its head and the number of the first reader
_HEAD, _NONCE, _TAG, _STEP = 20, 24, 16, 16_384  # of a generation file: bytes
_START: Final = _HEAD + _NONCE
_FILE_MOST: Final = 1 << 23
_READER_MOST: Final = 2048
_NO_SHARE: Final = bytes(32)


class Reader(NamedTuple):
    """A reader file that a known sentence opens: its number, its private keys, its desk."""

    id: bytes
    privates: tuple[bytes, ...]
    desk: bytes


class Found(NamedTuple):
    """What an image gives away: epoch keys, all other keys, and the generations they were read from."""

    epochs: frozenset[bytes]
    keys: frozenset[bytes]
    generations: frozenset[int]
    sectors: int

    @property
    def all(self) -> frozenset[bytes]:
        """Every key of any kind."""
        return self.epochs | self.keys


class Raw:
    """An image, byte by byte: what is written in it, without its holes."""

    def __init__(self, path: Path) -> None:
        """Read the image where it is not a hole."""
        self._file = path.open("rb")
        self.bytes = mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ)
        self.written = list(self._written())

    def _written(self) -> Iterator[tuple[int, int]]:
        fd, end = self._file.fileno(), len(self.bytes)
        at = 0
        while at < end:
            try:
                start = os.lseek(fd, at, os.SEEK_DATA)
            except OSError:  # only a hole is left
                return
            at = os.lseek(fd, start, os.SEEK_HOLE)
            yield start, at

    def sectors(self) -> Iterator[tuple[int, bytes]]:
        """Every sector that holds anything: (place, content)."""
        empty = bytes(SECTOR)
        for start, end in self.written:
            for at in range(start, end, SECTOR):
                sector = self.bytes[at : at + SECTOR]
                if sector != empty:
                    yield at, sector

    def places(self, what: bytes) -> list[int]:
        """Every place where these bytes stand, at any offset."""
        found: list[int] = []
        for start, end in self.written:
            at = self.bytes.find(what, start, end)
            while at >= 0:
                found.append(at)
                at = self.bytes.find(what, at + 1, end)
        return found

    def close(self) -> None:
        """Let go of the image."""
        self.bytes.close()
        self._file.close()


def examine(image: Path, sentences: Sequence[bytes], readers: Iterable[bytes] = (), *, every_sector: bool) -> Found:
    """Read all keys off an image that somebody who has it and these sentences can read.

    Args:
        readers: reader files the examiner has from elsewhere, of any age; those on the image are found besides.
        every_sector: try every sector as a record, not only those with a reader's number in them (half a minute more).
    """
    raw = Raw(image)
    try:
        sectors = list(raw.sectors())
        known = _readers([*readers, *_reader_files(raw)], sentences)
        epochs = {epoch for reader in known for epoch in _epochs(raw, sectors if every_sector else [], reader)}
        opened = [(reader, made) for reader in known for made in _generations(raw, reader, epochs)]
    finally:
        raw.close()
    keys = frozenset(key for reader, contents in opened for key in _keys(contents, reader))
    return Found(frozenset(epochs), keys, frozenset(contents.generation for _, contents in opened), len(sectors))


def headers(contents: Contents) -> dict[int, bytes]:
    """The header keys in a generation, by the first row of each."""
    return {first: key for first, key in contents.header_keys if key is not None}


def _keys(contents: Contents, reader: Reader) -> Iterator[bytes]:
    """Every key in a generation that this reader can read."""
    yield from (contents.log_key, contents.slot_key, *headers(contents).values())
    yield from generation.unpack_keys(contents).values()
    for wraps in contents.cases.values():
        box = wraps.get(reader.id.hex(), b"")
        yield from (key for private in reader.privates if (key := _unsealed(box, private)))


def witness(
    image: Path, files: Mapping[int, bytes], epochs: frozenset[bytes], desk: bytes, cases: Mapping[int, bytes]
) -> frozenset[bytes]:
    """Read off all keys whose sectors are there, by knowing every generation file (by number) as it was written.

    Args:
        cases: the case keys, by number: what their boxes hold, for whoever has a private key.
    """
    raw = Raw(image)
    try:
        there = {_mark(sector) for _, sector in raw.sectors()}
    finally:
        raw.close()
    found: set[bytes] = set()
    for data in files.values():
        whole = [_mark(data[at : at + SECTOR]) in there for at in range(0, len(data) - SECTOR, SECTOR)]
        plain = _plain(data, 0, desk, epochs)
        if not plain or not whole[0]:  # without an epoch key, or the sector with the nonce
            continue
        # A stream cipher opens any piece whose distance from the head is known.
        for at, size, key in _pieces(plain, cases):
            if all(whole[(_START + at) // SECTOR : (_START + at + size - 1) // SECTOR + 1]):
                found.add(key)
    return frozenset(found)


def _pieces(plain: bytes, cases: Mapping[int, bytes]) -> Iterator[tuple[int, int, bytes]]:
    """Where each key stands in an opened generation file, in how many bytes, and the key."""
    contents = _contents(plain)
    first = plain.index(contents.blob)
    for number, key in enumerate(generation.unpack_keys(contents).values()):
        yield first + 32 * number, 32, key
    for key in (contents.log_key, contents.slot_key, *headers(contents).values()):
        yield plain.index(key), 32, key
    for number, wraps in contents.cases.items():
        for box in wraps.values():
            yield plain.index(box), len(box), cases[number]


def _mark(sector: bytes) -> bytes:
    return hashlib.blake2b(sector, digest_size=16).digest()


def _readers(files: Iterable[bytes], sentences: Sequence[bytes]) -> list[Reader]:
    """Every reader that one of the sentences opens, with all private keys it ever had in these files."""
    found: dict[bytes, Reader] = {}
    for data in set(files):
        name = msgspec.msgpack.decode(data[10:-32])["id"]
        for sentence in sentences:
            try:
                secret = reader_files.unlock(data, name, sentence, allow_cheap=True).secret
            except Refusal:
                continue
            id = bytes.fromhex(name)
            before = found[id].privates if id in found else ()
            found[id] = Reader(id, (*before, *secret.privates), secret.desk)
    return list(found.values())


def _reader_files(raw: Raw) -> list[bytes]:
    blocks = (raw.bytes[at : at + _READER_MOST] for at in raw.places(b"NARUREAD"))
    return [data for block in blocks if (data := _reader_file(block))]


def _reader_file(block: bytes) -> bytes:
    """Cut a reader file off at its check, which may stand anywhere; empty where none stands."""
    running = hashlib.blake2b(block[:128], digest_size=32)
    for end in range(128, len(block) - 32):
        if running.digest() == block[end : end + 32]:
            return block[: end + 32]
        running.update(block[end : end + 1])
    return b""


def _epochs(raw: Raw, sectors: list[tuple[int, bytes]], reader: Reader) -> set[bytes]:
    boxes = {raw.bytes[at + 8 : at + 8 + _BOX] for at in raw.places(reader.id)}
    boxes |= {sector[_FIRST_BOX : _FIRST_BOX + _BOX] for _, sector in sectors}
    opened = (_unsealed(box, private) for private in reader.privates for box in boxes)
    return {epoch for epoch in opened if epoch}


def _unsealed(box: bytes, private: bytes) -> bytes:
    """What is sealed to a private key's public one; empty where it is not."""
    try:
        return bytes(crypto_box_seal_open(box, _public(private), private))
    except (CryptoError, ValueError, TypeError):
        return b""


@cache
def _public(private: bytes) -> bytes:
    return bytes(crypto_scalarmult_base(private))


def _generations(raw: Raw, reader: Reader, epochs: set[bytes]) -> Iterator[Contents]:
    for at in raw.places(b"NARURING"):
        plain = _plain(raw.bytes, at, reader.desk, frozenset(epochs))
        if plain:
            yield _contents(plain)


def _plain(data: bytes | mmap.mmap, at: int, desk: bytes, epochs: frozenset[bytes]) -> bytes:
    """Open a generation file that begins at a place, whatever follows it; empty where no epoch key does.

    Its length is read with the first bytes of the key stream; the tag at the end proves all of it.
    """
    start = at + _START
    head, nonce, first = data[at : at + _HEAD], data[at + _HEAD : start], data[start : start + 8]
    if len(first) < 8:
        return b""
    for epoch in epochs:
        key = hashlib.blake2b(_NO_SHARE, digest_size=32, key=epoch, person=b"naru.generation").digest()
        stream = crypto_aead_xchacha20poly1305_ietf_encrypt(bytes(8), None, nonce, key)
        length = 8 + int.from_bytes(bytes(a ^ b for a, b in zip(first, stream, strict=False)), "big")
        if length > _FILE_MOST:
            continue
        padded = length + -length % max(_STEP, 1 << max(length.bit_length() - 4, 0))
        sealed = data[start : start + padded + _TAG]
        try:
            return crypto_aead_xchacha20poly1305_ietf_decrypt(sealed, desk + head, nonce, key)
        except (CryptoError, ValueError):
            continue
    return b""


def _contents(plain: bytes) -> Contents:
    return msgspec.msgpack.decode(plain[8 : 8 + int.from_bytes(plain[:8], "big")], type=Contents)
