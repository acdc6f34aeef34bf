"""For pytest under mutmut: the quickest test first, so that a mutant is mostly noticed within a few milliseconds.

How long each test took is what mutmut wrote down when it ran them all with nothing broken.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

TIMES = Path("mutmut-stats.json")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Sort; before there are times the order stays as it is."""
    if TIMES.exists():
        took: dict[str, float] = json.loads(TIMES.read_text("utf-8"))["duration_by_test"]
        items.sort(key=lambda item: took.get(item.nodeid, 0.0))
