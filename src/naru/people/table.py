"""What can be said of people. The same kind of table as the life of an order."""

from __future__ import annotations

from typing import Any

from naru.command import Command, EventType, Field, Layer, Subject
from naru.people.people import Card, Case
from naru.refusal import Refusal

ANY = ("sender", "carrier", "receiver", "family", "other")
FAMILY = ("receiver", "family")
NAME = Field("name", "name", "name", Layer.STORY, needed=True)


def _still_there(card: Card, command: Command, context: Any) -> None:
    """It was not burned."""
    if card.burned:
        raise Refusal("card.burned")


def _refused(case: Case, command: Command, context: Any) -> None:
    """The family had asked to stop."""
    if not case.refused:
        raise Refusal("case.not-refused")


def _heard(case: Case, event: Any) -> None:
    case.heard = max(case.heard, event.day)


def _stop(case: Case, event: Any) -> None:
    case.refused = True


def _resume(case: Case, event: Any) -> None:
    case.refused = False


def _burn(card: Card, event: Any) -> None:
    card.burned = True


EVENT_TYPES: tuple[EventType, ...] = (
    EventType("case", 50, Subject.CASE, ("sender",), opens=True, takes=(NAME,)),
    EventType("person", 51, Subject.PERSON, ("sender",), opens=True, takes=(NAME,)),
    EventType("heard", 52, Subject.CASE, FAMILY, then=_heard),
    EventType("stop", 53, Subject.CASE, ANY, then=_stop),
    EventType("resume", 54, Subject.CASE, FAMILY, needs=(_refused,), then=_resume),
    EventType(
        "card",
        55,
        Subject.CARD,
        ("sender",),
        opens=True,
        takes=(
            Field("whose", "case", "subject", needed=True),
            Field("name", "name", "text", Layer.STORY, needed=True),
            Field("place", "place", "text", Layer.STORY),
            Field("phone-number", "source", "text", Layer.STORY),
        ),
    ),
    EventType("burn", 56, Subject.CARD, ("sender",), needs=(_still_there,), then=_burn),
)
