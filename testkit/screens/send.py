"""Send: every step, the screen before paying, what is read, what is gone, the paper for the pocket."""

from __future__ import annotations

import re
from functools import partial

from testkit.browser import Window
from testkit.screens import Screen

ANSWERS = {
    "who": {},
    "through": {"new-carrier": "Lee"},
    "gross": {"gross": "1,000,000 KRW"},
    "fee": {"fee": "40%"},
    "gets": {"gets": "1 CNY = 200 KRW"},
    "latest": {"latest": "2030-01-01"},
    "risk": {},
    "purpose": {"purpose": "coats"},
}
SUMS = {"read": "1,000,000 KRW", "gone": "900,000 KRW", "pocket": "800,000 KRW"}
"""no two screens promise the same order"""


def to_step(window: Window, wanted: str, gross: str = "") -> None:
    """Answer what is asked until the wanted step, or the screen before paying. What was answered stays answered."""
    window.press("send")
    steps = {window.text(f"send.{step}.asks"): step for step in ANSWERS}
    while (step := steps.get(window.heading, "before")) not in (wanted, "before"):
        for label, value in ANSWERS[step].items():
            said = gross if label == "gross" and gross else value
            window.page.get_by_label(window.text(f"send.{label}"), exact=True).first.fill(said)
        if step == "risk":
            window.page.get_by_label(window.text("send.risk.carrier")).check()
        window.press("go-on")


def written(window: Window, then: str) -> None:
    """Write an order, and go on to one of the pages after it."""
    to_step(window, "before", SUMS[then])
    window.press("write-it")
    if then != "read":
        window.page.get_by_role("button", name=re.compile(r"\d,000")).click()
    if then == "pocket":
        window.press("send.pocket").press("pocket.with-word")
        window.page.wait_for_selector(".face .big")
        window.page.wait_for_load_state()  # its style sheet is there, too


SCREENS = (
    *(Screen(f"send-{step}", partial(to_step, wanted=step)) for step in (*ANSWERS, "before")),
    *(Screen(f"send-{then}", partial(written, then=then)) for then in SUMS),
)
