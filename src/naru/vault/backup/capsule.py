"""The backup: rows of the log as they lie there, and a books capsule, sealed whole to the paper parts' public key.

No key of the desk is in it: not of a row, a case, a header, not of the log. The rows are the ciphertext the log holds:
the chain over them can be followed to the head without opening one. The capsule is what the books came to; what it
holds is the desk's business, here it is bytes. Layout: docs/reference/files.md.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from naru.refusal import Refusal
from naru.vault import files
from naru.vault.archive import Archive
from naru.vault.backup import stream
from naru.vault.boxes import RandomBytes
from naru.vault.keyring.readers import DeskId, Key
from naru.vault.log import chain
from naru.vault.log.interface import Head, Row

_ROWS_A_RECORD: Final = 250
_Week = Annotated[int, Meta(ge=0, lt=1 << 32)]
_encode = msgspec.msgpack.Encoder().encode
_decode_rows = msgspec.msgpack.Decoder(list[tuple[_Week, bytes]]).decode


class Capsule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the books came to, and the head of the rows that follow.

    Args:
        desk: the desk's id.
        at: when it was made, seconds since 1970 UTC.
        seq, digest: the last row and its digest.
        legal_hold: whether burning is held; a restored book has to know.
        books: the desk's own bytes.
        archive: whom the records a law demands are sealed to.
    """

    desk: DeskId
    at: int
    seq: Annotated[int, Meta(gt=0)]
    digest: Key
    legal_hold: bool = msgspec.field(name="hold")
    books: bytes
    archive: Archive | None = None

    @property
    def head(self) -> Head:
        """The head of the log when the backup was made."""
        return Head(self.seq, self.digest)

    def __repr__(self) -> str:
        """Show nothing of the books."""
        return f"Capsule({self.seq})"


def write(path: Path, public: bytes, capsule: Capsule, rows: Iterable[Row], random_bytes: RandomBytes) -> int:
    """Write a backup, wait until it is on the disk, and read it back to its head before it has its name.

    Args:
        path: where there must be nothing yet.
        public: of the paper parts in force, 32 bytes.
        rows: row 1 to the capsule's head, in order.
    Returns: its size in bytes.
    Raises:
        Refusal: ``backup.exists``, ``backup.damaged`` (what was read back is not what was written), ``disk.*``;
            ``log.broken-row``: the log itself does not fit together. There is no backup of that name then.
    """
    fresh = path.with_name(path.name + files.NEW)
    if os.path.lexists(path) or (os.path.lexists(fresh) and not stream.is_left_over(fresh)):
        raise Refusal("backup.exists")
    key = random_bytes(stream.KEY_BYTES)
    with files.refusing():
        files.unlink(fresh)
        try:
            stream.write(fresh, public, key, _records(capsule, rows), random_bytes)
            if _check(stream.read(fresh, key)) != capsule:
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
    return _check(stream.read(path, stream.key_of(path, private)))


def rows(path: Path, private: bytes) -> Iterator[Row]:
    """The rows of a backup, as they were in the log. Believe none before the last has come. Raises as `check`."""
    records = stream.read(path, stream.key_of(path, private))
    return _rows(_capsule(records), records)


def _records(capsule: Capsule, rows: Iterable[Row]) -> Iterator[bytes]:
    """The capsule, then the rows in batches, each checked against the chain as it passes."""
    yield _encode(capsule)
    checked = chain.follow(chain.start(capsule.desk), rows, capsule.head)
    try:
        while batch := list(islice(checked, _ROWS_A_RECORD)):
            yield _encode([(row.week, row.parts) for row in batch])
    except chain.BrokenChain as broken:
        raise Refusal("log.broken-row", row=broken.seq) from None


def _check(records: Iterator[bytes]) -> Capsule:
    capsule = _capsule(records)
    for _ in _rows(capsule, records):
        pass
    return capsule


def _capsule(records: Iterator[bytes]) -> Capsule:
    try:
        return msgspec.msgpack.decode(next(records, b""), type=Capsule)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise Refusal("backup.damaged") from None


def _rows(capsule: Capsule, records: Iterator[bytes]) -> Iterator[Row]:
    """The rows behind the capsule, their digests worked out again. Comes to its end only at the capsule's head."""
    head = chain.start(capsule.desk)
    for record in records:
        try:
            batch = _decode_rows(record)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            raise Refusal("backup.damaged") from None
        for week, parts in batch:
            row = chain.link(head, week, parts)
            head = Head(row.seq, row.digest)
            yield row
    if head != capsule.head:
        raise Refusal("backup.damaged")
