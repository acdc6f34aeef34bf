"""The whole desk at a glance: what wants attention first, then the homes and the name envelopes."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from naru.command import Id
from naru.desk.state import State
from naru.views.order import Brief, briefs
from naru.views.owed import taken
from naru.views.values import Day, Ref, Sum, day, sums


class CaseLine(msgspec.Struct, frozen=True):
    """A home: when the named person was last heard directly, when the last sign came, whether they want no more."""

    case: Ref
    heard: Day | None
    proof: Day | None
    refused: bool


class CardLine(msgspec.Struct, frozen=True):
    """A name envelope, and whose it is or was."""

    id: Ref
    whose: Ref
    burned: bool


class CarriedForward(msgspec.Struct, frozen=True):
    """What the orders of one home that left the book had added up to. Without `case`: that home was burned, too."""

    case: Ref | None
    sent: tuple[Sum, ...]
    accepted: tuple[Sum, ...]


class Overview(msgspec.Struct, frozen=True, tag_field="view", tag="overview"):
    """Carriers who were taken, all orders (those that want attention, those under way, the others), what left the book,
    all homes and all name envelopes."""

    today: Day
    taken: tuple[Ref, ...]
    orders: tuple[Brief, ...]
    carried_forward: tuple[CarriedForward, ...]
    cases: tuple[CaseLine, ...]
    cards: tuple[CardLine, ...]


def overview(state: State, today: int) -> Overview:
    """The desk on a day."""
    cases = (CaseLine(Ref(one.id), day(one.heard), day(one.proof), one.refused) for one in state.cases.values())
    cards = (CardLine(Ref(card.id), Ref(card.whose), card.burned) for card in state.cards.values())
    return Overview(
        Day(today), taken(state), tuple(briefs(state, today)), tuple(carried_forward(state)), tuple(cases), tuple(cards)
    )


def carried_forward(state: State) -> Iterator[CarriedForward]:
    """What the orders that left the book had added up to, home by home."""
    found: dict[Id, dict[str, dict[str, int]]] = {}
    for (of, account, code), amount in state.carried_forward.items():
        if account in ("sent", "accepted") and of not in state.carriers:
            found.setdefault(of, {"sent": {}, "accepted": {}})[account][code] = amount
    for of, told in found.items():
        yield CarriedForward(Ref(of) if of in state.cases else None, sums(told["sent"]), sums(told["accepted"]))
