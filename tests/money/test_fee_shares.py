"""Shares of a sum: items 22, 3 and 10-15 of the list of bad input."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from naru.money import Share, down, half_up, print_share, read_share
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


def test_a_share_of_a_sum_is_rounded_once() -> None:
    """By the rule the caller names."""
    eighth = Share(1, 8)
    assert (eighth.of(1_000_000), eighth.of(4), eighth.of(4, half_up), eighth.of(4, down)) == (125_000, 1, 1, 0)


@given(st.integers(0, 1_000_000))
def test_a_share_is_written_as_it_is_read(ten_thousandths: int) -> None:
    """To the fourth digit after the point."""
    text = f"{ten_thousandths // 10_000}.{ten_thousandths % 10_000:04}%"
    share = read_share(text)
    assert share.of(1_000_000) == ten_thousandths
    assert read_share(print_share(share)) == share


def test_a_third_has_no_per_cent() -> None:
    """It is not rounded in silence."""
    assert print_share(Share(2, 5)) == "40%"
    with pytest.raises(ValueError):
        print_share(Share(1, 3))
