"""Every play that Naru ships holds; together they say everything that can be said."""

from __future__ import annotations

from pathlib import Path

import pytest

from naru.commands.tables import ASKS, BY_KIND
from naru.orders.ends import ENDS
from naru.plays.run import run
from naru.plays.script import Script, read_file

PLAYS = sorted((Path(__file__).parents[2] / "plays").glob("*.toml"))
MONEY_FAILURES = (*range(1, 24), 27)
"""the failures of the domain paper, section 2, that concern money or what a carrier held"""


def scripts() -> list[Script]:
    """All shipped plays."""
    return [read_file(path) for path in PLAYS]


@pytest.mark.parametrize("path", PLAYS, ids=lambda path: path.stem)
def test_the_play_holds(path: Path, tmp_path: Path) -> None:
    """What was worked out by hand from the reported case is what the desk comes to."""
    assert run(read_file(path), tmp_path / "desk").failures == ()


@pytest.mark.parametrize("path", PLAYS, ids=lambda path: path.stem)
def test_the_play_says_where_it_comes_from(path: Path) -> None:
    """It begins with what happened and the sums by hand; a reported case names its source and what Naru must show."""
    head = path.read_text("utf-8").partition("title =")[0]
    assert "# By hand:" in head
    invented = "An invented case" in head
    assert invented or ("# What happened:" in head and "# Source: S" in head and "# Naru must show:" in head)


def test_every_failure_with_money_has_a_play() -> None:
    """One play for each, by its number."""
    numbers = {int(path.name[:2]) for path in PLAYS}
    assert numbers.issuperset(MONEY_FAILURES)


def test_every_verb_is_said_somewhere() -> None:
    """No verb is without a play; roads are opened in the head."""
    said = {step.say for script in scripts() for step in script.steps}
    assert BY_KIND.keys() - said == {"road"}
    assert any(script.roads for script in scripts())


def _expected(name: str) -> set[str]:
    found = set()
    for script in scripts():
        for step in script.steps:
            value = step.expect.get(name, {})
            for one in value.values() if isinstance(value, dict) else [value]:
                found |= {one} if isinstance(one, str) else set(one)
    return found


def test_every_end_is_reached_somewhere() -> None:
    """All ends that can be told apart are told apart in a play."""
    assert _expected("ends") == set(ENDS)


def test_every_question_and_every_hard_stop_is_met_somewhere() -> None:
    """The warnings that ask, as warnings or as questions, and the stops."""
    refused, warned = _expected("refused"), _expected("warns")
    assert {f"ask.{key}" for key in ASKS} <= refused | {f"ask.{key}" for key in warned}
    assert {"stop.family-refused", "stop.carrier-taken", "stop.road-blocked", "stop.same-order"} <= refused
