"""Who may open the book: the list, an invitation and its end, and a new sentence for oneself."""

from __future__ import annotations

import click

from naru.app import readers as use
from naru.app.readers import Seat
from naru.cli.screen import Made, plain
from naru.cli.session import Session, current
from naru.days import print_day
from naru.i18n.catalogue import Catalogue


def _say(session: Session, key: str, **facts: str | int) -> None:
    click.echo(session.catalogue.text("readers", key, **facts))


def readers() -> None:
    """Everybody who opens the book with a sentence, what opens to them and until when."""
    session = current()
    for seat in use.seats(session.book):
        click.echo(f"  · {_told(session, seat)}")
    if use.papers_in_force(session.book):
        _say(session, "papers")


def _told(session: Session, seat: Seat) -> str:
    text, names = session.catalogue.text, session.names
    who = seat.name or text("readers", "maker")
    sees = text("readers", "every") if seat.every else ", ".join(map(names.name, seat.cases)) or text("readers", "none")
    until = [text("readers", "until", day=print_day(seat.until, session.catalogue.lang))] if seat.until else []
    return "  ".join([who, *([text("readers", "you")] if seat.you else []), sees, *until])


def invite(name: str, cases: tuple[str, ...], every: bool, until: str | None) -> None:
    """Let somebody else open the book with a sentence of their own, shown once and typed back."""
    session = current()
    book = session.book
    last = session.answered(lambda answers: use.invite(book, name, cases, answers, every=every, until=until))
    _say(session, "invited", name=name)
    if not every and not cases:
        _say(session, "none-yet", name=name)
    if last:
        _say(session, "ends", day=print_day(last, session.catalogue.lang))


def give(name: str, cases: tuple[str, ...], every: bool) -> None:
    """Set which cases open to somebody."""
    session = current()
    use.give(session.book, name, cases, every=every)
    _say(session, "given", name=name)
    _say(session, "copies")


def shut_out(name: str) -> None:
    """Let somebody open the book no more."""
    session = current()
    use.shut_out(session.book, name)
    _say(session, "shut-out", name=name)
    _say(session, "copies")


def sentence() -> None:
    """A new opening sentence for whoever has the book open."""
    session = current()
    session.answered(session.book.change_sentence)
    _say(session, "copies")


def commands(catalogue: Catalogue) -> list[click.Command]:
    """The commands, with their help in the reader's language."""
    text = catalogue.text
    name = click.Argument(["name"])
    every = click.Option(["--every"], is_flag=True, help=text("help", "reader-every"))
    case = click.Option(["--case", "cases"], multiple=True, metavar="CASE", help=text("help", "reader-case"))
    until = click.Option(["--until"], metavar="DAY", help=text("help", "reader-until"))
    made: list[Made] = [
        ("readers", readers, []),
        ("reader-add", invite, [name, case, every, until]),
        ("reader-cases", give, [name, click.Argument(["cases"], nargs=-1), every]),
        ("reader-remove", shut_out, [name]),
        ("sentence", sentence, []),
    ]
    return plain(catalogue, made)
