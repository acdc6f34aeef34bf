"""One run of the command line: the language, the desk's folder, where secrets come from, and the open desk."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from naru.cli.clock import clock, random_bytes
from naru.cli.names import DeskNames
from naru.cli.secrets import Secrets
from naru.desk.desk import Desk
from naru.i18n.catalogue import Catalogue
from naru.refusal import Refusal
from naru.vault.keyring.keyring import FOLDER


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
        self.expire = True
        self.as_json = False
        self.over = False
        self._desk: Desk | None = None
        self._names: DeskNames | None = None

    def say(self, key: str, **facts: str | int) -> None:
        """Print a text of the screen."""
        click.echo(self.catalogue.text("screen", key, **facts))

    def somebody_there(self) -> bool:
        """Whether a person sits at the keyboard, who could answer a question."""
        return sys.stdin is not None and not sys.stdin.closed and sys.stdin.isatty()

    @property
    def desk(self) -> Desk:
        """The desk, opened at its first use.

        Raises:
            Refusal: it does not open; ``desk.reopen`` after a failed write: what is in memory is not on the disk.
        """
        if self._desk is None:
            if not os.path.isdir(os.path.join(self.folder, FOLDER)):  # False, too, for a name no disk can hold
                raise Refusal("keyring.missing")
            door = "prompt" if self.prompting else "command"
            passphrase = self.secrets.passphrase()
            self._desk = Desk.open(
                self.folder, passphrase, clock, random_bytes, allow_cheap=self.cheap, which=door, expire=self.expire
            )
            self._tell_of_burning(self._desk)
        if self._desk.stopped:
            raise Refusal("desk.reopen")
        return self._desk

    def _tell_of_burning(self, desk: Desk) -> None:
        """What an opening burned by itself, what it kept, and what it could not finish."""
        text = self.catalogue.text
        if desk.let_go:
            click.echo(text("screen", "let-go", count=desk.let_go), err=True)
        if desk.kept_back:
            click.echo(text("screen", "kept-back", count=desk.kept_back), err=True)
        if desk.unfinished:
            click.echo(text("screen", "unfinished"), err=True)

    def use(self, desk: Desk) -> None:
        """Go on with a desk that was just made."""
        self._desk = desk

    @property
    def names(self) -> DeskNames:
        """The names of the open desk."""
        if self._names is None:
            self._names = DeskNames(self.desk, self.catalogue)
        return self._names

    @property
    def today(self) -> int:
        """The calendar day, packed."""
        return clock().today

    def close(self) -> None:
        """Let go of the desk; a later command opens it again."""
        desk, self._desk, self._names = self._desk, None, None
        if desk is not None:
            desk.close()
