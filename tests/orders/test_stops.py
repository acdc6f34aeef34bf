"""The hard stops that live in the books, and what only warns or asks once."""

from __future__ import annotations

from typing import Any

import pytest

from testkit.house import LEE, MINA, NH, PARK, Room, leg, share, terms


def test_a_family_that_refused_gets_nothing_more(room: Room) -> None:
    """Whoever tells it: no promise, no change, nothing sent, in this order and every other, until they lift it."""
    room.promise()
    room.say("refuse", says=PARK)
    assert room.refusal("send", amount="1 KRW") == "stop.family-refused"
    assert room.refusal("agree", terms=terms(gross=500_000)) == "stop.family-refused"
    assert room.refusal("promise", "R2", case=MINA, terms=terms(gross=500_000)) == "stop.family-refused"
    assert room.refusal("resume", MINA, says=PARK) == "desk.not-theirs-to-say"
    room.say("resume", MINA, says="family")
    assert room.refusal("resume", MINA, says="family") == "case.not-refused"
    room.promise("R2", gross=500_000)


def test_a_stop_word_stops_the_case(room: Room) -> None:
    """Said of the case itself: the same stop."""
    room.promise()
    room.say("stop", MINA, says="receiver")
    assert room.refusal("send", amount="1 KRW") == "stop.family-refused"


def test_money_under_way_can_still_come_home_after_a_refusal(room: Room) -> None:
    """A stop forbids sending. It never hides what is owed, nor asks for a contact with the family."""
    room.sent()
    room.say("refuse", says="family")
    room.say("return", amount="1,000,000 KRW")
    assert room.books() == {"sent": 1_000_000, "returned": 1_000_000}


def test_nothing_goes_to_a_carrier_who_was_taken(room: Room) -> None:
    """Anywhere in the chain; once he is back it may."""
    room.promise(hands=(PARK, LEE))
    room.say("taken", LEE, says="family")
    assert room.refusal("send", amount="1 KRW") == "stop.carrier-taken"
    assert room.refusal("promise", "R2", case=MINA, terms=terms(hands=(LEE,))) == "stop.carrier-taken"
    room.say("agree", terms=terms(hands=(PARK,)))
    room.say("send", amount="1 KRW")
    room.say("back", LEE)
    assert room.refusal("back", LEE) == "carrier.not-taken"
    room.promise("R2", hands=(LEE,))


def test_a_road_that_is_blocked_takes_nothing(room: Room) -> None:
    """Another road, or none, still does."""
    room.promise()
    room.say("block", NH)
    assert room.refusal("send", amount="1 KRW", road=NH) == "stop.road-blocked"
    room.say("unblock", NH)
    room.say("send", amount="1 KRW", road=NH)


def test_the_same_order_is_not_promised_twice(room: Room) -> None:
    """Same carrier, same sum, same day; another sum, another carrier or another day is another order."""
    room.promise()
    again = {"case": MINA, "terms": terms()}
    assert room.refusal("promise", "R2", **again) == "stop.same-order"
    room.promise("R3", gross=999_999)
    room.promise("R4", hands=(LEE,))
    room.promise("R5", on=2024_05_02)
    assert room.refusal("promise", "R2", **again) == "stop.same-order"
    room.say("cancel", "R5")
    room.promise("R2")


def test_the_same_order_is_known_by_the_day_it_was_promised(room: Room) -> None:
    """Asked on the first, promised on the second: a twin of the second is the same order."""
    room.say("ask", case=MINA)
    room.promise(on=2024_05_02)
    assert room.refusal("promise", "R2", case=MINA, terms=terms()) == "stop.same-order"


def test_an_order_that_arrived_is_no_twin(room: Room) -> None:
    """The second remittance of a day is allowed once the first has arrived."""
    room.sent()
    room.accept("3,000 CNY")
    room.promise("R2")


@pytest.mark.parametrize(
    ("changes", "warning"),
    [
        ({"fees": (share(29),)}, "fee-low"),
        ({"fees": (share(10, "top"), share(30))}, "fee-on-top"),
    ],
)
def test_what_she_is_told_unasked(room: Room, changes: dict[str, Any], warning: str) -> None:
    """A fee far under what is usual is bait; fees on top make it more than was named. Neither forbids."""
    assert warning in room.promise(sure=False, **changes).warnings


def test_the_first_time_with_a_carrier(room: Room) -> None:
    """She is told until something has arrived through him; not where she pays after the word."""
    assert room.promise(sure=False).warnings == ("first-time",)
    assert room.promise("R2", gross=2_000_000, family_first=True).warnings == ()
    room.say("send", amount="1,000,000 KRW")
    room.accept("3,000 CNY")
    assert room.promise("R3").warnings == ()


def test_an_asker_nobody_knows_is_asked_about_once(room: Room) -> None:
    """Who asked has not shown who they are: one question, and she may go on."""
    room.say("ask", says=PARK, case=MINA)
    assert room.refusal("promise", case=MINA, terms=terms(), sure=False) == "ask.unproven-asker"
    room.promise()
    room.say("ask", "R2", says=PARK, case=MINA, agreed=True)
    assert room.promise("R2", gross=1, fees=(), sure=False).warnings == ("first-time", "fee-low")


def test_a_rate_ten_times_off_is_asked_about_once(room: Room) -> None:
    """20 won for a yuan, or 2,000, where yesterday it was 200: a slip of the pen, or the sides swapped."""
    room.say("rate", room.state.desk, quote="1 CNY = 200 KRW")
    for told in ("1 CNY = 20 KRW", "1 CNY = 2,000 KRW", "1 KRW = 200 CNY"):
        twisted = terms(legs=(leg("CNY", told),))
        assert room.refusal("promise", case=MINA, terms=twisted, sure=False) == "ask.rate-ten-times"
    assert "rate-ten-times" not in room.promise(legs=(leg("CNY", "1 CNY = 21 KRW"),), sure=False).warnings
    assert "rate-ten-times" in room.promise("R2", gross=5, legs=(leg("CNY", "1 CNY = 20 KRW"),)).warnings


def test_a_proof_after_the_latest_day_is_told(room: Room) -> None:
    """It may be true; she is told that it is late."""
    room.sent()
    told = room.say("claim", says=PARK, on=2024_06_01, amount="3,000 CNY")
    assert told.warnings == ("after-latest",)
    assert room.accept("3,000 CNY", sure=False).warnings == ("after-latest",)
