"""T9: of a thousand orders nine hundred burn. Do the books still hold, and does what is left single one of them out?

An office lives an invented year (testkit/workload/year.py, told slowly: a thousand orders take a year). Nine hundred
are past their dispute time and leave by themselves, or by hand where something is still claimed; a hundred are younger
and stay. The books are added up before and after by `ledger`, which knows nothing of snapshots.

Then somebody comes who knows of each burned order its case, its gross, the day and the week, and looks at what is left:
the rows of the log alone; or, every sentence known, what the rows still show, and what the sums show. The same hands
try the book before anything burned: there they must find nearly everything, or they are no judges.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from random import Random
from typing import Any, Final, NamedTuple
from unittest import mock

from naru.command import Id
from naru.days import earliest
from naru.desk.carried import AFTER, UNPAID
from naru.desk.desk import Desk
from naru.desk.events import encode
from naru.desk.journal import WEEK
from naru.desk.state import State
from naru.orders.accounts import ACCEPTED, label
from naru.orders.order import Order
from naru.refusal import Refusal
from naru.vault.log import rows
from naru.vault.log.interface import Row
from naru.views.exposure import exposure
from naru.views.owed import owes
from testkit.workload import year
from testkit.workload.office import Office, foretold, office
from testkit.workload.year import Size

BURNED: Final = 900
LIVE: Final = 100
APART: Final = 365 * 86_400 // 1000
STEP_MOST: Final = 2 * 86_400
"""seconds from one event of an order to the next, at most: a week from the promise to the end, as people tell it"""
GAP: Final = 800
"""as many orders' time lies between the nine hundred and the hundred: more than the dispute time"""
DECOYS: Final = 20
"""false stories told beside each true one"""
ALONE_MOST: Final = 2.0
BETTER_MOST: Final = 2.0
"""pass marks: per cent singled out; points better than chance"""
CONTROL_LEAST: Final = 78.0
"""per cent that must be singled out while nothing is burned"""


class Shape(NamedTuple):
    """What kind of book it is: how many homes, carriers, roads and others share the thousand orders."""

    name: str
    cases: int
    carriers: int
    roads: int
    persons: int = 20


OFFICE: Final = Shape("office, 488 homes", 488, 60, 30)
"""two orders a home and year, as in the diaspora year of the bench"""
SHAPES: Final = (OFFICE, Shape("helper, 20 homes", 20, 20, 10), Shape("one family", 1, 6, 4))
YEARS: Final = 20

# ------------------------------------------------------------------------------------------------------ living, burning


@contextmanager
def slowly() -> Iterator[None]:
    """Let the year of the bench take a year for a thousand orders."""
    with mock.patch.object(year, "APART", APART), mock.patch.object(year, "STEP_MOST", STEP_MOST):
        yield


