"""What stays in the sums when orders leave the book: balances carried forward, by case and by carrier."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from naru.command import Id
from naru.desk.state import TAG_BITS, State
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
    state.carried_forward[key] = state.carried_forward.get(key, 0) + amount


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
