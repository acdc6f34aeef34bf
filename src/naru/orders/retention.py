"""When an order is over: settled, its dispute time gone by, and nothing of it owed to anybody."""

from __future__ import annotations

from datetime import date

from naru.command import DISPUTE_DAYS
from naru.days import LAST_YEAR, earliest, latest
from naru.orders.accounts import ACCEPTED, DUE, OWED, SENT, WRITTEN_OFF
from naru.orders.order import DueCharge, Order

DAY = 86400
"""seconds"""
EPOCH = date(1970, 1, 1).toordinal()


def is_over(order: Order, today: int) -> bool:
    """Settled, and its dispute time gone by."""
    return earliest(today) > kept_until(order) and is_settled(order)


def kept_until(order: Order) -> int:
    """The day up to which an order stays in the book if it is settled and nothing more is written on it, as an ordinal.

    The dispute time counts from the last thing that happened, and from the day it was written down: whoever notes an
    old order from memory today has its days before her.
    """
    last = max(latest(order.last_day), latest(order.latest) if order.latest else 0, EPOCH + order.written // DAY)
    return min(last + kept_days(order), latest(LAST_YEAR * 10_000))


def kept_days(order: Order) -> int:
    """Its dispute time, in days."""
    return order.terms.dispute_days if order.terms else DISPUTE_DAYS


def is_settled(order: Order) -> bool:
    """Nothing is owed, due, disputed or claimed any more, and nothing is on its way."""
    if order.of(OWED) or order.of(DUE) or order.of(WRITTEN_OFF) or "disputed" in order.flags:
        return False
    if any(charge.agreed and charge.paid < charge.amount for charge in order.charges) and order.of(SENT):
        return False
    return not order.book.reserved or not (order.of(SENT) or order.deliveries)


def charge_is_owed(order: Order, charge: DueCharge) -> bool:
    """Whether a fixed charge is owed by now: agreed, and its condition met."""
    if not charge.agreed or charge.paid >= charge.amount or order.worked is None:
        return False
    if charge.payable == "success":
        return order.of(ACCEPTED) + sum(order.others().values()) >= order.worked.net
    return bool(order.of(SENT) or order.deliveries)
