"""What money was worth on a day, what it bought, what was sent in a year; and what is kept of a case."""

from __future__ import annotations

import pytest

from naru.command import SENDER
from naru.views import payout
from naru.views.case import Year, years
from naru.views.values import Sum
from testkit.house import MINA, NH, PARK, Room, leg, rate


def test_worth_on_two_days(room: Room) -> None:
    """The same 3,000 yuan, in won, on the day they came and a year later; before any rate nobody knows."""
    room.say("rate", room.state.desk, quote="1 CNY = 190 KRW", day=2024_04_30)
    room.sent()
    room.accept("3,000 CNY")
    room.say("rate", room.state.desk, quote="1,000 KRW = 4 CNY", on=2025_05_01)
    order = room.order()
    assert payout.worth(room.state, order, "KRW", 2024_05_01) == 570_000
    assert payout.worth(room.state, order, "KRW", 2025_05_01) == 750_000
    assert payout.worth(room.state, order, "KRW", 2024_04_29) is None
    assert payout.worth(room.state, order, "USD", 2025_05_01) is None
    assert payout.worth(room.state, order, "CNY", 2020_01_01) == 300_000


def test_before_it_comes_the_promised_payout_is_valued(room: Room) -> None:
    """Then what really came."""
    room.say("rate", room.state.desk, quote="1 CNY = 190 KRW")
    room.sent()
    assert payout.worth(room.state, room.order(), "KRW", room.today) == 570_000
    room.accept("1,000 CNY")
    assert payout.worth(room.state, room.order(), "KRW", room.today) == 190_000


def test_the_last_rate_of_a_day_counts_whichever_way_round_it_was_told(room: Room) -> None:
    """A month's rate holds to the end of that month."""
    market = room.state.market
    room.say("rate", room.state.desk, quote="1 CNY = 180 KRW", on=2024_06_30, day=2024_05_00)
    room.say("rate", room.state.desk, quote="1 CNY = 190 KRW", day=2024_05_30)
    assert market.worth(100, "CNY", "KRW", 2024_05_30) == 190
    assert market.worth(100, "CNY", "KRW", 2024_05_31) == 180
    room.say("rate", room.state.desk, quote="200 KRW = 1 CNY", day=2024_05_31)
    assert market.worth(100, "CNY", "KRW", 2024_05_31) == 200
    assert market.worth(1, "KRW", "CNY", 2024_05_31) == 1


def test_what_it_bought(room: Room) -> None:
    """638.297 kilos of rice at 4.70 yuan; of barley nobody told a price."""
    room.say("price", room.state.desk, which="rice", amount="4.70 CNY")
    market = room.state.market
    assert market.bought(300_000, "CNY", "rice", room.today) == 638_297
    assert market.bought(300_000, "CNY", "barley", room.today) is None
    assert market.bought(300_000, "CNY", "rice", 2024_04_30) is None
    room.say("price", room.state.desk, which="rice", amount="5 CNY", on=2024_05_02)
    assert market.bought(300_000, "CNY", "rice", 2024_05_02) == 600_000


def test_yearly_sums_go_by_the_day_it_happened(room: Room) -> None:
    """Sent in December, written down in January: it counts in December, at December's rate."""
    room.clock.move_to(2023_12_20)
    room = Room("USD", 2023_12_20)
    room.say("rate", room.state.desk, quote="1 USD = 1,300 KRW")
    room.promise(latest=2024_01_31)
    room.say("send", on=2024_01_05, day=2023_12_28, amount="650,000 KRW")
    room.say("rate", room.state.desk, quote="1 USD = 1,000 KRW")
    room.say("send", amount="350,000 KRW", road=NH)
    assert years(room.state, MINA) == [
        Year(2023, (Sum(650_000, "KRW"),), Sum(50_000, "USD")),
        Year(2024, (Sum(350_000, "KRW"),), Sum(35_000, "USD")),
    ]


def test_yearly_sums_count_what_she_paid_and_forget_mistakes(room: Room) -> None:
    """In her own currency; what was written down by mistake is taken out again, what came back is not."""
    room.promise(pay=rate("1 USD = 1,000 KRW"), pay_basis="fixed")
    room.say("send", amount="700 USD")
    room.say("unsend", amount="200 USD")
    room.say("return", amount="100 USD")
    assert years(room.state, MINA) == [Year(2024, (Sum(50_000, "USD"),), None)]


def test_charges_and_debts_are_no_part_of_what_was_sent(room: Room) -> None:
    """One remittance, one sum."""
    room.sent()
    room.say("charge", says=PARK, amount="10,000 KRW", agreed=True)
    room.say("pay-charge", amount="10,000 KRW")
    room.say("owe", "D1", person=SENDER, hand=PARK, amount="5 KRW")
    (year,) = years(room.state, MINA)
    assert (year.year, year.sent) == (2024, (Sum(1_000_000, "KRW"),))


def test_last_heard_and_last_proof_are_two_facts(room: Room) -> None:
    """A photograph in May says nothing of whether he was heard; a call in April says nothing of the money."""
    case = room.state.cases[MINA]
    assert (case.heard, case.proof) == (0, 0)
    room.say("heard", MINA, says="receiver")
    room.sent()
    assert (case.heard, case.proof) == (2024_05_01, 0)
    room.say("proof", on=2024_05_10, says=PARK, story={"proofs": ("photo",)})
    assert (case.heard, case.proof) == (2024_05_01, 2024_05_10)
    room.say("heard", MINA, on=2024_05_12, day=2024_05_11, says="family")
    assert (case.heard, case.proof) == (2024_05_11, 2024_05_10)


def test_what_is_told_late_does_not_make_them_older(room: Room) -> None:
    """An April call remembered in June is not the last one."""
    room.say("heard", MINA, says="receiver")
    room.say("heard", MINA, on=2024_06_01, day=2024_04_00, says="receiver")
    assert room.state.cases[MINA].heard == 2024_05_01


def test_no_carrier_says_that_the_family_was_heard(room: Room) -> None:
    """Only they themselves can be heard, and only they lift their refusal."""
    assert room.refusal("heard", MINA, says=PARK) == "desk.not-theirs-to-say"
    room.say("stop", MINA, says=PARK)
    assert room.refusal("resume", MINA, says="sender") == "desk.not-theirs-to-say"


@pytest.mark.parametrize("day", [2024_05_01, 2024_05_00, 2024_00_00])
def test_a_payout_told_by_the_month_counts_as_well(room: Room, day: int) -> None:
    """As far as known: a day, a month, a year."""
    room.sent(legs=(leg("KRW"),))
    room.accept("600,000 KRW", day=day)
    assert "owed" not in room.books()
