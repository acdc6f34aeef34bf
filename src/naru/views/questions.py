"""Questions: what can be read off the state on a day. They change nothing and open no story."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from naru.carriers.carriers import Held
from naru.command import SENDER, Id
from naru.days import earliest, latest
from naru.desk.carried import UNPAID, contacts_of
from naru.desk.state import State
from naru.orders.order import Order
from naru.orders.retention import charge_is_owed
from naru.orders.terms import Cost, cost
from naru.orders.worth import reckon, unpaid

OUTSIDE = ("out", "via", "purse", "cash", "payout")
"""accounts that only say the other half of a line: nobody asks for their balance"""


LEFT = {"owed": "owed", "due": "due", "lost:written-off": "claim", UNPAID: "charge"}
"""balances that outlive the orders they came from: the account in `carried_forward`, and why it is owed"""

BY_HER = ("due", UNPAID)
"""those of them that the sender owes"""


def contacts(state: State) -> dict[tuple[Id, Id], int]:
    """Every carrier who had to do with a case, by the last month: from orders in the books and those that left."""
    found = dict(state.contacts)
    for order in state.orders.values():
        for pair, month in contacts_of(order):
            found[pair] = max(month, found.get(pair, 0))
    return found


class Posting(NamedTuple):
    """One account of an order as people read it: `amount` minor units, never below zero."""

    account: str
    currency: str
    amount: int
    pending: bool = False


class Owes(NamedTuple):
    """Somebody owes somebody something. `why`: owed, due, claim, charge, debt. `of` is the order or the debt."""

    debtor: Id
    creditor: Id
    amount: int
    currency: str
    why: str
    of: Id


def books(order: Order) -> list[Posting]:
    """The books of an order: every account that was ever touched, and what is reserved."""
    lines = []
    for (account, currency), amount in order.book.balances.items():
        if account.partition(":")[0] not in OUTSIDE:
            lines.append(Posting(account, currency, abs(amount)))
    for (account, currency), amount in order.book.reserved.items():
        lines.append(Posting(account, currency, amount, pending=True))
    return lines


def owes(state: State) -> Iterator[Owes]:
    """Who owes whom what, over all orders and debts, in the order in which they were made."""
    for order in state.orders.values():
        yield from owes_of(order)
    for (of, account, code), amount in state.carried_forward.items():
        if amount and account in LEFT and (of in state.carriers or account == UNPAID):
            ends = (SENDER, of) if account in BY_HER else (of, SENDER)
            yield Owes(*ends, amount, code, LEFT[account], of)
    for debt in state.debts.values():
        if debt.owed:
            yield Owes(debt.debtor, debt.creditor, debt.owed, debt.currency, "debt", debt.id)


def owes_of(order: Order) -> Iterator[Owes]:
    """Who owes whom what on one order."""
    answers, code = order.answering(), order.code
    if owed := order.of("owed"):
        yield Owes(answers, SENDER, owed, code, "owed", order.id)
    if due := order.of("due"):
        yield Owes(SENDER, answers, due, code, "due", order.id)
    if claim := order.of("lost:written-off"):
        yield Owes(answers, SENDER, claim, code, "claim", order.id)
    for charge in order.charges:
        if charge_is_owed(order, charge):
            yield Owes(
                SENDER, charge.payee or answers, charge.amount - charge.paid, charge.currency, "charge", order.id
            )


def held_of(state: State, of: Id) -> Held | None:
    """What lies with a carrier or on a road."""
    thing = state.carriers.get(of) or state.roads.get(of)
    return thing.held if thing else None


def exposure(state: State, of: Id, today: int) -> dict[str, int]:
    """What is in one hand or on one road now, pending counted in, by currency. Promises that lapsed do not count."""
    held = held_of(state, of)
    if held is None:
        return {}
    sums = {code: held.exposure(code) for code in (*held.final, *held.pending)}
    for order in state.orders.values():
        if order.hands and order.hands[0] == of and has_lapsed(order, today):
            for (account, code), amount in order.book.reserved.items():
                if account == "hand:0":
                    sums[code] -= amount
    return {code: amount for code, amount in sums.items() if amount}


def has_lapsed(order: Order, today: int) -> bool:
    """Promised, nothing moved, and its latest day gone by."""
    untouched = order.terms is not None and order.stands and not order.of("sent") and not order.deliveries
    return untouched and bool(order.latest) and earliest(today) > latest(order.latest)


def paid_out(order: Order) -> dict[str, int]:
    """What the receiver is held to have been handed, by payout currency, in its minor units."""
    sums: dict[str, int] = {}
    if order.worked:
        for part in order.deliveries:
            if not part.who:
                code = order.worked.pays[part.leg].leg.currency
                sums[code] = sums.get(code, 0) + part.paid
    return sums


def still_to_pay(order: Order) -> dict[str, int]:
    """What is still to be handed over, by payout currency; on a choice, if all the rest came that way."""
    if order.terms is None or order.worked is None:
        return {}
    left = unpaid(order.terms, order.worked.pays, order.deliveries)
    return {pay.leg.currency: amount for pay, amount in zip(order.worked.pays, left, strict=True)}


def handed(order: Order) -> dict[str, int]:
    """What the receiver was handed; before that, what is to be handed: on a choice, all in the currency named first."""
    left = still_to_pay(order)
    choice = order.terms is not None and order.terms.choice
    return paid_out(order) or (dict(list(left.items())[:1]) if choice else left)


def noted(order: Order) -> int:
    """Worth, in the order currency, of what was delivered beyond all that owed and unsent gross could cover."""
    if order.terms is None or order.worked is None:
        return 0
    worths = reckon(order.terms, order.worked.pays, order.deliveries).worths
    return sum(worths) - order.of("accepted") - sum(order.others().values())


def beyond(order: Order) -> dict[str, int]:
    """What was handed over beyond the promised payout, by payout currency."""
    if order.worked is None or (order.terms and order.terms.choice):
        return {}
    over = {}
    for index, pay in enumerate(order.worked.pays):
        paid = sum(part.paid for part in order.deliveries if part.leg == index and part.rate is None)
        if pay.full and paid > pay.full:
            over[pay.leg.currency] = paid - pay.full
    return over


def worth(state: State, order: Order, into: str, day: int) -> int | None:
    """What the receiver was handed, or is to be handed, was worth in `into` on a day; None when no rate is known.

    None, too, while nobody knows what is to be handed, because the day of the hand-over sets the rate.
    """
    total, sums = 0, handed(order)
    if not any(sums.values()):
        return None
    for code, amount in sums.items():
        part = state.market.worth(amount, code, into, day)
        if part is None:
            return None
        total += part
    return total


def what_it_costs(order: Order) -> Cost | None:
    """The cost of an order as promised."""
    if order.terms is None or order.worked is None:
        return None
    return cost(order.terms, order.worked)


def sent_in_year(state: State, case: Id, year: int) -> dict[str, int]:
    """What a case sent in a year: by pay currency, and under ``=`` and the valuation currency what it was worth."""
    return {code: amount for (of, when, code), amount in state.years.items() if of == case and when == year}
