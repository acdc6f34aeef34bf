"""What a play can look at: the views, in the play's own labels, as plain text and lists."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from naru.command import Id
from naru.days import iso
from naru.money import print_plain
from naru.orders.ends import standing
from naru.orders.order import Order
from naru.plays.stage import Stage
from naru.views.books import Line
from naru.views.books import books as books_of
from naru.views.case import case as case_view
from naru.views.exposure import exposures
from naru.views.order import position
from naru.views.owed import owes as all_owes
from naru.views.promise import promise
from naru.views.values import Sum


def whole(stage: Stage) -> dict[str, Any]:
    """The whole end state, for other programs."""
    state = stage.desk.state
    return {
        "today": iso(stage.today),
        "orders": {stage.label(of): order_state(stage, order) for of, order in state.orders.items()},
        "exposure": {stage.label(of): exposure(stage, of) for of in (*state.carriers, *state.roads)},
        "cash": {
            stage.label(of): amounts(Sum(amount, code) for code, amount in carrier.cash.items())
            for of, carrier in state.carriers.items()
            if carrier.cash
        },
        "debts": {stage.label(of): debt(stage, of) for of in state.debts},
        "owes": owes(stage),
        "cases": {stage.label(of): case(stage, of) for of in state.cases},
    }


def plain(sum: Sum) -> str:
    """A sum as text."""
    return print_plain(sum.amount, sum.currency)


def amounts(sums: Iterable[Sum]) -> list[str]:
    """Sums as text, in the order of their currencies' codes."""
    return [plain(sum) for sum in sorted(sums, key=lambda sum: sum.currency) if sum.amount]


def order_state(stage: Stage, order: Order) -> dict[str, Any]:
    """Everything that can be read off one order."""
    read = standing(order, stage.today)
    terms, now = promise(order), position(stage.desk.state, order, stage.today)
    if terms is None or now is None:
        return {"ends": list(read.ends)}
    return {
        "ends": list(read.ends),
        "gross": plain(terms.gross),
        "fee": plain(terms.fee),
        "net": plain(terms.net),
        "books": books(stage, order),
        "owed": plain(now.owed),
        "due": plain(now.due),
        "short": plain(now.short),
        "family": plain(now.family),
        "overdue": read.overdue_days,
        "payout": amounts(pay.sum for pay in terms.payouts if pay.sum),
        "paid": amounts(now.handed),
        "unpaid": amounts(now.unpaid),
        "beyond": amounts(now.beyond),
        "noted": plain(now.noted),
        "answers": stage.label(terms.answers or b""),
        "in-hands": {stage.label(line.whose or b""): plain(line.sum) for line in now.in_hands},
        "cost": {name: plain(getattr(terms.cost, name)) for name in ("outlay", "fees", "charges", "spread", "reaches")},
    }


def account_name(stage: Stage, order: Order, line: Line) -> str:
    """An account with labels instead of numbers: the fee of kim is ``fee:kim``."""
    if line.whose:
        return f"{line.account}:{stage.label(line.whose)}"
    if line.account == "fee":
        return f"fee:{line.index + 1}"
    if line.account == "hand":
        return f"hand:{line.index}"
    return f"{line.account}:{line.sum.currency}" if line.account in OF_CURRENCY else line.account


OF_CURRENCY = frozenset({"received", "given", "remainder", "till"})
"""accounts that are told apart by their currency"""


def books(stage: Stage, order: Order) -> dict[str, str]:
    """The books by account; accounts that share a name (two parts for one payee) are added up."""
    sums: dict[str, int] = {}
    codes: dict[str, str] = {}
    for line in books_of(order).lines:
        name = account_name(stage, order, line) + (" pending" if line.pending else "")
        sums[name] = sums.get(name, 0) + line.sum.amount
        codes[name] = line.sum.currency
    return {name: print_plain(amount, codes[name]) for name, amount in sums.items()}


def exposure(stage: Stage, of: Id) -> list[str]:
    """What lies, or is promised to lie, with a carrier or on a road."""
    return amounts(one.sum for one in exposures(stage.desk.state, of, stage.today))


def debt(stage: Stage, of: Id) -> dict[str, Any]:
    """One debt beside the books."""
    found = stage.desk.state.debts[of]
    return {
        "debtor": stage.label(found.debtor),
        "creditor": stage.label(found.creditor),
        "owed": print_plain(found.owed, found.currency),
        "waived": print_plain(found.waived, found.currency),
        "doubtful": found.doubtful,
        "disputed": found.disputed,
    }


def owes(stage: Stage) -> list[str]:
    """Who owes whom what: ``kim owes sender 400000 KRW (owed R1)``."""
    return [
        f"{stage.label(one.debtor or b'')} owes {stage.label(one.creditor or b'')} {plain(one.sum)}"
        f" ({one.why} {stage.label(one.of)})"
        for one in all_owes(stage.desk.state)
    ]


def case(stage: Stage, of: Id) -> dict[str, Any]:
    """What is kept of a case."""
    found = case_view(stage.desk.state, of, stage.today)
    years = {
        str(year.year): [*map(plain, year.sent), *(["worth " + plain(year.worth)] if year.worth else [])]
        for year in found.years
    }
    return {
        "heard": iso(found.heard) if found.heard else "",
        "proof": iso(found.proof) if found.proof else "",
        "refused": found.refused,
        "years": years,
    }
