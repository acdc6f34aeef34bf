"""Runs the console blocks of a page on a real desk, in order, and writes down what really was printed.

A page is Markdown. In its ``console`` blocks a line that begins with ``$ `` is said to the shell, one that begins
with ``나루> `` to an open book; the lines under it are what is printed, and a line of one ``…`` stands for any lines.
Codes and words that chance makes are given the same every time, so that a page stays as it is; all else is the desk.

Comments a reader does not see steer a page: ``<!-- lang: ko -->``, ``<!-- day: 2026-12-12 -->`` (the clock goes
there), ``<!-- scene: sent -->`` (a book is ready in which that has happened; see `SCENES`). A block
``toml file=NAME`` is put into the folder first.

    python tools/docs_pages.py            write what is printed now into every page that no longer holds
    python tools/docs_pages.py PAGE ...   into these
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import shlex
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

from naru.cli.main import build, run, wanted_language
from naru.cli.session import Session
from naru.days import earliest, read_day
from naru.desk.audit import row_of_head
from naru.desk.clock import Instant
from naru.desk.desk import Desk
from naru.i18n import words as wordlists
from naru.i18n.catalogue import Catalogue

ROOT = Path(__file__).parent.parent
EPOCH = 719163  # ordinal of 1 January 1970
FIRST_DAY = "2026-11-23"
CODES = ("k7q2m", "w4ndz", "p3hv6", "t5rbe", "c2jx7", "n6gq4", "d7fua", "z3myk")
FENCE = re.compile(r"^```(.*)$")
STEER = re.compile(r"^<!-- (lang|day|scene): (.+) -->$")
SHELL, OPEN = "$ ", "나루> "
WIDTH = 100

SCENES: dict[str, tuple[str, ...]] = {
    "book": ("@2026-11-01", "case brother", "carrier Kim"),
    "promised": (
        "@2026-11-02",
        'promise --case brother --by Kim --gross "1,000,000 KRW" --fee 40% --payout "1 CNY = 200 KRW / fixed"'
        ' --latest 2026-12-10 --risk carrier --purpose "winter coats"',
    ),
    "sent": ("@2026-11-03", 'send k7q2m --amount "1,000,000 KRW"'),
    "claimed": ("@2026-11-09", 'claim k7q2m --amount "3,000 CNY" --says Kim --phone own'),
    "accepted": ("@2026-11-12", 'accept k7q2m --amount "3,000 CNY" --says receiver --phone own'),
}
"""what has happened before a page begins, each on top of those before it; a line ``@DAY`` moves the clock"""


@dataclass
class Said:
    """One command of a page: where its output stands (`start` to `end`, lines), what is told there and what came."""

    line: str
    start: int
    end: int
    told: list[str]
    came: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether what is told is what came."""
        return matches(self.told, self.came)


@dataclass
class Steer:
    """One comment that steers, or a file that a block holds."""

    kind: str
    value: str
    text: str = ""


def matches(told: list[str], came: list[str]) -> bool:
    """Whether printed lines are as told; ``…`` stands for any lines."""
    if not told:
        return not came
    if told[0].strip() == "…":
        return any(matches(told[1:], came[at:]) for at in range(len(came) + 1))
    return bool(came) and told[0].rstrip() == came[0].rstrip() and matches(told[1:], came[1:])


def parts(text: str) -> Iterator[Said | Steer]:
    """Everything on a page that is done, in its order."""
    lines = text.split("\n")
    at = 0
    while at < len(lines):
        if steer := STEER.match(lines[at]):
            yield Steer(steer[1], steer[2])
        fence = FENCE.match(lines[at])
        at += 1
        if not fence:
            continue
        end = next(i for i in range(at, len(lines)) if lines[i].startswith("```"))
        if fence[1] == "console":
            yield from _console(lines, at, end)
        elif name := re.search(r"\bfile=(\S+)", fence[1]):
            yield Steer("file", name[1], "\n".join(lines[at:end]) + "\n")
        at = end + 1


def _console(lines: list[str], at: int, end: int) -> Iterator[Said]:
    while at < end:
        first = at
        assert lines[at].startswith((SHELL, OPEN)), f"not a command: {lines[at]}"
        while lines[at].endswith("\\"):
            at += 1
        said = "\n".join(lines[first : at + 1])
        at += 1
        start = at
        while at < end and not lines[at].startswith((SHELL, OPEN)):
            at += 1
        yield Said(said, start, at, lines[start:at])


