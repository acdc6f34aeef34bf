"""T3: which burned keys come back from the raw disk, with every passphrase known?

A real book is kept on real file systems in image files: keys are burned one at a time, in a batch, and in one change
with new keys and a new header key, as a fold does it; in between it is closed, opened, and given another sentence. Then
the image is read sector by sector, once as it lies when the last burn has just been acknowledged (the plug is pulled)
and once after unmounting.

Controls, on every file system: with nothing burned every key must come back; so must the keys of files cut up by hand
and scattered; and a book that *replaces* its slot instead of overwriting it shows what the same disk gives back then.
"""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any, BinaryIO, Final, NamedTuple
from unittest import mock

import examiner
import images
from images import Kind

from naru.vault import files, turn
from naru.vault.grade import look, make_no_cow
from naru.vault.kdf import CHEAPEST
from naru.vault.keyring import Keyring
from naru.vault.machine import Here

DESK: Final = bytes(range(16))
SENTENCE: Final = "나루 바람 호박 우물".encode()
OTHER: Final = "감자 구름 장독 마루".encode()
PLANTS: Final = 20
SPARE: Final = 256  # keys a new book has


class Size(NamedTuple):
    """How much is written and burned: objects in all, burned one at a time, in a batch, and with a fold."""

    objects: int
    singly: int
    batch: int
    fold: int
    every_sector: bool

    @property
    def burned(self) -> int:
        """How many keys burn."""
        return self.singly + self.batch + self.fold


FULL: Final = Size(2000, 100, 80, 20, every_sector=True)
SMALL: Final = Size(400, 20, 10, 2, every_sector=False)


class Result(NamedTuple):
    """What came out on one file system. Counts of keys, unless it says otherwise."""

    kind: str
    right: str
    grade: str
    reasons: tuple[str, ...]
    objects: int
    control: int  # came back with nothing burned, of `objects`
    plants: int  # came back of PLANTS planted by hand
    burned: int
    pulled: int  # burned keys that came back right after the acknowledgement
    after: int  # ... and after unmounting
    old_epochs: int  # epoch keys of burned generations on either, of `old_epochs_most`
    old_epochs_most: int
    careless: int  # burned keys that came back where the slot was replaced instead of overwritten
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
        if self.right != "C" and (self.pulled or self.after or self.old_epochs):
            wrong.append(f"{max(self.pulled, self.after)} burned keys and {self.old_epochs} old epoch keys came back")
        return wrong


class Lab(Here):
    """The machine whose disks are the images: what this machine does with its own memory is not looked at."""

    def __init__(self) -> None:
        super().__init__(images_magnetic=True)

    def read(self, path: str) -> bytes | None:
        """See `Machine`."""
        return b"" if path == "/proc/swaps" or path.startswith("/sys/power/") else super().read(path)


class Book:
    """A keyring, and everything it ever wrote, kept by a witness."""

    def __init__(self, folder: Path, size: Size, chance: Random) -> None:
        self._home = folder / "keyring"
        self._folder = folder
        self._chance = chance.randbytes
        self.generations: dict[int, bytes] = {}
        self.slots: dict[int, bytes] = {}
        self.readers: set[bytes] = set()
        self.last_in: dict[int, int] = {}  # burned key -> last generation that held it
        self.sentence = SENTENCE
        self.ring = Keyring.create(folder, DESK, SENTENCE, CHEAPEST, self._chance)
        self._watch()
        self.change(make=size.objects - SPARE)
        self.keys = [self.ring.key(number) for number in range(size.objects)]

    def change(self, drop: Iterable[int] = (), **change: Any) -> None:
        """Change the keyring before the witness."""
        self.last_in.update((number, self.ring.generation) for number in drop)
        self.ring.change(drop=drop, **change)
        self._watch()

    def reopen(self) -> None:
        """Close the book and open it."""
        self.ring = Keyring.open(self._folder, self.sentence, allow_cheap=True, chance=self._chance)

    def change_sentence(self, sentence: bytes) -> None:
        """Give it another sentence."""
        self.ring.change_passphrase(self.sentence, sentence, CHEAPEST)
        self.sentence = sentence
        self._watch()

    def _watch(self) -> None:
        number = self.ring.generation
        self.generations[number] = (self._home / f"g{number}").read_bytes()
        self.readers |= {path.read_bytes() for path in self._home.glob("reader-*")}
        slot = (self._home / "slot").read_bytes()
        self.slots[number] = slot[:4096] if slot.startswith(b"NARUSLOT") else slot[4096:]


