"""A crash between two steps, a log that was changed or is not the right one: what opening does about it."""

from __future__ import annotations

import shutil

import pytest

from naru.desk.audit import audit
from naru.desk.events import encode
from naru.orders.accounts import OWED
from naru.refusal import Refusal
from naru.vault.log import rows
from naru.vault.log.rows import Torn
from naru.vault.log.sqlcipher import FILE
from testkit.house import MINA, Disk, named

CARD = named("card")


class Crash(BaseException):
    """The process ends here."""


def crash(*_: object, **__: object) -> None:
    """Stands where the keyring would be rewritten."""
    raise Crash


def opening(disk: Disk) -> str:
    """The key with which opening is refused; empty where it opens."""
    try:
        disk.open()
    except Refusal as refusal:
        return refusal.key
    return ""


def test_a_crash_between_the_row_of_a_burn_and_the_keyring_is_finished_at_opening(
    disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The row is durable, the key still there: the next opening burns it before anything else is said."""
    disk.sent()
    row = disk.say("card", CARD, case=MINA, story={"name": "강물"}).seq
    number = disk.state.cards[CARD].key
    with monkeypatch.context() as patch:
        patch.setattr(disk.desk.keyring, "change", crash)
        with pytest.raises(Crash):
            disk.say("burn", CARD)
    assert disk.desk.keyring.keys.has(number)
    disk.again()
    assert not disk.desk.keyring.keys.has(number)
    assert disk.state.cards[CARD].burned
    with pytest.raises(Refusal):
        disk.desk.story(row)
    assert audit(disk.desk).sound
    assert disk.refusal("burn", CARD) == "card.burned"


def test_a_crash_between_the_row_of_a_snapshot_and_the_keyring_is_finished_at_opening(
    disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Orders that left with the snapshot are burned then, the snapshot before drops its key, and the state is the
    snapshot's."""
    disk.sent()
    disk.accept("3,000 CNY")
    key = disk.order().key
    disk.clock.move_to(2025_01_01)
    before = disk.desk.keyring.snapshot
    with monkeypatch.context() as patch:
        patch.setattr(disk.desk.keyring, "change", crash)
        with pytest.raises(Crash):
            disk.desk.snapshot()
    lived = encode(disk.state)
    assert (disk.desk.keyring.keys.has(key), disk.desk.keyring.snapshot) == (True, before)
    disk.again()
    assert not disk.desk.keyring.keys.has(key)
    assert disk.desk.keyring.snapshot == disk.state.snapshot != before
    assert encode(disk.state) == lived
    assert audit(disk.desk).sound


def test_a_crash_before_the_row_is_durable_lost_nothing_that_was_answered(
    disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was answered is there; what was not may be said again under its id, once."""
    disk.promise()
    said = disk.build("send", "R1", amount="400,000 KRW")
    with monkeypatch.context() as patch:
        patch.setattr(disk.desk.journal, "hand_over", crash)
        with pytest.raises(Crash):
            disk.desk.say(said)
    disk.again()
    assert disk.books() == {}
    assert not disk.desk.say(said).again
    assert disk.desk.say(said).again
    assert disk.books() == {"sent": 400_000, "owed": 400_000}


def test_a_desk_whose_state_moved_and_whose_log_did_not_says_nothing_more(
    disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until it is read again nothing may be believed."""
    disk.promise()
    with monkeypatch.context() as patch:
        patch.setattr(disk.desk.journal, "seal", crash)
        with pytest.raises(Crash):
            disk.say("hold", story={"lifts": "x"})
    with pytest.raises(Refusal) as caught:
        disk.say("lift")
    assert caught.value.key == "desk.reopen"
    disk.again()
    disk.say("hold", story={"lifts": "x"})


def test_a_log_that_ends_before_the_keyring_is_refused(disk: Disk) -> None:
    """An old copy of the log beside a newer keyring: somebody put it back."""
    disk.sent()
    disk.desk.close()
    shutil.copy(disk.folder / FILE, disk.folder / "old")
    disk.open()
    disk.desk.snapshot()
    disk.desk.close()
    newest = (disk.folder / FILE).read_bytes()
    shutil.copy(disk.folder / "old", disk.folder / FILE)
    assert opening(disk) in ("log.older-than-keyring", "log.gap")
    (disk.folder / FILE).write_bytes(newest)
    assert opening(disk) == ""


def test_the_log_of_another_desk_is_refused(disk: Disk) -> None:
    """It does not open with this keyring, and nothing is changed by trying."""
    other = Disk(disk.folder.parent / "other", seed="other")
    other.desk.close()
    disk.desk.close()
    mine = (disk.folder / FILE).read_bytes()
    shutil.copy(other.folder / FILE, disk.folder / FILE)
    assert opening(disk) == "log.damaged"
    (disk.folder / FILE).unlink()
    assert opening(disk) == "log.missing"
    (disk.folder / FILE).write_bytes(mine)
    assert opening(disk) == ""


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE log SET parts = CAST(substr(parts, 1, 60) || x'00' || substr(parts, 62) AS BLOB) WHERE seq = 4",
        "UPDATE log SET week = week + 1 WHERE seq = 4",
        "UPDATE log SET digest = zeroblob(32) WHERE seq = 4",
        "DELETE FROM log WHERE seq = 4",
    ],
)
def test_a_row_that_was_changed_is_found(disk: Disk, change: str) -> None:
    """By whoever holds the log's key: the chain breaks at that row, in an audit and at the next opening."""
    disk.sent()
    assert audit(disk.desk).sound
    disk.desk.log._db.execute(change)
    told = audit(disk.desk)
    assert (told.sound, told.why) == (False, "chain")
    assert told.broken in (4, 5)
    disk.desk.close()
    assert opening(disk) in ("log.broken-row", "log.gap")


def test_two_rows_cannot_change_places(disk: Disk) -> None:
    """A row's parts know their number: under another they do not open."""
    disk.sent()
    disk.desk.settle()
    row = disk.desk.log.one(disk.desk.head.seq)
    keyring = disk.desk.keyring
    with pytest.raises(Torn):
        rows.unseal(row.seq - 1, row.parts, keyring.keys.header_key(row.seq), keyring.keys)


def test_books_that_would_lie_are_found_by_the_audit(disk: Disk) -> None:
    """A sum changed in memory only: the replay comes to another state."""
    disk.sent()
    disk.order().book.balances["KRW"][OWED] -= 1
    told = audit(disk.desk)
    assert (told.sound, told.why) == (False, "state")
