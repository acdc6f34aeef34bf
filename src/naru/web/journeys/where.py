"""Where is it? The first page after opening, one line for each order under way; and the waiting page of one order."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from naru.app import asking
from naru.command import PARTIES
from naru.commands.tables import EVENT_TYPES
from naru.views.order import Brief
from naru.views.track import Stop, Track, UnderWay
from naru.web import journeys
from naru.web.frame import Page, Visit


def _first(visit: Visit) -> Mapping[str, Any]:
    """Every order under way, the worst first, and what she may have come for."""
    ways = [
        (visit.to(page), text)
        for page, text in (("send", visit.text("send")), ("call", visit.text("call")))
        if page in journeys.PAGES
    ]
    return {"orders": [_line(visit, one) for one in asking.under_way(visit.book)], "ways": ways}


def _line(visit: Visit, one: UnderWay) -> Mapping[str, Any]:
    order = one.order
    code = visit.name(order.id)
    return {
        "to": visit.to("where", code),
        "home": visit.name(order.case),
        "gross": visit.money(order.gross) if order.gross else "",
        "moment": _late(visit, order) if one.moment == "late" else visit.catalogue.text("moment", one.moment),
        "latest": _by(visit, one),
        "late": order.urgent,
    }


def _by(visit: Visit, one: UnderWay) -> str:
    """The promised day: alone once it has passed."""
    if one.order.latest is None:
        return ""
    day = visit.near(one.order.latest)
    return day if one.order.overdue_days else visit.text("where.by", day=day)


def _late(visit: Visit, order: Brief) -> str:
    return visit.text("where.overdue", span=_span(visit, order.overdue_days))


def _where(visit: Visit) -> Mapping[str, Any]:
    """One order: whether to worry, what to do or leave, and how far it has come."""
    told = asking.track(visit.book, visit.about)
    order, text = told.order, visit.catalogue.text
    return {
        "heading": _heading(visit, told),
        "moment": told.moment,
        "lead": text("moment", told.moment),
        "latest": visit.near(order.latest) if order.latest else "",
        "question": text("question", order.question) if order.question else "",
        "steps": [text("step", step) for step in told.steps],
        "missing": ", ".join(map(visit.money, order.lacking)),
        "stops": [_stop(visit, stop) for stop in told.stops],
        "unpaid": visit.to("read", visit.about) if told.moment in ("not-sent", "due") and order.gross else "",
    }


def _heading(visit: Visit, told: Track) -> str:
    """The day it is."""
    if told.moment == "late":
        return _late(visit, told.order)
    if told.days is None:
        return visit.name(told.order.case)
    return visit.text("where.since", span=_span(visit, told.days)) if told.days else visit.text("where.today")


def _stop(visit: Visit, stop: Stop) -> Mapping[str, Any]:
    text = visit.catalogue.text
    who = visit.name(stop.who) if stop.who else ""
    names = {
        "sent": visit.text("where.sent"),
        "hand": visit.text("where.hand", who=who),
        "beyond": visit.text("where.beyond"),
        "receiver": visit.text("where.receiver", who=who),
        "stopped": text("verb", stop.kind) if stop.place == "stopped" else "",
    }
    day = visit.near(stop.day) if stop.day else ""
    return {
        "name": names[stop.place],
        "class": "ahead" if stop.sure in ("ahead", "passed") else "done" if stop.sure == "final" else "",
        "day": visit.text("where.by", day=day) if day and stop.sure == "ahead" else day,
        "sums": ", ".join(map(visit.money, stop.sums)),
        "said": _said(visit, stop),
        "sure": text("sure", stop.sure),
        "grade": visit.text("where.grade", grade=text("grade", stop.grade)) if stop.grade else "",
    }


def _said(visit: Visit, stop: Stop) -> str:
    """Whose word it is, and by whose phone."""
    if stop.shut:
        return visit.catalogue.text("screen", stop.shut)
    if stop.sure == "final":
        return visit.text("where.own")
    if stop.says is None:
        return ""
    if stop.says == PARTIES["sender"]:
        return visit.text("where.own")
    said = visit.text("where.said", who=visit.name(stop.says))
    return f"{said}, {visit.catalogue.text('phone', stop.phone)}" if stop.phone else said


def _span(visit: Visit, days: int) -> str:
    """So many days, as people count them."""
    key = str(days) if visit.catalogue.has("span", str(days)) else "more"
    return visit.catalogue.text("span", key, n=days)


def _write(visit: Visit) -> Mapping[str, Any]:
    """Every verb of the tables, by what it is about."""
    text = visit.catalogue.text
    grouped = groupby(EVENT_TYPES, key=lambda event_type: event_type.subject)
    return {"groups": [(text("subject", subject), [(one.kind, text("verb", one.kind)) for one in types])
                       for subject, types in grouped]}  # fmt: skip


PAGES = (
    Page("first", "where.html", _first),
    Page("where", "where-one.html", _where),
    Page("write", "write.html", _write),
)
