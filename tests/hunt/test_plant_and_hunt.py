"""T6, the size for every day: every command, refusal and bad end, and not one marker where none may be."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from lab.hunt import Control, Result
from naru.cli.main import build
from naru.i18n.catalogue import Catalogue


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """One run, in a mount namespace of its own; what it did not look at is said on the terminal."""
    folder = tmp_path_factory.mktemp("hunt")
    command = [sys.executable, "-m", "lab.run", "t6", "--small", "--json", "--folder", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.stdout, done.stderr
    assert not list(folder.iterdir()), "the run leaves nothing behind"
    told: dict[str, Any] = json.loads(done.stdout)
    told["controls"] = {name: Control(*found) for name, found in told["controls"].items()}
    return Result(**told)


def test_nothing_in_clear_reaches_a_disk(result: Result, capfd: pytest.CaptureFixture[str]) -> None:
    """0 hits in what was handed to the system, in files, names, logs, lists of processes, refusals, on the raw disk."""
    with capfd.disabled():
        print("".join(f"\nT6 NOT LOOKED AT: {line}" for line in result.loud), file=sys.stderr, end="")
    assert result.faults() == []
    assert result.leaks == [] and result.cores == 0


def test_all_of_it_was_done(result: Result) -> None:
    """A command that is never run makes this fail; so does a hunt that grew small without anybody noticing."""
    assert result.missed == [] and result.commands == len(build(Catalogue("en")).commands)
    assert sum(result.markers.values()) > 1000 and result.pairs > 10_000
    assert result.refused > 150 and result.slips > 1500 and result.sentences[0] > 140
    assert (result.killed, result.broken) == (5, 9)
    assert result.handed > 1 << 20 or "no run was watched; it needs strace" in result.loud


def test_every_control_found_all_that_was_planted(result: Result) -> None:
    """Each at least one, and all of it; the raw disk's only where one could be mounted."""
    found = result.controls
    assert all(one.found == one.planted > 0 for one in found.values()), found
    assert {"files", "names", "the careless twin is caught", "a terminal shows what is typed"} <= set(found)
    assert ("deleted, raw disk" in found) is not any("raw disk" in line for line in result.loud)


def test_what_may_be_taken_away_names_nobody(result: Result) -> None:
    """An export and a statement, which no burning reaches, hold sums; no name, nickname, word, note or reason."""
    assert result.printed["export"] == result.printed["statement"] == ["sum"]


GOOD = Result(
    *({"note": 60}, 540, 90, (), 200, 150, 1500, (160, 238), 1, 1, 1, 1, 1, 5, 0, (), 9, 32, 1, 1),
    *({"export": ("sum",)}, ("sum", "nickname"), (), (), (), {"files": Control(9, 9)}, (), 1.0, 1.0),
)


@pytest.mark.parametrize(
    "change",
    [
        {"leaks": ("files: work/x: note as UTF-8",)},
        {"strays": ("elsewhere/x",)},
        {"reached": ("socket",)},
        {"missed": ("snapshot",)},
        {"cores": 1},
        {"typed": ("note",)},
        {"early": ("nickname",)},
        {"controls": {"files": Control(8, 9)}},
        {"controls": {"files": Control(0, 0)}},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_is_not_as_it_must_be_is_said(change: dict[str, Any]) -> None:
    """Each fault has its line."""
    assert GOOD.faults() == []
    assert len(GOOD._replace(**change).faults()) == 1
