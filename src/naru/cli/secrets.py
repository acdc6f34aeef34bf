"""Secrets come from a prompt or a file descriptor, never from arguments or environment, which outlive it."""

from __future__ import annotations

import os

import click

from naru.i18n.catalogue import Catalogue
from naru.refusal import Refusal

ASK = "?"
"""what an option holds that was given without a value: ask for it"""

MOST = 65536


class Secrets:
    """Where secret words come from in this run: lines ``name=value`` of a descriptor, else the prompt."""

    def __init__(self, catalogue: Catalogue, fd: int | None) -> None:
        """`fd` is read to its end at once and closed."""
        self._catalogue = catalogue
        self._given: dict[str, str] = {}
        if fd is not None:
            self._read(fd)

    def _read(self, fd: int) -> None:
        try:
            with os.fdopen(fd, "rb") as file:
                text = file.read(MOST).decode("utf-8")
        except UnicodeDecodeError:
            raise Refusal("text.surrogate") from None
        except (OSError, ValueError):  # no such descriptor, or no number of one
            raise Refusal("cli.secrets-fd") from None
        for line in text.splitlines():
            name, mark, value = line.partition("=")
            if mark:
                self._given[name.strip()] = value

    def get(self, name: str, *, hide: bool = False) -> str:
        """One secret, by the name of its field.

        Raises:
            Refusal: ``cli.no-answer``: nobody answered the prompt.
        """
        if name in self._given:
            return self._given[name]
        try:
            label = self._catalogue.text("ask", name) if self._catalogue.has("ask", name) else name
            return str(click.prompt(label, hide_input=hide, err=True))
        except (click.Abort, EOFError, OSError):
            raise Refusal("cli.no-answer") from None

    @property
    def names(self) -> frozenset[str]:
        """What the descriptor gave."""
        return frozenset(self._given)

    def has(self, name: str) -> bool:
        """Whether the descriptor gave it."""
        return name in self._given
