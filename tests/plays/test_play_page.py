"""The page of the plays is true: its whole plays run, its rounding is the code's, every word stands on it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from naru.command import Leg, Terms
from naru.commands.reading import COMMON
from naru.money import Rate, earned, half_up, rounded
from naru.orders.ends import ENDS
from naru.orders.terms import FEE_BASES, RATE_BASES, pay_for, work_out
from naru.orders.worth import Delivery, Reckoned, reckon
from naru.plays.expect import ACCOUNTS, BY_LABEL, OF_LABEL, WHOLE
from naru.plays.look import OF_CURRENCY
from naru.plays.run import run
from naru.plays.script import DEEDS, HEAD, PEOPLE, STEP, read_text

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "plays.md").read_text("utf-8")
WHOLE_PLAYS = re.findall(r"```toml play\n(.*?)```", PAGE, re.DOTALL)


def test_there_are_whole_plays_on_the_page() -> None:
    """At least two."""
    assert len(WHOLE_PLAYS) >= 2


@pytest.mark.parametrize("number", range(len(WHOLE_PLAYS)))
def test_a_whole_play_of_the_page_holds(number: int, tmp_path: Path) -> None:
    """Whoever copies it gets what the page says."""
    assert run(read_text(WHOLE_PLAYS[number]), tmp_path / "desk").failures == ()


WORDS = {*HEAD, *PEOPLE, *STEP, *DEEDS, *COMMON, *BY_LABEL, *WHOLE, *ENDS, *ACCOUNTS, *RATE_BASES, *FEE_BASES}


@pytest.mark.parametrize("word", sorted(WORDS - {"step"}))
def test_every_word_stands_on_the_page(word: str) -> None:
    """A word nobody can read about is no word."""
    assert f"`{word}`" in PAGE or f"`[{word}]`" in PAGE or f"`[step.{word}]`" in PAGE


@pytest.mark.parametrize("account", sorted(OF_LABEL | OF_CURRENCY))
def test_every_account_of_a_label_stands_on_the_page(account: str) -> None:
    """Accounts of a carrier, a person, a road or a currency."""
    assert f"`{account}:" in PAGE


def test_rule_1_fee_parts_and_net() -> None:
    """7.5 % of 100.125 dinars."""
    assert rounded(100_125 * 75, 1000, "KWD") == 7_509
    assert 100_125 - 7_509 == 92_616


def test_rule_2_payout_half_up_and_kpw_down() -> None:
    """The three examples of the page."""
    assert pay_for(Leg("CNY"), 700_000, Rate(180, "KRW", 100, "CNY")).full == 388_889
    assert pay_for(Leg("KPW"), 333_333, Rate(100, "CNY", 4_100, "KPW")).full == 13_666_653
    assert pay_for(Leg("KPW"), 33, Rate(100, "CNY", 5, "KPW")).full == 1


def test_rule_3_whole_notes_close_the_net() -> None:
    """3,800 of 3,888.89 yuan."""
    quote = Rate(180, "KRW", 100, "CNY")
    terms = Terms("KRW", gross=700_000, fees=(), legs=(Leg("CNY", quote, "fixed", notes=10_000),))
    pays = work_out(terms).pays
    assert pays[0].floor == 380_000
    assert reckon(terms, pays, [Delivery(1, 0, 380_000)]) == Reckoned([700_000], {0: 8_889})


@pytest.mark.parametrize(
    ("net", "rate", "paid", "worths"),
    [
        (600_000, Rate(200, "KRW", 100, "CNY"), (100_001, 100_001), [200_002, 200_002]),
        (100, Rate(100, "KRW", 300, "CNY"), (100, 100, 100), [33, 34, 33]),
    ],
)
def test_rule_4_parts_never_drift(net: int, rate: Rate, paid: tuple[int, ...], worths: list[int]) -> None:
    """Counted together, told apart."""
    terms = Terms("KRW", gross=net, fees=(), legs=(Leg("CNY", rate, "fixed"),))
    parts = [Delivery(number, 0, amount) for number, amount in enumerate(paid, 1)]
    assert reckon(terms, work_out(terms).pays, parts).worths == worths


def test_rule_5_fee_parts_by_largest_remainder() -> None:
    """A third of 400,000, 200,000 and 200,000."""
    assert half_up(800_000, 3) == 266_667
    assert earned((400_000, 200_000, 200_000), 400_000, 1_200_000) == [133_333, 66_667, 66_667]
    assert earned((1, 1, 1), 2, 3) == [1, 1, 0]
