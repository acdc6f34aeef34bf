"""Losing things: paper parts, opening with two of them, a backup, and the sums that come back from one."""

from __future__ import annotations

from pathlib import Path

import click

from naru.cli.clock import clock, random_bytes
from naru.cli.founding import profile_of
from naru.cli.screen import Made, plain
from naru.cli.secrets import good_enough
from naru.cli.session import Session, current
from naru.custody import backup as desk_backup
from naru.custody import papers as paper
from naru.custody.papers import NewParts
from naru.custody.restore import restore as desk_restore
from naru.i18n.catalogue import Catalogue
from naru.i18n.words import head_words
from naru.refusal import Refusal
from naru.vault.backup.recovery import PaperPart, read


def _part(session: Session, name: str) -> PaperPart:
    """One paper, typed in."""
    return read(session.secrets.get(name))


def _tell(session: Session, table: str, *keys: str, **facts: str | int) -> None:
    for key in keys:
        click.echo(session.catalogue.text(table, key, **facts))


def parts() -> None:
    """Show three papers one at a time; from then on two of them open the book, once two were read back."""
    session = current()
    desk = session.desk
    desk.must_see_all()
    made = paper.new_parts(random_bytes)
    _tell(session, "parts", "why", "keep")
    for part in made.parts:
        click.echo("")
        click.echo(paper.sheet(part, session.catalogue.lang), nl=False)
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
        paper.put_in_force(session.desk, made, [_part(session, "part-one"), _part(session, "part-two")])
    except Refusal as refusal:
        if not session.somebody_there() or not refusal.key.startswith(("parts.", "words.", "text.")):
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
    private = paper.private_key([_part(session, "part-one"), _part(session, "part-two")])
    _tell(session, "parts", "opened")
    passphrase = good_enough(session.secrets.get("sentence"))
    paper.recover(session.folder, private, passphrase, random_bytes, profile_of(session))
    _tell(session, "parts", "recovered", "older-copies")


def backup(place: Path) -> None:
    """Write a backup: the rows as they lie, and the sums for whoever holds two papers."""
    session = current()
    written = desk_backup.write(session.desk, place, clock())
    _tell(session, "backup", "written", place=str(written.path), rows=session.desk.state.seq)
    _tell(session, "backup", "back", "not-back", "not-burned")


def restore(file: Path, folder: Path) -> None:
    """Make a book of a backup."""
    session = current()
    if not file.exists():
        raise Refusal("backup.missing")
    private = paper.private_key([_part(session, "part-one"), _part(session, "part-two")])
    passphrase = good_enough(session.secrets.get("sentence"))
    done = desk_restore(file, folder, private, passphrase, clock, random_bytes, profile=profile_of(session))
    _tell(session, "backup", "restored", rows=done.head.seq)
    _tell(session, "backup", "head", words=" ".join(head_words(done.head.digest, session.catalogue.lang)))
    gone = done.gone
    _tell(session, "backup", "gone", names=gone.names, cards=gone.cards, words=gone.words, rows=gone.rows)
    _tell(session, "backup", "nameless", "lost-machine")


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
