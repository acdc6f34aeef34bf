"""One order: the promise, what happened, its books, who owes whom, where the money is now, what can be said next."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from naru.command import Id
from naru.days import from_ordinal
from naru.desk.desk import Desk
from naru.desk.state import State
from naru.orders.ends import standing
from naru.orders.order import Order
from naru.orders.retention import is_settled, kept_days, kept_until
from naru.refusal import Refusal
from naru.views import payout
from naru.views.books import Books, Line, books, lines
from naru.views.happened import Happened, happened
from naru.views.next import can_be_said
from naru.views.owed import Owes, owes_of
from naru.views.payout import Bought
from naru.views.promise import Promise, promise
from naru.views.values import Day, Ref, Sum, day, sums

URGENT = frozenset({"overdue", "short", "disputed", "stuck", "frozen", "arrested"})
"""ends that want attention first"""
TO_ASK = {"overdue": "given-or-not-yet"}
"""the one exact question to ask the carrier, by the end that calls for it"""


class Brief(msgspec.Struct, frozen=True):
    """One order in a line: what was promised and where it stands (`ends`, see the table of ends).

    `question` names the one thing to ask the carrier now, if any; `lacking` is what the receiver lacks, in the money
    they were to get, while somebody still owes it. `open`: something is owed, due or promised.
    """

    id: Ref
    case: Ref
    gross: Sum | None
    ends: tuple[str, ...]
    urgent: bool
    latest: Day | None
    overdue_days: int
    lacking: tuple[Sum, ...]
    question: str
    open: bool


class Position(msgspec.Struct, frozen=True):
    """Where the money of an order is on a day. In the order currency: `owed`, `due`, `short`, `family`, `noted`.

    `family` is what the family has now: accepted, less what was seized or taken back later; `family_payout` the same in
    the money they got, where that can be told. `handed`, `unpaid`, `beyond`: the payout handed over, still to come, and
    handed over beyond what was promised. `lacking`: what is short, in the money they were to get, where that can be
    told. `in_hands`: with whom the owed money lies. `worth` is what the payout is worth on the day, in the currency the
    desk's years are told in; `buys` what it buys there; both only where rates and prices are known. `noted`: what was
    delivered beyond all that was owed or still to be sent.
    """

    owed: Sum
    due: Sum
    short: Sum
    family: Sum
    family_payout: tuple[Sum, ...]
    handed: tuple[Sum, ...]
    unpaid: tuple[Sum, ...]
    lacking: tuple[Sum, ...]
    beyond: tuple[Sum, ...]
    noted: Sum
    in_hands: tuple[Line, ...]
    worth: Sum | None
    buys: tuple[Bought, ...]


class OrderView(msgspec.Struct, frozen=True, tag_field="view", tag="order"):
    """Everything about one order on the day `today`.

    `opens`: its story is for this reader. `untold`: rows that a restored book knows only as sums. `next` are the verbs
    that can be said of it. It leaves the book at the first opening after `kept_until`, or, while that is missing,
    `kept_days` days after it is settled.
    """

    today: Day
    order: Brief
    promise: Promise | None
    opens: bool
    untold: int
    events: tuple[Happened, ...]
    books: Books
    position: Position | None
    owes: tuple[Owes, ...]
    kept_days: int
    kept_until: Day | None
    next: tuple[str, ...]


def order(desk: Desk, of: Id, today: int) -> OrderView:
    """One order as its readers see it.

    Raises:
        Refusal: ``desk.no-such-order``; ``log.*`` for a row that cannot be read.
    """
    state = desk.state
    found = state.orders.get(of)
    if found is None:
        raise Refusal("desk.no-such-order")
    opens = desk.keyring.opens_case(state.cases[found.case].case_key)
    return OrderView(
        today=Day(today),
        order=brief(found, today),
        promise=promise(found),
        opens=opens,
        untold=len(found.rows) - len(desk.readable(found.rows)),
        events=tuple(happened(desk, found, shut="burned" if opens else "not-yours")),
        books=books(found),
        position=position(state, found, today),
        owes=tuple(owes_of(found)),
        kept_days=kept_days(found),
        kept_until=day(from_ordinal(kept_until(found))) if is_settled(found) else None,
        next=tuple(can_be_said(state, found, today)) if opens else (),
    )


def brief(order: Order, today: int) -> Brief:
    """An order in a line."""
    read = standing(order, today)
    short = "short" in read.ends and read.owed
    return Brief(
        id=Ref(order.id),
        case=Ref(order.case),
        gross=Sum(order.worked.gross, order.code) if order.worked else None,
        ends=read.ends,
        urgent=bool(URGENT & set(read.ends)),
        latest=day(order.latest),
        overdue_days=read.overdue_days,
        lacking=sums(payout.lacking(order, read.short)) if short else (),
        question=next((asked for end, asked in TO_ASK.items() if end in read.ends), ""),
        open=bool(read.owed or read.due or order.book.reserved),
    )


def briefs(state: State, today: int, *, case: Id = b"", hand: Id = b"") -> Iterator[Brief]:
    """All orders (of a case; through a hand) in a line each: those that want attention, those under way, the others."""
    found = [
        brief(order, today)
        for order in state.orders.values()
        if case in (b"", order.case) and (not hand or hand in order.hands)
    ]
    yield from sorted(found, key=lambda one: (not one.urgent, not one.open))


def position(state: State, order: Order, today: int) -> Position | None:
    """Where the money of an order is; None while nothing is promised."""
    if order.worked is None:
        return None
    read, code = standing(order, today), order.code
    things = dict.fromkeys(price.thing for price in state.market.prices)
    bought = ((thing, payout.bought(state, order, thing, today)) for thing in things)
    worth = payout.worth(state, order, state.valuation, today)
    return Position(
        owed=Sum(read.owed, code),
        due=Sum(read.due, code),
        short=Sum(read.short, code),
        family=Sum(read.family, code),
        family_payout=sums(payout.family_now(order)),
        handed=sums(payout.paid_out(order)),
        unpaid=sums(payout.still_to_pay(order)),
        lacking=sums(payout.lacking(order, read.short)) if read.short else (),
        beyond=sums(payout.beyond(order)),
        noted=Sum(payout.noted(order), code),
        in_hands=_in_hands(order),
        worth=None if worth is None else Sum(worth, state.valuation),
        buys=tuple(Bought(thing, count) for thing, count in bought if count is not None),
    )


def _in_hands(order: Order) -> tuple[Line, ...]:
    """With whom the owed money lies."""
    held = (line for line in lines(order.book, order) if line.account == "hand" and not line.pending)
    return tuple(sorted((line for line in held if line.sum.amount), key=lambda line: line.index))
