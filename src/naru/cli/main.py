"""`naru`: the whole command line, made in the reader's language."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import click

from naru.app import disk, opening
from naru.app.questions import Answers
from naru.cli import archive, burning, demo, guard, losing, plays, questions, quote, readers, verbs
from naru.cli.prompt import prompt
from naru.cli.screen import Group, plain
from naru.cli.secrets import Secrets
from naru.cli.session import Session, current
from naru.i18n.catalogue import Catalogue
from naru.i18n.languages import LANGS, language
from naru.refusal import Refusal
from naru.vault import files

REFUSED, WRONG_WORDS, CRASHED = 1, 2, 70
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
        if as_json and context.invoked_subcommand not in questions.AS_DATA:
            raise Refusal("cli.not-as-data")
        if context.obj is None:
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
        click.Option(["--cheap-test-desk", "cheap"], is_flag=True, hidden=True),
        click.Option([TRACEBACK, "traceback"], is_flag=True, hidden=True),
    ]
    group = Group("naru", params=params, callback=start, help=text("help", "naru"))
    group.catalogue = catalogue
    for command in (
        *_own(catalogue),
        *questions.commands(catalogue),
        *losing.commands(catalogue),
        *burning.commands(catalogue),
        *readers.commands(catalogue),
        *archive.commands(catalogue),
        *verbs.commands(catalogue),
    ):
        group.add_command(command)
    return group


def _own(catalogue: Catalogue) -> list[click.Command]:
    text = catalogue.text

    def new(folder: Path, valuation: str) -> None:
        session = current()
        session.folder = folder
        own = {"passphrase": session.secrets.get("passphrase")} if session.secrets.has("passphrase") else {}
        book, words = opening.new_book(session.setting, folder, valuation, Answers(own))
        session.use(book)
        session.say("made", folder=str(folder))
        if words:
            session.say("opening-words", words=words)
        session.tell(*disk.told(book.disk))
        session.say("after-new", folder=str(folder))

    def at(folder: Path) -> None:
        session = current()
        session.folder = folder
        group = build(catalogue)
        prompt(session, lambda words: run(group, catalogue, words, obj=session))

    place = click.Argument(["folder"], type=click.Path(path_type=Path))
    money = click.Option(["--valuation"], default="KRW", help=text("help", "valuation"), metavar="CODE")
    return [
        *plain(catalogue, [("new", new, [place, money]), ("at", at, [place])]),
        quote.command(catalogue),
        demo.command(catalogue),
        plays.command(catalogue),
    ]


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
        return _tell(catalogue.refusal(Refusal("cli.not-understood", verb=verb)), WRONG_WORDS)
    except BrokenPipeError:
        # Whoever read our lines has gone; what was said to the desk is durable all the same.
        _let_go_of_output()
        return REFUSED
    except OSError as error:
        if error.filename is not None:  # about a file, by its path; else it was the output that failed
            return _tell(catalogue.refusal(files.refusal(error)), REFUSED)
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
