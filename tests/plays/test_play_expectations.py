"""Every word to expect holds where it should and fails where it should, and the failure says both sides."""

from __future__ import annotations

from pathlib import Path

import pytest

from naru.plays.expect import BY_LABEL, WHOLE
from naru.plays.run import Played, run
from naru.plays.script import read_text
from naru.refusal import Refusal

STORY = """
title = "expectations"
valuation = "USD"
[people]
cases = ["mother"]
carriers = ["kim", "lee"]
persons = ["supplier"]
[[step]]
on = "2024-05-01"
say = "rate"
rate = "1 USD = 1,000 KRW"
[[step]]
say = "price"
thing = "rice"
amount = "4 CNY"
[[step]]
say = "rate"
rate = "1 USD = 7 CNY"
[[step]]
say = "cash"
of = "lee"
amount = "5,000 CNY"
[[step]]
say = "owe"
of = "D1"
debtor = "lee"
creditor = "supplier"
amount = "70 CNY"
[[step]]
say = "promise"
of = "R1"
case = "mother"
by = ["kim", "lee"]
gross = "1,000,000 KRW"
fee = "kim / 40%"
payout = "CNY / 1 CNY = 200 KRW / fixed"
latest = "2024-05-20"
dispute-days = 0
risk = "carrier"
purpose = "food"
[[step]]
say = "send"
of = "R1"
amount = "1,000,000 KRW"
[[step]]
say = "reach"
of = "R1"
says = "kim"
to = "lee"
[[step]]
on = "2024-05-10"
say = "heard"
of = "mother"
says = "receiver"
[[step]]
on = "2024-05-25"
say = "accept"
of = "R1"
says = "receiver"
phone = "own"
amount = "1,500 CNY"
"""
"""1,500 of 3,000 CNY: worth 300,000, fee 200,000, owed 500,000; five days late."""

RIGHT_AND_WRONG = {
    "warns": ('"after-latest"', '["after-latest", "weak-proof"]'),
    "again": ("false", "true"),
    "ends": (
        '{ R1 = ["short", "overdue", "reached", "accepted-partly"] }',
        '{ R1 = ["overdue", "reached", "accepted-partly"] }',
    ),
    "gross": ('{ R1 = "1,000,000 KRW" }', '{ R1 = "1,000,001 KRW" }'),
    "fee": ('{ R1 = "400,000 KRW" }', '{ R1 = "400,001 KRW" }'),
    "net": ('{ R1 = "600,000 KRW" }', '{ R1 = "599,999 KRW" }'),
    "owed": ('{ R1 = "500,000 KRW" }', '{ R1 = "499,999 KRW" }'),
    "due": ('{ R1 = "0 KRW" }', '{ R1 = "1 KRW" }'),
    "short": ('{ R1 = "300,000 KRW" }', '{ R1 = "300,001 KRW" }'),
    "family": ('{ R1 = "300,000 KRW" }', '{ R1 = "299,999 KRW" }'),
    "noted": ('{ R1 = "0 KRW" }', '{ R1 = "5 KRW" }'),
    "payout": ('{ R1 = "3,000 CNY" }', '{ R1 = "3,000.01 CNY" }'),
    "paid": ('{ R1 = ["1500 CNY"] }', "{ R1 = [] }"),
    "unpaid": ('{ R1 = "1,500.00 CNY" }', '{ R1 = "1,499 CNY" }'),
    "beyond": ("{ R1 = [] }", '{ R1 = "1 CNY" }'),
    "answers": ('{ R1 = "kim" }', '{ R1 = "lee" }'),
    "in-hands": ('{ R1 = { lee = "500,000 KRW" } }', '{ R1 = { kim = "500,000 KRW" } }'),
    "cost": (
        '{ R1 = { outlay = "1,000,000 KRW", spread = "0 KRW" } }',
        '{ R1 = { outlay = "1,000,000 KRW", spread = "-1 KRW" } }',
    ),
    "overdue": ("{ R1 = 5 }", "{ R1 = 4 }"),
    "books": (
        '{ R1 = { accepted = "300,000 KRW", "till:CNY pending" = "1,500 CNY", returned = "0 KRW" } }',
        '{ R1 = { "fee:kim" = "200,001 KRW" } }',
    ),
    "exposure": ('{ lee = "500,000 KRW", kim = [] }', '{ lee = ["500,000 KRW", "1 CNY"] }'),
    "cash": ('{ lee = "2,000 CNY" }', '{ lee = "2,000.01 CNY" }'),
    "debts": ('{ D1 = { owed = "70 CNY", debtor = "lee", doubtful = false } }', '{ D1 = "71 CNY" }'),
    "owes": (
        '["lee owes supplier 70 CNY", "kim owes sender 500,000 KRW"]',
        '["lee owes supplier 70 CNY (debt D1)"]',
    ),
    "worth": (
        '[{ of = "R1", on = "2024-05", is = "214.29 USD" }, { of = "R1", on = "2024-04", in = "USD", is = "unknown" }]',
        '{ of = "R1", on = "2024-05-01", is = "214.28 USD" }',
    ),
    "bought": (
        '{ of = "R1", on = "2024-05-01", thing = "rice", is = "375.000" }',
        '{ of = "R1", on = "2024-05-01", thing = "rice", is = "375.001" }',
    ),
    "case": (
        '{ mother = { heard = 2024-05-10, proof = "2024-05-25", refused = false } }',
        '{ mother = { heard = "2024-05-25" } }',
    ),
    "years": (
        '{ mother = { 2024 = ["1,000,000 KRW", "worth 1,000 USD"] } }',
        '{ mother = { 2024 = ["1,000,000 KRW", "worth 999 USD"] } }',
    ),
    "carried-forward": ("{ mother = { accepted = [] } }", '{ mother = { accepted = "1 KRW" } }'),
    "audit": ("true", "false"),
}


