"""Every rounding rule: where the last unit falls, and that none is made or lost."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from naru.money import MINOR_MAX, down, earned, half_up, rounded

SUMS = st.integers(0, MINOR_MAX)
PARTS = st.lists(st.integers(0, 10**9), max_size=6)


@pytest.mark.parametrize(
    ("numerator", "denominator", "up", "cut"),
    [(0, 1, 0, 0), (1, 2, 1, 0), (3, 2, 2, 1), (5, 2, 3, 2), (1, 3, 0, 0), (2, 3, 1, 0), (49, 100, 0, 0), (7, 7, 1, 1)],
)
def test_the_two_rules(numerator: int, denominator: int, up: int, cut: int) -> None:
    """Half goes up, always: two halves that follow each other both do."""
    assert half_up(numerator, denominator) == up
    assert down(numerator, denominator) == cut


@given(SUMS, st.integers(1, MINOR_MAX))
def test_half_up_is_within_half_a_unit(numerator: int, denominator: int) -> None:
    """Exactly, far beyond what a float could tell apart."""
    off = half_up(numerator, denominator) - Fraction(numerator, denominator)
    assert -Fraction(1, 2) < off <= Fraction(1, 2)
    assert 0 <= Fraction(numerator, denominator) - down(numerator, denominator) < 1


@pytest.mark.parametrize("rule", [half_up, down])
@pytest.mark.parametrize(("numerator", "denominator"), [(-1, 2), (1, 0), (1, -2)])
def test_a_rule_takes_no_negative_sum(rule: type, numerator: int, denominator: int) -> None:
    """Which way a negative half falls is no question a book should ever ask."""
    with pytest.raises(ValueError):
        rule(numerator, denominator)


def test_each_currency_has_its_rule() -> None:
    """KPW down, others half up."""
    assert (rounded(19, 10, "KPW"), rounded(15, 10, "KRW"), rounded(15, 10, "CNY")) == (1, 2, 2)


@pytest.mark.parametrize(
    ("fees", "done", "whole", "parts"),
    [
        ((400_000,), 300_000, 600_000, [200_000]),
        ((30, 10), 0, 100, [0, 0]),
        ((30, 10), 100, 100, [30, 10]),
        ((30, 11), 1, 2, [15, 6]),
        ((1, 1), 1, 2, [1, 0]),
        ((1, 1, 1), 1, 2, [1, 1, 0]),
        ((3, 1), 4, 10, [1, 1]),
        ((3, 1), 5, 10, [2, 0]),
        ((5,), 1, 2, [3]),
        ((), 1, 2, []),
        ((), 2, 2, []),
        ((7,), 0, 0, [0]),
    ],
)
def test_a_fee_is_earned_in_proportion(fees: tuple[int, ...], done: int, whole: int, parts: list[int]) -> None:
    """Half up once for the total, then by largest remainder: rounding each part by itself would earn too much."""
    assert earned(fees, done, whole) == parts


@pytest.mark.parametrize(("done", "whole"), [(3, 2), (-1, 2), (1, 0), (-1, -1)])
def test_no_more_is_earned_than_the_whole(done: int, whole: int) -> None:
    """What is beyond the promise is noted elsewhere and earns nothing."""
    with pytest.raises(ValueError):
        earned((5, 5), done, whole)


@given(PARTS, st.data())
def test_earned_parts_are_the_earned_total(fees: list[int], data: st.DataObject) -> None:
    """And no part earns more than all of itself."""
    whole = data.draw(st.integers(1, 10**12))
    done = data.draw(st.integers(0, whole))
    parts = earned(fees, done, whole)
    assert sum(parts) == half_up(sum(fees) * done, whole)
    assert all(0 <= part <= fee for part, fee in zip(parts, fees, strict=True))


@given(PARTS, st.integers(1, 10**6), st.data())
def test_more_done_earns_no_less(fees: list[int], whole: int, data: st.DataObject) -> None:
    """The total never falls as the delivery goes on."""
    less = data.draw(st.integers(0, whole))
    more = data.draw(st.integers(less, whole))
    assert sum(earned(fees, less, whole)) <= sum(earned(fees, more, whole))


def test_twenty_thousand_random_sums_add_up() -> None:
    """From one seed: the parts are the whole, always."""
    random_bytes = random.Random(4217)
    for _ in range(10_000):
        fees = [
            random_bytes.randrange(10 ** random_bytes.randrange(1, 13)) for _ in range(random_bytes.randrange(1, 5))
        ]
        whole = random_bytes.randrange(1, 10 ** random_bytes.randrange(1, 13))
        done = random_bytes.randrange(whole + 1)
        assert sum(earned(fees, done, whole)) == half_up(sum(fees) * done, whole)
