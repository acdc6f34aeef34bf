"""Write the generated parts of the pages anew from the tables of the code, or say which of them are stale.

    python tools/docs.py            write them
    python tools/docs.py --check    write nothing; name the stale ones and fail

A generated part stands between ``<!-- name -->`` and ``<!-- /name -->``. A new one is a line in `PARTS` and the two
marks on its page.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import docs_cli as cli
import docs_tables as tables
import docs_views as views

ROOT = Path(__file__).resolve().parent.parent


class Part(NamedTuple):
    """One generated part: the page it stands on, the name of its marks, and what makes it."""

    page: str
    name: str
    make: Callable[[], str]


PARTS: tuple[Part, ...] = (
    Part("docs/reference/plays.md", "verbs", tables.verbs),
    Part("docs/reference/plays.md", "fields", tables.fields),
    Part("docs/reference/plays.md", "evidence", tables.evidence),
    Part("docs/reference/plays.md", "warnings", tables.warnings),
    Part("docs/reference/plays.md", "refusals", tables.refusals),
    Part("docs/reference/life.md", "events", tables.events),
    Part("docs/reference/life.md", "money", tables.money),
    Part("docs/reference/life.md", "places", tables.places),
    Part("docs/reference/life.md", "ends", tables.ends),
    Part("docs/reference/cli.md", "common", cli.common),
    Part("docs/reference/cli.md", "terms", cli.terms),
    Part("docs/reference/cli.md", "own", cli.own),
    Part("docs/reference/cli.md", "verbs", cli.verbs),
    Part("docs/reference/errors.md", "errors", cli.errors),
    Part("docs/reference/words.md", "accounts", cli.words),
    Part("docs/reference/words.md", "ends", cli.ends),
    Part("docs/reference/views.md", "types", views.types),
    Part("docs/explanation/books.md", "figures", cli.figures),
    Part("README.md", "demo", cli.demo),
)

WHOLE: dict[str, Callable[[], str]] = {"docs/reference/views.schema.json": views.document}
"""files that are generated from their first to their last line"""


def between(page: str, name: str, made: str) -> str:
    """The page with what was made between its marks.

    Raises:
        ValueError: the marks do not stand on the page once each, in their order.
    """
    first, last = f"<!-- {name} -->\n", f"<!-- /{name} -->"
    if page.count(first) != 1 or page.count(last) != 1 or page.index(first) > page.index(last):
        raise ValueError(f"the marks of {name} do not stand on the page once each")
    before, _, rest = page.partition(first)
    return f"{before}{first}{made.strip()}\n{last}{rest.partition(last)[2]}"


def written(parts: Sequence[Part]) -> dict[Path, str]:
    """Every page with its parts as they are made now."""
    pages = {ROOT / name: make() for name, make in WHOLE.items()}
    for part in parts:
        path = ROOT / part.page
        text = pages.get(path) or path.read_text("utf-8")
        pages[path] = between(text, part.name, part.make())
    return pages


def main(arguments: Sequence[str]) -> int:
    """Write, or check. The exit code: 0, or 1 where something is stale."""
    made = written(PARTS).items()
    stale = {path: text for path, text in made if not path.exists() or text != path.read_text("utf-8")}
    for path, text in stale.items():
        print(f"{'stale' if '--check' in arguments else 'written'}: {path.relative_to(ROOT)}")
        if "--check" not in arguments:
            path.write_text(text, "utf-8")
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
