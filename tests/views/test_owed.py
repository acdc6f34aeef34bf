"""What is owed says what it is made of, stands by home, and adds up to the books whatever happens."""

from __future__ import annotations

import pytest
from hypothesis import given

from naru.command import SENDER, Terms
from naru.orders.order import Order
from naru.refusal import Refusal
from naru.views.owed import REASONS, Home, Owes, homes, owed, owes, owes_of
from naru.views.values import Sum
from testkit.house import AUNT, CHOI, LEE, MINA, PARK, SORA, Room, charge, leg, named, share, terms
from testkit.orders.paths import VARIANTS, walk
from testkit.orders.strategies import STEPS, any_terms


def why(one: Owes) -> dict[str, int]:
    """What a sum is made of."""
    return {reason.why: reason.sum.amount for reason in one.reasons}


def the_one(room: Room, reason: str = "owed") -> Owes:
    """The only line of that kind."""
    (found,) = [one for one in owes(room.state) if one.why == reason]
    return found


# ------------------------------------------------------------------------------------------------------ by hand, in won


def test_what_is_short_and_the_fee_on_it(room: Room) -> None:
    """A million sent, 2,000 of 3,000 yuan came: 333,333 = 200,000 not handed over + 133,333 of fee not earned.

    The fee of 400,000 is earned on 400,000 of 600,000: 266,666.67, half up 266,667; 133,333 are not.
    """
    room.sent()
    room.accept("2,000 CNY")
    one = the_one(room)
    assert (one.debtor, one.creditor, one.sum) == (PARK, SENDER, Sum(333_333, "KRW"))
    assert why(one) == {"not-handed-over": 200_000, "fee-not-earned": 133_333}


def test_in_the_currency_of_payout_at_the_agreed_rate(room: Room) -> None:
    """333,333 won at 200 won a yuan are 1,666.665, half up 1,666.67 yuan."""
    room.sent()
    room.accept("2,000 CNY")
    assert the_one(room).payout == Sum(166_667, "CNY")


def test_half_was_sent(room: Room) -> None:
    """500,000 are owed: 600,000 to hand over and 400,000 of fee, less the 500,000 that are not sent yet."""
    room.sent(amount="500,000 KRW")
    assert why(the_one(room)) == {"not-handed-over": 600_000, "fee-not-earned": 400_000, "not-sent": -500_000}


def test_what_came_back_was_seized_and_was_given_up(room: Room) -> None:
    """A million at her own risk: 300,000 seized, 100,000 came back, 50,000 given up; 550,000 are owed still."""
    room.sent(risk="sender")
    room.say("seize", amount="300,000 KRW")
    room.say("return", amount="100,000 KRW")
    room.say("write-off", amount="50,000 KRW")
    assert the_one(room).sum.amount == 550_000
    assert why(the_one(room)) == {
        "not-handed-over": 600_000,
        "fee-not-earned": 400_000,
        "returned": -100_000,
        "seized": -300_000,
        "written-off": -50_000,
    }
    receivable = the_one(room, "receivable")
    assert (receivable.debtor, why(receivable)) == (PARK, {"written-off": 50_000})


def test_the_family_was_paid_first(room: Room) -> None:
    """1,000 yuan are 200,000 won, 133,333 of fee are earned on them, 100,000 were sent: 233,333 are due."""
    room.sent(amount="100,000 KRW", family_first=True)
    room.accept("1,000 CNY")
    one = the_one(room, "due")
    assert (one.debtor, one.creditor, one.sum) == (SENDER, PARK, Sum(233_333, "KRW"))
    assert why(one) == {"handed-over": 200_000, "fee-earned": 133_333, "sent": -100_000}


def test_a_charge_and_a_debt(room: Room) -> None:
    """5,000 for trying, 2,000 of them paid; 90,000 lent by the aunt, 20,000 given back, 30,000 let go of."""
    room.sent(charges=(charge("5,000 KRW"),))
    room.say("pay-charge", amount="2,000 KRW")
    room.say("owe", "D1", amount="90,000 KRW", person=SENDER, hand=AUNT)
    room.say("repay", "D1", amount="20,000 KRW")
    room.say("waive", "D1", amount="30,000 KRW")
    assert why(the_one(room, "charge")) == {"agreed": 5_000, "paid": -2_000}
    assert why(the_one(room, "debt")) == {"promised": 90_000, "paid": -20_000, "waived": -30_000}


@pytest.mark.parametrize(
    "changes",
    [
        {"legs": (leg("KRW"),)},
        {"legs": (leg("CNY", "1 CNY = 200 KRW"), leg("KRW")), "choice": True},
        {"legs": (leg("CNY", "1 CNY = 200 KRW", carries=300_000), leg("KPW", "1 KRW = 6 KPW"))},
        {"legs": (leg("CNY", basis="payout-day"),)},
    ],
)
def test_no_payout_is_guessed(room: Room, changes: dict[str, object]) -> None:
    """The same money, a choice, two payouts, or a rate nobody knows yet: the sum stands alone."""
    room.sent(**changes)
    assert the_one(room).payout is None


