"""What a desk asks of Python's garbage collector while many rows are made or read; undone when the desk closes.

Deciding and replaying make no cycles, and each collection walks a state that only grows. So the collector rests
meanwhile, and what stays afterwards is frozen out of later collections.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

BULK = 32
"""rows made or read at once from which on what stays of them is frozen; a desk of a few orders is not worth it"""


@contextmanager
def paused() -> Iterator[None]:
    """No collection meanwhile."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


class Frozen:
    """What one desk froze out of the collector."""

    def __init__(self) -> None:
        self._froze = False

    def add(self, made: int) -> None:
        """`made` rows left objects that live long: freeze them out of the collector."""
        if made >= BULK:
            gc.freeze()
            self._froze = True

    def close(self) -> None:
        """Give back what was frozen. Another desk's objects come back with it: they are collected again, no worse."""
        if self._froze:
            gc.unfreeze()
            self._froze = False
