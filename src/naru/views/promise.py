"""The terms of an order as they stand, with what they cost."""

from __future__ import annotations

import msgspec

from naru.command import Terms
from naru.orders.order import Order
from naru.orders.retention import charge_is_owed
from naru.orders.terms import Worked, cost
from naru.views.values import Day, Rate, Ref, Sum, day, rate, ref


class Share(msgspec.Struct, frozen=True):
    """`part` / `whole`, exactly."""

    part: int
    whole: int


class Fee(msgspec.Struct, frozen=True):
    """One part of the fee: a share of `base` (gross, rest, top), or a flat sum where `share` is missing.

    `to` is missing where nobody was named: it is whoever answers for the money.
    """

    to: Ref | None
    base: str
    share: Share | None
    sum: Sum


class Payout(msgspec.Struct, frozen=True):
    """What is to reach the hand in one currency; `sum` is missing while only the day's rate will tell."""

    currency: str
    sum: Sum | None
    rate: Rate | None
    basis: str
    rate_day: Day | None


class Charge(msgspec.Struct, frozen=True):
    """A fixed charge beside the gross. `owed`: its condition (`payable`: trying, success) is met, it is not paid."""

    to: Ref | None
    sum: Sum
    paid: Sum
    payable: str
    agreed: bool
    owed: bool


class Cost(msgspec.Struct, frozen=True):
    """What it all costs in the pay currency: `outlay` is everything she parts with, `reaches` what gets there of it.

    `lost` is the difference: fees, charges and spread (below zero where the rate is a gain). `apart`: charges in
    currencies without a way into this one.
    """

    outlay: Sum
    reaches: Sum
    lost: Sum
    fees: Sum
    charges: Sum
    spread: Sum
    apart: tuple[Sum, ...]


class Promise(msgspec.Struct, frozen=True):
    """The terms. What is missing, or an empty text, is not agreed yet.

    `base` is the sum the fee shares are counted on; `latest` the latest day now, `first_latest` the one the terms
    named, where it was put off since. `choice`: which of the payouts it is, is chosen at hand-over.
    """

    gross: Sum
    base: Sum
    fee: Sum
    net: Sum
    outlay: Sum
    pay_rate: Rate | None
    pay_basis: str
    fees: tuple[Fee, ...]
    payouts: tuple[Payout, ...]
    choice: bool
    charges: tuple[Charge, ...]
    hands: tuple[Ref, ...]
    beyond: bool
    answers: Ref | None
    latest: Day | None
    first_latest: Day | None
    risk: str
    family_first: bool
    backwards: bool
    cost: Cost


def promise(order: Order) -> Promise | None:
    """The promise; None while nothing is promised."""
    terms, worked = order.terms, order.worked
    if terms is None or worked is None:
        return None
    code = terms.code
    return Promise(
        gross=Sum(worked.gross, code),
        base=Sum(worked.named_sum, code),
        fee=Sum(worked.fee, code),
        net=Sum(worked.net, code),
        outlay=Sum(worked.outlay, worked.outlay_code),
        pay_rate=rate(terms.pay),
        pay_basis=terms.pay_basis,
        fees=fees_of(terms, worked),
        payouts=payouts_of(worked),
        choice=terms.choice,
        charges=tuple(_charges(order)),
        hands=tuple(map(Ref, order.hands)),
        beyond=terms.beyond,
        answers=ref(order.answering()),
        latest=day(order.latest),
        first_latest=day(terms.latest) if terms.latest != order.latest else None,
        risk=terms.risk,
        family_first=terms.family_first,
        backwards=terms.backwards,
        cost=cost_of(terms, worked),
    )


def fees_of(terms: Terms, worked: Worked) -> tuple[Fee, ...]:
    """Each part of the fee, with what it takes."""
    return tuple(
        Fee(ref(part.payee), part.base, Share(part.share, part.share_of) if part.share else None, Sum(took, terms.code))
        for part, took in zip(terms.fees or (), worked.fees, strict=True)
    )


def payouts_of(worked: Worked) -> tuple[Payout, ...]:
    """What is to reach the hand, by currency."""
    return tuple(
        Payout(
            pay.leg.currency,
            Sum(pay.full, pay.leg.currency) if pay.full else None,
            rate(pay.leg.rate),
            pay.leg.basis,
            day(pay.leg.day),
        )
        for pay in worked.pays
    )


def _charges(order: Order) -> list[Charge]:
    return [
        Charge(
            ref(one.payee or order.answering()),
            Sum(one.amount, one.currency),
            Sum(one.paid, one.currency),
            one.payable,
            one.agreed,
            charge_is_owed(order, one),
        )
        for one in order.charges
    ]


def cost_of(terms: Terms, worked: Worked) -> Cost:
    """What it all costs."""
    found = cost(terms, worked)
    lost = found.outlay - found.reaches
    return Cost(
        outlay=Sum(found.outlay, found.code),
        reaches=Sum(found.reaches, found.code),
        lost=Sum(lost, found.code),
        fees=Sum(found.fees, found.code),
        charges=Sum(found.charges, found.code),
        spread=Sum(found.spread, found.code),
        apart=tuple(Sum(*one) for one in found.apart),
    )
