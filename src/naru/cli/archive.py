"""Records that a law demands: whose key they are sealed to, what is in them, and how they leave and open elsewhere."""

from __future__ import annotations

import json
from pathlib import Path

import click

from naru.app import archive as use
from naru.cli.screen import Made, plain
from naru.cli.session import Session, current
from naru.i18n.catalogue import Catalogue
from naru.refusal import Refusal


def _say(session: Session, key: str, **facts: str | int) -> None:
    click.echo(session.catalogue.text("archive", key, **facts))


def archive_key(file: Path) -> None:
    """Make the key of an archive: one file that stays away from every desk, one that is carried to it."""
    session = current()
    public = use.public_half(file)
    _say(session, "not-here")
    session.answered(lambda answers: use.new_key(session.setting, file, answers))
    _say(session, "key-made", private=str(file), public=str(public))


def archive(profile: str | None, file: Path | None) -> None:
    """What this book keeps for the law; with a profile and a public key: keep it from here on."""
    session = current()
    if profile and file:
        use.keep(session.book, profile, file)
        _say(session, "kept-from-here")
    elif profile or file:
        raise Refusal("archive.both")
    kept = use.stays(session.book)
    session.tell(*kept)
    if not kept:
        _say(session, "none")


def archive_out(file: Path) -> None:
    """Write the sealed records into a file, for whoever holds the key."""
    session = current()
    _say(session, "handed", rows=use.hand_over(session.book, file), file=str(file))


def archive_read(key: Path, file: Path) -> None:
    """Open records that were handed over. Needs no book, and belongs on another machine than one."""
    session = current()
    for record in session.answered(lambda answers: use.read(key, file, answers)):
        click.echo(json.dumps(record, ensure_ascii=False, sort_keys=True))
    click.echo(session.catalogue.text("screen", "cannot-be-burned"), err=True)


def commands(catalogue: Catalogue) -> list[click.Command]:
    """The commands, with their help in the reader's language."""
    profile = click.Argument(["profile"], required=False)
    made: list[Made] = [
        ("archive", archive, [profile, _path("file", required=False)]),
        ("archive-key", archive_key, [_path("file")]),
        ("archive-out", archive_out, [_path("file")]),
        ("archive-read", archive_read, [_path("key"), _path("file")]),
    ]
    return plain(catalogue, made)


def _path(name: str, *, required: bool = True) -> click.Argument:
    return click.Argument([name], required=required, type=click.Path(path_type=Path))
