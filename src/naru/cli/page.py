"""`naru page`: becomes the program that serves the book to a browser on this machine."""

from __future__ import annotations

import os
import subprocess
import sys

import click

from naru.cli.screen import plain
from naru.cli.session import current
from naru.i18n.catalogue import Catalogue


def commands(catalogue: Catalogue) -> list[click.Command]:
    """The command."""

    def page(no_browser: bool) -> None:
        session = current()
        line = [sys.executable, "-P", "-m", "naru.web", str(session.folder)]
        line += ["--no-browser"] if no_browser else []
        line += ["--trial"] if session.cheap else []
        if _said("lang"):
            line += ["--lang", session.catalogue.lang]
        sys.stdout.flush()
        if sys.platform == "win32":
            sys.exit(subprocess.call(line))  # noqa: S603  our own program, with the folder as it was given to us
        os.execv(sys.executable, line)  # noqa: S606  the same

    option = click.Option(["--no-browser"], is_flag=True, help=catalogue.text("help", "no-browser"))
    return plain(catalogue, [("page", page, [option])])


def _said(name: str) -> bool:
    """Whether an option of the whole line was given."""
    root = click.get_current_context().find_root()
    return root.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE
