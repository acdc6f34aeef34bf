"""The one screen before she pays: the offer, by when, who bears a seizure, what is an estimate, what could be lost."""

from __future__ import annotations

import msgspec

from naru.command import Command
from naru.desk.clock import Instant
from naru.desk.decide import DeskContext, decide
from naru.desk.state import State
from naru.money import half_up
from naru.orders.terms import work_out
from naru.orders.warnings import FIRST_TIME
from naru.views.offer import OfferView, offer
from naru.views.payout import Bought
from naru.views.values import Day, Ref, Sum, day, ref


class Before(msgspec.Struct, frozen=True):
    """What an order will be, before it is written.

    `half` is what goes first where half waits for the word. `estimate`: what they get hangs on a later day's rate.
    `at_stake`: what is gone if nothing arrives, nothing where the family is paid first; `seized`: what she loses if it
    is taken on the way, nothing where the carrier makes that good. `buys`: what the payout buys at the last prices
    told. `warnings`: keys of what she is told.
    """

    case: Ref
    carrier: Ref | None
    offer: OfferView
    gross: Sum
    half: Sum
    latest: Day | None
    risk: str
    family_first: bool
    first_time: bool
    estimate: bool
    at_stake: Sum
    seized: Sum
    buys: tuple[Bought, ...]
    warnings: tuple[str, ...]


def before(state: State, command: Command, now: Instant) -> Before:
    """Work out what a promise would be; nothing is written.

    Raises:
        Refusal: it cannot be promised: as `naru.desk.decide.decide`.
    """
    decided = decide(state, command, 0, now.at, DeskContext(state, now.today))
    terms = command.facts.terms
    assert terms is not None
    worked, told = work_out(terms), offer(terms)
    return Before(
        case=Ref(command.facts.case),
        carrier=ref(terms.hands[0]) if terms.hands else None,
        offer=told,
        gross=Sum(worked.gross, terms.code),
        half=half_of(Sum(worked.gross, terms.code)),
        latest=day(terms.latest),
        risk=terms.risk,
        family_first=terms.family_first,
        first_time=FIRST_TIME.key in decided.warnings,
        estimate=any(pay.sum is None or pay.basis != "fixed" for pay in told.payouts),
        at_stake=Sum(0 if terms.family_first else worked.gross, terms.code),
        seized=Sum(worked.net if terms.risk == "sender" else 0, terms.code),
        buys=_buys(state, told, now.today),
        warnings=decided.warnings,
    )


def half_of(sum: Sum) -> Sum:
    """The first of two halves: the larger one, where they differ by a unit."""
    return Sum(half_up(sum.amount, 2), sum.currency)


def _buys(state: State, told: OfferView, today: int) -> tuple[Bought, ...]:
    """What the payout buys, of each thing whose price is known in its currency."""
    if len(told.payouts) != 1 or told.payouts[0].sum is None:
        return ()
    due = told.payouts[0].sum
    things = dict.fromkeys(price.thing for price in state.market.prices)
    found = ((thing, state.market.bought(due.amount, due.currency, thing, today)) for thing in things)
    return tuple(Bought(thing, count) for thing, count in found if count is not None)
