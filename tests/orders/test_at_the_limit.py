"""At the limit itself: what is still allowed there, and the word with which the next step is refused."""

from __future__ import annotations

import pytest

from naru.command import SENDER
from naru.money import MINOR_MAX
from naru.orders.ends import standing
from naru.orders.order import DueCharge
from naru.orders.terms import work_out
from testkit.house import AUNT, MINA, PARK, Room, charge, leg, named, share, terms


def test_a_debt_may_grow_to_what_a_book_can_hold(room: Room) -> None:
    """To the last minor unit, and not one further."""
    room.say("owe", "D1", person=AUNT, hand=SENDER, amount="100 USD")
    room.say("add", "D1", amount=(MINOR_MAX - 10_000, "USD"))
    assert room.state.debts[named("D1")].promised == MINOR_MAX
    assert room.refusal("add", "D1", amount=(1, "USD")) == "money.too-large"


def test_nothing_is_given_again_that_was_not_taken(room: Room) -> None:
    """Neither where nothing was taken at all, nor of a kind that never happened, said with a sum or without."""
    room.sent()
    room.accept("3,000 CNY")
    assert room.refusal("restored", amount="1 CNY") == "life.nothing-taken"
    room.say("taken-back", amount="1,000 CNY")
    assert room.refusal("restored", which="seized-after", amount="1 CNY") == "life.more-than-there-is"
    assert room.refusal("restored", amount="1,000.01 CNY") == "life.more-than-there-is"
    room.say("restored", amount="1,000 CNY")
    assert room.order().after == {}


@pytest.mark.parametrize(("said", "flag"), [("stuck", "stuck"), ("freeze", "frozen"), ("arrest", "arrested")])
def test_each_stop_is_lifted(room: Room, said: str, flag: str) -> None:
    """Stuck, frozen, or with an arrested person: when it is free again, none of these is told any more."""
    room.sent()
    assert room.refusal("free") == "life.not-stopped"
    room.say(said)
    assert room.order().flags[flag] == room.order().rows[-1]
    room.say("free")
    assert flag not in room.order().flags


def test_an_order_may_be_extended_to_the_very_day(room: Room) -> None:
    """Until tonight is a day to come; yesterday is none."""
    room.promise()
    room.say("extend", on=2024_05_10, until=2024_05_10)
    assert room.order().latest == 2024_05_10
    assert room.refusal("extend", until=2024_05_09) == "terms.latest-past"


def test_whether_an_asker_was_proven_is_remembered(room: Room) -> None:
    """Two people ask; only one has shown who he is, and the promise to the other one asks once."""
    room.say("ask", "R1", says=PARK, case=MINA, agreed=True)
    room.say("ask", "R2", says=PARK, case=MINA)
    assert (room.order("R1").asked, room.order("R2").asked) == ("proven", "unproven")


@pytest.mark.parametrize("verb", ["add", "doubt", "contest", "confirm", "waive", "repay"])
def test_a_debt_that_is_settled_is_settled(room: Room, verb: str) -> None:
    """Nothing more is said of it, except that there is more of it."""
    room.say("owe", "D1", person=AUNT, hand=SENDER, amount="100 USD")
    room.say("repay", "D1", amount="100 USD")
    told = {"amount": "1 USD"} if verb in ("add", "repay") else {}
    assert room.refusal(verb, "D1", **told) == ("" if verb == "add" else "debt.settled")


def test_the_last_fen_of_a_till_is_free_again(room: Room) -> None:
    """Paid in full one fen below what was promised: that fen is promised to nobody any more."""
    room.say("cash", PARK, amount="6,000 CNY")
    room.sent(fees=(), legs=(leg("CNY", "1 CNY = 180 KRW"),))
    pay = room.order().worked.pays[0]
    assert (pay.full, pay.floor) == (555_556, 555_556 - 1)
    room.accept("5,555.55 CNY")
    assert room.state.carriers[PARK].promised["CNY"] == 0


def test_a_refusal_of_one_order_stops_that_order(room: Room) -> None:
    """Whoever in the chain brings it: she asked that this one does not come."""
    room.say("ask", "R1", says=PARK, case=MINA)
    room.say("refuse", "R1", says=PARK)
    assert room.refusal("promise", case=MINA, terms=terms()) == "stop.family-refused"


def test_terms_without_a_hand_have_no_first_time(room: Room) -> None:
    """Nobody was named yet, so there is nobody to be warned of."""
    assert "first-time" not in room.promise(hands=(), sure=False).warnings


def test_what_was_paid_on_an_old_charge_stays_paid(room: Room) -> None:
    """20,000 of Park's 50,000 were paid; in the new terms there is no charge, and the 20,000 are still on record."""
    room.promise(charges=(charge("50,000 KRW"),))
    room.say("pay-charge", amount="20,000 KRW", person=PARK)
    room.say("agree", terms=terms(gross=900_000))
    assert room.order().charges == [DueCharge(PARK, 20_000, "KRW", "trying", True, 20_000)]


def test_of_what_was_only_asked_nothing_is_owed(room: Room) -> None:
    """No sum, no day, and nobody who answers: she has only asked."""
    room.say("ask", "R1", says=PARK, case=MINA)
    assert standing(room.order(), room.today) == (("asked",), 0, 0, 0, 0, 0)
    assert room.order().answering() == b""


def test_all_that_was_believed_can_be_untrue(room: Room) -> None:
    """To the last fen, and not one more; and what was taken is told in a money of the order."""
    room.sent()
    room.accept("1,000 CNY")
    assert room.refusal("reopen", amount="1,000.01 CNY") == "life.more-than-accepted"
    assert room.refusal("taken-back", amount="1 USD") == "life.not-its-currency"
    room.say("reopen", amount="1,000 CNY")
    assert room.order().deliveries == []


def test_a_sum_too_small_to_share_is_sent_whole() -> None:
    """One won with 60 per cent on top: there is no won to take them from."""
    worked = work_out(terms(gross="1 KRW", fees=(share(60, "top"),)))
    assert (worked.named_sum, worked.fee, worked.net) == (0, 0, 1)


def test_no_more_is_waived_than_is_owed(room: Room) -> None:
    """And in the money in which it is owed."""
    room.say("owe", "D1", person=AUNT, hand=SENDER, amount="100 USD")
    assert room.refusal("waive", "D1", amount="100.01 USD") == "debt.more-than-owed"
    assert room.refusal("waive", "D1", amount="1 KRW") == "debt.currency"
    room.say("waive", "D1", amount="100 USD")
    assert room.state.debts[named("D1")].owed == 0
