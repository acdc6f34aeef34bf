"""Records that a law demands: whose key they are sealed to, what is in them, and how they leave and open elsewhere."""

from __future__ import annotations

import json
from pathlib import Path

import click

from naru.cli.clock import random_bytes
from naru.cli.founding import drawn_sentence, profile_of
from naru.cli.screen import Made, plain
from naru.cli.session import Session, current
from naru.custody import archive as desk_archive
from naru.i18n.catalogue import Catalogue
from naru.i18n.words import canonical
from naru.refusal import Refusal
from naru.rules.demands import DEMANDS
from naru.vault import archive as vault_archive
from naru.vault import files
from naru.vault.archive import KEY_FILE_MOST

PUBLIC = ".public"
"""ending of the half that is carried to the desk"""


def _say(session: Session, key: str, **facts: str | int) -> None:
    click.echo(session.catalogue.text("archive", key, **facts))


def archive_key(file: Path) -> None:
    """Make the key of an archive: one file that stays away from every desk, one that is carried to it."""
    session = current()
    public = file.with_name(file.name + PUBLIC)
    if file.exists() or public.exists():
        raise Refusal("archive.exists")
    _say(session, "not-here")
    made = vault_archive.new_key(drawn_sentence(session, "archive-sentence"), profile_of(session), random_bytes)
    with files.refusing():
        files.replace(file, made.private)
        files.replace(public, made.public)
    _say(session, "key-made", private=str(file), public=str(public))


def archive(profile: str | None, file: Path | None) -> None:
    """What this book keeps for the law; with a profile and a public key: keep it from here on."""
    session = current()
    if profile and file:
        desk_archive.keep(session.desk, profile, vault_archive.read_public(_small(file)))
        _say(session, "kept-from-here")
    elif profile or file:
        raise Refusal("archive.both")
    if not stays(session):
        _say(session, "none")


def stays(session: Session) -> bool:
    """Say what no burning reaches, because a law demands it and somebody else holds the key; whether there is any."""
    kept = session.desk.keyring.archive
    if kept is None:
        return False
    demand, text = DEMANDS[kept.profile], session.catalogue.text
    fields = ", ".join(text("kept", field) for field in (*demand.facts, *demand.story))
    _say(session, "stays", law=demand.law, years=demand.years, fields=fields)
    return True


def archive_out(file: Path) -> None:
    """Write the sealed records into a file, for whoever holds the key."""
    session = current()
    _say(session, "handed", rows=desk_archive.hand_over(session.desk, file), file=str(file))


def archive_read(key: Path, file: Path) -> None:
    """Open records that were handed over. Needs no book, and belongs on another machine than one."""
    session = current()
    sentence = canonical(session.secrets.get("archive-sentence", hide=True))
    private = vault_archive.unlock(_small(key), sentence)
    for _, record in desk_archive.read(file.read_bytes(), private):
        click.echo(json.dumps(record, ensure_ascii=False, sort_keys=True))
    click.echo(session.catalogue.text("screen", "cannot-be-burned"), err=True)


def _small(path: Path) -> bytes:
    """A key file's bytes; of anything larger only so much that it is refused."""
    with path.open("rb") as file:
        return file.read(KEY_FILE_MOST + 1)


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
