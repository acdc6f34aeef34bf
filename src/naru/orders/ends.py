"""Status, read off the books and the clock, never stored. The ends of an order, told apart."""

from __future__ import annotations

from typing import NamedTuple

from naru.days import earliest, latest
from naru.orders.order import Order
from naru.orders.rules import with_family

ENDS = (
    "asked",
    "promised",
    "held",
    "sent",
    "reached",
    "claimed",
    "accepted",
    "accepted-partly",
    "kept",
    "short",
    "overdue",
    "stuck",
    "frozen",
    "arrested",
    "seized-before",
    "seized-after",
    "received-by-another",
    "taken-back",
    "refused",
    "disputed",
    "returned",
    "written-off",
    "cancelled",
    "lapsed",
    "closed",
)
"""Every end, in the order in which they are told. Several can be true at once."""


class Standing(NamedTuple):
    """What can be read off an order on a day. Amounts in minor units of the order currency.

    `short` is what the receiver lacks: the promised net less what was accepted. `family` is what they have now.
    """

    ends: tuple[str, ...]
    owed: int
    due: int
    short: int
    family: int
    overdue_days: int


def standing(order: Order, today: int) -> Standing:
    """Read the order on `today` (packed)."""
    if order.terms is None or order.worked is None:
        ends: tuple[str, ...] = ("asked", "refused") if "refused" in order.flags else ("asked",)
        return Standing(ends, 0, 0, 0, 0, 0)
    of, net = order.of, order.worked.net
    owed, due, accepted = of("owed"), of("due"), of("accepted")
    past = earliest(today) - latest(order.latest) if order.latest else 0
    others = sum(order.others().values())
    told = _told(order, owed, accepted, others)
    if accepted and accepted >= net:
        told.add("accepted")
    elif accepted:
        told.add("accepted-partly")
    if accepted + others > 0 and accepted < net:
        told.add("short")
    late = past if past > 0 and owed else 0
    if late and order.stands:
        told.add("overdue")
    untouched = not of("sent") and not order.deliveries
    if untouched and order.stands:
        told.add("lapsed" if past > 0 else "promised")
    if of("returned"):
        told.add("returned")
    if of("lost:written-off"):
        told.add("written-off")
    ends = tuple(end for end in ENDS if end in told)
    return Standing(ends, owed, due, max(0, net - accepted), with_family(order), late)


def _told(order: Order, owed: int, accepted: int, others: int) -> set[str]:
    """Ends that events said outright, as far as they still hold."""
    flags = order.flags
    told: set[str] = {end for end in ("held", "refused", "disputed", "cancelled", "lapsed", "closed") if end in flags}
    if owed or order.of("due"):
        told.discard("closed")  # reopened after it was closed: it is open again
    if owed:
        told |= {end for end in ("stuck", "frozen", "arrested") if end in flags}
        told.add("reached" if order.reached >= 0 else "sent")
    if any(not claim.answered for claim in order.claims):
        told.add("claimed")
    if others or any(claim.who and not claim.answered for claim in order.claims):
        told.add("received-by-another")
    if order.seized:
        told.add("seized-before")
    told |= {end for end in ("seized-after", "taken-back") if order.after.get(end)}
    if accepted and order.kept > max(flags.get("reopened", 0), flags.get("lost-after", 0)):
        told.add("kept")
    return told
