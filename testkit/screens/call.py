"""On the phone now: the page beside the call, which needs no book."""

from __future__ import annotations

from testkit.screens import Screen

SCREENS = (Screen("call", lambda window: window.press("call")),)
