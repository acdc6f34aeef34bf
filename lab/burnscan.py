"""T3: which burned keys come back from the raw disk, with every passphrase known?

Two real books are kept on real file systems in image files. In the one, keys burn in four ways: envelopes one at a
time, a batch of orders, a whole case, and orders whose day has come; in between it is closed, opened, and given another
sentence. The other, beside it, is burned whole. The image is read sector by sector: as it lies when each way has just
been acknowledged (the plug is pulled), and after unmounting.

Controls, on every file system: with nothing burned every key must come back; so must the keys of files cut up by hand
and scattered; and books that *replace* their slot instead of overwriting it, and *delete* it where all is to burn, show
what the same disk gives back then.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import BinaryIO, Final, NamedTuple

from lab import examiner, images
from lab.images import KINDS, Kind, Lacking
from lab.kept import SENTENCES, Book, Burned, Keys, Size, careless
from naru.vault.disk.grade import look, make_no_cow
from naru.vault.disk.machine import Here

PLANTS: Final = 20
FULL: Final = Size(2000, 200, 200, every_sector=True)
SMALL: Final = Size(160, 12, 12, every_sector=False)


class Result(NamedTuple):
    """What came out on one file system. Counts of keys, unless it says otherwise; by way of burning where by name."""

    kind: str
    right: str
    grade: str
    reasons: tuple[str, ...]
    objects: int
    control: int  # came back with nothing burned, of `objects`
    plants: int  # came back of PLANTS planted by hand
    burned: dict[str, int]
    pulled: dict[str, int]  # burned keys that came back right after the acknowledgement of their burning
    after: dict[str, int]  # ... and after unmounting
    old_epochs: int  # epoch keys of burned generations on the last two, of `old_epochs_most`
    old_epochs_most: int
    careless: int  # burned keys that came back where the slot was replaced, and files deleted
    seconds: float

    def faults(self) -> list[str]:
        """What is not as it must be: on B nothing may come back, and every control finds all it has to."""
        wrong = []
        if self.grade != self.right:
            wrong.append(f"graded {self.grade}, not {self.right}")
        if self.control != self.objects:
            wrong.append(f"the control found {self.control} of {self.objects}")
        if self.plants != PLANTS:
            wrong.append(f"the control found {self.plants} of {PLANTS} planted")
        if self.right != "C" and self.old_epochs:
            wrong.append(f"{self.old_epochs} old epoch keys came back")
        for way in self.burned:
            if self.right != "C" and (self.pulled[way] or self.after[way]):
                wrong.append(f"{way}: {max(self.pulled[way], self.after[way])} burned keys came back")
        return wrong


class Lab(Here):
    """The machine whose disks are the images: what this machine does with its own memory is not looked at."""

    def __init__(self) -> None:
        super().__init__(images_magnetic=True)

    def read(self, path: str) -> bytes | None:
        """See `Machine`."""
        return b"" if path == "/proc/swaps" or path.startswith("/sys/power/") else super().read(path)


class Pair(NamedTuple):
    """The two books on a disk: the one that burns in four ways, and its neighbour that burns whole."""

    mina: Book
    sora: Book

    def burn(self) -> Iterator[Burned]:
        """Burn in every way there is; each is given when it has just been acknowledged."""
        yield from self.mina.burn()
        yield self.sora.burn_whole()

    def read(self, image: Path, size: Size) -> examiner.Found:
        """What examiner and witness find of both."""
        files = self.mina.readers | self.sora.readers
        found = examiner.examine(image, SENTENCES, files, every_sector=size.every_sector)
        for book in self:
            more = examiner.witness(image, book.generations, found.epochs, book.desk_id, book.case_keys)
            found = found._replace(keys=found.keys | more)
        return found


def scan(kind: Kind, folder: Path, size: Size) -> Result:
    """Do all of it on one file system, with images in this folder."""
    start = time.monotonic()
    made = [folder / f"{name}.img" for name in ("kept", "burned", "careless")]
    kept, burned, replaced = made
    with _books(kind, kept, size) as pair:
        grade = look(pair.mina.folder, Lab())
        objects = pair.mina.objects() | pair.sora.objects()
    control = pair.read(kept, size)
    gone: dict[str, Keys] = {}
    pulled: dict[str, int] = {}
    with _books(kind, burned, size) as pair:
        for way, keys in pair.burn():
            gone[way] = keys
            first = _pulled(burned, pair, size)
            pulled[way] = len(first.all & keys)
    then = pair.read(burned, size)
    plants = _plant(burned, pair, gone)
    planted = pair.read(burned, size)
    old = pair.mina.old_epochs | frozenset(pair.sora.epochs.values())
    with _books(kind, replaced, size) as pair, careless():
        lost = frozenset[bytes]().union(*(keys for _, keys in pair.burn()))
    back = pair.read(replaced, size)
    for path in made:
        path.unlink()
    return Result(
        kind.name, kind.grade, grade.letter, grade.reasons, len(objects),
        control=len(control.keys & objects), plants=len(planted.keys & plants),
        burned={way: len(keys) for way, keys in gone.items()}, pulled=pulled,
        after={way: len(then.all & keys) for way, keys in gone.items()},
        old_epochs=len((first.epochs | then.epochs) & old), old_epochs_most=len(old),
        careless=len(back.all & lost), seconds=time.monotonic() - start,
    )  # fmt: skip


@contextmanager
def _books(kind: Kind, image: Path, size: Size) -> Iterator[Pair]:
    """A disk with the two books on it, open; afterwards they are closed and it is unmounted."""
    with images.mounted(kind, image) as point:
        home = point / images.BOOKS
        home.mkdir()
        books = []
        for name in ("mina", "sora"):
            assert not kind.no_cow or make_no_cow(home / name)
            soras = name == "sora"
            snapshot = soras and KINDS.index(kind) % 2 == 1  # on some disks one half of the slot, on some the other
            books.append(Book(home / name, size, Random(name), neighbour=soras, snapshot=snapshot))
        images.share(kind, point)
        try:
            yield Pair(*books)
        finally:
            for book in books:
                book.desk.close()


def _pulled(image: Path, pair: Pair, size: Size) -> examiner.Found:
    """What is found on the disk as it lies at this moment, whatever the system has not written yet."""
    copy = image.with_name("pulled.img")
    subprocess.run(["cp", "--sparse=always", str(image), str(copy)], check=True)
    try:
        return pair.read(copy, size)
    finally:
        copy.unlink()


def _plant(image: Path, pair: Pair, gone: dict[str, Keys]) -> Keys:
    """Put burned generations back by hand: their record's one sector, and their file cut into 2 to 5 pieces, scattered.

    Returns: one burned key for each, which nothing else can give back.
    """
    random_bytes = Random(7)
    empty = _empty_places(image, random_bytes)
    burned = frozenset[bytes]().union(*gone.values())
    held = [(key, book, last) for book in pair for key, last in book.last_to_hold().items() if key in burned]
    planted = random_bytes.sample(held, PLANTS)
    with image.open("r+b") as disk:
        for _, book, last in planted:
            _put(disk, next(empty), book.records[last][: examiner.SECTOR])
            data = book.generations[last]
            sectors = [data[at : at + examiner.SECTOR] for at in range(0, len(data), examiner.SECTOR)]
            cuts = sorted(random_bytes.sample(range(1, len(sectors)), random_bytes.randint(1, 4)))
            for begin, end in pairwise([0, *cuts, len(sectors)]):
                _put(disk, next(empty), b"".join(sectors[begin:end]))
    return frozenset(key for key, _, _ in planted)


def _put(disk: BinaryIO, place: int, data: bytes) -> None:
    disk.seek(place)
    disk.write(data)


def _empty_places(image: Path, random_bytes: Random) -> Iterator[int]:
    """Stretches of 128 KiB in which nothing lies, in no order."""
    raw = examiner.Raw(image)
    step = 1 << 17
    used = {at // step for at, _ in raw.sectors()}
    raw.close()
    free = [place * step for place in range(images.IMAGE_BYTES // step) if place not in used]
    random_bytes.shuffle(free)
    return iter(free)


def experiment(folder: Path, *, small: bool, data: bool) -> int:
    """Run T3 on every kind of file system, print its table, and say what is not as it must be."""
    if missing := images.lacking():
        print(f"T3 NOT RUN: no raw disk was read; it needs {missing}.", file=sys.stderr)
        return 0
    results = [result for kind in KINDS if (result := _scan(kind, folder, SMALL if small else FULL))]
    print(json.dumps([result._asdict() for result in results]) if data else "\n".join(table(results)))
    faults = [f"T3 FAILED: {result.kind}: {fault}" for result in results for fault in result.faults()]
    print("\n".join(faults), file=sys.stderr, end="\n" if faults else "")
    return 1 if faults else 0


def _scan(kind: Kind, folder: Path, size: Size) -> Result | None:
    with tempfile.TemporaryDirectory(prefix="naru-lab-", dir=folder) as own:
        try:
            return scan(kind, Path(own), size)
        except Lacking as lacking:
            print(f"T3 NOT RUN on {kind.name}: {lacking}", file=sys.stderr)
            return None


def table(results: list[Result]) -> list[str]:
    """The table of the page."""
    if not results:
        return ["T3: no raw disk was read."]
    first = results[0]
    lines = [
        f"T3: {first.objects:,} objects in two books; burned keys that come back from the raw image right after each "
        "way of burning was acknowledged (the plug is pulled), and of all after unmounting; every passphrase known",
        "",
        f"| disk | grade | control: nothing burned ({first.objects:,}) | control: planted ({PLANTS}) "
        f"| {' | '.join(first.burned)} | after unmounting | old epoch keys | control: careless |",
        "|---|---|---|---|" + "---|" * len(first.burned) + "---|---|---|",
    ]
    for one in results:
        pulled = " | ".join(f"**{one.pulled[way]}** of {most}" for way, most in one.burned.items())
        after, most = sum(one.after.values()), sum(one.burned.values())
        lines.append(
            f"| {one.kind} | {one.grade} ({', '.join(one.reasons)}) | {one.control:,} | {one.plants} | {pulled} "
            f"| **{after:,}** of {most:,} | {one.old_epochs} of {one.old_epochs_most} | {one.careless:,} of {most:,} |"
        )
    return [*lines, "", f"All of it took {sum(one.seconds for one in results):,.0f} s."]
