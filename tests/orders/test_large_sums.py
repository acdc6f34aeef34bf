"""The largest sums a book can hold: exact to the unit, and one unit more is refused before anything is written."""

from __future__ import annotations

import pytest

from naru.command import Charge
from naru.desk.audit import audit
from naru.views.case import years
from naru.views.values import Sum
from testkit.house import LEE, MINA, PARK, Disk, Room, flat, leg, share, terms

MOST = 2**63 - 1
WON = (leg("KRW"),)


def test_the_largest_sum_lives_a_whole_life_on_disk(disk: Disk) -> None:
    """Every account of it is exact; it is written as a snapshot, opened again and audited like a small one."""
    disk.sent(gross=MOST, fees=(share(50), flat("1 KRW", payee=LEE)), legs=WON)
    net = MOST - (MOST + 1) // 2 - 1
    disk.accept((net - 1, "KRW"))
    disk.accept((1, "KRW"))
    assert disk.books() == {"sent": MOST, "accepted": net, "fee:0": (MOST + 1) // 2, "fee:1": 1}
    disk.desk.snapshot()
    disk.again()
    assert audit(disk.desk).sound
    (year,) = years(disk.state, MINA)
    assert (year.year, year.sent) == (2024, (Sum(MOST, "KRW"),))


def test_one_unit_more_is_refused(room: Room) -> None:
    """Said outright, made by a fee on top, by a rate, by a charge."""
    for wrong in (
        terms(gross=MOST + 1),
        terms(named_sum=MOST, gross=0, fees=(flat("1 KRW", "top"),)),
        terms(gross=MOST, legs=(leg("CNY", "1 KRW = 1 CNY"),)),
    ):
        assert room.refusal("promise", case=MINA, terms=wrong) == "money.too-large"
    assert room.refusal("promise", case=MINA, terms=terms(charges=(Charge(PARK, MOST + 1, "KRW", "trying"),)))


def test_sums_over_orders_stay_in_bounds_too(room: Room) -> None:
    """What lies with one carrier, and what was sent in one year: another hand or another year may take it."""
    room.promise(gross=MOST - 10, legs=WON, fees=())
    assert room.refusal("promise", "R2", case=MINA, terms=terms(gross=MOST - 1, legs=WON)) == "money.too-large"
    assert room.refusal("agree", terms=terms(gross=MOST, hands=(PARK,), legs=WON)) == ""
    room.promise("R2", gross=MOST - 1, legs=WON, hands=(LEE,))
    room.say("send", amount=(MOST, "KRW"))
    assert room.refusal("send", "R2", amount=(MOST - 1, "KRW")) == "money.too-large"


def test_what_was_handed_over_stays_in_bounds(room: Room) -> None:
    """Told twice beyond all measure: the second time is refused, the first is noted."""
    room.sent()
    room.accept((MOST, "CNY"))
    assert room.books() == {"sent": 1_000_000, "accepted": 600_000, "fee:0": 400_000}
    assert room.refusal("accept", says="receiver", amount="0.01 CNY", story={"phone": "own"}) == "money.too-large"


@pytest.mark.parametrize("gross", [1, 2, 3])
def test_the_smallest_sums_are_as_exact(room: Room, gross: int) -> None:
    """One won, two, three: nothing is made and nothing lost by rounding."""
    room.sent(gross=gross, fees=(share(49), share(49, "rest", LEE)), legs=WON)
    worked = room.order().worked
    assert worked is not None
    assert sum(worked.fees) + worked.net == gross
    room.accept((worked.net, "KRW"))
    assert sum(room.books().values()) == 2 * gross
