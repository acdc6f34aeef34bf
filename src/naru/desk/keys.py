"""Which keys seal which rows: what a snapshot burns, and how a row of something living opens when its header does
not."""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import NamedTuple

from naru.command import Id
from naru.desk.state import State
from naru.orders.order import Order
from naru.people.people import Card, Case
from naru.vault.keyring.generation import HOUSE
from naru.vault.log import rows


class Lost(NamedTuple):
    """What goes with a snapshot: keys of orders, cases and cards by number, case keys of whole cases, and their
    rows."""

    objects: list[int]
    cases: list[int]
    rows: list[int]


def lost(before: State, orders: Container[Id], cases: Container[Id], cards: Container[Id]) -> Lost:
    """What `before` holds and the named shelves do not hold any more."""
    things: list[Order | Case | Card] = [
        *(order for of, order in before.orders.items() if of not in orders),
        *(case for of, case in before.cases.items() if of not in cases),
        *(card for of, card in before.cards.items() if of not in cards),
    ]
    locks = [case.case_key for of, case in before.cases.items() if of not in cases]
    return Lost([thing.key for thing in things], locks, [seq for thing in things for seq in thing.rows])


def of_card(state: State, card: Card, *, opening: bool) -> rows.KeyNumbers:
    """The keys of a row about a card: the name lies under the card's own, all else under that of whose it is."""
    whose = state.cases.get(card.whose)
    house, books = (whose.case_key, whose.key) if whose else (HOUSE, 0)
    return rows.KeyNumbers(books, card.key if opening else books, house)


def of_rows(state: State) -> dict[int, rows.KeyNumbers]:
    """The keys of every row of everything that lives, by row."""
    return dict(_of_rows(state))


def _of_rows(state: State) -> Iterator[tuple[int, rows.KeyNumbers]]:
    for order in state.orders.values():
        keys = rows.KeyNumbers(order.key, order.key, state.cases[order.case].case_key)
        yield from ((seq, keys) for seq in order.rows)
    for case in state.cases.values():
        keys = rows.KeyNumbers(case.key, case.key, case.case_key)
        yield from ((seq, keys) for seq in case.rows)
    for shelf in (state.persons, state.carriers, state.roads, state.debts):
        for thing in shelf.values():
            keys = rows.KeyNumbers(thing.key, thing.key, HOUSE)
            yield from ((seq, keys) for seq in thing.rows)
    for card in state.cards.values():
        yield from ((seq, of_card(state, card, opening=not at)) for at, seq in enumerate(card.rows))