def live(here: Office, shape: Shape, number: int = 0) -> list[Id]:
    """Live the year and its aftermath until the hundred young orders are told.

    Args:
        number: which year; each has orders of its own.
    Returns: the ids of the nine hundred.
    """
    first, size = 2 * number * (BURNED + LIVE), Size(BURNED, *shape[1:])
    with slowly():
        old = year.make(size, first)
        young = year.make(size._replace(orders=LIVE), first + BURNED + GAP)
        here.clock.at = first * APART
        here.settle_in(old)
        end = (young.first + LIVE) * APART  # the last of the hundred are still under way then
        for part in (old, young):
            # Day by day: a group has one instant, and the week a row shows must be the week in which it was said.
            until_then = [command for command in here.whole(part) if command.at <= end]
            for _, told in groupby(until_then, key=lambda command: command.at // 86_400):
                commands = list(told)
                foretold(commands, here.speak(commands, 2 * len(commands)).answers)
    return [year.id_of("order", order) for order in range(first, first + BURNED)]


def burn(desk: Desk, which: Collection[Id]) -> tuple[int, int]:
    """Burn these orders: (how many were over and left by themselves, how many had to be burned by hand)."""
    over = desk.snapshot()
    left = [of for of in which if of in desk.state.orders]
    return over, desk.snapshot(burn=left)


# ------------------------------------------------------------------------------------------------ the books, both times

Ledger = dict[tuple[Any, ...], int]
"""what it is a sum of, whose, in which currency -> minor units; zeros are left out"""

_INNER: Final = ("out", "via", "purse", "cash", "payout", "hand", "road", "till")


def ledger(state: State, today: int) -> Ledger:
    """Everything a burn must leave as it is, to the unit, added up from the live orders and from what was kept."""
    sums: Ledger = {}

    def add(amount: int, *what: Any) -> None:
        sums[what] = sums.get(what, 0) + amount

    for order in state.orders.values():
        _told_by(order, add)
    for (of, account, code), amount in state.carried_forward.items():
        if account not in ("hand", "road", UNPAID):  # in the exposure, and in who owes whom, below
            add(amount, _PAPER.get(account, account), of, code)
    for one in owes(state):
        add(one.sum.amount, "who owes whom", one.debtor, one.creditor, one.why, one.sum.currency)
    for of in (*state.carriers, *state.roads):
        for code, amount in exposure(state, of, today).items():
            add(amount, "exposure", of, code)
    for key, amount in state.years.items():
        add(amount, "year", *key)
    for of, carrier in state.carriers.items():
        add(carrier.done, "handed over, times", of)
        add(carrier.taken, "taken", of)
        for code in carrier.cash:
            add(carrier.cash[code], "cash", of, code)
            add(carrier.free_cash(code) or 0, "free cash", of, code)
    for of, road in state.roads.items():
        add(road.blocked, "blocked", of)
    for of, case in state.cases.items():
        add(case.heard, "last heard", of)
        add(case.proof, "last proof", of)
        add(int(case.refused), "refused", of)
    return {what: amount for what, amount in sums.items() if amount}


_PAPER: Final = {"earned": "fee earned by", "charge": "charge paid"}


def _told_by(order: Order, add: Callable[..., None]) -> None:
    """What one order adds to its case, to whoever answered for it, and to whoever earned on it."""
    answers = order.answering()
    whose = [of for of in (order.case, answers) if of]
    for kind, amount in order.after.items():
        add(amount, AFTER + kind, order.case, order.code)
    for account, code, amount in order.book.all_balances():
        name, number = account.kind, account.number
        if name in _INNER:
            continue
        for of in whose:
            add(abs(amount), label(account), of, code)
        if name == "fee":
            parts = order.terms.fees if order.terms and order.terms.fees else ()
            payee = (parts[number].payee if number < len(parts) else b"") or answers
            add(abs(amount), "fee earned by", payee, code)
    for charge in order.charges:
        add(charge.paid, "charge paid", order.case, charge.currency)
        add(charge.paid, "charge paid", charge.payee or answers, charge.currency)


def differences(before: Ledger, after: Ledger) -> list[str]:
    """What kinds of sums differ, and by how many minor units all together."""
    apart: Counter[str] = Counter()
    for what in before.keys() | after.keys():
        apart[str(what[0])] += abs(before.get(what, 0) - after.get(what, 0))
    return [f"{what}: {amount}" for what, amount in sorted(apart.items()) if amount]


def with_the_families(state: State) -> Ledger:
    """What was accepted less what the families lost again, by case: the design calls it "with the family now"."""
    sums: Ledger = {}
    for order in state.orders.values():
        key = (order.case, order.code)
        sums[key] = sums.get(key, 0) + order.of(ACCEPTED) - sum(order.after.values())
    for (of, account, code), amount in state.carried_forward.items():
        if of in state.cases and (account == "accepted" or account.startswith(AFTER)):
            sums[of, code] = sums.get((of, code), 0) + (amount if account == "accepted" else -amount)
    return {what: amount for what, amount in sums.items() if amount}


# ----------------------------------------------------------------------------------- what somebody knows, what is left


class Known(NamedTuple):
    """What somebody outside knows of one order; `rows` is what they are looking for, known only to the judge."""

    case: Id
    gross: int
    code: str
    day: int
    week: int
    rows: frozenset[int]


class Piece(NamedTuple):
    """Something that is left and may be one order's: a row, or rows that show that they belong together.

    `weeks` and `sizes` are those of its rows, one by one. None: it does not show that.
    """

    rows: tuple[int, ...]
    weeks: tuple[int, ...]
    sizes: tuple[int, ...]
    case: Id | None = None
    gross: tuple[int, str] | None = None
    day: int | None = None

    @property
    def week(self) -> int:
        """The week of its first row."""
        return self.weeks[0]

    @property
    def kind(self) -> tuple[Any, ...]:
        """All it shows but its place: two pieces of one kind cannot be told apart."""
        return self.weeks, self.sizes, self.case, self.gross, self.day


Sums = dict[tuple[Id, str], int]
"""what was sent, by case and currency, as what is left tells it"""


def known(state: State, which: Iterable[Id], log: dict[int, Row]) -> list[Known]:
    """What somebody knows who was there when these orders were promised."""
    found = []
    for of in which:
        order = state.orders[of]
        assert order.worked is not None
        week = log[order.rows[0]].week
        found.append(Known(order.case, order.worked.gross, order.code, order.first_day, week, frozenset(order.rows)))
    return found


def bare(log: Iterable[Row]) -> list[Piece]:
    """What the log alone shows: every row by itself, its week and its size step."""
    return [Piece((row.seq,), (row.week,), (len(row.parts),)) for row in log]


def opened(desk: Desk) -> list[Piece]:
    """What log and keyring show together: rows whose headers open lie in heaps by key number and name their case.

    A row whose header is burned lies by itself, unless it opens as a living thing's: then it is out of the question.
    """
    heaps: dict[tuple[int, int], list[Row]] = {}
    pieces = []
    for row in desk.log.read(1):
        keys = _header(desk, row)
        if keys is None:
            if not _opens(desk, row):
                pieces.append(Piece((row.seq,), (row.week,), (len(row.parts),)))
        elif keys.case:
            heaps.setdefault((keys.books, keys.case), []).append(row)
    cases = {case.case_key: of for of, case in desk.state.cases.items()}
    openers = {case.key for case in desk.state.cases.values()}
    for (key, case_key), heap in heaps.items():
        if key not in openers:  # rows about the case itself are no order's
            pieces.append(_heap(desk, heap, cases.get(case_key)))
    return pieces


def _header(desk: Desk, row: Row) -> rows.KeyNumbers | None:
    try:
        return rows.header(row.seq, row.parts, desk.keyring.keys.header_key(row.seq))[0]
    except (LookupError, rows.Torn):
        return None


def _opens(desk: Desk, row: Row) -> bool:
    try:
        desk.event(row.seq)
    except Refusal:
        return False
    return True


def _heap(desk: Desk, heap: list[Row], case: Id | None) -> Piece:
    numbers, weeks, sizes = zip(*((row.seq, row.week, len(row.parts)) for row in heap), strict=True)
    whole = Piece(numbers, weeks, sizes, case)
    for row in heap:
        try:
            event = desk.event(row.seq)
        except Refusal:
            return whole
        if event.facts.terms is not None:
            order = desk.state.orders[event.of]
            assert order.worked is not None
            return whole._replace(gross=(order.worked.gross, order.code), day=event.day)
    return whole


def sums_left(state: State) -> Sums:
    """What the sums of burned orders say of each case."""
    return {(of, code): n for (of, account, code), n in state.carried_forward.items() if account == "sent"}


# ----------------------------------------------------------------------------------------------------------- the attack


def alone(targets: list[Known], pieces: list[Piece]) -> float:
    """Per cent of the orders of which a piece is left that is the only one of its kind."""
    many = Counter(piece.kind for piece in pieces)
    single = {seq for piece in pieces if many[piece.kind] == 1 for seq in piece.rows}
    return 100 * sum(not target.rows.isdisjoint(single) for target in targets) / len(targets)


def named(targets: list[Known], pieces: list[Piece], *, by_size: bool = True) -> tuple[float, float]:
    """Let somebody name the piece that is an order's: per cent of right guesses, and of blind guesses in its week.

    They take what agrees with all they know, and of those the one whose place among the rows of the week is nearest to
    the day of the week. A promise is the longest thing there is to say, so they look at long rows first (`by_size`).
    """
    weeks: dict[int, list[Piece]] = {}
    for piece in sorted(pieces, key=lambda piece: piece.rows[0]):
        weeks.setdefault(piece.week, []).append(piece)
    usual = Counter(size for piece in pieces for size in piece.sizes).most_common(1)[0][0]
    right = blind = 0.0
    for target in targets:
        there = weeks.get(target.week, [])
        if not there:
            continue
        wanted = (_day_of_week(target.day) + 0.5) / 7 * len(there)
        places = range(len(there))
        best = max(places, key=lambda at: (*_agrees(target, there[at], usual, by_size), -abs(at + 0.5 - wanted)))
        right += not target.rows.isdisjoint(there[best].rows)
        blind += sum(not target.rows.isdisjoint(piece.rows) for piece in there) / len(there)
    return 100 * right / len(targets), 100 * blind / len(targets)


def _agrees(target: Known, piece: Piece, usual: int, by_size: bool) -> tuple[bool, bool, bool, bool]:
    long = by_size and piece.sizes[0] > usual
    gross = piece.gross == (target.gross, target.code)
    return piece.case == target.case, gross, piece.day == target.day, long


def _day_of_week(packed: int) -> int:
    """Days since the log's week began: it is counted from 1 January 1970, ordinal 719,163."""
    return (earliest(packed) - 719_163) % (WEEK // 86_400)


def told_apart(targets: list[Known], pieces: list[Piece], sums: Sums | None = None, seed: int = 9) -> float:
    """Per cent of false orders found out: the case of a true one, the gross of a second, day and week of a third."""
    cases = {(piece.case, piece.week) for piece in pieces}
    full = {(piece.case, piece.gross, piece.day) for piece in pieces if piece.gross}
    weeks = {piece.week for piece in pieces}
    random_bytes, points, count = Random(seed), 0.0, 0

    def belief(story: Known) -> tuple[int, ...]:
        has = sums.get((story.case, story.code), 0) if sums else 0
        fits = 2 * (has == story.gross) + (has > story.gross) if sums else 0
        whole = (story.case, (story.gross, story.code), story.day) in full
        return int(whole), int((story.case, story.week) in cases), fits, int(story.week in weeks)

    truths = {(target.case, target.gross, target.code, target.day) for target in targets}
    for target in targets:
        true = belief(target)
        for _ in range(DECOYS):
            sum_of, day_of = random_bytes.sample(targets, 2)
            story = sum_of._replace(case=target.case, day=day_of.day, week=day_of.week)
            if (story.case, story.gross, story.code, story.day) in truths:
                continue
            false = belief(story)
            points += (true > false) + 0.5 * (true == false)
            count += 1
    return 100 * points / count


def exact(targets: list[Known], sums: Sums) -> float:
    """Per cent of the orders whose case sent nothing else in that currency: the sum is the order."""
    many = Counter((target.case, target.code) for target in targets)
    single = [t for t in targets if many[t.case, t.code] == 1 and sums.get((t.case, t.code)) == t.gross]
    return 100 * len(single) / len(targets)


# ----------------------------------------------------------------------------------------------------------- one result


class Found(NamedTuple):
    """What one who looks finds, in per cent: singled out; named right, and blindly; true told from false."""

    who: str
    alone: float
    named: float
    blind: float
    apart: float

    def missed(self) -> list[str]:
        """Which pass marks this does not reach."""
        marks = (
            (self.alone > ALONE_MOST, f"{self.alone:.1f} % singled out, pass mark {ALONE_MOST:.0f} %"),
            (self.named > self.blind + BETTER_MOST, f"named {self.named:.1f} %, blindly {self.blind:.1f} %"),
            (self.apart > 50 + BETTER_MOST, f"true told from false {self.apart:.1f} %, chance 50 %"),
        )
        return [f"{self.who}: {why}" for over, why in marks if over]


class Result(NamedTuple):
    """One year lived, burned and attacked."""

    shape: str
    over: int
    by_hand: int
    rows: int
    unequal: list[str]
    reopened: bool
    control: Found
    planted: float
    log: Found
    place: tuple[float, float]
    headers: Found
    sums: Found
    seconds: float

    def faults(self) -> list[str]:
        """What must be so whatever else is found: equal books, the right number burned, judges that can see."""
        wrong = (
            (self.over + self.by_hand != BURNED, f"{self.over + self.by_hand} burned instead of {BURNED}"),
            (bool(self.unequal), f"books differ: {', '.join(self.unequal)}"),
            (not self.reopened, "the state that was opened is not the state that lived on"),
            (self.control.alone < CONTROL_LEAST, f"control: only {self.control.alone:.1f} % before the burn"),
            (self.planted < 100, f"control: only {self.planted:.1f} % of what was planted"),
        )
        return [why for is_so, why in wrong if is_so]

    def missed(self) -> list[str]:
        """Pass marks that are not reached."""
        return [why for found in (self.log, self.headers, self.sums) for why in found.missed()]


def planted(targets: list[Known], pieces: list[Piece]) -> float:
    """Give every order one row of a size of its own, as if nothing were padded: per cent that the judge then finds."""
    sizes = {min(target.rows): -number for number, target in enumerate(targets, start=1)}
    return alone(targets, [piece._replace(sizes=(sizes.get(piece.rows[0], piece.sizes[0]),)) for piece in pieces])


class Lived(NamedTuple):
    """A year lived and burned, closed and opened again: what was known, what the judges saw before and after."""

    targets: list[Known]
    unburned: list[Piece]
    before: Ledger
    after: Ledger
    over: int
    by_hand: int
    reopened: bool


def lived(here: Office, shape: Shape = OFFICE, number: int = 0) -> Lived:
    """Live one year in an office and burn nine hundred orders of it."""
    which = live(here, shape, number)
    desk, today = here.desk, here.clock().today
    desk.settle()
    targets = known(desk.state, which, {row.seq: row for row in desk.log.read(1)})
    unburned, before = opened(desk), ledger(desk.state, today)
    over, by_hand = burn(desk, which)
    after, state = ledger(desk.state, today), encode(desk.state)
    here.open_again()
    return Lived(targets, unburned, before, after, over, by_hand, encode(here.desk.state) == state)


def measure(folder: Path, shape: Shape = OFFICE, number: int = 0) -> Result:
    """Live one year in a folder, burn, compare and attack."""
    begin = time.perf_counter()
    with office(folder) as here:
        year_, only = lived(here, shape, number), bare(here.desk.log.read(1))
        targets = year_.targets
        return Result(
            shape.name,
            year_.over,
            year_.by_hand,
            len(only),
            differences(year_.before, year_.after),
            year_.reopened,
            look("control: every key, nothing burned", targets, year_.unburned),
            planted(targets, only),
            look("the log alone", targets, only),
            named(targets, only, by_size=False),
            look("every key, what the rows show", targets, opened(here.desk)),
            by_sums(targets, sums_left(here.desk.state)),
            time.perf_counter() - begin,
        )


def look(who: str, targets: list[Known], pieces: list[Piece]) -> Found:
    """All three questions about the pieces somebody has."""
    return Found(who, alone(targets, pieces), *named(targets, pieces), told_apart(targets, pieces))


def by_sums(targets: list[Known], sums: Sums) -> Found:
    """What the sums alone give away. Nothing is named: a sum is of a case, and who knows the case has it."""
    return Found("every key, what the sums show", exact(targets, sums), 0.0, 0.0, told_apart(targets, [], sums))


# ------------------------------------------------------------------------------------------------------- the experiment


def experiment(folder: Path, *, small: bool, data: bool) -> int:
    """T9 for `lab.run`: print the table; 1 where books differ, a control fails or a pass mark is missed."""
    shapes = [(OFFICE, number) for number in range(1 if small else YEARS)]
    shapes += [] if small else [(shape, 0) for shape in SHAPES[1:]]
    results = []
    for shape, number in shapes:
        with tempfile.TemporaryDirectory(prefix="naru-lab-", dir=folder) as own:
            results.append(measure(Path(own), shape, number))
    print(json.dumps([one._asdict() for one in results]) if data else "\n".join(table(results)))
    wrong = [f"T9 FAILED: {one.shape}: {fault}" for one in results for fault in one.faults()]
    wrong += sorted({f"T9 MISSED: {one.shape}: {why}" for one in results[:1] for why in one.missed()})
    print("\n".join(wrong), file=sys.stderr, end="\n" if wrong else "")
    return 1 if wrong else 0


def table(results: list[Result]) -> list[str]:
    """The table of the page: for each shape the middle of its years, with least and most where there are several."""
    lines = []
    for name in dict.fromkeys(one.shape for one in results):
        same = [one for one in results if one.shape == name]
        over, hand = {one.over for one in same}, {one.by_hand for one in same}
        lines += [
            "",
            f"{name}: {len(same)} year(s); {_least_most(over)} orders left by themselves, {_least_most(hand)} by hand; "
            f"sums that differ: {sum(len(one.unequal) for one in same)}",
            "",
            "| who looks | singled out | names the right piece (blindly) | tells a true order from a false one |",
            "|---|---|---|---|",
        ]
        for which in ("control", "log", "headers", "sums"):
            lines.append(_line([getattr(one, which) for one in same]))
        place = _middle([one.place[0] for one in same])
        lines += ["", f"The log alone, by the place of a row in its week and not by its size: {place} named right."]
    return [*lines, "", f"All of it took {sum(one.seconds for one in results):,.0f} s."]


def _line(found: list[Found]) -> str:
    names = f"{_middle([one.named for one in found])} ({statistics.median(one.blind for one in found):.1f} %)"
    singled, apart = _middle([one.alone for one in found]), _middle([one.apart for one in found])
    return f"| {found[0].who} | {singled} | {names if any(one.blind for one in found) else '-'} | {apart} |"


def _middle(values: list[float]) -> str:
    if len(values) == 1:
        return f"{values[0]:.1f} %"
    return f"{statistics.median(values):.1f} % ({min(values):.1f}-{max(values):.1f})"


def _least_most(values: set[int]) -> str:
    return f"{min(values)}-{max(values)}" if len(values) > 1 else str(*values)


if __name__ == "__main__":
    sys.exit(experiment(Path(tempfile.gettempdir()), small="--small" in sys.argv, data="--json" in sys.argv))
