"""The lights go out at every write: the keyring opens, what was burned stays burned, what was promised is there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random
from unittest import mock

import pytest

from naru.vault.keyring import steps
from testkit.keyrings import SENTENCE, contents, examine, state
from testkit.power.cuts import (
    PLAIN,
    TORN,
    Day,
    Disk,
    Mode,
    Op,
    cut_everywhere,
    nothing_is_broken,
    recorded,
    scratch,
    tally,
    tally_again,
    thorough,
    what_lies_in,
)
from testkit.power.keyring_day import (
    SENTENCE_CHANGED,
    assert_kept,
    keyring_day,
    old_records,
    older,
    one_day,
    open_any,
    sentences_in_force,
    switch_alone,
)


def test_a_cut_at_every_write_loses_nothing_and_undoes_no_burn(tmp_path: Path) -> None:
    """0 unreadable, 0 burns undone, 0 keys lost, on every disk."""
    found = tally(keyring_day(tmp_path), thorough(24), "keyring")
    nothing_is_broken("keyring", found, 2_000)


def test_a_second_cut_while_the_first_one_is_mended(tmp_path: Path) -> None:
    """Opening after a cut writes too; a cut there is no worse."""
    found = tally_again(keyring_day(tmp_path), thorough(2), "keyring", 3, recorded)
    nothing_is_broken("keyring, second cut", found, 800)


def test_after_a_cut_the_book_goes_on_burning(tmp_path: Path) -> None:
    """What is left can be changed at once, and the change is there when it is opened again."""
    recorder, _ = one_day(tmp_path)
    with scratch() as place:

        def check(folder: Path, acks: int) -> None:
            if (folder / "desk" / "keyring").exists():
                ring = open_any(folder / "desk", sentences_in_force(acks))
                gone = min(number for number in range(ring.next_key) if ring.keys.has(number))
                ring.change(drop=[gone], make=1)
                again = open_any(folder / "desk", sentences_in_force(acks))
                assert state(again) == state(ring) and not again.keys.has(gone)

        assert cut_everywhere(recorder, place, check, [Mode("keep", "torn"), Mode("drop", "keep")], every=3) >= 60


@pytest.mark.parametrize("skipped", ["fdatasync", "fsync", "fsync_folder"])
def test_the_simulator_finds_a_missing_sync(tmp_path: Path, skipped: str) -> None:
    """Take one kind of sync away and some disk must break a promise: else a count of zero means nothing."""
    day = keyring_day(tmp_path)
    slots = {op.what for op in day.recorder.ops if op.data.startswith(b"NARUSLOT")}
    losses: dict[str, Callable[[Op], bool]] = {
        "fdatasync": lambda op: op.kind == "sync" and op.what in slots,
        "fsync": lambda op: op.kind == "sync" and op.what not in slots,
        "fsync_folder": lambda op: op.kind == "sync_names",
    }
    day.recorder.ops = [op for op in day.recorder.ops if not losses[skipped](op)]
    found = tally(day, PLAIN + TORN[:2], skipped, every=3)
    print(f"\nkeyring without {skipped}: {found}")
    assert sum(found.broken) > 0


def test_the_simulator_finds_a_slot_whose_old_half_is_left(tmp_path: Path) -> None:
    """The old record stays where it lies: then burns are undone, and whoever finds the freed blocks reads the keys."""
    with mock.patch.object(steps, "switch", switch_alone):
        recorder, states = one_day(tmp_path)
    records, back = old_records(recorder), set[bytes]()
    freed = {f"g{at}": op.data for at, op in enumerate(recorder.ops) if op.data.startswith(b"NARURING")}

    def check(disk: Path, acks: int) -> None:
        home = disk / "desk" / "keyring"
        if 1 < acks <= SENTENCE_CHANGED and older(records, states[acks - 1][0], home):
            read = examine([contents(disk / "desk"), freed], [SENTENCE])
            burned = {key for _, key in states[0][1] - states[acks - 1][1]}
            back.update(key for key in burned if key in read)
        assert_kept(disk, acks, states, records)

    found = tally(Day(recorder, check, check), PLAIN, "left", every=3)
    print(f"\nkeyring, old half left: {found}; {len(back)} burned keys read")
    assert found.unburned > 0
    assert len(back) == 21


def test_the_simulated_disk_with_everything_kept_is_the_real_one(tmp_path: Path) -> None:
    """The recorder misses no write: rebuilt to the end, the disk is the folder byte for byte."""
    (tmp_path / "live").mkdir()
    recorder, _ = one_day(tmp_path / "live")
    disk: Disk = recorder.start
    for op in recorder.ops:
        disk.take(op)
    assert disk.left(Random(1), Mode("keep", "keep")) == what_lies_in(tmp_path / "live")
