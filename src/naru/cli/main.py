"""`naru`: the whole command line, made in the reader's language."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from naru import guard
from naru.cli.screen import CRASHED, REFUSED, WRONG_WORDS, Commands, Group
from naru.i18n.catalogue import Catalogue
from naru.i18n.languages import LANGS, language
from naru.refusal import Refusal

if TYPE_CHECKING:
    from naru.cli.session import Session

PLACES = {
    "making": ("new", "at"),
    "quote": ("quote",),
    "demo": ("demo",),
    "page": ("page",),
    "plays": ("play",),
    "questions": ("show", "books", "owed", "audit", "export", "statement", "open", "snapshot"),
    "importing": ("import",),
    "losing": ("parts", "recover", "backup", "restore"),
    "burning": ("burn-cards", "burn-order", "burn-case", "burn-everything", "legal-hold"),
    "readers": ("readers", "reader-add", "reader-cases", "reader-remove", "sentence"),
    "archive": ("archive", "archive-key", "archive-out", "archive-read"),
}
"""the module that makes each command; those of the tables are made by `naru.cli.verbs`"""
AS_DATA = frozenset({"show", "books", "owed", "audit", "quote"})
"""what ``--json`` prints for other programs"""
TRACEBACK = "--developer-traceback"
"""hidden: shows where Naru failed, and with it what was typed. For invented books only."""


def wanted_language(arguments: Sequence[str]) -> str:
    """``--lang`` if it was said, else the locale's, else Korean."""
    for index, argument in enumerate(arguments):
        if argument.startswith("--lang="):
            return language(argument[7:])
        if argument == "--lang" and index + 1 < len(arguments):
            return language(arguments[index + 1])
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(name):
            return language(os.environ[name])
    return language("")


def build(catalogue: Catalogue) -> click.Group:
    """The group of all commands."""
    text = catalogue.text

    def start(lang: str, desk: Path, secrets_fd: int | None, cheap: bool, traceback: bool, as_json: bool) -> None:
        context = click.get_current_context()
        if as_json and context.invoked_subcommand not in AS_DATA:
            raise Refusal("cli.not-as-data")
        if context.obj is None:
            from naru.cli.secrets import Secrets  # loaded here: help is read without a book
            from naru.cli.session import Session

            context.obj = Session(catalogue, desk, Secrets(catalogue, secrets_fd), cheap=cheap)
            context.call_on_close(context.obj.close)
        context.obj.as_json = as_json

    params: list[click.Parameter] = [
        click.Option(
            ["--lang"],
            type=click.Choice(LANGS),
            default=catalogue.lang,
            help=text("help", "lang", langs=", ".join(LANGS)),
        ),
        click.Option(["-d", "--desk"], type=click.Path(path_type=Path), default=".", help=text("help", "desk")),
        click.Option(["--json", "as_json"], is_flag=True, help=text("help", "as-json")),
        click.Option(["--secrets-fd"], type=int, default=None, help=text("help", "secrets-fd")),
        click.Option(
            ["--version"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_print_version,
            help=text("help", "version"),
        ),
        click.Option(["--cheap-test-desk", "cheap"], is_flag=True, hidden=True),
        click.Option([TRACEBACK, "traceback"], is_flag=True, hidden=True),
    ]
    group = Group("naru", params=params, callback=start, help=text("help", "naru"))
    group.catalogue = catalogue
    group.commands = Commands(catalogue, PLACES)
    return group


def _print_version(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    """The version as it was installed, in no language."""
    if wanted:
        from importlib.metadata import version  # loaded here: it costs more than most commands

        click.echo(f"naru {version('naru-desk')}")
        context.exit()


def main() -> None:
    """Run the command line and leave with its status: 0 done, 1 refused, 2 not understood, 70 a fault of Naru's own."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:  # closed by whoever started us: nobody answers, nobody reads
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115  in use until the process ends
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a screen that lacks a letter must not end a command half told
    catalogue = Catalogue(wanted_language(sys.argv[1:]))
    try:
        guard.stand()
    except Refusal as refusal:
        sys.exit(_tell(catalogue.refusal(refusal), REFUSED))
    sys.exit(run(build(catalogue), catalogue, sys.argv[1:]))


def run(group: click.Group, catalogue: Catalogue, arguments: Sequence[str], obj: Session | None = None) -> int:
    """Run one line. Whatever goes wrong is told in the reader's language, and never with what was typed."""
    try:
        left = group.main(args=list(arguments), prog_name="naru", standalone_mode=False, obj=obj)
    except Refusal as refusal:
        return _tell(catalogue.refusal(refusal), REFUSED)
    except click.Abort:
        return _tell(catalogue.text("refusal", "cli.no-answer"), REFUSED)
    except click.UsageError as error:
        verb = str(error.ctx.info_name) if error.ctx and error.ctx.parent else ""
        if isinstance(error, click.MissingParameter):
            return _tell(catalogue.refusal(Refusal("cli.incomplete", verb=verb)), WRONG_WORDS)
        return _tell(catalogue.refusal(Refusal("cli.not-understood", verb=verb)), WRONG_WORDS)
    except BrokenPipeError:
        # Whoever read our lines has gone; what was said to the desk is durable all the same.
        _let_go_of_output()
        return REFUSED
    except OSError as error:
        if error.filename is not None:  # about a file, by its path; else it was the output that failed
            from naru.app.opening import disk_refusal  # loaded where a disk was touched already

            return _tell(catalogue.refusal(disk_refusal(error)), REFUSED)
        _let_go_of_output()
        return _tell(catalogue.text("refusal", "cli.not-shown"), REFUSED)
    except Exception:
        # A traceback quotes what was typed, and whoever is asked for help gets it by mail.
        if TRACEBACK in arguments:
            raise
        return _tell(catalogue.text("refusal", "cli.crashed"), CRASHED)
    return left if isinstance(left, int) else 0


def _tell(told: str, status: int) -> int:
    with suppress(OSError):
        click.echo(told, err=True)
    return status


def _let_go_of_output() -> None:
    """Send what is left to nowhere, or Python would try again at its end and fail once more."""
    with suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
