"""The examiner on disks laid out by hand: who says that nothing is left must first find everything."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from burnscan import DESK, OTHER, SENTENCE, Book, Size, burn
from examiner import SECTOR, Found, examine, witness

SIZE = Size(300, 6, 5, 2, every_sector=True)
PIECE = 1 << 16
Layout = dict[int, bytes]


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """A book of 300 keys in a folder."""
    return Book(tmp_path / "mina", SIZE, Random(1))


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
    """The files of the book as they are now, each somewhere else on the disk."""
    paths = sorted((tmp_path / "mina" / "keyring").iterdir())
    return {(5 + 4 * at) * PIECE: path.read_bytes() for at, path in enumerate(paths)}


def read(path: Path, book: Book, every_sector: bool = True) -> Found:
    """What both examiners find."""
    found = examine(path, [SENTENCE, OTHER], book.readers, every_sector=every_sector)
    return found._replace(keys=found.keys | witness(path, book.generations, found.epochs, DESK))


def test_it_finds_every_key_before_anything_burns(tmp_path: Path, book: Book) -> None:
    """300 of 300; none without the sentence."""
    path = disk(tmp_path, files(tmp_path))
    assert examine(path, [SENTENCE], every_sector=False).keys == set(book.keys)
    stranger = examine(path, [OTHER], every_sector=True)
    assert not stranger.epochs
    assert not stranger.keys
    assert stranger.sectors > PIECE // SECTOR


def test_it_finds_what_burned_when_the_old_record_is_still_there(tmp_path: Path, book: Book) -> None:
    """With the files of today 0 of 13; with the old record and the old file as well, all that generation held."""
    burn(book, SIZE)
    today, gone = files(tmp_path), set(book.keys[: SIZE.burned])
    assert not read(disk(tmp_path, today), book).keys & gone
    old = {40 * PIECE: book.generations[2]}
    assert not read(disk(tmp_path, {**today, **old}), book).keys & gone
    assert read(disk(tmp_path, {**today, **old, 50 * PIECE: book.slots[2]}), book).keys >= set(book.keys)


@pytest.mark.parametrize("every_sector", [True, False])
def test_one_sector_of_the_record_is_enough(tmp_path: Path, book: Book, every_sector: bool) -> None:
    """Also without its magic, or off the sector's edge; where the reader's number is gone too, only by force."""
    burn(book, SIZE)
    record = book.slots[2][:SECTOR]
    for place, piece in ((0, bytes(8) + record[8:]), (777, record), (0, bytes(30) + record[30:])):
        layout = {**files(tmp_path), 40 * PIECE: book.generations[2], 50 * PIECE + place: piece}
        found = examine(disk(tmp_path, layout), [SENTENCE, OTHER], book.readers, every_sector=every_sector)
        blind = not every_sector and piece.startswith(bytes(30))
        assert (found.keys >= set(book.keys)) is not blind


def test_the_witness_puts_scattered_pieces_together(tmp_path: Path, book: Book) -> None:
    """Cut at every sector and shuffled: every key but those of a sector that is missing; none without the first."""
    burn(book, SIZE)
    data, gone = book.generations[2], set(book.keys[: SIZE.burned])
    sectors = [data[at : at + SECTOR] for at in range(0, len(data), SECTOR)]
    places = Random(2).sample(range(60 * 128, 80 * 128), len(sectors))
    scattered = {place * SECTOR: sector for place, sector in zip(places, sectors, strict=True)}
    whole = {**files(tmp_path), 50 * PIECE: book.slots[2], **scattered}
    assert not examine(disk(tmp_path, whole), [SENTENCE, OTHER], book.readers, every_sector=False).keys & gone
    assert read(disk(tmp_path, whole), book).keys >= set(book.keys)
    found = []
    for missing in sectors[1:4]:  # the keys that burned lie in one or two of these
        lacking = {place: piece for place, piece in whole.items() if piece != missing}
        found.append(len(read(disk(tmp_path, lacking), book).keys & gone))
    assert min(found) < len(gone) == max(found)
    headless = {place: data for place, data in whole.items() if data != sectors[0]}
    assert not read(disk(tmp_path, headless), book).keys & gone
