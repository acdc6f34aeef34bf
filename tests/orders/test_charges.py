"""Fixed charges: debts of their own beside the gross, payable for trying or only for success."""

from __future__ import annotations

from naru.command import SENDER, Id, Terms
from naru.views.owed import owes_of
from testkit.house import LEE, PARK, Room, charge, terms


def owed(room: Room) -> list[tuple[Id, int, str]]:
    """The charges that are owed by now: to whom, how much."""
    return [(o.creditor, o.sum.amount, o.sum.currency) for o in owes_of(room.order()) if o.why == "charge"]


def test_a_charge_for_trying(room: Room) -> None:
    """Owed as soon as money is on its way, whatever becomes of it; no part of the gross."""
    room.promise(charges=(charge("30,000 KRW"),))
    assert owed(room) == []
    room.say("send", amount="1,000,000 KRW")
    assert owed(room) == [(PARK, 30_000, "KRW")]
    room.say("return", amount="1,000,000 KRW")
    assert owed(room) == [(PARK, 30_000, "KRW")]
    assert room.books() == {"sent": 1_000_000, "returned": 1_000_000}


def test_a_charge_for_success_only(room: Room) -> None:
    """Owed once all of the net has arrived, and not any more when it is reopened."""
    room.sent(charges=(charge("50 USD", "success", LEE),))
    room.accept("2,999.99 CNY")
    room.say("reopen", amount="0.99 CNY")
    assert owed(room) == []
    room.accept("1 CNY")
    assert owed(room) == [(LEE, 5_000, "USD")]
    room.say("reopen", amount="1,000 CNY")
    assert owed(room) == []


def test_paying_a_charge(room: Room) -> None:
    """In parts, in its own currency, never more than it is, and to whom it is owed."""
    room.sent(charges=(charge("30,000 KRW"), charge("50 USD", payee=LEE)))
    assert room.refusal("pay-charge", amount="30,001 KRW") == "life.more-than-the-charge"
    assert room.refusal("pay-charge", amount="10 USD", person=PARK) == "life.no-charge"
    room.say("pay-charge", amount="10,000 KRW")
    room.say("pay-charge", amount="50 USD", person=LEE)
    assert room.refusal("pay-charge", amount="1 USD", person=LEE) == "life.no-charge"
    assert owed(room) == [(PARK, 20_000, "KRW")]
    room.say("pay-charge", amount="20,000 KRW")
    assert owed(room) == []
    assert room.refusal("pay-charge", amount="1 KRW") == "life.no-charge"


def test_a_charge_asked_for_later_is_owed_only_if_she_agrees(room: Room) -> None:
    """Asked about once; written down either way; owed where she agreed. It never enters the order's books."""
    room.sent()
    assert room.refusal("charge", says=PARK, amount="40,000 KRW", sure=False) == "ask.charge-beside"
    room.say("charge", says=PARK, amount="40,000 KRW")
    assert owed(room) == []
    room.say("charge", says=PARK, amount="5,000 KRW", agreed=True)
    assert owed(room) == [(PARK, 5_000, "KRW")]
    assert [other.creditor for other in owes_of(room.order()) if other.why == "owed"] == [SENDER]
    assert room.books() == {"sent": 1_000_000, "owed": 1_000_000}


def test_changing_the_terms_changes_their_charges_only(room: Room) -> None:
    """What was asked for beside them stays on record."""
    room.promise(charges=(charge("30,000 KRW"),))
    room.say("charge", says=PARK, amount="40,000 KRW")
    room.say("agree", terms=Terms("KRW", gross=10, charges=(charge("1 KRW"),)))
    assert [(c.amount, c.agreed) for c in room.order().charges] == [(1, True), (40_000, False)]


def test_what_was_paid_of_a_charge_is_never_forgotten(room: Room) -> None:
    """New terms name it again, name another, name none: what she paid stands."""
    room.promise(charges=(charge("30,000 KRW"),))
    room.say("pay-charge", amount="10,000 KRW")
    for charges in ((charge("25,000 KRW"),), (charge("5 USD", payee=LEE),), ()):
        room.say("agree", terms=terms(charges=charges))
        paid = [(c.paid, c.currency) for c in room.order().charges if c.paid]
        assert paid == [(10_000, "KRW")]
