"""The command line, run fast: in this process, on cheap books, with secrets through a descriptor."""

from __future__ import annotations

import hashlib
import io
import os
import re
import shutil
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import click

from naru.cli.main import build, run
from naru.i18n.catalogue import Catalogue
from naru.i18n.languages import LANGS
from naru.refusal import Refusal

WORDS = "apple bicycle cloud drum"
SENTENCE = "the grey heron waits where the river bends"
CHEAP = "--cheap-test-desk"


class Ran(NamedTuple):
    """One run: exit status, what the person read, what went beside it."""

    status: int
    out: str
    err: str

    @property
    def last(self) -> str:
        """The last word of what was printed: a code."""
        return self.out.split()[-1]


@cache
def door(lang: str) -> tuple[click.Group, Catalogue]:
    """The commands in one language, made once."""
    catalogue = Catalogue(lang)
    return build(catalogue), catalogue


def descriptor(secrets: Mapping[str, str] | bytes) -> int:
    """A descriptor that gives secret words once, as ``name=value`` lines."""
    text = secrets if isinstance(secrets, bytes) else "".join(f"{k}={v}\n" for k, v in secrets.items()).encode()
    reading, writing = os.pipe()
    with os.fdopen(writing, "wb") as pipe:
        pipe.write(text)
    return reading


def naru(*arguments: str, lang: str = "en", secrets: Mapping[str, str] | bytes | None = None, obj: Any = None) -> Ran:
    """Run one line of the command line as `main` does."""
    group, catalogue = door(lang)
    out, err = io.StringIO(), io.StringIO()
    own = [] if obj else [CHEAP, *(() if secrets is None else ("--secrets-fd", str(descriptor(secrets))))]
    with redirect_stdout(out), redirect_stderr(err):
        status = run(group, catalogue, [*own, *arguments], obj=obj)
    return Ran(status, out.getvalue(), err.getvalue())


def sentence(key: str, lang: str = "en", **facts: str | int) -> str:
    """What a refusal tells, as it stands in the catalogue, with its line end."""
    return door(lang)[1].refusal(Refusal(key, **facts)) + "\n"


class Book:
    """A book in a folder, spoken to through the command line."""

    def __init__(self, folder: Path, passphrase: str = WORDS) -> None:
        self.folder, self.passphrase = folder, passphrase

    def make(self) -> Book:
        """Make it."""
        done = naru("new", str(self.folder), secrets={"passphrase": self.passphrase})
        assert done.status == 0, done
        return self

    def copy(self, folder: Path) -> Book:
        """The same book in another folder."""
        shutil.copytree(self.folder, folder)
        return Book(folder, self.passphrase)

    def say(self, *arguments: str, lang: str = "en", **secrets: str) -> Ran:
        """Run one command on it. `secrets` fill the fields that are asked for."""
        given = {"passphrase": self.passphrase, **{name.replace("_", "-"): value for name, value in secrets.items()}}
        return naru("-d", str(self.folder), *arguments, lang=lang, secrets=given)

    def do(self, *arguments: str, **secrets: str) -> Ran:
        """Run one command that must succeed."""
        done = self.say(*arguments, **secrets)
        assert done.status == 0 and not done.err, (arguments, done)
        return done

    def code(self, *arguments: str, **secrets: str) -> str:
        """Run one that opens an order; give its code."""
        found = re.search(r"^([a-z2-7]{5})  ", self.do(*arguments, **secrets).out, re.M)
        assert found is not None, arguments
        return found[1]

    def rows(self) -> int:
        """How many rows the log has."""
        return int(self.do("audit").out.split("Rows: ")[1].split(".")[0])

    def trace(self) -> str:
        """A digest of what a written row would change: the log, and the names of the keyring's files."""
        names = sorted(path.name for path in (self.folder / "keyring").iterdir())
        wal = self.folder / "log-wal"
        left = wal.read_bytes() if wal.exists() else b""
        return hashlib.sha256((self.folder / "log").read_bytes() + left + repr(names).encode()).hexdigest()


ALL = LANGS
