"""What a program reads: any view as one JSON document with a version. The schema is made from these types."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Literal

import msgspec

from naru.command import Id
from naru.days import iso
from naru.desk.state import State
from naru.orders.order import Order
from naru.views.audit import AuditView
from naru.views.books import Books, books
from naru.views.carrier import CarrierView
from naru.views.case import CaseView
from naru.views.offer import OfferView
from naru.views.order import Brief, OrderView, Position, brief, position
from naru.views.overview import Overview
from naru.views.owed import OwedView
from naru.views.values import Day, Ref

VERSION: Literal[1] = 1
"""grows when something a program may rely on changes its name or its meaning; more fields leave it as it is"""

SHAPES: dict[type, dict[str, Any]] = {
    Day: {"type": "string", "pattern": "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$", "description": "day"},
    Ref: {"type": "string", "description": "name or code"},
}
"""how the types of `naru.views.values` stand in a document"""


class OrderBooks(msgspec.Struct, frozen=True):
    """The books of one order, and where its money is."""

    order: Brief
    books: Books
    position: Position | None


class BooksView(msgspec.Struct, frozen=True, tag_field="view", tag="books"):
    """The books of one order, or of all."""

    orders: tuple[OrderBooks, ...]


def books_view(state: State, orders: Iterable[Order], today: int) -> BooksView:
    """The books of these orders on a day."""
    return BooksView(tuple(OrderBooks(brief(one, today), books(one), position(state, one, today)) for one in orders))


View = Overview | OrderView | BooksView | OwedView | CarrierView | CaseView | AuditView | OfferView


class Document(msgspec.Struct, frozen=True):
    """What ``naru --json`` prints."""

    version: Literal[1]
    shown: View


def as_json(view: View, name: Callable[[Id], str]) -> str:
    """A view as JSON, indented.

    Args:
        name: the name or short code of an id; no id leaves the desk.
    """

    def put(value: object) -> str:
        return iso(value) if isinstance(value, Day) else name(value) if isinstance(value, Ref) else _unknown(value)

    return msgspec.json.format(msgspec.json.encode(Document(VERSION, view), enc_hook=put)).decode()


def _unknown(value: object) -> str:
    raise TypeError(f"a view holds no {type(value).__name__}")


def schema() -> dict[str, Any]:
    """The JSON schema of what `as_json` writes (draft 2020-12)."""
    return msgspec.json.schema(Document, schema_hook=SHAPES.__getitem__)
