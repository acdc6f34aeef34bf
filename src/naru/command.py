"""What is said to a desk, and the shape of the tables that list what can be said.

A command is one thing somebody told, about one subject, on one day. It comes in two layers from the start, because the
log keeps them under two keys: `Facts` (random ids, amounts, days: what money and audit need) and `Story` (who says so,
through whose phone, on what evidence, words and notes). A field's layer is the struct it stands in, so nothing can slip
from the one into the other.

Rooms describe their commands as `EventType`s, the lines of a table. The doors make their verbs, the plays their steps
and the reference its pages from the same lines.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Any

import msgspec

from naru.money import Rate

Id = bytes
"""Sixteen random bytes made by whoever speaks. They last inside the desk and are printed nowhere else."""

ID_BYTES = 16


SENDER = b"sender".ljust(ID_BYTES, b"\0")
RECEIVER = b"receiver".ljust(ID_BYTES, b"\0")
FAMILY = b"family".ljust(ID_BYTES, b"\0")
"""the three parties every case has, where a debt or a fee names one"""

PARTIES = {"sender": SENDER, "receiver": RECEIVER, "family": FAMILY}
"""their ids by the role they speak in"""
ROLES = {of: role for role, of in PARTIES.items()}
"""their roles by id"""

DISPUTE_DAYS = 180
"""how long an order stays in the book after it is settled, where nothing else was agreed"""

ANYBODY = ("sender", "carrier", "receiver", "family", "other")
"""the roles of whoever may speak"""


class FeePart(msgspec.Struct, frozen=True, array_like=True):
    """One payee's part of the fee. Either a share (`share_of` > 0: `share`/`share_of`) or a flat sum in minor units."""

    payee: Id
    base: str
    share: int = 0
    share_of: int = 0
    flat: int = 0


class Leg(msgspec.Struct, frozen=True, array_like=True):
    """One currency the receiver is paid in: its rate, the rate's basis, and how much of the net it carries.

    `carries` is in minor units of the order currency; 0 means what is left of the net. `notes` is the smallest sum that
    is paid out at all, in minor units of `currency` (1 unless people agreed on whole notes). `day` is the rate's own.
    """

    currency: str
    rate: Rate | None = None
    basis: str = ""
    carries: int = 0
    notes: int = 1
    day: int = 0


class Charge(msgspec.Struct, frozen=True, array_like=True):
    """A fixed charge beside the gross: a debt of its own, payable for `trying` or only for `success`."""

    payee: Id
    amount: int
    currency: str
    payable: str


class Terms(msgspec.Struct, frozen=True, omit_defaults=True, cache_hash=True):
    """What was promised, as far as money is concerned. Amounts in minor units of the order currency `code`.

    `gross` is all the sender parts with; `named_sum` the sum the fee shares are counted on, where that was named.
    `hands` is the chain as named; `beyond` says that there are further hands nobody named. `pay` turns the pay currency
    into the order currency. Days are packed (see `naru.days`).
    """

    code: str
    gross: int = 0
    named_sum: int = msgspec.field(default=0, name="base")
    fees: tuple[FeePart, ...] | None = None
    hands: tuple[Id, ...] = ()
    beyond: bool = False
    answers: Id = b""
    pay: Rate | None = None
    pay_basis: str = ""
    legs: tuple[Leg, ...] = ()
    choice: bool = False
    latest: int = 0
    risk: str = ""
    charges: tuple[Charge, ...] = ()
    also: tuple[Id, ...] = ()
    backwards: bool = False
    family_first: bool = False
    settles: Id = b""
    dispute_days: int = DISPUTE_DAYS
    purpose: bool = False
    market: tuple[Rate, ...] = ()


