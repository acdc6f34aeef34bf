"""Help in the reader's language: click's own words come in one language only."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

import click

from naru.commands.tables import BY_KIND
from naru.i18n import vocabulary
from naru.i18n.catalogue import Catalogue


class Group(click.Group):
    """The group of commands, listed with one line each: the desk's own first, then by what is spoken of."""

    catalogue: Catalogue

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Usage, what Naru is, the commands, the options."""
        text = self.catalogue.text
        formatter.write_text(f"{text('help', 'usage')}: naru [-d DIR] VERB …")
        formatter.write_paragraph()
        formatter.write_text(self.help or "")
        shelves: dict[str, list[tuple[str, str]]] = {text("help", "commands"): []}
        for name, command in self.commands.items():
            title = text("subject", BY_KIND[name].subject) if name in BY_KIND else text("help", "commands")
            told = command.short_help or command.help or ""
            shelves.setdefault(title, []).append((self._label(name), told.splitlines()[0]))
        for title, found in shelves.items():
            with formatter.section(title):
                formatter.write_dl(found)
        _options(self, ctx, formatter, text("help", "options"))

    def _label(self, name: str) -> str:
        """A command as it is listed: beside a name of Naru's own, what may be typed for it in the reader's language."""
        text = next((text for word, text in vocabulary.texts("command", self.catalogue.lang) if word == name), name)
        alike = name in BY_KIND or vocabulary.plain(text) == vocabulary.plain(name)
        return name if alike else f"{name}, {text}"

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that a line begins with, by its name or by what a screen calls it in any language."""
        return super().resolve_command(ctx, vocabulary.command(args))

    def add_command(self, cmd: click.Command, name: str | None = None) -> None:
        """Add a command whose help page speaks the same language."""
        page = partial(_page, cmd, self.catalogue)
        setattr(cmd, "format_help", page)  # noqa: B010  click offers no other way to word the page of a command
        super().add_command(cmd, name)


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
