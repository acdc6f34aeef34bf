"""The lines about one order. Every word comes from the catalogues; nothing is decided or added up here."""

from __future__ import annotations

from collections.abc import Iterator

from naru.cli.wording import Wording, columns, wrapped
from naru.money import print_percent
from naru.views.books import Books, Line, alike
from naru.views.happened import Happened
from naru.views.order import Brief, OrderView, Position
from naru.views.promise import Charge, Cost, Fee, Payout, Promise

RICE = "rice"
"""the thing that is told in kilos where nothing else is named"""


def heading(w: Wording, order: Brief) -> str:
    """Code, for whom, how much, where it stands."""
    ends = " · ".join(w.text("end", end) for end in order.ends)
    return f"{w.name(order.id)}  {w.name(order.case)}  {w.money(order.gross) if order.gross else '-'}  {ends}"


def unasked(w: Wording, order: Brief) -> Iterator[str]:
    """Overdue and short appear without being asked for, with the one question to ask."""
    code = w.name(order.id)
    if order.question and order.latest:
        asked, day = w.text("question", order.question), w.day(order.latest)
        yield w.screen("overdue", code=code, days=order.overdue_days, day=day, question=asked)
    if order.lacking:
        yield w.screen("short", code=code, amount=w.moneys(order.lacking))


def page(w: Wording, view: OrderView) -> Iterator[str]:
    """Everything about one order: the promise, what happened, the books, what can be said next."""
    yield heading(w, view.order)
    if view.promise is not None:
        yield ""
        yield w.screen("promise")
        rows = [*_terms(w, view.promise), (w.text("statement", "burns"), _leaves(w, view))]
        yield from columns(rows)
    yield ""
    yield w.screen("timeline")
    if view.untold:
        yield "  " + w.screen("untold", count=view.untold)
    for event in view.events:
        yield "  " + "  ".join(_event(w, event))
    yield ""
    yield w.screen("books")
    yield from books(w, view.books, view.position)
    yield from unasked(w, view.order)
    if view.opens:
        yield ""
        verbs = ", ".join(f"{kind} ({w.text('verb', kind)})" for kind in view.next)
        yield from wrapped(w.screen("next", verbs=verbs))


# --------------------------------------------------------------------------------------------------------- the promise


def _terms(w: Wording, told: Promise) -> Iterator[tuple[str, str]]:
    yield w.screen("you-pay"), w.money(told.outlay)
    yield from (_fee(w, fee) for fee in told.fees)
    yield from (_payout(w, pay) for pay in told.payouts)
    if told.cost.outlay.amount:
        yield w.screen("true-cost"), cost(w, told.cost)
    yield from (_charge(w, charge) for charge in told.charges)
    chain = " → ".join(map(w.name, told.hands)) or "-"
    yield w.screen("hands"), chain + (f" → {w.screen('unknown')}" if told.beyond else "")
    yield w.screen("answers"), w.name(told.answers)
    yield w.screen("latest"), _latest(w, told)
    yield w.screen("risk"), w.text("risk", told.risk) if told.risk else w.screen("open")


def _fee(w: Wording, fee: Fee) -> tuple[str, str]:
    share = f" ({print_percent(fee.share.part, fee.share.whole)}, {w.text('base', fee.base)})" if fee.share else ""
    whose = w.screen("of-fee", who=w.name(fee.to)) if fee.to else w.text("account", "fee")
    return whose + share, w.money(fee.sum)


def _payout(w: Wording, pay: Payout) -> tuple[str, str]:
    due = w.money(pay.sum) if pay.sum else w.screen("rate-on-the-day")
    return w.screen("in-the-hand"), due + (f" ({w.rate(pay.rate)})" if pay.rate else "")


def cost(w: Wording, told: Cost) -> str:
    """What of it all does not reach the receiver, and which share that is."""
    return f"{w.money(told.lost)} ({print_percent(told.lost.amount, told.outlay.amount)})"


def _charge(w: Wording, charge: Charge) -> tuple[str, str]:
    return w.screen("charge"), w.money(charge.sum) + ("" if charge.agreed else f" ({w.screen('not-agreed')})")


