"""One small book, and serving processes on copies of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from testkit.commandline import Book
from testkit.page import Browser, Child


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """A home, a carrier, an order that was asked for."""
    book = Book(tmp_path_factory.mktemp("small") / "book").make()
    book.do("case", "home")
    book.do("carrier", "park")
    book.do("ask", "--case", "home", "--amount", "1000000 KRW")
    return book


Start = Callable[..., Child]


@pytest.fixture(scope="module")
def start(small: Book, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Start]:
    """Starts serving processes, each on a copy of the book; ends them all."""
    started: list[Child] = []

    def begin(folder: Path | None = None, **told: Any) -> Child:
        folder = folder or small.copy(tmp_path_factory.mktemp("book") / "book").folder
        started.append(Child(folder, **told))
        return started[-1]

    yield begin
    for child in started:
        child.end()


@pytest.fixture(scope="module")
def served(start: Start, small: Book) -> Browser:
    """A browser before an open book."""
    browser = Browser(start())
    assert browser.open(small.passphrase).heading == "Orders"
    return browser
