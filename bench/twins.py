"""Two desks side by side: one half of the year each, a process each, begun at the same instant."""

from __future__ import annotations

import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import Manager, get_context
from multiprocessing.synchronize import Barrier
from pathlib import Path

from testkit.workload import year
from testkit.workload.office import check_books, foretold, office
from testkit.workload.year import Size

DESKS = 2


def twins(home: Path, size: Size) -> float:
    """Seconds from the first command of either desk to the last answer of both; books checked."""
    half = size._replace(orders=size.orders // DESKS, cases=size.cases // DESKS)
    with Manager() as manager, ProcessPoolExecutor(DESKS, mp_context=get_context("spawn")) as pool:
        begin = manager.Barrier(DESKS)
        desks = [pool.submit(_half, home, half, number * half.orders, begin) for number in range(DESKS)]
        times = [desk.result() for desk in desks]
    return max(end for _, end in times) - min(start for start, _ in times)


def _half(home: Path, size: Size, first: int, begin: Barrier) -> tuple[float, float]:
    one = year.make(size, first)
    with office(home) as here:
        here.clock.at = first * year.APART
        here.settle_in(one)
        commands = here.whole(one)
        begin.wait()
        start = time.monotonic()
        answers = here.speak(commands, 1000).answers
        end = time.monotonic()
        foretold(commands, answers)
        check_books(here.desk)
    return start, end
