"""How far long work has come: a bar on a terminal once the work has taken a second, and nothing in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from time import monotonic
from typing import TYPE_CHECKING, TextIO

import click

from naru.app.opening import Progress
from naru.i18n.catalogue import Catalogue

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

QUIET = 1.0
"""seconds of work that show nothing, so that short work does not flicker"""
DRAWN = 100
"""how many times a bar is drawn anew from its beginning to its end, at most"""


@contextmanager
def shown(catalogue: Catalogue, work: str) -> Iterator[Progress | None]:
    """What work can tell how far it has come; None where nobody watches. `work` is a key of the table ``progress``."""
    screen = sys.stderr
    if screen is None or screen.closed or not screen.isatty():
        yield None
        return
    bar = Bar(catalogue.text("progress", work), screen)
    try:
        yield bar
    finally:
        bar.close()


class Bar:
    """One bar, drawn from the moment on when the work has taken `QUIET` seconds."""

    def __init__(self, label: str, screen: TextIO, now: Callable[[], float] = monotonic) -> None:
        self._label, self._screen, self._now = label, screen, now
        self._start = now()
        self._bar: ProgressBar[int] | None = None
        self._told = 0

    def __call__(self, done: int, of: int) -> None:
        """So many parts of the work are done, out of so many."""
        if self._bar is None:
            if self._now() - self._start < QUIET:
                return
            steps = max(1, of // DRAWN)
            self._bar = click.progressbar(
                length=of, label=self._label, show_eta=False, file=self._screen, update_min_steps=steps
            )
        with suppress(OSError):  # a screen that is gone must not end the work
            self._bar.length = of
            self._bar.update(done - self._told)
        self._told = done

    def close(self) -> None:
        """End the line that the bar stands in."""
        if self._bar is not None:
            with suppress(OSError):
                self._bar.render_finish()
