"""When a line cannot be, the book says which rule it broke; and the trial balance shows a lie with its sign."""

from __future__ import annotations

import pytest

from naru.ledger import MOVE, POST, Account, Book, Broken, Transfer


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (Transfer(MOVE, Account("sent"), Account("owed"), 0, "KRW"), "a transfer of nothing, or less"),
        (Transfer(POST, Account("out"), Account("hand"), 1, "KRW"), "more made final or released than was reserved"),
    ],
)
def test_a_broken_book_says_what_broke(line: Transfer, said: str) -> None:
    """It is the last thing the desk says before it stops, and the first somebody asks."""
    with pytest.raises(Broken) as caught:
        Book().record([line])
    assert str(caught.value) == said


def test_the_trial_balance_shows_how_much_is_missing_and_where() -> None:
    """Three won too many in one account, and two yuan too few in another: each currency by itself, with its sign."""
    book = Book({"KRW": {Account("sent"): -10, Account("owed"): 13}, "CNY": {Account("paid"): -2}})
    assert book.trial() == {"KRW": 3, "CNY": -2}
