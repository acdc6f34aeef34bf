"""The cast and the words that all stories share.

Mina sends and her family is the case ``MINA``; Park carries, Lee is his partner inside, Choi a courier nobody named
before; Jiho is Mina's caseworker, the aunt a relative; Sora has another desk. `Room` is Mina's book without a disk,
`Disk` the same book in a folder. Amounts are said as people say them: ``1,000,000 KRW``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from naru.command import ID_BYTES, Charge, Command, Facts, FeePart, Id, Leg, Story, Terms
from naru.days import earliest, from_ordinal
from naru.desk.clock import Instant
from naru.desk.decide import Decided, DeskContext, decide
from naru.desk.events import encode
from naru.desk.state import State
from naru.money import Rate, digits
from naru.orders.accounts import hand
from naru.orders.order import Order
from naru.refusal import Refusal

if TYPE_CHECKING:
    from naru.desk.desk import Desk

EPOCH = 719_163  # ordinal of 1 January 1970


def named(label: str) -> Id:
    """The id behind a name; in a book it would be random."""
    assert len(label.encode()) <= ID_BYTES
    return label.encode().ljust(ID_BYTES, b"\0")


MINA, SORA = named("mina"), named("sora")
PARK, LEE, CHOI = named("park"), named("lee"), named("choi")
JIHO, AUNT = named("jiho"), named("aunt")
NH, KB = named("nh"), named("kb")
FIRST_DAY = 2024_05_01
DESK = named("desk of mina")


def minor(text: str) -> tuple[int, str]:
    """``2,850.5 CNY`` in minor units: (285050, "CNY")."""
    number, code = text.split()
    whole, _, rest = number.replace(",", "").partition(".")
    return int(whole + rest.ljust(digits(code), "0")), code


def rate(text: str) -> Rate:
    """``1 CNY = 200 KRW``, as it was said."""
    give, get = (minor(side.strip()) for side in text.split("="))
    return Rate(give[0], give[1], get[0], get[1])


def share(percent: int, base: str = "gross", payee: Id = PARK) -> FeePart:
    """So many per cent."""
    return FeePart(payee, base, share=percent, share_of=100)


def flat(text: str, base: str = "gross", payee: Id = PARK) -> FeePart:
    """A sum, whatever is sent."""
    return FeePart(payee, base, flat=minor(text)[0])


def leg(code: str, quote: str = "", basis: str = "fixed", **more: Any) -> Leg:
    """One payout currency. A rate may be told either way round; it is turned to lead into `code`."""
    told = rate(quote) if quote else None
    if told is not None and told.get_code != code:
        told = told.turned()
    return Leg(code, told, basis, **more)


def charge(text: str, payable: str = "trying", payee: Id = PARK) -> Charge:
    """A fixed charge beside the gross."""
    amount, code = minor(text)
    return Charge(payee, amount, code, payable)


USUAL = Terms(
    code="KRW",
    gross=1_000_000,
    fees=(share(40),),
    hands=(PARK,),
    legs=(leg("CNY", "1 CNY = 200 KRW"),),
    latest=2024_05_31,
    risk="carrier",
    purpose=True,
)
"""Mina parts with 1,000,000 won, Park keeps 40 %, her brother gets 3,000 yuan by the end of May."""


def terms(**changes: Any) -> Terms:
    """The usual terms, with changes. ``gross="..."`` and ``named_sum="..."`` are sums as people say them."""
    for name in ("gross", "named_sum"):
        if isinstance(changes.get(name), str):
            changes[name], changes["code"] = minor(changes[name])
    if "named_sum" in changes:
        changes.setdefault("gross", 0)
    return msgspec.structs.replace(USUAL, **changes)


class Clock:
    """A clock for tests: it moves when it is told to, and a second at each look."""

    def __init__(self, day: int = FIRST_DAY) -> None:
        self.at = self.running = 0
        self.move_to(day)

    def __call__(self) -> Instant:
        self.go_on(1)
        return Instant(self.at, self.today, self.running)

    @property
    def today(self) -> int:
        """The calendar day here, packed."""
        return from_ordinal(self.at // 86_400 + EPOCH)

    def go_on(self, seconds: int) -> None:
        """Time passes."""
        self.at, self.running = self.at + seconds, self.running + seconds

    def jump(self, seconds: int) -> None:
        """Somebody sets the wall clock."""
        self.at += seconds

    def move_to(self, day: int) -> None:
        """Time passes until noon of a day (or goes back to it, as no clock should)."""
        self.go_on((earliest(day) - EPOCH) * 86_400 + 43_200 - self.at)


def refused(run: Callable[[], object]) -> str:
    """The key something is refused with; empty if it is not."""
    try:
        run()
    except Refusal as refusal:
        return refusal.key
    return ""


def seeded(seed: str) -> Callable[[int], bytes]:
    """Random bytes that come out the same for the same seed."""
    count = 0

    def random_bytes(size: int) -> bytes:
        nonlocal count
        count += 1
        return hashlib.shake_256(f"{seed} {count}".encode()).digest(size)

    return random_bytes


def command(
    kind: str,
    of: Id,
    *,
    id: Id,
    day: int,
    says: str | Id = "sender",
    sure: bool = True,
    seen: int = 0,
    amount: str | tuple[int, str] = "",
    quote: str = "",
    story: dict[str, Any] | None = None,
    **facts: Any,
) -> Command:
    """Build one command. `amount` and `quote` are told as people tell them; `story` fills its other layer."""
    if amount:
        facts["amount"], facts["currency"] = minor(amount) if isinstance(amount, str) else amount
    if quote:
        facts["rate"] = rate(quote)
    speaker = says if isinstance(says, str) else says.hex()
    return Command(id, kind, of, day, Facts(**facts), Story(says=speaker, **(story or {})), sure, seen)


class Room:
    """Mina's book in memory: what is said is decided and applied, as a desk does it, without a disk."""

    def __init__(self, valuation: str = "KRW", day: int = FIRST_DAY) -> None:
        self.clock = Clock(day)
        self._count = 0
        self.word: bool | None = None
        self.begin(valuation)
        self.people()

    def begin(self, valuation: str) -> None:
        """An empty book."""
        self._state = State(DESK, valuation)

    def people(self) -> None:
        """Everybody of the cast enters the book."""
        self.say("case", MINA)
        for carrier in (PARK, LEE, CHOI):
            self.say("carrier", carrier)
        for person in (JIHO, AUNT):
            self.say("person", person)
        self.say("road", NH, hand=PARK)
        self.say("road", KB, hand=PARK)

    @property
    def state(self) -> State:
        """The state of the book."""
        return self._state

    @property
    def today(self) -> int:
        """The day it is, packed."""
        return self.clock.today

    def build(self, kind: str, of: Id | str, **words: Any) -> Command:
        """The command that `say` says: under a fresh id, about today."""
        self._count += 1
        words.setdefault("id", named(f"said {self._count}"))
        words.setdefault("day", self.today)
        return command(kind, named(of) if isinstance(of, str) else of, **words)

    def say(self, kind: str, of: Id | str = "R1", **words: Any) -> Any:
        """Say one thing; ``on=`` moves the clock there first."""
        if on := words.pop("on", 0):
            self.clock.move_to(on)
        return self.take(self.build(kind, of, **words))

    def take(self, said: Command) -> Decided:
        """Decide and apply."""
        instant = self.clock()
        decided = decide(self.state, said, 0, instant.at, DeskContext(self.state, instant.today, self.word))
        self.state.apply(decided.event)
        return decided

    def refusal(self, kind: str, of: Id | str = "R1", **words: Any) -> str:
        """The key with which a command is refused; the book is as it was."""
        before = encode(self.state)
        try:
            self.say(kind, of, **words)
        except Refusal as refusal:
            assert encode(self.state) == before
            return refusal.key
        return ""

    # ------------------------------------------------------------------------------------------ what a story says often

    def promise(self, of: str = "R1", **changes: Any) -> Any:
        """Promise an order on the usual terms, with changes; ``on``, ``says`` and ``sure`` are not terms."""
        words = {name: changes.pop(name) for name in ("on", "says", "sure", "day", "seen") if name in changes}
        return self.say("promise", of, case=MINA, terms=terms(**changes), **words)

    def sent(self, of: str = "R1", amount: str = "", **changes: Any) -> Room:
        """Promise an order and send all of it, or `amount`."""
        self.promise(of, **changes)
        worked = self.order(of).worked
        assert worked is not None
        facts = {"amount": amount} if amount else {}
        self.say("send", of, **(facts or {"amount": plain(worked.outlay, worked.outlay_code)}))
        return self

    def accept(self, amount: str | tuple[int, str], of: str = "R1", **words: Any) -> Any:
        """Her brother says on his own phone that he has it."""
        words.setdefault("says", "receiver")
        words.setdefault("story", {"phone": "own"})
        return self.say("accept", of, amount=amount, **words)

    def order(self, of: str = "R1") -> Order:
        """An order."""
        return self.state.orders[named(of)]

    def books(self, of: str = "R1") -> dict[str, int]:
        """The accounts of the first promise that are not zero, in minor units of the order currency."""
        return accounts(self.order(of))


