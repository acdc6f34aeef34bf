"""What of a book can be named where a form asks for it, as she calls it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from naru.app.names import SHELVES, code
from naru.command import PARTIES, EventType, Id

if TYPE_CHECKING:
    from naru.app.book import Book

CODED: Final = {"order": "orders", "debt": "debts", "card": "cards"}
"""what is called by a code, and where the desk keeps it"""
PARTY_TYPES: Final = ("party", "speaker", "subject")
"""types of fields that take a party of the case, too"""
NAMED_TYPES: Final = frozenset({*SHELVES, *CODED, *PARTY_TYPES})
"""types of fields that take something of the book"""

Choices = tuple[tuple[str, str], ...]
"""the word that is handed in, and what it is called"""


def things(book: Book, type: str) -> Choices:
    """What can be named in a field of this type."""
    state, names = book.desk.state, book.names
    if type in CODED:
        shelf: Iterable[Id] = getattr(state, CODED[type])
        return tuple((code(of), code(of)) for of in shelf)
    shelves = SHELVES.get(type, ("carriers", "persons", "cases"))
    parties = [(word, names.name(of)) for word, of in PARTIES.items()] if type in PARTY_TYPES else []
    found = [names.name(of) for shelf in shelves for of in getattr(state, shelf)]
    return (*parties, *((name, name) for name in found))


def speakers(book: Book, event_type: EventType) -> Choices:
    """Who may say it."""
    state, names = book.desk.state, book.names
    parties = [(word, names.name(of)) for word, of in PARTIES.items() if word in event_type.speakers]
    shelves: dict[str, Iterable[Id]] = {"carrier": state.carriers, "other": state.persons}
    found = [names.name(of) for role, shelf in shelves.items() if role in event_type.speakers for of in shelf]
    return (*parties, *((name, name) for name in found))