def _latest(w: Wording, told: Promise) -> str:
    if told.latest is None:
        return w.screen("open")
    if told.first_latest is None:
        return w.day(told.latest)
    return w.screen("put-off", day=w.day(told.latest), first=w.day(told.first_latest))


def _leaves(w: Wording, view: OrderView) -> str:
    """When an order leaves the book by itself."""
    if view.kept_until is None:
        return w.text("statement", "burns-after", count=view.kept_days)
    return w.text("statement", "burns-on", day=w.day(view.kept_until))


# ------------------------------------------------------------------------------------------------------- what happened


def _event(w: Wording, event: Happened) -> Iterator[str]:
    yield f"{event.row:>4}"
    yield w.day(event.day)
    yield w.text("verb", event.kind)
    if event.sum:
        yield w.money(event.sum)
    elif event.whole:
        yield w.text("statement", "all")
    if event.to:
        yield "→ " + " → ".join(map(w.name, event.to))
    if event.road:
        yield w.screen("by-road", who=w.name(event.road))
    for rate in event.rates:
        yield w.rate(rate)
    if event.until:
        yield w.text("statement", "until", day=w.day(event.until))
    yield from _story(w, event)


def _story(w: Wording, event: Happened) -> Iterator[str]:
    """Whose word it was, on what evidence; or why that cannot be told."""
    if event.shut:
        yield w.screen("not-yours" if event.shut == "not-yours" else "burned")
        return
    phone = f", {w.text('phone', event.phone)}" if event.phone else ""
    yield f"({w.screen('says', who=w.name(event.says))}{phone})"
    if event.proofs:
        yield "[" + ", ".join(w.text("evidence", kind) for kind in event.proofs) + "]"
    if event.apart:
        yield f"[{w.text('statement', 'apart')}]"
    if event.word:
        yield f"「{event.word}」"
    yield from (f"— {told}" for told in (event.purpose, event.lifts, event.note) if told)


# ----------------------------------------------------------------------------------------------------------- the books


def books(w: Wording, told: Books, position: Position | None) -> Iterator[str]:
    """The accounts of an order, what the family has of it now, and the identity the books keep."""
    rows = [(_account(w, line), w.money(line.sum)) for line in told.lines if line.sum.amount]
    if position and position.handed:
        rows += _family(w, position)
    yield from columns(rows) if rows else [f"  {w.screen('nothing')}"]
    yield "  " + (f"{_side(w, told.left)} = {_side(w, told.right)}" if told.left else "")


def _family(w: Wording, position: Position) -> Iterator[tuple[str, str]]:
    """What was handed over, its worth and what it buys there; then what the family has of it now."""
    if position.worth and position.worth.currency not in {sum.currency for sum in position.handed}:
        yield w.screen("worth-today"), w.money(position.worth)
    for one in position.buys:
        yield w.screen("bought-with"), bought(w, one.units, one.thing)
    yield w.text("account", "family"), w.moneys(position.family_payout) or w.money(position.family)


def bought(w: Wording, count: int, thing: str) -> str:
    """What a payout buys, in whole units."""
    return w.screen("bought-rice", count=count) if thing == RICE else w.screen("bought", count=count, thing=thing)


def _account(w: Wording, line: Line) -> str:
    """An account by the name people know it by. What is only promised to the first hand is still with the sender."""
    if line.pending and line.account == "hand" and not line.index:
        return w.screen("still-hers", who=w.name(line.whose))
    whose = w.screen(f"of-{line.account}", who=w.name(line.whose)) if line.whose else w.text("account", line.account)
    return f"{whose} ({w.text('account', 'pending')})" if line.pending else whose


def _side(w: Wording, lines: tuple[Line, ...]) -> str:
    """One side of the identity, like accounts together."""
    told = [f"{w.text('account', line.account)} {w.money(line.sum)}" for line in alike(lines) if line.sum.amount]
    return " + ".join(told) or w.money(lines[0].sum)
