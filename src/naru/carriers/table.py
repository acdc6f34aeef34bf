"""What can be said of carriers and roads. The same kind of table as the life of an order."""

from __future__ import annotations

from typing import Any

from naru.carriers.carriers import Carrier, Road
from naru.command import ANYBODY, Command, EventType, Field, Layer, Subject
from naru.refusal import Refusal

SENDER = ("sender",)
NAME = Field("name", "name", "name", Layer.STORY, needed=True)
BY = Field("by", "hand", "carrier", needed=True)
CASH = Field("amount", "amount", "amount-or-none", needed=True)


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


# fmt: off
EVENT_TYPES: tuple[EventType, ...] = (
    EventType("carrier", 60, Subject.CARRIER, SENDER,  fields=(NAME,), opens=True),
    EventType("road",    61, Subject.ROAD,    SENDER,  fields=(NAME, BY), opens=True),
    EventType("cash",    62, Subject.CARRIER, ANYBODY, fields=(CASH,), notes=_cash),
    EventType("taken",   63, Subject.CARRIER, ANYBODY, notes=_taken),
    EventType("back",    64, Subject.CARRIER, ANYBODY, needs=(_is_taken,), notes=_free),
    EventType("block",   65, Subject.ROAD,    ANYBODY, notes=_block),
    EventType("unblock", 66, Subject.ROAD,    ANYBODY, notes=_unblock),
)
# fmt: on
