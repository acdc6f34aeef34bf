"""What all views are made of: days, ids, sums and rates, each of a type of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from naru.command import Id
from naru.money import Rate as MoneyRate


class Day(int):
    """A day, month or year, packed as in `naru.days`. For programs: ``2026-11-23``, ``2026-11``, ``2026``."""


class Ref(bytes):
    """The id of a person, carrier, road, case, order, debt or card. Shown as a name or a short code, never raw."""


class Sum(msgspec.Struct, frozen=True):
    """`amount` minor units of `currency` (ISO 4217)."""

    amount: int
    currency: str


class Rate(msgspec.Struct, frozen=True):
    """`give` is worth `get`, as it was said."""

    give: Sum
    get: Sum


def day(packed: int) -> Day | None:
    """A packed day; None where it is not known or not agreed (0)."""
    return Day(packed) if packed else None


def ref(of: Id) -> Ref | None:
    """An id; None for nobody."""
    return Ref(of) if of else None


def rate(said: MoneyRate | None) -> Rate | None:
    """A rate as two sums."""
    if said is None:
        return None
    return Rate(Sum(said.give, said.give_code), Sum(said.get, said.get_code))


def added(parts: Sequence[Sum]) -> Sum:
    """Sums of one currency as one; there is at least one of them."""
    return Sum(sum(part.amount for part in parts), parts[0].currency)


def sums(by_currency: Mapping[str, int]) -> tuple[Sum, ...]:
    """Sums by currency, without those of nothing."""
    return tuple(Sum(amount, code) for code, amount in by_currency.items() if amount)
