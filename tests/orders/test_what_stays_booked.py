"""What was booked stays booked: after a promise is over, where a claim is answered, at the rate of the day."""

from __future__ import annotations

from naru.ledger import POST, Account, Transfer
from naru.orders.worth import unpaid
from testkit.house import AUNT, PARK, Room, leg, rate


def test_a_payment_that_never_was_leaves_the_delivery_as_it_is(room: Room) -> None:
    """The promise is over; 300,000 of what arrived were never paid, so she owes them, and nothing else moves."""
    room.promise()
    room.say("send", amount="600,000 KRW")
    room.say("cancel")
    room.accept("1,800 CNY")
    assert room.books() == {"sent": 600_000, "accepted": 360_000, "fee:0": 240_000}
    room.say("unsend", amount="300,000 KRW")
    booked = {"sent": 300_000, "due": 300_000, "accepted": 360_000, "fee:0": 240_000}
    assert room.books() == booked
    room.accept("100 CNY")
    assert room.books() == booked


def test_believing_a_delivery_answers_the_words_about_it(room: Room) -> None:
    """Park said 1,000 yuan to her brother and 500 to the aunt, whom she never agreed to. The first is answered."""
    room.sent()
    room.say("claim", says=PARK, amount="1,000 CNY")
    room.say("claim", says=PARK, amount="500 CNY", person=AUNT)
    room.accept("1,000 CNY")
    assert [claim.answered for claim in room.order().claims] == [True, False]


def test_only_the_word_that_was_named_is_answered(room: Room) -> None:
    """Two words about the same sum: the second is believed, the first stays open."""
    room.sent()
    for _ in range(2):
        room.say("claim", says=PARK, amount="1,000 CNY")
    room.accept("1,000 CNY", claim=room.order().claims[1].seq)
    assert [claim.answered for claim in room.order().claims] == [False, True]


def test_what_can_be_checked_apart_from_the_carrier_is_not_weak(room: Room) -> None:
    """A photo by Park's phone alone asks once; one that can be checked without him does not."""
    room.sent()
    photo = {"phone": "carrier", "proofs": ("photo",)}
    assert room.refusal("accept", says=PARK, amount="500 CNY", story=photo, sure=False) == "ask.weak-proof"
    room.say("accept", says=PARK, amount="500 CNY", story={**photo, "apart": True}, sure=False)
    room.say("accept", says="receiver", amount="500 CNY", story={"phone": "carrier", "apart": True}, sure=False)
    assert room.books()["accepted"] == 200_000


def test_money_comes_back_in_a_money_it_went_in(room: Room) -> None:
    """Won were promised and dollars paid: no yuan come back, and no more dollars than went."""
    room.sent(pay=rate("1 USD = 1,000 KRW"), pay_basis="fixed")
    assert room.refusal("return", amount="1 CNY") == "life.not-its-currency"
    assert room.refusal("return", amount="1,000.01 USD") == "life.more-than-owed"
    room.say("return", amount="1,000 USD")
    assert room.books() == {"sent": 1_000_000, "returned": 1_000_000}


def test_what_is_left_counts_at_the_rate_that_was_agreed(room: Room) -> None:
    """A thousand yuan on a bad day were worth 150,000; for the 450,000 left 2,250 are due, and of the won all are."""
    room.sent(legs=(leg("CNY", "1 CNY = 200 KRW", basis="payout-day", carries=400_000), leg("KRW")))
    assert room.order().worked is not None
    room.accept("1,000 CNY", quote="1 CNY = 150 KRW")
    order = room.order()
    assert order.terms is not None and order.worked is not None
    assert unpaid(order.terms, order.worked.pays, order.deliveries) == [125_000, 200_000]


def test_the_rest_of_a_choice_is_closed_by_whole_notes(room: Room) -> None:
    """Half came in won. Of the 1,500.30 yuan left, 1,500 in notes of one close the whole net."""
    room.sent(gross="1,000,100 KRW", legs=(leg("CNY", "1 CNY = 200 KRW", notes=100), leg("KRW")), choice=True)
    room.accept("300,000 KRW")
    room.accept("1,499 CNY")
    assert room.books()["accepted"] == 599_800
    room.accept("1 CNY")
    assert room.books() == {"sent": 1_000_100, "accepted": 600_060, "fee:0": 400_040}


def test_what_was_reserved_is_made_final_and_not_written_twice(room: Room) -> None:
    """Sending takes from the reservation: one record that points at it, no release and new movement beside it."""
    room.promise()
    lines = room.say("send", amount="400,000 KRW").event.lines
    assert Transfer(POST, Account("out"), Account("hand:0"), 400_000, "KRW") in lines
    assert not [line for line in lines if line.source == "out" and line.phase != POST]
