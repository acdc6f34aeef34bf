"""The examiner on disks laid out by hand: who says that nothing is left must first find everything."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest

from lab.examiner import SECTOR, Found, examine, witness
from lab.kept import JIHOS, SENTENCE, SENTENCES, SORAS, Book, Keys, Size

SIZE = Size(120, 6, 20, every_sector=True)
PIECE = 1 << 16
Layout = dict[int, bytes]


class Kept(NamedTuple):
    """A book whose keys were burned in four ways: the last generation before, and what burned."""

    book: Book
    before: int
    objects: Keys
    gone: Keys


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    """A book of 120 objects in a folder."""
    made = Book(tmp_path / "mina", SIZE, Random(1))
    yield made
    made.desk.close()


@pytest.fixture
def burned(book: Book) -> Kept:
    """The same after four ways of burning."""
    before, objects = book.desk.keyring.generation, book.objects()
    gone = frozenset[bytes]().union(*(keys for _, keys in book.burn()))
    return Kept(book, before, objects, gone)


def disk(tmp_path: Path, layout: Layout) -> Path:
    """A raw disk of 16 MiB with these pieces at these places, in bytes; noise and emptiness between."""
    path = tmp_path / "disk.img"
    with path.open("wb") as file:
        file.truncate(1 << 24)
        file.seek(3 * PIECE)
        file.write(Random(5).randbytes(PIECE))
        for place, data in layout.items():
            file.seek(place)
            file.write(data)
    return path


def files(tmp_path: Path) -> Layout:
    """The key files of the book as they are now, each somewhere else on the disk."""
    paths = sorted((tmp_path / "mina" / "keyring").iterdir())
    return {(5 + 4 * at) * PIECE: path.read_bytes() for at, path in enumerate(paths)}


def read(path: Path, book: Book, every_sector: bool = True) -> Found:
    """What both examiners find."""
    found = examine(path, SENTENCES, book.readers, every_sector=every_sector)
    more = witness(path, book.generations, found.epochs, book.desk_id, book.case_keys)
    return found._replace(keys=found.keys | more)


def test_it_finds_every_key_before_anything_burns(tmp_path: Path, book: Book) -> None:
    """All of them, with the log's, the headers' and the cases', by hers or by a helper's sentence; else none."""
    path = disk(tmp_path, files(tmp_path))
    assert len(book.objects()) == SIZE.objects + 3
    for sentence in (SENTENCE, JIHOS):
        found = examine(path, [sentence], every_sector=False)
        assert found.keys >= {*book.objects(), *book.case_keys.values(), book.desk.keyring.log_key}
    stranger = examine(path, [SORAS], every_sector=True)
    assert not stranger.epochs
    assert not stranger.keys
    assert stranger.sectors > PIECE // SECTOR


def test_every_way_burns_what_it_says(burned: Kept) -> None:
    """The objects of each way and the case itself; besides, three snapshots, the case's key, and that of their
    headers."""
    assert len(burned.gone & burned.objects) == 4 * SIZE.way + 1
    assert len(burned.gone - burned.objects) == 3 + 1 + 1
    assert not burned.gone & burned.book.objects()


def test_it_finds_what_burned_when_the_old_record_is_still_there(tmp_path: Path, burned: Kept) -> None:
    """With the files of today none; with the old record and the old file as well, all that generation held."""
    book, today = burned.book, files(tmp_path)
    assert not read(disk(tmp_path, today), book).keys & burned.gone
    old = {40 * PIECE: book.generations[burned.before]}
    assert not read(disk(tmp_path, {**today, **old}), book).keys & burned.gone
    whole = {**today, **old, 50 * PIECE: book.records[burned.before]}
    assert read(disk(tmp_path, whole), book).keys >= burned.objects


def test_nothing_comes_back_of_a_book_that_burned_whole(tmp_path: Path) -> None:
    """No key of any kind; with its last record and file on the disk, all of them, though no reader's file is left."""
    book = Book(tmp_path / "mina", SIZE, Random(2), neighbour=True)
    last = book.desk.keyring.generation
    _, gone = book.burn_whole()
    book.desk.close()
    assert gone > {book.epochs[last], *book.case_keys.values(), book.contents[last].log_key}
    assert not read(disk(tmp_path, files(tmp_path)), book).all
    old = {40 * PIECE: book.generations[last], 50 * PIECE: book.records[last]}
    assert read(disk(tmp_path, old), book).all >= gone


@pytest.mark.parametrize("every_sector", [True, False])
def test_one_sector_of_the_record_is_enough(tmp_path: Path, burned: Kept, every_sector: bool) -> None:
    """Also without its magic, or off the sector's edge; where the two readers' numbers are gone too, only by force."""
    book, record = burned.book, burned.book.records[burned.before][:SECTOR]
    nameless = bytes(30) + record[30:110] + bytes(8) + record[118:]
    for place, piece in ((0, bytes(8) + record[8:]), (777, record), (0, nameless)):
        layout = {**files(tmp_path), 40 * PIECE: book.generations[burned.before], 50 * PIECE + place: piece}
        found = examine(disk(tmp_path, layout), SENTENCES, book.readers, every_sector=every_sector)
        blind = not every_sector and piece == nameless
        assert (found.keys >= burned.objects) is not blind


def test_the_witness_puts_scattered_pieces_together(tmp_path: Path, burned: Kept) -> None:
    """Cut at every sector and shuffled: every key but those of a sector that is missing; none without the first."""
    book, gone = burned.book, burned.gone & burned.objects
    data = book.generations[burned.before]
    sectors = [data[at : at + SECTOR] for at in range(0, len(data), SECTOR)]
    places = Random(2).sample(range(60 * 128, 80 * 128), len(sectors))
    scattered = {place * SECTOR: sector for place, sector in zip(places, sectors, strict=True)}
    whole = {**files(tmp_path), 50 * PIECE: book.records[burned.before], **scattered}
    assert not examine(disk(tmp_path, whole), SENTENCES, book.readers, every_sector=False).keys & gone
    assert read(disk(tmp_path, whole), book).keys >= burned.objects
    lost = []
    for missing in sectors[1:12]:  # the keys that burned lie in some of these
        lacking = {place: piece for place, piece in whole.items() if piece != missing}
        lost.append(len(gone) - len(read(disk(tmp_path, lacking), book).keys & gone))
    assert sum(lost) >= len(gone)
    assert max(lost) <= SECTOR // 32 + 1
    headless = {place: data for place, data in whole.items() if data != sectors[0]}
    assert not read(disk(tmp_path, headless), book).keys & gone
