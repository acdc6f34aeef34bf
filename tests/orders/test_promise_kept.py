"""The first promise is asserted on the books themselves, after every event, also when a rule is wrong."""

from __future__ import annotations

import msgspec
import pytest

from naru.desk.decide import DeskContext, decide
from naru.desk.events import Event
from naru.ledger import Account, Broken, move
from testkit.house import Room, named


def decided(room: Room, kind: str, **words: str) -> Event:
    """The event a command comes to, not applied yet."""
    instant = room.clock()
    return decide(
        room.state, room.build(kind, "R1", **words), 0, instant.at, DeskContext(room.state, instant.today)
    ).event


@pytest.mark.parametrize(
    "lie",
    [
        move(Account("owed"), Account("accepted"), 1, "KRW"),
        move(Account("accepted"), Account("owed"), 1, "KRW"),
        move(Account("hand:0"), Account("out"), 1, "KRW"),
        move(Account("sent"), Account("due"), 1, "KRW"),
        move(Account("owed"), Account("sent"), 1, "KRW"),
    ],
)
def test_a_line_too_many_stops_the_book(room: Room, lie: object) -> None:
    """One won more than the rule said: the event is not taken in, and the desk would stop."""
    room.sent()
    event = decided(room, "return", amount="100,000 KRW")
    with pytest.raises(Broken):
        room.state.apply(msgspec.structs.replace(event, lines=(*event.lines, lie)))


def test_it_is_asserted_also_where_nothing_moves(room: Room) -> None:
    """Books that were wrong before are not gone past by an event that only says a word."""
    room.sent()
    event = decided(room, "dispute")
    room.state.orders[named("R1")].book.balances["KRW"][Account("accepted")] = 1
    with pytest.raises(Broken):
        room.state.apply(event)


def test_an_order_is_closed_once(room: Room) -> None:
    """Closed is closed: said again it is refused, and no row is written for nothing."""
    room.sent(fees=())
    room.accept(whole(room))
    room.say("close")
    assert room.refusal("close") == "life.closed"


def whole(room: Room) -> tuple[int, str]:
    """All that is promised on the first leg."""
    worked = room.order().worked
    assert worked is not None
    return worked.pays[0].full, worked.pays[0].leg.currency
