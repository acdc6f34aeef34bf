"""What can be said of people. The same kind of table as the life of an order."""

from __future__ import annotations

from typing import Any

from naru.command import ANYBODY, Command, Effect, EventType, Field, Layer, Subject
from naru.people.people import Card, Case
from naru.refusal import Refusal

SENDER = ("sender",)
FAMILY = ("receiver", "family")
NICKNAME = Field("name", "name", "name", Layer.STORY, needed=True)
WHOSE = Field("whose", "case", "subject", needed=True)
NAME = Field("name", "name", "text", Layer.STORY, needed=True)
PLACE = Field("place", "place", "text", Layer.STORY)
TELEPHONE = Field("phone-number", "source", "text", Layer.STORY)


def _still_there(card: Card, command: Command, context: Any) -> None:
    """It was not burned."""
    if card.burned:
        raise Refusal("card.burned")


def _first_by_maker(card: Any, command: Command, context: Any) -> None:
    """Whoever made the book writes the first: others cannot make its maker's opening words longer."""
    if context.first_card and not context.by_maker:
        raise Refusal("readers.maker-first")


def _disk_forgets(card: Any, command: Command, context: Any) -> None:
    """The disk can forget, or it was confirmed that a name is to lie on one of which that cannot be promised."""
    if context.weak_disk and not command.sure:
        raise Refusal("ask.weak-disk")


def _behind_a_sentence(card: Any, command: Command, context: Any) -> None:
    """The first name lies behind a sentence: four opening words are too easily guessed."""
    if context.first_card and not context.sentence:
        raise Refusal("card.sentence-short")


def _burn_confirmed(card: Card, command: Command, context: Any) -> None:
    """It was confirmed: what burned comes back for nobody."""
    if not command.sure:
        raise Refusal("ask.burn")


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


# fmt: off
EVENT_TYPES: tuple[EventType, ...] = (
    EventType("case",   50, Subject.CASE,   SENDER,  fields=(NICKNAME,), opens=True),
    EventType("person", 51, Subject.PERSON, SENDER,  fields=(NICKNAME,), opens=True),
    EventType("heard",  52, Subject.CASE,   FAMILY,  notes=_heard),
    EventType("stop",   53, Subject.CASE,   ANYBODY, notes=_stop),
    EventType("resume", 54, Subject.CASE,   FAMILY,  needs=(_refused,), notes=_resume,
              effects=(Effect.LIFTS_REFUSALS,)),
    EventType("card",   55, Subject.CARD,   SENDER,  fields=(WHOSE, NAME, PLACE, TELEPHONE), opens=True,
              needs=(_first_by_maker, _disk_forgets, _behind_a_sentence)),
    EventType("burn",   56, Subject.CARD,   SENDER,  needs=(_still_there, _burn_confirmed), notes=_burn,
              effects=(Effect.BURNS_KEY,)),
)
# fmt: on
