"""What an event leaves on the order beside the transfers. The same for a live event and a replay."""

from __future__ import annotations

from collections.abc import Callable

from naru.orders.books import worth_of
from naru.orders.context import Happened
from naru.orders.order import Claim, DueCharge, Order
from naru.orders.rules import agreed_other, leg_of, leg_of_paid, seized_worth, with_family, without
from naru.orders.worth import Delivery, reckon

Note = Callable[[Order, Happened], None]


def asked(order: Order, event: Happened) -> None:
    """Somebody asked; whether it was proved that they are who they say."""
    order.asked = "proven" if event.facts.agreed else "unproven"


def agreed(order: Order, event: Happened) -> None:
    """The terms stand."""
    assert event.facts.terms is not None
    order.agree(event.facts.terms)
    order.promised_day = event.day


def sent(order: Order, event: Happened) -> None:
    """What she has paid in her own currency, and the road it took."""
    order.sent_pay += event.facts.amount
    road = event.facts.road
    if road and road not in order.roads:
        order.roads.append(road)


def unsent(order: Order, event: Happened) -> None:
    """A payment that never was."""
    order.sent_pay -= event.facts.amount or order.sent_pay


def reached(order: Order, event: Happened) -> None:
    """How far along the chain it is said to be; a hand nobody had named joins the chain."""
    hand = event.facts.hand or (order.hands[0] if order.hands else b"")
    if hand not in order.hands:
        order.hands.append(hand)
    order.reached = max(order.reached, order.hands.index(hand))


def claimed(order: Order, event: Happened) -> None:
    """One more statement that it was handed over."""
    facts = event.facts
    person = facts.person.hex()
    order.claims.append(Claim(event.seq, leg_of_paid(order, facts.currency), facts.amount, person))


def _answer(order: Order, wanted: int, leg: int, who: str) -> None:
    for claim in order.claims:
        if (claim.seq == wanted) if wanted else (not claim.answered and claim.leg == leg and claim.who == who):
            claim.answered = True
            if wanted:
                return


def _deliver(order: Order, event: Happened, who: str) -> None:
    facts = event.facts
    leg, rate = leg_of(order, facts)
    _answer(order, facts.claim, leg, who)
    order.deliveries = [*order.deliveries, Delivery(facts.claim or event.seq, leg, facts.amount, rate, who)]


def accepted(order: Order, event: Happened) -> None:
    """One more delivery is believed; the claims it answers are answered."""
    _deliver(order, event, "")


def received_by_other(order: Order, event: Happened) -> None:
    """Somebody else has it: booked if the sender agreed, a claim otherwise."""
    if agreed_other(order, event.facts):
        _deliver(order, event, event.facts.person.hex())
    else:
        claimed(order, event)


def kept(order: Order, event: Happened) -> None:
    """A later sign, by another way, that they still have it."""
    order.kept = event.seq


def reopened(order: Order, event: Happened) -> None:
    """The belief is taken back. The first one stays in the log; nobody can have lost what never arrived."""
    order.deliveries = without(order, event.facts)
    _trim_after(order)


def _trim_after(order: Order) -> None:
    assert order.terms is not None and order.worked is not None
    worths = reckon(order.terms, order.worked.pays, order.deliveries).worths
    believed = sum(worth for worth, delivery in zip(worths, order.deliveries, strict=True) if not delivery.who)
    for kind in list(order.after):
        left = min(order.after[kind], believed)
        believed -= left
        if left:
            order.after[kind] = left
        else:
            del order.after[kind]


def seized(order: Order, event: Happened) -> None:
    """How much was taken before hand-over."""
    order.seized += seized_worth(order, event.facts)


def freed(order: Order, event: Happened) -> None:
    """It came free again."""
    facts = event.facts
    order.seized -= worth_of(order, facts.amount, facts.currency) if facts.amount else order.seized


def lost_after(kind: str) -> Note:
    """Something was taken from the family after it had arrived."""

    def note(order: Order, event: Happened) -> None:
        facts = event.facts
        worth = worth_of(order, facts.amount, facts.currency) if facts.amount else with_family(order)
        order.after[kind] = order.after.get(kind, 0) + worth

    return note


def given_again(order: Order, event: Happened) -> None:
    """It came back to the family."""
    facts = event.facts
    kind = facts.which or "taken-back"
    left = order.after.get(kind, 0)
    left -= worth_of(order, facts.amount, facts.currency) if facts.amount else left
    if left:
        order.after[kind] = left
    else:
        order.after.pop(kind, None)


def extended(order: Order, event: Happened) -> None:
    """A new latest day."""
    order.latest = event.facts.until


def promise_over(order: Order, event: Happened) -> None:
    """The promise no longer stands."""
    order.stands = False


def charged(order: Order, event: Happened) -> None:
    """A charge is asked for beside the gross; it is owed only where the sender agreed."""
    facts = event.facts
    payee = facts.person or facts.hand or order.answering()
    order.charges.append(DueCharge(payee, facts.amount, facts.currency, facts.which or "trying", facts.agreed))


def charge_paid(order: Order, event: Happened) -> None:
    """A charge, or a part of it, was paid."""
    charge = order.charge_to_pay(event.facts.person, event.facts.currency)
    assert charge is not None
    charge.paid += event.facts.amount