def scan(kind: Kind, folder: Path, size: Size) -> Result:
    """Do all of it on one file system, with images in this folder."""
    start = time.monotonic()
    made = [folder / f"{name}.img" for name in ("kept", "burned", "careless", "pulled")]
    kept, burned, careless, pulled = made
    with images.mounted(kind, kept) as point:
        book = _new(kind, point, size)
        grade = look(point / "mina", Lab())
    control = _read(kept, book, size)
    with images.mounted(kind, burned) as point:
        book = _new(kind, point, size)
        burn(book, size)
        _copy(burned, pulled)
    gone = frozenset(book.keys[: size.burned])
    first, then = _read(pulled, book, size), _read(burned, book, size)
    plants = _plant(burned, book, size)
    planted = _read(burned, book, size)
    with images.mounted(kind, careless) as point, _replacing():
        other = _new(kind, point, size)
        burn(other, size)
    lost = _read(careless, other, size)
    for path in made:
        path.unlink()
    return Result(
        kind.name, kind.grade, grade.letter, grade.reasons, size.objects,
        control=len(control.keys & frozenset(book.keys)), plants=len(planted.keys & plants),
        burned=size.burned, pulled=len(first.keys & gone), after=len(then.keys & gone),
        old_epochs=max(len(first.epochs), len(then.epochs)) - 1, old_epochs_most=len(book.generations) - 1,
        careless=len(lost.keys & frozenset(other.keys[: size.burned])), seconds=time.monotonic() - start,
    )  # fmt: skip


def burn(book: Book, size: Size) -> None:
    """Burn the first keys of a book, in every way there is; one half before, one half after another opening."""
    half = size.singly // 2
    for number in range(half):
        book.change(drop=[number])
    book.reopen()
    book.change_sentence(OTHER)
    for number in range(half, size.singly):
        book.change(drop=[number])
    book.change(drop=range(size.singly, size.singly + size.batch))
    book.change(drop=range(size.singly + size.batch, size.burned), make=8, new_mark_from=40, fold=(40, size.objects))


def _new(kind: Kind, point: Path, size: Size) -> Book:
    if kind.no_cow:
        assert make_no_cow(point / "mina")
    book = Book(point / "mina", size, Random(3))
    images.share(kind, point)
    return book


def _read(image: Path, book: Book, size: Size) -> examiner.Found:
    """What examiner and witness find together."""
    found = examiner.examine(image, [SENTENCE, OTHER], book.readers, every_sector=size.every_sector)
    more = examiner.witness(image, book.generations, found.epochs, DESK)
    return found._replace(keys=found.keys | more)


def _copy(image: Path, to: Path) -> None:
    subprocess.run(["cp", "--sparse=always", str(image), str(to)], check=True)


def _plant(image: Path, book: Book, size: Size) -> frozenset[bytes]:
    """Put burned generations back by hand: their record's one sector, and their file cut into 2 to 5 pieces, scattered.

    Returns: one burned key for each, which nothing else can give back.
    """
    chance = Random(7)
    empty = _empty_places(image, chance)
    numbers = chance.sample(range(size.burned), PLANTS)
    with image.open("r+b") as disk:
        for number in numbers:
            generation = book.last_in[number]
            _put(disk, next(empty), book.slots[generation][: examiner.SECTOR])
            data = book.generations[generation]
            sectors = [data[at : at + examiner.SECTOR] for at in range(0, len(data), examiner.SECTOR)]
            cuts = sorted(chance.sample(range(1, len(sectors)), chance.randint(1, 4)))
            for begin, end in pairwise([0, *cuts, len(sectors)]):
                _put(disk, next(empty), b"".join(sectors[begin:end]))
    return frozenset(book.keys[number] for number in numbers)


def _put(disk: BinaryIO, place: int, data: bytes) -> None:
    disk.seek(place)
    disk.write(data)


def _empty_places(image: Path, chance: Random) -> Iterator[int]:
    """Stretches of 128 KiB in which nothing lies, in no order."""
    raw = examiner.Raw(image)
    step = 1 << 17
    used = {at // step for at, _ in raw.sectors()}
    raw.close()
    free = [place * step for place in range(images.IMAGE_BYTES // step) if place not in used]
    chance.shuffle(free)
    return iter(free)


@contextmanager
def _replacing() -> Iterator[None]:
    """The careless control: the slot is written as a new file and renamed over the old one, which nobody overwrites."""

    def switch(home: Path, old_half: int, record: bytes, blank: bytes) -> None:
        fresh = home / (turn.SLOT + turn.NEW)
        files.put(fresh, blank + record if old_half == 0 else record + blank)
        files.rename(fresh, home / turn.SLOT)
        files.fsync_folder(home)

    with mock.patch.object(turn, "switch", switch):
        yield
