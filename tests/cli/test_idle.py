"""A book left open closes itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from naru.app.idle import OTHERWISE, WITH_A_NAME, Idle


class Hand:
    """A timer a test winds by hand."""

    daemon = False
    wound: ClassVar[list[Hand]] = []

    def __init__(self, seconds: float, end: Callable[[], None]) -> None:
        self.seconds, self.end, self.on = seconds, end, False
        self.wound.append(self)

    def start(self) -> None:
        """Begin."""
        self.on = True

    def cancel(self) -> None:
        """Stop."""
        self.on = False


def test_two_minutes_with_a_name_and_ten_without() -> None:
    """Each line begins the count anew; a name on the screen makes it short; only the last count can end the book."""
    Hand.wound = []
    ended: list[str] = []
    idle = Idle(lambda: ended.append("closed"), Hand)
    idle.wait(False)
    idle.stop()
    idle.wait(True)
    first, second = Hand.wound
    assert (first.seconds, first.on, second.seconds, second.on) == (OTHERWISE, False, WITH_A_NAME, True)
    assert second.daemon
    second.end()
    assert ended == ["closed"]
