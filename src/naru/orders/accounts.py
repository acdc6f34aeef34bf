"""The accounts of an order: one table of what each kind means, and how to name one.

``sent`` and ``due`` are what the gross comes from; what became of it stands on the others. Where it lies (hands, roads,
tills) and what was handed over in the payout's own money is told beside them.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from functools import partial
from typing import NamedTuple

from naru.command import Id
from naru.ledger import Account, numbered
from naru.orders.order import Order


class Side(Enum):
    """Where an account stands in the first promise."""

    SOURCE = "sent and due"
    USED = "what became of it, or is owed"
    WHERE = "in whose hands it is"
    BESIDE = "on which road, in which till"
    BEYOND = "the world outside, which may give more than it got"


class Kind(NamedTuple):
    """What a kind of account means. `contra`: it only says the other half of a line, and nobody asks for its balance.

    `whose` tells who, or which road, an account of the kind is named after.
    """

    side: Side
    contra: bool = False
    whose: Callable[[Order, Account], Id] | None = None


def _payee(order: Order, account: Account) -> Id:
    fees = order.terms.fees if order.terms else None
    return fees[account.number].payee if fees and account.number < len(fees) else b""


def _hand(order: Order, account: Account) -> Id:
    return order.hands[account.number] if order.hands else b""


def _road(order: Order, account: Account) -> Id:
    return order.roads[account.number]


def _person(order: Order, account: Account) -> Id:
    return bytes.fromhex(account.which)


KINDS: dict[str, Kind] = {
    "sent": Kind(Side.SOURCE),
    "due": Kind(Side.SOURCE),
    "owed": Kind(Side.USED),
    "accepted": Kind(Side.USED),
    "other": Kind(Side.USED, whose=_person),
    "fee": Kind(Side.USED, whose=_payee),
    "returned": Kind(Side.USED),
    "lost": Kind(Side.USED),
    "hand": Kind(Side.WHERE, whose=_hand),
    "out": Kind(Side.BEYOND, contra=True),
    "road": Kind(Side.BESIDE, whose=_road),
    "via": Kind(Side.BEYOND, contra=True),
    "till": Kind(Side.BESIDE),
    "cash": Kind(Side.BEYOND, contra=True),
    "received": Kind(Side.USED),
    "given": Kind(Side.USED),
    "remainder": Kind(Side.USED),
    "payout": Kind(Side.BEYOND, contra=True),
    "paid": Kind(Side.USED),
    "purse": Kind(Side.USED, contra=True),
}
"""Every kind. ``paid`` is what she parted with in the pay currency, from her ``purse``; ``received``, ``given`` and
``remainder`` are told in a payout's currency."""

SENT, DUE, OWED = Account("sent"), Account("due"), Account("owed")
ACCEPTED, RETURNED = Account("accepted"), Account("returned")
SEIZED, WRITTEN_OFF = Account("lost:seized"), Account("lost:written-off")
OUT, VIA, CASH = Account("out"), Account("via"), Account("cash")
PURSE, PAID = Account("purse"), Account("paid")

fee, hand, road, till = (partial(numbered, kind) for kind in ("fee", "hand", "road", "till"))
payout, received, given, remainder = (partial(numbered, kind) for kind in ("payout", "received", "given", "remainder"))
FIRST_HAND = hand(0)


def other(who: str) -> Account:
    """What another person received, by the hex of their id."""
    return Account(f"other:{who}")


def label(account: Account) -> str:
    """The kind as people tell it: without a number or a person, but with the reason of a loss."""
    return account.wire if account.kind == "lost" else account.kind


def whose(order: Order, account: Account) -> Id:
    """Who, or which road, an account is named after; empty: nobody, or nobody in particular."""
    names = KINDS[account.kind].whose
    return names(order, account) if names else b""
