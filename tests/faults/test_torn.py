"""A torn last row and damaged pages: the book opens without what was never acknowledged, or says what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from naru.refusal import Refusal
from testkit.faults.books import CMD, COMMANDS, TEXT, Book, as_words, look, said, was_said

PAGE = 4096
CLEAR = {
    key: TEXT.refusal(Refusal(key)) + "\n"
    for key in ("log.damaged", "log.empty", "log.older-than-keyring", "log.newer-format", "log.missing")
}
ROW = "Row "
"""how the sentences begin that name a row: log.broken-row, log.gap"""


def cuts(size: int) -> list[int]:
    """Where a file of `size` bytes is cut off: around every border of its format, and here and there."""
    borders = {0, 1, 24, 31, 32, 33, 55, 56, 57, PAGE - 1, PAGE, PAGE + 1, size // 2, size - PAGE, size - 512, size - 1}
    return sorted({cut for cut in borders if 0 <= cut < size})


def test_a_write_that_was_cut_off(plan: Callable[[str], Any], copy: Callable[[], Book], prepared: Any) -> None:
    """Power went before the row was durable: whatever reached the disk, the book opens, with all of it or none."""
    planned = plan(COMMANDS["send"])
    last = [call for call in planned.calls if call.thread == 1 and call.kind in ("fsync", "fdatasync")][-1]
    book = copy()
    killed = book.forkserver.strike(book.argv(planned.words), book.secrets, last, "signal=SIGKILL")
    assert killed.status == -9 and not said(killed) and last.kind in ("fsync", "fdatasync")
    whole = (book.folder / "log-wal").read_bytes()
    log = (book.folder / "log").read_bytes()
    seen_there = 0
    for torn in [*(whole[:cut] for cut in cuts(len(whole))), *_garbled(whole), whole]:
        torn_book = copy()
        (torn_book.folder / "log").write_bytes(log)
        (torn_book.folder / "log-wal").write_bytes(torn)
        (torn_book.folder / "log-wal").chmod(0o600)
        seen = look(torn_book)
        seen_there += seen.there
        assert seen.rows[: len(prepared.seen.rows)] == prepared.seen.rows
        assert len(seen.rows) == len(prepared.seen.rows) + seen.there
        again = torn_book.run(*planned.words)
        assert again.status == 0 and (was_said(again) if seen.there else said(again)), again
        assert look(torn_book).state == planned.end.state
    assert seen_there


def _garbled(whole: bytes) -> list[bytes]:
    """The same bytes with a sector zeroed, or one bit turned, at several places."""
    random_bytes, made = Random(7), []
    for at in range(0, len(whole), 512):
        made.append(whole[:at] + bytes(len(whole[at : at + 512])) + whole[at + 512 :])
    for _ in range(12):
        at = random_bytes.randrange(len(whole))
        made.append(whole[:at] + bytes([whole[at] ^ 1 << random_bytes.randrange(8)]) + whole[at + 1 :])
    return made


@pytest.mark.parametrize("kind", ["cut", "garbled"])
def test_a_damaged_log_says_so_and_is_left_alone(kind: str, copy: Callable[[], Book], prepared: Any) -> None:
    """Damage to what was acknowledged is told in one clear sentence, and not a byte of the log is changed."""
    whole = (prepared.folder / "log").read_bytes()
    for damaged in [whole[:cut] for cut in cuts(len(whole))] if kind == "cut" else _garbled(whole):
        book = copy()
        (book.folder / "log").write_bytes(damaged)
        for words in (["show"], ["audit"], [*as_words(COMMANDS["send"], prepared.codes), "--id", CMD]):
            found = book.run(*words)
            assert found.status == 1 and found.err, (words, found)
            assert found.err in CLEAR.values() or found.err.startswith(ROW), found.err
            assert found.err.count("\n") == 1 and not found.out
        assert (book.folder / "log").read_bytes() == damaged
        _restore(book.folder, whole)
        assert look(book) == prepared.seen


def _restore(folder: Path, whole: bytes) -> None:
    """She finds the other copy of the log and puts it in its place."""
    (folder / "log-wal").unlink(missing_ok=True)
    (folder / "log-shm").unlink(missing_ok=True)
    (folder / "log").write_bytes(whole)


def test_another_log_in_its_place(copy: Callable[[], Book], tmp_path: Path, prepared: Any) -> None:
    """No log, a folder or a link in its place, or the log of another book: refused, whatever is asked."""
    forkserver = prepared.forkserver
    other = tmp_path / "other"
    forkserver.run(["--cheap-test-desk", "--lang", "en", "new", str(other)], "passphrase=apple bicycle cloud drum\n")
    foreign = (other / "log").read_bytes()
    for place, key in ((_nothing, "log.missing"), (_folder, "log.damaged"), (_link, "log.damaged")):
        book = copy()
        log = book.folder / "log"
        log.rename(book.folder / "moved")
        place(log)
        assert book.run("show").err == CLEAR[key], place
    book = copy()
    (book.folder / "log").write_bytes(foreign)
    assert book.run("show").err == CLEAR["log.damaged"]


def _nothing(log: Path) -> None:
    pass


def _folder(log: Path) -> None:
    log.mkdir()


def _link(log: Path) -> None:
    log.symlink_to(log.with_name("moved"))


def test_an_older_log_is_noticed(copy: Callable[[], Book], prepared: Any) -> None:
    """After a snapshot, the log from before it does not pass for the book."""
    book = copy()
    before = (book.folder / "log").read_bytes()
    book.do("snapshot")
    (book.folder / "log").write_bytes(before)
    assert book.run("show").err == CLEAR["log.older-than-keyring"]
