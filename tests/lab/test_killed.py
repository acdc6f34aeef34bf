"""T2: every command has a line that succeeds on its book, so that `make lab` can kill it; and what it finds is said."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from lab import killed
from lab.lines import LINES, NOT_KILLED
from naru.cli.main import build
from testkit.faults.books import TEXT, Prepared
from testkit.faults.forkserver import strace_is_here
from testkit.faults.killing import Trial

Books = dict[str, Prepared]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Books, Path]]:
    """The prepared books and a place; one loud line where no process may be killed at a call of its own."""
    if not strace_is_here():
        pytest.skip("T2 NOT TESTED: strace is not installed")
    with killed.prepared(tmp_path_factory.mktemp("killed")) as books_and_place:
        yield books_and_place


def test_every_command_has_its_line() -> None:
    """A verb without a line would never be killed. What is left out stands in a list of its own, with the reason."""
    lined = {name.partition(",")[0] for name in LINES}
    assert lined | NOT_KILLED.keys() == build(TEXT).commands.keys()
    assert not lined & NOT_KILLED.keys()
    assert all(NOT_KILLED.values())
    assert set(killed.FEW) <= LINES.keys()


def test_every_line_succeeds_on_its_book(made: tuple[Books, Path], tmp_path: Path) -> None:
    """Undisturbed, each does what it is there for and says so, most in twenty calls or more; asking changes nothing."""
    books, _ = made
    try:
        calls = {
            name: len(Trial(line, books[line.book], tmp_path / str(at)).calls)
            for at, (name, line) in enumerate(LINES.items())
        }
    except PermissionError as error:
        pytest.skip(f"T2 NOT TESTED: strace may not be tied to a process here ({error})")
    few = {name for name, count in calls.items() if count < 20}
    assert not {name for name in few if LINES[name].told} - {"archive-key"}
    assert min(calls.values()) >= 6


def test_what_is_lost_is_found_and_said(made: tuple[Books, Path]) -> None:
    """The control: with an answer given before the row is written, kills find what was acknowledged and is gone."""
    books, place = made
    try:
        found = killed.trial("stuck", LINES["stuck"], books, place, plant="answers first")
    except PermissionError as error:
        pytest.skip(f"T2 NOT TESTED: strace may not be tied to a process here ({error})")
    assert found.lost
    assert len(found.faults) == found.lost
    assert all(fault.startswith("lost after it was acknowledged") for fault in found.faults)
    assert found.as_before + found.there + found.told + found.lost == found.calls


def test_a_pair_of_kills_ends_as_one(made: tuple[Books, Path]) -> None:
    """What says it again is killed too: nothing is lost, and a third try ends the same."""
    books, place = made
    try:
        found = killed.trial("burn-case", LINES["burn-case"], books, place, singles=0, pairs=3)
    except PermissionError as error:
        pytest.skip(f"T2 NOT TESTED: strace may not be tied to a process here ({error})")
    assert found.faults == ()
    assert found.as_before + found.there + found.told == 3
