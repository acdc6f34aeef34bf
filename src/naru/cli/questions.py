"""The commands that ask: show, books, owed, audit, and those that let something leave the desk."""

from __future__ import annotations

import click

from naru.cli.clock import random_bytes
from naru.cli.progress import shown
from naru.cli.render import Renderer
from naru.cli.screen import Made, plain
from naru.cli.session import Session, current
from naru.desk.audit import Audit, audit, row_of_head
from naru.i18n.catalogue import Catalogue
from naru.i18n.words import head_words
from naru.orders.order import Order
from naru.refusal import Refusal
from naru.views.export import beancount
from naru.views.statement import page, statement


def _renderer(session: Session) -> Renderer:
    return Renderer(session.desk, session.names, session.catalogue, session.today)


def _order(session: Session, name: str) -> Order:
    return session.desk.state.orders[session.names.find("order", name)]


def show(order: str | None) -> None:
    """All orders, or one with its promise, its life, its books and what can be said next."""
    session = current()
    render = _renderer(session)
    for line in render.order(_order(session, order)) if order else render.overview():
        click.echo(line)


def books(order: str | None) -> None:
    """The books of one order, or of all."""
    session = current()
    render = _renderer(session)
    for one in [_order(session, order)] if order else session.desk.state.orders.values():
        click.echo(render.heading(one))
        for line in render.books(one):
            click.echo(line)


def owed() -> None:
    """Who owes whom what, and what lies in whose hands."""
    session = current()
    for line in _renderer(session).owed():
        click.echo(line)


def show_audit(session: Session, found: Audit) -> None:
    """What an audit found, and the head as eight words."""
    if not found.sound:
        session.say("audit-broken", row=found.broken, why=session.catalogue.text("broken", found.why))
        return
    session.say("audit-sound", rows=found.rows, opened=found.opened, covered=found.covered)
    session.say("head", words=" ".join(head_words(found.digest, session.catalogue.lang)), rows=found.rows)


def check(paper: str | None) -> None:
    """Compare the books with themselves, and with a head on paper."""
    session = current()
    desk = session.desk
    with shown(session.catalogue, "audit") as progress:
        found = audit(desk, progress)
    show_audit(session, found)
    row = row_of_head(session.desk, paper) if found.sound and paper else 0
    if found.sound and paper:
        session.say("head-found" if row else "head-missing", row=row)
    if not found.sound or (paper and not row):
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
    session.say("folded", count=session.desk.snapshot())


ORDER = click.Argument(["order"], required=False)


def commands(catalogue: Catalogue) -> list[click.Command]:
    """The asking commands, with their help in the reader's language."""
    paper = click.Option(["--since", "paper"], help=catalogue.text("help", "since"), metavar="WORDS")
    made: list[Made] = [
        ("show", show, [ORDER]),
        ("books", books, [ORDER]),
        ("owed", owed, []),
        ("audit", check, [paper]),
        ("export", export, []),
        ("statement", one_page, [click.Argument(["order"])]),
        ("open", open_card, [click.Argument(["card"])]),
        ("snapshot", snapshot, []),
    ]
    return plain(catalogue, made)
