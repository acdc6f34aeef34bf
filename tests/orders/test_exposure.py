"""What lies in one hand or on one road, pending counted in; cash that is known to be ready."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from naru.command import Id
from naru.desk.state import State
from naru.refusal import Refusal
from naru.views import exposure as views
from testkit.house import KB, LEE, MINA, NH, PARK, Room, leg, terms


def exposure(room: Room, of: Id) -> dict[str, int]:
    """What is in one hand or on one road today."""
    return views.exposure(room.state, of, room.today)


def test_what_is_promised_counts(room: Room) -> None:
    """A promise is exposure before a won has moved; over all orders, by currency."""
    room.promise()
    room.promise("R2", gross="500 USD", legs=(leg("USD"),))
    room.sent("R3", amount="200,000 KRW", gross=500_000)
    assert exposure(room, PARK) == {"KRW": 1_500_000, "USD": 50_000}
    room.say("cancel")
    room.say("cancel", "R2")
    assert exposure(room, PARK) == {"KRW": 500_000}


def test_a_promise_that_lapsed_is_no_exposure(room: Room) -> None:
    """Nobody has to say so: the day is enough. What was sent stays."""
    room.promise()
    room.sent("R2", gross=300_000, amount="100,000 KRW")
    assert exposure(room, PARK) == {"KRW": 1_300_000}
    room.clock.move_to(2024_06_01)
    assert exposure(room, PARK) == {"KRW": 300_000}


def test_a_road_empties_as_the_first_hand_does(room: Room) -> None:
    """The road used last empties first; nothing lies on a road that does not lie in the first hand."""
    room.promise()
    room.say("send", amount="600,000 KRW", road=NH)
    room.say("send", amount="400,000 KRW", road=KB)
    assert (exposure(room, NH), exposure(room, KB)) == ({"KRW": 600_000}, {"KRW": 400_000})
    room.accept("1,500 CNY")
    assert (exposure(room, NH), exposure(room, KB)) == ({"KRW": 500_000}, {})
    room.say("write-off")
    assert exposure(room, NH) == {}


def test_what_moves_on_is_the_next_hands_exposure(room: Room) -> None:
    """And comes back to the farthest hand when a delivery is reopened."""
    room.sent(hands=(PARK, LEE))
    room.say("reach", says=PARK, hand=LEE)
    assert (exposure(room, PARK), exposure(room, LEE)) == ({}, {"KRW": 1_000_000})
    room.accept("3,000 CNY")
    assert exposure(room, LEE) == {}
    room.say("reopen")
    assert exposure(room, LEE) == {"KRW": 1_000_000}


def test_cash_known_to_be_ready_is_never_promised_twice(room: Room) -> None:
    """Lee has 4,000 yuan: one order of 3,000 fits, a second does not; of Park's cash nothing is known."""
    room.say("cash", LEE, says=PARK, amount="4,000 CNY")
    room.promise(hands=(PARK, LEE))
    twin = terms(hands=(PARK, LEE), gross=900_000)
    assert room.refusal("promise", "R2", case=MINA, terms=twin) == "life.cash-short"
    room.promise("R3", gross=800_000)
    room.say("cancel")
    room.promise("R2", hands=(PARK, LEE), gross=900_000)


def test_cash_is_enough_to_the_unit(room: Room) -> None:
    """One fen less than the payout is not enough; the payout itself is."""
    room.say("cash", LEE, amount="2,999.99 CNY")
    assert room.refusal("promise", case=MINA, terms=terms(hands=(PARK, LEE))) == "life.cash-short"
    room.say("cash", LEE, amount="3,000 CNY")
    room.promise(hands=(PARK, LEE))


def test_cash_that_was_handed_over_is_spent(room: Room) -> None:
    """What is left of the reservation stays promised until the net is closed; then it is free."""
    room.say("cash", PARK, amount="4,000 CNY")
    room.sent()
    park = room.state.carriers[PARK]
    room.accept("1,000 CNY")
    assert (park.cash["CNY"], park.promised["CNY"], park.free_cash("CNY")) == (300_000, 200_000, 100_000)
    room.accept("2,000 CNY")
    assert (park.cash["CNY"], park.promised["CNY"]) == (100_000, 0)


