"""The disk says no at every call: full, failing, read-only. Old or new is in force, and the sentence is right."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from naru.refusal import Refusal
from naru.vault.kdf import CHEAPEST
from naru.vault.keyring.keyring import Keyring
from testkit.keyrings import OTHER, SENTENCE, new, reopen, state
from testkit.power.cuts import Failing, watched

NUMBERS = {
    errno.ENOSPC: "disk.full",
    errno.EDQUOT: "disk.full",
    errno.EIO: "disk.failed",
    errno.EROFS: "disk.read-only",
}


def burn(ring: Keyring) -> None:
    """Burn, make and snapshot at once."""
    ring.change(drop=[1, 2], make=3, snapshot=(8, 9))


def change_sentence(ring: Keyring) -> None:
    """Give it another sentence."""
    ring.access.change_passphrase(SENTENCE, OTHER, CHEAPEST)


def open_any(folder: Path) -> Keyring:
    """Open with whichever sentence is in force; exactly one is."""
    rings: list[Keyring] = []
    for sentence in (SENTENCE, OTHER):
        try:
            rings.append(reopen(folder, sentence))
        except Refusal as refusal:
            assert refusal.key == "keyring.wrong-passphrase"
    (ring,) = rings
    return ring


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("act", [burn, change_sentence])
def test_a_change_that_fails_leaves_the_old_or_the_new(
    tmp_path: Path, number: int, act: Callable[[Keyring], None]
) -> None:
    """Whatever call fails: never something between, never an object that believes the wrong one of the two."""
    new(tmp_path / "start")
    counter = Failing(None)
    shutil.copytree(tmp_path / "start", tmp_path / "good")
    ring = reopen(tmp_path / "good")
    old = state(ring)
    with watched(counter):
        act(ring)
    after = state(ring)
    assert counter.calls >= 14
    for at in range(counter.calls):
        desk = tmp_path / str(at)
        shutil.copytree(tmp_path / "start", desk)
        ring, key = reopen(desk), None
        with watched(Failing(at, number)):
            try:
                act(ring)
            except Refusal as refusal:
                key = refusal.key
                assert refusal.__cause__ is None
        assert key in (None, NUMBERS[number])
        again = open_any(desk)
        assert state(again)[0] in (old[0], after[0])
        if key is None:
            assert state(again)[0] == after[0]
        try:
            assert state(ring) == state(again)
        except Refusal as refusal:
            assert refusal.key == "keyring.unsure"
            assert key is not None
        again.change(drop=[3])
        assert not open_any(desk).keys.has(3)


@pytest.mark.parametrize("number", NUMBERS)
def test_a_creation_that_fails_can_be_begun_again(tmp_path: Path, number: int) -> None:
    """Nothing half-made under its name: created anew, or there and whole."""
    counter = Failing(None)
    with watched(counter):
        new(tmp_path / "good")
    for at in range(counter.calls):
        desk = tmp_path / str(at)
        with watched(Failing(at, number)), pytest.raises(Refusal, match=NUMBERS[number].replace(".", r"\.")):
            new(desk)
        if not (desk / "keyring").exists():
            new(desk)
        assert reopen(desk).keys.has(0)
        assert not (desk / "keyring.new").exists()


@pytest.mark.parametrize("number", NUMBERS)
def test_opening_on_a_bad_disk_opens_or_refuses(tmp_path: Path, number: int) -> None:
    """A book on a full or read-only disk opens; one whose disk fails says so; none is harmed."""
    new(tmp_path / "desk")
    counter = Failing(None)
    with watched(counter):
        reopen(tmp_path / "desk")
    for at in range(counter.calls):
        with watched(Failing(at, number)):
            if NUMBERS[number] == "disk.failed":
                with pytest.raises(Refusal, match=r"disk\.failed"):
                    reopen(tmp_path / "desk")
            else:
                assert reopen(tmp_path / "desk").keys.has(0)
        assert reopen(tmp_path / "desk").keys.has(0)


@pytest.mark.parametrize("number", NUMBERS)
def test_an_unfinished_burn_is_finished_or_the_book_stays_shut(tmp_path: Path, number: int) -> None:
    """A book that opens says "burned" of what is burned: where the old record cannot be overwritten, it says so."""
    ring = new(tmp_path / "desk")
    with watched(Failing(8, errno.EIO)), pytest.raises(Refusal, match=r"disk\.failed"):
        ring.change(drop=[1])
    slot = (tmp_path / "desk" / "keyring" / "slot").read_bytes()
    assert slot[:8] == slot[4096:4104] == b"NARUSLOT"
    for at in range(1, 4):
        with watched(Failing(at, number)), pytest.raises(Refusal, match=NUMBERS[number].replace(".", r"\.")):
            reopen(tmp_path / "desk")
    assert not reopen(tmp_path / "desk").keys.has(1)


def test_after_doubt_every_use_says_so(tmp_path: Path) -> None:
    """A failed sync of the slot: the object gives out nothing more, not even from its caches."""
    ring = new(tmp_path / "desk")
    ring.keys.books_key(5), ring.keys.story_key(5, 0)
    with watched(Failing(8)), pytest.raises(Refusal):
        ring.change(drop=[1])
    for use in (
        lambda: ring.keys.key(5),
        lambda: ring.keys.has(5),
        lambda: ring.keys.books_key(5),
        lambda: ring.keys.story_key(5, 0),
        lambda: ring.keys.case_key(0),
        lambda: ring.keys.header_key(0),
        lambda: ring.log_key,
        lambda: ring.generation,
        lambda: ring.change(make=1),
        lambda: ring.access.change_passphrase(SENTENCE, OTHER, CHEAPEST),
    ):
        with pytest.raises(Refusal, match=r"keyring\.unsure"):
            use()


def test_an_interruption_between_two_writes_leaves_doubt_too(tmp_path: Path) -> None:
    """Ctrl-C while the slot is written is no disk error and passes as it is; the object is of no further use."""
    ring = new(tmp_path / "desk")

    def interrupt(call: str, args: tuple[object, ...], go: Callable[[], object]) -> object:
        if call == "fdatasync":
            raise KeyboardInterrupt
        return go()

    with watched(interrupt), pytest.raises(KeyboardInterrupt):
        ring.change(drop=[1])
    with pytest.raises(Refusal, match=r"keyring\.unsure"):
        ring.keys.has(1)
    assert reopen(tmp_path / "desk").generation in (1, 2)


def test_a_full_disk_during_a_change_of_sentence_changes_nothing(tmp_path: Path) -> None:
    """The large file is written first: the old sentence stays, and the open keyring goes on."""
    ring = new(tmp_path / "desk")
    with watched(Failing(2, errno.ENOSPC)), pytest.raises(Refusal, match=r"disk\.full"):
        ring.access.change_passphrase(SENTENCE, OTHER, CHEAPEST)
    ring.change(drop=[1])
    assert state(reopen(tmp_path / "desk")) == state(ring)


def test_writing_goes_on_where_the_system_stopped_short(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The system may take fewer bytes than it was given."""
    real_write, real_pwrite = os.write, os.pwrite
    monkeypatch.setattr(os, "write", lambda fd, data: real_write(fd, data[:1000]))
    monkeypatch.setattr(os, "pwrite", lambda fd, data, at: real_pwrite(fd, data[:1000], at))
    ring = new(tmp_path / "desk")
    ring.change(drop=[1])
    monkeypatch.undo()
    assert state(reopen(tmp_path / "desk")) == state(ring)
