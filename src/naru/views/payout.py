"""What was handed over, what is still to be, and what it was worth. Payouts by currency, in its minor units."""

from __future__ import annotations

import msgspec

from naru.desk.state import State
from naru.money import half_up
from naru.orders.accounts import ACCEPTED
from naru.orders.order import Order
from naru.orders.rules import with_family
from naru.orders.terms import convert
from naru.orders.worth import reckon, unpaid
from naru.views.values import Sum


class Bought(msgspec.Struct, frozen=True):
    """What a payout buys: `thousandths` of a unit of `thing`, cut down, at the last price known on the day."""

    thing: str
    thousandths: int

    @property
    def units(self) -> int:
        """Whole units of it, half up."""
        return half_up(self.thousandths, 1000)


def paid_out(order: Order) -> dict[str, int]:
    """What the receiver is held to have been handed."""
    sums: dict[str, int] = {}
    if order.worked:
        for delivery in order.deliveries:
            if not delivery.who:
                code = order.worked.pays[delivery.leg].leg.currency
                sums[code] = sums.get(code, 0) + delivery.paid
    return sums


def still_to_pay(order: Order) -> dict[str, int]:
    """What is still to be handed over; where the receiver chooses, if all the rest came in that currency."""
    if order.terms is None or order.worked is None:
        return {}
    left = unpaid(order.terms, order.worked.pays, order.deliveries)
    return {pay.leg.currency: amount for pay, amount in zip(order.worked.pays, left, strict=True)}


def handed(order: Order) -> dict[str, int]:
    """What was handed over; before that, what is to be: where the receiver chooses, all in the currency named first."""
    left = still_to_pay(order)
    choice = order.terms is not None and order.terms.choice
    return paid_out(order) or (dict(list(left.items())[:1]) if choice else left)


def noted(order: Order) -> int:
    """Worth, in the order currency, of what was delivered beyond all that owed and unsent gross could cover."""
    if order.terms is None or order.worked is None:
        return 0
    worths = reckon(order.terms, order.worked.pays, order.deliveries).worths
    return sum(worths) - order.of(ACCEPTED) - sum(order.others().values())


def beyond(order: Order) -> dict[str, int]:
    """What was handed over beyond the promised payout."""
    if order.worked is None or (order.terms and order.terms.choice):
        return {}
    over = {}
    for index, pay in enumerate(order.worked.pays):
        paid = sum(one.paid for one in order.deliveries if one.leg == index and one.rate is None)
        if pay.full and paid > pay.full:
            over[pay.leg.currency] = paid - pay.full
    return over


def lacking(order: Order, short: int) -> dict[str, int]:
    """What the receiver lacks, in the money they were to get; in the order's where more than that can be meant.

    Args:
        short: minor units of the order currency (`naru.orders.ends.standing`).
    """
    left = {code: amount for code, amount in still_to_pay(order).items() if amount}
    if not left or order.others() or (order.terms and order.terms.choice):
        return {order.code: short}
    return left


def in_payout(order: Order, amount: int, currency: str) -> Sum | None:
    """A sum in the currency of payout, at the order's own agreed rate.

    None where that is no other currency, more than one, or where the rate was not agreed beforehand.
    """
    if order.terms is None or currency != order.code or len(order.terms.legs) != 1:
        return None
    rate = order.terms.legs[0].rate
    return Sum(convert(amount, rate), rate.get_code) if rate else None


def family_now(order: Order) -> dict[str, int]:
    """What the family has now, of what was handed over; nothing where that cannot be told in the money they got.

    What was seized or taken back later is kept in the order currency: of several payouts nobody can say which it was.
    """
    paid, accepted = paid_out(order), order.of(ACCEPTED)
    if not order.after:
        return paid
    if len(paid) != 1 or not accepted:
        return {}
    return {code: half_up(amount * with_family(order), accepted) for code, amount in paid.items()}


def worth(state: State, order: Order, into: str, day: int) -> int | None:
    """What the receiver was handed, or is to be handed, was worth in `into` on a day; None when no rate is known.

    None, too, while nobody knows what is to be handed, because the day of the hand-over sets the rate.
    """
    total, sums = 0, handed(order)
    if not any(sums.values()):
        return None
    for code, amount in sums.items():
        part = state.market.worth(amount, code, into, day)
        if part is None:
            return None
        total += part
    return total


def bought(state: State, order: Order, thing: str, day: int) -> int | None:
    """How many thousandths of a unit of `thing` the payout buys on a day; None where a price is not known."""
    found = [state.market.bought(amount, code, thing, day) for code, amount in handed(order).items() if amount]
    if not found or None in found:
        return None
    return sum(part or 0 for part in found)
