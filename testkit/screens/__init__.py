"""The screens that `make shots` takes pictures of: one file for each journey, found by its name, with its `SCREENS`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from pkgutil import iter_modules
from typing import NamedTuple

from testkit.browser import Window


class Screen(NamedTuple):
    """One screen: a name for its files, and the way to it from the first page of the demo's family book.

    `open`: the book is open; without it the way begins at the locked page.
    """

    name: str
    go: Callable[[Window], object]
    open: bool = True


def screens() -> Iterator[Screen]:
    """Every screen of every journey."""
    for found in iter_modules(__path__):
        yield from import_module(f"{__name__}.{found.name}").SCREENS
