"""The distribution's Chromium before a serving process: a window of a phone's size, with scripts or without."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from naru.i18n.catalogue import Catalogue
from naru.machine import clock, random_bytes
from naru.plays.demo import FAMILY, play
from naru.vault.kdf import CHEAPEST
from testkit.page import Child

CHROMIUM = shutil.which("chromium")
MISSING = "NO CHROMIUM: the pages are NOT looked at in a browser. Install the Debian package `chromium`."
"""why tests are skipped"""
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars", "--no-proxy-server"]
"""of a browser without a screen that root starts, for pages of this machine alone"""
PHONE = 360, 740
"""the smallest window the pages are made for, CSS pixels"""
LOCALES = {"ko": "ko-KR", "zh": "zh-CN", "en": "en-GB"}


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Chromium. `MISSING` where there is none is for the caller to say."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def family(folder: Path, lang: str) -> str:
    """Make the demo's family book in a folder that is not there yet; gives its opening words."""
    stage, words = play(FAMILY, folder, Catalogue(lang), clock().today, random_bytes, CHEAPEST)
    stage.desk.close()
    return words


class Window:
    """One window on one serving process. `page` is Playwright's page."""

    def __init__(
        self,
        browser: Browser,
        child: Child,
        *,
        lang: str = "en",
        scripts: bool = True,
        dark: bool = False,
        size: tuple[int, int] = PHONE,
    ) -> None:
        """Open a window of its own, with nothing kept from any other. Nothing is asked for yet."""
        self.child, self.catalogue = child, Catalogue(lang)
        self._context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            java_script_enabled=scripts,
            color_scheme="dark" if dark else "light",
            locale=LOCALES[lang],
        )
        self.page: Page = self._context.new_page()

    def text(self, key: str, **facts: Any) -> str:
        """A text of the pages in the window's language."""
        return self.catalogue.text("page", key, **facts)

    def launch(self) -> Window:
        """Go where the program sends the browser: the locked page."""
        self.page.goto(f"http://{self.child.door.host}/{self.child.launch}")
        return self

    def open(self, words: str) -> Window:
        """Launch, say the opening words, wait for the first page."""
        self.launch().page.get_by_label(self.text("words")).fill(words)
        self.press("open")
        self.page.wait_for_selector("#lock")
        return self

    def first(self) -> Window:
        """Go to the first page."""
        self.page.goto(f"http://{self.child.door.host}/{self.child.door.prefix}/")
        return self

    def press(self, key: str) -> Window:
        """Press the button or follow the link that has this text of the pages."""
        label = self.text(key)
        self.page.get_by_role("button", name=label, exact=True).or_(
            self.page.get_by_role("link", name=label, exact=True)
        ).first.click()
        return self

    @property
    def heading(self) -> str:
        """The text of the page's h1."""
        return self.page.locator("h1").inner_text()

    def overflows(self) -> bool:
        """Whether the page is wider than the window: somebody would have to push it to and fro."""
        size = self.page.viewport_size
        box = self.page.locator("html").evaluate("one => one.scrollWidth")
        return size is not None and bool(box > size["width"])

    def small_targets(self) -> list[str]:
        """What can be pressed and is less than 44 CSS pixels high."""
        found = self.page.locator("main :is(a, button, input, select, summary), header button, footer :is(a, button)")
        return [
            one.inner_text() or one.evaluate("one => one.name")
            for one in found.all()
            if (box := one.bounding_box())
            and one.is_visible()
            and box["height"] < 44
            and one.get_attribute("type") not in ("checkbox", "radio")
        ]

    def close(self) -> None:
        """Close the window and forget what it kept."""
        self._context.close()
