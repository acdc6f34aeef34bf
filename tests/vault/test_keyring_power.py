"""The lights go out at every write: the keyring opens, what was burned stays burned, what was promised is there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random
from unittest import mock

import pytest
from power import (
    PLAIN,
    TORN,
    Corrupt,
    Day,
    Disk,
    Lost,
    Mode,
    Op,
    Recorder,
    Unburned,
    cut_everywhere,
    recorded,
    scratch,
    tally,
    tally_again,
    thorough,
    what_lies_in,
)
from ring import OTHER, SENTENCE, State, contents, examine, new, reopen, state

from naru.refusal import Refusal
from naru.vault import files
from naru.vault.kdf import CHEAPEST
from naru.vault.keyring import slot, turn
from naru.vault.keyring.keyring import Keyring


def one_day(folder: Path) -> tuple[Recorder, list[State]]:
    """Create, burn, make, snapshot, mark, change the sentence, burn again: (what was written, the state after each)."""
    states: list[State] = []
    with recorded(folder) as recorder:
        ring = new(folder / "desk")
        steps: list[Callable[[], None]] = [
            lambda: None,
            lambda: ring.change(drop=[3, 4, 250]),
            lambda: ring.change(make=40, make_cases=2, snapshot=(9, 260)),
            lambda: ring.change(drop=range(20), drop_cases=[2], new_header_from=12),
            lambda: ring.change_passphrase(SENTENCE, OTHER, CHEAPEST),
            lambda: ring.change(drop=[260, 261], snapshot=(30, 262)),
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
            if refusal.key != "keyring.wrong-passphrase":
                raise
    if len(rings) != 1:
        raise Unburned("two sentences open it") if rings else Lost("no sentence opens it")
    return rings[0]


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
    home = folder / "desk" / "keyring"
    if not acks and not home.exists():
        return  # never promised, and nothing half-made under its name
    if acks and (old := older(records, states[acks - 1][0], home)):
        raise Unburned(f"generation {old}, before anybody opened it")
    try:
        ring = open_any(folder / "desk", sentences_in_force(acks))
    except Refusal as why:
        raise Corrupt(why.key) from None
    now = state(ring)
    if now not in states[max(acks - 1, 0) : acks + 1]:
        made = {key for each in states[:acks] for key in each[1]}
        raise Unburned("a key") if acks and now[1] & (made - states[acks - 1][1]) else Lost("a key")
    if old := older(records, now[0], home):
        raise Unburned(f"generation {old}")
    if {path.name for path in home.glob("g*")} != {f"g{now[0]}"}:
        raise Corrupt("a generation of no use")


def older(records: dict[int, bytes], than: int, home: Path) -> list[int]:
    """Generations before this one whose epoch key still lies in the slot, sealed: whoever has the sentence has it."""
    slot_bytes = (home / "slot").read_bytes() if (home / "slot").exists() else b""
    return [number for number, box in records.items() if number < than and box in slot_bytes]


def keyring_day(folder: Path) -> Day:
    """That day, and what every disk of it owes its owner."""
    recorder, states = one_day(folder)
    records = old_records(recorder)

    def check(disk: Path, acks: int) -> None:
        assert_kept(disk, acks, states, records)

    def mend(disk: Path, acks: int) -> None:
        if acks or (disk / "desk" / "keyring").exists():
            open_any(disk / "desk", sentences_in_force(acks))

    return Day(recorder, check, mend)


def test_a_cut_at_every_write_loses_nothing_and_undoes_no_burn(tmp_path: Path) -> None:
    """0 unreadable, 0 burns undone, 0 keys lost, on every disk."""
    found = tally(keyring_day(tmp_path), thorough(24), "keyring")
    print(f"\nkeyring: {found}")
    assert found.broken == (0, 0, 0), found.first
    assert found.different >= 2_000


def test_a_second_cut_while_the_first_one_is_mended(tmp_path: Path) -> None:
    """Opening after a cut writes too; a cut there is no worse."""
    found = tally_again(keyring_day(tmp_path), thorough(2), "keyring", 3, recorded)
    print(f"\nkeyring, second cut: {found}")
    assert found.broken == (0, 0, 0), found.first
    assert found.different >= 800


def test_after_a_cut_the_book_goes_on_burning(tmp_path: Path) -> None:
    """What is left can be changed at once, and the change is there when it is opened again."""
    recorder, _ = one_day(tmp_path)
    with scratch() as place:

        def check(folder: Path, acks: int) -> None:
            if (folder / "desk" / "keyring").exists():
                ring = open_any(folder / "desk", sentences_in_force(acks))
                gone = min(number for number in range(ring.next_key) if ring.has(number))
                ring.change(drop=[gone], make=1)
                again = open_any(folder / "desk", sentences_in_force(acks))
                assert state(again) == state(ring) and not again.has(gone)

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
    with mock.patch.object(turn, "switch", switch_alone):
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


def switch_alone(home: Path, old_half: int, record: bytes, blank: bytes) -> None:
    """Stands for `turn.switch`, and leaves the old record where it lies."""
    fd = files.edit(home / turn.SLOT)
    files.pwrite(fd, record, (1 - old_half) * slot.HALF_BYTES)
    files.fdatasync(fd)
    files.close(fd)


def test_the_simulated_disk_with_everything_kept_is_the_real_one(tmp_path: Path) -> None:
    """The recorder misses no write: rebuilt to the end, the disk is the folder byte for byte."""
    (tmp_path / "live").mkdir()
    recorder, _ = one_day(tmp_path / "live")
    disk: Disk = recorder.start
    for op in recorder.ops:
        disk.take(op)
    assert disk.left(Random(1), Mode("keep", "keep")) == what_lies_in(tmp_path / "live")
