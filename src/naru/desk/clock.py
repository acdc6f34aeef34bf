"""Time, handed in. The desk reads no clock of its own, so that a whole life can be run from one seed."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from naru.refusal import Refusal

JUMP_MOST = 300
"""seconds that wall time and running time may drift apart within a run (design, section 4: Days)"""


class Instant(NamedTuple):
    """One reading: `at` whole seconds since 1970 UTC, `today` the calendar day here, packed, `running` seconds of a
    clock that never jumps."""

    at: int
    today: int
    running: int


Clock = Callable[[], Instant]


class Watch:
    """Reads the clock for a run and refuses one that jumps. Days passing between runs are no jump."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        first = clock()
        self._offset = first.at - first.running

    def read(self) -> Instant:
        """The instant now.

        Raises:
            Refusal: ``clock.jumped``.
        """
        now = self._clock()
        if abs(now.at - now.running - self._offset) > JUMP_MOST:
            raise Refusal("clock.jumped")
        return now
