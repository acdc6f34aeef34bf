"""The table is honest: its columns agree with the rules behind them, and what a row says beside the books happens."""

from __future__ import annotations

import pytest

from naru.command import Effect, EventType
from naru.commands.tables import EVENT_TYPES, WARNINGS
from naru.desk.state import EFFECTS
from naru.orders.ends import ENDS
from naru.orders.life import EVENT_TYPES as LIFE
from testkit.house import MINA, PARK, Room


def test_every_effect_is_in_a_row_and_every_row_has_its_effects_carried_out() -> None:
    """An effect no row names is dead, and one the desk does not know would be a wish."""
    assert {effect for row in EVENT_TYPES for effect in row.effects} == set(Effect)
    assert {row.number: len(row.effects) for row in EVENT_TYPES} == {n: len(done) for n, done in EFFECTS.items()}


def test_what_is_lowered_was_raised() -> None:
    """No row takes down a flag that no row puts up, and an end that was said outright is a flag of some row."""
    raised = {flag for row in LIFE for flag in row.raises}
    assert {flag for row in LIFE for flag in row.lowers} <= raised
    assert {"held", "stuck", "frozen", "arrested", "refused", "disputed", "cancelled", "lapsed", "closed"} <= raised
    assert raised & ENDS.keys() >= raised - {"word", "proof", "reopened", "lost-after"}


@pytest.mark.parametrize("row", LIFE, ids=lambda row: row.kind)
def test_a_row_that_moves_money_has_a_rule(row: EventType) -> None:
    """And one whose rule only checks names no move."""
    assert not row.moves or row.rule is not None
    assert not (row.opens and row.needs) or row.continues


def test_every_text_that_could_hold_a_name_is_secret() -> None:
    """Of all that is written freely only two texts may stand in an argument: what for, and what lifts a hold."""
    free = {f for row in EVENT_TYPES for f in row.fields if f.type in ("text", "word", "name")}
    assert {f.name for f in free if not f.secret} == {"purpose", "lifts"}
    assert {"name", "place", "word"} <= {f.name for f in free if f.secret}


def test_each_warning_is_one() -> None:
    """A key stands for one rule, wherever it is asked."""
    for row in EVENT_TYPES:
        assert all(WARNINGS[warning.key] is warning for warning in row.warnings)


def test_a_hand_over_counts_for_the_hands_and_for_the_case() -> None:
    """Accepted: each carrier of the chain has delivered once, and the last proof is of that day."""
    room = Room()
    room.sent()
    assert not room.state.carriers[PARK].done
    room.accept("3,000 CNY")
    assert room.state.carriers[PARK].done == 1
    assert room.state.cases[MINA].proof == room.order().last_day


def test_a_refusal_reaches_the_case_and_is_lifted_with_it() -> None:
    """Said of an order it stops every order of that home; the family's own word lifts it for all of them."""
    room = Room()
    room.sent()
    room.say("refuse", says="receiver")
    assert room.state.cases[MINA].refused and "refused" in room.order().flags
    room.say("resume", MINA, says="receiver")
    assert not room.state.cases[MINA].refused and "refused" not in room.order().flags
