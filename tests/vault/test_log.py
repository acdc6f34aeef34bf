"""The log in one SQLCipher file: what it says when it cannot do what it is asked, and what it finds in its file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest
from sqlcipher3 import dbapi2 as sqlcipher

from naru.refusal import Refusal
from naru.vault.log import rows
from naru.vault.log import sqlcipher as log
from naru.vault.log.chain import start
from naru.vault.log.interface import Head
from naru.vault.log.sqlcipher import SqlCipherLog, refusal_of
from testkit.chained import numbered
from testkit.keyrings import DESK

KEY = bytes(range(32))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the log lies."""
    return tmp_path / "log"


@pytest.fixture
def opened(path: Path) -> Iterator[SqlCipherLog]:
    """A new log."""
    one = SqlCipherLog(path, KEY, DESK, new=True)
    yield one
    one.close()


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("database or disk is full", "disk.full"),
        ("attempt to write a readonly database", "disk.read-only"),
        ("Read-Only file system", "disk.read-only"),
        ("database is locked", "desk.in-use"),
        ("resource busy", "desk.in-use"),
        ("database disk image is malformed", "log.damaged"),
        ("file is not a database", "log.damaged"),
        ("HMAC check failed", "log.damaged"),
        ("disk I/O error", "disk.failed"),
    ],
)
def test_what_the_database_says_is_told_in_our_words(said: str, key: str) -> None:
    """Of its own text nothing is repeated."""
    refusal = refusal_of(sqlcipher.OperationalError(said))
    assert refusal.key == key
    assert refusal.facts == ({"door": "unknown"} if key == "desk.in-use" else {})


def test_every_question_to_a_lost_file_is_answered_in_our_words(opened: SqlCipherLog) -> None:
    """The connection is gone: head, reading, one row, appending."""
    opened.append(start(DESK), numbered(2))
    opened.one(1)
    opened._db.close()
    opened._read_only._db.close()
    for ask in (
        opened.head,
        lambda: list(opened.read(1)),
        lambda: opened.one(1),
        lambda: opened.append(start(DESK), numbered(1)),
    ):
        with pytest.raises(Refusal, match=r"^disk\.failed$"):
            ask()


@pytest.mark.parametrize(("version", "key"), [(0, "log.empty"), (2, "log.newer-format")])
def test_a_log_of_another_format_is_not_opened(opened: SqlCipherLog, path: Path, version: int, key: str) -> None:
    """Of a later Naru, or one whose making was cut off."""
    opened._db.execute(f"PRAGMA user_version={version}")
    with pytest.raises(Refusal, match=rf"^{key}$".replace(".", r"\.")):
        SqlCipherLog(path, KEY, DESK)


@pytest.mark.parametrize("name", ["journal_mode", "synchronous", "secure_delete", "busy_timeout"])
def test_a_setting_that_does_not_hold_is_refused(path: Path, name: str) -> None:
    """Each is read back; a build that takes no notice of one keeps no book."""
    other = {**log._SETTINGS, name: (log._SETTINGS[name][0], "something else")}
    with mock.patch.object(log, "_SETTINGS", other), pytest.raises(Refusal, match=r"^log\.settings$") as caught:
        SqlCipherLog(path, KEY, DESK, new=True)
    assert caught.value.facts == {"setting": name}


def test_what_lies_there_is_looked_at_first(path: Path, tmp_path: Path) -> None:
    """Nothing, an empty file, half a page, a link, a folder: none of them is handed to the database."""
    for put, key in (
        (lambda: None, "log.missing"),
        (path.touch, "log.empty"),
        (lambda: path.write_bytes(bytes(4_095)), "log.damaged"),
        (lambda: (path.unlink(), path.symlink_to(tmp_path / "elsewhere")), "log.damaged"),
        (lambda: (path.unlink(), path.mkdir()), "log.damaged"),
    ):
        put()
        with pytest.raises(Refusal) as caught:
            SqlCipherLog(path, KEY, DESK)
        assert caught.value.key == key


def test_a_wrong_key_opens_nothing(opened: SqlCipherLog, path: Path) -> None:
    """It cannot be told from damage."""
    opened.append(start(DESK), numbered(1))
    with pytest.raises(Refusal, match=r"^log\.damaged$"):
        SqlCipherLog(path, bytes(32), DESK)


def test_a_disk_without_room_for_the_index_still_opens(opened: SqlCipherLog, path: Path) -> None:
    """The index stays in memory, for this connection alone, and one row is read through it."""
    told = numbered(3)
    opened.append(start(DESK), told)
    opened.close()
    settle, tries = SqlCipherLog._settle, []

    def full_once(self: SqlCipherLog, new: bool) -> None:
        tries.append(self._db)
        if len(tries) == 1:
            raise sqlcipher.OperationalError("database or disk is full")
        settle(self, new)

    with mock.patch.object(SqlCipherLog, "_settle", full_once):
        alone = SqlCipherLog(path, KEY, DESK)
    assert len(tries) == 2
    assert alone._db.execute("PRAGMA locking_mode").fetchone() == ("exclusive",)
    assert (alone.one(2), alone.head()) == (told[1], Head(3, told[2].digest))
    assert alone._read_only._db is alone._db
    alone.close()


def test_a_torn_row_says_which() -> None:
    """Header, part and box: each carries the row's number, and nothing else."""
    seen = []
    for read in (
        lambda: rows.header(7, bytes(200), bytes(32)),
        lambda: rows._open(8, b"", bytes(24), bytes(32)),
        lambda: rows._part(9, bytes(60), bytes(24), bytes(32)),
    ):
        with pytest.raises(rows.Torn) as caught:
            read()
        seen.append((caught.value.seq, caught.value.args))
    assert seen == [(7, (7,)), (8, (8,)), (9, (9,))]
