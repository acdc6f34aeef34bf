"""T1, the lab's part: it says where a promise is broken, a control finds nothing, or too few disks were made."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lab import powercut
from lab.powercut import Place, Result, Size

KEPT = Result("log", 10, 100, 80, 0, 0, 0)
CONTROL = Result("desk, the key goes before the row", 10, 100, 80, 3, 0, 0, "lost")
WORSE = Result("log, block of 512 bytes", 10, 100, 80, 9, 0, 0)


def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, *, kept: Result, control: Result, data: bool = False) -> int:
    """The experiment on disks that were counted before."""

    def told(_: Place, size: Size) -> list[Result]:
        return [kept._replace(different=size.least)]

    monkeypatch.setattr(powercut, "_kept", told)
    monkeypatch.setattr(powercut, "_controls", lambda _: [control])
    monkeypatch.setattr(powercut, "_spoiled", lambda _: [WORSE])
    return powercut.experiment(tmp_path, small=True, data=data)


def test_all_is_as_it_must_be(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Three tables, nothing left behind; a disk worse than the model is a figure and no fault."""
    assert run(monkeypatch, tmp_path, kept=KEPT, control=CONTROL) == 0
    out, err = capsys.readouterr()
    assert not err and not list(tmp_path.iterdir())
    for part in (KEPT, CONTROL, WORSE):
        assert f"| {part.part} | 10 | 100 | " in out
    assert run(monkeypatch, tmp_path, kept=KEPT, control=CONTROL, data=True) == 0
    assert [Result(**one).lost for one in json.loads(capsys.readouterr().out)] == [0, 3, 9]


@pytest.mark.parametrize("how", ["lost", "unburned", "corrupt"])
def test_one_broken_disk_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str], how: str
) -> None:
    """One is enough."""
    assert run(monkeypatch, tmp_path, kept=KEPT._replace(**{how: 1}), control=CONTROL) == 1
    assert f"T1 FAILED: log: 1 {how.replace('unburned', 'un-burned')}\n" in capsys.readouterr().err


def test_a_control_that_finds_nothing_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What it must find is what counts, and nothing else it finds."""
    assert run(monkeypatch, tmp_path, kept=KEPT, control=CONTROL._replace(lost=0, corrupt=5)) == 1
    assert "this experiment finds nothing" in capsys.readouterr().err


def test_too_few_disks_are_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Zero of few is not zero of many."""
    monkeypatch.setattr(powercut, "_kept", lambda *_: [KEPT])
    monkeypatch.setattr(powercut, "_controls", lambda _: [CONTROL])
    monkeypatch.setattr(powercut, "_spoiled", lambda _: [WORSE])
    assert powercut.experiment(tmp_path, small=True, data=False) == 1
    assert f"T1 FAILED: 80 different disks, and not {powercut.SMALL.least:,}" in capsys.readouterr().err
