"""Letting go: which orders are over, and what stays of them in the sums when they leave the books."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from naru.days import LAST_YEAR, earliest, latest
from naru.desk.questions import UNPAID, charge_is_owed, contacts_of
from naru.desk.state import TAG_BITS, State
from naru.orders.order import Order
from naru.saying import Id

DEFAULT_DISPUTE_DAYS = 180
DAY = 86400
"""seconds"""
EPOCH = date(1970, 1, 1).toordinal()
EARNED = "earned"
"""the account of `gone` that keeps fees by payee; its `fee` keeps them by case and by whoever answered, to balance"""

CHARGES = "charge"
"""the account of `gone` that keeps fixed charges paid, by case and by payee; they are no part of any gross"""

AFTER = "after:"
"""how the accounts of `gone` begin that keep what the families lost again, by case and by kind"""

PLACES = {"hand": "out", "road": "via"}
"""where money lay when an order was burned before it was settled: that stays with the carrier, and on the road"""


def is_over(order: Order, today: int) -> bool:
    """Settled, and its dispute time gone by."""
    return earliest(today) > kept_until(order) and is_settled(order)


def kept_until(order: Order) -> int:
    """The day up to which an order stays in the book if it is settled and nothing more is written on it, as an ordinal.

    The dispute time counts from the last thing that happened, and from the day it was written down: whoever notes an
    old order from memory today has its days before her.
    """
    last = max(latest(order.last_day), latest(order.latest) if order.latest else 0, EPOCH + order.written // DAY)
    return min(last + kept_days(order), latest(LAST_YEAR * 10_000))


def kept_days(order: Order) -> int:
    """Its dispute time, in days."""
    return order.terms.dispute_days if order.terms else DEFAULT_DISPUTE_DAYS


def is_settled(order: Order) -> bool:
    """Nothing is owed, due, disputed or claimed any more, and nothing is on its way."""
    if order.of("owed") or order.of("due") or order.of("lost:written-off") or "disputed" in order.flags:
        return False
    if any(charge.agreed and charge.paid < charge.amount for charge in order.charges) and order.of("sent"):
        return False
    return not order.book.reserved or not (order.of("sent") or order.parts)


def forget_case(state: State, of: Id) -> None:
    """Take a case out of the state with its marks, its contacts and its cards. Its orders have left before."""
    state.cases.pop(of)
    state.contacts = {pair: month for pair, month in state.contacts.items() if pair[0] != of}
    for card in [card for card in state.cards.values() if card.whose == of]:
        del state.cards[card.id]


def leave(state: State, leaving: Sequence[Order]) -> None:
    """Take orders out of the state: their sums go into `gone`, what is still reserved for them is released."""
    rows = set()
    for order in leaving:
        _carry(state, order)
        for (case, hand), month in contacts_of(order):
            state.contacts[case, hand] = max(month, state.contacts.get((case, hand), 0))
        _release(state, order)
        rows.update(order.rows)
        del state.orders[order.id]
        live = state.live[order.case]
        live.remove(order.id)
        if not live:
            del state.live[order.case]
    if rows:
        state.said = {cmd: said for cmd, said in state.said.items() if said >> TAG_BITS not in rows}


def _carry(state: State, order: Order) -> None:
    """What the order came to, by case, by whoever answered and by whoever earned a fee."""
    answers = order.answering()
    for (account, currency), amount in order.book.balances.items():
        name, _, index = account.partition(":")
        if amount and name in PLACES:
            _add(state, (order.hands if name == "hand" else order.roads)[int(index)], name, currency, amount)
        if not amount or name in ("out", "via", "hand", "road", "payout", "purse", "cash", "till"):
            continue
        whole = account if name == "lost" else name
        _add(state, order.case, whole, currency, abs(amount))
        if answers:
            _add(state, answers, whole, currency, abs(amount))
        if name == "fee" and order.terms and order.terms.fees:
            payee = order.terms.fees[int(index)].payee or answers
            _add(state, payee, EARNED, currency, abs(amount))
    for kind, amount in order.after.items():
        _add(state, order.case, AFTER + kind, order.code, amount)
    for charge in order.charges:
        if charge_is_owed(order, charge):
            _add(state, charge.payee or answers, UNPAID, charge.currency, charge.amount - charge.paid)
        if charge.paid:
            _add(state, order.case, CHARGES, charge.currency, charge.paid)
            _add(state, charge.payee or answers, CHARGES, charge.currency, charge.paid)


def _add(state: State, of: Id, account: str, currency: str, amount: int) -> None:
    key = (of, account, currency)
    state.gone[key] = state.gone.get(key, 0) + amount


def _release(state: State, order: Order) -> None:
    for (account, currency), amount in order.book.reserved.items():
        if not order.hands:
            continue
        if account.startswith("hand:"):
            carrier = state.carriers[order.hands[int(account[5:])]]
            carrier.held.pending[currency] = carrier.held.pending.get(currency, 0) - amount
        elif order.terms:
            carrier = state.carriers[order.terms.hands[-1]]
            carrier.promised[currency] = carrier.promised.get(currency, 0) - amount
