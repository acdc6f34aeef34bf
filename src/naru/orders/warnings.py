"""What Naru says unasked before she goes on. A warning never forbids; those in `ASKS` ask once, with one question."""

from __future__ import annotations

from naru.command import Command
from naru.days import earliest, latest
from naru.money import Rate
from naru.orders.context import Context
from naru.orders.order import Order
from naru.orders.rules import leg_of_paid
from naru.orders.terms import FEE_BASES, Worked, work_out
from naru.orders.worth import unpaid
from naru.trust.evidence import Grade, grade

ASKS = frozenset({"rate-ten-times", "unproven-asker", "more-than-due", "weak-proof", "charge-beside"})
"""warnings that want a yes"""

LOW_FEE = (3, 10)
"""At 30 % of the sum or less an offer into North Korea is bait more often than luck: cheats lured with 20-30 % while
45-50 % was usual (domain, section 1.4 and case 2)."""

LOW_FEE_SINCE = 20200101
"""before 2020 thirty percent and less was usual (domain, section 1.4); what is written down late is not warned of"""

NORTH_KOREAN_PAYOUTS = ("CNY", "KPW")


def first_time(order: Order, command: Command, context: Context) -> str:
    """First time with this carrier: smaller, or half now and half after the word, or pay after."""
    terms = command.facts.terms
    assert terms is not None
    hand = terms.answers or (terms.hands[0] if terms.hands else b"")
    return "first-time" if hand and context.first_time(hand) and not terms.family_first else ""


def low_fee(order: Order, command: Command, context: Context) -> str:
    """A fee far under what is usual is bait."""
    terms = command.facts.terms
    assert terms is not None
    if terms.fees is None or not any(leg.currency in NORTH_KOREAN_PAYOUTS for leg in terms.legs):
        return ""
    if latest(command.day) < earliest(LOW_FEE_SINCE):
        return ""
    return "fee-low" if is_low_fee(work_out(terms)) else ""


def is_low_fee(worked: Worked) -> bool:
    """Whether an offer is suspiciously cheap."""
    return worked.fee * LOW_FEE[1] <= worked.gross * LOW_FEE[0]


def asker(order: Order, command: Command, context: Context) -> str:
    """Whoever asked has not shown who they are."""
    return "unproven-asker" if order.asked == "unproven" else ""


def rate(order: Order, command: Command, context: Context) -> str:
    """A rate ten times off the last known one is a slip of the pen or of the tongue."""
    terms = command.facts.terms
    assert terms is not None
    for leg in terms.legs:
        if leg.rate and _far(leg.rate, context.last_rate(leg.rate.give_code, leg.rate.get_code, command.day)):
            return "rate-ten-times"
    return ""


def _far(rate: Rate, known: Rate | None) -> bool:
    if known is None:
        return False
    new, old = rate.get * known.give, known.get * rate.give
    return new >= old * 10 or old >= new * 10


def late(order: Order, command: Command, context: Context) -> str:
    """It happened after the latest day."""
    return "after-latest" if order.latest and earliest(command.day) > latest(order.latest) else ""


def beyond_due(order: Order, command: Command, context: Context) -> str:
    """More than is due: the rest is noted, and nobody owes less than nothing."""
    assert order.worked is not None and order.terms is not None
    facts = command.facts
    if facts.rate:
        return ""
    left = unpaid(order.terms, order.worked.pays, order.deliveries)
    return "more-than-due" if facts.amount > left[leg_of_paid(order, facts.currency)] else ""


def proof(order: Order, command: Command, context: Context) -> str:
    """What it rests on is weak: it has been faked, forced or replayed before."""
    story = command.story
    got = grade(context.role(story.says), story.phone, story.proofs, fresh=bool(context.word_shown), apart=story.apart)
    return "weak-proof" if got is Grade.WEAK else ""


def charge(order: Order, command: Command, context: Context) -> str:
    """A charge beside the agreed gross."""
    return "charge-beside"


def unknown_hand(order: Order, command: Command, context: Context) -> str:
    """A hand that nobody named when the terms were agreed."""
    hand = command.facts.hand
    named = order.terms is None or order.terms.beyond or not hand or hand in order.hands
    return "" if named else "unnamed-hand"


def on_top_hidden(order: Order, command: Command, context: Context) -> str:
    """Fees beside the sum: she parts with more than the sum that was named."""
    terms = command.facts.terms
    assert terms is not None
    return "fee-on-top" if any(FEE_BASES[part.base].on_top for part in terms.fees or ()) else ""
