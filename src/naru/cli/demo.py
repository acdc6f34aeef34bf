"""`naru demo`: one reported case, from request to accepted proof, on a desk of its own."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import click

from naru.app import asking
from naru.app.sentences import WORDS_RANDOM
from naru.cli.render import Renderer
from naru.cli.session import current
from naru.i18n.catalogue import Catalogue
from naru.i18n.words import canonical, opening_words
from naru.machine import random_bytes
from naru.plays.run import perform
from naru.plays.script import Script, read_text
from naru.plays.stage import Stage
from naru.refusal import Refusal
from naru.views.document import View

NAMES = ("brother", "outside", "owner", "inside", "account")
"""people of the demo, called in each language as somebody there would call them"""


def script(catalogue: Catalogue) -> Script:
    """The demo's play with its people called by nicknames of the language."""
    text = files(__package__).joinpath("demo.toml").read_text(encoding="utf-8")
    for name in NAMES:
        text = text.replace(f"@{name}", catalogue.text("demo", name))
    for name in ("word", "purpose"):
        text = text.replace(f"@{name}", catalogue.text("demo", name))
    return read_text(text)


def _free(folder: Path) -> Path:
    """The folder asked for, or the first free one beside it."""
    for count in range(1, 100):
        found = folder if count == 1 else folder.with_name(f"{folder.name}-{count}")
        if not found.exists():
            return found
    raise Refusal("keyring.exists")


def commands(catalogue: Catalogue) -> list[click.Command]:
    """The demo command in the reader's language."""

    def demo(folder: Path) -> None:
        session = current()
        place = _free(folder)
        words = opening_words(random_bytes(WORDS_RANDOM), catalogue.lang)
        told = script(catalogue)
        session.say("demo-start")
        profile = session.setting._replace(trial=False).profile  # her own words open it later
        stage = Stage(
            told,
            place,
            passphrase=canonical(words),
            profile=profile,
            random_bytes=random_bytes,
        )
        session.use(stage.book(catalogue))
        failures, _ = perform(stage, told)
        if failures:
            raise Refusal("demo.failed")
        render = Renderer(catalogue, session.names)
        book = session.book
        shown: tuple[View, ...] = (*asking.every_order(book), asking.owed(book), asking.audit(book))
        for view in shown:
            for line in render.show(view):
                click.echo(line)
            click.echo("")
        session.say("demo-place", folder=str(place))
        session.say("opening-words", words=words)
        session.say("demo-next", folder=str(place))

    params: list[click.Parameter] = [
        click.Argument(["folder"], type=click.Path(path_type=Path), default=Path("demo-desk"), required=False)
    ]
    return [click.Command("demo", params=params, callback=demo, help=catalogue.text("help", "demo"))]
