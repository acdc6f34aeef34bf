"""The desk at a glance, one carrier and one home: worked by hand, also after orders have left the book."""

from __future__ import annotations

import pytest

from naru.refusal import Refusal
from naru.views.carrier import CarrierView, Contact, carrier
from naru.views.case import CaseView, Near, Year, case
from naru.views.offer import offer
from naru.views.overview import CarriedForward, overview
from naru.views.values import Sum
from testkit.house import CHOI, LEE, MINA, NH, PARK, SORA, Disk, Room, leg, named, share, terms


def home(room: Room) -> CaseView:
    """Mina's home today."""
    return case(room.state, MINA, room.today)


def park(room: Room) -> CarrierView:
    """Park today."""
    return carrier(room.state, PARK, room.today)


def test_what_wants_attention_stands_first(room: Room) -> None:
    """Of two orders the one whose day has passed comes first, whenever it was made."""
    room.sent("R1", latest=2024_12_31)
    room.sent("R2", gross=500_000)
    found = overview(room.state, 2024_06_01)
    assert [(one.id, one.urgent) for one in found.orders] == [(named("R2"), True), (named("R1"), False)]


def test_marks_of_a_home(room: Room) -> None:
    """Last heard directly and the last sign are two days; a refusal is told."""
    room.sent()
    room.accept("1,000 CNY")
    room.say("heard", MINA, says="receiver", story={"phone": "own"}, on=2024_05_10)
    room.say("refuse", says="family")
    (line,) = overview(room.state, room.today).cases
    assert (line.case, line.heard, line.proof, line.refused) == (MINA, 2024_05_10, 2024_05_01, True)
    assert (home(room).heard, home(room).proof, home(room).refused) == (2024_05_10, 2024_05_01, True)


def test_what_was_sent_by_year(room: Room) -> None:
    """400,000 in 2023 and 600,000 in 2024, in won and in what they were worth."""
    room.promise(latest=2024_05_31, day=2023_12_01)
    room.say("send", amount="400,000 KRW", day=2023_12_30)
    room.say("send", amount="600,000 KRW")
    assert home(room).years == (
        Year(2023, (Sum(400_000, "KRW"),), Sum(400_000, "KRW")),
        Year(2024, (Sum(600_000, "KRW"),), Sum(600_000, "KRW")),
    )


def test_what_arrived_at_a_home_in_all(room: Room) -> None:
    """Two orders: 3,000 yuan, of which 500 were taken back, and 600 of 1,500; nothing of another home's."""
    room.say("case", SORA)
    room.sent("R1")
    room.accept("3,000 CNY", of="R1")
    room.say("taken-back", "R1", says="receiver", amount="500 CNY")
    room.sent("R2", gross=500_000)
    room.accept("600 CNY", of="R2")
    room.say("write-off", "R2", amount="100,000 KRW")
    room.say("promise", "R3", case=SORA, terms=terms(gross=200_000))
    found = home(room)
    assert found.handed == (Sum(3_600_00, "CNY"),)
    assert found.accepted == (Sum(720_000, "KRW"),)
    assert found.family == (Sum(620_000, "KRW"),)
    assert found.lost == (Sum(100_000, "KRW"),)
    assert [one.id for one in found.orders] == [named("R2"), named("R1")]


def test_a_home_tells_who_came_near(room: Room) -> None:
    """Park and Lee in May; a carrier tells the same from the other side."""
    room.sent(hands=(PARK, LEE))
    assert set(home(room).contacts) == {Near(PARK, 2024_05_00), Near(LEE, 2024_05_00)}
    assert park(room).contacts == (Contact(MINA, 2024_05_00),)
    assert carrier(room.state, CHOI, room.today).contacts == ()


def test_a_carrier_with_money_cash_and_roads(room: Room) -> None:
    """600,000 of a million are in his hand and on his road, 400,000 only promised; his cash less what is promised."""
    room.say("cash", PARK, amount="5,000 CNY")
    room.promise()
    room.say("send", amount="600,000 KRW", road=NH)
    room.say("block", NH, says=PARK)
    found = park(room)
    assert [(one.where, one.sum.amount, one.promised.amount) for one in found.exposure] == [
        (PARK, 1_000_000, 400_000),
        (NH, 600_000, 0),
    ]
    assert found.cash == (Sum(2_000_00, "CNY"),)
    assert NH in found.roads and found.blocked == (NH,)
    assert [one.sum.amount for one in found.owes] == [600_000]
    assert (found.done, found.taken) == (0, False)


