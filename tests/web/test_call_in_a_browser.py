"""The first minute in Chromium at a phone's width: from a folder without a book to a call and a book."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from testkit.browser import Window
from testkit.screens.call import reckon
from tests.web.conftest import Start


@pytest.mark.parametrize(("lang", "scripts"), [("ko", False), ("zh", True), ("en", False)])
def test_the_first_minute_fits_a_phone(
    chromium: Browser, start: Start, tmp_path: Path, lang: str, scripts: bool
) -> None:
    """No page has to be pushed sideways and every target can be hit; the book opens with the words that were shown."""
    window = Window(chromium, start(tmp_path / "mine"), lang=lang, scripts=scripts).launch()

    def fits() -> None:
        assert not window.overflows() and not window.small_targets(), window.heading

    fits()
    reckon(window.press("call"))
    fits()
    window.press("to-first").press("make")
    fits()
    window.page.locator("#who").fill("막내")
    for step in ("who", "money", "safe"):
        window.press(f"make.{step}.go")
        fits()
    words = window.page.locator(".sheet.lead").inner_text()
    window.press("make.words.go")
    fits()
    window.page.locator("#again").fill(words)
    window.press("make.again.go").page.wait_for_selector("#lock")
    assert window.heading == window.text("where")
    window.close()
