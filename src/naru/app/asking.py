"""What a person asks of a book: a name as she writes it goes in, a view comes out. Nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

import msgspec

from naru.desk import audit as auditing
from naru.desk.progress import Progress
from naru.refusal import Refusal
from naru.views.audit import AuditView, audit_view
from naru.views.carrier import CarrierView
from naru.views.carrier import carrier as carrier_view
from naru.views.case import CaseView
from naru.views.case import case as case_view
from naru.views.document import BooksView, View, books_view
from naru.views.export import beancount
from naru.views.order import OrderView
from naru.views.order import order as order_view
from naru.views.overview import Overview
from naru.views.overview import overview as overview_view
from naru.views.owed import OwedView
from naru.views.owed import owed as owed_view
from naru.views.statement import Statement
from naru.views.statement import statement as statement_view
from naru.views.track import Track, UnderWay
from naru.views.track import track as track_view
from naru.views.track import under_way as under_way_view

if TYPE_CHECKING:
    from naru.app.book import Book

ViewName = Literal["overview", "order", "case", "carrier", "books", "owed", "audit"]
"""the views, by name"""


class Card(msgspec.Struct, frozen=True):
    """What stands on one name card. To be looked at and let go."""

    name: str
    place: str
    phone_number: str

    def __repr__(self) -> str:
        """Show no name."""
        return "Card()"


def ask(book: Book, view: ViewName, of: str) -> View:
    """A view by its name; `of` is the code or nickname of what it is about.

    Raises:
        Refusal: ``desk.no-such-…``, ``app.two-so-called``, ``app.no-such-view``.
    """
    match view:
        case "overview":
            return overview(book)
        case "order":
            return order(book, of)
        case "case":
            return case(book, of)
        case "carrier":
            return carrier(book, of)
        case "books":
            return books(book, of)
        case "owed":
            return owed(book)
        case "audit":
            return audit(book)
    raise Refusal("app.no-such-view")


def overview(book: Book) -> Overview:
    """All orders of the desk, and the marks of its cases."""
    return overview_view(book.desk.state, book.today)


def under_way(book: Book) -> tuple[UnderWay, ...]:
    """Every order that is not over, the worst first."""
    return under_way_view(book.desk.state, book.today)


def track(book: Book, name: str) -> Track:
    """Where an order's money is, by its code."""
    return track_view(book.desk, book.names.find("order", name), book.today)


def order(book: Book, name: str) -> OrderView:
    """One order, by its code."""
    return order_view(book.desk, book.names.find("order", name), book.today)


def case(book: Book, name: str) -> CaseView:
    """One case, by its nickname."""
    return case_view(book.desk.state, book.names.find("case", name), book.today)


def carrier(book: Book, name: str) -> CarrierView:
    """One carrier, by nickname."""
    return carrier_view(book.desk.state, book.names.find("carrier", name), book.today)


def show(book: Book, name: str = "") -> View:
    """The whole desk; or what is called so: an order by its code, else a home or a carrier by its name.

    Raises:
        Refusal: ``desk.no-such-order``: nothing is; ``app.two-so-called``; ``log.*`` for a row that cannot be read.
    """
    if not name:
        return overview(book)
    views: tuple[Callable[[Book, str], View], ...] = (order, case, carrier)
    for view in views:
        try:
            return view(book, name)
        except Refusal as refusal:
            if not refusal.key.startswith("desk.no-such-"):
                raise
    raise Refusal("desk.no-such-order")


def every_order(book: Book) -> list[OrderView]:
    """Every order there is, one by one."""
    return [order_view(book.desk, of, book.today) for of in book.desk.state.orders]


def books(book: Book, name: str = "") -> BooksView:
    """The books of one order, or of all."""
    orders = book.desk.state.orders
    wanted = [orders[book.names.find("order", name)]] if name else orders.values()
    return books_view(book.desk.state, wanted, book.today)


def owed(book: Book) -> OwedView:
    """Who owes whom what and why, and what lies in whose hands."""
    return owed_view(book.desk.state, book.today)


def audit(book: Book, paper: str = "", progress: Progress | None = None) -> AuditView:
    """Compare the books with themselves, and with a head on paper.

    Args:
        paper: its eight words; where the books are not sound it is not looked for.
    Raises:
        Refusal: ``words.unknown``, ``text.*``: what was typed holds something that is no list word.
    """
    found = auditing.audit(book.desk, progress)
    return audit_view(found, auditing.row_of_head(book.desk, paper) if found.sound and paper else None)


def statement(book: Book, name: str) -> Statement:
    """One order as it leaves the desk on a page: without names."""
    return statement_view(book.desk, book.names.find("order", name), book.today)


def export(book: Book, random_bytes: Callable[[int], bytes]) -> str:
    """The whole desk as Beancount text, under aliases that are drawn for it."""
    return beancount(book.desk, random_bytes, book.catalogue.lang)


def card(book: Book, name: str) -> Card:
    """One name card, opened for this one look. Raises: Refusal("card.burned"), ("case.not-yours")."""
    found = book.desk.state.cards[book.names.find("card", name)]
    if found.burned:  # said first: its key may still be there, where a full disk kept it from burning
        raise Refusal("card.burned")
    story = book.desk.story(found.rows[0])
    return Card(story.name, story.place, story.source)
