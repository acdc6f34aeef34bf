"""One carrier: what is in their hands, what they owe, which orders go their way, whom they came near."""

from __future__ import annotations

import msgspec

from naru.command import Id
from naru.desk.carried import EARNED, contacts_of
from naru.desk.state import State
from naru.refusal import Refusal
from naru.views.exposure import Exposure, exposures
from naru.views.order import Brief, briefs
from naru.views.owed import Owes, owes
from naru.views.values import Day, Ref, Sum, sums


class Contact(msgspec.Struct, frozen=True):
    """`month`: the last one in which an order of the case went this way."""

    case: Ref
    month: Day


class CarrierView(msgspec.Struct, frozen=True, tag_field="view", tag="carrier"):
    """Any hand in the chain.

    `done` counts the hand-overs held for true on orders through this hand;
    0 is a first time. `cash` is what is known to lie ready and is promised to nobody. `roads` stand with what lies on
    them in `exposure`. `earned`: fees of orders that left the book.
    """

    carrier: Ref
    taken: bool
    done: int
    exposure: tuple[Exposure, ...]
    cash: tuple[Sum, ...]
    roads: tuple[Ref, ...]
    blocked: tuple[Ref, ...]
    owes: tuple[Owes, ...]
    orders: tuple[Brief, ...]
    contacts: tuple[Contact, ...]
    earned: tuple[Sum, ...]


def carrier(state: State, of: Id, today: int) -> CarrierView:
    """One carrier on a day.

    Raises:
        Refusal: ``desk.no-such-carrier``.
    """
    found = state.carriers.get(of)
    if found is None:
        raise Refusal("desk.no-such-carrier")
    roads = [road for road in state.roads.values() if road.carrier == of]
    near = sorted(((month, case) for (case, hand), month in contacts(state).items() if hand == of), reverse=True)
    forward = state.carried_forward.items()
    return CarrierView(
        carrier=Ref(of),
        taken=bool(found.taken),
        done=found.done,
        exposure=tuple(one for place in (of, *(road.id for road in roads)) for one in exposures(state, place, today)),
        cash=sums({code: found.free_cash(code) or 0 for code in found.cash}),
        roads=tuple(Ref(road.id) for road in roads),
        blocked=tuple(Ref(road.id) for road in roads if road.blocked),
        owes=tuple(one for one in owes(state) if of in (one.debtor, one.creditor)),
        orders=tuple(briefs(state, today, hand=of)),
        contacts=tuple(Contact(Ref(case), Day(month)) for month, case in near),
        earned=sums({code: amount for (who, account, code), amount in forward if who == of and account == EARNED}),
    )


def contacts(state: State) -> dict[tuple[Id, Id], int]:
    """Every carrier who had to do with a case, by the last month: from orders in the books and those that left."""
    found = dict(state.contacts)
    for order in state.orders.values():
        for pair, month in contacts_of(order):
            found[pair] = max(month, found.get(pair, 0))
    return found
