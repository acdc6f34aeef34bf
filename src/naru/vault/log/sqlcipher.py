"""The log in one SQLCipher file: the store of a desk on the machine it is used on.

Settings are read back at the start; a build that ignores one is refused.
Source of the settings: SQLite's and SQLCipher's pragma pages; why WAL with FULL: security paper, M2.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2 as sqlcipher

from naru.refusal import Refusal
from naru.vault import files
from naru.vault.log.chain import start
from naru.vault.log.interface import Head, Row

FILE = "log"
FORMAT = 1
_SCHEMA = """CREATE TABLE log (
    seq INTEGER PRIMARY KEY CHECK (seq > 0),
    week INTEGER NOT NULL,
    parts BLOB NOT NULL,
    digest BLOB NOT NULL CHECK (length(digest) = 32)
) STRICT"""
_SETTINGS: dict[str, tuple[str, object]] = {
    "journal_mode": ("WAL", "wal"),
    "synchronous": ("FULL", 2),
    "temp_store": ("MEMORY", 2),
    "secure_delete": ("ON", 1),
    "trusted_schema": ("OFF", 0),
    "cell_size_check": ("ON", 1),
    "foreign_keys": ("ON", 1),
    "busy_timeout": ("0", 0),
}
_ROW_BATCH = 250
_ROOM, _PAGE = 1 << 20, 4096
_SALT_BYTES = 16
_INSERT = "INSERT INTO log VALUES "


def create(folder: Path, key: bytes, desk_id: bytes) -> SqlCipherLog:
    """Make the file in a desk's folder and open it; see `naru.vault.log.interface.Store`."""
    return SqlCipherLog(folder / FILE, key, desk_id, new=True)


def open_(folder: Path, key: bytes, desk_id: bytes) -> SqlCipherLog:
    """Open the file in a desk's folder; see `naru.vault.log.interface.Store`."""
    return SqlCipherLog(folder / FILE, key, desk_id)


def exists(folder: Path) -> bool:
    """Whether anything lies under the file's name, a dangling link too."""
    return os.path.lexists(folder / FILE)


def remove(folder: Path) -> None:
    """Remove the file and what SQLite keeps beside it."""
    for ending in ("", "-wal", "-shm", "-journal"):
        files.unlink(folder / (FILE + ending))


def refusal_of(error: Exception) -> Refusal:
    """What a database error means for the person: full, read-only, damaged, or failed."""
    text = str(error).lower()
    if "full" in text:
        return Refusal("disk.full")
    if "readonly" in text or "read-only" in text:
        return Refusal("disk.read-only")
    if "locked" in text or "busy" in text:
        return Refusal("desk.in-use", door="unknown")
    if "malformed" in text or "not a database" in text or "hmac" in text:
        return Refusal("log.damaged")
    return Refusal("disk.failed")