# -------------------------------------------------------------------------------------------------------------- by home


def two_homes(room: Room) -> dict[object, Home]:
    """Mina's order with two thirds delivered and 100,000 given up, Sora's with nothing delivered, both by Park."""
    room.say("case", SORA)
    room.sent(charges=(charge("5,000 KRW"),))
    room.accept("2,000 CNY")
    room.say("write-off", amount="33,333 KRW")
    room.say("promise", "R2", case=SORA, terms=terms(gross=200_000))
    room.say("send", "R2", amount="200,000 KRW")
    return {home.case: home for home in homes(room.state)}


def test_each_home_has_its_own_total(room: Room) -> None:
    """Park owes Mina 300,000 and 33,333, she owes him 5,000; he owes Sora 200,000. Nothing is added over the two."""
    found = two_homes(room)
    assert found.keys() == {MINA, SORA}
    mina, sora = ([(total.to_sender, total.sum) for total in found[home].totals] for home in (MINA, SORA))
    assert mina == [(True, Sum(333_333, "KRW")), (False, Sum(5_000, "KRW"))]
    assert sora == [(True, Sum(200_000, "KRW"))]


def test_a_total_in_the_payout_adds_the_lines(room: Room) -> None:
    """300,000 won are 1,500 yuan, 33,333 are 166.67 (166.665 half up): 1,666.67 yuan to Mina."""
    found = two_homes(room)
    assert found[MINA].totals[0].payout == Sum(166_667, "CNY")


def test_debts_between_people_belong_to_no_home(room: Room) -> None:
    """They stand at the end, and are never added up."""
    two_homes(room)
    room.say("owe", "D1", amount="90,000 KRW", person=SENDER, hand=AUNT)
    last = list(homes(room.state))[-1]
    assert (last.case, [one.of for one in last.owes], last.totals) == (None, [named("D1")], ())


def test_exposure_stands_beside_it(room: Room) -> None:
    """Half of a million is sent to Park: a million is exposed with him, half of it only promised."""
    room.sent(amount="500,000 KRW")
    (one,) = owed(room.state, room.today).exposure
    assert (one.where, one.sum, one.promised) == (PARK, Sum(1_000_000, "KRW"), Sum(500_000, "KRW"))


# ---------------------------------------------------------------------------------------------------- whatever happens


def check(order: Order) -> None:
    """Every sum is its reasons added up, and is what the books hold."""
    found = {one.why: one for one in owes_of(order) if one.why != "charge"}
    accounts = {"owed": "owed", "due": "due", "receivable": "lost:written-off"}
    assert {reason: one.sum.amount for reason, one in found.items()} == {
        reason: order.of(account) for reason, account in accounts.items() if order.of(account)
    }
    for one in found.values():
        assert sum(reason.sum.amount for reason in one.reasons) == one.sum.amount
        assert {reason.sum.currency for reason in one.reasons} == {order.code}
        assert set(why(one)) <= set(REASONS)


@pytest.mark.parametrize("agreed", VARIANTS.values(), ids=VARIANTS)
def test_reasons_add_up_on_every_path(agreed: Terms) -> None:
    """All paths of two events that move money, from each of the orders that paths start from."""
    for found in walk(agreed, 2, money_only=True):
        check(found.after.orders[named("R1")])


@given(any_terms(), STEPS)
def test_reasons_add_up_in_any_life(agreed: Terms, steps: list[tuple[str, int, int, bool]]) -> None:
    """Any fees and payouts, any amounts: what is owed says exactly what it is made of."""
    room = Room()
    room.say("promise", case=MINA, terms=agreed)
    for kind, index, twelfths, more in steps:
        order = room.order()
        assert order.worked is not None
        pay = order.worked.pays[index % len(order.worked.pays)]
        delivers = kind in ("accept", "other", "reopen", "reopen-aunt")
        whole, code = (pay.full, pay.leg.currency) if delivers else (order.worked.gross, "KRW")
        if kind in ("send", "unsend"):
            whole, code = order.worked.outlay, order.worked.outlay_code
        words = {} if kind == "cancel" else {"amount": (whole * twelfths // 12 + more, code)}
        if kind in ("other", "reopen-aunt"):
            words["person"] = AUNT
        try:
            heard = kind in ("accept", "other")
            told = {"says": "receiver", "story": {"phone": "own"}} if heard else {}
            room.say(kind.removesuffix("-aunt"), **words, **told)
        except Refusal:
            continue
        check(room.order())
        of = room.order().of
        totals = {total.to_sender: total.sum.amount for home in homes(room.state) for total in home.totals}
        wanted = {True: of("owed") + of("lost:written-off"), False: of("due")}
        assert totals == {to_sender: amount for to_sender, amount in wanted.items() if amount}


def test_shares_and_hands_of_the_cast_are_told_by_their_ids(room: Room) -> None:
    """A view holds ids: Lee, who answers although Park took the money, is the one who owes it."""
    room.sent(hands=(PARK, LEE, CHOI), answers=LEE, fees=(share(40),))
    assert the_one(room).debtor == LEE