def test_a_carrier_who_was_taken(room: Room) -> None:
    """It stands first on the desk, and on the page of what is owed."""
    room.say("taken", PARK)
    assert park(room).taken
    assert overview(room.state, room.today).taken == (PARK,)


@pytest.mark.parametrize(("view", "key"), [(case, "desk.no-such-case"), (carrier, "desk.no-such-carrier")])
def test_nobody(room: Room, view: object, key: str) -> None:
    """Whoever is not in the book is refused by name of the shelf."""
    assert callable(view)
    with pytest.raises(Refusal) as refused:
        view(room.state, named("nobody"), room.today)
    assert refused.value.key == key


def test_what_left_the_book_is_told_where_it_stood(disk: Disk) -> None:
    """The order burned: its sums stand for it on the desk, at the home and with the carrier; what is owed is owed."""
    disk.sent()
    disk.accept("1,500 CNY")
    disk.say("taken-back", says="receiver", amount="500 CNY")
    disk.desk.snapshot(burn=[named("R1")])
    found = overview(disk.state, disk.today)
    assert (found.orders, found.carried_forward) == (
        (),
        (CarriedForward(MINA, (Sum(1_000_000, "KRW"),), (Sum(300_000, "KRW"),)),),
    )
    assert home(disk).handed == (Sum(1_500_00, "CNY"),)
    assert (home(disk).accepted, home(disk).family) == ((Sum(300_000, "KRW"),), (Sum(200_000, "KRW"),))
    assert park(disk).earned == (Sum(200_000, "KRW"),)
    told = home(disk).owed
    assert told is not None
    (one,) = told.owes
    assert (one.debtor, one.sum) == (PARK, Sum(500_000, "KRW"))
    assert [(reason.why, reason.sum.amount) for reason in one.reasons] == [("carried-forward", 500_000)]


def test_of_two_homes_nobody_can_say_whose_it_was(disk: Disk) -> None:
    """Two homes' orders burned with money owed: Park owes it, but no home is named, and nothing is added up."""
    disk.say("case", SORA)
    disk.sent("R1")
    disk.say("promise", "R2", case=SORA, terms=terms(gross=200_000))
    disk.say("send", "R2", amount="200,000 KRW")
    disk.desk.snapshot(burn=[named("R1"), named("R2")])
    assert home(disk).owed is None
    assert [one.sum.amount for one in park(disk).owes] == [1_200_000]
    assert [one.case for one in overview(disk.state, disk.today).carried_forward] == [MINA, SORA]


def test_an_offer_is_worked_out_like_a_promise() -> None:
    """A million at 30 %: 700,000 are 3,500 yuan, 745 kilos at 4.7; so cheap that it is told, beside the last survey."""
    agreed = terms(fees=(share(30),))
    told = offer(agreed, Sum(4_70, "CNY"))
    assert (told.outlay, [fee.sum for fee in told.fees]) == (Sum(1_000_000, "KRW"), [Sum(300_000, "KRW")])
    assert ([pay.sum for pay in told.payouts], told.buys) == ([Sum(3_500_00, "CNY")], (745,))
    assert (told.cost.lost, told.low, told.usual is not None) == (Sum(300_000, "KRW"), True, True)
    assert not offer(terms()).low


def test_an_offer_elsewhere_is_held_against_no_survey_of_this_river() -> None:
    """Dollars to anywhere: no survey, no bait."""
    told = offer(terms(fees=(share(1),), legs=(leg("USD", "1 USD = 1,300 KRW"),)))
    assert (told.usual, told.low, told.buys) == (None, False, ())


def test_a_price_in_other_money_is_refused() -> None:
    """Nothing is bought in yuan with dollars."""
    with pytest.raises(Refusal) as refused:
        offer(terms(), Sum(4_70, "USD"))
    assert refused.value.key == "life.not-its-currency"
