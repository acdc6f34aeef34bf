"""Random terms and random lives, for the tests that compare them with the second book-keeper."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from naru.command import FeePart, Leg, Terms
from naru.money import Rate
from naru.orders.terms import work_out
from naru.refusal import Refusal
from testkit.house import AUNT, LEE, PARK

SIZES = st.one_of(st.integers(1, 30), st.integers(1_000, 2_000_000), st.integers(2**62 - 99, 2**62))
RATES = {"CNY": (1, 300), "KPW": (1, 20), "KWD": (1, 500), "USD": (1, 1_500)}


@st.composite
def fee_parts(draw: Any) -> FeePart:
    """A share or a flat sum, on any base."""
    payee, base = draw(st.sampled_from((PARK, LEE))), draw(st.sampled_from(("gross", "rest", "top")))
    if draw(st.booleans()):
        return FeePart(payee, base, share=draw(st.integers(0, 60)), share_of=100)
    return FeePart(payee, base, flat=draw(st.integers(1, 50_000)))


@st.composite
def legs(draw: Any, code: str, part: int) -> Leg:
    """A payout in the order's own currency, or at a rate."""
    if code == "KRW":
        return Leg("KRW", carries=part)
    give = draw(st.integers(*RATES[code]))
    notes = draw(st.sampled_from((1, 1, 100)))
    return Leg(code, Rate(give, "KRW", draw(st.integers(1, 99)), code), "fixed", part, notes)


@st.composite
def any_terms(draw: Any) -> Terms:
    """Terms in KRW that can be worked out and go out."""
    size = draw(SIZES)
    said = draw(st.sampled_from(("gross", "named_sum")))
    fees = tuple(draw(st.lists(fee_parts(), max_size=3)))
    codes = draw(st.lists(st.sampled_from(("KRW", *RATES)), min_size=1, max_size=2, unique=True))
    first = draw(st.integers(1, size)) if len(codes) == 2 else 0
    parts = (first, 0) if len(codes) == 2 else (0,)
    pay = draw(st.sampled_from((None, Rate(1, "USD", 13, "KRW"), Rate(7, "CNY", 2, "KRW"))))
    found = Terms(
        "KRW",
        fees=fees,
        hands=(PARK, LEE),
        legs=tuple(draw(legs(code, part)) for code, part in zip(codes, parts, strict=True)),
        pay=pay,
        pay_basis="fixed" if pay else "",
        latest=2024_05_31,
        risk=draw(st.sampled_from(("sender", "carrier"))),
        also=(AUNT,),
        family_first=draw(st.booleans()),
        purpose=True,
        **{said: size},
    )
    try:
        work_out(found)
    except Refusal:
        again: Terms = draw(any_terms())
        return again
    return found


KINDS = (
    *("send", "send", "accept", "accept", "accept", "other", "reopen", "reopen-aunt"),
    *("seize", "return", "write-off", "unsend", "cancel"),
)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(KINDS), st.integers(0, 1), st.sampled_from((0, 1, 2, 3, 5, 7, 12, 13, 99)), st.booleans()
    ),
    max_size=14,
)
"""(what happens, on which leg, how many twelfths of the whole, one unit more)"""
