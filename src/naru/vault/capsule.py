"""The backup file: rows of the log as they lie there, and a books capsule, sealed whole to the paper parts' public key.

No key of the desk is in it: not of a row, a case, a header, not of the log. The rows are the ciphertext the log holds:
the chain over them can be followed to the head without opening one. The capsule is what the books came to; what it
holds is the desk's business, here it is bytes.

A file is one libsodium secretstream in chunks of one size, padded to a size step. Only whoever has read the last chunk,
which says that it is the last, has read a backup: a file cut anywhere is refused. Layout: docs/reference/files.md.
"""

from __future__ import annotations

import hashlib
import os
import stat
import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from struct import Struct
from typing import Annotated, BinaryIO, Final

import msgspec
import nacl.exceptions
from msgspec import Meta
from nacl import bindings

from naru.refusal import Refusal
from naru.vault import boxes, files
from naru.vault.boxes import Chance
from naru.vault.log import Head, Row, chain, start
from naru.vault.readers import DeskId, Key
from naru.vault.turn import NEW

VERSION: Final = 1
CHUNK_BYTES: Final = 16_384
LEAST_CHUNKS: Final = 4
_MAGIC: Final = b"NARUBACK"
_KEY_BYTES: Final = 32
_BOX_BYTES: Final = _KEY_BYTES + boxes.OVERHEAD
_CHECK_BYTES: Final = 32
_HEAD_BYTES: Final = len(_MAGIC) + 2 + _BOX_BYTES + _CHECK_BYTES
_START_BYTES: Final = bindings.crypto_secretstream_xchacha20poly1305_HEADERBYTES
_SEALED_BYTES: Final = CHUNK_BYTES + bindings.crypto_secretstream_xchacha20poly1305_ABYTES
_MORE: Final = bindings.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
_LAST: Final = bindings.crypto_secretstream_xchacha20poly1305_TAG_FINAL
_LENGTH: Final = Struct("<I")
_RECORD_BYTES_MAX: Final = 1 << 28
_ROWS_A_RECORD: Final = 250

# Wait on no FIFO, hand nothing down to a child; on Windows, leave line ends alone.
_SAFE: Final = sum(getattr(os, name, 0) for name in ("O_NONBLOCK", "O_CLOEXEC", "O_BINARY"))

_Week = Annotated[int, Meta(ge=0, lt=1 << 32)]
_encode = msgspec.msgpack.Encoder().encode
_decode_rows = msgspec.msgpack.Decoder(list[tuple[_Week, bytes]]).decode


