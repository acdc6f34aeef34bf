"""`naru demo`: one reported case, from request to accepted proof, and a family's book, shown where a person sits."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from naru.app import asking
from naru.cli.page import FAMILY_FOLDER, serve_family, tell_family
from naru.cli.render import Renderer
from naru.cli.session import Session, current
from naru.i18n.catalogue import Catalogue
from naru.plays.demo import CASE, free, make_family, play
from naru.views.document import View


def _show(session: Session) -> None:
    """Every order of the book in use, who owes whom what, and whether the books agree."""
    render, book = Renderer(session.catalogue, session.names), session.book
    shown: tuple[View, ...] = (*asking.every_order(book), asking.owed(book), asking.audit(book))
    for view in shown:
        for line in render.show(view):
            click.echo(line)
        click.echo("")


def commands(catalogue: Catalogue) -> list[click.Command]:
    """The demo command in the reader's language."""

    def demo(folder: Path) -> None:
        session = current()
        setting = session.setting._replace(trial=False)  # her own words open the books later
        given = catalogue, setting.clock().today, setting.random_bytes, setting.profile
        place = free(folder)
        session.say("demo-start")
        stage, words = play(CASE, place, *given)
        session.use(stage.book(catalogue))
        _show(session)
        session.say("demo-place", folder=str(place))
        session.say("opening-words", words=words)
        session.say("demo-next", folder=str(place))
        family, words = make_family(folder.with_name(FAMILY_FOLDER), *given)
        click.echo("")
        tell_family(session, family, words)
        if session.somebody_there() and sys.stdout.isatty():
            serve_family(session, family)
        session.say("demo-next", folder=str(family))

    params: list[click.Parameter] = [
        click.Argument(["folder"], type=click.Path(path_type=Path), default=Path("demo-desk"), required=False)
    ]
    return [click.Command("demo", params=params, callback=demo, help=catalogue.text("help", "demo"))]
