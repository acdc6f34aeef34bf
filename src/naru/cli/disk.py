"""How well this disk can forget, told before the first name is written down and when one is burned."""

from __future__ import annotations

from pathlib import Path

import click

from naru.cli.session import Session
from naru.i18n.catalogue import Catalogue
from naru.i18n.languages import LANGS
from naru.refusal import Refusal
from naru.vault.disk.grade import Grade, look

TESTED = Grade("C", ())
"""what a cheap test desk is taken for: it holds nothing worth forgetting, on whatever disk it lies"""


def of(session: Session, folder: Path) -> Grade:
    """The grade of a folder's disk."""
    return TESTED if session.cheap else look(folder)


def asks(session: Session) -> bool:
    """Whether this book is worth telling the grade of: a test's own is not."""
    return not session.cheap


def tell(session: Session, folder: Path) -> None:
    """Say the grade of a folder's disk and why, in plain words."""
    if not asks(session):
        return
    grade = of(session, folder)
    click.echo(session.catalogue.text("disk", grade.letter))
    for reason in grade.reasons:
        click.echo(f"  · {session.catalogue.text('disk-why', reason)}")


def before_card(session: Session) -> None:
    """A name on a disk that cannot promise to forget wants more than a yes: a sentence typed back.

    Raises:
        Refusal: ``cli.not-confirmed``: something else was typed; nothing was written.
    """
    if not asks(session) or of(session, session.folder).letter != "C":
        return
    tell(session, session.folder)
    phrase = session.catalogue.text("screen", "write-anyway")
    session.say("type-to-confirm", phrase=phrase)
    typed = "".join(session.secrets.get("confirm").split())
    phrases = {"".join(Catalogue(lang).text("screen", "write-anyway").split()) for lang in LANGS}
    if typed not in phrases:
        raise Refusal("cli.not-confirmed")


def burned(session: Session) -> None:
    """What burning came to on this disk."""
    click.echo(session.catalogue.text("disk", f"burned.{of(session, session.folder).letter}"))
