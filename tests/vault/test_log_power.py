"""The lights go out at every write of the log: what was answered is there, nothing is there by half, and it goes on."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest
from plainlog import plain, recorded
from power import HOLES, PLAIN, TORN, Corrupt, Day, Lost, Mode, Recorder, tally, tally_again, thorough, what_lies_in
from sqlcipher3 import dbapi2 as sqlcipher
from tracedlog import NoTrace, traced

from naru.refusal import Refusal
from naru.vault.log import chain
from naru.vault.log import sqlcipher as store
from naru.vault.log.interface import Head, Row

DESK, KEY = bytes(range(16)), bytes(32)
CHECKPOINT_AFTER = 12
LITTLE = PLAIN + TORN[:2] + HOLES[:1]
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
    rows: list[Row] = []
    for seq in range(after.seq + 1, after.seq + 1 + count):
        parts = hashlib.shake_256(seq.to_bytes(8, "big")).digest(size)
        rows.append(chain.link(after, 2_800, parts))
        after = Head(seq, rows[-1].digest)
    return rows


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


def test_a_cut_at_every_write_loses_no_answer_and_leaves_nothing_by_half(tmp_path: Path) -> None:
    """0 lost, 0 corrupt; a batch that was under way is there whole or not at all."""
    with plain(CHECKPOINT_AFTER):
        found = tally(log_day(tmp_path), thorough(3), "log")
    print(f"\nlog: {found}")
    assert found.broken == (0, 0, 0), found.first
    assert found.different >= 2_800


def test_a_second_cut_while_the_log_is_read_back(tmp_path: Path) -> None:
    """The opening after a cut takes the WAL in, and closing writes it into the file: a cut there is no worse."""
    with plain(CHECKPOINT_AFTER):
        found = tally_again(log_day(tmp_path), LITTLE, "log", 9, recorded)
    print(f"\nlog, second cut: {found}")
    assert found.broken == (0, 0, 0), found.first
    assert found.different >= 1_100


def test_a_block_that_is_spoiled_takes_no_answer_with_it(tmp_path: Path) -> None:
    """A disk worse than the model: where a sector becomes garbage, all of its block of 4,096 bytes does."""
    with plain(CHECKPOINT_AFTER):
        day = log_day(tmp_path)
        day.recorder.start.beside = 4096
        found = tally(day, LITTLE, "block")
    print(f"\nlog, spoiled blocks: {found}")
    assert found.broken == (0, 0, 0), found.first


def test_the_same_seed_makes_the_same_disks(tmp_path: Path) -> None:
    """What SQLite draws from chance, too: so that a disk that broke a promise can be made again."""
    days = []
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        with plain(CHECKPOINT_AFTER):
            days.append(log_day(tmp_path / name, FEW))
    assert days[0].recorder.ops == days[1].recorder.ops


# ------------------------------------------------------------------------------------------------------------- controls


CONTROLS: dict[str, tuple[dict[str, tuple[str, object]], str]] = {
    "WAL / NORMAL": ({"synchronous": ("NORMAL", 1)}, "lost"),
    "DELETE / FULL": ({"journal_mode": ("DELETE", "delete")}, "lost"),
    "MEMORY / FULL": ({"journal_mode": ("MEMORY", "memory")}, "corrupt"),
    "OFF / FULL": ({"journal_mode": ("OFF", "off")}, "corrupt"),
}
"""settings of journal_mode / synchronous that the log does not have, and what they must come to"""


@pytest.mark.parametrize("control", CONTROLS)
def test_the_machinery_finds_weaker_settings(tmp_path: Path, control: str) -> None:
    """The same code, the same cuts, other settings: if then nothing is broken, a count of zero means nothing."""
    settings, how = CONTROLS[control]
    with plain(CHECKPOINT_AFTER, **settings):
        found = tally(log_day(tmp_path), LITTLE, control, every=2)
    print(f"\nlog, {control}: {found}")
    assert getattr(found, how) > 0


@pytest.mark.parametrize("kind", ["sync", "sync_names"])
def test_the_machinery_finds_a_missing_sync(tmp_path: Path, kind: str) -> None:
    """Nobody waits for the bytes, or nobody for the names: rows that were answered are gone."""
    with plain(CHECKPOINT_AFTER):
        day = log_day(tmp_path, FEW)
        day.recorder.ops = [op for op in day.recorder.ops if op.kind != kind]
        found = tally(day, LITTLE, kind)
    print(f"\nlog without {kind}: {found}")
    assert found.lost > 0


# ----------------------------------------------------------------------------------------------- the log on SQLCipher


SCRIPT = """
import sys
sys.path[:0] = {path!r}
from pathlib import Path
from test_log_power import FEW, live
from tracedlog import answered
folder = Path({folder!r})
live(folder, FEW, lambda: answered(folder))
"""


def encrypted_day(folder: Path) -> Day:
    """The log as it is, on SQLCipher, kept by another process under strace.

    Raises:
        NoTrace: that cannot be had here.
    """
    recorder = traced(folder, SCRIPT.format(path=sys.path, folder=str(folder)))
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


@pytest.fixture(scope="module")
def encrypted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Day]:
    """Its folder, and its day."""
    folder = tmp_path_factory.mktemp("encrypted").resolve()
    try:
        return folder, encrypted_day(folder)
    except NoTrace as why:
        pytest.skip(f"LOG ON SQLCIPHER NOT CUT: {why}")


def shape(day: Day) -> list[tuple[object, ...]]:
    """What was done, without the bytes."""
    return [(op.kind, op.what, op.name, op.at, len(op.data)) for op in day.recorder.ops]


def test_sqlcipher_makes_the_calls_that_plain_sqlite_makes(encrypted: tuple[Path, Day], tmp_path: Path) -> None:
    """Call for call: files, places, lengths, syncs, names. Otherwise cuts of the one say nothing of the other."""
    with plain():
        same = log_day(tmp_path, FEW)
    assert shape(encrypted[1]) == shape(same)


def test_the_recorders_miss_no_write(encrypted: tuple[Path, Day], tmp_path: Path) -> None:
    """With everything kept, the simulated disk is the real one byte for byte, on both."""
    with plain(CHECKPOINT_AFTER):
        same = log_day(tmp_path, FEW)
    for folder, day in (encrypted, (tmp_path, same)):
        disk = day.recorder.start.copy()
        for op in day.recorder.ops:
            disk.take(op)
        assert disk.left(Random(1), Mode("keep", "keep")) == what_lies_in(folder)


def test_a_cut_at_every_write_of_the_encrypted_log(encrypted: tuple[Path, Day]) -> None:
    """Nothing exchanged, SQLCipher's own file and checks: 0 lost, 0 corrupt."""
    found = tally(encrypted[1], thorough(1), "encrypted")
    print(f"\nlog on SQLCipher: {found}")
    assert found.broken == (0, 0, 0), found.first
    assert found.different >= 500
