"""What is measured, each with the checks that make its run count. Every ratio is taken inside one round."""

from __future__ import annotations

import gc
import os
import statistics
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

from bench import floor, stages
from naru.desk.audit import check_chain
from naru.desk.events import encode
from naru.vault.keyring.keyring import FOLDER
from naru.vault.log.interface import Row
from testkit.workload import year
from testkit.workload.office import Office, check_books, foretold, office
from testkit.workload.year import Size, Year

WINDOW = 500
"""commands between two looks at the watch where two desks take turns"""


class Round(NamedTuple):
    """One round: the desk, and the bare loop with the very rows of the desk. `waits` are seconds, sorted."""

    desk: float
    floor: float
    commands: int
    rows: int
    waits: list[float]

    @property
    def ratio(self) -> float:
        """How many times the floor the desk took."""
        return self.desk / self.floor

    @property
    def each(self) -> float:
        """Microseconds for a command."""
        return self.desk / self.commands * 1e6


def rounds(home: Path, one: Year, waiting: int, count: int, sample: int | None = None) -> Iterator[Round]:
    """Desk and floor in turn, each first in every other round.

    Args:
        sample: say only so many commands of the year (with one waiting, a year takes too long).
    """
    rows: list[Row] = []
    for number in range(count):
        with office(home) as here:
            here.settle_in(one)
            commands = here.whole(one)[:sample]
            gc.collect()
            bare = _bare(home, rows, waiting) if number % 2 else 0.0
            begun = here.desk.head.seq
            spoken = here.speak(commands, waiting)
            foretold(commands, spoken.answers)
            rows = list(here.desk.log.read(begun + 1))
            bare = bare or _bare(home, rows, waiting)
            check_books(here.desk)
            yield Round(spoken.seconds, bare, len(commands), len(rows), sorted(spoken.waits))


def _bare(home: Path, rows: Sequence[Row], waiting: int) -> float:
    return floor.append(home, rows, max(1, waiting // 2))


class Grown(NamedTuple):
    """What a desk costs after a year. Seconds, bytes and rows as named."""

    rows: int
    chain: float
    audit: float
    snapshot: float
    replay: float
    from_snapshot: float
    state_bytes: int
    log_bytes: int
    key_bytes: int
    orders: int
    left: int


def grown(here: Office) -> Grown:
    """Check, snapshot and open a desk that holds a year. Whatever is checked holds, or nothing is told."""
    desk = here.desk
    begin = time.perf_counter()
    for _ in check_chain(desk):
        pass
    chain = time.perf_counter() - begin
    begin = time.perf_counter()
    check_books(desk)
    audit = time.perf_counter() - begin
    rows, orders, state = desk.head.seq, len(desk.state.orders), len(encode(desk.state))
    with_snapshot, size = here.open_again()  # so many rows after the last snapshot: opening writes the next one
    left = orders - len(here.desk.state.orders)
    keys = sum(file.stat().st_size for file in (here.folder / FOLDER).iterdir())
    from_snapshot, _ = here.open_again()
    begin = time.perf_counter()
    here.desk.snapshot()
    snapshot = time.perf_counter() - begin
    return Grown(rows, chain, audit, snapshot, with_snapshot - snapshot, from_snapshot, state, size, keys, orders, left)


class Pair(NamedTuple):
    """Microseconds for a command on a small log and on a large one, in one round."""

    small: float
    large: float


def flat(home: Path, large: Office, more: Year, count: int) -> list[Pair]:
    """A desk with about a thousand rows and one with many, in turn, a window each."""
    small_year = year.make(Size(more.size.orders, 200, roads=60))
    found = []
    with office(home) as small:
        small.settle_in(small_year)
        few, many = small.whole(small_year), large.whole(more)
        for number in range(count):
            window = slice(number * WINDOW, (number + 1) * WINDOW)
            pair = [(small, few[window]), (large, many[window])]
            took = {}
            for here, commands in pair if number % 2 else reversed(pair):
                spoken = here.speak(commands, WINDOW)
                foretold(commands, spoken.answers)
                took[here is large] = spoken.each
            found.append(Pair(took[False], took[True]))
        check_books(small.desk)
    return found


class Step(NamedTuple):
    """A step of a command: microseconds and calls for each command."""

    name: str
    each: float
    calls: float


def steps(home: Path, one: Year) -> tuple[list[Step], float, float]:
    """Where each microsecond goes: the steps, the whole with the watches, and the whole without them."""
    with office(home) as bare:
        bare.settle_in(one)
        commands = bare.whole(one)
        without = bare.speak(commands, 1000).each
    with office(home) as here:
        here.settle_in(one)
        commands = here.whole(one)
        with stages.watched() as watch:
            own = watch.own()
            whole = here.speak(commands, 1000).each
        check_books(here.desk)
    count = len(commands) * 1000
    found = [
        Step(name, (spent - watch.calls[name] * own) / count, watch.calls[name] / len(commands))
        for name, spent in watch.spent.items()
    ]
    return sorted(found, key=lambda step: -step.each), whole, without


def memory(home: Path, size: Size) -> tuple[float, float]:
    """Bytes of memory and bytes of state (as a snapshot writes it) for each order, in a process of its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
        return alone.submit(_memory, home, size).result()


def _memory(home: Path, size: Size) -> tuple[float, float]:
    one = year.make(size)
    with office(home) as here:
        here.settle_in(one)
        commands = here.whole(one)
        gc.collect()
        before, small = _resident(), len(encode(here.desk.state))
        here.speak(commands, 1000).answers.clear()
        gc.collect()
        return (_resident() - before) / size.orders, (len(encode(here.desk.state)) - small) / size.orders


def _resident() -> int:
    """Bytes of this process in memory."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


class Keys(NamedTuple):
    """Seconds to make keys of cases all at once, and the bytes of the keyring with them."""

    seconds: float
    bytes: int


def case_keys(home: Path, count: int) -> Keys:
    """Make the keys of so many cases in one new generation."""
    with office(home) as here:
        begin = time.perf_counter()
        here.desk.keyring.change(make_cases=count)
        seconds = time.perf_counter() - begin
        return Keys(seconds, sum(file.stat().st_size for file in (here.folder / FOLDER).iterdir()))


def cpu() -> float:
    """A fixed piece of work in pure Python, in milliseconds: how fast this machine is just now."""
    begin, table, at = time.perf_counter(), {}, 0
    for number in range(300_000):
        table[number & 1023] = at
        at = (at + table.get(number & 511, 0) + number) & 0xFFFF
    return (time.perf_counter() - begin) * 1000


def spread(values: Sequence[float]) -> tuple[float, float, float]:
    """Median, least and most."""
    return statistics.median(values), min(values), max(values)
