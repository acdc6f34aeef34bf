"""Long work shows how far it has come, on a terminal and nowhere else."""

from __future__ import annotations

import io
import sys

import pytest

from naru.cli.progress import QUIET, Bar, shown
from naru.i18n.catalogue import Catalogue


class Terminal(io.StringIO):
    """A screen that somebody watches."""

    def isatty(self) -> bool:
        """Somebody does."""
        return True


class Time:
    """A clock that is moved by hand."""

    now = 0.0

    def __call__(self) -> float:
        """Seconds since some moment."""
        return self.now


def test_short_work_shows_nothing() -> None:
    """However many parts it has: nothing flickers."""
    screen, time = Terminal(), Time()
    bar = Bar("Auditing", screen, time)
    for done in range(1, 1001):
        time.now = QUIET * done / 1001
        bar(done, 1000)
    bar.close()
    assert screen.getvalue() == ""


def test_long_work_shows_a_bar_to_its_end() -> None:
    """From the second on; drawn a hundred times at most, ended with a line of its own."""
    screen, time = Terminal(), Time()
    bar = Bar("Auditing", screen, time)
    bar(1, 5003)
    time.now = QUIET
    for done in range(2, 5004):
        bar(done, 5003)
    bar.close()
    drawn = screen.getvalue().split("\r")
    assert 50 < len(drawn) <= 105 and "Auditing" in drawn[1] and "100%" in drawn[-1]
    assert screen.getvalue().endswith("\n")


def test_a_pipe_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody watches: the work is not even asked how far it is."""
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    with shown(Catalogue("en"), "audit") as progress:
        assert progress is None
    monkeypatch.setattr(sys, "stderr", Terminal())
    with shown(Catalogue("en"), "audit") as progress:
        assert progress is not None


def test_a_screen_that_is_gone_ends_no_work() -> None:
    """What writes to it is refused by the system; the work goes on."""

    class Gone(Terminal):
        def write(self, _: str) -> int:
            raise OSError

    time = Time()
    bar = Bar("Auditing", Gone(), time)
    time.now = QUIET
    bar(1, 2)
    bar(2, 2)
    bar.close()
