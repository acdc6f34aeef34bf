"""The log's own code on plain SQLite, through a recording file system (VFS): same statements, settings and schema.

No layer of faults can be put under SQLCipher: it brings its own SQLite. APSW brings one that takes its file system from
Python. Only `log._open` is exchanged, which knows the driver and the cipher, and nothing else of the log; pages keep
the bytes free that the cipher needs. That SQLCipher then makes the same calls is a test of its own (test_log_power.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any
from unittest import mock

import apsw
from sqlcipher3 import dbapi2 as sqlcipher

from naru.vault.log import sqlcipher as log
from testkit.power import cuts
from testkit.power.cuts import Recorder

CIPHER_BYTES = 80
"""free at the end of each page: SQLCipher's nonce (16) and check (64)"""
NEW_NAME = apsw.SQLITE_OPEN_WAL | apsw.SQLITE_OPEN_MAIN_JOURNAL | apsw.SQLITE_OPEN_SUPER_JOURNAL
"""files after whose first sync SQLite on Unix syncs the folder, too"""
SHM_BYTES = 4096


class Tapped(apsw.VFS):
    """SQLite's file system on Unix, with somebody listening. It waits for no disk: the cuts are made elsewhere."""

    def __init__(self) -> None:
        super().__init__("naru-tapped", base="unix", makedefault=True)
        self.recorder: Recorder | None = None
        self.padded = True
        self._random_bytes = Random(0)

    def begin(self, recorder: Recorder) -> None:
        """Listen from here on. What SQLite draws from the system's chance comes from a seed from here on, too."""
        self.recorder, self._random_bytes = recorder, Random(0)
        apsw.randomness(0)

    def xRandomness(self, count: int) -> bytes:
        return self._random_bytes.randbytes(count)

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> TappedFile:
        return TappedFile(self, name, flags)

    def xDelete(self, name: str, sync_folder: bool) -> None:
        super().xDelete(name, False)
        if self.recorder is not None:
            if name.endswith("-wal"):
                self.recorder.unlink(_shm(Path(name)))  # SQLite does it itself, and nobody is asked
            self.recorder.unlink(Path(name))
            if sync_folder:
                self.recorder.sync_names(Path(name).parent)


class TappedFile(apsw.VFSFile):
    """One open file of it."""

    def __init__(self, tapped: Tapped, name: str | apsw.URIFilename | None, flags: list[int]) -> None:
        self._recorder, self._padded = tapped.recorder, tapped.padded
        recorder = tapped.recorder
        if recorder is not None:
            path = Path(name.filename() if isinstance(name, apsw.URIFilename) else name or "")
            self._folder = path.parent
            self._what = recorder.number(path)
            self._sync_folder = bool(flags[0] & apsw.SQLITE_OPEN_CREATE and flags[0] & NEW_NAME)
            if flags[0] & apsw.SQLITE_OPEN_WAL:
                # Its index is mapped into memory: nobody knows what of it reaches the disk. Here that is noise.
                index = recorder.number(_shm(path))
                recorder.write(index, Random(1).randbytes(SHM_BYTES), 0)
                recorder.sync(index)
        super().__init__("unix", name, flags)

    def xDeviceCharacteristics(self) -> int:
        told = super().xDeviceCharacteristics()
        return told & ~apsw.SQLITE_IOCAP_POWERSAFE_OVERWRITE if self._padded else told

    def xWrite(self, data: bytes, offset: int) -> None:
        super().xWrite(data, offset)
        if self._recorder is not None:
            self._recorder.write(self._what, data, offset)

    def xTruncate(self, size: int) -> None:
        super().xTruncate(size)
        if self._recorder is not None:
            self._recorder.truncate(self._what, size)

    def xSync(self, flags: int) -> None:
        if self._recorder is not None:
            self._recorder.sync(self._what)
            if self._sync_folder:
                self._recorder.sync_names(self._folder)
                self._sync_folder = False


def _shm(wal: Path) -> Path:
    return wal.with_name(wal.name.removesuffix("-wal") + "-shm")


class Plain:
    """A connection to plain SQLite, as far as the log asks for one; its errors are the driver's."""

    def __init__(self, path: Path, checkpoint_after: int) -> None:
        with _as_the_driver_says():
            self._db = apsw.Connection(str(path))
            self._db.reserve_bytes("main", CIPHER_BYTES)
            self._db.wal_autocheckpoint(checkpoint_after)

    @property
    def in_transaction(self) -> bool:
        return self._db.in_transaction

    def cursor(self) -> PlainCursor:
        return PlainCursor(self._db.cursor())

    def execute(self, sql: str, bindings: Sequence[Any] = ()) -> PlainCursor:
        return self.cursor().execute(sql, bindings)

    def close(self) -> None:
        with _as_the_driver_says():
            self._db.close()


class PlainCursor:
    """A cursor of it."""

    def __init__(self, cursor: apsw.Cursor) -> None:
        self._cursor = cursor
        self.arraysize = 1

    def execute(self, sql: str, bindings: Sequence[Any] = ()) -> PlainCursor:
        with _as_the_driver_says():
            self._cursor.execute(sql, bindings)
        return self

    def fetchone(self) -> Any:
        with _as_the_driver_says():
            return self._cursor.fetchone()

    def fetchmany(self) -> list[Any]:
        with _as_the_driver_says():
            return [row for _, row in zip(range(self.arraysize), self._cursor, strict=False)]

    def fetchall(self) -> list[Any]:
        with _as_the_driver_says():
            return self._cursor.fetchall()


@contextmanager
def _as_the_driver_says() -> Iterator[None]:
    try:
        yield
    except (apsw.CorruptError, apsw.NotADBError) as error:
        raise sqlcipher.DatabaseError(str(error)) from None
    except apsw.ConstraintError as error:
        raise sqlcipher.IntegrityError(str(error)) from None
    except apsw.Error as error:
        raise sqlcipher.OperationalError(str(error)) from None


_tapped: list[Tapped] = []


@contextmanager
def plain(checkpoint_after: int = 1000, *, padded: bool = True, **settings: tuple[str, object]) -> Iterator[None]:
    """Inside, every log is plain SQLite.

    Args:
        checkpoint_after: pages in the WAL after which they are written into the file; 1000 is what the log has.
        padded: whether each commit ends on a sector of its own, as ``psow=0`` has it; so has the log.
        settings: for controls, what to set instead, as in `log._SETTINGS`.
    """
    if not _tapped:
        _tapped.append(Tapped())  # SQLite keeps it: there is one, for good
    _tapped[0].padded = padded
    with (
        mock.patch.object(log, "_open", lambda path, key: Plain(path, checkpoint_after)),
        mock.patch.dict(log._SETTINGS, settings),
    ):
        yield


@contextmanager
def recorded(root: Path) -> Iterator[Recorder]:
    """Write down what the file layer and SQLite do below a folder. Only inside `plain`."""
    (tapped,) = _tapped
    with cuts.recorded(root) as recorder:
        tapped.begin(recorder)
        try:
            yield recorder
        finally:
            tapped.recorder = None
