"""Reading one sum of money as people write it: ``1,000,000원``, ``100만 원``, ``3000위안``, ``USD 12.50``.

The rule is to refuse what could be read in two ways, and to say which rule was broken. Two things a careful clerk
would understand are accepted and shown back: full-width figures, and 만 (ten thousand) in won.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from naru.money.currencies import Meaning, currency, disagree, meaning, mentions, resolve, unknown
from naru.money.numerals import Number, check_edges, plain, read_number, split, within, worded
from naru.refusal import Refusal

MAN = "만"
_FIGURES = frozenset("0123456789,.")
_MAN_CURRENCIES = frozenset({"KRW", "KPW"})


class Amount(NamedTuple):
    """A sum: `minor` units of the currency with this code."""

    minor: int
    currency: str


class Reading(NamedTuple):
    """A sum as read; with `echo`, show it back before it is used, since it was not written in plain figures."""

    amount: Amount
    echo: bool


def read_amount(text: str, among: Collection[str] = (), default: str | None = None, *, zero: bool = False) -> Amount:
    """Read one sum of money. For what has to be shown back, see `read_amount_echo`.

    Args:
        text: what was typed.
        among: codes of the currencies in question here; they settle names several currencies go by ($, 元, ¥, 원).
            Without them such a name is refused: a forgotten argument must not turn one won into the other.
        default: the currency of the field, where none is written; it is in question, too.
        zero: accept a sum of nothing.
    Returns: minor units and code.
    Raises:
        Refusal: ``money.`` and the rule: empty, hidden, digits, not-a-number, negative, plus-sign, point, grouping,
            leading-zero, zero, ten-thousands, no-currency, unknown-currency, retired-currency, ambiguous-currency,
            two-currencies, two-sums, decimals (facts `currency`, `digits`), too-large.
    """
    return read_amount_echo(text, among, default, zero=zero).amount


def read_amount_echo(
    text: str, among: Collection[str] = (), default: str | None = None, *, zero: bool = False
) -> Reading:
    """As `read_amount`, and whether the sum has to be shown back ("100,000원, right?")."""
    line, echo = plain(text)
    before, figures, after = split(line)
    _one_sum(line, figures)
    check_edges(before, after)
    number = read_number(figures)
    after = after.strip()
    man = after.startswith(MAN)
    if man:
        after = after.removeprefix(MAN)
    if number.zero and not zero:
        raise Refusal("money.zero")
    names = [_name(side) for side in (before, after) if side.strip()]
    code = _code(names, among, default)
    if man and (code not in _MAN_CURRENCIES or number.fraction):
        raise Refusal("money.ten-thousands")
    minor = _minor(number, code) * (10_000 if man else 1)
    return Reading(Amount(within(minor), code), echo or man)


def _one_sum(line: str, figures: str) -> None:
    """Refuse a line with a name of money between figures: it holds two sums."""
    if not set(figures) <= _FIGURES and mentions(figures):
        raise Refusal("money.two-currencies" if disagree(mentions(line)) else "money.two-sums")


def _name(side: str) -> Meaning:
    """What the text on one side of the figures names."""
    found = meaning(side)
    if found:
        return found
    if disagree(mentions(side)):
        raise Refusal("money.two-currencies")
    if worded(side):
        raise Refusal("money.digits")
    if any(letter.isalpha() for letter in side):
        raise unknown(side.strip())
    raise Refusal("money.not-a-number")


def _code(names: list[Meaning], among: Collection[str], default: str | None) -> str:
    if not names and default is None:
        raise Refusal("money.no-currency")
    in_question = among if default is None else (*among, default)
    return resolve(names, in_question) if names else currency(default or "").code


def _minor(number: Number, code: str) -> int:
    money = currency(code)
    if len(number.fraction) > money.digits:
        raise Refusal("money.decimals", currency=code, digits=money.digits)
    return int(number.whole) * money.unit + int(number.fraction.ljust(money.digits, "0") or "0")
