"""The form of an event type, made from its line of the table: what is asked, as what, in which words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from naru.app.book import Book
from naru.app.choices import NAMED_TYPES, speakers, things
from naru.command import EventType, Field, Subject
from naru.i18n.catalogue import Catalogue
from naru.i18n.vocabulary import texts
from naru.trust.evidence import PHONES

SPARE: Final = 2
"""empty lines for one more, where a field may be given more than once"""
TYPED: Final = {"amount": "decimal", "amount-or-none": "decimal", "count": "numeric", "claim": "numeric"}
"""which keys a phone shows, by the type of a field"""


class Input(NamedTuple):
    """One field of a form.

    Args:
        name: of the field in the table, or a common one.
        label: what it asks for.
        shape: ``line``, ``lines``, ``choice``, ``choices`` (several of few) or ``flag``.
        keys: which keys a phone shows.
        choices: what can be chosen: the word, and what it is called.
    """

    name: str
    label: str
    shape: str
    needed: bool = False
    many: bool = False
    keys: str = "text"
    choices: tuple[tuple[str, str], ...] = ()


OF: Final = "of"
"""the field that says what is spoken of"""


def inputs(event_type: EventType, book: Book) -> list[Input]:
    """What a form asks for: what is spoken of, the line's own fields, then what every form asks."""
    catalogue, made = book.catalogue, []
    if event_type.subject is not Subject.DESK and (not event_type.opens or event_type.continues):
        label = catalogue.text("subject", event_type.subject)
        made.append(Input(OF, label, "choice", not event_type.opens, choices=things(book, event_type.subject)))
    made += [_input(event_type, field, book) for field in event_type.fields]
    if len(event_type.speakers) > 1:
        made.append(Input("says", catalogue.text("field", "says"), "choice", choices=speakers(book, event_type)))
    phones = _words(catalogue, "phone", PHONES)
    made += [
        Input("on", catalogue.text("field", "on"), "line"),
        *([Input("phone", catalogue.text("field", "phone"), "choice", choices=phones)] if event_type.graded else []),
        *([Input("apart", catalogue.text("field", "apart"), "flag")] if event_type.graded else []),
        Input("note", catalogue.text("field", "note"), "lines"),
    ]
    return made


def words(event_type: EventType, asked: list[Input], sent: Mapping[str, list[str]]) -> dict[str, Any]:
    """What was sent, as the app takes it: several texts where there may be several, else one; flags as yes."""
    found: dict[str, Any] = {}
    for one in asked:
        given = sent.get(one.name)
        if given:
            found[one.name] = True if one.shape == "flag" else given if one.many else given[0]
    return found


def label(event_type: EventType, field: str, catalogue: Catalogue) -> str:
    """What a field means for this verb."""
    own = f"{event_type.kind}.{field}"
    return catalogue.text("field", own if catalogue.has("field", own) else field)


def _input(event_type: EventType, field: Field, book: Book) -> Input:
    asks = label(event_type, field.name, book.catalogue)
    if field.type == "flag":
        return Input(field.name, asks, "flag")
    if field.choices:
        choices = _words(book.catalogue, field.name, field.choices)
        return Input(field.name, asks, "choices" if field.many else "choice", field.needed, field.many, "", choices)
    if field.type in NAMED_TYPES:
        choices = things(book, field.type)
        return Input(field.name, asks, "choices" if field.many else "choice", field.needed, field.many, "", choices)
    return Input(field.name, asks, "line", field.needed, field.many, TYPED.get(field.type, "text"))


def _words(catalogue: Catalogue, group: str, known: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Words of the tables, each with what the reader's language calls it."""
    called: dict[str, str] = {}
    for word, text in texts(group, catalogue.lang):
        called.setdefault(word, text)
    return tuple((word, called.get(word, word)) for word in known)
