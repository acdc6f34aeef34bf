"""How the pages look in a browser: nothing is cut off on the smallest phone, and every target can be hit."""

from __future__ import annotations

import pytest

from naru.i18n.languages import LANGS
from testkit.screens import screens
from tests.web.conftest import Open

SHOWN = [screen for screen in screens() if screen.open]


@pytest.mark.parametrize("lang", LANGS)
def test_every_screen_fits_a_phone_and_a_finger(window: Open, lang: str) -> None:
    """At 360 px no page has to be pushed sideways, and whatever can be pressed is 44 px high."""
    opened = window(lang)
    for screen in SHOWN:
        opened.first()
        screen.go(opened)
        assert not opened.overflows(), screen.name
        assert not opened.small_targets(), screen.name
