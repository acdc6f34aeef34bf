"""`naru import`: past records from a table, shown line by line first, then written all at once or not at all."""

from __future__ import annotations

from pathlib import Path

import click

from naru.app import importing
from naru.app.importing import Plan, Planned
from naru.cli.progress import shown
from naru.cli.screen import Made, plain
from naru.cli.session import Session, current
from naru.i18n.catalogue import Catalogue
from naru.refusal import Refusal

SHOWN_MOST = 20
"""lines that are refused of which it is told why; the rest is counted"""


def bring(file: Path, map: Path, dry_run: bool, sure: bool) -> None:
    """Write a table of past records into the book, or show what would be written."""
    session = current()
    book = session.book
    with shown(session.catalogue, "import") as progress:
        plan = importing.plan(book, file, map, sure=sure, progress=progress)
    if dry_run:
        _show(session, plan)
        return
    _refused(session, plan)
    rows = importing.write(book, plan)
    _tell(session, "done", rows=rows, again=plan.again)
    _tell(session, "still-there")


def _tell(session: Session, key: str, **facts: str | int) -> None:
    click.echo(session.catalogue.text("import", key, **facts))


def _show(session: Session, plan: Plan) -> None:
    """Every line as it would be written."""
    for one in plan.planned:
        click.echo(f"{one.line:>5}  {_planned(session, one)}")
    _tell(session, "dry", rows=len(plan.new), again=plan.again, refused=len(plan.refused))
    if plan.refused:
        click.get_current_context().exit(1)


def _planned(session: Session, one: Planned) -> str:
    if one.refusal is not None:
        return _why(session, one.refusal)
    typed = one.typed(session.catalogue)
    return session.catalogue.text("import", "again", typed=typed) if one.again else typed


def _why(session: Session, refusal: Refusal) -> str:
    """Why a line is refused, and in which column."""
    column = str(refusal.facts["column"])
    why = session.catalogue.refusal(refusal)
    return session.catalogue.text("import", "why-column" if column else "why", column=column, why=why)


def _refused(session: Session, plan: Plan) -> None:
    """The lines that are refused, the first ones with their reasons."""
    for one in plan.refused[:SHOWN_MOST]:
        assert one.refusal is not None
        click.echo(f"{one.line:>5}  {_why(session, one.refusal)}", err=True)


def commands(catalogue: Catalogue) -> list[click.Command]:
    """The command in the reader's language."""
    text = catalogue.text
    path = click.Path(path_type=Path)
    params: list[click.Parameter] = [
        click.Argument(["file"], type=path),
        click.Option(["--map"], type=path, required=True, help=text("help", "map")),
        click.Option(["--dry-run"], is_flag=True, help=text("help", "dry-run")),
        click.Option(["--sure"], is_flag=True, help=text("field", "sure")),
    ]
    made: list[Made] = [("import", bring, params)]
    return plain(catalogue, made)
