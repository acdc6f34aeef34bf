"""Writing sums, so that what is written is read back as the same sum.

In Korean and Chinese the currencies people speak of have words of their own, and KPW never looks like KRW; in English,
and for all other currencies, the code stands first.
"""

from __future__ import annotations

from naru.money.currencies import currency
from naru.money.rates import Rate
from naru.money.shares import Share

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
    """The rate as it was said: ``1위안 = 200원``."""
    return " = ".join(print_amount(side.minor, side.currency, lang) for side in rate)


def print_share(share: Share) -> str:
    """The share in per cent, exactly: ``40%``, ``12.5%``.

    Raises:
        ValueError: a share that has no such form, such as a third. None is ever read.
    """
    parts, rest = divmod(share.numerator * 1_000_000, share.denominator)
    if rest:
        raise ValueError("the share is not a whole number of ten-thousandths of a per cent")
    whole, fraction = divmod(parts, 10_000)
    decimals = f"{fraction:04}".rstrip("0")
    return f"{whole}.{decimals}%" if decimals else f"{whole}%"
