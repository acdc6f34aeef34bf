"""Many rows at once: what Python's search for cycles is told, so that it does not walk a state that only grows."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

BULK = 32
"""rows made or read at once from which on the collector is told to leave alone what stays of them"""


@contextmanager
def uncollected() -> Iterator[None]:
    """No search for cycles meanwhile: deciding makes none, and each search walks a state that only grows."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def stays(made: int) -> None:
    """Much was made that stays: later searches leave it out too. A desk of a few orders is not worth it."""
    if made >= BULK:
        gc.freeze()
