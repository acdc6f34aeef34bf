"""Balances and reservations: what falls here rises there, nothing is posted or released twice."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from naru.desk.events import decoder, encode
from naru.ledger import Account, Book, Broken, Phase, Transfer, move

SENT, OWED, OUT, HAND = (Account(name) for name in ("sent", "owed", "out", "hand"))


def line(phase: Phase, amount: int, source: str = "out", target: str = "hand") -> Transfer:
    """One line in won."""
    return Transfer(phase, Account(source), Account(target), amount, "KRW")


def test_a_move_takes_from_one_what_it_gives_the_other() -> None:
    """Two postings, always equal."""
    book = Book()
    book.record([move(SENT, OWED, 100, "KRW")])
    assert (book.balance(SENT, "KRW"), book.balance(OWED, "KRW"), book.trial()) == (-100, 100, {"KRW": 0})


def test_a_reservation_is_no_balance_until_it_is_posted() -> None:
    """In parts, and the rest released: three records, none of them rewritten."""
    book = Book()
    book.record([line(Phase.PENDING, 100)])
    assert (book.balance(HAND, "KRW"), book.pending(HAND, "KRW")) == (0, 100)
    book.record([line(Phase.POST, 60)])
    assert (book.balance(HAND, "KRW"), book.pending(HAND, "KRW")) == (60, 40)
    book.record([line(Phase.VOID, 40)])
    assert (book.balance(HAND, "KRW"), book.pending(HAND, "KRW")) == (60, 0)
    assert book.reserved == {}


@pytest.mark.parametrize(
    "lines",
    [
        [line(Phase.POST, 1)],
        [line(Phase.VOID, 1)],
        [line(Phase.PENDING, 5), line(Phase.POST, 6)],
        [line(Phase.PENDING, 5), line(Phase.VOID, 5), line(Phase.POST, 1)],
        [line(Phase.PENDING, 5), line(Phase.POST, 5), line(Phase.VOID, 1)],
        [line(Phase.PENDING, 5, target="another"), line(Phase.POST, 1)],
        [line(Phase.PENDING, 0)],
        [move(SENT, OWED, 0, "KRW")],
        [move(SENT, OWED, -1, "KRW")],
    ],
)
def test_what_was_not_reserved_is_neither_posted_nor_released(lines: list[Transfer]) -> None:
    """Posting what was released, releasing what was posted, more than was reserved, nothing at all."""
    with pytest.raises(Broken):
        Book().record(lines)


def test_a_reservation_is_of_one_currency() -> None:
    """Won that are reserved pay no yuan."""
    book = Book()
    book.record([line(Phase.PENDING, 100)])
    with pytest.raises(Broken):
        book.record([Transfer(Phase.POST, OUT, HAND, 1, "CNY")])


@given(
    st.lists(
        st.tuples(
            st.sampled_from("abc"), st.sampled_from("def"), st.integers(1, 2**62), st.sampled_from(("KRW", "CNY"))
        )
    )
)
def test_each_currency_sums_to_zero(moves: list[tuple[str, str, int, str]]) -> None:
    """Whatever moves where; and a book is written down and read again as it was."""
    book = Book()
    book.record(move(Account(source), Account(target), amount, code) for source, target, amount, code in moves)
    assert set(book.trial().values()) <= {0}
    if all(abs(amount) < 2**63 for _, _, amount in book.all_balances()):
        written = encode(book)
        assert decoder(Book)(written) == book
        assert encode(decoder(Book)(written)) == written


def test_a_book_is_written_as_format_1_has_it() -> None:
    """Two maps by account and currency, whatever it looks like in memory; an empty one too."""
    book = Book()
    assert msgspec.msgpack.decode(encode(book)) == [{}, {}]
    book.record([move(SENT, OWED, 7, "KRW"), Transfer(Phase.PENDING, OUT, Account("hand:0"), 5, "CNY")])
    assert msgspec.msgpack.decode(encode(book)) == [
        {("sent", "KRW"): -7, ("owed", "KRW"): 7},
        {("hand:0", "CNY"): 5},
    ]


@pytest.mark.parametrize(
    "spoiled", [[1], [{"owed": 1}], [{(1, "KRW"): 1}], [{("owed", 1): 1}], [{("owed", "KRW"): "1"}]]
)
def test_what_is_no_book_is_not_read_as_one(spoiled: object) -> None:
    """A row that decodes to something else is a broken row, and no half-read book."""
    with pytest.raises(msgspec.ValidationError):
        decoder(Book)(encode(spoiled))
