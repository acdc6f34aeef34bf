"""The whole desk as Beancount text, for any program that reads it, under names made for this one export.

Order accounts map onto Beancount's five roots by `ACCOUNTS`. Every event with money is one transaction, told from its
row in the log; the balances asserted at the end come from the desk's own state. So a program that checks the file
(``bean-check``) compares the log with the books once more, without knowing Naru.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from naru.command import Id
from naru.commands.tables import BY_NUMBER
from naru.days import earliest, is_full, print_day
from naru.debts.debts import Debt
from naru.desk.carried import AFTER, CHARGES, EARNED, PLACES, UNPAID
from naru.desk.desk import Desk
from naru.desk.events import Event
from naru.desk.state import State
from naru.i18n.catalogue import Catalogue
from naru.i18n.languages import DEFAULT
from naru.ledger import Account, Phase
from naru.money import print_plain
from naru.orders.accounts import KINDS, whose
from naru.orders.order import Order
from naru.views.aliases import Aliases

Sums = dict[tuple[str, str], int]
"""minor units by Beancount account and currency"""

HEAD = ("own-hand", "no-certificate", "not-burned", "aliases", "from-log", "left-out", "facts", "charges")
"""what is said before the first line, key by key"""


ACCOUNTS = {
    "sent": "Equity:Sent",
    "due": "Liabilities:Due",
    "owed": "Assets:Owed",
    "returned": "Assets:Returned",
    "accepted": "Expenses:Accepted",
    "other": "Expenses:Other",
    "fee": "Expenses:Fees",
    "lost": "Expenses:Lost",
    "hand": "Assets:Carriers",
    "out": "Assets:Carriers:Counter",
    "road": "Assets:Roads",
    "via": "Assets:Roads:Counter",
    "paid": "Equity:Paid",
    "purse": "Equity:Purse",
    "received": "Equity:Received",
    "given": "Equity:Given",
    "remainder": "Equity:Remainder",
    "payout": "Equity:Payout",
    "till": "Equity:Tills",
    "cash": "Equity:Cash",
}
"""Where each kind of order account stands in Beancount; whoever it is about is named after it.

