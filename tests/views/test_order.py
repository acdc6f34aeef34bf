"""The view of one order tells with each event to whom, at which rate and until when, and where the money is now."""

from __future__ import annotations

import pytest

from naru.orders.ends import standing
from naru.refusal import Refusal
from naru.views.happened import Happened
from naru.views.order import OrderView, brief, order
from naru.views.payout import Bought
from naru.views.values import Rate, Sum
from testkit.house import AUNT, FIRST_DAY, LEE, MINA, NH, PARK, Disk, Room, charge, leg, named

R1 = named("R1")
YUAN = Rate(Sum(200, "KRW"), Sum(100, "CNY"))
OWN = {"phone": "own"}


def view(disk: Disk) -> OrderView:
    """The order as it stands."""
    return order(disk.desk, R1, disk.today)


def event(disk: Disk, kind: str) -> Happened:
    """The only event of that kind."""
    (found,) = [one for one in view(disk).events if one.kind == kind]
    return found


# ------------------------------------------------------------------------------------------------------- what happened


def test_a_promise_tells_hands_rate_and_day(disk: Disk) -> None:
    """Through whom, at 200 won a yuan, by the end of May."""
    disk.promise(hands=(PARK, LEE))
    told = event(disk, "promise")
    assert (told.to, told.rates, told.until, told.sum) == ((PARK, LEE), (YUAN,), 2024_05_31, Sum(1_000_000, "KRW"))


def test_a_payment_tells_to_whom_and_by_which_road(disk: Disk) -> None:
    """Said or not: it goes to the first hand."""
    disk.promise()
    disk.say("send", amount="400,000 KRW", road=NH)
    told = event(disk, "send")
    assert (told.to, told.road, told.sum) == ((PARK,), NH, Sum(400_000, "KRW"))


def test_a_hand_over_tells_the_rate_of_its_day(disk: Disk) -> None:
    """And who says so, on what, and how good that is."""
    disk.sent(legs=(leg("CNY", basis="payout-day"),))
    disk.accept("1,000 CNY", quote="1 CNY = 210 KRW", story={**OWN, "proofs": ("live-answer",)})
    told = event(disk, "accept")
    assert told.rates == (Rate(Sum(100, "CNY"), Sum(210, "KRW")),)
    assert (told.phone, told.proofs, told.grade, told.moved) == ("own", ("live-answer",), "strong", True)


def test_others_are_named(disk: Disk) -> None:
    """Whoever else received it, whoever is paid a charge, whoever was taken, where it came from."""
    disk.sent(hands=(PARK, LEE))
    disk.say("reach", says=PARK, hand=LEE, origin=PARK)
    disk.say("claim", says=PARK, amount="500 CNY", person=AUNT)
    disk.say("charge", says=PARK, amount="5,000 KRW", person=LEE)
    disk.say("arrest", says=PARK, hand=LEE)
    told = {one.kind: (one.to, one.origin) for one in view(disk).events}
    assert told["reach"] == ((LEE,), PARK)
    assert [told[kind] for kind in ("claim", "charge", "arrest")] == [((AUNT,), None), ((LEE,), None), ((LEE,), None)]


def test_the_day_first_promised_stays_when_it_is_put_off(disk: Disk) -> None:
    """The end of May was promised; it is the tenth of June now, and both are told."""
    disk.sent()
    first = view(disk).promise
    assert first is not None and (first.latest, first.first_latest) == (2024_05_31, None)
    disk.say("extend", until=2024_06_10)
    put_off = view(disk).promise
    assert put_off is not None and (put_off.latest, put_off.first_latest) == (2024_06_10, 2024_05_31)
    assert event(disk, "extend").until == 2024_06_10


def test_all_of_it_and_the_sum_given_up(disk: Disk) -> None:
    """Where no amount is said all of it is meant; of a write-off the books say how much that was."""
    disk.sent()
    disk.accept("2,000 CNY")
    disk.say("reopen")
    disk.say("write-off")
    assert (event(disk, "reopen").whole, event(disk, "reopen").sum) == (True, None)
    assert event(disk, "write-off").sum == Sum(1_000_000, "KRW")


def test_the_word_of_the_order_is_told_from_others(disk: Disk) -> None:
    """Said back it is fresh; setting it is not saying it back."""
    disk.sent()
    disk.say("word", story={"word": "산꿩"})
    disk.say("proof", says=PARK, story={"phone": "carrier", "proofs": ("photo",), "word": "산꿩"})
    assert [(one.word, one.fresh) for one in view(disk).events[2:]] == [("산꿩", False), ("산꿩", True)]


# ------------------------------------------------------------------------------------------------ where the money is


def test_with_the_family_now(disk: Disk) -> None:
    """3,000 yuan arrived, 500 were taken back: 2,500 are with them, 500,000 of the 600,000 won."""
    disk.sent()
    disk.accept("3,000 CNY")
    disk.say("taken-back", says="receiver", amount="500 CNY")
    now = view(disk).position
    assert now is not None
    assert now.handed == (Sum(3_000_00, "CNY"),)
    assert (now.family, now.family_payout) == (Sum(500_000, "KRW"), (Sum(2_500_00, "CNY"),))


