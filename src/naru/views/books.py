"""The books of an order as people read them: accounts by kind and by whose they are, and the identity they keep."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from naru.ledger import Account, Book
from naru.orders.accounts import (
    ACCEPTED,
    DUE,
    KINDS,
    OWED,
    RETURNED,
    SEIZED,
    SENT,
    WRITTEN_OFF,
    fee,
    label,
    whose,
)
from naru.orders.order import Order
from naru.views.values import Ref, Sum, added, ref


class Line(msgspec.Struct, frozen=True):
    """One account: `sum` is never below zero.

    `account` is its kind; `whose` the person, carrier or road it is about, where it is one's alone; `index` tells
    accounts of one kind apart, as the terms count them from 0 (fee parts, hands, payouts). `pending`: only reserved.
    """

    account: str
    sum: Sum
    whose: Ref | None = None
    index: int = 0
    pending: bool = False


class Books(msgspec.Struct, frozen=True):
    """All accounts that were ever touched, and the identity: `left` and `right` add up to the same `whole`.

    `paid` is what she has paid in her own money, where that is not the order currency.
    """

    lines: tuple[Line, ...]
    left: tuple[Line, ...] = ()
    right: tuple[Line, ...] = ()
    paid: Sum | None = None
    whole: Sum | None = None


def books(order: Order) -> Books:
    """The books of an order."""
    if order.worked is None:
        return Books(lines(order.book, order))
    code = order.code
    paid = Sum(order.sent_pay, order.worked.outlay_code) if order.worked.outlay_code != code else None
    left = _left(order)
    return Books(lines(order.book, order), left, _right(order), paid, added([line.sum for line in left]))


def alike(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Lines of one kind as one: all other people, all losses. They are of one currency."""
    kinds: dict[str, list[Sum]] = {}
    for line in lines:
        kinds.setdefault(line.account.partition(":")[0], []).append(line.sum)
    return tuple(Line(kind, added(parts)) for kind, parts in kinds.items())


def lines(book: Book, order: Order) -> tuple[Line, ...]:
    """Every account, and what is reserved. Accounts of one kind stand apart by whose they are."""
    found = [_line(order, account, Sum(abs(amount), code)) for account, code, amount in book.all_balances()]
    found += [_line(order, account, Sum(amount, code), pending=True) for account, code, amount in book.all_reserved()]
    return tuple(line for line in found if line)


def _line(order: Order, account: Account, sum: Sum, *, pending: bool = False) -> Line | None:
    """A line for the account; None for one that only says the other half."""
    if KINDS[account.kind].contra:
        return None
    return Line(label(account), sum, ref(whose(order, account)), max(0, account.number), pending)


def _left(order: Order) -> tuple[Line, ...]:
    return tuple(Line(account.wire, Sum(order.of(account), order.code)) for account in (SENT, DUE))


def _right(order: Order) -> tuple[Line, ...]:
    """The other side: others each for themself, all fee parts together."""
    code, of = order.code, order.of
    others = [Line("other", Sum(amount, code), ref(bytes.fromhex(who))) for who, amount in order.others().items()]
    return (
        Line("accepted", Sum(of(ACCEPTED), code)),
        *others,
        Line("fee", Sum(earned_fee(order), code)),
        *(Line(account.wire, Sum(of(account), code)) for account in (OWED, RETURNED, SEIZED, WRITTEN_OFF)),
    )


def earned_fee(order: Order) -> int:
    """All fee parts earned so far, in minor units of the order currency."""
    return sum(order.of(fee(index)) for index in range(len(order.worked.fees))) if order.worked else 0
