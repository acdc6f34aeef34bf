"""Pictures of every screen: `python -m testkit.shots [NAME...]` writes them into `shots/`.

Each screen in every language, light and dark, as wide as a phone, a tablet and a desk. A name asks for the screens
that begin with it.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser

from naru.i18n.languages import LANGS
from testkit.browser import CHROMIUM, MISSING, Window, chromium, family
from testkit.page import Child
from testkit.screens import screens

SHOTS = Path("shots")
WIDTHS = {360: 740, 768: 1024, 1280: 800}
"""width and height of the window, CSS pixels"""


def take(window: Window, name: str, lang: str) -> None:
    """One screen in both themes and all widths."""
    for theme in ("light", "dark"):
        window.page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]  # one of the two it takes
        for width, height in WIDTHS.items():
            window.page.set_viewport_size({"width": width, "height": height})
            window.page.screenshot(path=SHOTS / f"{name}-{lang}-{theme}-{width}.png", full_page=True)


def speak(browser: Browser, lang: str, folder: Path, wanted: list[str]) -> int:
    """All wanted screens in one language; gives how many."""
    words, count = family(folder, lang), 0
    child = Child(folder)
    window = Window(browser, child, lang=lang).launch()
    for opened in (False, True):
        if opened:
            window.first().page.get_by_label(window.text("words")).fill(words)
            window.press("open").page.wait_for_selector("#lock")
        for screen in screens():
            if screen.open is opened and (not wanted or any(screen.name.startswith(one) for one in wanted)):
                window.first()
                screen.go(window)
                take(window, screen.name, lang)
                count += 1
    window.close()
    child.end()
    return count


def main(wanted: list[str]) -> None:
    """Take them all."""
    if CHROMIUM is None:
        raise SystemExit(MISSING)
    SHOTS.mkdir(exist_ok=True)
    with chromium() as browser, tempfile.TemporaryDirectory() as folder:
        for lang in LANGS:
            print(lang, speak(browser, lang, Path(folder) / lang, wanted), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
