"""Status, read off the books and the clock, never stored. The ends of an order, told apart."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from naru.days import earliest, latest
from naru.ledger import Account
from naru.orders.accounts import ACCEPTED, DUE, OWED, RETURNED, SENT, WRITTEN_OFF
from naru.orders.order import Order
from naru.orders.rules import with_family


class Reading(NamedTuple):
    """What the ends of an order are read from. Amounts in minor units of the order currency.

    `others` is what other people received, `net` what the receiver was promised, `past` the days gone by since the
    latest day (0: none, or no day was agreed); `untouched`: promised, and no money has moved.
    """

    order: Order
    owed: int
    due: int
    accepted: int
    others: int
    net: int
    past: int
    untouched: bool

    @classmethod
    def of(cls, order: Order, today: int) -> Reading:
        """Read the books of the order on `today` (packed)."""
        past = max(0, earliest(today) - latest(order.latest)) if order.latest else 0
        others, net = sum(order.others().values()), order.worked.net if order.worked else 0
        untouched = order.worked is not None and not order.of(SENT) and not order.deliveries
        return cls(order, order.of(OWED), order.of(DUE), order.of(ACCEPTED), others, net, past, untouched)

    @property
    def overdue(self) -> int:
        """Days gone by since the latest day, while something is owed."""
        return self.past if self.owed else 0


End = Callable[[Reading], bool]


def _said(flag: str) -> End:
    """An event said it outright, and none has lifted it."""
    return lambda read: flag in read.order.flags


def _stopped(flag: str) -> End:
    """An event said it outright of money that is still owed."""
    return lambda read: bool(read.owed) and flag in read.order.flags


def _lost_after(kind: str) -> End:
    """The family had it, and lost it again."""
    return lambda read: bool(read.order.after.get(kind))


def _holds(account: Account) -> End:
    """The account holds something."""
    return lambda read: bool(read.order.of(account))


def _claimed(read: Reading) -> bool:
    return any(not claim.answered for claim in read.order.claims)


def _received_by_another(read: Reading) -> bool:
    return bool(read.others) or any(claim.who and not claim.answered for claim in read.order.claims)


def _kept(read: Reading) -> bool:
    flags = read.order.flags
    return bool(read.accepted) and read.order.kept > max(flags.get("reopened", 0), flags.get("lost-after", 0))


ENDS: dict[str, End] = {
    "asked": lambda read: read.order.terms is None,
    "promised": lambda read: read.untouched and read.order.stands and not read.past,
    "held": _said("held"),
    "sent": lambda read: bool(read.owed) and read.order.reached < 0,
    "reached": lambda read: bool(read.owed) and read.order.reached >= 0,
    "claimed": _claimed,
    "accepted": lambda read: 0 < read.accepted >= read.net,
    "accepted-partly": lambda read: 0 < read.accepted < read.net,
    "kept": _kept,
    "short": lambda read: read.accepted + read.others > 0 and read.accepted < read.net,
    "overdue": lambda read: bool(read.overdue) and read.order.stands,
    "stuck": _stopped("stuck"),
    "frozen": _stopped("frozen"),
    "arrested": _stopped("arrested"),
    "seized-before": lambda read: bool(read.order.seized),
    "seized-after": _lost_after("seized-after"),
    "received-by-another": _received_by_another,
    "taken-back": _lost_after("taken-back"),
    "refused": _said("refused"),
    "disputed": _said("disputed"),
    "returned": _holds(RETURNED),
    "written-off": _holds(WRITTEN_OFF),
    "cancelled": _said("cancelled"),
    "lapsed": lambda read: "lapsed" in read.order.flags or (read.untouched and read.order.stands and read.past > 0),
    "closed": lambda read: "closed" in read.order.flags and not (read.owed or read.due),
}
"""Every end and how it is read, in the order in which they are told. Several can be true at once."""


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
    read = Reading.of(order, today)
    ends = tuple(end for end, holds in ENDS.items() if holds(read))
    return Standing(ends, read.owed, read.due, max(0, read.net - read.accepted), with_family(order), read.overdue)
