"""A disk that fails at every call: one clear sentence, nothing half done, a book that opens, and a retry that works."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from testkit.faults.books import COMMANDS, DISK, SENTENCE, TEXT, Book, look, new_book, said, unsaid, was_said
from testkit.faults.forkserver import Call, ForkServer

NOT_SHOWN = TEXT.text("refusal", "cli.not-shown") + "\n"
ONCE = ("error=ENOSPC", "error=EIO", "error=EROFS")
ALWAYS = "error=ENOSPC+"
"""full from this call on; not for `write`, by which the sentence itself is told"""


@pytest.mark.parametrize("effect", [*ONCE, ALWAYS])
@pytest.mark.parametrize("command", COMMANDS)
def test_refused_at_every_write_call(
    command: str, effect: str, prepared: Any, plan: Callable[[str], Any], copy: Callable[[], Book]
) -> None:
    """Either it succeeds and is there, or it is refused with the disk's sentence and repeating it finishes the work."""
    planned = plan(COMMANDS[command])
    tally: Counter[str] = Counter()
    for call in distinct(planned.calls):
        if effect != ALWAYS or call.kind != "write":
            tally[_strike(copy(), planned, call, effect, command, prepared)] += 1
    print(f"\n{command} {effect}: {sum(tally.values())} faults, {dict(sorted(tally.items()))}")
    assert tally["done"] and tally["refused"]


def distinct(calls: list[Call]) -> list[Call]:
    """The calls without the middle ones of a row of like calls: SQLite makes its index file in eight equal steps."""

    def like(a: int, b: int) -> bool:
        return (
            a >= 0 and b < len(calls) and calls[a][:2] == calls[b][:2] and calls[a].what == calls[b].what == "log-shm"
        )

    return [call for at, call in enumerate(calls) if not (like(at - 1, at) and like(at, at + 1))]


def _strike(book: Book, planned: Any, call: Call, effect: str, command: str, prepared: Any) -> str:
    found = book.forkserver.strike(book.argv(planned.words), book.secrets, call, effect)
    seen = look(book)
    assert seen.rows[: len(prepared.seen.rows)] == prepared.seen.rows, call
    if call.what == "1":
        kind = "not shown"
        # Whoever cannot be shown the word of caution burns nothing; every other line comes after the row.
        assert (found.status, found.err) == (1, NOT_SHOWN), (call, found)
        assert seen.there or (command == "burn" and not found.out), (call, found)
    elif found.status == 0:
        kind = "done"
        assert said(found) and seen.there and not found.err, (call, found)
    elif said(found):
        kind = "said, not all shown"
        assert seen.there and found.err in DISK, (call, found)
    else:
        kind = "begun" if seen.there else "refused"
        assert found.status == 1 and found.err in DISK and unsaid(found), (call, found)
        # Only a burn may be in the log without having been acknowledged: its row comes before its key is destroyed.
        assert not seen.there or command == "burn", call
    again = book.run(*planned.words)
    assert again.status == 0 and (was_said(again) if seen.there else said(again)), (call, again)
    end = look(book)
    assert (end.state, end.keys) == (planned.end.state, planned.end.keys), call
    return kind


def test_a_book_whose_making_failed_is_made_at_the_second_try(
    forkserver: ForkServer, prepared: Any, tmp_path: Path
) -> None:
    """Nothing half made is left in the way: making it again works."""
    secrets = f"passphrase={SENTENCE}\n"
    _, calls = forkserver.calls(new_book(tmp_path / "dry"), secrets, tmp_path / "dry")
    for number, call in enumerate(distinct(calls)):
        folder = tmp_path / str(number)
        found = forkserver.strike(new_book(folder), secrets, call, "error=EIO")
        made = Book(forkserver, folder)
        if found.status and call.what not in ("1", "."):
            assert found.err in DISK and not found.out, (call, found)
            assert forkserver.run(new_book(folder), secrets).status == 0, call
        if (
            call.what != "."
        ):  # the folder itself may fail to be synced once it holds the keys: then another place is asked
            assert made.run("audit").status == 0, call


def test_an_interrupted_call_is_made_again(plan: Callable[[str], Any], copy: Callable[[], Book]) -> None:
    """A signal that comes in the middle of a write (EINTR) is no failure."""
    planned = plan(COMMANDS["burn"])
    calls = [call for call in planned.calls if call.kind in ("write", "pwrite64", "openat", "ftruncate")]
    for call in calls:
        book = copy()
        found = book.forkserver.strike(book.argv(planned.words), book.secrets, call, "error=EINTR")
        assert found.status == 0 and said(found), (call, found)
        assert look(book).state == planned.end.state


@pytest.mark.parametrize("error", ["EMFILE", "EDQUOT"])
def test_no_descriptors_or_no_quota_left(error: str, plan: Callable[[str], Any], copy: Callable[[], Book]) -> None:
    """Running out of descriptors, inodes or quota while a file is opened is refused as any failing disk is."""
    planned = plan(COMMANDS["burn"])
    for call in (call for call in planned.calls if call.kind == "openat"):
        book = copy()
        found = book.forkserver.strike(book.argv(planned.words), book.secrets, call, f"error={error}")
        assert (found.status == 0 and said(found)) or (found.status == 1 and found.err in DISK), (call, found)
        assert book.run(*planned.words).status == 0
        assert look(book).state == planned.end.state


def test_stopped_while_it_is_written(plan: Callable[[str], Any], copy: Callable[[], Book]) -> None:
    """Ctrl-C in the middle of a write: she is told that it may be written, and command it again settles it."""
    planned = plan(COMMANDS["send"])
    told, stopped = TEXT.text("refusal", "cli.interrupted"), 0
    for call in (call for call in planned.calls if call.thread == 1 and call.kind in ("fsync", "pwrite64")):
        book = copy()
        found = book.forkserver.strike(book.argv(planned.words), book.secrets, call, "signal=SIGINT")
        assert found.status in (0, 1) and (said(found) or told in found.err), (call, found)
        stopped += found.status
        seen = look(book)
        assert seen.there or not said(found)
        again = book.run(*planned.words)
        assert again.status == 0 and look(book).state == planned.end.state
    assert stopped
