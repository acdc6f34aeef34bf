"""`naru play FILE`: run a script of one case on a desk made for it, and say what did not hold."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import click

from naru.cli.progress import shown
from naru.cli.session import current
from naru.i18n.catalogue import Catalogue
from naru.plays.run import run
from naru.plays.script import read_file


def commands(catalogue: Catalogue) -> list[click.Command]:
    """The play command in the reader's language."""
    text = catalogue.text

    def play(file: Path, as_json: bool) -> None:
        script = read_file(file, current().setting.clock().today)
        # A play's people are invented; its desk may lie where temporary things lie.
        with tempfile.TemporaryDirectory(prefix="naru-play-") as folder, shown(catalogue, "play") as progress:
            played = run(script, Path(folder) / "desk", progress)
        if as_json:
            told = {"title": script.title, "failures": played.failures, "steps": played.steps, "end": played.end}
            click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        else:
            for failure in played.failures:
                click.echo(failure)
            key = "play-failed" if played.failures else "play-held"
            click.echo(text("screen", key, title=script.title, steps=len(script.steps), failures=len(played.failures)))
        if played.failures:
            click.get_current_context().exit(1)

    params: list[click.Parameter] = [
        click.Argument(["file"], type=click.Path(path_type=Path)),
        click.Option(["--json", "as_json"], is_flag=True, help=text("help", "json")),
    ]
    return [click.Command("play", params=params, callback=play, help=text("help", "play"))]
