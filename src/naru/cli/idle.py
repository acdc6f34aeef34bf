"""A book left open closes itself: two minutes with a name on the screen, ten otherwise."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from typing import Protocol

import click

WITH_A_NAME, OTHERWISE = 120, 600
"""seconds until an open book closes itself (design, section 6: One process)"""


class Timer(Protocol):
    """What counts the seconds; `threading.Timer`, or a test's own."""

    daemon: bool

    def start(self) -> None:
        """Begin to count."""

    def cancel(self) -> None:
        """Stop counting."""


class Idle:
    """Counts while nobody types."""

    def __init__(
        self, end: Callable[[], None], timer: Callable[[float, Callable[[], None]], Timer] = threading.Timer
    ) -> None:
        """`end` is called once nobody has typed for long enough, from a thread of its own."""
        self._end, self._timer = end, timer
        self._running: Timer | None = None

    def wait(self, name_shown: bool) -> None:
        """Count from now."""
        self.stop()
        self._running = self._timer(WITH_A_NAME if name_shown else OTHERWISE, self._end)
        self._running.daemon = True
        self._running.start()

    def stop(self) -> None:
        """Somebody typed."""
        if self._running is not None:
            self._running.cancel()
            self._running = None


def leave(told: str) -> None:
    """End the process as it stands. Everything said is durable already, and what was in memory goes with it."""
    click.echo(f"\n{told}", err=True)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)
