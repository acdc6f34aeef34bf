"""What Naru says unasked before she goes on. A warning never forbids; some ask once, with one question."""

from __future__ import annotations

from naru.command import Command, WarningType
from naru.days import earliest, latest
from naru.money import Rate
from naru.orders.context import Context
from naru.orders.order import Order
from naru.orders.rules import leg_of_paid
from naru.orders.terms import FEE_BASES, Worked, work_out
from naru.orders.worth import unpaid
from naru.trust.evidence import Grade, grade

LOW_FEE = (3, 10)
"""At 30 % of the sum or less an offer into North Korea is bait more often than luck: cheats lured with 20-30 % while
45-50 % was usual (domain, section 1.4 and case 2)."""

LOW_FEE_SINCE = 20200101
"""before 2020 thirty percent and less was usual (domain, section 1.4); what is written down late is not warned of"""

NORTH_KOREAN_PAYOUTS = ("CNY", "KPW")


def first_time(order: Order, command: Command, context: Context) -> bool:
    """First time with this carrier: smaller, or half now and half after the word, or pay after."""
    terms = command.facts.terms
    assert terms is not None
    hand = terms.answers or (terms.hands[0] if terms.hands else b"")
    return bool(hand) and context.first_time(hand) and not terms.family_first


def fee_low(order: Order, command: Command, context: Context) -> bool:
    """A fee far under what is usual is bait."""
    terms = command.facts.terms
    assert terms is not None
    if terms.fees is None or not any(leg.currency in NORTH_KOREAN_PAYOUTS for leg in terms.legs):
        return False
    return latest(command.day) >= earliest(LOW_FEE_SINCE) and is_low_fee(work_out(terms))


def is_low_fee(worked: Worked) -> bool:
    """Whether an offer is suspiciously cheap."""
    return worked.fee * LOW_FEE[1] <= worked.gross * LOW_FEE[0]


def asker_unproven(order: Order, command: Command, context: Context) -> bool:
    """Whoever asked has not shown who they are."""
    return order.asked == "unproven"


def rate_far_off(order: Order, command: Command, context: Context) -> bool:
    """A rate ten times off the last known one is a slip of the pen or of the tongue."""
    terms = command.facts.terms
    assert terms is not None
    for leg in terms.legs:
        if leg.rate and _far(leg.rate, context.last_rate(leg.rate.give_code, leg.rate.get_code, command.day)):
            return True
    return False


def _far(rate: Rate, known: Rate | None) -> bool:
    if known is None:
        return False
    new, old = rate.get * known.give, known.get * rate.give
    return new >= old * 10 or old >= new * 10


def after_latest(order: Order, command: Command, context: Context) -> bool:
    """It happened after the latest day."""
    return bool(order.latest) and earliest(command.day) > latest(order.latest)


def more_than_due(order: Order, command: Command, context: Context) -> bool:
    """More than is due: the rest is noted, and nobody owes less than nothing."""
    assert order.worked is not None and order.terms is not None
    facts = command.facts
    if facts.rate:
        return False
    left = unpaid(order.terms, order.worked.pays, order.deliveries)
    return facts.amount > left[leg_of_paid(order, facts.currency)]


def proof_weak(order: Order, command: Command, context: Context) -> bool:
    """What it rests on is weak: it has been faked, forced or replayed before."""
    story = command.story
    got = grade(context.role(story.says), story.phone, story.proofs, fresh=bool(context.word_shown), apart=story.apart)
    return got is Grade.WEAK


def charge_beside(order: Order, command: Command, context: Context) -> bool:
    """A charge beside the agreed gross."""
    return True


def hand_unnamed(order: Order, command: Command, context: Context) -> bool:
    """A hand that nobody named when the terms were agreed."""
    hand = command.facts.hand
    return order.terms is not None and not order.terms.beyond and bool(hand) and hand not in order.hands


def fee_on_top(order: Order, command: Command, context: Context) -> bool:
    """Fees beside the sum: she parts with more than the sum that was named."""
    terms = command.facts.terms
    assert terms is not None
    return any(FEE_BASES[part.base].on_top for part in terms.fees or ())


FIRST_TIME = WarningType("first-time", first_time)
FEE_LOW = WarningType("fee-low", fee_low)
FEE_ON_TOP = WarningType("fee-on-top", fee_on_top)
RATE_TEN_TIMES = WarningType("rate-ten-times", rate_far_off, asks=True)
UNPROVEN_ASKER = WarningType("unproven-asker", asker_unproven, asks=True)
UNNAMED_HAND = WarningType("unnamed-hand", hand_unnamed)
AFTER_LATEST = WarningType("after-latest", after_latest)
MORE_THAN_DUE = WarningType("more-than-due", more_than_due, asks=True)
WEAK_PROOF = WarningType("weak-proof", proof_weak, asks=True)
CHARGE_BESIDE = WarningType("charge-beside", charge_beside, asks=True)
