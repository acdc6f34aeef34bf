"""One fork server and two prepared books for every test here; a loud skip where strace may not be tied to a process."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pytest

from testkit.faults.books import CMD, EARLY, Book, Prepared, Seen, as_words, first_card, look, prepare
from testkit.faults.books import prepared as prepared_book
from testkit.faults.forkserver import Call, ForkServer, strace_is_here


class Plan(NamedTuple):
    """A command, the system calls of an undisturbed run of it, and what lies in the book afterwards."""

    words: list[str]
    calls: list[Call]
    end: Seen


@pytest.fixture(scope="session")
def forkserver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ForkServer]:
    """One warmed interpreter for this worker."""
    if not strace_is_here():
        pytest.skip("FAULTS NOT TESTED: strace is not installed")
    made = ForkServer(tmp_path_factory.mktemp("forkserver"))
    yield made
    made.close()


@pytest.fixture(scope="session")
def books(forkserver: ForkServer, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Prepared]:
    """The prepared books: ``early`` before the first name is in it, and ``full``."""
    place = tmp_path_factory.mktemp("prepared")
    book, codes = prepare(forkserver, place / "early" / "desk", EARLY)
    try:
        forkserver.calls(book.argv(["show"]), book.secrets, book.folder)
    except PermissionError as error:
        pytest.skip(f"FAULTS NOT TESTED: strace may not be tied to a process here ({error})")
    early = prepared_book(book, codes, place / "aside")
    book = first_card(early.copy(place / "full"), codes)
    return {"early": early, "full": prepared_book(book, codes, place / "also aside")}


@pytest.fixture(scope="session")
def prepared(books: dict[str, Prepared]) -> Prepared:
    """The prepared book."""
    return books["full"]


@pytest.fixture
def copy(prepared: Prepared, tmp_path: Path) -> Callable[[], Book]:
    """Makes copies of the prepared book, each in a folder of its own."""
    numbers = count()
    return lambda: prepared.copy(tmp_path / f"copy-{next(numbers)}")


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Path]:
    """A place in memory, where there is one: a kill takes nothing back that the system holds, wherever it lies."""
    place = "/dev/shm" if os.access("/dev/shm", os.W_OK) else tmp_path  # noqa: S108  a folder with a name of its own
    with TemporaryDirectory(prefix="naru-faults-", dir=place) as folder:
        yield Path(folder)


@pytest.fixture
def plan(forkserver: ForkServer, prepared: Prepared, copy: Callable[[], Book]) -> Callable[[str], Plan]:
    """Runs a command undisturbed and lists its calls."""

    def make(line: str) -> Plan:
        words = [*as_words(line, prepared.codes), "--id", CMD]
        book = copy()
        done, calls = forkserver.calls(book.argv(words), book.secrets, book.folder)
        assert done.status == 0, done
        return Plan(words, calls, look(book))

    return make
