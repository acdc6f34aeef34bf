"""Makes the book that later versions must still open: `python -m tests.formats.make NAME`, once for each format.

What is made is committed and never made again: a book that today's code wrote proves nothing about yesterday's.
"""

from __future__ import annotations

import sys
from pathlib import Path

from naru.custody import archive as desk_archive
from naru.custody.backup import write
from naru.custody.papers import new_parts, put_in_force
from naru.custody.readers import invite
from naru.desk.clock import Instant
from naru.vault import archive
from naru.vault.kdf import CHEAPEST
from testkit.house import MINA, Clock, Disk, named, seeded, terms

HERE = Path(__file__).parent
HELPER, LAWYER = "감자 구름 장독 마루".encode(), "세 여우가 등불을 들고 집에 간다".encode()
PAPERS = new_parts(seeded("papers of a format"))
HERS = "나루 바람 호박 우물".encode()
"""opened the book of format 1; a book made today opens with the sentence of `Disk`"""
LAST_DAY = 2024_06_15


def make(folder: Path) -> None:
    """One of everything: two homes, an order believed, one under way, cards, a snapshot, papers, a helper, an
    archive."""
    disk = Disk(folder / "book", "USD", seed=folder.name)
    key = archive.new_key(LAWYER, CHEAPEST, seeded("lawyer of a format"))
    (folder / "records").write_bytes(key.private)
    desk_archive.keep(disk.desk, "us", archive.read_public(key.public))
    disk.say("case", named("aunt's home"), story={"name": "aunt"})
    for card in ("kept", "burned"):
        disk.say("card", named(card), case=MINA, story={"name": f"Invented {card}"})
    disk.say("burn", named("burned"))
    disk.sent("R1").accept("3,000 CNY")
    disk.say("promise", "R2", case=named("aunt's home"), terms=terms(latest=2024_12_31), on=2024_06_01)
    disk.desk.snapshot()
    disk.say("word", "R2", story={"word": "바다"})
    disk.say("send", "R2", amount="1,000,000 KRW", story={"note": "for the roof"})
    put_in_force(disk.desk, PAPERS, PAPERS.parts[:2])
    invite(disk.desk, "Jiho", HELPER, CHEAPEST, disk.today, cases=[MINA])
    write(disk.desk, folder / "saved.backup", Instant(disk.clock.at, disk.today, 0))
    disk.say("heard", MINA, says="receiver", story={"phone": "own"}, on=LAST_DAY)
    (folder / "head").write_bytes(disk.desk.head.digest)
    disk.desk.close()


def clock() -> Clock:
    """A clock that stands at the day after the book was last written."""
    return Clock(LAST_DAY + 1)


if __name__ == "__main__":
    place = HERE / sys.argv[1]
    place.mkdir()
    make(place)
    (place / "book" / "door").unlink(missing_ok=True)
