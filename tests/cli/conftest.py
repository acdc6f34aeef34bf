"""The book of every state, made once for a worker. What is refused leaves it as it was."""

from __future__ import annotations

import pytest

from testkit.commandline import WORDS
from testkit.every_state import Full, fill


@pytest.fixture(scope="session")
def full(tmp_path_factory: pytest.TempPathFactory) -> Full:
    """The book itself: for what is refused."""
    book = Full(tmp_path_factory.mktemp("full") / "desk", WORDS)
    book.make()
    return fill(book)


@pytest.fixture
def mine(full: Full, tmp_path_factory: pytest.TempPathFactory) -> Full:
    """A copy of it: for what is accepted."""
    copied = full.copy(tmp_path_factory.mktemp("mine") / "desk")
    book = Full(copied.folder, copied.passphrase)
    book.of, book.claim = full.of, full.claim
    return book