def test_cash_nobody_will_be_paid_is_free_again(room: Room) -> None:
    """Closed a unit below, chosen in the other currency, or given back: the order holds no cash and can be closed."""
    room.say("cash", PARK, amount="3,000.30 CNY")
    room.say("cash", PARK, amount="600,060 KRW")
    room.sent(gross="1,000,100 KRW", legs=(leg("CNY", "1 CNY = 200 KRW", notes=100), leg("KRW")), choice=True)
    park = room.state.carriers[PARK]
    assert park.promised == {"CNY": 300_030, "KRW": 600_060}
    room.accept("3,000 CNY")
    assert park.promised == {"CNY": 0, "KRW": 0}
    room.say("close")
    room.say("cash", PARK, amount="3,000 CNY")
    room.sent("R2")
    room.say("return", "R2", amount="1,000,000 KRW")
    assert park.promised["CNY"] == 0


def test_other_terms_reserve_other_cash(room: Room) -> None:
    """Park's is free again; Lee's must be enough by itself."""
    room.say("cash", PARK, amount="3,000 CNY")
    room.say("cash", LEE, amount="2,999 CNY")
    room.promise()
    assert room.refusal("agree", terms=terms(hands=(LEE,))) == "life.cash-short"
    room.say("agree", terms=terms(gross=900_000))
    assert room.state.carriers[PARK].promised == {"CNY": 270_000}
    room.say("agree", terms=terms(hands=(LEE,), gross=900_000))
    assert (room.state.carriers[PARK].promised["CNY"], room.state.carriers[LEE].promised["CNY"]) == (0, 270_000)


def summed(state: State) -> dict[tuple[Id, str], int]:
    """What the orders themselves say lies, or is promised to lie, with every hand and road."""
    sums: dict[tuple[Id, str], int] = {}
    for order in state.orders.values():
        for account, code, amount in (*order.book.all_balances(), *order.book.all_reserved()):
            if account.kind in ("hand", "road"):
                key = ((order.hands if account.kind == "hand" else order.roads)[account.number], code)
                sums[key] = sums.get(key, 0) + amount
    return {key: amount for key, amount in sums.items() if amount}


ORDERS = st.integers(1, 4)
KINDS = ("send", "reach", "accept", "reopen", "return", "agree", "cancel")
STEP = st.tuples(ORDERS, st.sampled_from(KINDS), st.integers(1, 9))


@given(st.lists(STEP, max_size=25))
def test_exposure_is_the_sum_over_the_orders(steps: list[tuple[int, str, int]]) -> None:
    """Whatever happens to four orders in two hands and on two roads, hand by hand and road by road."""
    room = Room()
    for number in range(1, 5):
        room.promise(f"R{number}", gross=number * 1_000, hands=(PARK, LEE)[: 1 + number % 2])
    for number, kind, tenths in steps:
        order = f"R{number}"
        each: dict[str, dict[str, Any]] = {
            "send": {"amount": f"{number * 100 * tenths} KRW", "road": (NH, KB)[tenths % 2]},
            "reach": {"says": PARK, "hand": LEE},
            "accept": {"says": "receiver", "story": {"phone": "own"}, "amount": f"0.{tenths} CNY"},
            "return": {"amount": f"{number * tenths * 50} KRW"},
            "agree": {"terms": terms(gross=number * 1_000 + tenths, hands=((LEE,), (LEE, PARK), (PARK,))[tenths % 3])},
        }
        try:
            room.say(kind, order, **each.get(kind, {}))
        except Refusal:
            continue
        found = {
            (of, code): amount
            for of in (*room.state.carriers, *room.state.roads)
            for code, amount in exposure(room, of).items()
        }
        assert found == summed(room.state)
