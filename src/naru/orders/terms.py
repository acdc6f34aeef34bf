"""Terms worked out: what each fee part takes, what the receiver is promised, what it costs, what was left open.

Everything is exact integer arithmetic on minor units. One rounding rule for each amount: half up, and down for KPW
(design, section 4: Currencies).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

import msgspec

from naru.command import FeePart, Leg, Terms
from naru.money import MINOR_MAX, Rate, half_up, rounded
from naru.refusal import Refusal


class FeeBase(NamedTuple):
    """What a fee share is counted on. `on_top` parts are paid beside the sum, the others come out of it."""

    on_top: bool
    of: Callable[[int, int], int]
    """(the sum, what is left of it after the earlier parts) -> minor units the share is taken of"""


FEE_BASES: dict[str, FeeBase] = {
    "gross": FeeBase(on_top=False, of=lambda whole, left: whole),
    "rest": FeeBase(on_top=False, of=lambda whole, left: left),
    "top": FeeBase(on_top=True, of=lambda whole, left: whole),
}
"""A new base of fees is one line here."""

RATE_BASES = ("fixed", "order-day", "payout-day")
"""When a rate holds: as agreed, as it stood on the day of the order, as it stands on the day of the hand-over."""

RISKS = ("sender", "carrier")
"""Who bears a seizure before hand-over."""

PAYABLE_FOR = ("trying", "success")
"""What a fixed charge is owed for."""


class Pay(msgspec.Struct, frozen=True, array_like=True):
    """One leg worked out. `net` in the order currency; `full` and `floor` in the leg's.

    `full` is the promised payout, rounded to its currency's rule; whoever gets `floor` has been paid in full.
    """

    leg: Leg
    net: int
    full: int
    floor: int


class Worked(msgspec.Struct, frozen=True, array_like=True):
    """Terms worked out, in minor units of the order currency unless said otherwise. `outlay` is in the pay currency.

    `named_sum` is what the fee shares are counted on.
    """

    gross: int
    named_sum: int
    fees: tuple[int, ...]
    fee: int
    net: int
    pays: tuple[Pay, ...]
    outlay: int
    outlay_code: str


def share_amount(part: FeePart, whole: int, left: int, code: str) -> int:
    """What `part` takes, in minor units of `code`."""
    if part.flat:
        return part.flat
    return rounded(FEE_BASES[part.base].of(whole, max(0, left)) * part.share, part.share_of, code)


def _fees(terms: Terms, whole: int) -> tuple[int, ...]:
    left, taken = whole, []
    for part in terms.fees or ():
        amount = share_amount(part, whole, left, terms.code)
        if not FEE_BASES[part.base].on_top:
            left -= amount
        taken.append(amount)
    return tuple(taken)


def _on_top(terms: Terms, whole: int) -> int:
    pairs = zip(terms.fees or (), _fees(terms, whole), strict=True)
    return sum(amount for part, amount in pairs if FEE_BASES[part.base].on_top)


def _named_sum(terms: Terms) -> int:
    """The sum the shares are counted on: as said, or the largest that fits under the gross with its on-top parts."""
    if terms.named_sum:
        if terms.gross and terms.gross != terms.named_sum + _on_top(terms, terms.named_sum):
            raise Refusal("terms.parts-do-not-add")
        return terms.named_sum
    if not any(FEE_BASES[part.base].on_top for part in terms.fees or ()):
        return terms.gross
    low, high = 0, terms.gross
    while low < high:
        middle = (low + high + 1) // 2
        if middle + _on_top(terms, middle) <= terms.gross:
            low = middle
        else:
            high = middle - 1
    return low


def convert(amount: int, rate: Rate, *, floor: int = 0) -> int:
    """`amount` of the rate's first currency in its second, by that one's rule; with `floor`, down to that unit."""
    if floor:
        return amount * rate.get // (rate.give * floor) * floor
    return rounded(amount * rate.get, rate.give, rate.get_code)


def pay_for(leg: Leg, net: int, rate: Rate | None) -> Pay:
    """The payout promised for `net` of the order currency on this leg, by `rate` (none: the same currency)."""
    if rate is None:
        return Pay(leg, net, net, net // leg.notes * leg.notes)
    full = convert(net, rate)
    return Pay(leg, net, full, min(full, convert(net, rate, floor=leg.notes)))


def _pay(terms: Terms, leg: Leg, net: int) -> Pay:
    if leg.rate is None and leg.currency != terms.code:
        return Pay(leg, net, 0, 0)  # the rate is said on the day: until then nobody knows what is due
    return pay_for(leg, net, leg.rate)


def _pays(terms: Terms, net: int) -> tuple[Pay, ...]:
    legs = terms.legs
    if len({leg.currency for leg in legs}) < len(legs):
        raise Refusal("terms.payout-parts")
    if terms.choice or len(legs) == 1:
        return tuple(_pay(terms, leg, net) for leg in legs)
    said = sum(leg.carries for leg in legs)
    open_legs = sum(1 for leg in legs if not leg.carries)
    if legs and (said > net or open_legs > 1 or (open_legs == 0 and said != net) or (open_legs and said == net)):
        raise Refusal("terms.payout-parts")
    return tuple(_pay(terms, leg, leg.carries or net - said) for leg in legs)


@lru_cache(maxsize=256)
def work_out(terms: Terms) -> Worked:
    """Work the terms out. No sum in them passes what a book can hold (`naru.money.MINOR_MAX`).

    Needs, rules, warnings and notes ask for the same terms in turn: it is done once for all of them.

    Raises:
        Refusal: ``terms.no-sum``, ``terms.fee-eats-all``, ``terms.parts-do-not-add``, ``terms.payout-parts``,
            ``terms.rate-currencies`` (a rate that does not lead from the order currency to the leg's),
            ``money.too-large``.
    """
    if not (terms.gross or terms.named_sum):
        raise Refusal("terms.no-sum")
    for leg in terms.legs:
        if leg.rate and (leg.rate.give_code, leg.rate.get_code) != (terms.code, leg.currency):
            raise Refusal("terms.rate-currencies")
    named = _named_sum(terms)
    fees = _fees(terms, named)
    gross = terms.gross or named + _on_top(terms, named)
    fee = sum(fees)
    if fee >= gross:
        raise Refusal("terms.fee-eats-all")
    outlay, code = gross, terms.code
    if terms.pay:
        if terms.pay.get_code != terms.code:
            raise Refusal("terms.rate-currencies")
        code = terms.pay.give_code
        outlay = rounded(gross * terms.pay.give, terms.pay.get, code)
    pays = _pays(terms, gross - fee)
    if max(gross, outlay, *(pay.full for pay in pays)) > MINOR_MAX:
        raise Refusal("money.too-large")
    return Worked(gross, named, fees, fee, gross - fee, pays, outlay, code)


def open_points(terms: Terms) -> tuple[str, ...]:
    """What the terms leave open, by the names of the fields. While there is one, nothing can go out."""
    left = []
    if terms.fees is None:
        left.append("fee")
    if not terms.hands:
        left.append("hand")
    if not terms.legs:
        left.append("payout")
    for leg in terms.legs:
        converts = leg.currency != terms.code
        if converts and leg.rate is None and leg.basis != "payout-day":
            left.append("rate")
        if converts and not leg.basis:
            left.append("basis")
    if terms.pay and not terms.pay_basis:
        left.append("pay-basis")
    if not terms.latest:
        left.append("latest")
    if not terms.risk:
        left.append("risk")
    if not terms.purpose:
        left.append("purpose")
    return tuple(dict.fromkeys(left))


class Cost(NamedTuple):
    """What it all costs, in minor units of the pay currency `code`.

    `outlay` is everything she parts with; `reaches` is what of it gets to the receiver, at the market's rate where one
    was given; the rest is fees, charges and spread. `apart` holds charges in currencies without a way into this one.
    """

    code: str
    outlay: int
    fees: int
    charges: int
    spread: int
    reaches: int
    apart: tuple[tuple[int, str], ...]


def _market(terms: Terms, give: str, get: str) -> tuple[int, int] | None:
    for rate in terms.market:
        if found := rate.between(give, get):
            return found.give, found.get
    return None


def _reaches(terms: Terms, pay: Pay) -> int:
    """What the leg's payout is worth in the order currency, at the market's rate."""
    market = _market(terms, terms.code, pay.leg.currency)
    if pay.leg.rate is None or market is None:
        return pay.net
    return half_up(pay.full * market[0], market[1])


def cost(terms: Terms, worked: Worked) -> Cost:
    """The share of the whole outlay that does not reach the receiver, split into its causes."""
    pays = worked.pays[:1] if terms.choice else worked.pays
    reached = sum(_reaches(terms, pay) for pay in pays) if pays else worked.net
    code = worked.outlay_code

    def in_pay(amount: int) -> int:
        return half_up(amount * worked.outlay, worked.gross) if code != terms.code else amount

    charges, apart = 0, []
    for charge in terms.charges:
        if charge.currency == code:
            charges += charge.amount
        elif charge.currency == terms.code:
            charges += in_pay(charge.amount)
        else:
            apart.append((charge.amount, charge.currency))
    pay_market = _market(terms, code, terms.code) if code != terms.code else None
    reaches = half_up(reached * pay_market[0], pay_market[1]) if pay_market else in_pay(reached)
    fees = in_pay(worked.fee)
    return Cost(code, worked.outlay + charges, fees, charges, worked.outlay - fees - reaches, reaches, tuple(apart))
