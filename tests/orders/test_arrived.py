"""Partial deliveries: their worth, the fee earned on them, and the last unit."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from naru.command import Leg
from naru.ledger import Account
from naru.money import Rate
from naru.orders.ends import standing
from naru.views import payout
from naru.views.exposure import exposure
from testkit.house import LEE, PARK, Room, accounts, flat, leg, plain, share


def test_half_of_it_arrives(room: Room) -> None:
    """Half the net and half the fee leave what is owed; the other half stays owed and her brother is short."""
    room.sent()
    room.accept("1,500 CNY")
    assert room.books() == {"sent": 1_000_000, "owed": 500_000, "accepted": 300_000, "fee:0": 200_000}
    assert standing(room.order(), room.today).short == 300_000
    room.accept("1,500 CNY")
    assert room.books() == {"sent": 1_000_000, "accepted": 600_000, "fee:0": 400_000}
    assert standing(room.order(), room.today).ends == ("accepted",)


def test_fee_parts_are_earned_by_the_largest_remainder(room: Room) -> None:
    """Fees 3, 3 and 1 on a net of 10: of 4 delivered, 2.8 are earned, so 3; exact 1.2, 1.2, 0.4: the last gets it."""
    room.sent(gross="17 KRW", fees=(flat("3 KRW"), flat("3 KRW", payee=LEE), flat("1 KRW")), legs=(leg("KRW"),))
    room.accept("4 KRW")
    assert room.books() == {"sent": 17, "owed": 10, "accepted": 4, "fee:0": 1, "fee:1": 1, "fee:2": 1}


def test_ties_go_by_the_order_of_the_terms(room: Room) -> None:
    """Fees 2 and 2 on a net of 4: of one delivered one is earned, half and half: the first named gets it."""
    room.sent(gross="8 KRW", fees=(flat("2 KRW", payee=LEE), flat("2 KRW")), legs=(leg("KRW"),))
    room.accept("1 KRW")
    assert room.books() == {"sent": 8, "owed": 6, "accepted": 1, "fee:0": 1}
    room.accept("2 KRW")
    assert room.books() == {"sent": 8, "owed": 2, "accepted": 3, "fee:0": 2, "fee:1": 1}


def test_a_part_that_earned_more_can_earn_less_later(room: Room) -> None:
    """Fees 3 and 1 on a net of 10: at 4 each has 1; at 5 the total is still 2, and now both are the first one's."""
    room.sent(gross="14 KRW", fees=(flat("3 KRW"), flat("1 KRW", payee=LEE)), legs=(leg("KRW"),))
    room.accept("4 KRW")
    assert room.books() == {"sent": 14, "owed": 8, "accepted": 4, "fee:0": 1, "fee:1": 1}
    room.accept("1 KRW")
    assert room.books() == {"sent": 14, "owed": 7, "accepted": 5, "fee:0": 2}


def test_the_worth_of_a_part_is_rounded_half_up(room: Room) -> None:
    """A net of 5 won is 2 yuan: one yuan is 2.5 won, so 3; the second closes the rest, 2."""
    room.sent(gross="5 KRW", fees=(), legs=(leg("CNY", "5 KRW = 0.02 CNY"),))
    room.accept("0.01 CNY")
    assert room.books() == {"sent": 5, "owed": 2, "accepted": 3}
    room.accept("0.01 CNY")
    assert room.books() == {"sent": 5, "accepted": 5}


def test_the_rounded_down_unit_closes_the_whole_net(room: Room) -> None:
    """3,000.30 yuan were promised and notes go to the yuan: 3,000 close it, 30 fen are a line of their own."""
    room.sent(gross="1,000,100 KRW", legs=(leg("CNY", "1 CNY = 200 KRW", notes=100),))
    room.accept("2,999 CNY")
    assert standing(room.order(), room.today).ends == ("sent", "accepted-partly", "short")
    room.accept("1 CNY")
    assert room.books() == {"sent": 1_000_100, "accepted": 600_060, "fee:0": 400_040}
    assert room.order().book.balance(Account("remainder:0"), "CNY") == 30
    assert standing(room.order(), room.today).ends == ("accepted",)


def test_the_remainder_goes_again_when_the_part_is_reopened(room: Room) -> None:
    """What was closed is open again, the line of the remainder with it."""
    room.sent(gross="1,000,100 KRW", legs=(leg("CNY", "1 CNY = 200 KRW", notes=100),))
    room.accept("3,000 CNY")
    room.say("reopen", amount="1 CNY")
    assert room.order().book.balance(Account("remainder:0"), "CNY") == 0
    assert standing(room.order(), room.today).short > 0


