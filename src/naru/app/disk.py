"""How well a book's disk can forget, in texts: told when a book is made or opened, and before a name is written."""

from __future__ import annotations

from naru.app.questions import Text
from naru.desk.keeping import Keeping


def told(keeping: Keeping) -> tuple[Text, ...]:
    """The grade and its reasons; nothing for a test's or a demo's own book."""
    return () if keeping.trial else grade(keeping)


def grade(keeping: Keeping) -> tuple[Text, ...]:
    """The grade and its reasons, whatever book it is."""
    found = keeping.grade
    return (Text("disk", found.letter), *(Text("disk-why", reason) for reason in found.reasons))


def burned(keeping: Keeping) -> Text:
    """What burning one envelope came to on this disk."""
    return Text("disk", f"burned.{keeping.grade.letter}")


def burned_much(keeping: Keeping) -> tuple[Text, ...]:
    """What burning more than that came to, and what no burning reaches."""
    return Text("screen", f"burned-here-{keeping.grade.letter}"), Text("screen", "beyond-burning")
