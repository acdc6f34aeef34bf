"""What stays in the sums when orders leave the book: balances carried forward, by case and by carrier."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from naru.command import Id
from naru.desk.state import TAG_BITS, State
from naru.orders.accounts import KINDS, Side, label, whose
from naru.orders.order import Order
from naru.orders.retention import charge_is_owed

EARNED = "earned"
"""the account of `carried_forward` that keeps fees by payee; its `fee` keeps them by case and by whoever answered, to
balance"""

CHARGES = "charge"
"""the account of `carried_forward` that keeps fixed charges paid, by case and by payee; they are no part of any
gross"""

UNPAID = "charge-owed"
"""the account of `carried_forward` that keeps fixed charges still owed when their order was burned, by payee"""

AFTER = "after:"
"""how the accounts of `carried_forward` begin that keep what the families lost again, by case and by kind"""

PLACES = {"hand": "out", "road": "via"}
"""where money lay when an order was burned before it was settled: that stays with the carrier, and on the road"""


Contact = tuple[tuple[Id, Id], int]
"""(case, carrier), and the last month in which they had to do with each other, packed"""


def contacts_of(order: Order) -> Iterator[Contact]:
    """Which carriers an order brought near its case, and when."""
    month = order.last_day // 100 * 100
    yield from (((order.case, hand), month) for hand in order.hands)


def forget_case(state: State, of: Id) -> None:
    """Take a case out of the state with its marks, its contacts and its cards. Its orders have left before."""
    state.cases.pop(of)
    state.contacts = {pair: month for pair, month in state.contacts.items() if pair[0] != of}
    for card in [card for card in state.cards.values() if card.whose == of]:
        del state.cards[card.id]


def leave(state: State, leaving: Sequence[Order]) -> None:
    """Take orders out of the state: their sums go into `carried_forward`, what is still reserved for them is
    released."""
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
    for account, currency, amount in order.book.all_balances():
        kind = KINDS[account.kind]
        if not amount or kind.contra:
            continue
        if account.kind in PLACES:
            _add(state, whose(order, account), account.kind, currency, amount)
        if kind.side in (Side.WHERE, Side.BESIDE):
            continue
        name = label(account)
        _add(state, order.case, name, currency, abs(amount))
        if answers:
            _add(state, answers, name, currency, abs(amount))
        if account.kind == "fee" and order.terms and order.terms.fees:
            _add(state, whose(order, account) or answers, EARNED, currency, abs(amount))
    for why, amount in order.after.items():
        _add(state, order.case, AFTER + why, order.code, amount)
    for charge in order.charges:
        if charge_is_owed(order, charge):
            _add(state, charge.payee or answers, UNPAID, charge.currency, charge.amount - charge.paid)
        if charge.paid:
            _add(state, order.case, CHARGES, charge.currency, charge.paid)
            _add(state, charge.payee or answers, CHARGES, charge.currency, charge.paid)


def _add(state: State, of: Id, account: str, currency: str, amount: int) -> None:
    key = (of, account, currency)
    state.carried_forward[key] = state.carried_forward.get(key, 0) + amount


def _release(state: State, order: Order) -> None:
    for account, currency, amount in order.book.all_reserved():
        if not order.hands:
            continue
        if account.kind == "hand":
            carrier = state.carriers[whose(order, account)]
            carrier.held.pending[currency] = carrier.held.pending.get(currency, 0) - amount
        elif order.terms:
            carrier = state.carriers[order.terms.hands[-1]]
            carrier.promised[currency] = carrier.promised.get(currency, 0) - amount
