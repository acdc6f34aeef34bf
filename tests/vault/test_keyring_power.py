"""The lights go out at every write: the keyring opens, what was burned stays burned, what was promised is there."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from power import Disk, Op, Recorder, recorded
from ring import OTHER, SENTENCE, State, new, reopen, state

from naru.refusal import Refusal
from naru.vault import slot
from naru.vault.kdf import CHEAPEST
from naru.vault.keyring import Keyring

PLAIN = [("drop", "drop"), ("keep", "keep"), ("drop", "keep"), ("keep", "drop")]
TORN = [("torn", "torn"), ("keep", "torn"), ("drop", "torn"), ("torn", "torn")]

Check = Callable[[Path, int], None]


def cut_everywhere(
    recorder: Recorder, scratch: Path, check: Check, modes: list[tuple[str, str]], every: int = 1
) -> int:
    """Check every disk of every cut; give how many there were."""
    disk, acks, disks, chance = recorder.start, 0, 0, Random(scratch.name)
    for at, op in enumerate([None, *recorder.ops]):
        if op is not None:
            disk.take(op)
            acks += op.kind == "ack"
        for names, data in modes if at % every == 0 else ():
            folder = scratch / str(disks)
            folder.mkdir()
            disk.after_cut(chance, names, data, folder)
            check(folder, acks)
            shutil.rmtree(folder)
            disks += 1
    return disks


def one_day(folder: Path) -> tuple[Recorder, list[State]]:
    """Create, burn, make, fold, mark, change the sentence, burn again: (what was written, the state after each)."""
    states: list[State] = []
    with recorded(folder) as recorder:
        ring = new(folder / "desk")
        steps: list[Callable[[], None]] = [
            lambda: None,
            lambda: ring.change(drop=[3, 4, 250]),
            lambda: ring.change(make=40, make_cases=2, fold=(9, 260)),
            lambda: ring.change(drop=range(20), drop_cases=[2], new_mark_from=12),
            lambda: ring.change_passphrase(SENTENCE, OTHER, CHEAPEST),
            lambda: ring.change(drop=[260, 261], fold=(30, 262)),
            lambda: ring.change(make=1),
        ]
        for step in steps:
            step()
            states.append(state(ring))
            recorder.ack()
    return recorder, states


SENTENCE_CHANGED = 4  # index of that step


def sentences_in_force(acks: int) -> list[bytes]:
    """Which sentences may open a disk after so many promises."""
    if acks > SENTENCE_CHANGED:
        return [OTHER]
    return [SENTENCE] if acks < SENTENCE_CHANGED else [SENTENCE, OTHER]


def open_any(folder: Path, sentences: list[bytes]) -> Keyring:
    """Open with exactly one of them."""
    rings: list[Keyring] = []
    for sentence in sentences:
        try:
            rings.append(reopen(folder, sentence))
        except Refusal as refusal:
            assert refusal.key == "keyring.wrong-passphrase"
    (ring,) = rings
    return ring


def old_records(recorder: Recorder) -> dict[int, bytes]:
    """The sealed epoch key of every record ever written, by generation."""
    found = {}
    for op in recorder.ops:
        for start in range(0, len(op.data) if op.kind == "write" else 0, slot.HALF_BYTES):
            half = op.data[start : start + slot.HALF_BYTES]
            if half.startswith(b"NARUSLOT"):
                found[int.from_bytes(half[12:20], "big")] = half[30:110]
    return found


def assert_kept(folder: Path, acks: int, states: list[State], records: dict[int, bytes]) -> None:
    """What every disk owes its owner."""
    if not acks and not (folder / "desk" / "keyring").exists():
        return  # never promised, and nothing half-made under its name
    ring = open_any(folder / "desk", sentences_in_force(acks))
    now = state(ring)
    assert now in states[max(acks - 1, 0) : acks + 1]
    kept = (folder / "desk" / "keyring" / "slot").read_bytes()
    assert [number for number, box in records.items() if box in kept] == [now[0]]
    assert {path.name for path in (folder / "desk" / "keyring").glob("g*")} == {f"g{now[0]}"}


def test_a_cut_at_every_write_loses_nothing_and_undoes_no_burn(tmp_path: Path) -> None:
    """0 unreadable, 0 burns undone, 0 keys lost, on every disk; and the next burn works on what is left."""
    (tmp_path / "live").mkdir()
    recorder, states = one_day(tmp_path / "live")
    records = old_records(recorder)

    def check(folder: Path, acks: int) -> None:
        assert_kept(folder, acks, states, records)

    (tmp_path / "cuts").mkdir()
    assert cut_everywhere(recorder, tmp_path / "cuts", check, PLAIN + TORN) >= 600


def test_a_second_cut_while_the_first_one_is_mended(tmp_path: Path) -> None:
    """Opening after a cut writes too; a cut there is no worse, and the book can go on burning afterwards."""
    (tmp_path / "live").mkdir()
    recorder, states = one_day(tmp_path / "live")
    records = old_records(recorder)
    disks = 0

    def check_again(folder: Path, acks: int) -> None:
        nonlocal disks
        if not (folder / "desk" / "keyring").exists():
            return
        with recorded(folder) as second:
            ring = open_any(folder / "desk", sentences_in_force(acks))
        before = state(ring)
        ring.change(make=1)
        assert state(ring)[1] > before[1]
        scratch = folder.parent / f"{folder.name}-again"
        scratch.mkdir()
        disks += cut_everywhere(
            second, scratch, lambda again, _: assert_kept(again, acks, states, records), PLAIN[:2] + TORN[:1]
        )
        shutil.rmtree(scratch)

    (tmp_path / "cuts").mkdir()
    cut_everywhere(recorder, tmp_path / "cuts", check_again, [("keep", "torn"), ("drop", "keep")], every=3)
    assert disks >= 300


@pytest.mark.parametrize("skipped", ["fdatasync", "fsync", "fsync_folder"])
def test_the_simulator_finds_a_missing_sync(tmp_path: Path, skipped: str) -> None:
    """Take one kind of sync away and some disk must break a promise: else a count of zero means nothing."""
    (tmp_path / "live").mkdir()
    recorder, states = one_day(tmp_path / "live")
    records = old_records(recorder)
    slots = {op.what for op in recorder.ops if op.data.startswith(b"NARUSLOT")}
    losses: dict[str, Callable[[Op], bool]] = {
        "fdatasync": lambda op: op.kind == "sync" and op.what in slots,
        "fsync": lambda op: op.kind == "sync" and op.what not in slots,
        "fsync_folder": lambda op: op.kind == "sync_names",
    }
    lost = losses[skipped]
    recorder.ops = [op for op in recorder.ops if not lost(op)]
    broken = 0

    def check(folder: Path, acks: int) -> None:
        nonlocal broken
        try:
            assert_kept(folder, acks, states, records)
        except (AssertionError, Refusal, ValueError):
            broken += 1

    (tmp_path / "cuts").mkdir()
    cut_everywhere(recorder, tmp_path / "cuts", check, PLAIN + TORN[:2], every=3)
    assert broken > 0


def test_the_simulated_disk_with_everything_kept_is_the_real_one(tmp_path: Path) -> None:
    """The recorder misses no write: rebuilt to the end, the disk is the folder byte for byte."""
    (tmp_path / "live").mkdir()
    recorder, _ = one_day(tmp_path / "live")
    disk: Disk = recorder.start
    for op in recorder.ops:
        disk.take(op)
    (tmp_path / "rebuilt").mkdir()
    disk.after_cut(Random(1), "keep", "keep", tmp_path / "rebuilt")
    live = {
        str(p.relative_to(tmp_path / "live")): p.read_bytes() for p in (tmp_path / "live").rglob("*") if p.is_file()
    }
    rebuilt = tmp_path / "rebuilt"
    assert live == {str(p.relative_to(rebuilt)): p.read_bytes() for p in rebuilt.rglob("*") if p.is_file()}
