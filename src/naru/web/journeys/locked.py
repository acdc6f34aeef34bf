"""Before the book is open: the locked page, which takes her words, and the page that waits while they are tried."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from naru.web.frame import Page, Visit


def _locked(visit: Visit) -> Mapping[str, Any]:
    refused = visit.keeper.refused
    return {
        "refused": visit.refusal(refused) if refused else "",
        "new": visit.keeper.place is not None,
        "action": visit.to("locked"),
        "words": visit.session.name(visit.session.plain, "words"),
    }


def _nothing(visit: Visit) -> Mapping[str, Any]:
    return {}


PAGES = (
    Page("locked", "locked.html", _locked, open=False),
    Page("opening", "opening.html", _nothing, open=False, refresh=1),
    Page("lock", "", _nothing, open=False),
    Page("language", "", _nothing, open=False),
)
