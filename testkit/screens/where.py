"""Where is it?: the first page, and one order of every kind that is under way."""

from __future__ import annotations

from collections.abc import Callable

from testkit.browser import Window
from testkit.screens import Screen


def order(place: int) -> Callable[[Window], None]:
    """Go to the order in this line of the first page."""
    return lambda window: window.page.locator(".orders a").nth(place).click()


SCREENS = (
    Screen("where", lambda window: None),
    Screen("where-taken", order(0)),
    Screen("where-short", order(1)),
    Screen("where-late", order(2)),
    Screen("where-claimed", order(3)),
    Screen("where-wait", order(4)),
)