def test_more_than_is_due_is_noted_and_nobody_owes_less_than_nothing(room: Room) -> None:
    """3,100 yuan instead of 3,000: asked once, then noted; the books close at the net."""
    room.sent()
    assert room.refusal("accept", says="receiver", amount="3,100 CNY", story={"phone": "own"}, sure=False) == (
        "ask.more-than-due"
    )
    assert room.accept("3,100 CNY").warnings == ("more-than-due",)
    assert room.books() == {"sent": 1_000_000, "accepted": 600_000, "fee:0": 400_000}
    assert payout.beyond(room.order()) == {"CNY": 10_000}
    assert room.order().book.balance(Account("received:0"), "CNY") == 310_000


def test_accepted_twice(room: Room) -> None:
    """The same money told again is more than is due: asked about, and no fee is earned on it."""
    room.sent()
    room.accept("3,000 CNY")
    assert room.refusal("accept", says="receiver", amount="3,000 CNY", story={"phone": "own"}, sure=False) == (
        "ask.more-than-due"
    )
    room.accept("3,000 CNY")
    assert room.books() == {"sent": 1_000_000, "accepted": 600_000, "fee:0": 400_000}


def test_a_delivery_beyond_all_cover_is_noted(room: Room) -> None:
    """Half came back to her, then all is delivered: only half is covered by what she parted with."""
    room.sent()
    room.say("return", amount="500,000 KRW")
    told = room.accept("3,000 CNY")
    assert room.books() == {"sent": 1_000_000, "returned": 500_000, "accepted": 300_000, "fee:0": 200_000}
    assert (told.event.noted, told.warnings) == (300_000, ("noted-beyond",))
    assert payout.noted(room.order()) == 300_000


@pytest.mark.parametrize("parts", sorted(set(permutations((100_000, 100_000, 70_000, 29_999, 1)))))
def test_parts_in_any_order_close_the_whole_net(room: Room, parts: tuple[int, ...]) -> None:
    """3,000 yuan in five parts, in every order: all the net, all the fee, no won left over."""
    room.sent(fees=(share(33), share(7, "rest", LEE)))
    worked = room.order().worked
    assert worked is not None
    total = worked.pays[0].full
    for amount in parts[:-1]:
        room.accept(plain(amount, "CNY"))
    room.accept(plain(total - sum(parts[:-1]), "CNY"))
    told = room.books()
    assert "owed" not in told
    assert told["fee:0"] + told["fee:1"] + told["accepted"] == 1_000_000


@given(
    gross=st.one_of(st.integers(1, 50), st.integers(1, 2**62)),
    give=st.integers(1, 2_000),
    get=st.integers(1, 2_000),
    notes=st.sampled_from((1, 100)),
    fee=st.integers(0, 99),
    cuts=st.lists(st.integers(1, 99), max_size=4),
)
def test_any_parts_reaching_the_full_payout_close_any_net(
    gross: int, give: int, get: int, notes: int, fee: int, cuts: list[int]
) -> None:
    """However it is cut, whatever the rate: at the promised payout nothing is owed, and the fee is the agreed one."""
    room = Room()
    quote = Rate(give, "KRW", get, "CNY")
    sums: dict[str, Any] = {"gross": gross, "fees": (share(fee), flat("1 KRW", payee=LEE)) if gross > 200 else ()}
    if gross * get // give > 2**62:
        return
    room.sent(**sums, legs=(Leg("CNY", quote, "fixed", notes=notes),))
    worked = room.order().worked
    assert worked is not None
    left = worked.pays[0].full
    for cut in cuts:
        amount = left * cut // 100
        if 0 < amount < left:
            room.accept(plain(amount, "CNY"))
            left -= amount
            told = accounts(room.order())
            assert sum(v for k, v in told.items() if k[:3] == "fee") == (
                2 * worked.fee * told.get("accepted", 0) + worked.net
            ) // (2 * worked.net)
    if left:
        room.accept(plain(left, "CNY"))
        told = accounts(room.order())
        assert told["accepted"] == worked.net
        assert "owed" not in told and sum(v for k, v in told.items() if k[:3] == "fee") == worked.fee


def test_the_carrier_hand_is_emptied_as_it_arrives(room: Room) -> None:
    """What is settled leaves the farthest hand first."""
    room.sent(hands=(PARK, LEE))
    room.say("reach", says=PARK, hand=LEE, amount="100,000 KRW")
    room.accept("600 CNY")
    assert exposure(room.state, LEE, room.today) == {}
    assert exposure(room.state, PARK, room.today) == {"KRW": 800_000}
