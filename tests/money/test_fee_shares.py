"""Shares of a sum: items 22, 3 and 10-15 of the list of bad input."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from naru.money import print_percent, read_share
from naru.refusal import Refusal


@pytest.mark.parametrize(
    ("text", "share"),
    [("40%", (2, 5)), ("12.5%", (1, 8)), ("40 %", (2, 5)), ("100%", (1, 1)), ("0%", (0, 1)), ("0.01%", (1, 10_000))],
)
def test_a_share_is_read_in_lowest_terms(text: str, share: tuple[int, int]) -> None:
    """Whole numbers; no float ever stands for 12.5 %."""
    assert read_share(text) == share


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("-1%", "negative"),
        ("−1%", "negative"),
        ("101%", "share-over"),
        ("100.01%", "share-over"),
        ("30％", "share-wide"),
        ("３０%", "share-wide"),
        ("40", "share-sign"),
        ("0.4", "share-sign"),
        ("40퍼", "share-sign"),
        ("%40", "share-form"),
        ("40%%", "share-form"),
        ("40% of it", "share-form"),
        ("fee 40%", "share-form"),
        ("+40%", "plus-sign"),
        ("040%", "leading-zero"),
        (".5%", "point"),
        ("10.%", "point"),
        ("12,5%", "grouping"),
        ("1e1%", "not-a-number"),
        ("NaN%", "not-a-number"),
        ("½%", "digits"),
        ("٤٠%", "digits"),
        ("4\u200b0%", "hidden"),
        ("33.33333%", "share-decimals"),
        ("1" * 30 + "%", "too-large"),
        ("", "empty"),
    ],
)
def test_what_is_no_share_is_refused(text: str, key: str) -> None:
    """A share is not shown back before it is used, so full-width signs are refused as well."""
    with pytest.raises(Refusal) as caught:
        read_share(text)
    assert caught.value.key == f"money.{key}"


@given(st.integers(0, 1_000_000))
def test_a_share_is_written_as_it_is_read(ten_thousandths: int) -> None:
    """To the fourth digit after the point."""
    share = read_share(f"{ten_thousandths // 10_000}.{ten_thousandths % 10_000:04}%")
    assert read_share(print_percent(*share)) == share
    assert share.numerator * 1_000_000 == ten_thousandths * share.denominator


@pytest.mark.parametrize(
    ("part", "whole", "told"),
    [
        (2, 5, "40%"),
        (1, 8, "12.5%"),
        (399_600, 1_000_000, "39.96%"),
        (333_333, 1_000_000, "33.3333%"),
        (1, 3, "33.33%"),
        (2, 3, "66.67%"),
        (1, 32, "3.125%"),
        (1, 3_200_000, "0.01%"),
        (2_999_999, 3_000_000, "99.99%"),
        (3_000_001, 3_000_000, "100.01%"),
        (0, 7, "0%"),
        (7, 7, "100%"),
        (-1, 8, "−12.5%"),
        (-2, 3, "−66.67%"),
    ],
)
def test_a_share_is_told_exactly_or_to_two_decimals(part: int, whole: int, told: str) -> None:
    """39.96 % is not 40 %, and nothing that is not whole is ever told as whole."""
    assert print_percent(part, whole) == told


@given(st.integers(-(10**12), 10**12), st.integers(1, 10**12))
def test_what_is_told_in_per_cent_is_never_off_by_a_hundredth(part: int, whole: int) -> None:
    """And a whole number is told only where it is one."""
    told = Fraction(print_percent(part, whole).removesuffix("%").replace("−", "-"))
    exact = Fraction(part * 100, whole)
    assert abs(told - exact) < Fraction(1, 100)
    assert (told.denominator == 1) is (exact.denominator == 1)


def test_of_nothing_there_is_no_share() -> None:
    """A caller's fault, not a user's."""
    with pytest.raises(ValueError):
        print_percent(1, 0)
