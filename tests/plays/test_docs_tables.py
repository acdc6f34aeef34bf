"""The generated parts of the reference: fresh, and put only where they belong."""

from __future__ import annotations

from pathlib import Path

import pytest

import docs
from naru.commands.tables import EVENT_TYPES
from naru.orders.life import EVENT_TYPES as LIFE


@pytest.mark.parametrize("part", docs.PARTS, ids=lambda part: f"{Path(part.page).stem}-{part.name}")
def test_the_part_is_fresh(part: docs.Part) -> None:
    """What stands on the page is what the tables say now."""
    page = (docs.ROOT / part.page).read_text("utf-8")
    assert docs.between(page, part.name, part.make()) == page


def test_every_event_and_every_verb_has_its_line() -> None:
    """Nothing in the tables is missing from the pages."""
    life, verbs = docs.tables.events(), docs.tables.verbs()
    assert all(f"| `{row.kind}` |" in life for row in LIFE)
    assert all(f"| `{row.kind}`" in verbs for row in EVENT_TYPES if row.kind not in docs.tables.HEAD_ONLY)


def test_every_need_says_what_must_be_true() -> None:
    """Each need has a sentence of its own to stand in the table."""
    assert all(need.__doc__ for row in EVENT_TYPES for need in row.needs)


def test_a_part_is_put_between_its_marks_only() -> None:
    """The rest of the page stays."""
    page = "before\n<!-- a -->\nold\n<!-- /a -->\nafter\n"
    assert docs.between(page, "a", "new\n") == "before\n<!-- a -->\nnew\n<!-- /a -->\nafter\n"


@pytest.mark.parametrize(
    "page", ["", "<!-- a -->\n", "<!-- /a -->\n<!-- a -->\n", "<!-- a -->\n<!-- a -->\n<!-- /a -->"]
)
def test_a_page_without_its_marks_is_refused(page: str) -> None:
    """A lost mark is no reason to write over the page."""
    with pytest.raises(ValueError, match="marks of a"):
        docs.between(page, "a", "new")
