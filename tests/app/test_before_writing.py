"""Before anything is written: how it was understood, what can be named, whether the subject is still as it was."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from naru import Refusal, new_book
from naru.app.book import Book
from naru.app.choices import speakers, things
from naru.app.questions import Answers
from naru.app.understood import rows, understood
from naru.commands.tables import BY_KIND


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    """A home and a carrier."""
    with new_book(tmp_path / "book", "apple bicycle cloud drum", lang="en", trial=True) as made:
        made.say("case", name="home")
        made.say("carrier", name="park")
        yield made


def test_what_was_typed_is_told_as_it_was_read(book: Book) -> None:
    """Amounts and days are printed anew; names stay; nothing is written."""
    before = book.rows
    told = dict(understood(book, "ask", {"case": "home", "amount": "１0만원", "on": "2020-01-02"}, Answers()))
    assert told == {"case": ("home",), "amount": ("KRW 100,000",), "on": ("2 January 2020",)}
    with pytest.raises(Refusal, match=r"money\."):
        understood(book, "ask", {"case": "home", "amount": "ten"}, Answers())
    assert book.rows == before


def test_what_moved_on_is_not_written(book: Book) -> None:
    """A command that has seen fewer rows than there are is refused; said again after a look, it is written."""
    seen = rows(book, "stop", "home")
    book.say("heard", of="home", says="family")
    with pytest.raises(Refusal, match=r"desk\.moved-on"):
        book.say("stop", of="home", says="family", seen=seen)
    assert rows(book, "stop", "home") == seen + 1
    done = book.say("stop", of="home", says="family", seen=seen + 1, id="ab" * 16)
    assert book.say("stop", of="home", says="family", seen=seen + 1, id="ab" * 16).seq == done.seq
    assert rows(book, "case", "") == rows(book, "rate", "") == 0


def test_what_can_be_named_is_what_the_book_has(book: Book) -> None:
    """By its kind; whoever may not say a thing is not offered as its speaker."""
    assert things(book, "case") == (("home", "home"),) and things(book, "carrier") == (("park", "park"),)
    assert [word for word, _ in things(book, "party")] == ["sender", "receiver", "family", "park", "home"]
    assert [word for word, _ in speakers(book, BY_KIND["heard"])] == ["receiver", "family"]
    assert [word for word, _ in speakers(book, BY_KIND["claim"])] == ["receiver", "family", "park"]