class Capsule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the books came to, and the head of the rows that follow.

    Args:
        desk: the desk's id.
        at: when it was made, seconds since 1970 UTC.
        seq, digest: the last row and its digest.
        hold: whether burning is held; a restored book has to know.
        books: the desk's own bytes.
    """

    desk: DeskId
    at: int
    seq: Annotated[int, Meta(gt=0)]
    digest: Key
    hold: bool
    books: bytes

    @property
    def head(self) -> Head:
        """The head of the log when the backup was made."""
        return Head(self.seq, self.digest)

    def __repr__(self) -> str:
        """Show nothing of the books."""
        return f"Capsule({self.seq})"


def write(path: Path, public: bytes, capsule: Capsule, rows: Iterable[Row], chance: Chance) -> int:
    """Write a backup, wait until it is on the disk, and read it back as far as the head before it has its name.

    Args:
        path: where there must be nothing yet.
        public: of the paper parts in force, 32 bytes.
        rows: row 1 to the capsule's head, in order.
    Returns: its size in bytes.
    Raises:
        Refusal: ``backup.exists``, ``disk.*``: there is no backup of that name then; ``log.broken-row``: the log itself
            does not fit together.
    """
    if os.path.lexists(path):
        raise Refusal("backup.exists")
    key = chance(_KEY_BYTES)
    body = _MAGIC + VERSION.to_bytes(2, "big") + boxes.seal(public, key, chance)
    head = body + hashlib.blake2b(body, digest_size=_CHECK_BYTES).digest()
    fresh = path.with_name(path.name + NEW)
    with files.refusing():
        files.unlink(fresh)
        try:
            _write(fresh, head, key, _records(capsule, rows))
            if _check(fresh, key) != capsule:
                raise Refusal("backup.damaged")
            files.rename(fresh, path)
        except BaseException:
            files.unlink(fresh)
            raise
        files.fsync_folder(path.parent)
        return path.stat().st_size


def check(path: Path, private: bytes) -> Capsule:
    """Read a backup from the first byte to the last, keep nothing but the capsule, and follow the chain to its head.

    Raises:
        Refusal: ``backup.missing``, ``backup.not-a-backup``, ``backup.newer-format``; ``backup.other-parts``: made for
            other paper parts; ``backup.damaged``: cut, altered, or not made by an honest desk; ``disk.*``.
    """
    return _check(path, _key_of(path, private))


def rows(path: Path, private: bytes) -> Iterator[Row]:
    """The rows of a backup, as they were in the log. Believe none before the last has come. Raises as `check`."""
    return _rows(_read(path, _key_of(path, private)))


# ------------------------------------------------------------------------------------------------------------- writing


def _records(capsule: Capsule, rows: Iterable[Row]) -> Iterator[bytes]:
    """The capsule, then the rows in batches, each checked against the chain as it passes."""
    yield _encode(capsule)
    before, waiting = start(capsule.desk), iter(rows)
    while batch := list(islice(waiting, _ROWS_A_RECORD)):
        for row in batch:
            digest = chain(before.digest, row.seq, row.week, row.parts)
            if row.seq != before.seq + 1 or row.digest != digest:
                raise Refusal("log.broken-row", row=row.seq)
            before = Head(row.seq, digest)
        yield _encode([(row.week, row.parts) for row in batch])
    if before != capsule.head:
        raise Refusal("log.broken-row", row=before.seq + 1)


def _write(path: Path, head: bytes, key: bytes, records: Iterable[bytes]) -> None:
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
        yield bytes(held[at * CHUNK_BYTES : (at + 1) * CHUNK_BYTES]), _LAST if at == wanted - 1 else _MORE


def _step(chunks: int) -> int:
    """How many chunks a file of so many is padded to: a sixteenth to an eighth more at most, never under the least."""
    grain = max(LEAST_CHUNKS, 1 << max(chunks.bit_length() - 4, 0))
    return -(-chunks // grain) * grain


# ------------------------------------------------------------------------------------------------------------- reading


def _check(path: Path, key: bytes) -> Capsule:
    records = _read(path, key)
    capsule = _capsule(records)
    for _ in _after(capsule, records):
        pass
    return capsule


def _rows(records: Iterator[bytes]) -> Iterator[Row]:
    yield from _after(_capsule(records), records)


def _capsule(records: Iterator[bytes]) -> Capsule:
    try:
        return msgspec.msgpack.decode(next(records, b""), type=Capsule)
    except msgspec.MsgspecError:
        raise Refusal("backup.damaged") from None


def _after(capsule: Capsule, records: Iterator[bytes]) -> Iterator[Row]:
    """The rows behind the capsule, their digests worked out again. Comes to its end only at the capsule's head."""
    seq, digest = start(capsule.desk)
    for record in records:
        try:
            batch = _decode_rows(record)
        except msgspec.MsgspecError:
            raise Refusal("backup.damaged") from None
        for week, parts in batch:
            seq, digest = seq + 1, chain(digest, seq + 1, week, parts)
            yield Row(seq, week, parts, digest)
    if (seq, digest) != capsule.head:
        raise Refusal("backup.damaged")


def _read(path: Path, key: bytes) -> Iterator[bytes]:
    """The records, one by one. Ends only when the last chunk has said that it is the last."""
    held = bytearray()
    chunks = _opened(path, key)
    while True:
        while len(held) < _LENGTH.size:
            held += _next(chunks)
        (length,) = _LENGTH.unpack_from(held)
        if length == 0:
            break
        if length > _RECORD_BYTES_MAX:
            raise Refusal("backup.damaged")
        while len(held) < _LENGTH.size + length:
            held += _next(chunks)
        yield bytes(held[_LENGTH.size : _LENGTH.size + length])
        del held[: _LENGTH.size + length]
    for _ in chunks:
        pass


def _next(chunks: Iterator[bytes]) -> bytes:
    chunk = next(chunks, None)
    if chunk is None:
        raise Refusal("backup.damaged")
    return chunk


def _opened(path: Path, key: bytes) -> Iterator[bytes]:
    """Every chunk in the clear, up to the last; nothing may stand behind it."""
    with _file(path) as file, files.refusing():
        head, state = file.read(_HEAD_BYTES), bindings.crypto_secretstream_xchacha20poly1305_state()
        first, tag = file.read(_START_BYTES), _MORE
        if len(first) != _START_BYTES:
            raise Refusal("backup.damaged")
        bindings.crypto_secretstream_xchacha20poly1305_init_pull(state, first, key)
        while tag != _LAST:
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


def _key_of(path: Path, private: bytes) -> bytes:
    """The key of the stream, which lies at the front for the holder of the private key."""
    with _file(path) as file, files.refusing():
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
    if len(key) != _KEY_BYTES:
        raise Refusal("backup.damaged")
    return key


def _file(path: Path) -> BinaryIO:
    """A plain file, read from the disk itself and not from what the system remembers of it. A link to one will do."""
    try:
        with files.refusing():
            fd = os.open(path, os.O_RDONLY | _SAFE)
    except Refusal:
        if os.path.lexists(path):
            raise
        raise Refusal("backup.missing") from None
    if not stat.S_ISREG(os.fstat(fd).st_mode):
        files.close(fd)
        raise Refusal("backup.not-a-backup")
    if sys.platform == "linux":
        os.posix_fadvise(fd, 0, 0, os.POSIX_FADV_DONTNEED)
    return os.fdopen(fd, "rb")
