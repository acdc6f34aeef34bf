"""Who may open the book: the list, an invitation and its end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from naru.app.questions import Answers, Text
from naru.app.sentences import new_sentence
from naru.command import Id
from naru.custody import readers as custody
from naru.custody.readers import Seat as Seat
from naru.days import read_day

if TYPE_CHECKING:
    from naru.app.book import Book

WHAT_THEY_SEE: Final = Text("readers", "what-they-see")


def seats(book: Book) -> list[Seat]:
    """Everybody who opens the book with a sentence; whoever made it first."""
    return custody.seats(book.desk)


def papers_in_force(book: Book) -> bool:
    """Whether paper parts open the book."""
    return book.desk.keyring.recovery_key is not None


def invite(
    book: Book, name: str, cases: Sequence[str], answers: Answers, *, every: bool = False, until: str | None = None
) -> int:
    """Let somebody else open the book with a sentence of their own, shown once and typed back.

    Args:
        cases: nicknames of the cases that open to them, unless `every` one does.
        until: last day, as it was typed.
    Returns:
        the last day, packed; 0: none.
    Raises:
        Question: their sentence was not typed back yet. Refusal: as `naru.custody.readers.invite` and `new_sentence`.
    """
    chosen, last = _cases(book, cases, every), _day(until)
    custody.can_invite(book.desk, name, book.today, last)
    sentence = new_sentence(answers, "reader-sentence", book.desk.random_bytes, book.catalogue.lang, (WHAT_THEY_SEE,))
    custody.invite(book.desk, name, sentence, book.profile, book.today, cases=chosen, until=last)
    return last


def give(book: Book, name: str, cases: Sequence[str], *, every: bool = False) -> None:
    """Set which cases open to somebody. Raises as `naru.custody.readers.give`."""
    custody.give(book.desk, name, _cases(book, cases, every))


def shut_out(book: Book, name: str) -> None:
    """Let somebody open the book no more. Raises as `naru.custody.readers.shut_out`."""
    custody.shut_out(book.desk, name)


def _cases(book: Book, names: Sequence[str], every: bool) -> list[Id] | None:
    return None if every else [book.names.find("case", name) for name in names]


def _day(until: str | None) -> int:
    return read_day(until) if until else 0
