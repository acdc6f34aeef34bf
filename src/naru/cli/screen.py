"""Help in the reader's language: click's own words come in one language only."""

from __future__ import annotations

import click

from naru.i18n.catalogue import Catalogue


class Group(click.Group):
    """The group of commands, listed with one line each."""

    catalogue: Catalogue

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Usage, what Naru is, the commands, the options."""
        text = self.catalogue.text
        formatter.write_text(f"{text('help', 'usage')}: naru [-d DIR] VERB …")
        formatter.write_paragraph()
        formatter.write_text(self.help or "")
        with formatter.section(text("help", "commands")):
            found = [(name, command.short_help or command.help or "") for name, command in self.commands.items()]
            formatter.write_dl([(name, told.splitlines()[0]) for name, told in found])
        _options(self, ctx, formatter, text("help", "options"))

    def add_command(self, cmd: click.Command, name: str | None = None) -> None:
        """Add a command whose help page speaks the same language."""
        cmd.format_help = lambda ctx, formatter: _page(cmd, ctx, formatter, self.catalogue)  # type: ignore[method-assign]
        super().add_command(cmd, name)


class Plain(click.Command):
    """A command without surprises."""


def _page(command: click.Command, ctx: click.Context, formatter: click.HelpFormatter, catalogue: Catalogue) -> None:
    arguments = [param.make_metavar(ctx) for param in command.params if isinstance(param, click.Argument)]
    formatter.write_text(" ".join([f"{catalogue.text('help', 'usage')}: {ctx.command_path}", *arguments, "…"]))
    formatter.write_paragraph()
    formatter.write_text(command.help or "")
    if catalogue.has("example", command.name or ""):
        with formatter.section(catalogue.text("help", "example")):
            formatter.write_text(catalogue.text("example", command.name or ""))
    _options(command, ctx, formatter, catalogue.text("help", "options"))


def _options(command: click.Command, ctx: click.Context, formatter: click.HelpFormatter, title: str) -> None:
    found = [record for param in command.params if (record := param.get_help_record(ctx))]
    if found:
        with formatter.section(title):
            formatter.write_dl(found)
