"""Backups written, and a book restored from one, recorded: each has no name yet or is whole on every disk."""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec

from naru.custody import backup
from naru.custody.restore import restore
from naru.desk.audit import audit
from naru.desk.desk import Desk
from naru.desk.events import encode
from naru.vault.backup import capsule, stream
from naru.vault.files import NEW
from naru.vault.kdf import CHEAPEST
from naru.vault.log.interface import Row
from testkit.backups import PRIVATE, PUBLIC, held, rows
from testkit.house import Clock, Disk
from testkit.house import seeded as random_bytes
from testkit.keyrings import seeded
from testkit.power.cuts import Corrupt, Day, Lost
from testkit.power.cuts import recorded as recorded_files
from testkit.power.plain_sqlite import recorded

SIZES = (3, 120, 300)
"""rows of each backup: from the smallest file there is to one that is padded by a larger step"""


def write(path: Path, told: list[Row]) -> None:
    """Write one of them."""
    capsule.write(path, PUBLIC, held(told), told, seeded(len(told)))


def backup_day(folder: Path) -> Day:
    """Three backups; each answer is a promise that it can be read with the paper parts."""
    told = [rows(count) for count in SIZES]
    with recorded_files(folder) as recorder:
        for each in told:
            write(folder / f"{len(each)}.backup", each)
            recorder.ack()

    def check(disk: Path, acks: int) -> None:
        for each in told[: acks + 1]:
            path = disk / f"{len(each)}.backup"
            if not path.exists():
                if each in told[:acks]:
                    raise Lost(path.name)
                path = once_more(path, each)
            if capsule.check(path, PRIVATE) != held(each):
                raise Corrupt(path.name)

    return Day(recorder, check, check)


def once_more(path: Path, told: list[Row]) -> Path:
    """Write a backup that has no name yet again: over what is left of it, or where that is not to be known, beside."""
    left = path.with_name(path.name + NEW)
    if left.exists() and not stream.is_left_over(left):
        path = path.with_name(f"again-{path.name}")
    write(path, told)
    return path


AGAIN = "again"


def restored(folder: Path, clock: Clock) -> None:
    """Make a book from the backup that lies there."""
    sentence, at = Disk.SENTENCE, folder / AGAIN
    restore(folder / "a.backup", at, PRIVATE, sentence, clock, random_bytes("restored"), profile=CHEAPEST)


def restore_day(folder: Path) -> Day:
    """A book is backed up, the machine is lost; from the backup a book is made, and that it is made is a promise."""
    book = Disk(folder / "lost")
    book.sent()
    book.desk.keyring.access.add_recovery(PRIVATE)
    backup.write(book.desk, folder / "a.backup", book.clock())
    book.desk.close()
    shutil.rmtree(folder / "lost")
    clock = book.clock
    with recorded(folder) as recorder:
        restored(folder, clock)
        recorder.ack()
    with opened(folder, clock) as desk:
        books = bare(desk)

    def check(disk: Path, acks: int) -> None:
        if not (disk / AGAIN).exists():
            if acks:
                raise Lost("the book")
            restored(disk, clock)
        with opened(disk, clock) as desk:
            if bare(desk) != books or not audit(desk).sound:
                raise Corrupt("the books")

    return Day(recorder, check, check)


def opened(folder: Path, clock: Clock) -> Desk:
    """Open the book that was made."""
    return Desk.open(folder / AGAIN, Disk.SENTENCE, clock, random_bytes("opened"), allow_cheap=True)


def bare(desk: Desk) -> bytes:
    """Its books, but for the instant of the snapshot they begin with."""
    return encode(msgspec.structs.replace(backup.bare(desk.state), at=0))
