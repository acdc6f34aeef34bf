"""Who owes whom what, and why; by home, with what lies in whose hands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from naru.command import SENDER, Id
from naru.debts.debts import Debt
from naru.desk.carried import UNPAID
from naru.desk.state import State
from naru.orders.accounts import ACCEPTED, DUE, OWED, RETURNED, SEIZED, SENT, WRITTEN_OFF
from naru.orders.order import DueCharge, Order
from naru.orders.retention import charge_is_owed
from naru.views.books import earned_fee
from naru.views.exposure import Exposure, exposures
from naru.views.payout import in_payout
from naru.views.values import Ref, Sum, added, ref

CARRIED = {"owed": "owed", "due": "due", WRITTEN_OFF.wire: "receivable", UNPAID: "charge"}
"""balances that outlive the orders they came from: the account in `carried_forward`, and why it is owed"""

BY_HER = ("due", UNPAID)
"""those of them that the sender owes"""

REASONS = (
    *("not-handed-over", "fee-not-earned", "handed-over", "fee-earned", "not-sent", "sent", "returned", "seized"),
    *("written-off", "agreed", "promised", "paid", "waived", "carried-forward"),
)
"""what a sum that is owed can be made of"""


class Reason(msgspec.Struct, frozen=True):
    """One part of a sum that is owed; below zero where it makes the sum smaller. Together they are the sum.

    `why`: not-handed-over, fee-not-earned, handed-over, fee-earned, not-sent, sent, returned, seized, written-off,
    agreed, promised, paid, waived, carried-forward.
    """

    why: str
    sum: Sum


class Owes(msgspec.Struct, frozen=True):
    """`debtor` owes `creditor`; missing: nobody was named. `why`: owed, due, receivable, charge, debt.

    `of` is the order or the debt it comes from; of orders that left the book, whoever owes or is owed. `payout` is the
    sum in the currency of payout, at the order's own agreed rate, where there is one.
    """

    debtor: Ref | None
    creditor: Ref | None
    sum: Sum
    why: str
    of: Ref
    reasons: tuple[Reason, ...]
    payout: Sum | None = None


class Total(msgspec.Struct, frozen=True):
    """All that one home's sender is owed (`to_sender`), or owes, in one currency; `payout` where every line has one."""

    to_sender: bool
    sum: Sum
    payout: Sum | None


class Home(msgspec.Struct, frozen=True):
    """What is owed on the orders of one case. Without `case`: debts between people and what is left of orders that are
    gone, of which nobody can say any more whose they were; these are never added up."""

    case: Ref | None
    owes: tuple[Owes, ...]
    totals: tuple[Total, ...]


class OwedView(msgspec.Struct, frozen=True, tag_field="view", tag="owed"):
    """Who owes whom what by home, what is in the hands of each carrier and on each road, and who was taken."""

    homes: tuple[Home, ...]
    exposure: tuple[Exposure, ...]
    taken: tuple[Ref, ...]


def owed(state: State, today: int) -> OwedView:
    """Everything that is owed on a desk."""
    exposed = (one for of in (*state.carriers, *state.roads) for one in exposures(state, of, today))
    return OwedView(tuple(homes(state)), tuple(exposed), taken(state))


def taken(state: State) -> tuple[Ref, ...]:
    """The carriers who were taken."""
    return tuple(Ref(of) for of, carrier in state.carriers.items() if carrier.taken)


def homes(state: State) -> Iterator[Home]:
    """What is owed, home by home; at the end what belongs to none."""
    by_case: dict[Id, list[Owes]] = {}
    for order in state.orders.values():
        by_case.setdefault(order.case, []).extend(owes_of(order))
    beside: list[Owes] = []
    for case, one in _carried(state):
        (by_case.setdefault(case, []) if case else beside).append(one)
    beside += [_debt(debt) for debt in state.debts.values() if debt.owed]
    for case, lines in by_case.items():
        if lines:
            yield Home(Ref(case), tuple(lines), tuple(_totals(lines)))
    if beside:
        yield Home(None, tuple(beside), ())


def owes(state: State) -> Iterator[Owes]:
    """Every line of it, without the homes."""
    for home in homes(state):
        yield from home.owes


def _totals(lines: Iterable[Owes]) -> Iterator[Total]:
    groups: dict[tuple[bool, str], list[Owes]] = {}
    for one in lines:
        groups.setdefault((one.creditor == SENDER, one.sum.currency), []).append(one)
    for (to_sender, _), group in groups.items():
        yield Total(to_sender, added([one.sum for one in group]), _together(group))


