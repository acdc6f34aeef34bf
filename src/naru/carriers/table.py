"""What can be said of carriers and roads. The same kind of table as the life of an order."""

from __future__ import annotations

from typing import Any

from naru.carriers.carriers import Carrier, Road
from naru.refusal import Refusal
from naru.saying import Field, Layer, Row, Saying, Subject

ANY = ("sender", "carrier", "receiver", "family", "other")
NAME = Field("name", "name", "name", Layer.STORY, needed=True)


def _cash(carrier: Carrier, event: Any) -> None:
    carrier.cash[event.facts.currency] = event.facts.amount


def _taken(carrier: Carrier, event: Any) -> None:
    carrier.taken = event.seq


def _is_taken(carrier: Carrier, saying: Saying, view: Any) -> None:
    """The carrier was said to be taken."""
    if not carrier.taken:
        raise Refusal("carrier.not-taken")


def _free(carrier: Carrier, event: Any) -> None:
    carrier.taken = 0


def _block(road: Road, event: Any) -> None:
    road.blocked = event.seq


def _unblock(road: Road, event: Any) -> None:
    road.blocked = 0


ROWS: tuple[Row, ...] = (
    Row("carrier", 60, Subject.CARRIER, ("sender",), opens=True, takes=(NAME,)),
    Row(
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
    Row(
        "cash", 62, Subject.CARRIER, ANY, takes=(Field("amount", "amount", "amount-or-none", needed=True),), then=_cash
    ),
    Row("taken", 63, Subject.CARRIER, ANY, then=_taken),
    Row("back", 64, Subject.CARRIER, ANY, needs=(_is_taken,), then=_free),
    Row("block", 65, Subject.ROAD, ANY, then=_block),
    Row("unblock", 66, Subject.ROAD, ANY, then=_unblock),
)
