"""Rates as people say them, and what they promise: item 24 of the list of bad input."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from naru.money import (
    Amount,
    Rate,
    convert,
    down,
    far_from,
    half_up,
    promised,
    promised_floor,
    read_rate,
    read_rate_echo,
)
from naru.refusal import Refusal

WON_YUAN = Rate(Amount(10_000, "KRW"), Amount(5_700, "CNY"))
YUAN_KPW = Rate(Amount(100, "CNY"), Amount(4_100, "KPW"))
RATES = st.builds(
    Rate,
    st.builds(Amount, st.integers(1, 10**9), st.just("KRW")),
    st.builds(Amount, st.integers(1, 10**9), st.sampled_from(["CNY", "KPW"])),
)


@pytest.mark.parametrize(
    ("text", "give", "get"),
    [
        ("10,000 KRW = 57 CNY", (10_000, "KRW"), (5_700, "CNY")),
        ("1위안 = 200원", (100, "CNY"), (200, "KRW")),
        ("1000원=5.7위안", (1_000, "KRW"), (570, "CNY")),
        ("1 USD = 7.1 CNY", (100, "USD"), (710, "CNY")),
        ("1위안 = 북한돈 4,100원", (100, "CNY"), (4_100, "KPW")),
    ],
)
def test_a_rate_is_kept_as_it_was_said(text: str, give: tuple[int, str], get: tuple[int, str]) -> None:
    """Two whole sums; nobody divides one by the other."""
    assert read_rate(text, ("KRW", "CNY")) == (give, get)
    assert read_rate_echo(text, ("KRW", "CNY"))[1] is False


def test_a_rate_in_unusual_figures_is_shown_back() -> None:
    """Item 3 holds for rates as well."""
    assert read_rate_echo("100만원 ＝ 5700위안", ("KRW",)) == (((1_000_000, "KRW"), (570_000, "CNY")), True)
    assert read_rate_echo("1위안 = ２００원", ("KRW",))[1] is True


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("0 KRW = 57 CNY", "zero"),
        ("10000 KRW = 0 CNY", "zero"),
        ("10000 KRW = -57 CNY", "negative"),
        ("1 KRW = 0.0053 CNY", "decimals"),
        ("10000 KRW = 57 KRW", "rate-same"),
        ("= 57 CNY", "rate-side"),
        ("10000 KRW =", "rate-side"),
        ("=", "rate-side"),
        ("10000 KRW", "rate-form"),
        ("190", "rate-form"),
        ("10000 KRW = 57 CNY = 8 USD", "rate-form"),
        ("10000 KRW == 57 CNY", "rate-form"),
        ("10000 KRW = 57", "no-currency"),
        ("190 = 1", "no-currency"),
        ("10000원 = 57 USD CNY", "two-currencies"),
        ("1위안 = 200엔 원", "two-currencies"),
        ("", "empty"),
    ],
)
def test_what_is_no_rate_is_refused(text: str, key: str) -> None:
    """Both sides need a number above zero and a currency of their own."""
    with pytest.raises(Refusal) as caught:
        read_rate(text, ("KRW", "CNY"))
    assert caught.value.key == f"money.{key}"


def test_which_won_is_asked_in_a_rate_too() -> None:
    """One yuan is 200 of the one and thousands of the other."""
    with pytest.raises(Refusal, match=r"^money\.ambiguous-currency$"):
        read_rate("1위안 = 200원", ("KRW", "KPW"))


def test_a_promise_is_rounded_by_its_currency() -> None:
    """600,000 won at 10,000 to 57 are 3,420 yuan; KPW is cut, others go half up, the floor is always cut."""
    assert promised(600_000, "KRW", WON_YUAN, "CNY") == 342_000
    assert promised(342_000, "CNY", WON_YUAN, "KRW") == 600_000
    assert (promised(99, "CNY", YUAN_KPW, "KPW"), promised_floor(99, "CNY", YUAN_KPW, "KPW")) == (4_059, 4_059)
    assert promised(1, "KPW", YUAN_KPW, "CNY") == 0
    assert promised(21, "KPW", YUAN_KPW, "CNY") == 1
    to_won = Rate(Amount(2, "CNY"), Amount(3, "KRW"))
    assert (promised(1, "CNY", to_won, "KRW"), promised_floor(1, "CNY", to_won, "KRW")) == (2, 1)
    to_kpw = Rate(Amount(2, "CNY"), Amount(3, "KPW"))
    assert promised(1, "CNY", to_kpw, "KPW") == 1


def test_a_conversion_names_its_rule() -> None:
    """It leads from the rate's other side, whichever that is."""
    assert convert(10_001, WON_YUAN, "CNY", half_up) == 5_701
    assert convert(10_001, WON_YUAN, "CNY", down) == 5_700
    assert convert(5_700, WON_YUAN, "KRW", half_up) == 10_000


