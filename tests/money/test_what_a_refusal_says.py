"""A refusal carries the facts its sentence needs, and a fault of the caller says which rule was broken."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from naru.money import (
    Amount,
    down,
    earned,
    half_up,
    print_plain,
    read_amount,
    read_rate_echo,
    read_share,
)
from naru.money.numerals import read_number, worded
from naru.refusal import Refusal


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: half_up(-1, 2), "half_up takes a numerator of 0 or more and a denominator above 0"),
        (lambda: down(-1, 2), "down takes a numerator of 0 or more and a denominator above 0"),
        (lambda: earned([5], 3, 2), "earned takes a part done between 0 and the whole"),
    ],
)
def test_a_fault_of_the_caller_names_the_rule(call: Callable[[], Any], said: str) -> None:
    """Whoever wrote the call reads it in a traceback, where no local variable is shown."""
    with pytest.raises(ValueError) as caught:
        call()
    assert str(caught.value) == said


def test_a_share_too_fine_says_how_fine_one_may_be() -> None:
    """Four digits after the point, and she is told so."""
    with pytest.raises(Refusal, match=r"^money\.share-decimals$") as caught:
        read_share("12.34567%")
    assert caught.value.facts == {"digits": 4}


def test_nothing_is_no_debt() -> None:
    """A balance of nothing carries no minus sign."""
    assert (print_plain(0, "KRW"), print_plain(-1, "KRW"), print_plain(0, "CNY")) == ("0 KRW", "-1 KRW", "0.00 CNY")


@pytest.mark.parametrize(
    ("text", "echo"),
    [
        ("10,000 KRW = 57 CNY", False),
        ("1만 원 = 57 CNY", True),
        ("57 CNY = 1만 원", True),
        ("１0,000 KRW = 57 CNY", True),
    ],
)
def test_a_rate_is_shown_back_where_either_side_was_not_plain(text: str, echo: bool) -> None:
    """One side is enough: a zero misread there is the whole rate misread."""
    assert read_rate_echo(text, ("KRW", "CNY"))[1] is echo


def test_a_number_in_words_is_known_behind_blanks() -> None:
    """십만 stays a number in words wherever the line begins."""
    assert worded("  십만")
    assert not worded("  ")


@pytest.mark.parametrize(
    ("figures", "key"),
    [("1X000", "not-a-number"), ("1,'_\u2018\u2019\u02bc`\u00b4 .000", "grouping"), ("1십0", "digits")],
)
def test_what_stands_between_the_figures_names_the_rule(figures: str, key: str) -> None:
    """A letter is no comma, and every kind of comma is one."""
    with pytest.raises(Refusal, match=rf"^money\.{key}$"):
        read_number(figures)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("(100 KRW", "not-a-number"),
        ("100) KRW", "unknown-currency"),
        ("KRW, 100", "unknown-currency"),
        ("100 ,KRW", "unknown-currency"),
        ("10\u00a0000 KRW", "grouping"),
        ("10\u00a05 KRW", "grouping"),
        ("10 a٣", "digits"),
        ("10 aⅤ", "digits"),
        ("10 a②", "digits"),
        ("10\x7f KRW", "hidden"),
    ],
)
def test_every_slip_of_the_pen_has_its_own_name(text: str, key: str) -> None:
    """Half a bracket is no minus sign, a comma after a name no group of three, a figure in a circle no letter."""
    with pytest.raises(Refusal, match=rf"^money\.{key}$"):
        read_amount(text)


def test_two_hundred_characters_are_looked_at_and_no_more() -> None:
    """Blanks around a sum are dropped as long as the whole is short enough to be one."""
    assert read_amount("1 KRW".rjust(200)) == Amount(1, "KRW")
    with pytest.raises(Refusal, match=r"^money\.too-large$"):
        read_amount("1 KRW".rjust(201))
