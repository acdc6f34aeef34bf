"""A diaspora year: everything an office of 21,000 families is told in a year, made from one seed.

No clock and no chance: every number is read out of a hash of the seed and the order it belongs to, so the same size
gives the same commands, byte for byte. 43,000 orders of eight events each are 344,000 commands. About 200 orders are
open at a time and their commands interleave. On top come the errors of a real desk, with their answers foretold: 2 %
of the commands arrive twice, 0.3 % come out of order, 0.2 % reuse an id for something else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import msgspec

from naru.command import Command, Facts, Id, Story
from naru.desk.clock import Instant
from naru.money import Rate
from testkit.workload.lives import LIVES, RECEIVER, SENDER, VERBS, Life, Plan, Told
from testkit.workload.offers import offer

FIRST = datetime(2025, 1, 6, tzinfo=UTC)
APART = 733
"""seconds between two orders: 43,000 in a year"""
STEP_MOST = 41_900
"""seconds from one event of an order to the next, at most; half of it on average, so about 200 orders are open"""
WEEK = 7 * 86400
RATES = (("USD", 1_350), ("EUR", 1_480), ("CNY", 188), ("KPW", 9))
"""won for a hundred minor units of each"""
AGAIN, EARLY, OTHER = 50, 333, 500
"""one command in so many is said twice, out of order, or with an id that was used for something else"""

encode = msgspec.msgpack.Encoder().encode


class Size(NamedTuple):
    """How large a year is."""

    orders: int
    cases: int
    carriers: int = 300
    roads: int = 120
    persons: int = 20


YEAR = Size(43_000, 21_000)


class Arriving(NamedTuple):
    """A command as it arrives: its instant (seconds after the first), its bytes, and the answer foretold.

    `answer` is empty when it is taken, ``again`` for a repeat, else the key of the refusal.
    """

    at: int
    said: bytes
    answer: str = ""


class Year(NamedTuple):
    """`setup` opens cases, carriers, roads and persons; `commands` is the year, in the order of arrival.

    `first` is the number of its first order; `events` counts the commands of orders without the errors.
    """

    size: Size
    first: int
    setup: list[Arriving]
    commands: list[Arriving]
    events: int


def id_of(kind: str, number: int, part: int = 0) -> Id:
    """The id of a thing or a command."""
    return hashlib.shake_256(f"naru.year {kind} {number} {part}".encode()).digest(16)


def instant(at: int) -> Instant:
    """The desk's clock, `at` seconds after the first command."""
    now = FIRST + timedelta(seconds=at)
    whole = int(now.timestamp())
    return Instant(whole, now.year * 10_000 + now.month * 100 + now.day, whole)


def day_at(at: int) -> int:
    """The packed day, `at` seconds after the first command."""
    return instant(at).today


def make(size: Size, first: int = 0) -> Year:
    """Make a year, or a piece of one: the orders from number `first` on."""
    setup = [Arriving(0, encode(command)) for command in _setup(size)]
    told = sorted(_told(size, first), key=lambda one: (one.at, one.order, one.step))
    commands = list(_with_errors(told))
    return Year(size, first, setup, commands, len(told))


