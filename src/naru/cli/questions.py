"""The commands that ask: show, books, owed, audit, and those that let something leave the desk."""

from __future__ import annotations

import click

from naru.app import asking
from naru.cli.progress import shown
from naru.cli.render import Renderer
from naru.cli.screen import Made, plain
from naru.cli.session import Session, current
from naru.cli.statement import page
from naru.i18n.catalogue import Catalogue
from naru.machine import random_bytes
from naru.views.document import View, as_json


def _print(session: Session, view: View) -> None:
    """A view on the screen, or as a document for a program."""
    if session.as_json:
        click.echo(as_json(view, session.names.name))
        return
    for line in Renderer(session.catalogue, session.names).show(view):
        click.echo(line)


def show(name: str | None) -> None:
    """The whole desk; or one order, one home or one carrier."""
    session = current()
    _print(session, asking.show(session.book, name or ""))


def books(order: str | None) -> None:
    """The books of one order, or of all."""
    session = current()
    _print(session, asking.books(session.book, order or ""))


def owed() -> None:
    """Who owes whom what, and what lies in whose hands."""
    session = current()
    _print(session, asking.owed(session.book))


def check(paper: str | None) -> None:
    """Compare the books with themselves, and with a head on paper."""
    session = current()
    book = session.book
    with shown(session.catalogue, "audit") as progress:
        found = asking.audit(book, paper or "", progress)
    _print(session, found)
    if found.broken or found.paper == 0:
        click.get_current_context().exit(1)


def export() -> None:
    """The whole desk as Beancount text, under fresh aliases."""
    session = current()
    click.echo(asking.export(session.book, random_bytes), nl=False)
    click.echo(session.catalogue.text("screen", "cannot-be-burned"), err=True)


def one_page(order: str) -> None:
    """One order on one page."""
    session = current()
    click.echo(page(asking.statement(session.book, order), session.catalogue.lang), nl=False)
    click.echo(session.catalogue.text("screen", "cannot-be-burned"), err=True)


def open_card(card: str) -> None:
    """One card, opened for this one look."""
    session = current()
    session.name_shown = True
    found = asking.card(session.book, card)
    for label, value in (("name", found.name), ("place", found.place), ("phone-number", found.phone_number)):
        if value:
            click.echo(f"{session.catalogue.text('ask', label)}: {value}")


def snapshot() -> None:
    """Write the books together, and let go of what is over."""
    session = current()
    session.say("snapshot-written", count=session.book.snapshot())


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
