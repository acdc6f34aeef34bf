"""`naru at`: a disk that fails in the middle of a session, and a second process at the same book."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from naru.refusal import Refusal
from testkit.faults.books import CHEAP, CMD, SENTENCE, TEXT, Book, look

REOPEN = TEXT.refusal(Refusal("desk.reopen"))
FAILED = TEXT.refusal(Refusal("disk.failed"))


def test_a_disk_that_fails_within_a_session(copy: Callable[[], Book], prepared: Any) -> None:
    """What was written before stays; after the line that failed nothing is shown or written until it is reopened."""
    lines = (
        "heard brother --says receiver --phone own",
        f"send {prepared.codes['first']} --amount '1,000,000 KRW' --id {CMD}",
        "show",
        "heard brother --says receiver --phone own",
        "books",
    )
    typed = "\n".join(lines) + "\n"
    book = copy()
    argv = [CHEAP, "--lang", "en", "at", str(book.folder)]
    done, calls = book.forkserver.calls(argv, book.secrets, book.folder, typed)
    assert done.status == 0 and done.out.count("Written down") == 3
    writes = [call for call in calls if call.thread == 1]
    assert len(writes) >= 6
    told = set()
    for call in writes:
        book = copy()
        argv = [CHEAP, "--lang", "en", "at", str(book.folder)]
        found = book.forkserver.strike(argv, book.secrets, call, "error=EIO", typed)
        written = found.out.count("Written down")
        told.add(written)
        # The line that failed, and every line after it; SQLite passes over a folder that cannot be synced.
        answers = (found.err.count(FAILED), found.err.count(REOPEN))
        expected = ((1, 1, 4), (1, 1, 3), (1, 1, 1), (0, 0, 0))[written]  # the status first: a line was refused
        assert (found.status, *answers) == expected, (call, found)
        seen = look(book)
        assert seen.rows[: len(prepared.seen.rows)] == prepared.seen.rows
        assert len(seen.rows) == len(prepared.seen.rows) + written
    assert told >= {0, 1, 2}


@pytest.fixture
def held(copy: Callable[[], Book], prepared: Any) -> Iterator[tuple[Book, subprocess.Popen[str]]]:
    """A book that another process holds at its prompt."""
    book = copy()
    reading, writing = os.pipe()
    os.write(writing, f"passphrase={SENTENCE}\n".encode())
    os.close(writing)
    argv = [sys.executable, "-m", "naru", CHEAP, "--lang", "en", "--secrets-fd", str(reading), "at", str(book.folder)]
    holder = subprocess.Popen(
        argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, pass_fds=[reading]
    )
    os.close(reading)
    assert holder.stdout is not None and any("is open" in line for line in iter(holder.stdout.readline, ""))
    yield book, holder
    holder.kill()
    holder.communicate()


def test_a_second_process_is_told_which_door_is_open(held: tuple[Book, Any], prepared: Any) -> None:
    """Nothing else opens the book meanwhile; what the first one writes is there; after `quit` the next one gets in."""
    book, holder = held
    told = TEXT.refusal(Refusal("desk.in-use", door="prompt")) + "\n"
    assert TEXT.text("door", "prompt") in told
    for words in (["show"], ["audit"], ["burn", prepared.codes["card"]]):
        found = book.run(*words)
        assert (found.status, found.out, found.err) == (1, "", told), words
    found = book.run("at", str(book.folder))
    assert (found.status, found.err) == (1, told)
    out, _ = holder.communicate("heard brother --says receiver --phone own\nquit\n")
    assert holder.returncode == 0 and "Written down" in out
    assert len(look(book).rows) == len(prepared.seen.rows) + 1


def test_a_holder_that_was_killed_locks_nobody_out(held: tuple[Book, Any], prepared: Any) -> None:
    """The lock dies with its process, whatever the lock file still says."""
    book, holder = held
    holder.kill()
    holder.wait()
    assert book.run("show").status == 0
    assert look(book) == prepared.seen
