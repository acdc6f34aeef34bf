"""What a person asks of a book: a name as she writes it goes in, a view comes out. Nothing is written."""

from __future__ import annotations

from naru.app.book import Book
from naru.command import Id
from naru.desk import audit as auditing
from naru.desk.progress import Progress
from naru.orders.order import Order
from naru.refusal import Refusal
from naru.views.audit import AuditView, audit_view
from naru.views.carrier import carrier
from naru.views.case import case
from naru.views.document import BooksView, View, books_view
from naru.views.order import order as order_view
from naru.views.overview import overview
from naru.views.owed import OwedView
from naru.views.owed import owed as owed_view
from naru.views.statement import Statement
from naru.views.statement import statement as draw_up


def show(book: Book, name: str = "") -> View:
    """The whole desk; or what is called so: an order by its code, else a home or a carrier by its name.

    Raises:
        Refusal: ``desk.no-such-order``: nothing is; ``app.two-so-called``; ``log.*`` for a row that cannot be read.
    """
    state, today = book.desk.state, book.today
    if not name:
        return overview(state, today)
    if of := _found(book, "order", name):
        return order_view(book.desk, of, today)
    if of := _found(book, "case", name):
        return case(state, of, today)
    if of := _found(book, "hand", name):
        return carrier(state, of, today)
    raise Refusal("desk.no-such-order")


def _found(book: Book, type: str, name: str) -> Id:
    """The id behind a name; empty where nothing of that kind is called so."""
    try:
        return book.names.find(type, name)
    except Refusal as refusal:
        if refusal.key.startswith("desk.no-such-"):
            return b""
        raise


def books(book: Book, order: str = "") -> BooksView:
    """The books of one order, or of all."""
    wanted = [_order(book, order)] if order else book.desk.state.orders.values()
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


def statement(book: Book, order: str) -> Statement:
    """One order as it may leave the desk. Raises as `naru.views.statement.statement`."""
    return draw_up(book.desk, _order(book, order).id, book.today)


def _order(book: Book, name: str) -> Order:
    return book.desk.state.orders[book.names.find("order", name)]
