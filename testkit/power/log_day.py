"""A day of the log, recorded: rows appended in batches, and what every disk a cut leaves owes whoever was answered."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from sqlcipher3 import dbapi2 as sqlcipher

from naru.refusal import Refusal
from naru.vault.log import chain
from naru.vault.log import sqlcipher as store
from naru.vault.log.interface import Head, Row
from testkit.chained import chained
from testkit.power.cuts import Corrupt, Day, Lost, Recorder
from testkit.power.plain_sqlite import recorded
from testkit.power.traced_sqlcipher import answered, traced

DESK, KEY = bytes(range(16)), bytes(32)
CHECKPOINT_AFTER = 12
Steps = Sequence[tuple[int, int]]
"""batches as (rows, bytes of each); (0, 0): it is closed, which writes the WAL into the file, and opened again"""
STEPS: Steps = (
    (1, 384), (3, 384), (1, 20_000), (40, 384), (0, 0),
    (1, 512), (2, 384), (260, 96), (1, 384), (9, 1_000), (1, 384), (1, 384), (0, 0),
    (1, 384), (1, 9_000), (6, 512), (1, 384), (1, 384), (2, 3_000), (0, 0),
    (1, 384), (1, 384), (1, 384),
)  # fmt: skip
"""260 rows are two statements; 20,000 bytes are five pages beside the tree"""
FEW: Steps = STEPS[:8]


def batch(after: Head, count: int, size: int) -> list[Row]:
    """Rows that fit behind a head; what is in them is sealed in a book, so here it is noise."""
    numbers = range(after.seq + 1, after.seq + 1 + count)
    return chained((hashlib.shake_256(seq.to_bytes(8, "big")).digest(size) for seq in numbers), after)


def live(folder: Path, steps: Steps, answered: Callable[[], None]) -> tuple[list[Row], list[int]]:
    """Make a log, append in batches, close and open it: (its rows, how many there were at each answer)."""
    rows: list[Row] = []
    ends = [0]
    book = store.create(folder, KEY, DESK)
    answered()
    for count, size in steps:
        if count:
            head = book.head()
            fresh = batch(head, count, size)
            with suppress(Refusal):
                book.append(Head(head.seq + 1, head.digest), fresh)  # onto a head that is not there: log.moved
            book.append(head, fresh)
            answered()
            rows += fresh
            ends.append(len(rows))
        else:
            book.one(1)  # so that there was a second connection
            book.close()
            book = store.open_(folder, KEY, DESK)
    book.close()
    return rows, ends


def log_day(folder: Path, steps: Steps = STEPS) -> Day:
    """Each answer is a promise: so many rows are there."""
    with recorded(folder) as recorder:
        rows, ends = live(folder, steps, recorder.ack)
    return promised(recorder, rows, ends)


def promised(recorder: Recorder, rows: list[Row], ends: list[int]) -> Day:
    """What was written, and what every disk of it owes."""

    def check(disk: Path, acks: int) -> None:
        try:
            found = look(disk)
        except Refusal as why:
            if not acks:
                return  # nobody was told that there is a log
            raise (Lost if why.key in ("log.missing", "log.empty") else Corrupt)(why.key) from None
        except sqlcipher.Error as why:
            raise Corrupt(str(why)) from None
        answered, under_way = ends[max(acks - 1, 0)], ends[min(acks, len(ends) - 1)]
        if found[:answered] != rows[:answered]:
            raise Lost
        if found not in (rows[:answered], rows[:under_way]):
            raise Corrupt("a batch by half")

    def mend(disk: Path, acks: int) -> None:
        with suppress(Refusal):
            store.open_(disk, KEY, DESK).close()

    return Day(recorder, check, mend)


def look(folder: Path) -> list[Row]:
    """All rows of a log that fit, after a row more was appended and found."""
    book = store.open_(folder, KEY, DESK)
    if book._db.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
        raise Corrupt("the file")
    before = book.head()
    try:
        found = list(chain.follow(chain.start(DESK), book.read(1), before))
    except chain.BrokenChain:
        raise Corrupt("the chain") from None
    more = batch(before, 1, 384)
    book.append(before, more)
    if book.one(more[0].seq) != more[0]:
        raise Corrupt("it does not go on")
    book.close()
    return found


def encrypted_day(folder: Path) -> Day:
    """The log as it is, on SQLCipher, kept by another process under strace.

    Raises:
        NoTrace: that cannot be had here.
    """
    recorder = traced(folder, __name__)
    rows: list[Row] = []
    ends = [0]
    for count, size in FEW:
        if count:
            rows += batch(Head(rows[-1].seq, rows[-1].digest) if rows else chain.start(DESK), count, size)
            ends.append(len(rows))
    day = promised(recorder, rows, ends)

    def check(disk: Path, acks: int) -> None:
        day.check(disk, acks)
        with suppress(Refusal):
            book = store.open_(disk, KEY, DESK)
            if book._db.execute("PRAGMA cipher_integrity_check").fetchall():
                raise Corrupt("a page")
            book.close()

    return day._replace(check=check)


if __name__ == "__main__":  # what `encrypted_day` traces
    place = Path(sys.argv[1])
    live(place, FEW, lambda: answered(place))
