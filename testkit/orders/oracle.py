"""A second book-keeper, written from the design paper alone (section 4), with fractions instead of whole numbers.

It knows nothing of accounts and transfers. It keeps what is held for true and says where the gross stands: slow, short
and plain, so that it can be checked by reading. No choice of currencies and no rate of the day; stories cover those.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from math import floor

from naru.command import FeePart, Leg, Terms


def nearest(value: Fraction) -> int:
    """Half goes up."""
    return floor(value + Fraction(1, 2))


def by_rule(value: Fraction, code: str) -> int:
    """KPW down, all others half up."""
    return floor(value) if code == "KPW" else nearest(value)


def taken(fees: tuple[FeePart, ...], whole: int, code: str) -> list[int]:
    """What each part takes when the sum the shares are counted on is `whole`."""
    left, parts = whole, []
    for part in fees:
        of = left if part.base == "rest" else whole
        amount = part.flat or by_rule(Fraction(of * part.share, part.share_of), code)
        left -= amount if part.base != "top" else 0
        parts.append(amount)
    return parts


def on_top(fees: tuple[FeePart, ...], whole: int, code: str) -> int:
    """What is paid beside the sum."""
    return sum(a for a, part in zip(taken(fees, whole, code), fees, strict=True) if part.base == "top")


@dataclass
class Oracle:
    """Where an order's gross stands, from what is held for true."""

    terms: Terms
    sent: int = 0
    paid: int = 0  # in the pay currency
    parts: list[tuple[int, int, str]] = field(default_factory=list)  # (leg, paid, who)
    returned: int = 0
    seized: int = 0
    written: int = 0
    stands: bool = True
    booked: int = 0  # what was used before the last event: once the promise is over, no more than that is covered

    def __post_init__(self) -> None:
        terms, fees = self.terms, self.terms.fees or ()
        if terms.named_sum:
            base, self.gross = terms.named_sum, terms.named_sum + on_top(fees, terms.named_sum, terms.code)
        else:
            low, high = 0, terms.gross  # the largest sum that fits under the gross with its on-top parts
            while low < high:
                middle = (low + high + 1) // 2
                fits = middle + on_top(fees, middle, terms.code) <= terms.gross
                low, high = (middle, high) if fits else (low, middle - 1)
            base, self.gross = low, terms.gross
        self.fees = taken(fees, base, terms.code)
        self.fee, self.net = sum(self.fees), self.gross - sum(self.fees)
        self.outlay = self.gross
        if terms.pay:
            self.outlay = by_rule(Fraction(self.gross * terms.pay.give, terms.pay.get), terms.pay.give_code)

    def leg_net(self, leg: Leg) -> int:
        """The part of the net that goes by one currency."""
        return leg.carries or self.net - sum(one.carries for one in self.terms.legs)

    def worths(self) -> list[int]:
        """What each delivery is worth in the order currency; rounded over all that came in one currency."""
        sums, told = [0] * len(self.terms.legs), []
        for index, paid, _ in self.parts:
            before = self.worth(index, sums[index])
            sums[index] += paid
            told.append(self.worth(index, sums[index]) - before)
        return told

    def worth(self, index: int, paid: int) -> int:
        """`paid` on a leg in the order currency. Paid in full to the rounded-down unit closes the leg's whole net."""
        leg = self.terms.legs[index]
        net = self.leg_net(leg)
        rate = Fraction(leg.rate.get, leg.rate.give) if leg.rate else Fraction(1)
        promised = by_rule(net * rate, leg.currency)
        if paid >= min(promised, floor(net * rate / leg.notes) * leg.notes):
            return net if paid else 0
        return min(net, nearest(Fraction(net * paid, promised)))

    def earned(self, done: int) -> list[int]:
        """In proportion, half up once for the total, parts by largest remainder, ties in the terms' order."""
        exact = [Fraction(fee * done, self.net) for fee in self.fees]
        parts = [floor(each) for each in exact]
        missing = nearest(Fraction(self.fee * done, self.net)) - sum(parts)
        for index in sorted(range(len(parts)), key=lambda i: parts[i] - exact[i])[:missing]:
            parts[index] += 1
        return parts

    def delivered(self, *, revive: bool = False) -> int:
        """The largest part of what was delivered that the gross still covers together with its fee."""
        gross = self.gross if self.stands else max(self.sent, self.booked)
        cover = gross - self.returned - self.seized - (0 if revive else self.written)
        low, high = 0, sum(self.worths())
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if middle + sum(self.earned(middle)) <= cover else (low, middle - 1)
        return low

    def used_alive(self, *, revive: bool = False) -> int:
        """Everything used but what is written off."""
        done = self.delivered(revive=revive)
        return done + sum(self.earned(done)) + self.returned + self.seized

    def revived(self, before: int) -> None:
        """What came in after all shrinks the claim, as far as more than `before` is used."""
        self.written -= min(self.written, max(0, self.used_alive(revive=True) - before))

    def accounts(self) -> dict[str, int]:
        """All accounts that are not zero."""
        done = left = self.delivered()
        told = {"sent": self.sent, "returned": self.returned, "lost:seized": self.seized}
        for worth, (_, _, who) in zip(self.worths(), self.parts, strict=True):
            name = f"other:{who}" if who else "accepted"
            told[name] = told.get(name, 0) + min(worth, left)
            left -= min(worth, left)
        told |= {f"fee:{index}": fee for index, fee in enumerate(self.earned(done))}
        told["lost:written-off"] = self.written
        used = sum(told.values()) - self.sent
        told |= {"owed": max(0, self.sent - used), "due": max(0, used - self.sent)}
        return {name: amount for name, amount in told.items() if amount}
