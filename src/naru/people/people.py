"""What a desk keeps of people: one sender with one family (a case), anybody else by a nickname, sealed cards.

Marks (refused, last heard, last proof) belong to the case and outlive its orders.
"""

from __future__ import annotations

import msgspec

from naru.command import Id


class Case(msgspec.Struct, omit_defaults=True):
    """One sender with one family. Days are packed; 0: never.

    `heard` is when the named person was last heard by a way of their own; `proof` when the last proof was received.
    The two are kept apart: they diverge in the worst cases (domain, section 4, point 4).
    """

    id: Id
    key: int
    case_key: int
    heard: int = 0
    proof: int = 0
    refused: bool = False
    rows: list[int] = msgspec.field(default_factory=list)


class Person(msgspec.Struct, omit_defaults=True):
    """Anybody who is neither of the family nor a carrier: an aunt, a supplier."""

    id: Id
    key: int
    rows: list[int] = msgspec.field(default_factory=list)


class Card(msgspec.Struct, omit_defaults=True):
    """What identifies one person, sealed under its own key. The books know only that there is one, and for whom."""

    id: Id
    key: int
    whose: Id
    burned: bool = False
    rows: list[int] = msgspec.field(default_factory=list)
