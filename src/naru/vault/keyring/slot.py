"""The slot: two records of 4 KiB, overwritten in place, that hold the epoch key of the newest generation.

One half holds the record in force, the other is a blank: random bytes that close with a keyed check, so that every
sector of what lay there before is known to be gone. Without the slot key a blank cannot be told from random bytes. Both
checks are keyed, so that somebody who knows only the public keys cannot slip in a generation of their own making.
Layout: docs/reference/files.md.
"""

from __future__ import annotations

import hashlib
import hmac
import struct
from collections.abc import Mapping
from typing import Final, NamedTuple

from naru.vault import boxes
from naru.vault.boxes import RandomBytes

HALF_BYTES: Final = 4096
SLOT_BYTES: Final = 2 * HALF_BYTES
EPOCH_BYTES: Final = 32
READERS_MAX: Final = 40
VERSION: Final = 1
_MAGIC: Final = b"NARUSLOT"
_HEAD: Final = struct.Struct(">8sHBxQH")  # magic, version, second holder (0 or 1), generation, number of readers
_ENTRY: Final = struct.Struct(f">8s{EPOCH_BYTES + boxes.OVERHEAD}s")  # reader id, epoch key sealed to that reader
_CHECK_BYTES: Final = 32
_BODY_BYTES: Final = HALF_BYTES - _CHECK_BYTES


class Record(NamedTuple):
    """One half that passed its check: the generation, and the epoch key sealed to each reader (by reader id)."""

    generation: int
    sealed: dict[str, bytes]


def _check(body: bytes, key: bytes, person: bytes) -> bytes:
    return hashlib.blake2b(body, digest_size=_CHECK_BYTES, key=key, person=person).digest()


def pack(generation: int, epoch: bytes, readers: Mapping[str, bytes], key: bytes, random_bytes: RandomBytes) -> bytes:
    """Make a record of 4,096 bytes.

    Args:
        epoch: the new epoch key, 32 bytes.
        readers: public key of every reader who may open this generation, by reader id (16 hex digits); 1 to 40.
        key: the desk's slot key, 32 bytes.
    """
    assert 0 < len(readers) <= READERS_MAX
    parts = [_HEAD.pack(_MAGIC, VERSION, 0, generation, len(readers))]
    for reader, public in sorted(readers.items()):
        parts.append(_ENTRY.pack(bytes.fromhex(reader), boxes.seal(public, epoch, random_bytes)))
    body = b"".join(parts)
    body += random_bytes(_BODY_BYTES - len(body))
    return body + _check(body, key, b"naru.slot")


def unpack(half: bytes, key: bytes) -> Record | None:
    """Read a half; None where it is a blank, torn, foreign, or of a newer format."""
    body, check = half[:_BODY_BYTES], half[_BODY_BYTES:]
    if not hmac.compare_digest(check, _check(body, key, b"naru.slot")):
        return None
    magic, version, second, generation, count = _HEAD.unpack_from(body)
    if magic != _MAGIC or version != VERSION or second or count > READERS_MAX:
        return None
    entries = _ENTRY.iter_unpack(body[_HEAD.size : _HEAD.size + count * _ENTRY.size])
    return Record(generation, {reader.hex(): box for reader, box in entries})


def is_newer(half: bytes) -> bool:
    """Whether a half says that a later Naru wrote it: a higher version, or a second holder this one cannot ask."""
    magic, version, second, _, _ = _HEAD.unpack_from(half)
    return bool(magic == _MAGIC and (version > VERSION or second))


def blank(key: bytes, random_bytes: RandomBytes) -> bytes:
    """Make what overwrites a burned record: 4,064 random bytes and their keyed check."""
    body = random_bytes(_BODY_BYTES)
    return body + _check(body, key, b"naru.blank")


def is_blank(half: bytes, key: bytes) -> bool:
    """Whether a half was overwritten to its last sector."""
    return hmac.compare_digest(half[_BODY_BYTES:], _check(half[:_BODY_BYTES], key, b"naru.blank"))
