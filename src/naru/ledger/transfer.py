"""A transfer: one amount that moves from one account to another. Two postings, always equal, so books cannot lean."""

from __future__ import annotations

from enum import IntEnum

import msgspec

from naru.ledger.account import Account


class Phase(IntEnum):
    """Three records, never an edit: a reservation is a line of its own, and so is what becomes of it."""

    MOVE = 0
    """final when it is said"""
    PENDING = 1
    """reserve"""
    POST = 2
    """make a reservation, or a part of it, final"""
    VOID = 3
    """release a reservation, or what is left of it"""


MOVE, PENDING, POST, VOID = (int(phase) for phase in Phase)
"""the phases as the plain numbers a line holds: an enumeration's members are slow to reach by name"""


class Transfer(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """`amount` (minor units of `currency`, above zero) moves from `source` to `target`."""

    phase: int
    source: Account
    target: Account
    amount: int
    currency: str


def move(source: Account, target: Account, amount: int, currency: str) -> Transfer:
    """A final transfer."""
    return Transfer(0, source, target, amount, currency)
