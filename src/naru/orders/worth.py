"""What was handed over, told in the order's own currency.

Worth of a part = net x paid / payout promised, half up once, counted over everything paid in that currency at that
rate, so that parts never drift from the whole; whoever has been paid down to the promised floor has the whole net, and
more than due is worth nothing more (design, section 4: Currencies).
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from naru.command import Terms
from naru.money import Rate, half_up
from naru.orders.terms import Pay, pay_for


class Delivery(msgspec.Struct, frozen=True, array_like=True):
    """One delivery held for true. `paid` in minor units of the leg's currency; `who` empty for the receiver."""

    claim: int
    leg: int
    paid: int
    rate: Rate | None = None
    who: str = ""


class Reckoned(msgspec.Struct, frozen=True, gc=False):
    """What the parts come to: the worth of each, and by leg what was left when the rounded-down unit closed it."""

    worths: list[int]
    remainders: dict[int, int]


def reckon(terms: Terms, pays: tuple[Pay, ...], deliveries: Iterable[Delivery]) -> Reckoned:
    """The worth of each part in minor units of the order currency, in their order; together never more than the net.

    Parts of one leg at one rate are counted together. On a choice the legs share one net; otherwise each has its own.
    """
    reached: dict[tuple[int, Rate | None], int] = {}
    paid: dict[tuple[int, Rate | None], int] = {}
    left: dict[tuple[int, Rate | None], int] = {}
    given: dict[int, int] = {}
    result = []
    for delivery in deliveries:
        group = -1 if terms.choice else delivery.leg
        agreed = pays[delivery.leg]
        key = (delivery.leg, delivery.rate)
        before = reached.get(key, 0)
        room = agreed.net - given.get(group, 0) + before
        paid[key] = total = paid.get(key, 0) + delivery.paid
        whole = agreed if delivery.rate is None else pay_for(agreed.leg, agreed.net, delivery.rate)
        due = whole if room == agreed.net else pay_for(agreed.leg, room, delivery.rate or agreed.leg.rate)
        if total >= due.floor:
            now = room
            left[key] = max(0, due.full - total)
        else:
            now = min(room, half_up(agreed.net * total, whole.full))
        reached[key] = now
        given[group] = given.get(group, 0) + now - before
        result.append(now - before)
    remainders: dict[int, int] = {}
    for (leg, _), rest in left.items():
        if rest:
            remainders[leg] = remainders.get(leg, 0) + rest
    return Reckoned(result, remainders)


def unpaid(terms: Terms, pays: tuple[Pay, ...], deliveries: Iterable[Delivery]) -> list[int]:
    """What is still to be handed over on each leg, in its currency; on a choice, if all the rest came that way."""
    deliveries = list(deliveries)
    given: dict[int, int] = {}
    for delivery, worth in zip(deliveries, reckon(terms, pays, deliveries).worths, strict=True):
        group = -1 if terms.choice else delivery.leg
        given[group] = given.get(group, 0) + worth
    left = []
    for index, pay in enumerate(pays):
        done = given.get(-1 if terms.choice else index, 0)
        same = sum(delivery.paid for delivery in deliveries if delivery.leg == index)
        if done >= pay.net or not pay.full:  # without a full payout, the rate is said on the day
            left.append(0)
        elif done and (terms.choice or any(delivery.rate for delivery in deliveries if delivery.leg == index)):
            left.append(pay_for(pay.leg, pay.net - done, pay.leg.rate).full)
        else:
            left.append(max(0, pay.full - same))
    return left