def plain(amount: int, code: str) -> str:
    """Minor units as `minor` reads them."""
    places = digits(code)
    text = str(amount).rjust(places + 1, "0")
    return f"{text[:-places]}.{text[-places:]} {code}" if places else f"{text} {code}"


TOLD = ("sent", "due", "owed", "accepted", "other", "fee", "returned", "lost")


def accounts(order: Order) -> dict[str, int]:
    """What every account of the first promise holds. Absent means zero."""
    sums = order.book.balances.get(order.code, {})
    return {account.wire: abs(amount) for account, amount in sums.items() if amount and account.kind in TOLD}


def hands(order: Order) -> dict[Id, int]:
    """In whose hands what is owed lies."""
    held = {of: order.book.balance(hand(index), order.code) for index, of in enumerate(order.hands)}
    return {of: amount for of, amount in held.items() if amount}


class Disk(Room):
    """Mina's book in a folder, opened with the cheap profile. `again` closes and opens it."""

    SENTENCE = "꿈에 왜가리가 나루에서 아침을 기다렸습니다".encode()

    def __init__(self, folder: Path, valuation: str = "KRW", day: int = FIRST_DAY, seed: str = "mina") -> None:
        self.folder, self.random_bytes = folder, seeded(seed)
        self.desk: Desk
        super().__init__(valuation, day)

    def begin(self, valuation: str) -> None:
        """A new desk."""
        from naru.desk.desk import Desk
        from naru.vault.kdf import CHEAPEST

        self.desk = Desk.new(self.folder, self.SENTENCE, valuation, self.clock, self.random_bytes, profile=CHEAPEST)

    @property
    def state(self) -> State:
        """The state the desk lives on."""
        return self.desk.state

    def open(self) -> Disk:
        """Open it again from its files."""
        from naru.desk.desk import Desk

        self.desk = Desk.open(self.folder, self.SENTENCE, self.clock, self.random_bytes, allow_cheap=True)
        return self

    def again(self) -> Disk:
        """Close it and open it again."""
        self.desk.close()
        return self.open()

    def take(self, said: Command) -> Any:
        """Say it to the desk and wait until it is durable."""
        return self.desk.say(said)
