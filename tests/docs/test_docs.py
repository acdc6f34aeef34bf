"""The pages do what they say: commands and plays are run, links lead somewhere, nothing generated is stale."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click
import pytest

import docs_cli
import docs_pages
from naru.app.quoting import Anybody
from naru.cli.main import build
from naru.cli.secrets import ASK
from naru.command import ID_BYTES
from naru.commands.reading import read_command
from naru.commands.tables import BY_KIND
from naru.i18n.catalogue import Catalogue
from naru.i18n.languages import LANGS
from naru.plays.run import run
from naru.plays.script import read_text

ROOT = Path(__file__).parent.parent.parent
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`([^`\n]+)`")
SAID = re.compile(r"^(?:\$ |나루> )?(naru .+?)(?:\s+#.*|\s+3<.*|\s{2,}.*)?$", re.MULTILINE)
NOBODY = bytes(ID_BYTES)


def named(page: Path) -> str:
    """The page as it is called in a report."""
    return page.relative_to(ROOT).as_posix()


@cache
def door(lang: str) -> click.Group:
    """The commands in one language."""
    return build(Catalogue(lang))


# ------------------------------------------------------------------------------------------------------ what is printed


@pytest.mark.parametrize("page", docs_pages.pages(), ids=named)
def test_commands_print_what_the_page_says(page: Path) -> None:
    """Every line of every console block, in order, on a real desk. Mend a page with `python tools/docs_pages.py`."""
    for said in docs_pages.played(page.read_text("utf-8")):
        assert said.holds, f"{said.line}\n" + "\n".join(said.came)


def test_a_changed_line_is_noticed() -> None:
    """The runner compares: a page that says something else does not hold, and `…` stands for any lines and no more."""
    page = "```console\n$ naru new my-book\nA new book was made: my-book\n…\n```"
    assert [said.holds for said in docs_pages.played(page)] == [True]
    assert [said.holds for said in docs_pages.played(page.replace("A new", "An old"))] == [False]
    assert docs_pages.matches(["a", "…", "c"], ["a", "b", "b", "c"])
    assert not docs_pages.matches(["a", "…", "c"], ["a", "b"])
    assert not docs_pages.matches(["a"], ["a", "b"])


PLAYS = [(page, text) for page in PAGES for text in docs_cli.plays_on(page)]


@pytest.mark.parametrize(("page", "text"), PLAYS, ids=[named(page) for page, _ in PLAYS])
def test_plays_on_pages_hold(page: Path, text: str, tmp_path: Path) -> None:
    """Every sum a worked example speaks of."""
    assert run(read_text(text), tmp_path / "desk").failures == ()


def same_for_everybody(text: str) -> list[str]:
    """Lines without what chance makes: codes, opening words, the head."""
    text = re.sub(r"\b[a-z2-7]{5}  (?=brother)", "CODE  ", text)
    text = re.sub(r"(?m)^(Opening words: |Head of the book, up to row \d+: ).*$", r"\1WORDS", text)
    return [line.rstrip() for line in text.strip().splitlines()]


def test_the_readme_shows_what_the_demo_prints(tmp_path: Path) -> None:
    """As somebody with an English screen sees it who has just said `make demo`."""
    env = {**os.environ, "LC_ALL": "en_US.UTF-8", "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "naru", "demo"]
    printed = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, encoding="utf-8", check=True).stdout
    text = (ROOT / "README.md").read_text("utf-8")
    shown = text.partition("<!-- demo -->\n```\n")[2].partition("```\n<!-- /demo -->")[0]
    assert same_for_everybody(shown) == same_for_everybody(printed)
    assert "held for received" in show(tmp_path, "demo-desk", words_of(printed), env)


def words_of(printed: str) -> str:
    """The opening words, as the demo shows them once."""
    return printed.partition("Opening words: ")[2].partition("\n")[0]


def show(place: Path, folder: str, words: str, env: dict[str, str]) -> str:
    """What the book tells whoever opens it next, today."""
    given, giving = os.pipe()
    os.write(giving, f"passphrase={words}\n".encode())
    os.close(giving)
    command = [sys.executable, "-m", "naru", "-d", folder, "--secrets-fd", str(given), "show"]
    found = subprocess.run(
        command, cwd=place, env=env, capture_output=True, encoding="utf-8", check=True, pass_fds=[given]
    )
    os.close(given)
    return found.stdout


def test_generated_parts_are_fresh() -> None:
    """`make docs` would change nothing."""
    checked = subprocess.run([sys.executable, "tools/docs.py", "--check"], cwd=ROOT, capture_output=True, check=False)
    assert checked.returncode == 0, checked.stdout.decode()


# ------------------------------------------------------------------------------------------------- where it leads


def slug(heading: str) -> str:
    """The anchor of a heading."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def anchors(page: Path) -> set[str]:
    """Every anchor of a page."""
    return {slug(line.lstrip("#")) for line in page.read_text("utf-8").splitlines() if line.startswith("#")}


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_links_lead_somewhere(page: Path) -> None:
    """Every link to a file, and to a heading in it."""
    for link in LINK.findall(FENCED.sub("", page.read_text("utf-8"))):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        if anchor and target.suffix == ".md":
            assert anchor in anchors(target), link


