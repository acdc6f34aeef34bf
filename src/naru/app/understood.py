"""What was typed, as it was understood: shown to her before anything is written."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from naru.app.questions import Answers
from naru.app.say import prepared
from naru.command import Field, Subject
from naru.commands.reading import READERS, Words
from naru.commands.tables import BY_KIND
from naru.days import print_day, read_day
from naru.market.market import Market
from naru.money import print_amount, print_rate, read_amount_echo

if TYPE_CHECKING:
    from naru.app.book import Book


class Understood(NamedTuple):
    """One field and the texts it was understood as."""

    field: str
    texts: tuple[str, ...]


def understood(
    book: Book, kind: str, words: Words, answers: Answers, *, of: str = "", id: str = ""
) -> list[Understood]:
    """Read what was typed, and print it as it was read. Writes nothing.

    Raises:
        Refusal: it cannot be read.
    """
    event_type, command, _ = prepared(book, kind, words, answers, of=of, id=id)
    lang = book.catalogue.lang
    told = [_told(book, field, words[field.name]) for field in event_type.fields if words.get(field.name)]
    return [*told, Understood("on", (print_day(command.day, lang),))]


def rows(book: Book, kind: str, of: str) -> int:
    """How many rows the subject of a verb has, for `seen`; 0 where the verb makes a new one."""
    event_type = BY_KIND[kind]
    if not of or event_type.subject is Subject.DESK or (event_type.opens and not event_type.continues):
        return 0
    thing = book.desk.state.find(event_type.subject, book.names.find(event_type.subject, of))
    return len(thing.rows) if thing is not None and not isinstance(thing, Market) else 0


def _told(book: Book, field: Field, typed: Any) -> Understood:
    many = typed if isinstance(typed, (list, tuple)) else [typed]
    show = SHOWN.get(field.type)
    return Understood(field.name, tuple(show(book, str(one), field) if show else str(one).strip() for one in many))


def _amount(book: Book, text: str, field: Field) -> str:
    read = read_amount_echo(text, book.names.among, zero=field.type == "amount-or-none").amount
    return print_amount(read.minor, read.currency, book.catalogue.lang)


def _rate(book: Book, text: str, field: Field) -> str:
    return print_rate(READERS["rate"](text, book.names, field), book.catalogue.lang)


def _day(book: Book, text: str, field: Field) -> str:
    return print_day(read_day(text), book.catalogue.lang)


SHOWN: dict[str, Callable[..., str]] = {
    "amount": _amount,
    "amount-or-none": _amount,
    "rate": _rate,
    "day": _day,
}
"""How a field is printed, by its type; any other is shown as it was typed"""