class Play:
    """One run of a page in a folder of its own."""

    def __init__(self, text: str, folder: Path) -> None:
        self.folder = folder
        self.todo = list(parts(text))
        self.said = [one for one in self.todo if isinstance(one, Said)]
        self.lang = next((one.value for one in self.todo if isinstance(one, Steer) and one.kind == "lang"), "en")
        self.passphrase = self.sentence = ""
        self.out = io.StringIO()
        self.now: Said | None = None
        self.at, self.today = 0, 0
        self.codes: dict[bytes, str] = {}
        self.heads: dict[bytes, bytes] = {}
        self.drawn = 0
        self.quiet: list[str] | None = None
        self.move_to(FIRST_DAY)

    # ------------------------------------------------------------------------------------------- time, chance and names

    def move_to(self, day: str) -> None:
        """The clock goes to noon of a day."""
        self.today = read_day(day)
        self.at = (earliest(self.today) - EPOCH) * 86_400 + 43_200

    def clock(self) -> Instant:
        """The page's clock: a second later at each look."""
        self.at += 1
        return Instant(self.at, self.today, self.at)

    def code(self, of: bytes) -> str:
        """The code a page knows something by."""
        if of not in self.codes:
            self.codes[of] = CODES[len(self.codes)]
        return self.codes[of]

    def _bits(self, what: str) -> bytes:
        return hashlib.shake_256(f"{what} of a page".encode()).digest(16)

    def fresh(self, random_bytes: bytes, lang: str) -> str:
        """This time's word."""
        self.drawn += 1
        return wordlists.fresh_word(self._bits(f"word {self.drawn}"), lang)

    def opening_words(self, random_bytes: bytes, lang: str) -> str:
        """The words of a new book."""
        self.passphrase = wordlists.opening_words(self._bits("opening words"), lang)
        return self.passphrase

    def opening_sentence(self, random_bytes: bytes, lang: str) -> str:
        """The longer sentence."""
        self.sentence = wordlists.opening_sentence(self._bits("opening sentence"), lang)
        return self.sentence

    def head_words(self, digest: bytes, lang: str) -> tuple[str, ...]:
        """A head: the same for the same rows."""
        known = self.heads.setdefault(digest, self._bits(f"head {len(self.heads)}"))
        return wordlists.head_words(known, lang)

    def row_of_head(self, desk: Desk, paper: str) -> int:
        """The row whose head is written on the page."""
        drawn = {wordlists.head_words(bits, self.lang): digest for digest, bits in self.heads.items()}
        digest = drawn.get(tuple(paper.split()))
        return row_of_head(desk, " ".join(wordlists.head_words(digest, self.lang)) if digest else paper)

    # --------------------------------------------------------------------------------------------- who sits at the desk

    def prompt(self, label: str, **how: Any) -> str:
        """What is typed where the desk asks."""
        if label == "나루":
            return self._next_line()
        if how.get("hide_input"):
            print(f"{label}:")
            now, self.passphrase = self.passphrase, self.sentence or self.passphrase
            return now
        assert self.now is not None
        if self.sentence and label == self._catalogue.text("ask", "sentence"):
            answer = self.sentence
        else:
            at = len(self._printed())  # the answer stands where the question will stand
            answer = self.now.told[at].rpartition(": ")[2] if at < len(self.now.told) else ""
        print(f"{label}: {answer}")
        return answer

    def confirm(self, label: str, **how: Any) -> bool:
        """Yes or no to the one question."""
        yes = self.quiet is not None or (self.now is not None and f"{label} [y/N]: y" in self.now.told)
        print(f"{label} [y/N]: {'y' if yes else 'n'}")
        return yes

    def _next_line(self) -> str:
        if self.quiet is not None:
            while self.quiet and self.quiet[0].startswith("@"):
                self.move_to(self.quiet.pop(0)[1:])
            if not self.quiet:
                raise EOFError
            return self.quiet.pop(0)
        self._close()
        while self.todo and isinstance(self.todo[0], Steer):
            self._steer(self.todo.pop(0))
        said = self.todo[0] if self.todo else None
        if not isinstance(said, Said) or not said.line.startswith(OPEN):
            raise EOFError
        return self._begin().removeprefix(OPEN)

    # ------------------------------------------------------------------------------------------------------ the run

    @property
    def _catalogue(self) -> Catalogue:
        return Catalogue(self.lang)

    def _printed(self) -> list[str]:
        return self.out.getvalue().split("\n")[:-1]

    def _begin(self) -> str:
        said = self.todo.pop(0)
        assert isinstance(said, Said)
        self.now = said
        return said.line

    def _close(self) -> None:
        """What was printed since the last command belongs to it."""
        if self.now is not None:
            self.now.came = [line.rstrip() for line in self._printed()]
        self.out.seek(0)
        self.out.truncate()
        self.now = None

    def _steer(self, steer: Any) -> None:
        if steer.kind == "day":
            self.move_to(steer.value)
        elif steer.kind == "file":
            (self.folder / steer.value).write_text(steer.text, "utf-8")
        elif steer.kind == "scene":
            self._scene(steer.value)

    def _scene(self, name: str) -> None:
        after = self.at, self.today
        names = [*SCENES][: [*SCENES].index(name) + 1]
        lines = [line for one in names for line in SCENES[one]]
        self.move_to(lines[0].removeprefix("@"))
        self._naru(["new", "my-book"])
        self.quiet = [*lines]
        self._naru(["at", "my-book"])
        self.quiet = None
        written = self.out.getvalue().count("Written down")
        assert written == sum(not line.startswith("@") for line in lines), self.out.getvalue()
        self.at, self.today = after
        self._close()

    def _naru(self, arguments: list[str]) -> None:
        catalogue = Catalogue(wanted_language(arguments))
        run(build(catalogue), catalogue, ["--cheap-test-desk", *arguments])

    def _patches(self) -> Iterator[Any]:
        named: dict[str, Callable[..., Any]] = {
            **{f"naru.{module}.code": self.code for module in ("app.names", "app.say", "app.importing")},
            "naru.app.say.fresh_word": self.fresh,
            "naru.app.opening.opening_words": self.opening_words,
            "naru.app.sentences.opening_sentence": self.opening_sentence,
            "naru.plays.demo.opening_words": self.opening_words,
            "naru.cli.render.head_words": self.head_words,
            "naru.cli.statement.head_words": self.head_words,
            "naru.desk.audit.row_of_head": self.row_of_head,
            "naru.cli.session.clock": self.clock,
            "click.prompt": self.prompt,
            "click.confirm": self.confirm,
        }
        for name, value in named.items():
            yield mock.patch(name, value)
        yield mock.patch.object(Session, "somebody_there", lambda session: True)
        yield mock.patch.dict(os.environ, {"LC_ALL": f"{self.lang}.UTF-8", "COLUMNS": str(WIDTH)})
        yield redirect_stdout(self.out)
        yield redirect_stderr(self.out)
        yield chdir(self.folder)

    def go(self) -> list[Said]:
        """Do everything on the page."""
        with ExitStack() as stack:
            for patch in self._patches():
                stack.enter_context(patch)
            while self.todo:
                if isinstance(self.todo[0], Steer):
                    self._steer(self.todo.pop(0))
                    continue
                line = self._begin()
                assert line.startswith(SHELL), f"no book is open: {line}"
                words = shlex.split(line.removeprefix(SHELL).replace("\\\n", " "))
                assert words[0] == "naru", line
                self._naru(words[1:])
                self._close()
        return self.said


def played(text: str) -> list[Said]:
    """Run a page; every command of it with what really was printed."""
    with tempfile.TemporaryDirectory(prefix="naru-page-") as folder:
        return Play(text, Path(folder)).go()


def fresh(text: str) -> str:
    """The page with what is printed now. What still holds is left as it was told."""
    lines = text.split("\n")
    for said in reversed(played(text)):
        if not said.holds:
            lines[said.start : said.end] = said.came
    return "\n".join(lines)


def pages() -> list[Path]:
    """All pages that hold a console block."""
    found = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    return [page for page in found if "```console" in page.read_text("utf-8")]


if __name__ == "__main__":
    for wanted in [Path(name).resolve() for name in sys.argv[1:]] or pages():
        before = wanted.read_text("utf-8")
        after = fresh(before)
        if after != before:
            wanted.write_text(after, "utf-8")
            print(wanted.relative_to(ROOT))
