"""The lights go out at every write of the log: what was answered is there, nothing is there by half, and it goes on."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from testkit.power.cuts import (
    LITTLE,
    Day,
    Mode,
    nothing_is_broken,
    tally,
    tally_again,
    thorough,
    what_lies_in,
)
from testkit.power.log_day import CHECKPOINT_AFTER, FEW, encrypted_day, log_day
from testkit.power.plain_sqlite import plain, recorded
from testkit.power.traced_sqlcipher import NoTrace


def test_a_cut_at_every_write_loses_no_answer_and_leaves_nothing_by_half(tmp_path: Path) -> None:
    """0 lost, 0 corrupt; a batch that was under way is there whole or not at all."""
    with plain(CHECKPOINT_AFTER):
        found = tally(log_day(tmp_path), thorough(3), "log")
    nothing_is_broken("log", found, 2_800)


def test_a_second_cut_while_the_log_is_read_back(tmp_path: Path) -> None:
    """The opening after a cut takes the WAL in, and closing writes it into the file: a cut there is no worse."""
    with plain(CHECKPOINT_AFTER):
        found = tally_again(log_day(tmp_path), LITTLE, "log", 9, recorded)
    nothing_is_broken("log, second cut", found, 1_100)


def test_a_block_that_is_spoiled_takes_no_answer_with_it(tmp_path: Path) -> None:
    """A disk worse than the model: where a sector becomes garbage, all of its block of 4,096 bytes does."""
    with plain(CHECKPOINT_AFTER):
        day = log_day(tmp_path)
        day.recorder.start.beside = 4096
        found = tally(day, LITTLE, "block")
    nothing_is_broken("log, spoiled blocks", found)


def test_the_same_seed_makes_the_same_disks(tmp_path: Path) -> None:
    """What SQLite draws from chance, too: so that a disk that broke a promise can be made again."""
    days = []
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        with plain(CHECKPOINT_AFTER):
            days.append(log_day(tmp_path / name, FEW))
    assert days[0].recorder.ops == days[1].recorder.ops


# ------------------------------------------------------------------------------------------------------------- controls


CONTROLS: dict[str, tuple[dict[str, tuple[str, object]], str]] = {
    "WAL / NORMAL": ({"synchronous": ("NORMAL", 1)}, "lost"),
    "DELETE / FULL": ({"journal_mode": ("DELETE", "delete")}, "lost"),
    "MEMORY / FULL": ({"journal_mode": ("MEMORY", "memory")}, "corrupt"),
    "OFF / FULL": ({"journal_mode": ("OFF", "off")}, "corrupt"),
}
"""settings of journal_mode / synchronous that the log does not have, and what they must come to"""


@pytest.mark.parametrize("control", CONTROLS)
def test_the_machinery_finds_weaker_settings(tmp_path: Path, control: str) -> None:
    """The same code, the same cuts, other settings: if then nothing is broken, a count of zero means nothing."""
    settings, how = CONTROLS[control]
    with plain(CHECKPOINT_AFTER, **settings):
        found = tally(log_day(tmp_path), LITTLE, control, every=2)
    print(f"\nlog, {control}: {found}")
    assert getattr(found, how) > 0


@pytest.mark.parametrize("kind", ["sync", "sync_names"])
def test_the_machinery_finds_a_missing_sync(tmp_path: Path, kind: str) -> None:
    """Nobody waits for the bytes, or nobody for the names: rows that were answered are gone."""
    with plain(CHECKPOINT_AFTER):
        day = log_day(tmp_path, FEW)
        day.recorder.ops = [op for op in day.recorder.ops if op.kind != kind]
        found = tally(day, LITTLE, kind)
    print(f"\nlog without {kind}: {found}")
    assert found.lost > 0


# ----------------------------------------------------------------------------------------------- the log on SQLCipher


@pytest.fixture(scope="module")
def encrypted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Day]:
    """Its folder, and its day."""
    folder = tmp_path_factory.mktemp("encrypted").resolve()
    try:
        return folder, encrypted_day(folder)
    except NoTrace as why:
        pytest.skip(f"LOG ON SQLCIPHER NOT CUT: {why}")


def shape(day: Day) -> list[tuple[object, ...]]:
    """What was done, without the bytes."""
    return [(op.kind, op.what, op.name, op.at, len(op.data)) for op in day.recorder.ops]


def test_sqlcipher_makes_the_calls_that_plain_sqlite_makes(encrypted: tuple[Path, Day], tmp_path: Path) -> None:
    """Call for call: files, places, lengths, syncs, names. Otherwise cuts of the one say nothing of the other."""
    with plain():
        same = log_day(tmp_path, FEW)
    assert shape(encrypted[1]) == shape(same)


def test_the_recorders_miss_no_write(encrypted: tuple[Path, Day], tmp_path: Path) -> None:
    """With everything kept, the simulated disk is the real one byte for byte, on both."""
    with plain(CHECKPOINT_AFTER):
        same = log_day(tmp_path, FEW)
    for folder, day in (encrypted, (tmp_path, same)):
        disk = day.recorder.start.copy()
        for op in day.recorder.ops:
            disk.take(op)
        assert disk.left(Random(1), Mode("keep", "keep")) == what_lies_in(folder)


def test_a_cut_at_every_write_of_the_encrypted_log(encrypted: tuple[Path, Day]) -> None:
    """Nothing exchanged, SQLCipher's own file and checks: 0 lost, 0 corrupt."""
    found = tally(encrypted[1], thorough(1), "encrypted")
    nothing_is_broken("log on SQLCipher", found, 500)
