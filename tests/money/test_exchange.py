"""Rates as people say them, and what they promise: item 24 of the list of bad input."""

from __future__ import annotations

import msgspec
import pytest

from naru.money import Rate, read_rate, read_rate_echo
from naru.refusal import Refusal

WON_YUAN = Rate(10_000, "KRW", 5_700, "CNY")


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
    assert read_rate(text, ("KRW", "CNY")) == Rate(*give, *get)
    assert read_rate_echo(text, ("KRW", "CNY"))[1] is False


def test_a_rate_in_unusual_figures_is_shown_back() -> None:
    """Item 3 holds for rates as well."""
    assert read_rate_echo("100만원 ＝ 5700위안", ("KRW",)) == (Rate(1_000_000, "KRW", 570_000, "CNY"), True)
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


def test_a_rate_is_turned_to_lead_where_it_is_needed() -> None:
    """The same two sums, either way round; of other money it says nothing, and nobody guesses a detour."""
    assert WON_YUAN.between("KRW", "CNY") is WON_YUAN
    assert WON_YUAN.between("CNY", "KRW") == Rate(5_700, "CNY", 10_000, "KRW") == WON_YUAN.turned()
    for pair in (("USD", "CNY"), ("KRW", "USD"), ("KRW", "KRW"), ("CNY", "CNY")):
        assert WON_YUAN.between(*pair) is None


def test_a_rate_is_four_things_on_the_disk() -> None:
    """An array, as format 1 has it: an old book and a new one tell a rate in the same bytes."""
    written = msgspec.msgpack.encode(WON_YUAN)
    assert msgspec.msgpack.decode(written) == [10_000, "KRW", 5_700, "CNY"]
    assert msgspec.msgpack.decode(written, type=Rate) == WON_YUAN
