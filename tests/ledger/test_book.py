"""Balances and reservations: what falls here rises there, nothing is posted or released twice."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from naru.ledger import Book, Broken, Phase, Transfer, move


def line(phase: Phase, amount: int, source: str = "out", target: str = "hand") -> Transfer:
    """One line in won."""
    return Transfer(phase, source, target, amount, "KRW")


def test_a_move_takes_from_one_what_it_gives_the_other() -> None:
    """Two postings, always equal."""
    book = Book()
    book.record([move("sent", "owed", 100, "KRW")])
    assert (book.balance("sent", "KRW"), book.balance("owed", "KRW"), book.trial()) == (-100, 100, {"KRW": 0})


def test_a_reservation_is_no_balance_until_it_is_posted() -> None:
    """In parts, and the rest released: three records, none of them rewritten."""
    book = Book()
    book.record([line(Phase.PENDING, 100)])
    assert (book.balance("hand", "KRW"), book.pending("hand", "KRW")) == (0, 100)
    book.record([line(Phase.POST, 60)])
    assert (book.balance("hand", "KRW"), book.pending("hand", "KRW")) == (60, 40)
    book.record([line(Phase.VOID, 40)])
    assert (book.balance("hand", "KRW"), book.pending("hand", "KRW")) == (60, 0)
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
        [move("a", "b", 0, "KRW")],
        [move("a", "b", -1, "KRW")],
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
        book.record([Transfer(Phase.POST, "out", "hand", 1, "CNY")])


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
    book.record(move(*each) for each in moves)
    assert set(book.trial().values()) <= {0}
    if all(abs(amount) < 2**63 for amount in book.balances.values()):
        assert msgspec.msgpack.decode(msgspec.msgpack.encode(book), type=Book) == book
