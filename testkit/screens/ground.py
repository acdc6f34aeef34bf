"""The pages every journey stands on: the locked page, trouble, everything that can be written down."""

from __future__ import annotations

from testkit.browser import Window
from testkit.screens import Screen


def _form(window: Window) -> None:
    window.press("write").page.get_by_role(
        "link", name=window.catalogue.text("verb", "promise"), exact=True
    ).first.click()


def _wrong(window: Window) -> None:
    window.press("wrong").page.locator("summary").first.click()


SCREENS = (
    Screen("locked", lambda window: None, open=False),
    Screen("locked-refused", lambda window: _say(window), open=False),
    Screen("wrong", _wrong),
    Screen("write", lambda window: window.press("write")),
    Screen("form", _form),
)


def _say(window: Window) -> None:
    window.page.get_by_label(window.text("words")).fill("a b c d")
    window.press("open").page.wait_for_selector("[role=alert]")
