"""Beside a call: the empty page, and the sheet."""

from __future__ import annotations

from testkit.browser import Window
from testkit.screens import Screen

SAID = {"gross": "1,000,000 KRW", "fee": "40%", "gets": "1 CNY = 200 KRW", "price": "4.7 CNY"}
"""what is said on the telephone, by the field it goes into"""


def reckon(window: Window) -> None:
    """Fill in the empty page, and work it out."""
    for field, said in SAID.items():
        window.page.locator(f"#{field}").fill(said)
    window.press("call.reckon").page.wait_for_selector(".in-hand")


SCREENS = (
    Screen("call", lambda window: window.press("call")),
    Screen("call-sheet", lambda window: reckon(window.press("call"))),
)
