"""The generation file: every key of the desk, sealed whole under one epoch key and never edited.

A burned key is a key that the next generation leaves out, once the epoch key of this one is gone. Layout:
docs/reference/files.md.
"""

from __future__ import annotations

import hashlib
import re
import struct
from itertools import pairwise
from typing import Annotated, Final

import msgspec
import nacl.exceptions
from msgspec import Meta, Struct
from nacl import bindings

from naru.refusal import Refusal
from naru.vault.archive import Archive
from naru.vault.boxes import OVERHEAD, RandomBytes
from naru.vault.keyring.readers import DeskId, Key, ReaderId

VERSION: Final = 1
FILE_BYTES_MAX: Final = 1 << 28
KEY_BYTES: Final = 32
HOUSE: Final = 0
"""The case every reader of the desk may open."""

_MAGIC: Final = b"NARURING"
_HEAD: Final = struct.Struct(">8sHBxQ")  # magic, version, second holder (0 or 1), generation
_LENGTH: Final = struct.Struct(">Q")
_NONCE_BYTES: Final = bindings.crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
_STEP_BYTES: Final = 16_384
_NO_SHARE: Final = bytes(32)
_NAME: Final = re.compile(r"g(0|[1-9][0-9]{0,19})")

Number = Annotated[int, Meta(ge=0)]
PERSON: Final = "person"
"""The kind of a reader who opens the desk with a sentence."""

Wrap = Annotated[bytes, Meta(min_length=KEY_BYTES + OVERHEAD, max_length=KEY_BYTES + OVERHEAD)]


