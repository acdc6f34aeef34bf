"""One forge and one prepared book for every test here; a loud skip where strace may not be tied to a process."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import NamedTuple

import pytest
from forge import Call, Forge, strace_is_here
from stage import CMD, Book, Command, Seen, look, prepare


class Prepared(NamedTuple):
    """The book that every test copies, the codes in it, and what lies in it before anything is struck."""

    forge: Forge
    folder: Path
    codes: dict[str, str]
    seen: Seen


class Plan(NamedTuple):
    """A command, the system calls of an undisturbed run of it, and what lies in the book afterwards."""

    words: list[str]
    calls: list[Call]
    end: Seen


@pytest.fixture(scope="session")
def forge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forge]:
    """One warmed interpreter for this worker."""
    if not strace_is_here():
        pytest.skip("FAULTS NOT TESTED: strace is not installed")
    made = Forge(tmp_path_factory.mktemp("forge"))
    yield made
    made.close()


@pytest.fixture(scope="session")
def prepared(forge: Forge, tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """The prepared book."""
    folder = tmp_path_factory.mktemp("prepared") / "desk"
    codes = prepare(forge, folder)
    book = Book(forge, folder)
    try:
        forge.calls(book.argv(["show"]), book.secrets, folder)
    except PermissionError as error:
        pytest.skip(f"FAULTS NOT TESTED: strace may not be tied to a process here ({error})")
    return Prepared(forge, folder, codes, look(book))


@pytest.fixture
def copy(forge: Forge, prepared: Prepared, tmp_path: Path) -> Callable[[], Book]:
    """Makes copies of the prepared book, each in a folder of its own."""
    numbers = count()

    def make() -> Book:
        folder = tmp_path / f"desk-{next(numbers)}"
        shutil.copytree(prepared.folder, folder)
        return Book(forge, folder)

    return make


@pytest.fixture
def plan(forge: Forge, prepared: Prepared, copy: Callable[[], Book]) -> Callable[[Command], Plan]:
    """Runs a command undisturbed and lists its calls."""

    def make(command: Command) -> Plan:
        words = [*command.words(prepared.codes), "--id", CMD]
        book = copy()
        done, calls = forge.calls(book.argv(words), book.secrets, book.folder)
        assert done.status == 0, done
        return Plan(words, calls, look(book))

    return make
