"""What is in one hand or on one road now."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from naru.carriers.carriers import Held
from naru.command import Id
from naru.days import earliest, latest
from naru.desk.state import State
from naru.orders.accounts import FIRST_HAND, SENT
from naru.orders.order import Order
from naru.views.values import Ref, Sum


class Exposure(msgspec.Struct, frozen=True):
    """What is in one hand, or on one road: `sum` in all, `promised` of it only promised so far."""

    where: Ref
    sum: Sum
    promised: Sum


def held_of(state: State, of: Id) -> Held | None:
    """What lies with a carrier or on a road."""
    thing = state.carriers.get(of) or state.roads.get(of)
    return thing.held if thing else None


def exposure(state: State, of: Id, today: int) -> dict[str, int]:
    """What is in one hand or on one road now, pending counted in, by currency. Promises that lapsed do not count."""
    held = held_of(state, of)
    if held is None:
        return {}
    sums = {code: held.exposure(code) for code in (*held.final, *held.pending)}
    for order in state.orders.values():
        if order.hands and order.hands[0] == of and has_lapsed(order, today):
            for account, code, amount in order.book.all_reserved():
                if account == FIRST_HAND:
                    sums[code] -= amount
    return {code: amount for code, amount in sums.items() if amount}


def has_lapsed(order: Order, today: int) -> bool:
    """Promised, nothing moved, and its latest day gone by."""
    untouched = order.terms is not None and order.stands and not order.of(SENT) and not order.deliveries
    return untouched and bool(order.latest) and earliest(today) > latest(order.latest)


def exposures(state: State, of: Id, today: int) -> Iterator[Exposure]:
    """What is in one hand or on one road, for each currency."""
    held = held_of(state, of)
    for code, amount in exposure(state, of, today).items():
        final = held.final.get(code, 0) if held else 0
        yield Exposure(Ref(of), Sum(amount, code), Sum(max(0, amount - final), code))
