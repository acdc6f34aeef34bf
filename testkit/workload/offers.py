"""What people agree on in the year: corridors, sums, fees and rates. Invented, of the kind the field reports."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from naru.command import FeePart, Id, Leg, Terms
from naru.days import days_after
from naru.money import Rate


class Numbers(Protocol):
    """Where the figures come from."""

    def below(self, limit: int) -> int:
        """A whole number from 0 to `limit` - 1."""


class Corridor(NamedTuple):
    """From one money through another to a third. Sums are `least` to `least * 12` minor units of the order currency."""

    order: str
    payout: str
    pay: Rate | None
    quote: Rate | None
    least: int


CORRIDORS = (
    Corridor("KRW", "CNY", None, Rate(188, "KRW", 100, "CNY"), 200_000),
    Corridor("KRW", "CNY", None, Rate(10_000, "KRW", 5_320, "CNY"), 150_000),
    Corridor("CNY", "CNY", Rate(188, "KRW", 100, "CNY"), None, 100_000),
    Corridor("KRW", "KPW", None, Rate(9, "KRW", 100, "KPW"), 200_000),
    Corridor("USD", "CNY", None, Rate(100, "USD", 720, "CNY"), 15_000),
    Corridor("KRW", "CNY", Rate(100, "USD", 1_350, "KRW"), Rate(188, "KRW", 100, "CNY"), 200_000),
    Corridor("USD", "USD", Rate(100, "EUR", 108, "USD"), None, 20_000),
    Corridor("USD", "KPW", Rate(1_350, "KRW", 100, "USD"), Rate(100, "USD", 15_000, "KPW"), 15_000),
)
"""Five currencies: KRW, CNY, USD, EUR, KPW. The first stands for half of all orders."""

SECOND_LEG = Leg("USD", Rate(1_350, "KRW", 100, "USD"), "fixed")
"""a second currency the receiver is paid in"""
OF_THE_DAY = Rate(191, "KRW", 100, "CNY")
"""the rate on the day of the hand-over, where people agreed on that"""


def offer(draw: Numbers, life: str, carriers: list[Id], day: int) -> Terms:
    """The terms of one order.

    Args:
        life: the name of the life it will have; some lives need terms of their own.
        carriers: three different ones; one, two or all of them are the hands.
        day: the day of the promise, packed.
    """
    corridor = CORRIDORS[max(0, draw.below(2 * len(CORRIDORS)) - len(CORRIDORS))]
    if life in ("two-legs", "payout-day"):
        corridor = CORRIDORS[0]
    hands = tuple(carriers[: 1 + draw.below(3)])
    gross = corridor.least * (10 + draw.below(111)) // 10 + draw.below(97)
    fees, on_top = _fees(draw, hands, corridor.least)
    leg = Leg(corridor.payout, corridor.quote, ("fixed", "order-day")[draw.below(2)] if corridor.quote else "")
    return Terms(
        code=corridor.order,
        gross=0 if on_top else gross,
        named_sum=gross if on_top else 0,
        fees=fees,
        hands=hands,
        pay=corridor.pay,
        pay_basis="fixed" if corridor.pay else "",
        legs=_legs(life, leg, gross),
        latest=day if life == "lapsed" else days_after(day, 14 + draw.below(30)),
        risk="sender" if draw.below(3) else "carrier",
        family_first=life == "family-first",
        purpose=True,
    )


def _fees(draw: Numbers, hands: tuple[Id, ...], least: int) -> tuple[tuple[FeePart, ...], bool]:
    """One to three parts, and whether one of them is on top of the sum."""
    parts = [FeePart(hands[0], "gross", share=20 + draw.below(16), share_of=100)]
    if len(hands) > 1:
        parts.append(FeePart(hands[1], "rest", share=5 + draw.below(20), share_of=100))
    kind = draw.below(20)
    if kind < 3:
        parts.append(FeePart(hands[-1], "gross", flat=least // 20))
    elif kind == 3:
        parts.append(FeePart(hands[0], "top", share=2, share_of=100))
    return tuple(parts), kind == 3


def _legs(life: str, leg: Leg, gross: int) -> tuple[Leg, ...]:
    if life == "two-legs":
        return Leg(leg.currency, leg.rate, leg.basis, carries=gross // 4), SECOND_LEG
    return (Leg(leg.currency, basis="payout-day"),) if life == "payout-day" else (leg,)
