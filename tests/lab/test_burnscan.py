"""T3, the size for every day: burned keys on the raw disk of real file systems. The whole of it is `make lab`."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from lab import images
from lab.burnscan import PLANTS, Result

RIGHT = {kind.name: kind.grade for kind in images.KINDS}
WAYS = {"one at a time": 12, "a batch of orders": 14, "a whole case": 15, "their day came": 13, "everything": 278}
NONE = dict.fromkeys(WAYS, 0)
GOOD = Result("ext4", "B", "B", ("in-place",), 178, 178, PLANTS, WAYS, NONE, NONE, 0, 20, 320, 1.0)


def run(folder: Path) -> tuple[list[Result], list[str]]:
    """One run on every kind of disk, in a mount namespace of its own: results, and what could not be run."""
    command = [sys.executable, "-m", "lab.run", "t3", "--small", "--json", "--folder", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True)
    loud = [line for line in done.stderr.splitlines() if "NOT RUN" in line]
    assert done.stdout or loud, done.stderr
    return [Result(**one) for one in json.loads(done.stdout or "[]")], loud


def held(folder: Path) -> list[str]:
    """Images in this folder that a loop device still holds."""
    files = [path.read_text() for path in Path("/sys/block").glob("loop*/loop/backing_file")]
    return [file for file in files if file.startswith(str(folder))]


def test_what_comes_back_from_the_raw_disk(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """One test, because it is one run: skipped as a whole or for single disks, and that is said on the terminal."""
    results, loud = run(tmp_path)
    with capfd.disabled():
        print("".join(f"\n{line}" for line in loud), file=sys.stderr, end="\n" if loud else "")
    assert held(tmp_path) == []
    assert not list(tmp_path.iterdir())
    assert loud or [one.kind for one in results] == list(RIGHT)
    if not results:
        pytest.skip(loud[0])
    # The controls: all keys where nothing burned, all that were planted in pieces, some where careless.
    assert [(one.control, one.plants) for one in results] == [(one.objects, PLANTS) for one in results]
    assert any(one.careless for one in results)
    # Every way burned something; the grade is right; on B nothing comes back, and C is deserved: there something does.
    assert all(one.burned.keys() == WAYS.keys() and all(one.burned.values()) for one in results)
    assert {one.kind: one.grade for one in results} == {one.kind: RIGHT[one.kind] for one in results}
    good = {one.kind: (one.pulled, one.after, one.old_epochs) for one in results if one.right == "B"}
    assert good == dict.fromkeys(good, (NONE, NONE, 0))
    assert all(any(one.after.values()) for one in results if one.right == "C")
    assert [fault for one in results for fault in one.faults()] == []


def test_a_result_that_is_not_as_it_must_be_is_said() -> None:
    """Each fault has its line; on a disk of grade C what comes back is no fault."""
    assert GOOD.faults() == []
    back = {**NONE, "a whole case": 1}
    for change in (
        {"grade": "C"},
        {"control": 1},
        {"plants": 19},
        {"pulled": back},
        {"after": back},
        {"old_epochs": 1},
    ):
        assert len(GOOD._replace(**change).faults()) == 1, change
    assert GOOD._replace(right="C", grade="C", after=WAYS, old_epochs=24).faults() == []
