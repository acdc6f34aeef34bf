"""Writing sums, rates and shares, so that what is written is read back as the same.

In Korean and Chinese the currencies people speak of have words of their own, and KPW never looks like KRW; in English,
and for all other currencies, the code stands first.
"""

from __future__ import annotations

from naru.money.currencies import currency
from naru.money.rates import Rate
from naru.money.rounding import half_up
from naru.money.shares import DECIMALS_MAX

MINUS = "\u2212"


def _number(minor: int, digits: int, comma: str) -> str:
    whole, fraction = divmod(minor, 10**digits)
    return f"{whole:{comma}}" + (f".{fraction:0{digits}}" if digits else "")


def print_amount(minor: int, code: str, lang: str) -> str:
    """The sum as a page in `lang` (ko, zh, en) shows it: ``1,000,000원``, ``3,000.00元人民币``, ``KRW 1,000,000``.

    A sum of whole units of a currency people speak of is written without the point in Korean and Chinese. A sum below
    zero, which only a balance can be, carries a minus sign before the number and cannot be read back in.

    Args:
        minor: minor units of `code`.
    Raises:
        Refusal: ``money.unknown-currency``.
    """
    money = currency(code)
    pattern = money.pattern.get(lang)
    digits = money.digits
    if pattern and not minor % money.unit:
        minor, digits = minor // money.unit, 0
    sign = MINUS if minor < 0 else ""
    number = sign + _number(abs(minor), digits, ",")
    return pattern.replace("{n}", number) if pattern else f"{code} {number}"


def print_plain(minor: int, code: str) -> str:
    """The sum for machines and scripts, the same in every language: ``3000.00 CNY``, ``1000000 KRW``."""
    number = _number(abs(minor), currency(code).digits, "")
    return f"{'-' if minor < 0 else ''}{number} {code}"


def print_rate(rate: Rate, lang: str) -> str:
    """The way people say it: one of the dear money is so many of the cheap, ``1위안 = 200원``; else as it was said."""
    if rate.get == currency(rate.get_code).unit:
        rate = rate.turned()
    return f"{print_amount(rate.give, rate.give_code, lang)} = {print_amount(rate.get, rate.get_code, lang)}"


def print_percent(part: int, whole: int) -> str:
    """`part` of `whole` in per cent: ``40%``, ``39.96%``.

    Exact where four decimals are enough, as many as a share is read with; else to two decimals, half up, but never as a
    whole number that it is not: two of three are ``66.67%``, all but a hair is ``99.99%``. A part below zero (a rate
    better than the market's) carries a minus sign.

    Raises:
        ValueError: `whole` not above zero.
    """
    exact = 10**DECIMALS_MAX
    shown, rest = divmod(abs(part) * 100 * exact, whole) if whole > 0 else (0, 1)
    if rest:
        hundredths = half_up(abs(part) * 10_000, whole)
        if hundredths % 100 == 0:  # beside the whole number, on the side where it really lies
            hundredths += 1 if abs(part) * 10_000 > hundredths * whole else -1
        shown = hundredths * (exact // 100)
    decimals = f"{shown % exact:0{DECIMALS_MAX}}".rstrip("0")
    return f"{MINUS if part < 0 else ''}{shown // exact}{'.' if decimals else ''}{decimals}%"
