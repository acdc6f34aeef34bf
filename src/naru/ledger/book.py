"""A book: balances and reservations by account. It has never heard of people, orders or days.

Every account keeps whole minor units of one currency. A transfer takes from one account what it gives to another, so
the sum over a currency is zero after every line; `trial` adds it up again for the audit all the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Self

from naru.ledger.account import Account, read_account
from naru.ledger.transfer import PENDING, VOID, Transfer


class Broken(AssertionError):
    """The books would lie: a line that cannot be. Nothing catches this but the desk, which stops and says so."""


Sums = dict[str, dict[Account, int]]
"""minor units by currency code and account; absent means zero"""


class Book:
    """Balances and reservations, each in minor units by currency and account."""

    __slots__ = ("balances", "reserved")

    def __init__(self, balances: Sums | None = None, reserved: Sums | None = None) -> None:
        self.balances: Sums = {} if balances is None else balances
        self.reserved: Sums = {} if reserved is None else reserved

    def record(self, lines: Iterable[Transfer]) -> None:
        """Apply final transfers, reservations, posts and voids in their order.

        Raises:
            Broken: an amount is not above zero, or a post or void asks for more than is reserved. Nothing is applied
                after it; the desk throws the whole state away and reads the log again.
        """
        balances = self.balances
        for line in lines:
            amount, currency, target, phase = line.amount, line.currency, line.target, line.phase
            if amount <= 0:
                raise Broken("a transfer of nothing, or less")
            if phase:
                if phase == PENDING:
                    reserved = self.reserved.setdefault(currency, {})
                    reserved[target] = reserved.get(target, 0) + amount
                    continue
                self._release(currency, target, amount)
                if phase == VOID:
                    continue
            sums = balances.get(currency)
            if sums is None:
                sums = balances[currency] = {}
            source = line.source
            sums[source] = sums.get(source, 0) - amount
            sums[target] = sums.get(target, 0) + amount

    def _release(self, currency: str, account: Account, amount: int) -> None:
        """Take `amount` off what is reserved for the account."""
        reserved = self.reserved.get(currency, {})
        left = reserved.get(account, 0) - amount
        if left < 0:
            raise Broken("more made final or released than was reserved")
        if left:
            reserved[account] = left
            return
        del reserved[account]
        if not reserved:
            del self.reserved[currency]

    def balance(self, account: Account, currency: str) -> int:
        """Final minor units on `account`; what it gave is negative."""
        sums = self.balances.get(currency)
        return sums.get(account, 0) if sums else 0

    def pending(self, account: Account, currency: str) -> int:
        """Minor units reserved for `account` and neither posted nor voided yet."""
        sums = self.reserved.get(currency)
        return sums.get(account, 0) if sums else 0

    def all_balances(self) -> Iterator[tuple[Account, str, int]]:
        """Every account that was ever touched: account, currency, minor units."""
        for currency, sums in self.balances.items():
            for account, amount in sums.items():
                yield account, currency, amount

    def all_reserved(self) -> Iterator[tuple[Account, str, int]]:
        """Every reservation: account, currency, minor units."""
        for currency, sums in self.reserved.items():
            for account, amount in sums.items():
                yield account, currency, amount

    def trial(self) -> dict[str, int]:
        """The sum of all balances of each currency. Anything but zero is a lie."""
        return {currency: sum(sums.values()) for currency, sums in self.balances.items()}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Book) and (self.balances, self.reserved) == (other.balances, other.reserved)

    @property
    def wire(self) -> list[dict[tuple[str, str], int]]:
        """As it is written down: balances and reservations, each by account and currency."""
        return [
            {(account.wire, currency): amount for account, currency, amount in told}
            for told in (self.all_balances(), self.all_reserved())
        ]

    @classmethod
    def read(cls, written: Any) -> Self:
        """The book that was written down. Both parts may be left out at the end.

        Raises:
            ValueError, TypeError: what was written is no book.
        """
        return cls(*[_grouped(part) for part in written])


def _grouped(written: Any) -> Sums:
    if type(written) is not dict:
        raise ValueError("sums are written as a map")
    sums: Sums = {}
    for (account, currency), amount in written.items():
        if type(currency) is not str or type(amount) is not int:
            raise ValueError("a sum is written by account and currency")
        sums.setdefault(currency, {})[read_account(account)] = amount
    return sums
