"""The table is the life: every path up to a depth is walked, and the table says exactly what happens on them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest

from naru.command import EventType
from naru.orders.ends import ENDS, standing
from naru.orders.life import EVENT_TYPES
from naru.orders.order import Order
from testkit.house import accounts
from testkit.orders.paths import LONGER, R1, USUAL, VARIANTS, Found, begin, follow, told, walk

DEPTH = 4
BY_KIND = {event_type.kind: event_type for event_type in EVENT_TYPES}
DAYS = (2024_05_02, 2024_06_02)


def all_paths(name: str) -> Iterator[Found]:
    """Every event on every path of one kind of order, and the rare ones that lie deeper."""
    yield from walk(VARIANTS[name], DEPTH, money_only=True)
    for order, steps in LONGER:
        if order == name:
            yield from follow(VARIANTS[name], steps)


def alike(event_type: EventType) -> str:
    """Two verbs with one rule move the same (bad notes reopen): they are told together."""
    return next(one.kind for one in EVENT_TYPES if one.rule is event_type.rule and one.moves == event_type.moves)


@cache
def happened(name: str) -> frozenset[tuple[str, str]]:
    """What moved on the paths of one kind of order, by verb. Each event was checked on the way."""
    found = {(BY_KIND["promise"].kind, told(line)) for line in begin(VARIANTS[name])[1].event.lines}
    for before, decided, after in all_paths(name):
        check(before.orders[R1], after.orders[R1])
        declared = set(decided.event_type.moves)
        moved = {told(line) for line in decided.event.lines}
        assert moved <= declared, (decided.event_type.kind, moved - declared)
        found |= {(alike(decided.event_type), move) for move in moved}
    return frozenset(found)


def check(before: object, order: Order) -> None:
    """The first promise, on the accounts as people read them; and every currency by itself."""
    held = accounts(order)
    used = sum(amount for name, amount in held.items() if name not in ("sent", "due"))
    assert held.get("sent", 0) + held.get("due", 0) == used
    assert min(held.values(), default=0) >= 0
    assert set(order.book.trial().values()) <= {0}
    assert all(amount > 0 for _, _, amount in order.book.all_reserved())


@pytest.mark.parametrize("name", VARIANTS)
def test_the_first_promise_holds_on_every_path_and_the_table_names_every_move(name: str) -> None:
    """Sent and due are what is accepted, received by another, earned, owed, returned and lost: after each event."""
    assert happened(name)


@pytest.mark.parametrize("event_type", EVENT_TYPES, ids=lambda event_type: event_type.kind)
def test_every_move_the_table_declares_happens(event_type: EventType) -> None:
    """A move that no path ever makes is a lie of the table."""
    seen = {move for name in VARIANTS for kind, move in happened(name) if kind == alike(event_type)}
    assert set(event_type.moves) == seen, (set(event_type.moves) - seen, seen - set(event_type.moves))


def test_every_verb_happens_and_every_end_is_met_on_some_path() -> None:
    """Nothing in the table is out of reach; all ends but the asker's are met within a few events and two days."""
    verbs, ends = {"ask", "promise"}, {"asked"}
    restored = follow(USUAL, ("send half", "accept some", "taken-back", "restored"))
    for _, decided, after in (*walk(USUAL, 3, money_only=False), *restored):
        verbs.add(decided.event_type.kind)
        for day in DAYS:
            ends.update(standing(after.orders[R1], day).ends)
    assert verbs == set(BY_KIND)
    assert ends == set(ENDS)


def test_verbs_and_numbers_are_used_once() -> None:
    """A number in the log means one thing for ever."""
    assert (
        len({event_type.number for event_type in EVENT_TYPES})
        == len({event_type.kind for event_type in EVENT_TYPES})
        == len(EVENT_TYPES)
    )
