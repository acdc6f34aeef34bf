"""T10, the size for every day: mutants of which it is known beforehand what becomes of them. All others: `make lab`."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from lab import mutants
from lab.mutants import KNOWN, LONG, ROOMS, ROOT, Mutant, Result, Room, broken, lacking, margin

GOOD = Result("money", 3, tuple(Mutant(f"m{n}", "money.py", "killed") for n in range(3)), KNOWN, 1.0)


def test_the_planted_mutants_become_what_they_must(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Null mutants survive, also where they run at import; a broken sum is noticed; an endless loop is stopped."""
    if missing := lacking():
        with capfd.disabled():
            print(f"\nT10 NOT RUN: nothing was broken; it needs {missing}.", file=sys.stderr)
        pytest.skip(missing)
    result = broken(Room("planted", (), ()), tmp_path)
    assert result.controls == KNOWN
    assert (result.all, result.tried) == (0, ())


def test_a_result_that_is_not_as_it_must_be_is_said() -> None:
    """Too few caught, a control that came out otherwise, and nothing tried at all."""
    assert GOOD.faults() == []
    lost = (*GOOD.tried[:2], Mutant("m2", "money.py", "survived"))
    assert len(GOOD._replace(tried=lost).faults()) == 1
    assert len(GOOD._replace(tried=()).faults()) == 1
    assert len(GOOD._replace(controls=KNOWN | {"unread": {"killed": 3}}).faults()) == 1
    for became in ("survived", "no tests", "not run", "-11"):
        assert GOOD._replace(tried=(Mutant("m", "money.py", became),)).caught == 0


def test_a_sample_carries_its_margin() -> None:
    """380 of 400 out of 8,000: between 92.4 and 96.7 per cent; of all there are there is no margin."""
    tried = tuple(Mutant(str(n), "", "killed" if n < 380 else "survived") for n in range(400))
    low, high = margin([GOOD._replace(all=8_000, tried=tried)])
    assert (round(low, 3), round(high, 3)) == (0.924, 0.967)
    assert margin([GOOD._replace(all=400, tried=tried)]) == (0.95, 0.95)


def test_the_same_sample_is_drawn_every_time() -> None:
    """A figure can be taken again."""
    names = [str(n) for n in range(1_000)]
    assert mutants._drawn(names, 0.1) == mutants._drawn(names, 0.1)
    assert len(mutants._drawn(names, 0.1)) == 100


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_what_a_room_names_is_there(room: Room) -> None:
    """A pattern that matches no module would break nothing, and a test that is gone would notice nothing."""
    assert all(list(ROOT.glob(pattern)) for pattern in room.source), room.source
    assert all((ROOT / test).exists() for test in room.tests if test not in LONG), room.tests


@pytest.mark.parametrize("deselected", LONG)
def test_what_is_left_out_for_its_length_is_there(deselected: str) -> None:
    """A test that was renamed would run, and every surviving mutant would wait for it."""
    path, _, name = deselected.removeprefix("--deselect=").partition("::")
    assert f"def {name}(" in (ROOT / path).read_text("utf-8")
