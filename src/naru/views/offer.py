"""What is offered beside the call: what she pays, each fee, what reaches the hand, what it truly costs."""

from __future__ import annotations

import msgspec

from naru.command import Terms
from naru.market.surveys import Survey, latest_survey
from naru.money import half_up
from naru.orders.terms import work_out
from naru.orders.warnings import NORTH_KOREAN_PAYOUTS, is_low_fee
from naru.refusal import Refusal
from naru.views.promise import Cost, Fee, Payout, cost_of, fees_of, payouts_of
from naru.views.values import Day, Sum


class Usual(msgspec.Struct, frozen=True):
    """What a survey found brokers to take, in whole percent of the sum: `agreed`, and really `charged`."""

    day: Day
    agreed: int
    charged: int


class OfferView(msgspec.Struct, frozen=True, tag_field="view", tag="offer"):
    """An offer that nobody has taken. `buys`: how many of a thing each payout buys, at the price that was told.

    `usual` is there where the survey is about this river; `low`: so cheap that it is bait more often than luck.
    """

    outlay: Sum
    fees: tuple[Fee, ...]
    charges: tuple[Sum, ...]
    payouts: tuple[Payout, ...]
    buys: tuple[int, ...]
    cost: Cost
    usual: Usual | None
    low: bool


def offer(terms: Terms, price: Sum | None = None) -> OfferView:
    """Work an offer out.

    Args:
        price: of one thing over there.
    Raises:
        Refusal: ``life.not-its-currency``: the price is in another currency than a payout; those of `work_out`.
    """
    worked = work_out(terms)
    if price and any(pay.leg.currency != price.currency for pay in worked.pays):
        raise Refusal("life.not-its-currency")
    korean = any(pay.leg.currency in NORTH_KOREAN_PAYOUTS for pay in worked.pays)
    return OfferView(
        outlay=Sum(worked.outlay, worked.outlay_code),
        fees=fees_of(terms, worked),
        charges=tuple(Sum(charge.amount, charge.currency) for charge in terms.charges),
        payouts=payouts_of(worked),
        buys=tuple(half_up(pay.full, price.amount) for pay in worked.pays) if price else (),
        cost=cost_of(terms, worked),
        usual=_usual(latest_survey()) if korean else None,
        low=korean and is_low_fee(worked),
    )


def _usual(found: Survey) -> Usual:
    return Usual(Day(found.day), found.agreed, found.charged or found.agreed)
