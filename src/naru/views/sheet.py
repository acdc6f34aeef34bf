"""A statement of one order, as plain data: the promise, what happened and on whose word, the books, who owes what.

It names nobody: carriers and other people are numbers that hold within one statement alone. Days are packed.
"""

from __future__ import annotations

from typing import NamedTuple

from naru.money import Rate


class Who(NamedTuple):
    """Somebody by role: sender, receiver, family, carrier, person, nobody, or ashes (the row's story is burned)."""

    role: str
    number: int = 0


class Fee(NamedTuple):
    """One part of the fee: `amount` in the order currency; a share of `base`, or a flat sum where `share` is 0."""

    who: Who
    base: str
    share: int
    share_of: int
    amount: int


class Payout(NamedTuple):
    """What is to reach the hand in one currency, in its minor units; 0 while only the day's rate will tell."""

    code: str
    amount: int
    quote: Rate | None
    basis: str
    day: int


class Charged(NamedTuple):
    """A fixed charge beside the gross."""

    who: Who
    amount: int
    code: str
    payable: str
    agreed: bool
    paid: int


class Promise(NamedTuple):
    """The terms as they stand. Minor units of `code`, `outlay` of `outlay_code`. Days packed; 0: left open."""

    code: str
    gross: int
    base: int
    fee: int
    net: int
    outlay: int
    outlay_code: str
    pay: Rate | None
    pay_basis: str
    fees: tuple[Fee, ...]
    payouts: tuple[Payout, ...]
    choice: bool
    charges: tuple[Charged, ...]
    hands: int
    beyond: bool
    answers: Who
    latest: int
    risk: str
    family_first: bool
    backwards: bool


class Step(NamedTuple):
    """One thing that happened. `amount` 0: none was said. `grade` of the word, where a hand-over is in question.

    `moved`: it changed the terms or the books. `to` is who has it now, where somebody else came to have it.
    """

    day: int
    kind: str
    amount: int
    code: str
    quote: Rate | None
    until: int
    to: Who | None
    says: Who
    phone: str
    proofs: tuple[str, ...]
    fresh: bool
    apart: bool
    grade: str
    moved: bool


class Line(NamedTuple):
    """One account: `amount` minor units, never below zero."""

    name: str
    amount: int
    code: str
    who: Who | None = None


class Books(NamedTuple):
    """The identity: what `left` adds up to is what `right` adds up to. `hands`: where the owed money lies.

    `handed`: what the receiver is held to have, in the payout's currencies. `paid`: what she paid in her own currency.
    """

    code: str
    left: tuple[Line, ...]
    right: tuple[Line, ...]
    hands: tuple[Line, ...]
    handed: tuple[Line, ...]
    paid: Line | None


class Owed(NamedTuple):
    """`debtor` owes `creditor`. `why`: owed, due, claim or charge."""

    debtor: Who
    creditor: Who
    amount: int
    code: str
    why: str


class Statement(NamedTuple):
    """One order on the day `today` (packed). `short`, `family` in the order currency; `digest` is the desk's head.

    `kept_days` is its dispute time; `kept_until` the last day it stays in the book, packed; 0 while it is not settled.
    """

    today: int
    promise: Promise | None
    steps: tuple[Step, ...]
    books: Books | None
    short: int
    family: int
    overdue_days: int
    owes: tuple[Owed, ...]
    digest: bytes
    rows: int
    kept_days: int = 0
    kept_until: int = 0
