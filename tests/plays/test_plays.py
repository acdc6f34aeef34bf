"""Every play that Naru ships holds; together they say everything that can be said."""

from __future__ import annotations

from pathlib import Path

import pytest

from naru.command import Command, Id
from naru.commands.tables import ASKS, BY_KIND
from naru.desk.answers import Answer
from naru.desk.desk import Desk
from naru.orders.ends import ENDS
from naru.plays.run import run
from naru.plays.script import Script, read_file
from naru.plays.stage import Stage
from naru.views.next import can_be_said

PLAYS = sorted((Path(__file__).parents[2] / "plays").glob("*.toml"))
MONEY_FAILURES = (*range(1, 24), 27)
"""the failures of the domain paper, section 2, that concern money or what a carrier held"""


def scripts() -> list[Script]:
    """All shipped plays."""
    return [read_file(path) for path in PLAYS]


@pytest.fixture
def unlisted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Verbs that a desk took of an order, although they were not among those that could be said of it."""
    found: list[str] = []
    subject, say = Stage.subject, Desk.say
    today = 0

    def watched_subject(stage: Stage, kind: str, name: str) -> Id:
        nonlocal today
        today = stage.today
        return subject(stage, kind, name)

    def watched_say(desk: Desk, command: Command) -> Answer:
        order = desk.state.orders.get(command.of)
        listed = can_be_said(desk.state, order, today) if order else [command.kind]
        answer = say(desk, command)
        if command.kind not in listed and not answer.again:
            found.append(command.kind)
        return answer

    monkeypatch.setattr(Stage, "subject", watched_subject)
    monkeypatch.setattr(Desk, "say", watched_say)
    return found


@pytest.mark.parametrize("path", PLAYS, ids=lambda path: path.stem)
def test_the_play_holds(path: Path, tmp_path: Path, unlisted: list[str]) -> None:
    """What was worked out by hand from the reported case is what the desk comes to, by verbs that it offered."""
    assert run(read_file(path), tmp_path / "desk").failures == ()
    assert unlisted == []


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
