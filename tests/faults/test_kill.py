"""`kill -9` at every call that changes the disk: nothing acknowledged is lost, and saying it again ends the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from forge import Call, Forge
from stage import COMMANDS, SENTENCE, TEXT, Book, Command, look, new_book, said, was_said

from naru.refusal import Refusal


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_killed_at_every_write_call(
    command: Command, prepared: Any, plan: Callable[[Command], Any], copy: Callable[[], Book]
) -> None:
    """The book opens and is sound, earlier rows are there, what she read as written is there, repeating works."""
    planned = plan(command)
    assert len(planned.calls) >= 25
    tally: Counter[str] = Counter()
    for call in planned.calls:
        tally[_kill(copy(), planned, call, prepared)] += 1
    print(f"\n{command.name}: {len(planned.calls)} kills, {dict(sorted(tally.items()))}")
    assert set(tally) == {"not there", "there", "acknowledged"}


def test_killed_while_a_book_is_made(forge: Forge, prepared: Any, tmp_path: Path) -> None:
    """What she was told is made, opens. Before that it opens, or one sentence says that it was left half made."""
    secrets = f"passphrase={SENTENCE}\n"
    _, calls = forge.calls(new_book(tmp_path / "dry"), secrets, tmp_path / "dry")
    half = {TEXT.refusal(Refusal(key)) + "\n" for key in ("keyring.missing", "log.missing", "log.empty")}
    tally: Counter[str] = Counter()
    for number, call in enumerate(calls):
        folder = tmp_path / str(number)
        killed = forge.strike(new_book(folder), secrets, call, "signal=SIGKILL")
        opened = Book(forge, folder, secrets).run("audit")
        assert opened.status == 0 or (not killed.out and opened.err in half), (call, killed, opened)
        tally["acknowledged" if killed.out else "there" if opened.status == 0 else "half made"] += 1
    print(f"\nnew: {len(calls)} kills, {dict(sorted(tally.items()))}")


def _kill(book: Book, planned: Any, call: Call, prepared: Any) -> str:
    killed = book.forge.strike(book.argv(planned.words), book.secrets, call, "signal=SIGKILL")
    assert killed.status == -9, call
    seen = look(book)
    assert seen.rows[: len(prepared.seen.rows)] == prepared.seen.rows, call
    assert seen.there or not said(killed), f"lost after it was acknowledged: {call}"
    again = book.run(*planned.words)
    assert again.status == 0 and (was_said(again) if seen.there else said(again)), (call, again)
    end = look(book)
    assert (end.state, end.keys) == (planned.end.state, planned.end.keys), call
    return "acknowledged" if said(killed) else "there" if seen.there else "not there"
