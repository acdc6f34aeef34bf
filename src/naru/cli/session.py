"""One run of the command line: the language, the book's folder, where secrets come from, and the open book."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

import click

from naru.app import opening
from naru.app.book import Book
from naru.app.names import DeskNames
from naru.app.opening import Setting
from naru.app.questions import Answers, Kind, Question, Text
from naru.cli.progress import shown
from naru.cli.secrets import Secrets
from naru.i18n.catalogue import Catalogue
from naru.machine import clock, random_bytes
from naru.refusal import Refusal

T = TypeVar("T")

SLIPS: Final = (
    "keyring.wrong-passphrase",
    "app.sentence-differs",
    "words.",
    "parts.word",
    "parts.wrong",
    "parts.not-ours",
)
"""how keys begin that say: the last thing typed was mistyped, or is of another paper"""


def current() -> Session:
    """The session of the run that click is in."""
    found = click.get_current_context().find_object(Session)
    assert found is not None
    return found


class Session:
    """What the commands of one run share. At the prompt one session lives through many lines."""

    def __init__(self, catalogue: Catalogue, folder: Path, secrets: Secrets, *, cheap: bool = False) -> None:
        self.catalogue, self.folder, self.secrets, self.cheap = catalogue, folder, secrets, cheap
        self.prompting = False
        self.name_shown = False
        self.as_json = False
        self.over = False
        self._book: Book | None = None

    @property
    def setting(self) -> Setting:
        """What this door hands in: the machine's clock, its random bytes and the reader's language."""
        which = "prompt" if self.prompting else "command"
        return Setting(clock, random_bytes, self.catalogue, which, trial=self.cheap)

    @property
    def book(self) -> Book:
        """The book, opened at its first use. Raises: Refusal: it does not open."""
        return self.opened(expire=True)

    def opened(self, *, expire: bool) -> Book:
        """The book; where it is not open yet, opened so. Raises: Refusal: it does not open."""
        if self._book is None:
            opening.must_be_there(self.folder)
            self._book = self._open(expire)
            self.tell(*self._book.opening_told(), err=True)
        return self._book

    def _open(self, expire: bool) -> Book:
        while True:
            passphrase = self.secrets.get("passphrase", hide=True)
            try:
                with shown(self.catalogue, "open") as progress:
                    return opening.open_book(self.setting, self.folder, passphrase, expire=expire, progress=progress)
            except Refusal as refusal:
                self._tell_slip(refusal, "passphrase")

    def use(self, book: Book) -> None:
        """Go on with a book that was just made."""
        self._book = book

    @property
    def names(self) -> DeskNames:
        """The names of the open book."""
        return self.book.names

    def close(self) -> None:
        """Let go of the book; a later command opens it again."""
        book, self._book = self._book, None
        if book is not None:
            book.close()

    # ------------------------------------------------------------------------------------------- telling and asking

    def say(self, key: str, **facts: str | int) -> None:
        """Print a text of the screen."""
        click.echo(self.catalogue.text("screen", key, **facts))

    def tell(self, *texts: Text, err: bool = False) -> None:
        """Print texts of the catalogues; the reasons of a disk's grade stand under it."""
        for table, key, facts in texts:
            mark = "  · " if table == "disk-why" else ""
            click.echo(mark + self.catalogue.text(table, key, **facts), err=err)

    def somebody_there(self) -> bool:
        """Whether a person sits at the keyboard, who could answer a question."""
        return sys.stdin is not None and not sys.stdin.closed and sys.stdin.isatty()

    def answered(self, use: Callable[[Answers], T], answers: Answers | None = None) -> T:
        """Do something, and ask what has to be answered first: each question once, and again after a slip."""
        answers = answers or Answers(own=self.secrets.names)
        last = ""
        while True:
            try:
                return use(answers)
            except Question as question:
                last = question.name
                answers.given[last] = self._ask(question, answers)
            except Refusal as refusal:
                self._tell_slip(refusal, last)
                del answers.given[last]
            finally:
                self.tell(*answers.done)
                answers.done.clear()

    def _tell_slip(self, refusal: Refusal, name: str) -> None:
        """Tell whoever typed the answer of this name that they mistyped it. Raises: the refusal, where nobody did."""
        if not name or self.secrets.has(name) or not self.somebody_there() or not refusal.key.startswith(SLIPS):
            raise refusal
        click.echo(self.catalogue.refusal(refusal), err=True)

    def _ask(self, question: Question, answers: Answers) -> str:
        """Show what is to be read, then ask. Raises: the question itself, where nobody is there to answer it."""
        self.tell(*question.told[:-1])
        for last in question.told[-1:]:
            drawn = {"sentence": answers.drawn[question.name]} if question.drawn else {}
            self.tell(last._replace(facts={**last.facts, **drawn}))
        asked = question.asked
        if asked.kind is not Kind.YES or self.secrets.has(asked.name):
            return self.secrets.get(asked.name, hide=asked.kind is Kind.HIDDEN)
        if not self.somebody_there():
            if not asked.alone:
                raise question
            return asked.alone
        if not question.told:
            click.echo(self.catalogue.refusal(question), err=True)
        label = self.catalogue.text("ask", asked.name)
        return str(click.prompt(label, default="", show_default=False, err=True))
