"""Every rounding of money, by name, on whole numbers only. Whoever splits a sum finds here how the last unit falls.

Source: design, section 4: each amount is rounded once, half up; converted KPW down; fee parts by largest remainder,
ties in the given order.
"""

from __future__ import annotations

from collections.abc import Sequence

from naru.money.currencies import currency


def half_up(numerator: int, denominator: int) -> int:
    """The whole number nearest to `numerator` / `denominator`; exactly half goes up.

    Raises:
        ValueError: `numerator` below zero or `denominator` not above it. That is a fault of the caller, not of a user.
    """
    if numerator < 0 or denominator <= 0:
        raise ValueError("half_up takes a numerator of 0 or more and a denominator above 0")
    return (2 * numerator + denominator) // (2 * denominator)


def down(numerator: int, denominator: int) -> int:
    """The largest whole number not above `numerator` / `denominator`. Raises as `half_up` does."""
    if numerator < 0 or denominator <= 0:
        raise ValueError("down takes a numerator of 0 or more and a denominator above 0")
    return numerator // denominator


def rounded(numerator: int, denominator: int, code: str) -> int:
    """`numerator` / `denominator` minor units by the rule of the currency `code`: KPW down, all others half up."""
    return (down if currency(code).rounds_down else half_up)(numerator, denominator)


def earned(total_fee_parts: Sequence[int], done: int, whole: int) -> list[int]:
    """What is earned of each fee part when `done` of `whole` has been delivered.

    The total is rounded once, half up; then it is split over the parts by the largest remainder of
    ``part * done / whole``, ties in the given order. With all of it done, each part is earned exactly.

    The total never falls as `done` grows. A single part can: of (3, 1) at 4 of 10 done (1, 1) is earned, at 5 of 10
    (2, 0). So a book posts the difference of each part, which may be one unit back.

    Args:
        total_fee_parts: the whole fee of each part, minor units, 0 or more.
        done, whole: 0 <= done <= whole, in one unit of any kind.
    Raises:
        ValueError: `done` outside 0 to `whole`.
    """
    if not 0 <= done <= whole:
        raise ValueError("earned takes a part done between 0 and the whole")
    if done == 0:
        return [0] * len(total_fee_parts)
    if done == whole:
        return list(total_fee_parts)
    total = (2 * sum(total_fee_parts) * done + whole) // (2 * whole)
    if len(total_fee_parts) == 1:
        return [total]
    return _split(total_fee_parts, done, whole, total)


def _split(weights: Sequence[int], times: int, over: int, total: int) -> list[int]:
    """Each ``weight * times / over`` cut down, and the units missing to `total` given to the largest remainders."""
    parts = []
    remainders = []
    for weight in weights:
        part, remainder = divmod(weight * times, over)
        parts.append(part)
        remainders.append(remainder)
    missing = total - sum(parts)
    if missing:
        # The sort keeps the given order among equals, also when the largest stand first.
        for index in sorted(range(len(parts)), key=remainders.__getitem__, reverse=True)[:missing]:
            parts[index] += 1
    assert sum(parts) == total
    return parts
