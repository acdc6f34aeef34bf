"""What a play can look at: the desk's questions answered in the play's own labels, as plain text and lists."""

from __future__ import annotations

from typing import Any

from naru.command import Id
from naru.days import iso
from naru.money import print_plain
from naru.orders.ends import standing
from naru.orders.order import Order
from naru.plays.stage import Stage
from naru.views import questions as q


def whole(stage: Stage) -> dict[str, Any]:
    """The whole end state, for other programs."""
    state = stage.desk.state
    return {
        "today": iso(stage.today),
        "orders": {stage.label(of): order_state(stage, order) for of, order in state.orders.items()},
        "exposure": {stage.label(of): exposure(stage, of) for of in (*state.carriers, *state.roads)},
        "cash": {
            stage.label(of): amounts(dict(carrier.cash)) for of, carrier in state.carriers.items() if carrier.cash
        },
        "debts": {stage.label(of): debt(stage, of) for of in state.debts},
        "owes": owes(stage),
        "cases": {stage.label(of): case(stage, of) for of in state.cases},
    }


def amounts(sums: dict[str, int]) -> list[str]:
    """Sums by currency as text, in the order of their codes."""
    return [print_plain(amount, code) for code, amount in sorted(sums.items()) if amount]


def order_state(stage: Stage, order: Order) -> dict[str, Any]:
    """Everything that can be read off one order."""
    read = standing(order, stage.today)
    if order.terms is None:
        return {"ends": list(read.ends)}
    code = order.code
    cost = q.what_it_costs(order)
    assert cost is not None and order.worked is not None
    return {
        "ends": list(read.ends),
        "gross": print_plain(order.worked.gross, code),
        "fee": print_plain(order.worked.fee, code),
        "net": print_plain(order.worked.net, code),
        "books": books(stage, order),
        "owed": print_plain(read.owed, code),
        "due": print_plain(read.due, code),
        "short": print_plain(read.short, code),
        "family": print_plain(read.family, code),
        "overdue": read.overdue_days,
        "payout": amounts({pay.leg.currency: pay.full for pay in order.worked.pays}),
        "paid": amounts(q.paid_out(order)),
        "unpaid": amounts(q.still_to_pay(order)),
        "beyond": amounts(q.beyond(order)),
        "noted": print_plain(q.noted(order), code),
        "answers": stage.label(order.answering()),
        "in-hands": in_hands(stage, order),
        "cost": {
            "outlay": print_plain(cost.outlay, cost.code),
            "fees": print_plain(cost.fees, cost.code),
            "charges": print_plain(cost.charges, cost.code),
            "spread": ("-" if cost.spread < 0 else "") + print_plain(abs(cost.spread), cost.code),
            "reaches": print_plain(cost.reaches, cost.code),
        },
    }


def account_name(stage: Stage, order: Order, account: str) -> str:
    """An account with labels instead of numbers: ``fee:0`` becomes ``fee:kim``."""
    name, _, index = account.partition(":")
    assert order.terms is not None
    if name == "fee":
        payee = order.terms.fees[int(index)].payee if order.terms.fees else b""
        return f"fee:{stage.label(payee)}" if payee else f"fee:{int(index) + 1}"
    if name == "hand" and order.hands:
        return f"hand:{stage.label(order.hands[int(index)])}"
    if name == "road":
        return f"road:{stage.label(order.roads[int(index)])}"
    if name == "other":
        return f"other:{stage.label(bytes.fromhex(index))}"
    if name in ("received", "given", "remainder", "till") and order.worked:
        return f"{name}:{order.worked.pays[int(index)].leg.currency}"
    return account


def books(stage: Stage, order: Order) -> dict[str, str]:
    """The books by account; accounts that share a name (two parts for one payee) are added up."""
    sums: dict[str, tuple[int, str]] = {}
    for posting in q.books(order):
        name = account_name(stage, order, posting.account) + (" pending" if posting.pending else "")
        sums[name] = (sums.get(name, (0, ""))[0] + posting.amount, posting.currency)
    return {name: print_plain(amount, code) for name, (amount, code) in sums.items()}


def in_hands(stage: Stage, order: Order) -> dict[str, str]:
    """In whose hands what is owed lies."""
    code = order.code
    held = {hand: order.book.balance(f"hand:{index}", code) for index, hand in enumerate(order.hands)}
    return {stage.label(hand): print_plain(amount, code) for hand, amount in held.items() if amount}


def exposure(stage: Stage, of: Id) -> list[str]:
    """What lies, or is promised to lie, with a carrier or on a road."""
    return amounts(q.exposure(stage.desk.state, of, stage.today))


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
        f"{stage.label(o.debtor)} owes {stage.label(o.creditor)} {print_plain(o.amount, o.currency)}"
        f" ({o.why} {stage.label(o.of)})"
        for o in q.owes(stage.desk.state)
    ]


def case(stage: Stage, of: Id) -> dict[str, Any]:
    """What is kept of a case."""
    found = stage.desk.state.cases[of]
    years: dict[str, list[str]] = {}
    for (whose, year, code), amount in stage.desk.state.years.items():
        if whose == of and amount:
            worth = code.startswith("=")
            years.setdefault(str(year), []).append(("worth " if worth else "") + print_plain(amount, code.lstrip("=")))
    return {
        "heard": iso(found.heard) if found.heard else "",
        "proof": iso(found.proof) if found.proof else "",
        "refused": found.refused,
        "years": years,
    }
