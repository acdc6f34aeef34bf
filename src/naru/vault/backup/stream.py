"""A file of records, sealed whole to one public key: a libsodium secretstream in chunks of one size.

Only whoever has read the last chunk, which says that it is the last, has read such a file: cut anywhere, it is refused.
It is padded to a size step. Layout: docs/reference/files.md, "backup".
"""

from __future__ import annotations

import hashlib
import os
import stat
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from struct import Struct
from typing import BinaryIO, Final

import nacl.exceptions
from nacl import bindings

from naru.refusal import Refusal
from naru.vault import boxes, files

VERSION: Final = 1
CHUNK_BYTES: Final = 16_384
LEAST_CHUNKS: Final = 4
KEY_BYTES: Final = bindings.crypto_secretstream_xchacha20poly1305_KEYBYTES
LAST: Final = bindings.crypto_secretstream_xchacha20poly1305_TAG_FINAL
_MORE: Final = bindings.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
_MAGIC: Final = b"NARUBACK"
_BOX_BYTES: Final = KEY_BYTES + boxes.OVERHEAD
_CHECK_BYTES: Final = 32
_HEAD_BYTES: Final = len(_MAGIC) + 2 + _BOX_BYTES + _CHECK_BYTES
_START_BYTES: Final = bindings.crypto_secretstream_xchacha20poly1305_HEADERBYTES
_SEALED_BYTES: Final = CHUNK_BYTES + bindings.crypto_secretstream_xchacha20poly1305_ABYTES
_LENGTH: Final = Struct("<I")
_RECORD_BYTES_MAX: Final = 1 << 28
# Wait on no FIFO, hand nothing down to a child; on Windows, leave line ends alone.
_SAFE: Final = sum(getattr(os, name, 0) for name in ("O_NONBLOCK", "O_CLOEXEC", "O_BINARY"))

# ------------------------------------------------------------------------------------------------------------- writing


def write(path: Path, public: bytes, key: bytes, records: Iterable[bytes], random_bytes: boxes.RandomBytes) -> None:
    """Make a file and wait until its content is on the disk. Raises OSError, and whatever `records` raises.

    Args:
        public: whose private key will open it, 32 bytes.
        key: of the stream, 32 random bytes used for this file alone.
    """
    body = _MAGIC + VERSION.to_bytes(2, "big") + boxes.seal(public, key, random_bytes)
    head = body + hashlib.blake2b(body, digest_size=_CHECK_BYTES).digest()
    fd = files.create(path)
    try:
        state = bindings.crypto_secretstream_xchacha20poly1305_state()
        files.write(fd, head + bindings.crypto_secretstream_xchacha20poly1305_init_push(state, key))
        for chunk, tag in _chunks(records):
            files.write(fd, bindings.crypto_secretstream_xchacha20poly1305_push(state, chunk, head, tag))
        files.fsync(fd)
    finally:
        files.close(fd)


