"""T1: the power goes at every write of log, keyring, desk and backup: is anything lost, un-burned, or there by half?

The machinery is testkit/power (cuts.py says what a cut can leave); tests/vault runs the size for every day, here chance
is asked far more often. Every control must be found broken.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Final, NamedTuple
from unittest import mock

from testkit.power import backup_day as backups
from testkit.power import desk_day as desks
from testkit.power import keyring_day as keyrings
from testkit.power import log_day as logs
from testkit.power.cuts import Tally, tally, tally_again, thorough
from testkit.power.cuts import recorded as recorded_files
from testkit.power.plain_sqlite import plain, recorded
from testkit.power.traced_sqlcipher import NoTrace

LONG: Final = ((1, 384), (1, 4_300_000), (1, 384), (3, 384), (0, 0), (1, 384))
"""a day on which one row alone fills the WAL up to SQLite's own mark of 1,000 pages"""


class Size(NamedTuple):
    """How often chance is asked at each moment, by what is cut, and the fewest different disks that must come of it."""

    keyring: int
    log: int
    desk: int
    backup: int
    again: int
    long: int  # every so manieth moment of the long day
    least: int


FULL: Final = Size(keyring=500, log=70, desk=65, backup=60, again=6, long=17, least=200_000)
SMALL: Final = Size(keyring=24, log=4, desk=3, backup=8, again=1, long=0, least=10_000)


class Result(NamedTuple):
    """What came of one part. Counts of disks, except `points`; `must` is what a control must find, or empty."""

    part: str
    points: int
    disks: int
    different: int
    lost: int
    unburned: int
    corrupt: int
    must: str = ""

    @classmethod
    def of(cls, part: str, told: Tally, must: str = "") -> Result:
        """Take a tally over."""
        return cls(part, told.points, told.disks, told.different, *told.broken, must)

    @property
    def fault(self) -> str:
        """What is not as it must be; empty where all is."""
        if self.must:
            return "" if getattr(self, self.must) else f"nothing {self.must} was found: this experiment finds nothing"
        broken = {"lost": self.lost, "un-burned": self.unburned, "corrupt": self.corrupt}
        return ", ".join(f"{count} {how}" for how, count in broken.items() if count)


def experiment(folder: Path, *, small: bool, data: bool) -> int:
    """Run T1, print its tables, and say what is not as it must be."""
    begin, size = time.monotonic(), SMALL if small else FULL
    with tempfile.TemporaryDirectory(prefix="naru-lab-", dir=folder) as own:
        place = Place(Path(own).resolve())
        kept, broken, block = _kept(place, size), _controls(place), _spoiled(place)
    told = [result._asdict() for result in (*kept, *broken, *block)]
    print(json.dumps(told) if data else "\n".join(table(kept, broken, block, time.monotonic() - begin)))
    faults = [f"T1 FAILED: {result.part}: {result.fault}" for result in (*kept, *broken) if result.fault]
    if (different := sum(result.different for result in kept)) < size.least:
        faults.append(f"T1 FAILED: {different:,} different disks, and not {size.least:,}")
    print("\n".join(faults), file=sys.stderr, end="\n" if faults else "")
    return 1 if faults else 0


