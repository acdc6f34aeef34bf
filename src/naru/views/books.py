"""The books of an order as people read them: accounts by kind and by whose they are, and the identity they keep."""

from __future__ import annotations

import msgspec

from naru.command import Id
from naru.ledger import Book
from naru.orders.books import SEIZED, WRITTEN_OFF
from naru.orders.order import Order
from naru.views.values import Ref, Sum, ref

CONTRA = ("out", "via", "purse", "cash", "payout")
"""accounts that only say the other half of a line: nobody asks for their balance"""


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
    """All accounts that were ever touched, and the identity: what `left` adds up to is what `right` adds up to.

    `paid` is what she has paid in her own money, where that is not the order currency.
    """

    lines: tuple[Line, ...]
    left: tuple[Line, ...] = ()
    right: tuple[Line, ...] = ()
    paid: Sum | None = None


def books(order: Order) -> Books:
    """The books of an order."""
    if order.worked is None:
        return Books(lines(order.book, order))
    code = order.code
    paid = Sum(order.sent_pay, order.worked.outlay_code) if order.worked.outlay_code != code else None
    return Books(lines(order.book, order), _left(order), _right(order), paid)


def lines(book: Book, order: Order) -> tuple[Line, ...]:
    """Every account, and what is reserved. Accounts of one kind stand apart by whose they are."""
    found = [_line(order, account, Sum(abs(amount), code)) for (account, code), amount in book.balances.items()]
    found += [_line(order, account, Sum(amount, code), True) for (account, code), amount in book.reserved.items()]
    return tuple(line for line in found if line.account not in CONTRA)


def _line(order: Order, account: str, sum: Sum, pending: bool = False) -> Line:
    kind, _, index = account.partition(":")
    if kind in ("lost", "other"):
        whose = bytes.fromhex(index) if kind == "other" else b""
        return Line(account if kind == "lost" else kind, sum, ref(whose), pending=pending)
    number = int(index or 0)
    return Line(kind, sum, ref(_whose(order, kind, number)), number, pending)


def _whose(order: Order, kind: str, index: int) -> Id:
    if kind == "fee":
        return order.terms.fees[index].payee if order.terms and order.terms.fees else b""
    if kind == "hand":
        return order.hands[index] if order.hands else b""
    return order.roads[index] if kind == "road" else b""


def _left(order: Order) -> tuple[Line, ...]:
    return tuple(Line(account, Sum(order.of(account), order.code)) for account in ("sent", "due"))


def _right(order: Order) -> tuple[Line, ...]:
    """The other side: others each for themself, all fee parts together."""
    code, of = order.code, order.of
    others = [Line("other", Sum(amount, code), ref(bytes.fromhex(who))) for who, amount in order.others().items()]
    return (
        Line("accepted", Sum(of("accepted"), code)),
        *others,
        Line("fee", Sum(earned_fee(order), code)),
        *(Line(account, Sum(of(account), code)) for account in ("owed", "returned", SEIZED, WRITTEN_OFF)),
    )


def earned_fee(order: Order) -> int:
    """All fee parts earned so far, in minor units of the order currency."""
    return sum(order.of(f"fee:{index}") for index in range(len(order.worked.fees))) if order.worked else 0
