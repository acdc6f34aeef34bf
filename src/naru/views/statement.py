"""A statement of one order: the order without whatever names or quotes somebody, and numbers for the people in it."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from naru.command import ROLES, Id
from naru.desk.desk import Desk
from naru.desk.state import State
from naru.refusal import Refusal
from naru.views.happened import Happened
from naru.views.order import OrderView, order


class Who(msgspec.Struct, frozen=True):
    """Somebody by role: sender, receiver, family, carrier, person. A number holds within one statement alone."""

    role: str
    number: int = 0


class Statement(msgspec.Struct, frozen=True):
    """One order as it may leave the desk. `people` says who stands behind each id in it; `head` is the digest of the
    desk's last row, `rows` its number."""

    order: OrderView
    people: dict[Id, Who]
    head: bytes
    rows: int


def statement(desk: Desk, of: Id, today: int, head: bytes = b"") -> Statement:
    """Draw up a statement of one order.

    Args:
        today: the day it speaks of, packed.
        head: digest of the desk's last row, where the caller has checked it; else as the desk has it.
    Raises:
        Refusal: ``desk.no-such-order``; ``case.not-yours``; ``log.*`` for a row that cannot be read.
    """
    found = desk.state.orders.get(of)
    if found is None:
        raise Refusal("desk.no-such-order")
    desk.must_open(found.case)
    told = order(desk, of, today)
    bare = msgspec.structs.replace(told, events=tuple(map(_bare, told.events)))
    return Statement(bare, _numbered(desk.state, bare), head or desk.head.digest, desk.head.seq)


def _bare(event: Happened) -> Happened:
    return msgspec.structs.replace(event, word="", purpose="", lifts="", note="")


def _numbered(state: State, told: OrderView) -> dict[Id, Who]:
    """Numbers for people: carriers in the order of the chain, everybody else as they come."""
    people, count = {of: Who(role) for of, role in ROLES.items()}, {"carrier": 0, "person": 0}
    for of in _mentioned(told):
        if of is not None and of not in people:
            role = "carrier" if of in state.carriers else "person"
            count[role] += 1
            people[of] = Who(role, count[role])
    return people


def _mentioned(told: OrderView) -> Iterator[Id | None]:
    """Everybody who stands in a statement, in the order in which they are read."""
    if told.promise:
        yield from told.promise.hands
        yield from (fee.to for fee in told.promise.fees)
        yield from (charge.to for charge in told.promise.charges)
        yield told.promise.answers
    for event in told.events:
        yield from event.to
        yield event.says
    yield from (line.whose for line in (*told.books.lines, *told.books.right))
    for one in told.owes:
        yield from (one.debtor, one.creditor)
