"""Terms that are changed are looked at as if they were new: a bad rate does not slip in by the second door."""

from __future__ import annotations

from typing import Any

import pytest

from testkit.house import Room, leg, share, terms


@pytest.mark.parametrize(
    ("changes", "warning"),
    [
        ({}, "first-time"),
        ({"fees": (share(29),)}, "fee-low"),
        ({"fees": (share(10, "top"), share(30))}, "fee-on-top"),
    ],
)
def test_she_is_told_the_same_when_terms_change(room: Room, changes: dict[str, Any], warning: str) -> None:
    """What is said unasked of a promise is said of its new terms, too."""
    room.promise()
    assert warning in room.say("agree", terms=terms(gross=900_000, **changes), sure=False).warnings


def test_a_rate_ten_times_off_is_asked_about_when_terms_change(room: Room) -> None:
    """She promised at 200 won for a yuan; now somebody writes 20."""
    room.say("rate", room.state.desk, quote="1 CNY = 200 KRW")
    room.promise()
    twisted = terms(legs=(leg("CNY", "1 CNY = 20 KRW"),))
    assert room.refusal("agree", terms=twisted, sure=False) == "ask.rate-ten-times"
    assert "rate-ten-times" in room.say("agree", terms=twisted).warnings
