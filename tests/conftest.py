"""What every test can ask for, and how much the property tests do.

In CI the examples are the same at every run; elsewhere they differ. `pytest --hypothesis-profile=deep` looks longer.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from testkit.house import Disk, Room

settings.register_profile(
    "ci",
    deadline=None,
    derandomize=bool(os.environ.get("CI")),
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("deep", settings.get_profile("ci"), derandomize=False, max_examples=3_000)
settings.load_profile("ci")


@pytest.fixture
def room() -> Room:
    """Mina's book in memory; the cast is in it, no order yet."""
    return Room()


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    """Mina's book in a folder; the cast is in it, no order yet."""
    book = Disk(tmp_path / "mina")
    yield book
    book.desk.close()
