"""Debts beside the books, between any two people. An order may settle one, as something that happened."""

from __future__ import annotations

from typing import Any

import msgspec

from naru.command import ANYBODY, Command, EventType, Field, Id, Subject
from naru.money import MINOR_MAX
from naru.refusal import Refusal


class Debt(msgspec.Struct, omit_defaults=True):
    """`debtor` owes `creditor`. Amounts in minor units of `currency`; waiving keeps the line.

    `owed` is what is still open; `promised` all that was ever promised; `orders` the orders that settled parts of it.
    """

    id: Id
    key: int
    debtor: Id
    creditor: Id
    currency: str
    owed: int
    promised: int
    waived: int = 0
    doubtful: bool = False
    disputed: bool = False
    orders: list[Id] = msgspec.field(default_factory=list)
    rows: list[int] = msgspec.field(default_factory=list)


DEBTOR = Field("debtor", "person", "party", needed=True)
CREDITOR = Field("creditor", "hand", "party", needed=True)
SUM = Field("amount", "amount", "amount", needed=True)
SUM_OR_ALL = Field("amount", "amount", "amount", whole=True)
ORDER = Field("order", "order", "order")


def _open(debt: Debt, command: Command, context: Any) -> None:
    """Something of it is still owed."""
    if not debt.owed:
        raise Refusal("debt.settled")


def _enough(debt: Debt, command: Command, context: Any) -> None:
    """No more than is owed, and in its own currency."""
    if command.facts.amount > debt.owed:
        raise Refusal("debt.more-than-owed")
    _currency(debt, command, context)


def _fits(debt: Debt, command: Command, context: Any) -> None:
    """All that was ever promised on it is a sum that a book can hold."""
    if debt.promised + command.facts.amount > MINOR_MAX:
        raise Refusal("money.too-large")


def _currency(debt: Debt, command: Command, context: Any) -> None:
    """In its own currency."""
    if command.facts.amount and command.facts.currency != debt.currency:
        raise Refusal("debt.currency")


def _not_oneself(debt: None, command: Command, context: Any) -> None:
    """The one who owes is not the one who is owed."""
    if command.facts.person == command.facts.hand:
        raise Refusal("debt.to-oneself")


def _repay(debt: Debt, event: Any) -> None:
    debt.owed -= event.facts.amount
    if event.facts.order:
        debt.orders.append(event.facts.order)


def _add(debt: Debt, event: Any) -> None:
    debt.owed += event.facts.amount
    debt.promised += event.facts.amount


def _doubt(debt: Debt, event: Any) -> None:
    debt.doubtful = True


def _contest(debt: Debt, event: Any) -> None:
    debt.disputed = True


def _confirm(debt: Debt, event: Any) -> None:
    debt.doubtful = debt.disputed = False


def _waive(debt: Debt, event: Any) -> None:
    amount = event.facts.amount or debt.owed
    debt.owed -= amount
    debt.waived += amount


# fmt: off
EVENT_TYPES: tuple[EventType, ...] = (
    EventType("owe",     70, Subject.DEBT, ANYBODY, (DEBTOR, CREDITOR, SUM, ORDER), (_not_oneself,), opens=True),
    EventType("repay",   71, Subject.DEBT, ANYBODY, (SUM, ORDER), (_open, _enough),    notes=_repay),
    EventType("add",     72, Subject.DEBT, ANYBODY, (SUM,),       (_currency, _fits),  notes=_add),
    EventType("doubt",   73, Subject.DEBT, ANYBODY, (),           (_open,),            notes=_doubt),
    EventType("contest", 74, Subject.DEBT, ANYBODY, (),           (_open,),            notes=_contest),
    EventType("confirm", 75, Subject.DEBT, ANYBODY, (),           (_open,),            notes=_confirm),
    EventType("waive",   76, Subject.DEBT, ANYBODY, (SUM_OR_ALL,), (_open, _enough),   notes=_waive),
)
# fmt: on
