"""Rates and prices somebody told: what money was worth on a day, and what it bought."""

from __future__ import annotations

from bisect import bisect_right, insort_right
from typing import Any

import msgspec

from naru.command import ANYBODY, EventType, Field, Layer, Subject
from naru.days import latest
from naru.money import Rate, half_up

RATE = Field("rate", "rate", "rate", needed=True)
THING = Field("thing", "which", "thing", needed=True)
SUM = Field("amount", "amount", "amount", needed=True)
PLACE = Field("place", "place", "text", Layer.STORY)
SOURCE = Field("source", "source", "text", Layer.STORY)


class Known(msgspec.Struct, array_like=True):
    """A rate, on a day (packed)."""

    day: int
    rate: Rate


class Price(msgspec.Struct, array_like=True):
    """One unit of a thing cost `amount` minor units of `currency`, on a day."""

    day: int
    thing: str
    amount: int
    currency: str


def _last_day(known: Known) -> int:
    return latest(known.day)


class Market(msgspec.Struct):
    """All rates and prices the desk was told.

    Rates lie by pair of currencies (in the order of the alphabet), by day, those of one day in the order of telling:
    every promise and every sum that is sent asks for one, and a desk hears some every week.
    """

    rates: dict[tuple[str, str], list[Known]] = msgspec.field(default_factory=dict, name="quotes")
    prices: list[Price] = msgspec.field(default_factory=list)

    def rate(self, give: str, get: str, day: int) -> Rate | None:
        """The last rate between two currencies whose day is on or before `day`, turned to lead from give to get."""
        known = self.rates.get(_pair(give, get), ())
        upto = bisect_right(known, latest(day), key=_last_day)
        return known[upto - 1].rate.between(give, get) if upto else None

    def worth(self, amount: int, code: str, into: str, day: int) -> int | None:
        """`amount` minor units of `code` in minor units of `into` on a day, half up; None when no rate is known."""
        if code == into:
            return amount
        rate = self.rate(code, into, day)
        return half_up(amount * rate.get, rate.give) if rate else None

    def bought(self, amount: int, code: str, thing: str, day: int) -> int | None:
        """How many thousandths of a unit of `thing` the amount bought at the last price on or before the day."""
        limit = latest(day)
        known = [p for p in self.prices if p.thing == thing and p.currency == code and latest(p.day) <= limit]
        if not known:
            return None
        last = max(known, key=lambda price: latest(price.day))
        return amount * 1000 // last.amount


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


def _rate(market: Market, event: Any) -> None:
    rate = event.facts.rate
    same = market.rates.setdefault(_pair(rate.give_code, rate.get_code), [])
    insort_right(same, Known(event.day, rate), key=_last_day)


def _price(market: Market, event: Any) -> None:
    facts = event.facts
    market.prices.append(Price(event.day, facts.which, facts.amount, facts.currency))


# fmt: off
EVENT_TYPES: tuple[EventType, ...] = (
    EventType("rate",  90, Subject.DESK, ANYBODY, fields=(RATE, PLACE, SOURCE), notes=_rate),
    EventType("price", 91, Subject.DESK, ANYBODY, fields=(THING, SUM, PLACE, SOURCE), notes=_price),
)
# fmt: on
