"""Books that would lie say which part of the first promise they broke, before the desk stops."""

from __future__ import annotations

import pytest

from naru.ledger import Account, Broken, Transfer, move
from naru.orders.books import identity, leave_hands
from testkit.house import Room

LIES = {
    "a source below zero": [("out", "sent")],
    "an account below zero": [("accepted", "owed")],
    "sent + due is not what the other accounts hold": [("out", "owed")],
    "what is owed lies in no hand": [("hand:0", "out")],
    "owed and due at once": [("due", "owed"), ("out", "hand:0")],
}


@pytest.mark.parametrize("said", LIES)
def test_each_lie_is_named(room: Room, said: str) -> None:
    """One won somewhere it cannot be."""
    if said == "a source below zero":
        room.promise()
    else:
        room.sent()
    identity(room.order())
    room.order().book.record([move(Account(source), Account(target), 1, "KRW") for source, target in LIES[said]])
    with pytest.raises(Broken) as caught:
        identity(room.order())
    assert str(caught.value) == said


def test_no_hand_gives_more_than_it_has(room: Room) -> None:
    """A won more than Park was ever given."""
    room.sent()
    lines: list[Transfer] = []
    leave_hands(room.order(), 1_000_000, lines)
    assert [(line.source, line.amount) for line in lines] == [("hand:0", 1_000_000)]
    with pytest.raises(Broken, match=r"^more settled than lies in any hand$"):
        leave_hands(room.order(), 1_000_001, [])
