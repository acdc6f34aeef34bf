"""A book: balances and reservations by account. It has never heard of people, orders or days.

Every account keeps whole minor units of one currency. A transfer takes from one account what it gives to another, so
the sum over a currency is zero after every line; `trial` adds it up again for the audit all the same.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from naru.ledger.transfer import Transfer


class Broken(AssertionError):
    """The books would lie: a line that cannot be. Nothing catches this but the desk, which stops and says so."""


Key = tuple[str, str]
"""account name, currency code"""


class Book(msgspec.Struct, array_like=True):
    """Balances and reservations, each in minor units by (account, currency). Absent means zero."""

    balances: dict[Key, int] = msgspec.field(default_factory=dict)
    reserved: dict[Key, int] = msgspec.field(default_factory=dict)

    def record(self, lines: Iterable[Transfer]) -> None:
        """Apply final transfers, reservations, posts and voids in their order.

        Raises:
            Broken: an amount is not above zero, or a post or void asks for more than is reserved. Nothing is applied
                after it; the desk throws the whole state away and reads the log again.
        """
        balances = self.balances
        for line in lines:
            amount, currency = line.amount, line.currency
            if amount <= 0:
                raise Broken("a transfer of nothing, or less")
            target = (line.target, currency)
            phase = line.phase
            if phase:
                reserved = self.reserved
                if phase == 1:
                    reserved[target] = reserved.get(target, 0) + amount
                    continue
                left = reserved.get(target, 0) - amount
                if left < 0:
                    raise Broken("more made final or released than was reserved")
                if left:
                    reserved[target] = left
                else:
                    del reserved[target]
                if phase == 3:
                    continue
            source = (line.source, currency)
            balances[source] = balances.get(source, 0) - amount
            balances[target] = balances.get(target, 0) + amount

    def balance(self, account: str, currency: str) -> int:
        """Final minor units on `account`; what it gave is negative."""
        return self.balances.get((account, currency), 0)

    def pending(self, account: str, currency: str) -> int:
        """Minor units reserved for `account` and neither posted nor voided yet."""
        return self.reserved.get((account, currency), 0)

    def trial(self) -> dict[str, int]:
        """The sum of all balances of each currency. Anything but zero is a lie."""
        sums: dict[str, int] = {}
        for (_, currency), amount in self.balances.items():
            sums[currency] = sums.get(currency, 0) + amount
        return sums
