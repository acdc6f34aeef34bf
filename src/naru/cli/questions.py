"""The commands that ask: show, books, owed, audit, and those that let something leave the desk."""

from __future__ import annotations

from contextlib import suppress

import click

from naru.cli.progress import shown
from naru.cli.render import Renderer
from naru.cli.screen import Made, plain
from naru.cli.session import Session, current
from naru.cli.statement import page
from naru.desk.audit import audit, row_of_head
from naru.i18n.catalogue import Catalogue
from naru.machine import random_bytes
from naru.orders.order import Order
from naru.refusal import Refusal
from naru.views.audit import audit_view
from naru.views.carrier import carrier
from naru.views.case import case
from naru.views.document import View, as_json, books_view
from naru.views.export import beancount
from naru.views.order import order as order_view
from naru.views.overview import overview
from naru.views.owed import owed as owed_view
from naru.views.statement import statement


def _print(session: Session, view: View) -> None:
    """A view on the screen, or as a document for a program."""
    if session.as_json:
        click.echo(as_json(view, session.names.name))
        return
    for line in Renderer(session.desk, session.names, session.catalogue, session.today).show(view):
        click.echo(line)


def _order(session: Session, name: str) -> Order:
    return session.desk.state.orders[session.names.find("order", name)]


def show(name: str | None) -> None:
    """The whole desk; or one order, one home or one carrier."""
    session = current()
    _print(session, _asked_for(session, name) if name else overview(session.desk.state, session.today))


def _asked_for(session: Session, name: str) -> View:
    """What is called so: an order by its code, else a home or a carrier by its name.

    Raises:
        Refusal: ``desk.no-such-order``: nothing is; ``app.two-so-called``.
    """
    desk, today = session.desk, session.today
    try:
        return order_view(desk, session.names.find("order", name), today)
    except Refusal as refusal:
        if refusal.key != "desk.no-such-order":
            raise
        missing = refusal
    for type, view in (("case", case), ("hand", carrier)):
        with suppress(Refusal):
            return view(desk.state, session.names.find(type, name), today)
    raise missing


def books(order: str | None) -> None:
    """The books of one order, or of all."""
    session = current()
    wanted = [_order(session, order)] if order else session.desk.state.orders.values()
    _print(session, books_view(session.desk.state, wanted, session.today))


def owed() -> None:
    """Who owes whom what, and what lies in whose hands."""
    session = current()
    _print(session, owed_view(session.desk.state, session.today))


def check(paper: str | None) -> None:
    """Compare the books with themselves, and with a head on paper."""
    session = current()
    with shown(session.catalogue, "audit") as progress:
        found = audit(session.desk, progress)
    row = row_of_head(session.desk, paper) if found.sound and paper else None
    _print(session, audit_view(found, row))
    if not found.sound or row == 0:
        click.get_current_context().exit(1)


def export() -> None:
    """The whole desk as Beancount text, under fresh aliases."""
    session = current()
    click.echo(beancount(session.desk, random_bytes, session.catalogue.lang), nl=False)
    click.echo(session.catalogue.text("screen", "cannot-be-burned"), err=True)


def one_page(order: str) -> None:
    """One order on one page."""
    session = current()
    told = statement(session.desk, _order(session, order).id, session.today)
    click.echo(page(told, session.catalogue.lang), nl=False)
    click.echo(session.catalogue.text("screen", "cannot-be-burned"), err=True)


def open_card(card: str) -> None:
    """One card, opened for this one look."""
    session = current()
    session.name_shown = True
    found = session.desk.state.cards[session.names.find("card", card)]
    if found.burned:  # said first: its key may still be there, where a full disk kept it from burning
        raise Refusal("card.burned")
    story = session.desk.story(found.rows[0])
    for label, value in (("name", story.name), ("place", story.place), ("phone-number", story.source)):
        if value:
            click.echo(f"{session.catalogue.text('ask', label)}: {value}")


def snapshot() -> None:
    """Write the books together, and let go of what is over."""
    session = current()
    session.say("snapshot-written", count=session.desk.snapshot())


AS_DATA = frozenset({"show", "books", "owed", "audit", "quote"})
"""what ``--json`` prints for other programs"""
ORDER = click.Argument(["order"], required=False)


def commands(catalogue: Catalogue) -> list[click.Command]:
    """The asking commands, with their help in the reader's language."""
    paper = click.Option(["--since", "paper"], help=catalogue.text("help", "since"), metavar="WORDS")
    made: list[Made] = [
        ("show", show, [click.Argument(["name"], required=False)]),
        ("books", books, [ORDER]),
        ("owed", owed, []),
        ("audit", check, [paper]),
        ("export", export, []),
        ("statement", one_page, [click.Argument(["order"])]),
        ("open", open_card, [click.Argument(["card"])]),
        ("snapshot", snapshot, []),
    ]
    return plain(catalogue, made)
