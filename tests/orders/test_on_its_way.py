"""From the promise to the hands of a carrier: sent in parts, by roads, held, taken back before anything happened."""

from __future__ import annotations

from naru.command import Terms
from naru.ledger import Account
from naru.orders.ends import standing
from naru.views.books import Line, books
from naru.views.exposure import exposure
from naru.views.values import Ref, Sum
from testkit.house import CHOI, KB, LEE, NH, PARK, Room, hands, leg, rate


def test_before_money_or_a_claim_all_is_zero(room: Room) -> None:
    """A promise moves nothing; it only reserves."""
    room.promise()
    assert room.books() == {}
    assert books(room.order()).lines == (Line("hand", Sum(1_000_000, "KRW"), Ref(PARK), pending=True),)


def test_sending_in_parts(room: Room) -> None:
    """Half now, half after the word: what is sent is owed, never more than the gross."""
    room.sent(amount="500,000 KRW")
    assert room.books() == {"sent": 500_000, "owed": 500_000}
    assert room.refusal("send", amount="500,001 KRW") == "life.more-than-gross"
    room.say("send", amount="500,000 KRW")
    assert room.books() == {"sent": 1_000_000, "owed": 1_000_000}
    assert room.refusal("send", amount="1 KRW") == "life.more-than-gross"


def test_a_part_sent_pays_for_a_part_delivered_and_then_the_rest_is_due(room: Room) -> None:
    """Half is sent and all is delivered: the half she still has to pay is due, and paying it settles everything."""
    room.sent(amount="500,000 KRW")
    room.accept("3,000 CNY")
    assert room.books() == {"sent": 500_000, "due": 500_000, "accepted": 600_000, "fee:0": 400_000}
    room.say("send", amount="500,000 KRW")
    assert room.books() == {"sent": 1_000_000, "accepted": 600_000, "fee:0": 400_000}


def test_the_family_first(room: Room) -> None:
    """Lee pays out before she sends: what is used is due from her, and nothing is owed to her."""
    room.promise(family_first=True)
    room.accept("1,500 CNY")
    assert room.books() == {"due": 500_000, "accepted": 300_000, "fee:0": 200_000}
    room.say("send", amount="700,000 KRW")
    assert room.books() == {"sent": 700_000, "owed": 200_000, "accepted": 300_000, "fee:0": 200_000}


def test_a_hand_over_before_anything_was_sent(room: Room) -> None:
    """Unless the family was to be paid first, nothing can have arrived before it was sent."""
    room.promise()
    assert room.refusal("accept", says="receiver", amount="3,000 CNY") == "life.not-sent"
    assert room.refusal("claim", says=PARK, amount="3,000 CNY") == "life.not-sent"
    assert room.refusal("claim", "R2", says=PARK, amount="3,000 CNY") == "desk.no-such-order"
    room.say("ask", "R2", case=room.order().case)
    assert room.refusal("proof", "R2", story={"proofs": ("photo",)}) == "life.not-promised"


def test_what_is_paid_in_another_currency_counts_by_the_agreed_rate(room: Room) -> None:
    """Dollars leave her, won are owed; with the last cent all the gross is sent, however the parts were rounded."""
    room.promise(pay=rate("1 USD = 1,320 KRW"), pay_basis="fixed")
    room.say("send", amount="252.53 USD")
    assert room.books() == {"sent": 333_338, "owed": 333_338}
    assert room.refusal("send", amount="500,000 KRW") == "life.not-its-currency"
    assert room.refusal("send", amount="505.06 USD") == "life.more-than-gross"
    room.say("send", amount="505.05 USD")
    assert room.books()["sent"] == 1_000_000


def test_the_gross_lies_in_hands_and_on_roads(room: Room) -> None:
    """Owed and in whose hands it is are two facts: it reaches Lee, and Park still answers."""
    room.promise(hands=(PARK, LEE))
    room.say("send", amount="600,000 KRW", road=NH)
    room.say("send", amount="400,000 KRW", road=KB)
    assert hands(room.order()) == {PARK: 1_000_000}
    room.say("reach", says=PARK, hand=LEE, amount="700,000 KRW")
    assert hands(room.order()) == {PARK: 300_000, LEE: 700_000}
    assert [room.order().book.balance(Account(f"road:{index}"), "KRW") for index in (0, 1)] == [300_000, 0]
    assert room.order().answering() == PARK
    room.accept("1,500 CNY")
    assert hands(room.order()) == {PARK: 300_000, LEE: 200_000}
    assert room.refusal("reach", says=PARK, hand=LEE, amount="300,001 KRW") == "life.more-than-in-hand"


