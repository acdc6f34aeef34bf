"""A book left open closes itself: two minutes with a name on the screen, ten otherwise. Every door counts with this."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final, Protocol

WITH_A_NAME: Final = 120
OTHERWISE: Final = 600
"""seconds until an open book closes itself (design, section 6: One process)"""


class Timer(Protocol):
    """What counts the seconds; `threading.Timer`, or a test's own."""

    daemon: bool

    def start(self) -> None:
        """Begin to count."""

    def cancel(self) -> None:
        """Stop counting."""


class Idle:
    """Counts while nobody does anything."""

    def __init__(
        self,
        end: Callable[[], None],
        timer: Callable[[float, Callable[[], None]], Timer] = threading.Timer,
        seconds: tuple[float, float] = (WITH_A_NAME, OTHERWISE),
    ) -> None:
        """`end` is called once nobody has done anything for long enough, from a thread of its own."""
        self._end, self._timer, self._seconds = end, timer, seconds
        self._running: Timer | None = None

    def seconds(self, name_shown: bool) -> float:
        """How long a screen stays that nobody uses."""
        return self._seconds[0 if name_shown else 1]

    def wait(self, name_shown: bool) -> None:
        """Count from now."""
        self.stop()
        self._running = self._timer(self.seconds(name_shown), self._end)
        self._running.daemon = True
        self._running.start()

    def stop(self) -> None:
        """Somebody did something."""
        if self._running is not None:
            self._running.cancel()
            self._running = None
