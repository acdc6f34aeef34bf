"""The lines about the whole desk, about one carrier and about one home, and who owes whom what."""

from __future__ import annotations

from collections.abc import Iterator

from naru.cli.order_page import heading, unasked
from naru.cli.wording import Wording, columns
from naru.views.carrier import CarrierView
from naru.views.case import CaseView
from naru.views.exposure import Exposure
from naru.views.order import Brief
from naru.views.overview import CardLine, CarriedForward, CaseLine, Overview
from naru.views.owed import Home, OwedView, Owes, Reason, Total
from naru.views.values import Sum

MINUS = "\N{MINUS SIGN}"


def overview(w: Wording, view: Overview) -> Iterator[str]:
    """All orders of the desk, those that want attention first."""
    for of in view.taken:
        yield w.screen("taken", who=w.name(of))
    if not (view.orders or view.carried_forward):
        yield w.screen("no-orders")
    yield from _orders(w, view.orders)
    yield from (_carried_forward(w, one) for one in view.carried_forward)
    for case in view.cases:
        yield from _marks(w, case)
    for card in view.cards:
        yield _card(w, card)


def _orders(w: Wording, orders: tuple[Brief, ...]) -> Iterator[str]:
    for order in orders:
        yield heading(w, order)
        yield from (f"  {line}" for line in unasked(w, order))


def _carried_forward(w: Wording, one: CarriedForward) -> str:
    """What burned or left, told where it would have stood."""
    nothing = w.screen("nothing")
    sent, accepted = (w.moneys(sums) or nothing for sums in (one.sent, one.accepted))
    return w.screen(
        "carried-forward", who=w.name(one.case) if one.case else w.screen("burned"), sent=sent, accepted=accepted
    )


def _marks(w: Wording, case: CaseLine | CaseView) -> Iterator[str]:
    heard, proof = (w.day(day) if day else w.screen("never") for day in (case.heard, case.proof))
    yield w.screen("heard", who=w.name(case.case), heard=heard, proof=proof)
    if case.refused:
        yield w.screen("case-refused", who=w.name(case.case))


def _card(w: Wording, card: CardLine) -> str:
    return w.screen("card-burned" if card.burned else "card", code=w.name(card.id), who=w.name(card.whose))


# --------------------------------------------------------------------------------------------------------- what is owed


def owed(w: Wording, view: OwedView) -> Iterator[str]:
    """Who owes whom what, home by home, and what lies with each carrier and on each road."""
    if not view.homes:
        yield w.screen("nobody-owes")
    for home in view.homes:
        yield w.name(home.case) if home.case else w.screen("no-home")
        yield from _home(w, home)
    yield from (_exposure(w, one) for one in view.exposure)
    for of in view.taken:
        yield w.screen("taken", who=w.name(of))


def _home(w: Wording, home: Home) -> Iterator[str]:
    for one in home.owes:
        yield f"  {_owes(w, one)}"
        if len(one.reasons) > 1:
            yield f"    = {_reasons(w, one.reasons)}"
    if len(home.owes) > 1:
        yield from (f"  {_total(w, total)}" for total in home.totals)


def _owes(w: Wording, one: Owes) -> str:
    amount = w.money(one.sum)
    if one.payout:
        amount = w.screen("or-payout", amount=amount, payout=w.money(one.payout))
    ends = {"debtor": w.name(one.debtor), "creditor": w.name(one.creditor)}
    return w.screen("owes", **ends, amount=amount, why=w.text("why", one.why), code=w.name(one.of))


def _reasons(w: Wording, reasons: tuple[Reason, ...]) -> str:
    """The parts of a sum; those that make it smaller are taken off."""
    told = ""
    for reason in reasons:
        sign = MINUS if reason.sum.amount < 0 else "+" if told else ""
        amount = w.money(Sum(abs(reason.sum.amount), reason.sum.currency))
        told += f" {sign} " if sign else ""
        told += f"{amount} ({w.text('reason', reason.why)})"
    return told.strip()


def _total(w: Wording, total: Total) -> str:
    amount = w.money(total.sum)
    if total.payout:
        amount = w.screen("or-payout", amount=amount, payout=w.money(total.payout))
    return w.screen("total-to-sender" if total.to_sender else "total-by-sender", amount=amount)


def _exposure(w: Wording, one: Exposure) -> str:
    told = w.screen("exposure", who=w.name(one.where), amount=w.money(one.sum))
    if one.promised.amount:
        told += " " + w.screen("of-it-promised", amount=w.money(one.promised))
    return told


# ------------------------------------------------------------------------------------------------ one carrier, one home


def taken(w: Wording, view: CarrierView) -> Iterator[str]:
    """When a carrier was taken: whom not to contact, what is in their hands, whom they came near, the open orders."""
    yield w.screen("taken", who=w.name(view.carrier))
    yield from (_exposure(w, one) for one in view.exposure if one.where == view.carrier)
    yield from _near(w, view)
    yield from (heading(w, order) for order in view.orders if order.open)


def carrier(w: Wording, view: CarrierView) -> Iterator[str]:
    """One carrier."""
    yield w.name(view.carrier)
    if view.taken:
        yield w.screen("taken", who=w.name(view.carrier))
    rows = [(w.screen("done"), str(view.done))]
    if view.cash:
        rows.append((w.screen("cash-ready"), w.moneys(view.cash)))
    rows += [(w.screen("road"), w.name(of)) for of in view.roads if of not in view.blocked]
    rows += [(w.screen("road-blocked"), w.name(of)) for of in view.blocked]
    if view.earned:
        rows.append((w.screen("earned-before"), w.moneys(view.earned)))
    yield from columns(rows)
    yield from (_exposure(w, one) for one in view.exposure)
    yield from (_owes(w, one) for one in view.owes)
    yield from _near(w, view)
    yield from _orders(w, view.orders)


def _near(w: Wording, view: CarrierView) -> Iterator[str]:
    for one in view.contacts:
        yield w.screen("near", who=w.name(one.case), month=w.day(one.month))


def case(w: Wording, view: CaseView) -> Iterator[str]:
    """One home."""
    yield from _marks(w, view)
    rows = [(w.screen("sent-in", year=year.year), w.moneys(year.sent)) for year in view.years]
    sums = (("accepted", view.accepted), ("received", view.handed), ("family", view.family), ("lost", view.lost))
    rows += [(w.screen("in-all", what=w.text("account", name)), w.moneys(found)) for name, found in sums if found]
    yield from columns(rows)
    if view.owed:
        yield from _home(w, view.owed)
    for one in view.contacts:
        yield w.screen("near-by", who=w.name(one.carrier), month=w.day(one.month))
    yield from _orders(w, view.orders)
    yield from (_card(w, card) for card in view.cards)
