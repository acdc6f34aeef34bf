"""The state of one order: what its events left behind. Nothing here is a status; status is read off (see `ends`).

Amounts are minor units. `who` of another receiver is the hex of a person's random id; names stand in the stories.
"""

from __future__ import annotations

import msgspec

from naru.command import EventType, Id, Terms
from naru.ledger import Account, Book
from naru.orders.context import Happened
from naru.orders.terms import Worked, work_out
from naru.orders.worth import Delivery


class Claim(msgspec.Struct, array_like=True):
    """Somebody's statement that money was handed over. It moves nothing."""

    seq: int
    leg: int
    paid: int
    who: str
    answered: bool = False


class DueCharge(msgspec.Struct, array_like=True):
    """A fixed charge: agreed or only asked for, owed once its condition is met, paid in parts."""

    payee: Id
    amount: int
    currency: str
    payable: str
    agreed: bool
    paid: int = 0


def _carried(charge: DueCharge, old: list[DueCharge]) -> DueCharge:
    """A charge of the new terms, with what was already paid on it under the old ones."""
    for one in old:
        if (one.payee, one.currency, one.payable) == (charge.payee, charge.currency, charge.payable):
            charge.paid = min(one.paid, charge.amount)
            one.paid -= charge.paid
            break
    return charge


class Order(msgspec.Struct, omit_defaults=True):
    """One remittance. Made by its first event, changed only by `life` rows when an event is applied.

    `deliveries` are those believed; `after` what the family lost again, by kind; `flags` the row that raised each;
    `reached` the index of the farthest hand that has it (-1: none); `kept` the row of the last sign that they still
    have it; `sent_pay` minor units of the pay currency, `sent_in` the same by year and `worth_in` its worth then in the
    desk's valuation currency; `promised_day` when the terms in force were agreed; `rows` the order's rows in the log,
    `written` the instant of the last one, seconds since 1970 UTC.
    """

    id: Id
    case: Id
    key: int
    first_day: int
    last_day: int
    terms: Terms | None = None
    worked: Worked | None = None
    book: Book = msgspec.field(default_factory=Book)
    hands: list[Id] = msgspec.field(default_factory=list)
    roads: list[Id] = msgspec.field(default_factory=list)
    deliveries: list[Delivery] = msgspec.field(default_factory=list, name="parts")
    claims: list[Claim] = msgspec.field(default_factory=list)
    charges: list[DueCharge] = msgspec.field(default_factory=list)
    flags: dict[str, int] = msgspec.field(default_factory=dict)
    after: dict[str, int] = msgspec.field(default_factory=dict)
    rows: list[int] = msgspec.field(default_factory=list)
    asked: str = ""
    kept: int = 0
    reached: int = -1
    sent_pay: int = 0
    seized: int = 0
    sent_in: dict[int, int] = msgspec.field(default_factory=dict)
    worth_in: dict[int, int] = msgspec.field(default_factory=dict)
    stands: bool = False
    promised_day: int = 0
    written: int = 0
    latest: int = 0

    def agree(self, terms: Terms) -> None:
        """Take terms, new or changed."""
        before = len(self.terms.charges) if self.terms else 0
        old, beside = self.charges[:before], self.charges[before:]
        self.terms, self.worked = terms, work_out(terms)
        self.latest = terms.latest
        self.hands = list(terms.hands)
        self.stands = True
        now = [_carried(DueCharge(c.payee, c.amount, c.currency, c.payable, True), old) for c in terms.charges]
        paid = [DueCharge(c.payee, c.paid, c.currency, c.payable, True, c.paid) for c in old if c.paid]
        self.charges = now + beside + paid

    def take(self, event_type: EventType, event: Happened) -> None:
        """What an event leaves on the order beside the transfers: flags up, flags down, and its notes."""
        for flag in event_type.raises:
            self.flags[flag] = event.seq
        for flag in event_type.lowers:
            self.flags.pop(flag, None)
        if event_type.notes:
            event_type.notes(self, event)

    def charge_to_pay(self, payee: Id, currency: str) -> DueCharge | None:
        """The first charge in that currency that is not paid in full, of that payee (empty: of anybody)."""
        for charge in self.charges:
            whose = payee in (b"", charge.payee or self.answering())
            if whose and charge.currency == currency and charge.paid < charge.amount:
                return charge
        return None

    @property
    def code(self) -> str:
        """The order currency; empty while nothing is promised."""
        return self.terms.code if self.terms else ""

    @property
    def currencies(self) -> tuple[str, ...]:
        """The order currency and those of the payouts, which settle what a bare won or dollar means; none: no terms."""
        return (self.terms.code, *(leg.currency for leg in self.terms.legs)) if self.terms else ()

    def of(self, account: Account) -> int:
        """Balance of an account of the order in the order currency, as people say it: never negative."""
        terms = self.terms
        sums = self.book.balances.get(terms.code) if terms else None
        return abs(sums.get(account, 0)) if sums else 0

    def others(self) -> dict[str, int]:
        """What each other person received, by hex id."""
        sums = self.book.balances.get(self.code, {})
        return {account.which: amount for account, amount in sums.items() if amount and account.kind == "other"}

    def answering(self) -> Id:
        """Who answers to the sender: as agreed, or whoever took the terms. Empty while nobody did."""
        if self.terms is None:
            return b""
        return self.terms.answers or (self.hands[0] if self.hands else b"")
