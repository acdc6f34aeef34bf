"""Debts beside the books, between any two people."""

from __future__ import annotations

from naru.command import FAMILY, SENDER
from naru.debts.debts import Debt
from naru.views.owed import owes
from testkit.house import AUNT, CHOI, LEE, MINA, PARK, Room, named


def debt(room: Room, of: str = "D1") -> Debt:
    """One debt."""
    return room.state.debts[named(of)]


def test_a_debt_is_opened_and_repaid(room: Room) -> None:
    """Lee owes the supplier; parts of it are paid, and more than is owed is refused."""
    room.say("owe", "D1", person=LEE, hand=CHOI, amount="5,000 CNY")
    room.say("repay", "D1", amount="2,000 CNY")
    assert (debt(room).owed, debt(room).promised) == (300_000, 500_000)
    assert room.refusal("repay", "D1", amount="3,000.01 CNY") == "debt.more-than-owed"
    assert room.refusal("repay", "D1", amount="1 KRW") == "debt.currency"
    room.say("repay", "D1", amount="3,000 CNY")
    assert room.refusal("repay", "D1", amount="0.01 CNY") == "debt.settled"
    assert list(owes(room.state)) == []


def test_more_is_promised_on_top(room: Room) -> None:
    """What was promised in all grows with it; never past what a book can hold."""
    room.say("owe", "D1", person=AUNT, hand=SENDER, amount="100 USD")
    room.say("add", "D1", amount="20 USD")
    assert (debt(room).owed, debt(room).promised) == (12_000, 12_000)
    assert room.refusal("add", "D1", amount="20 KRW") == "debt.currency"
    assert room.refusal("add", "D1", amount=(2**63 - 12_000, "USD")) == "money.too-large"


def test_doubt_and_contest_are_said_beside_the_sum(room: Room) -> None:
    """The sum stays; who doubts or contests it is told, until it is confirmed."""
    room.say("owe", "D1", person=LEE, hand=FAMILY, amount="5,000 CNY")
    room.say("doubt", "D1")
    room.say("contest", "D1", says=LEE)
    assert (debt(room).owed, debt(room).doubtful, debt(room).disputed) == (500_000, True, True)
    room.say("confirm", "D1")
    assert (debt(room).doubtful, debt(room).disputed) == (False, False)


def test_waiving_keeps_the_line(room: Room) -> None:
    """Forgiven is not forgotten: in part, then all of the rest."""
    room.say("owe", "D1", person=AUNT, hand=SENDER, amount="100 USD")
    room.say("waive", "D1", amount="30 USD")
    assert (debt(room).owed, debt(room).waived) == (7_000, 3_000)
    room.say("waive", "D1")
    assert (debt(room).owed, debt(room).waived, debt(room).promised) == (0, 10_000, 10_000)
    assert room.refusal("doubt", "D1") == "debt.settled"


def test_an_order_settles_a_debt(room: Room) -> None:
    """Mina paid her aunt's debt by this remittance: the debt remembers which."""
    room.say("owe", "D1", person=SENDER, hand=AUNT, amount="600,000 KRW")
    room.sent(settles=named("D1"))
    room.accept("3,000 CNY")
    room.say("repay", "D1", amount="600,000 KRW", order=named("R1"))
    assert (debt(room).owed, debt(room).orders) == (0, [named("R1")])
    assert room.refusal("repay", "D1", amount="1 KRW", order=named("R9")) == "desk.no-such-order"


def test_debts_stand_beside_the_books(room: Room) -> None:
    """No order's books hear of them; who owes whom tells both, in the order in which they were made."""
    room.sent()
    room.say("owe", "D1", person=LEE, hand=PARK, amount="5,000 CNY")
    assert room.books() == {"sent": 1_000_000, "owed": 1_000_000}
    told = [(o.debtor, o.creditor, o.sum.amount, o.why) for o in owes(room.state)]
    assert told == [(PARK, SENDER, 1_000_000, "owed"), (LEE, PARK, 500_000, "debt")]


def test_nobody_owes_himself_and_nobody_unknown_owes(room: Room) -> None:
    """Two people, both known to the book."""
    assert room.refusal("owe", "D1", person=LEE, hand=LEE, amount="1 KRW") == "debt.to-oneself"
    assert room.refusal("owe", "D1", person=named("ghost"), hand=LEE, amount="1 KRW") == "desk.no-such-person"
    assert room.refusal("owe", "D1", person=LEE, amount="1 KRW") == "field.missing"
    assert room.refusal("repay", "D1", amount="1 KRW") == "desk.no-such-debt"
    assert room.refusal("owe", MINA, person=LEE, hand=PARK, amount="1 KRW") == "desk.id-taken"
