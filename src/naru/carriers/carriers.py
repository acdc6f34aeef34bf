"""What a desk keeps of carriers and roads. Amounts are minor units by currency code; absent means zero."""

from __future__ import annotations

import msgspec

from naru.command import Id
from naru.ledger import PENDING, POST, Transfer


class Held(msgspec.Struct, array_like=True):
    """What lies in one place now, and what is promised to come to it. Together they are its exposure."""

    final: dict[str, int] = msgspec.field(default_factory=dict)
    pending: dict[str, int] = msgspec.field(default_factory=dict)

    def comes(self, line: Transfer) -> None:
        """A transfer whose target this is, or a reservation for it."""
        phase, currency, amount = line.phase, line.currency, line.amount
        if phase:
            sign = 1 if phase == PENDING else -1
            self.pending[currency] = self.pending.get(currency, 0) + sign * amount
            if phase != POST:
                return
        self.final[currency] = self.final.get(currency, 0) + amount

    def goes(self, line: Transfer) -> None:
        """A transfer whose source this is."""
        self.final[line.currency] = self.final.get(line.currency, 0) - line.amount

    def exposure(self, currency: str) -> int:
        """Final and pending together."""
        return self.final.get(currency, 0) + self.pending.get(currency, 0)


class Carrier(msgspec.Struct, omit_defaults=True):
    """Any hand in the chain. `cash` is what is known to lie ready, `promised` what of it is promised already."""

    id: Id
    key: int
    held: Held = msgspec.field(default_factory=Held)
    cash: dict[str, int] = msgspec.field(default_factory=dict)
    promised: dict[str, int] = msgspec.field(default_factory=dict)
    taken: int = 0
    done: int = 0
    rows: list[int] = msgspec.field(default_factory=list)

    def free_cash(self, currency: str) -> int | None:
        """Known cash that is promised to nobody; None when nothing is known of this currency."""
        if currency not in self.cash:
            return None
        return max(0, self.cash[currency] - self.promised.get(currency, 0))

    def till(self, line: Transfer) -> None:
        """A reservation of its cash, or what became of one. Paying out spends what was reserved."""
        currency, amount = line.currency, line.amount
        sign = 1 if line.phase == PENDING else -1
        self.promised[currency] = self.promised.get(currency, 0) + sign * amount
        if line.phase == POST:
            self.cash[currency] = self.cash.get(currency, 0) - amount


class Road(msgspec.Struct, omit_defaults=True):
    """An account or way a carrier takes money in by."""

    id: Id
    key: int
    carrier: Id
    held: Held = msgspec.field(default_factory=Held)
    blocked: int = 0
    rows: list[int] = msgspec.field(default_factory=list)