class Reader(Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody who may open the desk: an X25519 public key, and what kind of reader this is.

    Args:
        name: a working name; empty for whoever made the book.
        every: whether every case opens to them, those still to come too; else those whose key was sealed to them.
        until: last day of an invitation, packed; 0: it does not end by itself.
    """

    public: Key
    kind: str = PERSON
    name: str = ""
    every: bool = True
    until: Number = 0

    def __repr__(self) -> str:
        """Show nobody: what is shown ends in a report."""
        return f"Reader({self.kind!r})"


class Contents(Struct, frozen=True, forbid_unknown_fields=True):
    """What a generation holds, as it is packed (msgpack map).

    Args:
        desk: the desk's id, 16 random bytes.
        generation: number of this generation, from 1.
        log_key: raw key of the log's file.
        slot_key: key of the checks in the slot, for readers still to come.
        header_keys: (first seq, key): header keys of the log's rows, each in force from its seq on; the first from 0,
            or in a restored book from the snapshot that covers the rows before: those open for nobody. None: burned,
            with something that had rows there; a snapshot covers them.
        snapshot: (seq of the snapshot's row, number of its key), or none yet.
        readers: by reader id.
        runs, blob: object keys; `runs` are (first number, how many) in rising order, `blob` their keys end to end.
        cases: by case number, the case key sealed to each of its readers (by reader id).
        next_key, next_case: first numbers never made; numbers below that are missing were burned.
        legal_hold: nothing may burn or expire.
        second: what a second holder keeps; none in this version.
        archive: whom the records a law demands are sealed to; None where none are kept.
    """

    desk: DeskId
    generation: Number
    log_key: Key
    slot_key: Key
    header_keys: tuple[tuple[Number, Key | None], ...] = msgspec.field(name="mark_keys")
    snapshot: tuple[Number, Number] | None = msgspec.field(name="fold")
    readers: dict[ReaderId, Reader]
    runs: tuple[tuple[Number, Number], ...]
    blob: bytes
    cases: dict[Number, dict[ReaderId, Wrap]]
    next_key: Number
    next_case: Number
    legal_hold: bool = msgspec.field(default=False, name="hold")
    second: bytes | None = None
    archive: Archive | None = None

    def __repr__(self) -> str:
        """Show no key: what is shown ends in a report."""
        return f"Contents({self.generation})"


def file_name(generation: int) -> str:
    """Name the file of a generation."""
    return f"g{generation}"


def number_of(name: str) -> int | None:
    """Read the generation off a file name; None for any other file."""
    found = _NAME.fullmatch(name)
    return int(found[1]) if found else None


def pack_keys(keys: dict[int, bytes]) -> tuple[tuple[tuple[int, int], ...], bytes]:
    """Pack keys by number into (runs, blob): 32 bytes a key and a few bytes a gap."""
    runs: list[tuple[int, int]] = []
    numbers = sorted(keys)
    first = 0
    for at, number in enumerate(numbers, start=1):
        if at == len(numbers) or numbers[at] != number + 1:
            runs.append((numbers[first], at - first))
            first = at
    return tuple(runs), b"".join(keys[number] for number in numbers)


def unpack_keys(contents: Contents) -> dict[int, bytes]:
    """Unpack the object keys, by number."""
    numbers = (number for first, count in contents.runs for number in range(first, first + count))
    starts = range(0, len(contents.blob), KEY_BYTES)
    return {number: contents.blob[at : at + KEY_BYTES] for number, at in zip(numbers, starts, strict=True)}


def pack(contents: Contents, epoch: bytes, random_bytes: RandomBytes, share: bytes = _NO_SHARE) -> bytes:
    """Make the bytes of a generation file; their length is that of a step, not of what is inside.

    Args:
        epoch: the epoch key in the slot, 32 random bytes used for this generation alone.
        share: the second holder's 32 bytes; zeros while there is none.
    """
    assert _is_sound(contents)
    head = _HEAD.pack(_MAGIC, VERSION, 0, contents.generation)
    nonce = random_bytes(_NONCE_BYTES)
    sealed = bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(
        _pad(msgspec.msgpack.encode(contents)), contents.desk + head, nonce, _key(epoch, share)
    )
    return head + nonce + sealed


def unpack(data: bytes, desk: bytes, generation: int, epoch: bytes, share: bytes = _NO_SHARE) -> Contents:
    """Open a generation file.

    Raises: Refusal("keyring.newer-format"); Refusal("keyring.damaged"): cut, changed, of another desk or generation,
        under another epoch key, or holding what no honest keyring holds.
    """
    head, rest = data[: _HEAD.size], data[_HEAD.size :]
    if len(rest) < _NONCE_BYTES:
        raise Refusal("keyring.damaged")
    magic, version, second, number = _HEAD.unpack(head)
    if magic == _MAGIC and (version > VERSION or second):
        raise Refusal("keyring.newer-format")
    if (magic, version, number) != (_MAGIC, VERSION, generation):
        raise Refusal("keyring.damaged")
    try:
        padded = bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(
            rest[_NONCE_BYTES:], desk + head, rest[:_NONCE_BYTES], _key(epoch, share)
        )
        contents = msgspec.msgpack.decode(_unpad(padded), type=Contents)
    except (
        nacl.exceptions.CryptoError,
        msgspec.MsgspecError,
        ValueError,
    ):  # shorter than a tag; bytes that are no text
        raise Refusal("keyring.damaged") from None
    if contents.desk != desk or contents.generation != generation or not _is_sound(contents):
        raise Refusal("keyring.damaged")
    return contents


def _key(epoch: bytes, share: bytes) -> bytes:
    return hashlib.blake2b(share, digest_size=KEY_BYTES, key=epoch, person=b"naru.generation").digest()


def _pad(packed: bytes) -> bytes:
    length = _LENGTH.size + len(packed)
    step = max(_STEP_BYTES, 1 << max(length.bit_length() - 4, 0))  # at most an eighth more, once above 128 KiB
    return _LENGTH.pack(len(packed)) + packed + bytes(-length % step)


def _unpad(padded: bytes) -> bytes:
    if len(padded) < _LENGTH.size:
        raise Refusal("keyring.damaged")
    (length,) = _LENGTH.unpack_from(padded)
    return padded[_LENGTH.size : _LENGTH.size + length]


def _is_sound(contents: Contents) -> bool:
    """Whether the parts agree with each other: nothing the types can say, everything the keyring relies on."""
    edges = [edge for first, count in contents.runs for edge in (first, first + count)]
    header_keys = [first for first, _ in contents.header_keys]
    return (
        all(count > 0 for _, count in contents.runs)
        and all(low <= high for low, high in pairwise(edges))
        and len(contents.blob) == KEY_BYTES * sum(count for _, count in contents.runs)
        and max(edges, default=0) <= contents.next_key
        and max(contents.cases, default=0) < contents.next_case
        and len(header_keys) > 0
        and contents.header_keys[-1][1] is not None
        and (header_keys[0] == 0 or (contents.snapshot is not None and header_keys[0] <= contents.snapshot[0]))
        and all(low < high for low, high in pairwise(header_keys))
        and set(contents.cases.get(HOUSE, {})) == set(contents.readers)
        and len(contents.readers) > 0
        and (contents.snapshot is None or any(a <= contents.snapshot[1] < a + n for a, n in contents.runs))
    )
