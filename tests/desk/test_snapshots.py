"""A snapshot writes the state down whole; what is over leaves, and its sums stay."""

from __future__ import annotations

import shutil

import pytest

from naru.custody.burning import set_legal_hold
from naru.desk import events
from naru.desk.audit import audit
from naru.refusal import Refusal
from naru.vault.keyring.keyring import KeyBurned
from naru.views.carrier import contacts
from naru.views.case import Year, years
from naru.views.exposure import exposure
from naru.views.owed import owes
from naru.views.values import Sum
from testkit.house import LEE, MINA, PARK, Disk, charge, named, share


def encode(disk: Disk) -> bytes:
    """The whole state, byte for byte."""
    return events.encode(disk.state)


def settled(disk: Disk) -> None:
    """One order that arrived, one that is owed, one never sent."""
    disk.sent(fees=(share(30), share(10, payee=LEE)), hands=(PARK, LEE), charges=(charge("5,000 KRW"),))
    disk.accept("3,000 CNY")
    disk.say("pay-charge", amount="5,000 KRW")
    disk.sent("R2", gross=500_000)
    disk.promise("R3", gross=300_000)


def test_nothing_leaves_before_its_time(disk: Disk) -> None:
    """Settled, but the dispute time is not over: 180 days after the last day it was heard of or promised for."""
    settled(disk)
    before = encode(disk)
    assert disk.desk.snapshot() == 0
    assert set(disk.state.orders) == {named("R1"), named("R2"), named("R3")}
    disk.clock.move_to(2024_11_27)
    assert disk.desk.snapshot() == 0
    assert encode(disk) != before
    disk.clock.move_to(2024_11_28)
    assert disk.desk.snapshot() == 2


def test_what_is_over_leaves_and_its_sums_stay(disk: Disk) -> None:
    """By case and by whoever answered; what each payee earned by itself; the charge apart. What is owed stays whole."""
    settled(disk)
    before = years(disk.state, MINA)
    disk.clock.move_to(2024_12_31)
    disk.desk.snapshot()
    gone = disk.state.carried_forward
    for of in (MINA, PARK):
        assert gone[of, "sent", "KRW"] == 1_000_000
        assert gone[of, "accepted", "KRW"] == 600_000
        assert gone[of, "fee", "KRW"] == 400_000
        assert gone[of, "received", "CNY"] == 300_000
    assert (gone[PARK, "earned", "KRW"], gone[LEE, "earned", "KRW"]) == (300_000, 100_000)
    assert gone[MINA, "charge", "KRW"] == 5_000
    assert list(disk.state.orders) == [named("R2")]
    assert years(disk.state, MINA) == before == [Year(2024, (Sum(1_500_000, "KRW"),), Sum(1_500_000, "KRW"))]
    assert exposure(disk.state, PARK, disk.today) == {"KRW": 500_000}
    assert disk.state.carriers[PARK].held.pending["KRW"] == 0


def test_its_keys_burn_with_the_snapshot(disk: Disk) -> None:
    """Books and stories of an order that left open no more; those that stayed do; the audit accepts it."""
    settled(disk)
    rows, key = list(disk.order().rows), disk.order().key
    kept = disk.order("R2").rows[0]
    disk.clock.move_to(2024_12_31)
    disk.desk.snapshot()
    for _ in range(2):
        with pytest.raises(KeyBurned):
            disk.desk.keyring.keys.key(key)
        for row in rows:
            with pytest.raises(Refusal):
                disk.desk.story(row)
        assert disk.desk.event(kept).of == named("R2")
        told = audit(disk.desk)
        assert told.sound and told.covered >= len(rows)
        disk.again()


@pytest.mark.parametrize(
    "hold",
    ["dispute", "write-off", "charge"],
)
def test_what_is_disputed_claimed_or_unpaid_never_leaves_by_itself(disk: Disk, hold: str) -> None:
    """A dispute, a claim for what was given up, a charge that is owed: years later it is still there."""
    disk.sent()
    if hold == "write-off":
        disk.accept("2,999 CNY")
        disk.say("write-off")
    else:
        disk.accept("3,000 CNY")
    if hold == "charge":
        disk.say("charge", says=PARK, amount="10 KRW", agreed=True)
    if hold == "dispute":
        disk.say("dispute")
    disk.clock.move_to(2030_01_01)
    assert disk.desk.snapshot() == 0


def test_the_dispute_time_is_the_orders_own(disk: Disk) -> None:
    """Ten days were agreed: it leaves on the eleventh after the latest day."""
    disk.sent(dispute_days=10, latest=2024_05_02)
    disk.accept("3,000 CNY")
    disk.clock.move_to(2024_05_12)
    assert disk.desk.snapshot() == 0
    disk.clock.move_to(2024_05_13)
    assert disk.desk.snapshot() == 1


def test_opening_after_a_snapshot_gives_the_state_that_lived_on(disk: Disk) -> None:
    """Byte for byte, with rows after the snapshot and without, time and again."""
    settled(disk)
    disk.desk.snapshot()
    for words in ({"kind": "stuck", "of": "R2"}, {"kind": "free", "of": "R2"}):
        lived = encode(disk)
        assert encode(disk.again()) == lived
        disk.say(**words)
    lived = encode(disk)
    assert encode(disk.again()) == lived
    disk.desk.snapshot()
    lived = encode(disk)
    assert encode(disk.again()) == lived
    assert audit(disk.desk).sound


def test_a_snapshot_drops_the_key_of_the_one_before(disk: Disk) -> None:
    """There is one snapshot, never two."""
    disk.sent()
    disk.desk.snapshot()
    _, first = disk.state.snapshot
    disk.desk.snapshot()
    assert not disk.desk.keyring.keys.has(first)
    assert disk.desk.keyring.snapshot == disk.state.snapshot


