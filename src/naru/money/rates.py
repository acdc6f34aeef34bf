"""Rates of exchange, kept the way they were said: two whole sums, "10,000 KRW = 57 CNY". No quotient is ever stored."""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from naru.money.amounts import read_amount_echo
from naru.money.numerals import plain
from naru.refusal import Refusal


class Rate(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A rate as people say it: `give` minor units of `give_code` are `get` minor units of `get_code`."""

    give: int
    give_code: str
    get: int
    get_code: str

    def turned(self) -> Rate:
        """The same rate told the other way round."""
        return Rate(self.get, self.get_code, self.give, self.give_code)

    def between(self, give_code: str, get_code: str) -> Rate | None:
        """The rate so that it leads from the one currency to the other; None when it is about others."""
        if (self.give_code, self.get_code) == (give_code, get_code):
            return self
        return self.turned() if (self.get_code, self.give_code) == (give_code, get_code) else None


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
    return Rate(*give, *get), wide or echo_give or echo_get