@pytest.mark.parametrize(("from_code", "to"), [("USD", "CNY"), ("KRW", "USD"), ("KRW", "KRW"), ("CNY", "CNY")])
def test_a_rate_says_nothing_of_other_money(from_code: str, to: str) -> None:
    """No detour and no guess."""
    for promise in (promised, promised_floor):
        with pytest.raises(Refusal, match=r"^money\.rate-other-currency$"):
            promise(1, from_code, WON_YUAN, to)


def test_what_no_book_can_hold_is_refused() -> None:
    """Item 19: sums that pass the largest one, by every way of converting."""
    for promise in (promised, promised_floor):
        with pytest.raises(Refusal, match=r"^money\.too-large$"):
            promise(2**62, "CNY", YUAN_KPW, "KPW")
    with pytest.raises(Refusal, match=r"^money\.too-large$"):
        convert(2**62, YUAN_KPW, "KPW", half_up)


def test_a_conversion_to_other_money_is_refused() -> None:
    """The rate does not lead there."""
    with pytest.raises(Refusal, match=r"^money\.rate-other-currency$"):
        convert(1, WON_YUAN, "USD", half_up)


@given(st.integers(0, 10**9), st.integers(0, 10**9), RATES)
def test_more_sent_never_promises_less(one: int, other: int, rate: Rate) -> None:
    """And the floor is at most one minor unit below the promise, whatever the size of the sums."""
    less, more = sorted((one, other))
    to = rate.get.currency
    assert promised(less, "KRW", rate, to) <= promised(more, "KRW", rate, to)
    assert 0 <= promised(more, "KRW", rate, to) - promised_floor(more, "KRW", rate, to) <= 1


@given(st.integers(2**53, 2**62), st.integers(2**53, 2**62))
def test_conversion_is_exact_where_a_float_is_not(minor: int, size: int) -> None:
    """One for one gives the very sum back, to the last of nineteen figures."""
    rate = Rate(Amount(size, "KRW"), Amount(size, "JPY"))
    assert convert(minor, rate, "JPY", down) == convert(minor, rate, "KRW", half_up) == minor


@pytest.mark.parametrize(
    ("now", "far"),
    [
        (Rate(Amount(1, "KRW"), Amount(19_000, "CNY")), True),  # the two sides swapped
        (Rate(Amount(100, "CNY"), Amount(1_750, "KRW")), True),
        (Rate(Amount(100, "CNY"), Amount(18, "KRW")), False),
        (Rate(Amount(100, "CNY"), Amount(17, "KRW")), True),
        (Rate(Amount(100, "CNY"), Amount(190, "KRW")), False),
        (Rate(Amount(10_000, "KRW"), Amount(5_000, "CNY")), False),
    ],
)
def test_a_rate_ten_times_off_is_noticed(now: Rate, far: bool) -> None:
    """Said either way round; the desk then asks twice. Compared with 1 yuan = 175 won."""
    assert far_from(now, Rate(Amount(100, "CNY"), Amount(175, "KRW"))) is far