def test_cash_promised_to_an_order_that_leaves_is_free_again(disk: Disk) -> None:
    """It lapsed long ago and nobody said so."""
    disk.say("cash", PARK, amount="3,000 CNY")
    disk.promise()
    assert disk.state.carriers[PARK].free_cash("CNY") == 0
    disk.clock.move_to(2024_12_31)
    assert disk.desk.snapshot() == 1
    assert disk.state.carriers[PARK].free_cash("CNY") == 300_000


def test_a_promise_without_a_hand_leaves_like_any_other(disk: Disk) -> None:
    """Nobody was ever named for it; nobody's exposure changes."""
    disk.promise(hands=(), answers=b"", fees=())
    disk.clock.move_to(2024_12_31)
    assert disk.desk.snapshot() == 1
    assert exposure(disk.state, PARK, disk.today) == {}


def test_its_day_has_come_at_the_first_opening_after_it(disk: Disk) -> None:
    """Nobody has to remember to burn: on its last day the order is there, after the next opening it is gone."""
    settled(disk)
    key = disk.order().key
    disk.clock.move_to(2024_11_27)
    disk.again()
    assert (disk.desk.let_go, named("R1") in disk.state.orders) == (0, True)
    disk.clock.move_to(2024_11_28)
    owed = list(owes(disk.state))
    disk.again()
    assert (disk.desk.let_go, set(disk.state.orders)) == (2, {named("R2")})
    assert not disk.desk.keyring.keys.has(key)
    assert list(owes(disk.state)) == owed
    assert audit(disk.desk).sound
    assert disk.again().desk.let_go == 0


def test_a_book_that_stays_closed_burns_nothing(disk: Disk) -> None:
    """Days go by and nobody opens it: every key is in the files as it was."""
    settled(disk)
    key = disk.order().key
    disk.desk.close()
    before = {path.name: path.read_bytes() for path in (disk.folder / "keyring").iterdir()}
    disk.clock.move_to(2026_01_01)
    assert {path.name: path.read_bytes() for path in (disk.folder / "keyring").iterdir()} == before
    disk.open()
    assert not disk.desk.keyring.keys.has(key)


def test_on_hold_no_day_comes(disk: Disk) -> None:
    """Held back orders are counted and told; once the hold is lifted, the next opening burns them."""
    settled(disk)
    set_legal_hold(disk.desk, True)
    disk.clock.move_to(2025_01_01)
    disk.again()
    assert (disk.desk.let_go, disk.desk.kept_back, named("R1") in disk.state.orders) == (0, 2, True)
    set_legal_hold(disk.desk, False)
    disk.again()
    assert (disk.desk.let_go, disk.desk.kept_back, named("R1") in disk.state.orders) == (2, 0, False)


def test_an_old_order_noted_from_memory_has_its_days_before_it(disk: Disk) -> None:
    """What happened two years ago and is written down today stays as long as what happened today."""
    disk.clock.move_to(2026_05_01)
    disk.promise("R1", day=2024_05_01)
    disk.say("send", "R1", amount="1,000,000 KRW", day=2024_05_02)
    disk.accept("3,000 CNY", day=2024_05_09)
    disk.again()
    assert named("R1") in disk.state.orders
    disk.clock.move_to(2026_10_28)
    assert disk.again().desk.let_go == 0
    disk.clock.move_to(2026_10_29)
    assert disk.again().desk.let_go == 1


def test_the_days_she_set_are_the_days_it_stays(disk: Disk) -> None:
    """Set when the order is made: a week instead of half a year."""
    disk.sent(dispute_days=7)
    disk.accept("3,000 CNY")
    disk.clock.move_to(2024_06_07)  # promised for the end of May
    assert disk.again().desk.let_go == 0
    disk.clock.move_to(2024_06_08)
    assert disk.again().desk.let_go == 1


def test_contacts_outlive_the_orders_and_burn_with_the_case(disk: Disk) -> None:
    """Which carrier came near which family, and in which month: whoever is taken later, she knows whom to think of."""
    settled(disk)
    near = {(MINA, PARK): 2024_05_00, (MINA, LEE): 2024_05_00}
    assert contacts(disk.state) == near
    disk.clock.move_to(2024_12_31)
    disk.again()
    disk.desk.snapshot(burn=[named("R2")])
    assert not disk.state.orders
    assert contacts(disk.again().state) == near
    disk.sent("R4", latest=2025_06_30)
    assert contacts(disk.state) == near | {(MINA, PARK): 2024_12_00}
    disk.desk.snapshot(case=MINA)
    assert contacts(disk.state) == {}
    assert audit(disk.desk).sound


@pytest.mark.parametrize("more", [0, 1, 400])
def test_last_week_s_keyring_is_called_what_it_is(disk: Disk, more: int) -> None:
    """A snapshot came between, and rows after it: the older keyring is refused as older, not the log as broken."""
    kept = disk.folder.parent / "kept"
    settled(disk)
    disk.desk.close()
    shutil.copytree(disk.folder / "keyring", kept)
    disk.open()
    for number in range(more):
        disk.say("case", named(f"home {number}"))
    disk.desk.snapshot()
    disk.say("heard", MINA, says="receiver", story={"phone": "own"})
    disk.desk.close()
    shutil.rmtree(disk.folder / "keyring")
    shutil.copytree(kept, disk.folder / "keyring")
    with pytest.raises(Refusal, match=r"keyring\.older-than-log"):
        disk.open()
