"""One home: the orders, what is owed, what was sent by year, what arrived in all, which carriers came near."""

from __future__ import annotations

import msgspec

from naru.command import Id
from naru.desk.carried import AFTER
from naru.desk.state import State
from naru.orders.accounts import ACCEPTED, SEIZED, WRITTEN_OFF
from naru.orders.rules import with_family
from naru.refusal import Refusal
from naru.views import payout
from naru.views.carrier import contacts
from naru.views.order import Brief, briefs
from naru.views.overview import CardLine
from naru.views.owed import Home, homes
from naru.views.values import Day, Ref, Sum, day, sums


class Year(msgspec.Struct, frozen=True):
    """What was sent in a year, as paid, and what it was worth when it was sent, where a rate was known."""

    year: int
    sent: tuple[Sum, ...]
    worth: Sum | None


class Near(msgspec.Struct, frozen=True):
    """`month`: the last one in which an order of this home went by this carrier."""

    carrier: Ref
    month: Day


class CaseView(msgspec.Struct, frozen=True, tag_field="view", tag="case"):
    """One sender with one family. `heard` is when the named person was last heard directly, `proof` when the last sign
    came; missing: never.

    Over all orders, also those that left the book: `accepted` is what is held to have arrived, in the orders'
    currencies, `family` what the family has of it now, `lost` what was lost on the way. `handed` is the payout that
    arrived; of an order that left the book it is kept only where it was paid out in another currency than its own.
    """

    case: Ref
    heard: Day | None
    proof: Day | None
    refused: bool
    orders: tuple[Brief, ...]
    owed: Home | None
    years: tuple[Year, ...]
    handed: tuple[Sum, ...]
    accepted: tuple[Sum, ...]
    family: tuple[Sum, ...]
    lost: tuple[Sum, ...]
    contacts: tuple[Near, ...]
    cards: tuple[CardLine, ...]


def case(state: State, of: Id, today: int) -> CaseView:
    """One home on a day.

    Raises:
        Refusal: ``desk.no-such-case``.
    """
    found = state.cases.get(of)
    if found is None:
        raise Refusal("desk.no-such-case")
    near = sorted(((month, hand) for (home, hand), month in contacts(state).items() if home == of), reverse=True)
    handed, accepted, family, lost = _arrived(state, of)
    return CaseView(
        case=Ref(of),
        heard=day(found.heard),
        proof=day(found.proof),
        refused=found.refused,
        orders=tuple(briefs(state, today, case=of)),
        owed=next((home for home in homes(state) if home.case == of), None),
        years=tuple(years(state, of)),
        handed=sums(handed),
        accepted=sums(accepted),
        family=sums(family),
        lost=sums(lost),
        contacts=tuple(Near(Ref(hand), Day(month)) for month, hand in near),
        cards=tuple(CardLine(Ref(card.id), Ref(of), card.burned) for card in state.cards.values() if card.whose == of),
    )


Sums = dict[str, int]


def _arrived(state: State, of: Id) -> tuple[Sums, Sums, Sums, Sums]:
    """What was handed over, accepted, is with the family now and was lost, over all orders of a case, by currency."""
    handed, accepted, family, lost = Sums(), Sums(), Sums(), Sums()
    for order in state.orders.values():
        if order.case == of:
            for code, amount in payout.paid_out(order).items():
                _add(handed, code, amount)
            _add(accepted, order.code, order.of(ACCEPTED))
            _add(family, order.code, with_family(order))
            _add(lost, order.code, order.of(SEIZED) + order.of(WRITTEN_OFF))
    for (whose, account, code), amount in state.carried_forward.items():
        if whose == of:
            _add_forward(handed, accepted, family, lost, account, code, amount)
    return handed, accepted, family, lost


def _add_forward(handed: Sums, accepted: Sums, family: Sums, lost: Sums, account: str, code: str, amount: int) -> None:
    if account == "received":
        _add(handed, code, amount)
    elif account == "accepted":
        _add(accepted, code, amount)
        _add(family, code, amount)
    elif account.startswith(AFTER):
        _add(family, code, -amount)
    elif account in (SEIZED, WRITTEN_OFF):
        _add(lost, code, amount)


def _add(by_currency: Sums, code: str, amount: int) -> None:
    by_currency[code] = by_currency.get(code, 0) + amount


def years(state: State, of: Id) -> list[Year]:
    """Each year in which a case sent something, in their order."""
    worth_in = "=" + state.valuation
    by_year: dict[int, Sums] = {}
    for (case, year, code), amount in state.years.items():
        if case == of:
            by_year.setdefault(year, {})[code] = amount
    found = []
    for year, told in sorted(by_year.items()):
        worth = told.pop(worth_in, 0)
        if sent := sums(told):
            found.append(Year(year, sent, Sum(worth, state.valuation) if worth else None))
    return found
