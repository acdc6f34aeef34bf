"""One question before what cannot be undone, or wants a second thought; asked only where somebody sits to answer."""

from __future__ import annotations

import click

from naru.cli import archive
from naru.cli.session import Session
from naru.i18n.languages import YES
from naru.refusal import Refusal


def says_yes(answer: str) -> bool:
    """Whether an answer is a yes in one of the languages. Anything else leaves things as they are."""
    return answer.strip().lower().rstrip(".") in YES


def ask(session: Session, question: str) -> bool:
    """Whether she says yes to a question, by its key in the catalogue."""
    told = session.catalogue.text("ask", question)
    return says_yes(str(click.prompt(told, default="", show_default=False, err=True)))


def before_burning(session: Session) -> None:
    """Whoever asks to burn first reads what the law may say, and is asked once.

    Raises:
        Refusal: ``keyring.hold``; ``cli.not-burned``: she did not say yes. Nothing has changed.
    """
    if session.desk.keyring.legal_hold:
        raise Refusal("keyring.hold")
    session.say("before-burning")
    archive.stays(session)
    if session.somebody_there() and not ask(session, "burn-now"):
        raise Refusal("cli.not-burned")
