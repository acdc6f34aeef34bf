"""Something is wrong: reached from the foot of every page, before the book is open too. It knows and sends nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from naru.web.frame import Page, Visit


def _wrong(visit: Visit) -> Mapping[str, Any]:
    """What may have happened, and what to leave alone then."""
    said = [
        ("taken", visit.text("wrong.taken"), visit.text("wrong.taken.now")),
        ("refused", visit.text("wrong.refused"), visit.text("wrong.refused.now")),
        ("short", visit.text("wrong.short"), visit.text("wrong.short.now")),
        ("blocked", visit.text("wrong.blocked"), visit.text("wrong.blocked.now")),
    ]
    return {"said": said}


PAGES = (Page("wrong", "wrong.html", _wrong, open=False),)