def _together(group: list[Owes]) -> Sum | None:
    """The payouts added up, if every line has one and they are one currency."""
    payouts = [one.payout for one in group if one.payout]
    if len(payouts) < len(group) or len({payout.currency for payout in payouts}) > 1:
        return None
    return added(payouts)


# ------------------------------------------------------------------------------------------------------------ one order


def owes_of(order: Order) -> Iterator[Owes]:
    """Who owes whom what on one order."""
    answers, of = order.answering(), order.of
    if of(OWED):
        yield _owes(order, answers, SENDER, "owed", of(OWED), _why_owed(order))
    if of(DUE):
        yield _owes(order, SENDER, answers, "due", of(DUE), _why_due(order))
    if receivable := of(WRITTEN_OFF):
        yield _owes(order, answers, SENDER, "receivable", receivable, {"written-off": receivable})
    for charge in order.charges:
        if charge_is_owed(order, charge):
            yield _charge(order, charge)


def _owes(order: Order, debtor: Id, creditor: Id, why: str, amount: int, reasons: dict[str, int]) -> Owes:
    code = order.code
    found = _reasons(reasons, code)
    assert sum(reason.sum.amount for reason in found) == amount
    payout = in_payout(order, amount, code)
    return Owes(ref(debtor), ref(creditor), Sum(amount, code), why, Ref(order.id), found, payout)


def _reasons(amounts: dict[str, int], code: str) -> tuple[Reason, ...]:
    return tuple(Reason(why, Sum(amount, code)) for why, amount in amounts.items() if amount)


def _why_owed(order: Order) -> dict[str, int]:
    """owed = (net - what was handed over) + (fee - earned) - what was not sent, came back, was seized or written off.

    It is the identity of the books told the other way round, with gross = net + fee.
    """
    assert order.worked is not None
    of, worked = order.of, order.worked
    return {
        "not-handed-over": worked.net - of(ACCEPTED) - sum(order.others().values()),
        "fee-not-earned": worked.fee - earned_fee(order),
        "not-sent": of(SENT) - worked.gross,
        "returned": -of(RETURNED),
        "seized": -of(SEIZED),
        "written-off": -of(WRITTEN_OFF),
    }


def _why_due(order: Order) -> dict[str, int]:
    """due = what was handed over + the fee earned on it, and all else that was used, - what was sent."""
    of = order.of
    return {
        "handed-over": of(ACCEPTED) + sum(order.others().values()),
        "fee-earned": earned_fee(order),
        "returned": of(RETURNED),
        "seized": of(SEIZED),
        "written-off": of(WRITTEN_OFF),
        "sent": -of(SENT),
    }


def _charge(order: Order, charge: DueCharge) -> Owes:
    left, code = charge.amount - charge.paid, charge.currency
    reasons = _reasons({"agreed": charge.amount, "paid": -charge.paid}, code)
    payee = ref(charge.payee or order.answering())
    return Owes(Ref(SENDER), payee, Sum(left, code), "charge", Ref(order.id), reasons, in_payout(order, left, code))


# --------------------------------------------------------------------------------------------------- beside the orders


def _carried(state: State) -> Iterator[tuple[Id, Owes]]:
    """What is left of orders that are gone, with the case it must belong to, if only one can be meant."""
    for (of, account, code), amount in state.carried_forward.items():
        if not amount or account not in CARRIED or not (of in state.carriers or account == UNPAID):
            continue
        debtor, creditor = (SENDER, of) if account in BY_HER else (of, SENDER)
        reasons = _reasons({"carried-forward": amount}, code)
        one = Owes(ref(debtor), ref(creditor), Sum(amount, code), CARRIED[account], Ref(of), reasons)
        yield _home_of(state, account, code), one


def _home_of(state: State, account: str, code: str) -> Id:
    """The only case that can be meant, or nothing: by case and by carrier the same sums are kept, but not by both."""
    found = [
        of
        for (of, name, currency), amount in state.carried_forward.items()
        if (name, currency) == (account, code) and amount and of not in state.carriers
    ]
    return found[0] if len(found) == 1 and found[0] in state.cases else b""


def _debt(debt: Debt) -> Owes:
    repaid = debt.promised - debt.waived - debt.owed
    reasons = _reasons({"promised": debt.promised, "paid": -repaid, "waived": -debt.waived}, debt.currency)
    left = Sum(debt.owed, debt.currency)
    return Owes(ref(debt.debtor), ref(debt.creditor), left, "debt", Ref(debt.id), reasons)
