"""Rates and prices somebody told: what money was worth on a day, and what it bought."""

from __future__ import annotations

from typing import Any

import msgspec

from naru.days import latest
from naru.money import half_up
from naru.saying import Field, Layer, Quote, Row, Subject

ANY = ("sender", "carrier", "receiver", "family", "other")
PLACE = (Field("place", "place", "text", Layer.STORY), Field("source", "source", "text", Layer.STORY))


class Known(msgspec.Struct, array_like=True):
    """A rate, on a day (packed)."""

    day: int
    quote: Quote


class Price(msgspec.Struct, array_like=True):
    """One unit of a thing cost `amount` minor units of `currency`, on a day."""

    day: int
    thing: str
    amount: int
    currency: str


class Market(msgspec.Struct):
    """All rates and prices the desk was told, in the order of telling."""

    quotes: list[Known] = msgspec.field(default_factory=list)
    prices: list[Price] = msgspec.field(default_factory=list)

    def quote(self, give: str, get: str, day: int) -> Quote | None:
        """The last rate between two currencies whose day is on or before `day`, turned to lead from give to get."""
        best: Known | None = None
        limit = latest(day)
        for known in self.quotes:
            if latest(known.day) > limit or known.quote.between(give, get) is None:
                continue
            if best is None or latest(known.day) >= latest(best.day):
                best = known
        if best is None:
            return None
        return best.quote.between(give, get)

    def worth(self, amount: int, code: str, into: str, day: int) -> int | None:
        """`amount` minor units of `code` in minor units of `into` on a day, half up; None when no rate is known."""
        if code == into:
            return amount
        quote = self.quote(code, into, day)
        return half_up(amount * quote.get, quote.give) if quote else None

    def bought(self, amount: int, code: str, thing: str, day: int) -> int | None:
        """How many thousandths of a unit of `thing` the amount bought at the last price on or before the day."""
        limit = latest(day)
        known = [p for p in self.prices if p.thing == thing and p.currency == code and latest(p.day) <= limit]
        if not known:
            return None
        last = max(known, key=lambda price: latest(price.day))
        return amount * 1000 // last.amount


def _rate(market: Market, event: Any) -> None:
    market.quotes.append(Known(event.day, event.facts.quote))


def _price(market: Market, event: Any) -> None:
    facts = event.facts
    market.prices.append(Price(event.day, facts.which, facts.amount, facts.currency))


ROWS: tuple[Row, ...] = (
    Row("rate", 90, Subject.DESK, ANY, takes=(Field("rate", "quote", "rate", needed=True), *PLACE), then=_rate),
    Row(
        "price",
        91,
        Subject.DESK,
        ANY,
        takes=(
            Field("thing", "which", "thing", needed=True),
            Field("amount", "amount", "amount", needed=True),
            *PLACE,
        ),
        then=_price,
    ),
)
