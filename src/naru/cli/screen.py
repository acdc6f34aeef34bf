"""Help in the reader's language: click's own words come in one language only."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from functools import partial
from importlib import import_module

import click

from naru.commands.tables import BY_KIND
from naru.i18n import vocabulary
from naru.i18n.catalogue import Catalogue
from naru.i18n.text import broken, width

REFUSED, WRONG_WORDS, CRASHED = 1, 2, 70
"""exit statuses beside 0"""


class Page(click.HelpFormatter):
    """A page of help as wide as the reader sees it: click counts a Korean or Chinese letter for one column."""

    def write_text(self, text: str) -> None:
        """A text, broken into lines under the margin."""
        margin = " " * self.current_indent
        for line in broken(text, self.width - self.current_indent):
            self.write(f"{margin}{line}\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Words and what they mean, in two columns; a word longer than `col_max` stands on a line of its own."""
        rows = list(rows)
        margin = " " * self.current_indent
        first = min(max((width(word) for word, _ in rows), default=0), col_max) + col_spacing
        for word, meaning in rows:
            lines = list(broken(meaning, max(self.width - self.current_indent - first, 20))) or [""]
            if width(word) > col_max:
                lines.insert(0, "")
            self.write(f"{margin}{word}{' ' * (first - width(word))}{lines[0]}".rstrip() + "\n")
            for line in lines[1:]:
                self.write(f"{margin}{' ' * first}{line}\n")


class Pages(click.Context):
    """One run of a command, with its pages of help."""

    formatter_class = Page


class Group(click.Group):
    """The group of commands, listed with one line each: the desk's own first, then by what is spoken of."""

    catalogue: Catalogue
    context_class = Pages

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Usage, what Naru is, the commands, the options."""
        text = self.catalogue.text
        formatter.write_text(f"{text('help', 'usage')}: naru [-d DIR] VERB …")
        formatter.write_paragraph()
        formatter.write_text(self.help or "")
        shelves: dict[str, list[tuple[str, str]]] = {text("help", "commands"): []}
        typed = dict(reversed([*vocabulary.texts("command", self.catalogue.lang)]))
        for name in self.commands:
            title = text("subject", BY_KIND[name].subject) if name in BY_KIND else text("help", "commands")
            told = text("verb", name) if name in BY_KIND else text("help", name)
            shelves.setdefault(title, []).append((_label(name, typed.get(name, name)), told.splitlines()[0]))
        for title, found in shelves.items():
            with formatter.section(title):
                formatter.write_dl(found)
        _options(self, ctx, formatter, text("help", "options"))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that a line begins with, by its name or by what a screen calls it in any language."""
        return super().resolve_command(ctx, vocabulary.command(args))


def _label(name: str, text: str) -> str:
    """A command as it is listed: beside a name of Naru's own, what may be typed for it in the reader's language."""
    alike = name in BY_KIND or vocabulary.plain(text) == vocabulary.plain(name)
    return name if alike else f"{name}, {text}"


class Commands(MutableMapping[str, click.Command]):
    """Every command by its name, made when it is asked for: a line names one, and starts with no other."""

    def __init__(self, catalogue: Catalogue, places: Mapping[str, tuple[str, ...]]) -> None:
        """`places` names the modules that make the commands which are no verbs of the tables."""
        self._catalogue = catalogue
        self._modules = {name: module for module, names in places.items() for name in names}
        self._modules |= dict.fromkeys(BY_KIND, "verbs")
        self._made: dict[str, click.Command] = {}

    def __getitem__(self, name: str) -> click.Command:
        if name not in self._made:
            self._make(self._modules[name], name)
        return self._made[name]

    def _make(self, place: str, name: str) -> None:
        module, catalogue = import_module(f"naru.cli.{place}"), self._catalogue
        made = [module.command(catalogue, BY_KIND[name])] if name in BY_KIND else module.commands(catalogue)
        for command in made:
            self[command.name] = command

    def __setitem__(self, name: str, command: click.Command) -> None:
        page = partial(_page, command, self._catalogue)
        setattr(command, "format_help", page)  # noqa: B010  click offers no other way to word the page of a command
        command.context_class = Pages
        self._made[name] = command

    def __delitem__(self, name: str) -> None:
        del self._modules[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._modules)

    def __len__(self) -> int:
        return len(self._modules)


Made = tuple[str, Callable[..., None], list[click.Parameter]]
"""a command: its name, what it does, what it takes; its help is the catalogue's text of that name"""


def plain(catalogue: Catalogue, made: Iterable[Made]) -> list[click.Command]:
    """Commands with their help in the reader's language."""
    text = catalogue.text
    return [
        click.Command(name, params=params, callback=run, help=text("help", name), short_help=text("help", name))
        for name, run, params in made
    ]


def _page(command: click.Command, catalogue: Catalogue, ctx: click.Context, formatter: click.HelpFormatter) -> None:
    arguments = [param.make_metavar(ctx) for param in command.params if isinstance(param, click.Argument)]
    formatter.write_text(" ".join([f"{catalogue.text('help', 'usage')}: {ctx.command_path}", *arguments, "…"]))
    formatter.write_paragraph()
    formatter.write_text(command.help or "")
    if catalogue.has("example", command.name or ""):
        with formatter.section(catalogue.text("help", "example")):
            for line in catalogue.text("example", command.name or "").splitlines():
                formatter.write(f"{'':>{formatter.current_indent}}{line}\n")
    _options(command, ctx, formatter, catalogue.text("help", "options"))


def _options(command: click.Command, ctx: click.Context, formatter: click.HelpFormatter, title: str) -> None:
    options = [param for param in command.params if isinstance(param, click.Option)]
    found = [record for param in options if (record := param.get_help_record(ctx))]
    if found:
        with formatter.section(title):
            formatter.write_dl(found)
