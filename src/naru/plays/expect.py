"""Expectations of a play. A new word to expect is one line in `BY_LABEL` or `WHOLE`.

A failure says what was expected and what was found.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from naru.command import PARTIES
from naru.days import read_day
from naru.desk.audit import audit
from naru.money import currency, print_plain, read_amount
from naru.plays import look
from naru.plays.stage import Stage
from naru.refusal import Refusal
from naru.views import payout
from naru.views.carrier import carrier


class Outcome:
    """What a step came to: the key it was refused with, the warnings given, whether it had been said before."""

    def __init__(
        self, refused: str = "", warns: tuple[str, ...] = (), again: bool = False, facts: dict[str, Any] | None = None
    ) -> None:
        self.refused, self.warns, self.again, self.facts = refused, warns, again, facts


def _amount(stage: Stage, text: Any) -> str:
    amount = read_amount(str(text), stage.among, zero=True)
    return print_plain(amount.minor, amount.currency)


def _signed(stage: Stage, text: Any) -> str:
    """A sum that can be below zero, such as a gain on the rate: ``-5 KRW``."""
    below = str(text).startswith("-")
    return ("-" if below else "") + _amount(stage, str(text)[below:])


def _amounts(stage: Stage, value: Any) -> list[str]:
    texts = value if isinstance(value, list) else [value]
    found = [_amount(stage, text) for text in texts]
    return sorted(text for text in found if not re.match(r"0(\.0+)? ", text))


def _order(stage: Stage, label: str) -> dict[str, Any]:
    return look.order_state(stage, stage.desk.state.orders[stage.find("order", label)])


def _of_order(key: str) -> Callable[[Stage, str, Any], tuple[Any, Any]]:
    def check(stage: Stage, label: str, value: Any) -> tuple[Any, Any]:
        return _amount(stage, value), _order(stage, label)[key]

    return check


def _list_of_order(key: str) -> Callable[[Stage, str, Any], tuple[Any, Any]]:
    def check(stage: Stage, label: str, value: Any) -> tuple[Any, Any]:
        return _amounts(stage, value), sorted(_order(stage, label)[key])

    return check


def _ends(stage: Stage, label: str, value: Any) -> tuple[Any, Any]:
    return sorted([value] if isinstance(value, str) else value), sorted(_order(stage, label)["ends"])


ACCOUNTS = {"sent", "paid", "due", "owed", "accepted", "returned", "lost:seized", "lost:written-off"}
OF_LABEL = {"fee", "other", "hand", "road"}
"""accounts of an order; those of a label and those of a currency carry it after a colon"""


def _account(stage: Stage, name: str) -> str:
    """The name of an account, if there can be one: a slip of the pen must not pass for an account of nothing."""
    plain = name.removesuffix(" pending")
    kind, _, whose = plain.partition(":")
    known = kind in OF_LABEL and (whose in stage.ids or whose in PARTIES or (kind == "fee" and whose.isdecimal()))
    if kind in look.OF_CURRENCY:
        currency(whose)
    elif not known and plain not in ACCOUNTS:
        raise Refusal("play.word", word=name)
    return name


def _books(stage: Stage, label: str, value: Any) -> tuple[Any, Any]:
    found = _order(stage, label)["books"]
    wanted = {_account(stage, account): _amount(stage, amount) for account, amount in value.items()}
    nothing = {account: print_plain(0, amount.split()[-1]) for account, amount in wanted.items()}
    return wanted, {account: found.get(account, nothing[account]) for account in wanted}


def _hands(stage: Stage, label: str, value: Any) -> tuple[Any, Any]:
    return {hand: _amount(stage, amount) for hand, amount in value.items()}, _order(stage, label)["in-hands"]


def _cost(stage: Stage, label: str, value: Any) -> tuple[Any, Any]:
    found = _order(stage, label)["cost"]
    return {name: _signed(stage, amount) for name, amount in value.items()}, {name: found[name] for name in value}


def _answers(stage: Stage, label: str, value: Any) -> tuple[Any, Any]:
    return value, _order(stage, label)["answers"]


def _carried_forward(stage: Stage, label: str, value: Any) -> tuple[Any, Any]:
    """What orders that left the books had added up to, of a case or a carrier, by account."""
    sums: dict[str, list[str]] = {account: [] for account in value}
    for (of, account, code), amount in stage.desk.state.carried_forward.items():
        if of == stage.ids[label] and account in sums and amount:
            sums[account].append(print_plain(amount, code))
    return {name: _amounts(stage, texts) for name, texts in value.items()}, {k: sorted(v) for k, v in sums.items()}


def _overdue(stage: Stage, label: str, value: Any) -> tuple[Any, Any]:
    return int(value), _order(stage, label)["overdue"]


def _exposure(stage: Stage, label: str, value: Any) -> tuple[Any, Any]:
    return _amounts(stage, value), sorted(look.exposure(stage, stage.ids[label]))


def _cash(stage: Stage, label: str, value: Any) -> tuple[Any, Any]:
    found = carrier(stage.desk.state, stage.find("carrier", label), stage.today)
    return _amounts(stage, value), sorted(look.amounts(found.cash))


def _debts(stage: Stage, label: str, value: Any) -> tuple[Any, Any]:
    found = look.debt(stage, stage.find("debt", label))
    if not isinstance(value, dict):
        return _amount(stage, value), found["owed"]
    wanted = {k: _amount(stage, v) if k in ("owed", "waived") else v for k, v in value.items()}
    return wanted, {name: found[name] for name in value}


def _owes(stage: Stage, value: Any) -> tuple[Any, Any]:
    def plain(text: str) -> str:
        debtor, _, rest = text.partition(" owes ")
        creditor, _, rest = rest.partition(" ")
        amount, _, why = rest.partition(" (")
        return f"{debtor} owes {creditor} {_amount(stage, amount)}" + (f" ({why}" if why else "")

    found = sorted(look.owes(stage))
    wanted = sorted(plain(text) for text in value)
    if all("(" not in text for text in wanted):
        found = [text.partition(" (")[0] for text in found]
    return wanted, found


def _worth(stage: Stage, value: Any) -> tuple[Any, Any]:
    wanted, found = [], []
    for one in value if isinstance(value, list) else [value]:
        amount = read_amount(str(one["is"]), stage.among, zero=True) if one["is"] != "unknown" else None
        order = stage.desk.state.orders[stage.find("order", one["of"])]
        code = amount.currency if amount else str(one["in"])
        worth = payout.worth(stage.desk.state, order, code, read_day(str(one["on"])))
        wanted.append(print_plain(*amount) if amount else "unknown")
        found.append("unknown" if worth is None else print_plain(worth, code))
    return wanted, found


def _bought(stage: Stage, value: Any) -> tuple[Any, Any]:
    """Thousandths of a unit of a thing, written as a decimal: ``638.297``."""
    wanted, found = [], []
    for one in value if isinstance(value, list) else [value]:
        order = stage.desk.state.orders[stage.find("order", one["of"])]
        total = payout.bought(stage.desk.state, order, one["thing"], read_day(str(one["on"])))
        wanted.append(str(one["is"]))
        found.append("unknown" if total is None else f"{total // 1000}.{total % 1000:03}")
    return wanted, found


def _case(stage: Stage, label: str, value: Any) -> tuple[Any, Any]:
    found = look.case(stage, stage.find("case", label))
    wanted = {name: one if name == "refused" else str(one) for name, one in value.items()}
    return wanted, {name: found[name] for name in value}


def _years(stage: Stage, label: str, value: Any) -> tuple[Any, Any]:
    found = look.case(stage, stage.find("case", label))["years"]
    return (
        {year: sorted(_year(stage, text) for text in texts) for year, texts in value.items()},
        {year: sorted(found.get(year, [])) for year in value},
    )


def _year(stage: Stage, text: str) -> str:
    worth = text.startswith("worth ")
    return ("worth " if worth else "") + _amount(stage, text.removeprefix("worth "))


def _audit(stage: Stage, value: Any) -> tuple[Any, Any]:
    return bool(value), audit(stage.desk).sound


BY_LABEL: dict[str, Callable[[Stage, str, Any], tuple[Any, Any]]] = {
    "ends": _ends,
    "books": _books,
    **{key: _of_order(key) for key in ("owed", "due", "short", "family", "gross", "fee", "net", "noted")},
    **{key: _list_of_order(key) for key in ("payout", "paid", "unpaid", "beyond")},
    "in-hands": _hands,
    "cost": _cost,
    "overdue": _overdue,
    "answers": _answers,
    "exposure": _exposure,
    "cash": _cash,
    "debts": _debts,
    "case": _case,
    "years": _years,
    "carried-forward": _carried_forward,
}
"""expectations of one thing each: the label, then what must be true of it"""

WHOLE: dict[str, Callable[[Stage, Any], tuple[Any, Any]]] = {
    "owes": _owes,
    "worth": _worth,
    "bought": _bought,
    "audit": _audit,
}
"""expectations of the whole desk"""


def _of_step(name: str, outcome: Outcome, value: Any) -> tuple[Any, Any]:
    if name == "warns":
        return sorted([value] if isinstance(value, str) else value), sorted(outcome.warns)
    if name == "refused":
        return value, outcome.refused or "not refused"
    return bool(value), outcome.again


def check(stage: Stage, outcome: Outcome, expect: dict[str, Any], step: int) -> list[str]:
    """What does not hold, one sentence each."""
    failures = []

    def compare(name: str, wanted: Any, found: Any) -> None:
        if wanted != found:
            failures.append(f"step {step}: {name}: expected {wanted}, found {found}")

    if outcome.refused and "refused" not in expect:
        return [f"step {step}: expected to be said, found refused: {outcome.refused} {outcome.facts or ''}".rstrip()]
    for name, value in expect.items():
        try:
            if name in ("warns", "refused", "again"):
                compare(name, *_of_step(name, outcome, value))
            elif name in WHOLE:
                compare(name, *WHOLE[name](stage, value))
            elif name in BY_LABEL:
                for label, wanted in value.items():
                    compare(f"{name}.{label}", *BY_LABEL[name](stage, label, wanted))
            else:
                raise Refusal("play.word", word=name)
        except (KeyError, AttributeError, TypeError, ValueError) as error:
            raise Refusal("play.expectation", word=name) from error
    return failures
