"""`naru at DIR`: the desk stays open, one line at a time, until it is left or the line ends."""

from __future__ import annotations

import shlex
from collections.abc import Callable

import click

from naru.app import disk
from naru.app.idle import Idle
from naru.cli.idle import leave
from naru.cli.screen import REFUSED, WRONG_WORDS
from naru.cli.session import Session
from naru.i18n.languages import HELP, LEAVE
from naru.i18n.vocabulary import command
from naru.refusal import Refusal

OUTSIDE = frozenset({"at", "new", "demo", "page"})
"""commands that make or open a desk of their own: not while this one is open"""


def prompt(session: Session, run: Callable[[list[str]], int], idle: Idle | None = None) -> int:
    """Read lines and say them. Secrets may stand in a line here: it goes into no history and no process list.

    Args:
        run: says one line and gives its exit status.
        idle: what closes the book when nobody types; a test hands in its own.
    Returns:
        the worst status of all lines; 2 for one that could not be taken apart.
    """
    session.prompting = True
    idle = idle or Idle(lambda: leave(session.catalogue.text("screen", "idle-closed")))
    session.tell(*disk.told(session.book.disk))
    session.say("prompt-open", folder=str(session.folder), rows=session.book.rows)
    worst = 0
    while True:
        idle.wait(session.name_shown)
        try:
            line = str(click.prompt("나루", prompt_suffix="> ", err=True))
        except (click.Abort, EOFError):
            if session.somebody_there():
                click.echo(err=True)  # what comes next stands on a line of its own
            break
        finally:
            idle.stop()
        session.name_shown = False
        if line.strip() in LEAVE:
            break
        try:
            words = ["--help"] if line.strip() in HELP else shlex.split(line)
        except ValueError:
            click.echo(session.catalogue.refusal(Refusal("cli.quotes")), err=True)
            worst = max(worst, WRONG_WORDS)
            continue
        words = command(words[words[:1] == ["naru"] :])  # as the examples have it
        if words and words[0] in OUTSIDE:
            click.echo(session.catalogue.refusal(Refusal("cli.already-open")), err=True)
            worst = max(worst, REFUSED)
        elif words:
            worst = max(worst, run(words))
        if session.over:  # there is no book any more
            return worst
    session.say("prompt-closed")
    return worst
