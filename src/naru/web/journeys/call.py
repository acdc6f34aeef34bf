"""The page beside a call: four answers, one sheet, one question to ask. It needs no book and keeps nothing.

What was typed stays in memory until the process ends, and goes along where she wants to write it down.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from naru.app.quoting import beside_call
from naru.money import print_percent
from naru.refusal import Refusal
from naru.views.offer import OfferView
from naru.views.promise import Payout
from naru.web.frame import Page, Visit
from naru.web.session import TOKEN, Draft, Place

CALL: Final = Place("call")
ORDER: Final = Place("send")
"""the order that what was typed goes on to"""
FIELDS: Final = ("gross", "fee", "gets", "price")
FEES: Final = 2
"""lines for fees: what is named first, and what comes beside it"""
WRITE: Final = "write"


def _call(visit: Visit) -> Mapping[str, Any]:
    """What was typed so far and, where it can be read, what it comes to."""
    session, draft = visit.session, visit.session.draft(CALL)
    token = session.show(draft, "call")
    fees = draft.words.get("fee", [])
    shown: dict[str, Any] = {
        "token": token,
        "names": {name: session.name(token, name) for name in (*FIELDS, WRITE)},
        "typed": {name: draft.words.get(name, "") for name in FIELDS},
        "fees": [*fees, *[""] * (FEES - len(fees))],
        "sheet": None,
        "refused": "",
        "wrong": "",
        "made": visit.keeper.there,
    }
    if not draft.words:
        return shown
    try:
        return {**shown, "sheet": _sheet(visit, beside_call(draft.words))}
    except Refusal as refusal:
        return {**shown, "refused": visit.refusal(refusal), "wrong": refusal.facts["field"]}


def _sheet(visit: Visit, told: OfferView) -> Mapping[str, Any]:
    """The sheet, every number as it is written in this language."""
    text = visit.catalogue.text
    usual = told.usual
    return {
        "outlay": visit.money(told.outlay),
        "fees": [
            (print_percent(fee.share.part, fee.share.whole) if fee.share else "", visit.money(fee.sum))
            for fee in told.fees
        ],
        "left": visit.money(told.cost.reaches),
        "hand": [_hand(visit, pay) for pay in told.payouts],
        "rice": [text("screen", "bought-rice", count=count) for count in told.buys],
        "usual": text("screen", "yardstick", day=visit.day(usual.day), agreed=usual.agreed, charged=usual.charged)
        if usual
        else "",
        "low": text("warning", "fee-low") if told.low else "",
    }


def _hand(visit: Visit, pay: Payout) -> tuple[str, str]:
    """What reaches the hand, and at which rate."""
    due = visit.money(pay.sum) if pay.sum else visit.catalogue.text("screen", "rate-on-the-day")
    return due, visit.rate(pay.rate) if pay.rate else ""


def _reckon(visit: Visit) -> Place:
    """Keep what was typed, and show what it comes to; or take it along to be written down."""
    session, draft = visit.session, visit.session.draft(CALL)
    token = visit.sent.get(TOKEN, [""])[0]
    read = session.read(token, (*FIELDS, WRITE), visit.sent)
    if session.shown(token) is None:
        session.notice = "late"
        return CALL
    draft.words = {name: read[name] if name == "fee" else read[name][0] for name in FIELDS if name in read}
    if WRITE not in read:
        return CALL
    try:
        beside_call(draft.words)
    except Refusal:
        return CALL
    return _onward(visit, draft)


def _onward(visit: Visit, draft: Draft) -> Place:
    """To the order, with what was typed; where no book is open yet, by way of it."""
    order = visit.session.draft(ORDER)
    order.words |= {name: draft.words[name] for name in ("gross", "fee", "gets") if name in draft.words}
    order.words["fee-to"] = [""] * len(draft.words["fee"])
    onward = Place(ORDER.page, "who")
    if visit.keeper.book is not None:
        return onward
    visit.session.then = onward
    return Place("locked") if visit.keeper.there else Place("make", "who")


PAGES = (Page("call", "call.html", _call, said=_reckon, open=False),)
