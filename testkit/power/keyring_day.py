"""A day of a keyring, recorded: what was promised after each step, and what every disk a cut leaves owes its owner."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from naru.refusal import Refusal
from naru.vault import files
from naru.vault.kdf import CHEAPEST
from naru.vault.keyring import slot, steps
from naru.vault.keyring.keyring import Keyring
from testkit.keyrings import OTHER, SENTENCE, State, new, reopen, state
from testkit.power.cuts import Corrupt, Day, Lost, Recorder, Unburned, recorded


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
            lambda: ring.access.change_passphrase(SENTENCE, OTHER, CHEAPEST),
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


def switch_alone(home: Path, old_half: int, record: bytes, blank: bytes) -> None:
    """Stands for `steps.switch`, and leaves the old record where it lies."""
    fd = files.edit(home / steps.SLOT)
    files.pwrite(fd, record, (1 - old_half) * slot.HALF_BYTES)
    files.fdatasync(fd)
    files.close(fd)
