"""One small book, and serving processes on copies of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser as Chromium

from testkit import browser as driven
from testkit.browser import Window
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
    assert browser.open(small.passphrase).heading == "Where is it?"
    return browser


@pytest.fixture(scope="module")
def chromium() -> Iterator[Chromium]:
    """Chromium, for the tests of one file: its driver keeps an event loop running, which other tests must not meet."""
    if driven.CHROMIUM is None:
        pytest.skip(driven.MISSING)
    with driven.chromium() as browser:
        yield browser


Family = Callable[[str], Book]


@pytest.fixture(scope="session")
def family(tmp_path_factory: pytest.TempPathFactory) -> Family:
    """The demo's family book in a language, made once: orders waiting, overdue, short, taken."""
    made: dict[str, Book] = {}

    def make(lang: str) -> Book:
        if lang not in made:
            folder = tmp_path_factory.mktemp("family") / lang
            made[lang] = Book(folder, driven.family(folder, lang))
        return made[lang]

    return make


Open = Callable[..., Window]


@pytest.fixture
def window(chromium: Chromium, family: Family, start: Start, tmp_path: Path) -> Iterator[Open]:
    """Opens windows on a copy of the family book, at the first page after opening; see `testkit.browser.Window`."""
    opened: list[Window] = []

    def begin(lang: str = "en", **how: Any) -> Window:
        book = family(lang).copy(tmp_path / f"book{len(opened)}")
        opened.append(Window(chromium, start(book.folder), lang=lang, **how))
        return opened[-1].open(book.passphrase)

    yield begin
    for one in opened:
        one.close()
