"""Losing things: paper parts, opening with two of them, a backup, and the sums that come back from one."""

from __future__ import annotations

from pathlib import Path

import click

from naru.app import papers
from naru.app.papers import NewParts, Restored
from naru.app.questions import Answers
from naru.cli.progress import shown
from naru.cli.screen import Made, plain
from naru.cli.session import Session, current
from naru.i18n.catalogue import Catalogue
from naru.i18n.words import head_words
from naru.machine import random_bytes
from naru.refusal import Refusal


def _tell(session: Session, table: str, *keys: str, **facts: str | int) -> None:
    for key in keys:
        click.echo(session.catalogue.text(table, key, **facts))


def parts() -> None:
    """Show three papers one at a time; from then on two of them open the book, once two were read back."""
    session = current()
    book = session.book
    made = papers.new_parts(book, random_bytes)
    _tell(session, "parts", "why", "keep")
    for sheet in papers.sheets(book, made):
        click.echo("")
        click.echo(sheet, nl=False)
        if session.somebody_there():
            click.prompt(session.catalogue.text("ask", "copied"), default="", show_default=False, err=True)
            _wipe()
    _tell(session, "parts", "read-back")
    while not _read_back(session, made):
        pass
    if session.somebody_there():
        _wipe()
    _tell(session, "parts", "in-force")


def _read_back(session: Session, made: NewParts) -> bool:
    """Whether two papers were read back and are in force. A wrong word is told, and asked for once more."""
    try:
        session.answered(lambda answers: papers.put_in_force(session.book, made, answers))
    except Refusal as refusal:
        if not session.somebody_there() or not refusal.key.startswith(papers.WRONG):
            raise
        click.echo(session.catalogue.refusal(refusal), err=True)
        return False
    return True


def _wipe() -> None:
    """Take the screen away, and what can be scrolled back to."""
    click.clear()
    click.echo("\033[3J", nl=False)


def recover() -> None:
    """Open the book with two papers and give it a new sentence."""
    session = current()
    session.answered(lambda answers: papers.recover(session.setting, session.folder, answers))
    _tell(session, "parts", "recovered", "older-copies")


def backup(place: Path) -> None:
    """Write a backup: the rows as they lie, and the sums for whoever holds two papers."""
    session = current()
    written = papers.backup(session.book, place)
    _tell(session, "backup", "written", place=str(written.path), rows=session.book.rows)
    _tell(session, "backup", "back", "not-back", "not-burned")


def restore(file: Path, folder: Path) -> None:
    """Make a book of a backup."""
    session = current()
    done = session.answered(lambda answers: _restored(session, file, folder, answers))
    _tell(session, "backup", "restored", rows=done.head.seq)
    _tell(session, "backup", "head", words=" ".join(head_words(done.head.digest, session.catalogue.lang)))
    gone = done.gone
    _tell(session, "backup", "gone", names=gone.names, cards=gone.cards, words=gone.words, rows=gone.rows)
    _tell(session, "backup", "nameless", "lost-machine")


def _restored(session: Session, file: Path, folder: Path, answers: Answers) -> Restored:
    with shown(session.catalogue, "restore") as progress:
        return papers.restore(session.setting, file, folder, answers, progress)


def _path(name: str) -> click.Argument:
    return click.Argument([name], type=click.Path(path_type=Path))


def commands(catalogue: Catalogue) -> list[click.Command]:
    """The commands, with their help in the reader's language."""
    made: list[Made] = [
        ("parts", parts, []),
        ("recover", recover, []),
        ("backup", backup, [_path("place")]),
        ("restore", restore, [_path("file"), _path("folder")]),
    ]
    return plain(catalogue, made)