class Facts(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """The layer that money and audit are decided on. No name, place or word ever stands here."""

    amount: int = 0
    currency: str = ""
    case: Id = b""
    hand: Id = b""
    origin: Id = b""
    road: Id = b""
    person: Id = b""
    order: Id = b""
    claim: int = 0
    index: int = 0
    rate: Rate | None = msgspec.field(default=None, name="quote")
    until: int = 0
    which: str = ""
    agreed: bool = False
    terms: Terms | None = None


class Story(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """The layer for the readers of one case: who says so, how good that word is, names she uses, words, notes."""

    says: str = ""
    phone: str = ""
    apart: bool = False
    proofs: tuple[str, ...] = ()
    word: str = ""
    name: str = ""
    place: str = ""
    source: str = ""
    purpose: str = ""
    lifts: str = ""
    note: str = ""


NO_FACTS = Facts()
NO_STORY = Story()


class Command(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One command. The same `id` with the same content is one command, however often it arrives.

    Args:
        id: sixteen random bytes made by the caller, kept for a retry.
        kind: a row of the tables.
        of: the subject: an order, a case, a carrier, a debt, or the desk itself.
        day: the day it happened, packed, as far as it is known.
        sure: the caller has answered the one question that a warning asks.
        seen: how many rows of the subject the caller had seen; 0 says nothing. A form that is older is refused.
    """

    id: Id
    kind: str
    of: Id
    day: int
    facts: Facts = NO_FACTS
    story: Story = NO_STORY
    sure: bool = False
    seen: int = 0


class Subject(StrEnum):
    """What a command can be about. The life of each stands in the table of its room."""

    ORDER = "order"
    CASE = "case"
    PERSON = "person"
    CARRIER = "carrier"
    ROAD = "road"
    DEBT = "debt"
    CARD = "card"
    DESK = "desk"


class Layer(StrEnum):
    """Where a field of a command is kept."""

    FACTS = "facts"
    STORY = "story"


@dataclass(frozen=True, slots=True)
class Field:
    """One word a verb takes at a door or in a play.

    Args:
        name: as it is typed.
        to: the field of `Facts`, `Story` or (``terms.…``) `Terms` that it fills; `layer` says which of the first two.
        type: how it is read (`naru.commands.reading.READERS`).
        needed: it cannot be left out.
        whole: an amount that, left out, means all of it.
        many: it may be given more than once.
        choices: the words it can be, where it is one of a few.
        names_nobody: a text of hers that may be read by whoever looks over her shoulder.
    """

    name: str
    to: str
    type: str
    layer: Layer = Layer.FACTS
    needed: bool = False
    whole: bool = False
    many: bool = False
    choices: tuple[str, ...] = ()
    names_nobody: bool = False

    @property
    def secret(self) -> bool:
        """It may hold a name, a place or a word: it is asked for, and never stands in an argument."""
        return self.layer is Layer.STORY and self.type in ("text", "word", "name") and not self.names_nobody


class Effect(Enum):
    """What an event changes on the desk beside its own subject. A table names it, the desk carries it out."""

    COUNTS_AS_SENT = "counts as sent by the case in the year of its day, at the worth of that day"
    COUNTS_BACK = "counts as sent no longer, the latest year first"
    HANDS_DELIVERED = "each hand of the chain has delivered once more"
    LAST_PROOF = "the last proof of the case is of this day, or later"
    CASE_REFUSES = "the family of the case has asked to stop"
    LIFTS_REFUSALS = "no order of the case is refused any more"
    NEW_WORD = "the fresh word of the order from now on"
    BURNS_KEY = "the key of the card is destroyed, unless a legal hold stands"


@dataclass(frozen=True, slots=True)
class WarningType:
    """Something Naru says unasked before she goes on. It never forbids.

    Args:
        key: names its sentence in the catalogues.
        rule: whether it is to be said: a pure function on the subject, the command and the desk around them.
        asks: it asks once, with one question, and waits for a yes; else it is told beside the answer.
    """

    key: str
    rule: Callable[..., bool]
    asks: bool = False


@dataclass(frozen=True, slots=True)
class EventType:
    """One line of a life table: one thing that can be said of a subject, and everything it does.

    Args:
        kind: the verb, one word.
        number: its number in the log; never used again for anything else.
        subject: what it is about.
        speakers: who may say it, by role.
        fields: what is said beside day, speaker, phone and note.
        needs: what must be true, in the order in which it is asked; the first that is not is the refusal.
        warnings: what is told, or asked, before it is written.
        moves: which amounts move, as `from > to`, for the reader; a test holds the rules to it.
        rule: what it does to the books: a pure function on subject, command and desk. None: no money moves.
        raises: flags it raises on an order, each with the row that raised it.
        lowers: flags it takes down.
        notes: what else it leaves on its subject, the same for a live event and a replay.
        effects: what it changes on the desk beside its subject.
        opens: it makes its subject (which takes a key of its own).
        continues: although it opens, it may also be said of a subject that is there already.
    """

    kind: str
    number: int
    subject: Subject
    speakers: tuple[str, ...]
    fields: tuple[Field, ...] = ()
    needs: tuple[Callable[..., None], ...] = ()
    warnings: tuple[WarningType, ...] = ()
    moves: tuple[str, ...] = ()
    rule: Callable[..., Any] | None = None
    raises: tuple[str, ...] = ()
    lowers: tuple[str, ...] = ()
    notes: Callable[..., None] | None = None
    effects: tuple[Effect, ...] = ()
    opens: bool = False
    continues: bool = False

    @property
    def graded(self) -> bool:
        """It says something of a hand-over: how good the word is matters."""
        return any(field.to == "proofs" for field in self.fields)

    @property
    def whole(self) -> bool:
        """Without an amount it means all of it."""
        return any(field.whole for field in self.fields)
