"""Rates of exchange, kept the way they were said: two whole sums, "10,000 KRW = 57 CNY". No quotient is ever stored."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import NamedTuple

from naru.money.amounts import Amount, read_amount_echo
from naru.money.numerals import plain, within
from naru.money.rounding import down, rounded
from naru.refusal import Refusal


class Rate(NamedTuple):
    """`give` is worth `get`: two sums above zero in two currencies, as somebody said them."""

    give: Amount
    get: Amount


def read_rate(text: str, among: Collection[str] = ()) -> Rate:
    """Read ``10,000 KRW = 57 CNY``, ``1위안 = 200원``. Both sides carry a number and a currency.

    Args:
        text: what was typed.
        among: as in `read_amount`; it says which won 원 is, and which money ¥.
    Raises:
        Refusal: ``money.rate-form`` (not one "="), ``money.rate-side`` (a side is missing), ``money.rate-same`` (one
            currency on both sides), and everything `read_amount` refuses, zero among it.
    """
    return read_rate_echo(text, among)[0]


def read_rate_echo(text: str, among: Collection[str] = ()) -> tuple[Rate, bool]:
    """As `read_rate`, and whether the rate has to be shown back before it is used (see `read_amount_echo`)."""
    line, wide = plain(text)
    sides = line.split("=")
    if len(sides) != 2:
        raise Refusal("money.rate-form")
    if not all(side.strip() for side in sides):
        raise Refusal("money.rate-side")
    (give, echo_give), (get, echo_get) = (read_amount_echo(side, among) for side in sides)
    if give.currency == get.currency:
        raise Refusal("money.rate-same")
    return Rate(give, get), wide or echo_give or echo_get


def _fraction(rate: Rate, from_code: str, to: str) -> tuple[int, int]:
    """Minor units of `to` for one minor unit of `from_code`, as numerator and denominator."""
    give, get = rate
    if (from_code, to) == (give.currency, get.currency):
        return get.minor, give.minor
    if (from_code, to) == (get.currency, give.currency):
        return give.minor, get.minor
    raise Refusal("money.rate-other-currency")


def convert(minor: int, rate: Rate, to: str, rule: Callable[[int, int], int]) -> int:
    """`minor` units of the rate's other currency in minor units of `to`, rounded once by `rule` (half_up or down).

    Raises:
        Refusal: ``money.rate-other-currency`` (`to` is on neither side), ``money.too-large``.
    """
    other = rate.get.currency if to == rate.give.currency else rate.give.currency
    numerator, denominator = _fraction(rate, other, to)
    return within(rule(minor * numerator, denominator))


def promised(minor_in: int, from_code: str, rate: Rate, to_code: str) -> int:
    """The payout promised for `minor_in` of `from_code`, in minor units of `to_code`: half up, KPW down.

    Raises:
        Refusal: ``money.rate-other-currency`` (the rate is not between these two), ``money.too-large``.
    """
    numerator, denominator = _fraction(rate, from_code, to_code)
    return within(rounded(minor_in * numerator, denominator, to_code))


def promised_floor(minor_in: int, from_code: str, rate: Rate, to_code: str) -> int:
    """The payout, always cut down to the minor unit: whoever has this much has been paid in full. As `promised`."""
    numerator, denominator = _fraction(rate, from_code, to_code)
    return within(down(minor_in * numerator, denominator))


def far_from(rate: Rate, earlier: Rate) -> bool:
    """Whether `rate` lies ten times or more off `earlier`, up or down: a slip of the pen, or the two sides swapped.

    Raises:
        Refusal: ``money.rate-other-currency`` where the two are not between the same currencies.
    """
    numerator, denominator = _fraction(rate, rate.give.currency, rate.get.currency)
    usual, over = _fraction(earlier, rate.give.currency, rate.get.currency)
    now, then = numerator * over, usual * denominator
    return now >= 10 * then or then >= 10 * now