def test_of_two_payouts_nobody_can_say_which_was_taken(disk: Disk) -> None:
    """Half in yuan, half in won: what was taken back is told in the order's own money only."""
    disk.sent(legs=(leg("CNY", "1 CNY = 200 KRW", carries=300_000), leg("KRW")))
    disk.accept("1,500 CNY")
    disk.accept("300,000 KRW")
    disk.say("taken-back", says="receiver", amount="100,000 KRW")
    now = view(disk).position
    assert now is not None and (now.family, now.family_payout) == (Sum(500_000, "KRW"), ())


def test_its_worth_and_the_rice_it_buys_on_a_day(disk: Disk) -> None:
    """3,000 yuan at 190 won are 570,000; at 4.7 a kilo they buy 638.297 kilos. A later price changes a later day."""
    disk.say("rate", disk.state.desk, quote="1 CNY = 190 KRW")
    disk.say("price", disk.state.desk, amount="4.7 CNY", which="rice")
    disk.sent()
    disk.accept("3,000 CNY")
    now = view(disk).position
    assert now is not None and (now.worth, now.buys) == (Sum(570_000, "KRW"), (Bought("rice", 638_297),))
    disk.say("price", disk.state.desk, amount="6 CNY", which="rice", on=2024_05_20)
    first, later = (order(disk.desk, R1, day).position for day in (FIRST_DAY, 2024_05_20))
    assert first is not None and first.buys == (Bought("rice", 638_297),)
    assert later is not None and later.buys == (Bought("rice", 500_000),)


def test_what_it_costs_and_the_charges_on_it(disk: Disk) -> None:
    """400,000 of a million, and 50,000 beside it that are owed for trying: 450,000 of 1,050,000 do not reach them."""
    disk.sent(charges=(charge("50,000 KRW"),))
    told = view(disk).promise
    assert told is not None
    assert (told.cost.outlay, told.cost.lost) == (Sum(1_050_000, "KRW"), Sum(450_000, "KRW"))
    assert [(one.to, one.sum, one.owed) for one in told.charges] == [(PARK, Sum(50_000, "KRW"), True)]


# -------------------------------------------------------------------------------------------------------- what to say


def test_the_one_question_on_the_day_after(disk: Disk) -> None:
    """Up to the day nothing is to be asked; after it, one thing."""
    disk.sent()
    on_the_day, after = (order(disk.desk, R1, day).order for day in (2024_05_31, 2024_06_01))
    assert (on_the_day.question, on_the_day.overdue_days, on_the_day.urgent) == ("", 0, False)
    assert (after.question, after.overdue_days, after.urgent) == ("given-or-not-yet", 1, True)


def test_what_is_lacking_is_told_in_the_money_they_were_to_get(disk: Disk) -> None:
    """2,000 of 3,000 yuan came."""
    disk.sent()
    disk.accept("2,000 CNY")
    assert view(disk).order.lacking == (Sum(1_000_00, "CNY"),)


def test_what_can_be_said_next(disk: Disk) -> None:
    """Before a payment it can be called off and nothing accepted; after one it is the other way round."""
    disk.promise()
    assert {"send", "cancel", "agree"} <= set(view(disk).next)
    assert not {"accept", "return", "reopen"} & set(view(disk).next)
    disk.say("send", amount="1,000,000 KRW")
    assert {"accept", "return", "write-off"} <= set(view(disk).next)
    assert "agree" not in view(disk).next


def test_a_story_that_does_not_open_leaves_the_money(disk: Disk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Burned: day, sum and hands are told, and that the rest cannot be."""
    disk.sent()
    monkeypatch.setattr(type(disk.desk), "told", lambda desk, seq: None)
    told = view(disk).events
    assert {(one.shut, one.says, one.purpose, one.grade) for one in told} == {("burned", None, "", "")}
    assert [one.sum for one in told] == [Sum(1_000_000, "KRW")] * 2


def test_an_order_nobody_knows(disk: Disk) -> None:
    """It is refused by its key."""
    with pytest.raises(Refusal) as refused:
        order(disk.desk, named("R9"), disk.today)
    assert refused.value.key == "desk.no-such-order"


def test_a_view_is_what_the_books_say(disk: Disk) -> None:
    """The identity is told in both sides, and what is read off the clock is read off by the same rule."""
    disk.sent(hands=(PARK, LEE), charges=(charge("50,000 KRW"),))
    disk.say("reach", says=PARK, hand=LEE, amount="600,000 KRW")
    disk.accept("1,500 CNY")
    told, read = view(disk), standing(disk.order(), disk.today)
    assert sum(line.sum.amount for line in told.books.left) == sum(line.sum.amount for line in told.books.right)
    assert told.order.ends == read.ends
    assert told.position is not None
    assert (told.position.owed.amount, told.position.short.amount) == (read.owed, read.short)
    # 500,000 were settled, out of the farthest hand first: 400,000 are with Park, 100,000 with Lee.
    held = {line.whose: line.sum.amount for line in told.position.in_hands}
    assert held == {PARK: 400_000, LEE: 100_000}


def test_nothing_promised_yet(disk: Disk) -> None:
    """Only asked for: no promise, no books, no position; but what happened."""
    disk.say("ask", says="family", case=MINA, amount="600,000 KRW", hand=PARK)
    told = view(disk)
    assert (told.promise, told.position, told.books.lines, told.order.ends) == (None, None, (), ("asked",))
    assert [(one.kind, one.to) for one in told.events] == [("ask", (PARK,))]


def test_a_line_of_an_order_needs_no_desk(room: Room) -> None:
    """It is read off the state alone, so an overview opens no story."""
    room.sent()
    assert brief(room.order(), room.today).gross == Sum(1_000_000, "KRW")
