"""The shape of what is said: days that exist, sums above zero, rates and shares that can be counted with.

The doors read what people type and never build anything else. A command can also come as bytes from another program,
and what cannot be counted with must be refused there too, before anything is decided.
"""

from __future__ import annotations

from functools import lru_cache

from naru.command import EventType, Facts, FeePart, Field, Layer, Leg, Story, Terms
from naru.commands.reading import COUNT_MOST
from naru.commands.tables import EVENT_TYPES
from naru.days import pack, parts
from naru.money import MINOR_MAX, Rate, currency
from naru.orders.terms import FEE_BASES, PAYABLE_FOR, RATE_BASES, RISKS
from naru.refusal import Refusal
from naru.trust.evidence import KINDS

_FIELDS = [
    (event_type.kind, field) for event_type in EVENT_TYPES for field in event_type.fields if field.layer is Layer.FACTS
]
NEEDED: dict[str, list[Field]] = {event_type.kind: [] for event_type in EVENT_TYPES}
for _kind, _field in _FIELDS:
    if _field.needed and _field.type not in ("amount-or-none", "case"):
        NEEDED[_kind].append(_field)
WHICH = {kind: field.choices for kind, field in _FIELDS if field.to == "which" and field.choices}


def check(event_type: EventType, day: int, facts: Facts, story: Story) -> None:
    """Refuse what cannot be counted with.

    Raises:
        Refusal: ``desk.unreadable``; ``field.missing`` (fact `field`); ``money.too-large``, ``money.unknown-currency``;
            ``day.*``.
    """
    real_day(day)
    if not 0 <= facts.amount <= MINOR_MAX:
        raise Refusal("money.too-large" if facts.amount > 0 else "desk.unreadable")
    for field in NEEDED[event_type.kind]:
        if not getattr(facts, field.to):
            raise Refusal("field.missing", field=field.name)
    if facts.amount:
        currency(facts.currency)
    if facts.until:
        real_day(facts.until)
    if facts.rate is not None:
        _rate(facts.rate)
    if facts.which:
        _sure(facts.which in WHICH.get(event_type.kind, (facts.which,)))
    if story.proofs:
        _sure(all(kind in KINDS for kind in story.proofs))
    if facts.terms is not None:
        _terms(facts.terms)


@lru_cache(maxsize=4096)
def real_day(day: int) -> None:
    """Refuse a packed day that is in no calendar. Raises as `naru.days.pack` does."""
    _sure(day >= 0)
    pack(*parts(day))


def _sure(holds: bool) -> None:
    if not holds:
        raise Refusal("desk.unreadable")


def _rate(rate: Rate) -> None:
    _sure(rate.give_code != rate.get_code)
    for amount, code in ((rate.give, rate.give_code), (rate.get, rate.get_code)):
        currency(code)
        _sure(0 < amount <= MINOR_MAX)


def _terms(terms: Terms) -> None:
    currency(terms.code)
    if max(terms.gross, terms.named_sum) > MINOR_MAX:
        raise Refusal("money.too-large")
    _sure(min(terms.gross, terms.named_sum) >= 0 and 0 <= terms.dispute_days <= COUNT_MOST)
    _sure(terms.risk in ("", *RISKS) and terms.pay_basis in ("", *RATE_BASES))
    if terms.latest:
        real_day(terms.latest)
    for part in terms.fees or ():
        _fee(part)
    for leg in terms.legs:
        _leg(leg)
    for charge in terms.charges:
        currency(charge.currency)
        _sure(0 < charge.amount <= MINOR_MAX and charge.payable in PAYABLE_FOR)
    for rate in (*terms.market, *((terms.pay,) if terms.pay else ())):
        _rate(rate)


def _fee(part: FeePart) -> None:
    _sure(part.base in FEE_BASES and 0 <= part.flat <= MINOR_MAX)
    _sure(bool(part.flat) or 0 <= part.share <= part.share_of <= MINOR_MAX)
    _sure(bool(part.flat) or part.share_of > 0)


def _leg(leg: Leg) -> None:
    currency(leg.currency)
    _sure(leg.basis in ("", *RATE_BASES) and 0 <= leg.carries <= MINOR_MAX and 0 < leg.notes <= MINOR_MAX)
    if leg.day:
        real_day(leg.day)
    if leg.rate is not None:
        _rate(leg.rate)
