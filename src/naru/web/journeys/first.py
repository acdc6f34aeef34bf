"""The first page after opening: one line for each order, and everything that can be written down."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from naru.app import asking
from naru.commands.tables import EVENT_TYPES
from naru.views.order import Brief
from naru.web.frame import Page, Visit


def _first(visit: Visit) -> Mapping[str, Any]:
    """Every order, those that want attention first."""
    return {"orders": [_line(visit, order) for order in asking.overview(visit.book).orders]}


def _line(visit: Visit, order: Brief) -> Mapping[str, Any]:
    return {
        "code": visit.name(order.id),
        "home": visit.name(order.case),
        "gross": visit.money(order.gross) if order.gross else "",
        "ends": [visit.catalogue.text("end", end) for end in order.ends],
        "latest": visit.day(order.latest) if order.latest else "",
        "urgent": order.urgent,
    }


def _write(visit: Visit) -> Mapping[str, Any]:
    """Every verb of the tables, by what it is about."""
    text = visit.catalogue.text
    grouped = groupby(EVENT_TYPES, key=lambda event_type: event_type.subject)
    return {"groups": [(text("subject", subject), [(one.kind, text("verb", one.kind)) for one in types])
                       for subject, types in grouped]}  # fmt: skip


PAGES = (Page("first", "first.html", _first), Page("write", "write.html", _write))