class SqlCipherLog:
    """An open log. Appending happens in one transaction that is durable when `append` returns."""

    def __init__(self, path: Path, key: bytes, desk_id: bytes, *, new: bool = False) -> None:
        """Open the file, or make it.

        Args:
            key: 32 raw bytes.
        Raises:
            Refusal: ``log.missing``, ``log.empty``, ``log.damaged``, ``log.newer-format``, ``log.settings``,
                ``disk.*``.
        """
        if new:
            with files.refusing():
                files.close(files.create(path))  # for its owner only; SQLite would let everybody read it
        else:
            _look(path)
        self._path, self._desk_id = path, desk_id
        self._inserts: dict[int, str] = {}
        self._read_only = _ReadOnly(path, key)
        self._db: Any = None
        try:
            self._connect(path, key, new)
        except sqlcipher.Error as error:
            self._let_go()
            raise refusal_of(error) from None
        except Refusal:
            self._let_go()
            raise

    def _connect(self, path: Path, key: bytes, new: bool) -> None:
        """Open the file; where the disk has no room for the index of the WAL (32 KiB), keep that in memory instead.

        A book on a full disk has to open. The index in memory is for one connection alone, so no other reads beside.
        """
        self._db = _open(path, key)
        try:
            self._settle(new)
        except sqlcipher.OperationalError:
            self._db.close()
            self._db = self._read_only.share = _open(path, key)
            self._db.execute("PRAGMA locking_mode=EXCLUSIVE")
            self._settle(new)

    def _let_go(self) -> None:
        if self._db is not None:
            self._db.close()

    def _settle(self, new: bool) -> None:
        run = self._db.execute
        for name, (value, expected) in _SETTINGS.items():
            run(f"PRAGMA {name}={value}")
            found = run(f"PRAGMA {name}").fetchone()
            if found is None or found[0] != expected:
                raise Refusal("log.settings", setting=name)
        if new:
            run("BEGIN IMMEDIATE")
            run(_SCHEMA)
            run(f"PRAGMA user_version={FORMAT}")
            run("COMMIT")
        found = run("PRAGMA user_version").fetchone()[0]
        if found != FORMAT:
            raise Refusal("log.newer-format" if found > FORMAT else "log.empty")  # 0: its making was cut off
        made = run("SELECT type, name, sql FROM sqlite_master").fetchall()
        if made != [("table", "log", _SCHEMA)] or run("SELECT min(seq) FROM log").fetchone()[0] not in (None, 1):
            raise Refusal("log.damaged")  # a trigger, a table or a row that no log of Naru's has

    def head(self) -> Head:
        """The last row there is."""
        try:
            row = self._db.execute("SELECT seq, digest FROM log ORDER BY seq DESC LIMIT 1").fetchone()
        except sqlcipher.Error as error:
            raise refusal_of(error) from None
        return Head(row[0], row[1]) if row else start(self._desk_id)

    def append(self, after: Head, rows: Sequence[Row]) -> None:
        """Append rows after a head, durably.

        Raises:
            Refusal: ``log.moved`` (the head is another one), ``disk.*``. Nothing was written then.
        """
        run = self._db.execute
        try:
            run("BEGIN IMMEDIATE")
            try:
                found = run("SELECT seq, digest FROM log ORDER BY seq DESC LIMIT 1").fetchone()
                if (Head(*found) if found else start(self._desk_id)) != after:
                    raise Refusal("log.moved")
                for index in range(0, len(rows), _ROW_BATCH):
                    batch = rows[index : index + _ROW_BATCH]
                    flat: list[object] = []
                    for seq, week, parts, digest in batch:
                        flat += (seq, week, bytearray(parts), bytearray(digest))  # bytes make the driver seek adapters
                    run(self._insert(len(batch)), flat)
                run("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    run("ROLLBACK")
                raise
        except sqlcipher.Error as error:
            raise refusal_of(error) from None

    def _insert(self, count: int) -> str:
        """One statement for many rows: it runs outside the interpreter lock, so deciding goes on beside it."""
        sql = self._inserts.get(count)
        if sql is None:
            sql = _INSERT + ",".join(["(?,?,?,?)"] * count)
            if len(self._inserts) < 64 or count == _ROW_BATCH:
                self._inserts[count] = sql
        return sql

    def read(self, first: int, last: int | None = None) -> Iterator[Row]:
        """Rows from `first` on (to `last`, if given), in order."""
        top = (1 << 62) if last is None else last
        try:
            cursor = self._db.cursor()
            cursor.arraysize = 500
            cursor.execute(
                "SELECT seq, week, parts, digest FROM log WHERE seq BETWEEN ? AND ? ORDER BY seq", (first, top)
            )
            while rows := cursor.fetchmany():
                yield from map(Row._make, rows)
        except sqlcipher.Error as error:
            raise refusal_of(error) from None

    def one(self, seq: int) -> Row:
        """One durable row. Waits for nobody, whatever is being written meanwhile.

        Raises:
            Refusal: ``log.gap`` when it is not there.
        """
        try:
            row = self._read_only.row(seq)
        except sqlcipher.Error as error:
            raise refusal_of(error) from None
        if row is None:
            raise Refusal("log.gap", row=seq)
        return row

    def has_room(self) -> bool:
        """Whether it can be written, and the disk has room for as much again twice over: enough for any snapshot."""
        try:
            return (
                os.access(self._path, os.W_OK)
                and shutil.disk_usage(self._path).free > 2 * self._path.stat().st_size + _ROOM
            )
        except OSError:
            return False

    def close(self) -> None:
        """Write the last pages into the file, and let go of it and of its key."""
        try:
            self._read_only.close()
            self._db.close()
        except sqlcipher.Error as error:
            raise refusal_of(error) from None
        finally:
            # One that is closed and has no key: whoever asks now meets an error.
            self._read_only = _ReadOnly(self._path, b"", self._db)


class _ReadOnly:
    """A second connection that only reads. The first is the writer's: whoever shares it waits for its commits."""

    def __init__(self, path: Path, key: bytes, share: Any = None) -> None:
        self._path, self._key = path, key
        self._db: Any = None
        self.share = share
        """the writer's own connection, where there can be no second"""

    def row(self, seq: int) -> Row | None:
        """One row, if it is there."""
        if self._db is None and self.share is not None:
            self._db = self.share
        elif self._db is None:
            self._db = _open(self._path, self._key)
            self._db.execute("PRAGMA query_only=ON")
            self._db.execute("PRAGMA temp_store=MEMORY")
        found = self._db.execute("SELECT seq, week, parts, digest FROM log WHERE seq = ?", (seq,)).fetchone()
        return Row._make(found) if found else None

    def close(self) -> None:
        """Let go of the file."""
        if self._db is not None:
            self._db.close()


def _look(path: Path) -> None:
    """Look at what lies there before SQLite does: it would follow a link, and write a head into an empty file."""
    try:
        seen = path.lstat()
    except FileNotFoundError:
        raise Refusal("log.missing") from None
    except OSError as error:
        raise files.refusal(error) from None
    if not stat.S_ISREG(seen.st_mode):
        raise Refusal("log.damaged")
    if seen.st_size < _PAGE:
        raise Refusal("log.damaged" if seen.st_size else "log.empty")


def _open(path: Path, key: bytes) -> Any:
    """A connection to the encrypted file. Nothing else here knows the driver's build or the cipher.

    The salt is told, not read: SQLCipher keeps it in the first 16 bytes of the file alone, and a power cut that leaves
    garbage there while the WAL is written into the file would make every page unreadable. And each commit is padded to
    a sector of its own (``psow=0``): a write that is cut off may spoil what stood beside it, which was answered before.
    """
    where = path.absolute().as_uri() + "?psow=0"
    db = sqlcipher.connect(where, uri=True, isolation_level=None, check_same_thread=False)
    db.execute("PRAGMA cipher_log_level=none")
    salt = hashlib.blake2b(digest_size=_SALT_BYTES, key=key, person=b"naru.log.salt").hexdigest()
    db.execute(f"PRAGMA key=\"x'{key.hex()}{salt}'\"")
    built_with = {row[0] for row in db.execute("PRAGMA compile_options")}
    if not {"HAS_CODEC", "TEMP_STORE=2"} <= built_with:
        db.close()
        raise Refusal("log.settings", setting="build")
    return db