def played(expect: str, folder: Path, story: str = STORY) -> Played:
    """The story, and after its last step what is to be true."""
    return run(read_text(f"{story}[step.expect]\n{expect}\n"), folder / "desk")


def test_no_word_is_left_out() -> None:
    """A new word to expect is tried here, both ways."""
    assert RIGHT_AND_WRONG.keys() == {*BY_LABEL, *WHOLE, "warns", "again"}


@pytest.mark.parametrize("word", RIGHT_AND_WRONG)
def test_what_is_true_holds(word: str, tmp_path: Path) -> None:
    """The right value passes."""
    assert played(f"{word} = {RIGHT_AND_WRONG[word][0]}", tmp_path).failures == ()


@pytest.mark.parametrize("word", RIGHT_AND_WRONG)
def test_what_is_not_true_fails_and_says_both_sides(word: str, tmp_path: Path) -> None:
    """A wrong value is one failure, which names step and word, and tells what was expected and what was found."""
    (failure,) = played(f"{word} = {RIGHT_AND_WRONG[word][1]}", tmp_path).failures
    head, _, tail = failure.partition(": expected ")
    expected, _, found = tail.partition(", found ")
    assert head.startswith(f"step 10: {word}")
    assert expected and found and expected != found


def test_each_wrong_thing_is_a_failure_of_its_own(tmp_path: Path) -> None:
    """Nothing hides behind the first failure."""
    expect = 'owed = { R1 = "1 KRW" }\nfamily = { R1 = "2 KRW" }\noverdue = { R1 = 3 }'
    assert played(expect, tmp_path).failures == (
        "step 10: owed.R1: expected 1 KRW, found 500000 KRW",
        "step 10: family.R1: expected 2 KRW, found 300000 KRW",
        "step 10: overdue.R1: expected 3, found 5",
    )


def test_a_refusal_nobody_expects_is_a_failure(tmp_path: Path) -> None:
    """It is told with its key, and nothing else of the step is looked at."""
    story = STORY + '[[step]]\nsay = "close"\nof = "R1"\n'
    (failure,) = played('owed = { R1 = "1 KRW" }', tmp_path, story).failures
    assert failure.startswith("step 11: expected to be said, found refused: life.not-settled")


@pytest.mark.parametrize(
    ("verb", "key", "failure"),
    [
        ("close", "life.not-settled", ()),
        ("close", "life.disputed", ("step 11: refused: expected life.disputed, found life.not-settled",)),
        ("stuck", "life.nothing-owed", ("step 11: refused: expected life.nothing-owed, found not refused",)),
    ],
)
def test_an_expected_refusal(verb: str, key: str, failure: tuple[str, ...], tmp_path: Path) -> None:
    """The right key holds; another key, and none at all, do not."""
    story = STORY + f'[[step]]\nsay = "{verb}"\nof = "R1"\n'
    assert played(f'refused = "{key}"', tmp_path, story).failures == failure


@pytest.mark.parametrize(
    ("expect", "key"),
    [
        ('owned = { R1 = "1 KRW" }', "play.word"),
        ('owed = "1 KRW"', "play.expectation"),
        ('owed = { R2 = "1 KRW" }', "play.label"),
        ('owed = { R1 = "1,00 KRW" }', "money.grouping"),
        ('books = { R1 = { acepted = "0 KRW" } }', "play.word"),
        ('books = { R1 = { "fee:kin" = "0 KRW" } }', "play.word"),
        ('books = { R1 = { "received:XXY" = "0 KRW" } }', "money.unknown-currency"),
        ('overdue = { R1 = "late" }', "play.expectation"),
        ('exposure = { kin = "1 KRW" }', "play.expectation"),
        ('cost = { R1 = { outlays = "1 KRW" } }', "play.expectation"),
        ('case = { mother = { herd = "2024-05-10" } }', "play.expectation"),
        ('worth = { of = "R1", on = "2024-05-01" }', "play.expectation"),
    ],
)
def test_an_expectation_that_cannot_be_read_stops_the_play(expect: str, key: str, tmp_path: Path) -> None:
    """A slip of the pen is neither a pass nor a failure: the refusal says in which step it stands."""
    with pytest.raises(Refusal) as caught:
        played(expect, tmp_path)
    assert (caught.value.key, caught.value.facts["step"]) == (key, 10)


def test_the_end_state_is_told_in_labels(tmp_path: Path) -> None:
    """Other programs get every order, exposure, debt and case by the play's own names, and how each step went."""
    found = played("audit = true", tmp_path)
    assert found.end["today"] == "2024-05-25"
    assert found.end["orders"]["R1"]["books"]["fee:kim"] == "200000 KRW"
    assert found.end["exposure"] == {"kim": [], "lee": ["500000 KRW"]}
    assert found.end["debts"]["D1"]["creditor"] == "supplier"
    assert found.steps[-1] == {
        "step": 10, "say": "accept", "of": "R1", "refused": "", "warns": ["after-latest"], "again": False,
    }  # fmt: skip
