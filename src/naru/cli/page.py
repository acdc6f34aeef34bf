"""`naru page`: becomes the program that serves a book to a browser on this machine."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import click

from naru.cli.screen import plain
from naru.cli.session import Session, current
from naru.i18n.catalogue import Catalogue
from naru.plays.demo import free, make_family

FAMILY_FOLDER = "demo-family"
"""where the demo family's book lies"""
OWN_FOLDER = "my-book"
"""where a book of her own can be made on the demo's page"""


def serve(folder: Path, *options: str) -> None:
    """Become the program that serves the book in a folder, or makes one there. Comes back never."""
    line = [sys.executable, "-P", "-m", "naru.web", str(folder), *options]
    sys.stdout.flush()
    if sys.platform == "win32":
        sys.exit(subprocess.call(line))  # noqa: S603  our own program, with the folder as it was given to us
    os.execv(sys.executable, line)  # noqa: S606  the same


def serve_family(session: Session, family: Path, *options: str) -> None:
    """Become the program that serves the demo family's book, in the language of its words; beside it, hers."""
    session.close()
    session.say("demo-page")
    own = free(family.with_name(OWN_FOLDER))
    serve(family, "--own", str(own), "--lang", session.catalogue.lang, *options)


def tell_family(session: Session, family: Path, words: str) -> None:
    """Where the demo family's book lies, and its opening words."""
    session.say("demo-family")
    session.say("demo-place", folder=str(family))
    session.say("opening-words", words=words)


def commands(catalogue: Catalogue) -> list[click.Command]:
    """The command."""

    def page(no_browser: bool, demo: bool) -> None:
        session = current()
        setting = session.setting
        options = [*(["--no-browser"] if no_browser else []), *(["--trial"] if session.cheap else [])]
        if demo:
            today, chance = setting.clock().today, setting.random_bytes
            family, words = make_family(Path(FAMILY_FOLDER), catalogue, today, chance, setting.profile)
            tell_family(session, family, words)
            serve_family(session, family, *options)
        serve(session.folder, *options, *(["--lang", catalogue.lang] if _said("lang") else []))

    options: list[click.Parameter] = [
        click.Option(["--no-browser"], is_flag=True, help=catalogue.text("help", "no-browser")),
        click.Option(["--demo"], is_flag=True, help=catalogue.text("help", "page-demo")),
    ]
    return plain(catalogue, [("page", page, options)])


def _said(name: str) -> bool:
    """Whether an option of the whole line was given."""
    root = click.get_current_context().find_root()
    return root.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE
