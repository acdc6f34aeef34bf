"""Making a book, and keeping one open at a prompt."""

from __future__ import annotations

from pathlib import Path

import click

from naru.app import disk, opening
from naru.app.questions import Answers
from naru.cli import main
from naru.cli.prompt import prompt
from naru.cli.screen import plain
from naru.cli.session import current
from naru.i18n.catalogue import Catalogue


def new(folder: Path, valuation: str) -> None:
    """Make a book. Its opening words are drawn and shown once, unless she brought her own."""
    session = current()
    session.folder = folder
    own = {"passphrase": session.secrets.get("passphrase")} if session.secrets.has("passphrase") else {}
    book, words = opening.new_book(session.setting, folder, valuation, Answers(own))
    session.use(book)
    session.say("made", folder=str(folder))
    if words:
        session.say("opening-words", words=words)
    session.tell(*disk.told(book.disk))
    session.say("after-new", folder=str(folder))


def at(folder: Path) -> None:
    """Keep a book open. What came of lines from a file is told by the exit status: the worst of them."""
    session = current()
    session.folder = folder
    group = main.build(session.catalogue)
    worst = prompt(session, lambda words: main.run(group, session.catalogue, words, obj=session))
    if not session.somebody_there():
        click.get_current_context().exit(worst)


def commands(catalogue: Catalogue) -> list[click.Command]:
    """The commands, with their help in the reader's language."""
    place = click.Argument(["folder"], type=click.Path(path_type=Path))
    money = click.Option(["--valuation"], default="KRW", help=catalogue.text("help", "valuation"), metavar="CODE")
    return plain(catalogue, [("new", new, [place, money]), ("at", at, [place])])
