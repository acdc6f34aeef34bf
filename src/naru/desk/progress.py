"""How far long work has come, for a door that wants to show it. Counts only: no clock, no screen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")
Progress = Callable[[int, int], None]
"""is told how many parts of the work are done, and of how many"""


def reporting(items: Iterable[T], of: int, progress: Progress | None) -> Iterable[T]:
    """The items as they are; `progress`, where there is one, hears of each that is done, out of `of`."""
    return items if progress is None else _reporting(items, of, progress)


def _reporting(items: Iterable[T], of: int, progress: Progress) -> Iterator[T]:
    for done, item in enumerate(items, start=1):
        yield item
        progress(done, of)


def second_half(progress: Progress | None) -> Progress | None:
    """For the later of two works of the same length that are shown as one."""
    return None if progress is None else lambda done, of: progress(of + done, 2 * of)