def test_a_hand_nobody_had_named_joins_the_chain(room: Room) -> None:
    """She is told of it unasked; what it has comes from the hand it is said to come from."""
    room.sent(hands=(PARK, LEE))
    assert room.say("reach", says=PARK, hand=CHOI, amount="400,000 KRW", origin=PARK).warnings == ("unnamed-hand",)
    assert hands(room.order()) == {PARK: 600_000, CHOI: 400_000}
    assert room.refusal("reach", says=PARK, hand=CHOI, origin=LEE, amount="1 KRW") == "life.more-than-in-hand"
    assert room.say("reach", says=LEE, hand=LEE, origin=CHOI).warnings == ()
    assert hands(room.order()) == {PARK: 600_000, LEE: 400_000}


def test_chains_that_go_beyond_what_was_named_are_no_surprise(room: Room) -> None:
    """'Beyond: unknown' was said when the terms were agreed."""
    room.sent(beyond=True)
    assert room.say("reach", says=PARK, hand=CHOI).warnings == ()


def test_money_can_be_given_to_a_later_hand_of_the_chain_only(room: Room) -> None:
    """Straight to Lee, who is in the chain; not to Choi, who is not."""
    room.promise(hands=(PARK, LEE))
    assert room.refusal("send", amount="1,000,000 KRW", hand=CHOI) == "life.not-in-the-chain"
    room.say("send", amount="1,000,000 KRW", hand=LEE)
    assert hands(room.order()) == {LEE: 1_000_000}
    assert not room.order().book.reserved


def test_terms_can_change_until_money_moves(room: Room) -> None:
    """Another carrier, another sum: what was reserved moves with them."""
    room.promise()
    room.say("agree", terms=Terms("KRW", gross=500_000, hands=(LEE,), legs=(leg("KRW"),)))
    assert exposure(room.state, PARK, room.today) == {}
    assert exposure(room.state, LEE, room.today) == {"KRW": 500_000}
    room.promise("R2")
    room.say("send", "R2", amount="1 KRW")
    assert room.refusal("agree", "R2", terms=room.order().terms) == "life.money-moved"


def test_held_until_something_lifts_it(room: Room) -> None:
    """Nothing goes out while she holds it; what lifts it was said with it."""
    room.promise()
    room.say("hold", story={"lifts": "the aunt calls"})
    assert room.refusal("send", amount="1,000,000 KRW") == "life.held"
    assert "held" in standing(room.order(), room.today).ends
    room.say("lift")
    assert room.refusal("lift") == "life.not-held"
    room.say("send", amount="1,000,000 KRW")


def test_written_down_by_mistake(room: Room) -> None:
    """No money had left her hand: nothing is sent, all is reserved again; what never left was not lost either."""
    room.sent()
    room.say("unsend", amount="400,000 KRW")
    assert room.books() == {"sent": 600_000, "owed": 600_000}
    room.say("write-off", amount="500,000 KRW")
    assert room.refusal("unsend", amount="600,001 KRW") == "life.more-than-sent"
    room.say("unsend")
    assert room.books() == {}
    assert exposure(room.state, PARK, room.today) == {"KRW": 1_000_000}
    room.say("send", amount="1,000,000 KRW")
    assert room.books() == {"sent": 1_000_000, "owed": 1_000_000}


def test_what_the_family_has_stays_true_when_the_sending_was_not(room: Room) -> None:
    """He has the money and she never paid: now it is due."""
    room.sent()
    room.accept("3,000 CNY")
    room.say("unsend")
    assert room.books() == {"due": 1_000_000, "accepted": 600_000, "fee:0": 400_000}


def test_what_he_has_stays_his_when_the_promise_was_over(room: Room) -> None:
    """Cancelled, delivered all the same, and half of the sending was a mistake: that half is due from her."""
    room.sent()
    room.say("cancel")
    room.accept("3,000 CNY")
    room.say("unsend", amount="500,000 KRW")
    assert room.books() == {"sent": 500_000, "due": 500_000, "accepted": 600_000, "fee:0": 400_000}
    room.say("reopen", amount="1,500 CNY")
    assert room.books() == {"sent": 500_000, "accepted": 300_000, "fee:0": 200_000}
    assert not room.order().book.reserved