class Place:
    """Gives out empty folders."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._count = folder, 0

    def fresh(self) -> Path:
        """One more."""
        self._count += 1
        made = self._folder / str(self._count)
        made.mkdir()
        return made


def _kept(place: Place, size: Size) -> list[Result]:
    """What must keep every promise."""
    found: list[Result] = []

    def add(part: str, told: Tally) -> None:
        found.append(Result.of(part, told))

    often = thorough(size.again)
    add("keyring", tally(keyrings.keyring_day(place.fresh()), thorough(size.keyring), "keyring"))
    add("keyring, a second cut", tally_again(keyrings.keyring_day(place.fresh()), often, "k", 3, recorded_files))
    with plain(logs.CHECKPOINT_AFTER):
        add("log", tally(logs.log_day(place.fresh()), thorough(size.log), "log"))
        add("log, a second cut", tally_again(logs.log_day(place.fresh()), often, "l", 9, recorded))
    if size.long:
        with plain():
            add("log, 1,000 pages", tally(logs.log_day(place.fresh(), LONG), thorough(1), "long", size.long))
    try:
        add("log on SQLCipher", tally(logs.encrypted_day(place.fresh()), thorough(size.again * 2), "encrypted"))
    except NoTrace as why:
        print(f"T1 NOT RUN on SQLCipher: {why}", file=sys.stderr)
    with plain(desks.CHECKPOINT_AFTER):
        add("desk: log and keyring", tally(desks.desk_day(place.fresh()), thorough(size.desk), "desk"))
        add("desk, a second cut", tally_again(desks.desk_day(place.fresh()), often, "d", 17, recorded))
    add("backup", tally(backups.backup_day(place.fresh()), thorough(size.backup), "backup"))
    with plain():
        add("restore", tally(backups.restore_day(place.fresh()), often, "restore"))
    return found


SETTINGS: Final[dict[str, tuple[str, str, str]]] = {
    "DELETE / NORMAL": ("DELETE", "NORMAL", "lost"),
    "DELETE / FULL (SQLite's own choice)": ("DELETE", "FULL", "lost"),
    "WAL / NORMAL": ("WAL", "NORMAL", "lost"),
    "MEMORY / FULL": ("MEMORY", "FULL", "corrupt"),
    "OFF / FULL": ("OFF", "FULL", "corrupt"),
    "DELETE / EXTRA": ("DELETE", "EXTRA", ""),
    "TRUNCATE / FULL": ("TRUNCATE", "FULL", ""),
    "PERSIST / FULL": ("PERSIST", "FULL", ""),
}
"""journal_mode and synchronous that the log does not have, and what they must come to: the last three are sound, too"""
_LEVELS: Final = {"NORMAL": 1, "FULL": 2, "EXTRA": 3}


def _controls(place: Place) -> list[Result]:
    """What must be found broken, and settings that are as good as the log's."""
    found = []
    for name, (journal, level, must) in SETTINGS.items():
        settings: dict[str, tuple[str, object]] = {
            "journal_mode": (journal, journal.lower()),
            "synchronous": (level, _LEVELS[level]),
        }
        with plain(logs.CHECKPOINT_AFTER, **settings):
            found.append(Result.of(f"log, {name}", tally(logs.log_day(place.fresh()), thorough(2), name), must))
    for name, (where, what, instead, must) in desks.CONTROLS.items():
        with plain(desks.CHECKPOINT_AFTER), mock.patch.object(where, what, instead):
            found.append(Result.of(f"desk, {name}", tally(desks.desk_day(place.fresh()), thorough(1), name), must))
    return found


def _spoiled(place: Place) -> list[Result]:
    """A disk worse than the model: a sector that becomes garbage takes the block around it along. No pass mark."""
    found = []
    for name, make, padded in (
        ("log", logs.log_day, True),
        ("log, psow=1", logs.log_day, False),
        ("desk", desks.desk_day, True),
        ("desk, psow=1", desks.desk_day, False),
        ("keyring", keyrings.keyring_day, False),
    ):
        for block in (512, 4096):
            with plain(logs.CHECKPOINT_AFTER, padded=padded):
                day = make(place.fresh())
                day.recorder.start.beside = block
                found.append(Result.of(f"{name}, block of {block:,} bytes", tally(day, thorough(4), "block")))
    return found


HEAD: Final = ("| {} | moments | disks | different | lost | un-burned | corrupt |", "|---|---|---|---|---|---|---|")


def table(kept: list[Result], controls: list[Result], spoiled: list[Result], seconds: float) -> list[str]:
    """The tables of the page."""
    different = sum(result.different for result in kept)
    lines = [f"T1: {different:,} different disks after a power cut", ""]
    for name, results in (("what was cut", kept), ("control", controls), ("a disk that spoils a block", spoiled)):
        lines += [HEAD[0].format(name), HEAD[1]]
        for one in results:
            counts = " | ".join(f"{count:,}" for count in one[1:4])
            lines.append(f"| {one.part} | {counts} | " + " | ".join(f"**{count:,}**" for count in one[4:7]) + " |")
        lines.append("")
    return [*lines, f"All of it took {seconds:,.0f} s."]