Accounts whose other half is nobody's tell the same money a second time (where it lies, what it was in the pay and
payout currency); each of them and its counter add up to nothing inside one root, so no root counts money twice."""

COUNTER = {"paid": "purse", "received": "payout", "given": "payout", "remainder": "payout"}
SOURCES = ("sent", "due")


class Moved(NamedTuple):
    """One event with money. `day` packed; `marks` the tag of the case and the link of the order or debt."""

    day: int
    kind: str
    marks: str
    sums: Sums


def beancount(desk: Desk, random_bytes: Callable[[int], bytes], lang: str = DEFAULT) -> str:
    """The desk as Beancount v3 text. It holds no id, nickname, word or place, and no name that an earlier export held.

    Args:
        random_bytes: gives that many random bytes; never a seed that was used before.
        lang: of the comments: ko, zh, en.
    Raises:
        Refusal: a row of the log cannot be read (``log.*``).
    """
    alias, texts = Aliases(desk.state, random_bytes), Catalogue(lang)
    moves, opening = list(_moves(desk, alias)), _opening(desk.state, alias)
    balances, brought = _balances(desk.state, alias, opening), _brought(desk, alias)
    days = [earliest(move.day) for move in moves] or [earliest(desk.event(desk.state.snapshot[0]).day)]
    touched = {key for sums in (opening, brought, balances, *(move.sums for move in moves)) for key in sums}
    first, end = date.fromordinal(min(days)), date.fromordinal(max(days) + 1)
    lines = [f"; {texts.text('export', key)}" for key in HEAD]
    lines += ["", *(f"{first} commodity {code}" for code in sorted({code for _, code in touched}))]
    lines += ["", *(f"{first} open {account}" for account in sorted({account for account, _ in touched}))]
    for kind, sums in (("carried-forward", opening), ("restored", brought)):
        if sums:
            lines += ["", f"; {texts.text('export', kind)}", f'{first} * "{kind}"', *_postings(sums)]
    for move in moves:
        lines += ["", *_transaction(move, texts)]
    lines += ["", f"; {texts.text('export', 'balances')}"]
    lines += [_assertion(end, account, code, balances.get((account, code), 0)) for account, code in sorted(touched)]
    return "\n".join(lines) + "\n"


# ----------------------------------------------------------------------------------------------------------- the lines


def _transaction(move: Moved, texts: Catalogue) -> Iterator[str]:
    if not is_full(move.day):
        key = "month-only" if move.day % 10_000 else "year-only"
        yield f"; {texts.text('export', key, day=print_day(move.day, texts.lang))}"
    yield f'{date.fromordinal(earliest(move.day))} * "{move.kind}" {move.marks}'
    yield from _postings(move.sums)


def _postings(sums: Sums) -> Iterator[str]:
    for (account, code), amount in sums.items():
        yield f"  {account:<48} {print_plain(amount, code):>28}"


def _assertion(day: date, account: str, code: str, amount: int) -> str:
    """To the last minor unit: Beancount would let one pass if nothing were said."""
    number = print_plain(amount, code).removesuffix(f" {code}")
    return f"{day} balance {account:<48} {number:>24} ~ 0 {code}"


# -------------------------------------------------------------------------------------------------------- from the log


def _moves(desk: Desk, alias: Aliases) -> Iterator[Moved]:
    """Every event with money, in the order of the log. Orders and debts are told from their first row again."""
    subjects: tuple[Order | Debt, ...] = (*desk.state.orders.values(), *desk.state.debts.values())
    whole = [thing for thing in subjects if _is_whole(desk, thing)]
    told: dict[Id, Order | Debt] = {}
    for seq, of in sorted((seq, thing.id) for thing in whole for seq in thing.rows):
        event = desk.event(seq)
        thing = told.setdefault(of, _begin(desk.state, event))
        if isinstance(thing, Order):
            sums, tag = _of_order(thing, event, alias), f"#{alias(thing.case)} "
        else:
            sums, tag = _of_debt(thing, event, alias), ""
        if sums:
            yield Moved(event.day, BY_NUMBER[event.number].kind, f"{tag}^{alias(of)}", sums)


def _is_whole(desk: Desk, thing: Order | Debt) -> bool:
    """Whether its rows can be told from the first on; not so of what a restored book knows as sums."""
    return bool(desk.readable(thing.rows[:1]))


def _brought(desk: Desk, alias: Aliases) -> Sums:
    """What a restored book had from its backup, as it stands today: its first rows can no longer be told one by one."""
    state, sums = desk.state, dict[tuple[str, str], int]()
    orders = [order for order in state.orders.values() if not _is_whole(desk, order)]
    for order in orders:
        for account, code, amount in order.book.all_balances():
            _add(sums, _place(order, account, alias), code, amount)
    debts = [_debt(debt, alias) for debt in state.debts.values() if not _is_whole(desk, debt)]
    return _joined(sums, *(_charges(order, alias) for order in orders), *debts)


def _begin(state: State, event: Event) -> Order | Debt:
    facts = event.facts
    if event.of in state.orders:
        return Order(event.of, facts.case, event.key, event.day, event.day)
    return Debt(event.of, event.key, facts.person, facts.hand, facts.currency, 0, 0)


def _of_order(order: Order, event: Event, alias: Aliases) -> Sums:
    """Take the event in, as the desk did, and tell its final transfers. Reservations move nothing yet."""
    sums = {key: -amount for key, amount in _charges(order, alias).items()}
    order.take(BY_NUMBER[event.number], event)
    for line in event.lines:
        if line.phase in (Phase.MOVE, Phase.POST):
            _add(sums, _place(order, line.source, alias), line.currency, -line.amount)
            _add(sums, _place(order, line.target, alias), line.currency, line.amount)
    order.book.record(event.lines)
    return _joined(sums, _charges(order, alias))


def _of_debt(debt: Debt, event: Event, alias: Aliases) -> Sums:
    before = _debt(debt, alias)
    event_type = BY_NUMBER[event.number]
    if event_type.opens:
        debt.owed = debt.promised = event.facts.amount
    elif event_type.notes:
        event_type.notes(debt, event)
    return _joined({key: -amount for key, amount in before.items()}, _debt(debt, alias))


def _add(sums: Sums, account: str, code: str, amount: int) -> None:
    sums[account, code] = sums.get((account, code), 0) + amount


def _joined(*parts: Mapping[tuple[str, str], int]) -> Sums:
    """The parts added up, without what came to nothing."""
    whole: Sums = {}
    for part in parts:
        for (account, code), amount in part.items():
            _add(whole, account, code, amount)
    return {key: amount for key, amount in whole.items() if amount}


# ------------------------------------------------------------------------------------------------------- from the state


def _place(order: Order, account: Account, alias: Aliases) -> str:
    """The Beancount account of an order account: ``fee:1`` is ``Expenses:Fees:Carrier-K7F3Q``."""
    root = ACCOUNTS[account.kind]
    if KINDS[account.kind].contra:  # it is nobody's
        return root
    steps = [root, alias(_named(order, account))]
    if account.kind == "lost":
        steps.insert(1, _titled(account.which))
    elif account.kind == "other":
        steps.append(alias(whose(order, account)))
    return ":".join(steps)


def _named(order: Order, account: Account) -> Id:
    """Who is named: whose the account is, or who answers. Of what another person received, who answered for it."""
    if account.kind == "till":
        return order.terms.hands[-1] if order.terms else b""
    return (account.kind != "other" and whose(order, account)) or order.answering()


def _titled(why: str) -> str:
    return "".join(word.capitalize() for word in why.split("-"))


def _balances(state: State, alias: Aliases, opening: Sums) -> Sums:
    """What the desk itself says every account holds today."""
    sums: Sums = {}
    for order in state.orders.values():
        for account, code, amount in order.book.all_balances():
            if account.kind not in ("hand", "road", "out", "via"):
                _add(sums, _place(order, account, alias), code, amount)
    for name, counter, shelf in (("hand", "out", state.carriers), ("road", "via", state.roads)):
        for of, thing in shelf.items():
            for code, held in thing.held.final.items():
                # What left the books stands in the opening.
                amount = held - state.carried_forward.get((of, name, code), 0)
                _add(sums, f"{ACCOUNTS[name]}:{alias(of)}", code, amount)
                _add(sums, ACCOUNTS[counter], code, -amount)
    charges = [_charges(order, alias) for order in state.orders.values()]
    return _joined(opening, sums, *charges, *(_debt(debt, alias) for debt in state.debts.values()))


def _charges(order: Order, alias: Aliases) -> Sums:
    """Fixed charges, as far as they were paid: they are no part of the gross."""
    sums: Sums = {}
    for charge in order.charges:
        if charge.paid:
            _add(sums, f"Expenses:Charges:{alias(charge.payee or order.answering())}", charge.currency, charge.paid)
            _add(sums, "Equity:Charges", charge.currency, -charge.paid)
    return sums


def _debt(debt: Debt, alias: Aliases) -> Sums:
    """What is still open of a debt beside the books: a claim of the one, a debt of the other."""
    if not debt.owed:
        return {}
    claim, owes = f"Assets:Debts:{alias(debt.creditor)}", f"Liabilities:Debts:{alias(debt.debtor)}"
    name = alias(debt.id)
    return {(f"{claim}:{name}", debt.currency): debt.owed, (f"{owes}:{name}", debt.currency): -debt.owed}


def _opening(state: State, alias: Aliases) -> Sums:
    """What orders that left the books had added up to, by whoever answered; fees by whoever earned them."""
    sums: Sums = {}
    whole: dict[tuple[str, str], int] = {}
    for (of, account, code), amount in state.carried_forward.items():
        if account == EARNED:
            _add(sums, f"{ACCOUNTS['fee']}:{alias(of)}", code, amount)
        elif account in PLACES:
            _add(sums, f"{ACCOUNTS[account]}:{alias(of)}", code, amount)
            _add(sums, ACCOUNTS[PLACES[account]], code, -amount)
        elif account not in ("fee", CHARGES, UNPAID) and not account.startswith(AFTER):  # those two moved no money
            sign = -1 if of in state.carriers else 1
            whole[account, code] = whole.get((account, code), 0) + sign * amount
            if sign < 0:
                _once(sums, account, code, amount, alias(of))
    # What the cases have more than the carriers belongs to orders nobody answered for.
    for (account, code), amount in whole.items():
        _once(sums, account, code, amount, alias(b""))
    return _joined(sums)


def _once(sums: Sums, account: str, code: str, amount: int, who: str) -> None:
    name, _, rest = account.partition(":")
    steps = [ACCOUNTS[name], *([_titled(rest)] if rest else []), who, *(["Earlier"] if name == "other" else [])]
    _add(sums, ":".join(steps), code, -amount if name in SOURCES else amount)
    if name in COUNTER:
        _add(sums, ACCOUNTS[COUNTER[name]], code, -amount)
