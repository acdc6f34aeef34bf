"""A share of a whole, read from per cent as people say it and kept as a reduced fraction. It is no amount of money.

What the share is *of* (of the gross, of what is left, on top) is not in these words: the terms of an order ask for it.
They also refuse a fee of 100 %, which is a lawful share but no lawful fee.
"""

from __future__ import annotations

from math import gcd
from typing import NamedTuple

from naru.money.numerals import check_edges, plain, read_number, split
from naru.refusal import Refusal

DECIMALS_MAX = 4


class Share(NamedTuple):
    """`numerator` / `denominator` of the whole, in lowest terms, from nothing (0/1) to all of it (1/1)."""

    numerator: int
    denominator: int


def read_share(text: str) -> Share:
    """Read ``40%``, ``12.5 %``. The sign is needed: nobody shall take 40 won for 40 %, or the other way round.

    Full-width figures and signs are refused, since a share is not shown back before it is used.

    Raises:
        Refusal: ``money.share-wide``, ``money.share-sign`` (no %), ``money.share-over`` (above 100 %),
            ``money.share-decimals`` (fact `digits`), ``money.share-form``, and the figures' rules as in `read_amount`.
    """
    line, wide = plain(text)
    if wide:
        raise Refusal("money.share-wide")
    before, figures, after = split(line)
    check_edges(before, after)
    if "%" not in line:
        raise Refusal("money.share-sign")
    if before or after.strip() != "%":
        raise Refusal("money.share-form")
    number = read_number(figures)
    if len(number.fraction) > DECIMALS_MAX:
        raise Refusal("money.share-decimals", digits=DECIMALS_MAX)
    numerator, denominator = int(number.whole + number.fraction), 100 * 10 ** len(number.fraction)
    if numerator > denominator:
        raise Refusal("money.share-over")
    common = gcd(numerator, denominator)
    return Share(numerator // common, denominator // common)