def _chunks(records: Iterable[bytes]) -> Iterator[tuple[bytes, int]]:
    """Records with their lengths, then zeros up to a size step, in whole chunks; the last one says so."""
    held, done = bytearray(), 0
    for record in records:
        held += _LENGTH.pack(len(record)) + record
        while len(held) > CHUNK_BYTES:
            yield bytes(held[:CHUNK_BYTES]), _MORE
            del held[:CHUNK_BYTES]
            done += 1
    held += _LENGTH.pack(0)
    count = -(-len(held) // CHUNK_BYTES)
    wanted = _step(done + count) - done
    held += bytes(wanted * CHUNK_BYTES - len(held))
    for at in range(wanted):
        yield bytes(held[at * CHUNK_BYTES : (at + 1) * CHUNK_BYTES]), LAST if at == wanted - 1 else _MORE


def _step(chunks: int) -> int:
    """How many chunks a file of so many is padded to: a sixteenth to an eighth more at most, never under the least."""
    grain = max(LEAST_CHUNKS, 1 << max(chunks.bit_length() - 4, 0))
    return -(-chunks // grain) * grain


def is_left_over(path: Path) -> bool:
    """Whether a file is what a `write` that was cut off leaves: nothing yet, or the front of one."""
    with files.refusing(), _file(path) as file:
        front = file.read(len(_MAGIC))
    return _MAGIC.startswith(front)


# ------------------------------------------------------------------------------------------------------------- reading


def key_of(path: Path, private: bytes) -> bytes:
    """The key of the stream, which lies at the front for the holder of the private key.

    Raises:
        Refusal: ``backup.missing``, ``backup.not-a-backup``, ``backup.newer-format``, ``backup.other-parts``,
            ``backup.damaged``, ``disk.*``.
    """
    with files.refusing(), _file(path) as file:
        head = file.read(_HEAD_BYTES)
    if not head.startswith(_MAGIC):
        raise Refusal("backup.not-a-backup")
    if len(head) != _HEAD_BYTES:
        raise Refusal("backup.damaged")
    body, check = head[:-_CHECK_BYTES], head[-_CHECK_BYTES:]
    if int.from_bytes(body[len(_MAGIC) : len(_MAGIC) + 2], "big") > VERSION:
        raise Refusal("backup.newer-format")
    if hashlib.blake2b(body, digest_size=_CHECK_BYTES).digest() != check:
        raise Refusal("backup.damaged")
    key = boxes.unseal(body[-_BOX_BYTES:], private)
    if key is None:
        raise Refusal("backup.other-parts")
    return key


def read(path: Path, key: bytes) -> Iterator[bytes]:
    """The records, one by one. Ends only when the last chunk has said that it is the last.

    Raises:
        Refusal: ``backup.missing``, ``backup.damaged``, ``disk.*``.
    """
    held = bytearray()
    chunks = _opened(path, key)
    while True:
        _fill(held, _LENGTH.size, chunks)
        (length,) = _LENGTH.unpack_from(held)
        if length == 0:
            break
        if length > _RECORD_BYTES_MAX:
            raise Refusal("backup.damaged")
        _fill(held, _LENGTH.size + length, chunks)
        yield bytes(held[_LENGTH.size : _LENGTH.size + length])
        del held[: _LENGTH.size + length]
    for _ in chunks:
        pass


def _fill(held: bytearray, wanted: int, chunks: Iterator[bytes]) -> None:
    while len(held) < wanted:
        chunk = next(chunks, None)
        if chunk is None:
            raise Refusal("backup.damaged")
        held += chunk


def _opened(path: Path, key: bytes) -> Iterator[bytes]:
    """Every chunk in the clear, up to the last; nothing may stand behind it."""
    with files.refusing(), _file(path) as file:
        head, state = file.read(_HEAD_BYTES), bindings.crypto_secretstream_xchacha20poly1305_state()
        first, tag = file.read(_START_BYTES), _MORE
        if len(first) != _START_BYTES:
            raise Refusal("backup.damaged")
        bindings.crypto_secretstream_xchacha20poly1305_init_pull(state, first, key)
        while tag != LAST:
            sealed = file.read(_SEALED_BYTES)
            if len(sealed) != _SEALED_BYTES:
                raise Refusal("backup.damaged")
            try:
                chunk, tag = bindings.crypto_secretstream_xchacha20poly1305_pull(state, sealed, head)
            except nacl.exceptions.CryptoError:
                raise Refusal("backup.damaged") from None
            yield chunk
        if file.read(1):
            raise Refusal("backup.damaged")


def _file(path: Path) -> BinaryIO:
    """A plain file, read from the disk itself and not from what the system remembers of it. A link to one will do."""
    try:
        fd = os.open(path, os.O_RDONLY | _SAFE)
    except FileNotFoundError:
        raise Refusal("backup.missing") from None
    if not stat.S_ISREG(os.fstat(fd).st_mode):
        files.close(fd)
        raise Refusal("backup.not-a-backup")
    if sys.platform == "linux":
        os.posix_fadvise(fd, 0, 0, os.POSIX_FADV_DONTNEED)
    return os.fdopen(fd, "rb")
