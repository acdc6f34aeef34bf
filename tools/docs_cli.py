"""Generated parts that show the command line: the demo, the reference of verbs, refusals and words, worked figures."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

import docs_pages
from docs_tables import table
from naru.cli.main import build
from naru.command import EventType, Subject
from naru.commands.tables import BY_KIND, EVENT_TYPES
from naru.i18n.catalogue import Catalogue, tables
from naru.i18n.languages import LANGS
from naru.money import print_amount, read_amount
from naru.plays.run import run
from naru.plays.script import read_text

ROOT = docs_pages.ROOT
EN = Catalogue("en")


def demo() -> str:
    """What ``naru demo`` prints in English."""
    (said,) = docs_pages.played("```console\n$ naru demo\n```")
    return "```\n" + "\n".join(said.came) + "\n```"


# ------------------------------------------------------------------------------------------------------------- cli.md


def own() -> str:
    """The commands that are no commands: help, options, example."""
    group = build(EN)
    return "\n\n".join(_command(name, group.commands[name]) for name in group.commands if name not in BY_KIND)


def verbs() -> str:
    """Every verb, by what it is about: what it records, who may say it, options, example."""
    group = build(EN)
    blocks = []
    for subject in Subject:
        rows = [event_type for event_type in EVENT_TYPES if event_type.subject is subject]
        if rows:
            blocks.append(f"## {EN.text('subject', subject).capitalize()}")
            blocks += [_command(event_type.kind, group.commands[event_type.kind], event_type) for event_type in rows]
    return "\n\n".join(blocks)


COMMON = ("on", "says", "phone", "apart", "note", "sure", "cmd")
"""options of every verb, told once"""


def _command(name: str, command: click.Command, event_type: EventType | None = None) -> str:
    found = [param for param in command.params if isinstance(param, click.Argument)]
    arguments = " ".join((param.name or "").upper() if param.required else f"[{param.name}]".upper() for param in found)
    if event_type and not event_type.opens and arguments == "OF":
        arguments = event_type.subject.upper()
    title = f"### `{' '.join([name, arguments]).strip()}`"
    told = command.help or ""
    lines = [title, f"**{EN.text('verb', name)}.** {told}" if event_type else f"{told[:1].upper()}{told[1:]}."]
    if event_type:
        lines.append(
            f"Who may say it: {'anybody' if len(event_type.speakers) == 5 else ', '.join(event_type.speakers)}."
        )
    options = [param for param in command.params if isinstance(param, click.Option) and param.name not in COMMON]
    if event_type and "gross" in {field.name for field in event_type.fields}:
        options = [option for option in options if option.name in ("of", "case")]
        lines.append("Takes the [terms](#the-terms).")
    if options:
        lines.append(_options(options, event_type))
    if EN.has("example", name):
        lines.append("```\n" + EN.text("example", name) + "\n```")
    return "\n\n".join(lines)


def _options(options: Iterable[click.Option], event_type: EventType | None) -> str:
    needed = {f"--{field.name}" for field in event_type.fields if field.needed} if event_type else set()
    lines = []
    for option in options:
        flag = option.opts[-1] if not option.opts[0].startswith("--") else option.opts[0]
        shown = f"**`{flag}`**" if flag in needed else f"`{flag}`"
        written = "" if option.is_flag else _written(option)
        lines.append((shown, written + (", more than once" if option.multiple else ""), option.help or ""))
    return table(("option", "written as", "means"), lines)


def _written(option: click.Option) -> str:
    metavar = option.metavar or ""
    if metavar == "[?]":
        return "asked for"
    return " or ".join(f"`{one}`" for one in metavar.split("|")) if "|" in metavar else metavar.lower()


def terms() -> str:
    """The options of the terms."""
    promise = build(EN).commands["promise"]
    options = [param for param in promise.params if isinstance(param, click.Option)]
    return _options([one for one in options if one.name not in (*COMMON, "of", "case")], BY_KIND["promise"])


def common() -> str:
    """The options every verb takes."""
    promise = build(EN).commands["promise"]
    return _options([one for one in promise.params if isinstance(one, click.Option) and one.name in COMMON], None)


# ---------------------------------------------------------------------------------------------------------- errors.md

GROUPS = {
    "stop": "Hard stops",
    "ask": "Questions asked once",
    "life": "What cannot be said of an order now",
    "terms": "Terms that do not hold together",
    "money": "Sums and rates that cannot be read",
    "day": "Days",
    "field": "Fields",
    "text": "Text",
    "words": "List words",
    "case": "Homes",
    "card": "Envelopes",
    "carrier": "Carriers",
    "debt": "Debts",
    "desk": "The book as a whole",
    "cli": "The command line",
    "play": "Plays",
    "demo": "The demo",
    "clock": "The clock",
    "keyring": "The keys",
    "log": "The log",
    "disk": "The disk",
    "backup": "Backups",
}


def errors() -> str:
    """Every refusal: its key, and what it tells in each language."""
    told = {lang: tables(lang)["refusal"] for lang in LANGS}
    blocks = []
    for group in dict.fromkeys(key.partition(".")[0] for key in (*(f"{name}." for name in GROUPS), *told["en"])):
        keys = [key for key in told["en"] if key.startswith(f"{group}.")]
        if keys:
            blocks.append(f"## {GROUPS.get(group, group.capitalize())}")
            blocks += [_error(key, {lang: told[lang][key] for lang in ("en", *LANGS)}) for key in keys]
    return "\n\n".join(blocks)


def _error(key: str, told: dict[str, str]) -> str:
    return f"### `{key}`\n\n" + "  \n".join(re.sub(r"\{(\w+)\}", r"‹\1›", text) for text in told.values())


# ----------------------------------------------------------------------------------------------------------- words.md

SCREEN = (
    ("sent", "account", "sent"),
    ("due", "account", "due"),
    ("accepted", "account", "accepted"),
    ("received by another", "account", "other"),
    ("fee", "account", "fee"),
    ("owed", "account", "owed"),
    ("returned", "account", "returned"),
    ("seized", "account", "lost:seized"),
    ("written off", "account", "lost:written-off"),
    ("in the hands of", "account", "hand"),
    ("on the road", "account", "road"),
    ("promised, not sent", "account", "pending"),
    ("short", "account", "short"),
    ("with the family now", "account", "family"),
)
"""what the code calls an account, where its words stand"""


def words() -> str:
    """The accounts as the screens call them."""
    cats = {lang: Catalogue(lang) for lang in LANGS}
    lines = [(name, f"`{key}`", *(cats[lang].text(where, key) for lang in LANGS)) for name, where, key in SCREEN]
    return table(("word", "in code", *LANGS), lines)


def ends() -> str:
    """Where an order stands, as the screens call it."""
    told = {lang: tables(lang)["end"] for lang in LANGS}
    return table(("end", *LANGS), [(f"`{key}`", *(told[lang][key] for lang in LANGS)) for key in told["en"]])


# ----------------------------------------------------------------------------------------------------------- books.md

PLAY = re.compile(r"^```toml play\n(.*?)^```", re.MULTILINE | re.DOTALL)
FIGURES = ("sent", "accepted", "fee:kim", "fee:owner", "fee:insider", "owed", "lost:written-off", "returned")
TOLD = ("sent", "2,000 yuan accepted", "500 of them untrue", "written off", "1,000 more accepted", "the rest returned")


def plays_on(page: Path) -> list[str]:
    """The plays that stand whole on a page."""
    return PLAY.findall(page.read_text("utf-8"))


def figures() -> str:
    """The accounts of the worked order after each step, made by running it."""
    (text,) = plays_on(ROOT / "docs/explanation/books.md")
    lines = [(told, *_figures(text, count)) for count, told in enumerate(TOLD, 2)]
    head = ("after", *(name.removeprefix("lost:").replace("fee:", "fee ") for name in FIGURES))
    return table(head, lines)


def _figures(text: str, steps: int) -> Iterator[str]:
    script = read_text(text)
    with tempfile.TemporaryDirectory(prefix="naru-figures-") as folder:
        played = run(script._replace(steps=script.steps[:steps]), Path(folder) / "desk")
    books = played.end["orders"]["A"]["books"]
    for name in FIGURES:
        amount = read_amount(books.get(name, "0 KRW"), zero=True)
        yield print_amount(amount.minor, amount.currency, "en").removeprefix("KRW ")