def rates(year: Year, desk: Id) -> list[Arriving]:
    """What the market is said to give: four rates a week, drifting a little. They are told to the desk itself.

    Args:
        desk: the desk's own id, which nobody knows before it is made.
    """
    begins, ends = year.first * APART, (year.first + year.size.orders) * APART
    weeks = range(-(-begins // WEEK), -(-ends // WEEK))
    return [_rate(week, code, won, desk) for week in weeks for code, won in RATES]


def merged(commands: list[Arriving], rates: list[Arriving]) -> list[Arriving]:
    """Both in the order of their instants."""
    return sorted([*rates, *commands], key=lambda command: command.at)


def _setup(size: Size) -> Iterator[Command]:
    """Carriers, roads, persons and cases, all on the first day."""
    day, story = day_at(0), Story(says="sender", name="-")
    kinds = (("carrier", size.carriers), ("person", size.persons), ("case", size.cases))
    for kind, count in kinds:
        for number in range(count):
            yield Command(id_of(f"open {kind}", number), kind, id_of(kind, number), day, story=story)
        if kind == "carrier":
            for number in range(size.roads):
                facts = Facts(hand=id_of("carrier", number))
                yield Command(id_of("open road", number), "road", id_of("road", number), day, facts, story)
            for number in range(0, size.carriers, 15):  # a fifteenth keep cash ready that the desk knows of
                facts = Facts(amount=10**15, currency="CNY")
                yield Command(id_of("cash", number), "cash", id_of("carrier", number), day, facts, story)


def _rate(week: int, code: str, won: int, desk: Id) -> Arriving:
    quote = Rate(10_000, code, won * (1000 + week * 7 % 13) // 10, "KRW")
    facts, at = Facts(rate=quote), week * WEEK
    return Arriving(at, encode(Command(id_of(f"rate {code}", week), "rate", desk, day_at(at), facts, SENDER)))


def _told(size: Size, first: int) -> Iterator[Told]:
    """Every event of every order, order by order."""
    mixed = [life for life in LIVES for _ in range(life.in_a_thousand)]
    assert len(mixed) == 1000 and sum(len(life.steps) for life in mixed) == 8000
    for number in range(first, first + size.orders):
        # 387 has no factor in common with 1000: every thousand orders live every life as often as the table says.
        yield from _live(number, mixed[number * 387 % 1000], size)


def _live(number: int, life: Life, size: Size) -> Iterator[Told]:
    draw = Draw(number)
    at = number * APART + draw.below(APART)
    order, case = id_of("order", number), id_of("case", number % size.cases)
    carriers = [id_of("carrier", index) for index in draw.some(size.carriers, 3)]
    terms = offer(draw, life.name, carriers, day_at(at))
    road = _road(size, terms.hands[0])
    person = id_of("person", draw.below(size.persons))
    plan = Plan(draw, terms, case, road, person)
    for step, verb in enumerate(VERBS[name] for name in life.steps):
        at += verb.waits
        facts, story, sure = verb.says(plan)
        if draw.below(4) == 0:
            story = msgspec.structs.replace(story, note=NOTES[draw.below(len(NOTES))])
        command = Command(id_of("said", number, step), verb.kind, order, day_at(at), facts, story, sure)
        yield Told(at, number, step, command)
        at += 1 + draw.below(STEP_MOST)


def _road(size: Size, hand: Id) -> Id:
    number = _numbers(size.carriers)[hand]
    return id_of("road", number) if number < size.roads else b""


_KNOWN: dict[Id, int] = {}


def _numbers(carriers: int) -> dict[Id, int]:
    if len(_KNOWN) < carriers:
        _KNOWN.update((id_of("carrier", number), number) for number in range(carriers))
    return _KNOWN


def _with_errors(told: list[Told]) -> Iterator[Arriving]:
    """The year's commands with the error mix between them."""
    late: dict[int, list[Arriving]] = {}
    for index, one in enumerate(told):
        command = one.command
        said = encode(command)
        yield Arriving(one.at, said)
        if index % AGAIN == 0:
            late.setdefault(index + index * 7 % 1500, []).append(Arriving(0, said, "again"))
        if index % OTHER == 0:
            changed = msgspec.structs.replace(command, day=20250100)
            late.setdefault(index + index % 90, []).append(Arriving(0, encode(changed), "desk.other-content"))
        if index % EARLY == 0:
            yield _early(one)
        for command in late.pop(index, ()):
            yield command._replace(at=one.at)
    for commands in late.values():
        yield from (command._replace(at=told[-1].at) for command in commands)


def _early(one: Told) -> Arriving:
    """A sign that it is kept before anything arrived; later on a second promise of the same order."""
    kind, story, answer = "promise", SENDER, "life.already-promised"
    if one.step == 0:
        kind, story, answer = "kept", RECEIVER, "life.nothing-accepted"
    command = Command(id_of("early", one.order, one.step), kind, one.command.of, one.command.day, story=story)
    return Arriving(one.at, encode(command), answer)


NOTES = (
    "전화로 들음",
    "어머니와 통화함",
    "다음 주에 다시 묻기",
    "목소리가 평소와 같았음",
    "조카가 대신 받음, 나중에 확인",
)


class Draw:
    """Whole numbers out of a hash of the seed and a number. The same number draws the same."""

    def __init__(self, number: int) -> None:
        self._bytes = hashlib.shake_256(f"naru.year draw {number}".encode()).digest(512)
        self._at = 0

    def below(self, limit: int) -> int:
        """A whole number from 0 to `limit` - 1."""
        self._at += 4
        return int.from_bytes(self._bytes[self._at - 4 : self._at], "little") % limit

    def some(self, limit: int, count: int) -> list[int]:
        """`count` different numbers below `limit`, small ones more often."""
        found: dict[int, None] = {}
        while len(found) < count:
            found[min(self.below(limit), self.below(limit))] = None
        return list(found)