def test_every_page_is_reached() -> None:
    """From the list of pages, by links alone."""
    seen: set[Path] = set()
    todo = [ROOT / "docs/README.md"]
    while todo:
        page = todo.pop()
        if page in seen or page.suffix != ".md":
            continue
        seen.add(page)
        links = LINK.findall(FENCED.sub("", page.read_text("utf-8")))
        todo += [(page.parent / link.partition("#")[0]).resolve() for link in links if not re.match(r"[a-z]+:|#", link)]
    ours = [page for page in PAGES if page.parent.name in ("tutorial", "how-to", "reference", "explanation")]
    assert [named(page) for page in ours if page not in seen] == []


# ------------------------------------------------------------------------------------------------- what can be said


def said_on(page: Path) -> Iterator[list[str]]:
    """Every command a page speaks of, in its text and in its blocks, as words."""
    text = page.read_text("utf-8")
    spans = SPAN.findall(FENCED.sub("", text))
    verbs = door("en").commands
    lines = [span for span in spans if span.startswith("naru ") or (span.split()[0] in verbs and " --" in span)]
    lines += [line for block in FENCED.findall(text) for line in SAID.findall(block)]
    for line in lines:
        if "…" not in line and "VERB" not in line and not line.endswith("\\"):
            words = shlex.split(line)
            yield words[1:] if words[0] == "naru" else words


def parsed(words: list[str], lang: str) -> str:
    """The command that words would run; what it takes has been read, nothing was done."""
    group = door(lang)
    context = group.make_context("naru", [word for word in words if word != "--help"], resilient_parsing=True)
    rest = [*context._protected_args, *context.args]
    if not rest:
        return ""
    command = group.commands.get(rest[0])
    assert command is not None, f"there is no {rest[0]}"
    if len(rest) > 1:
        command.make_context(rest[0], rest[1:])
    return rest[0]


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_no_page_says_a_command_that_does_not_exist(page: Path) -> None:
    """Nor an option that its command does not take."""
    for words in said_on(page):
        try:
            parsed(words, "en")
        except click.UsageError as error:
            raise AssertionError(f"{' '.join(words)}: {error.format_message()}") from None


@pytest.mark.parametrize("lang", LANGS)
def test_every_command_has_an_example_that_can_be_said(lang: str) -> None:
    """Its words are read as the desk would read them; only whom they name is not looked up."""
    catalogue = Catalogue(lang)
    for name in door(lang).commands:
        for line in catalogue.text("example", name).splitlines():
            words = shlex.split(line)
            assert words[0] == "naru" and parsed(words[1:], lang) == name, line
            if name in BY_KIND:
                readable(name, words[2:], lang)


class Somebody(Anybody):
    """Whoever is named exists, and so does every claim."""

    def claim(self, name: str) -> int:
        """A row number."""
        return int(name)


def readable(name: str, words: list[str], lang: str) -> None:
    """Read the options of one command."""
    row, names = BY_KIND[name], Somebody(("KRW",))
    context = door(lang).commands[name].make_context(name, words)
    given = {field.name: context.params.get(field.name.replace("-", "_")) for field in row.fields}
    told = {key: list(value) if isinstance(value, tuple) else value for key, value in given.items() if value}
    told = {key: "x" if value == ASK else value for key, value in told.items()}  # asked for; she types it then
    told |= {field.name: "x" for field in row.fields if field.needed and not told.get(field.name)}
    told |= {key: context.params[key] for key in ("on", "says", "phone") if context.params.get(key)}
    if name == "agree":
        base = read_command(BY_KIND["promise"], {"case": "x", "gross": "1 KRW"}, names, id=NOBODY, of=NOBODY, today=0)
        read_command(row, told, names, id=NOBODY, of=NOBODY, today=20261123, base=base.facts.terms)
    else:
        read_command(row, told, names, id=NOBODY, of=NOBODY, today=20261123)
