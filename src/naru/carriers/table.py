"""What can be said of carriers and roads. The same kind of table as the life of an order."""

from __future__ import annotations

from typing import Any

from naru.carriers.carriers import Carrier, Road
from naru.command import Command, EventType, Field, Layer, Subject
from naru.refusal import Refusal

ANY = ("sender", "carrier", "receiver", "family", "other")
NAME = Field("name", "name", "name", Layer.STORY, needed=True)


def _cash(carrier: Carrier, event: Any) -> None:
    carrier.cash[event.facts.currency] = event.facts.amount


def _taken(carrier: Carrier, event: Any) -> None:
    carrier.taken = event.seq


def _is_taken(carrier: Carrier, command: Command, context: Any) -> None:
    """The carrier was said to be taken."""
    if not carrier.taken:
        raise Refusal("carrier.not-taken")


def _free(carrier: Carrier, event: Any) -> None:
    carrier.taken = 0


def _block(road: Road, event: Any) -> None:
    road.blocked = event.seq


def _unblock(road: Road, event: Any) -> None:
    road.blocked = 0


EVENT_TYPES: tuple[EventType, ...] = (
    EventType("carrier", 60, Subject.CARRIER, ("sender",), opens=True, takes=(NAME,)),
    EventType(
        "road",
        61,
        Subject.ROAD,
        ("sender",),
        opens=True,
        takes=(
            NAME,
            Field("by", "hand", "hand", needed=True),
        ),
    ),
    EventType(
        "cash", 62, Subject.CARRIER, ANY, takes=(Field("amount", "amount", "amount-or-none", needed=True),), then=_cash
    ),
    EventType("taken", 63, Subject.CARRIER, ANY, then=_taken),
    EventType("back", 64, Subject.CARRIER, ANY, needs=(_is_taken,), then=_free),
    EventType("block", 65, Subject.ROAD, ANY, then=_block),
    EventType("unblock", 66, Subject.ROAD, ANY, then=_unblock),
)
