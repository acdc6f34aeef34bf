"""Controls: markers as other programs write them, put into every kind of place. The matcher has to find every one.

Nothing here uses `markers.patterns`: what is planted comes from the programs themselves (json, sqlite3, msgpack,
base64, the memory of this interpreter), so a pattern that is wrong is not found.
"""

from __future__ import annotations

import base64
import ctypes
import json
import os
import sqlite3
import struct
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import msgspec

from naru.money import print_amount
from testkit.hunt.markers import DIGESTS, SUM_FORMS, WORD_FORMS, Marker
from testkit.hunt.matcher import Hit

BEFORE: Final = ("", "a", "나루", "sent: ")
"""what stands before it; of four lengths, so that it begins anywhere"""

NAME_MOST: Final = 255


def _memory(thing: Any) -> bytes:
    """An object as it lies in the memory of this interpreter; a core would hold it so."""
    return ctypes.string_at(id(thing), sys.getsizeof(thing))


def _database(*values: object) -> bytes:
    """A real SQLite file with these values in it."""
    with sqlite3.connect(":memory:") as base:
        base.execute("CREATE TABLE told (it)")
        base.executemany("INSERT INTO told VALUES (?)", [(value,) for value in values])
        base.commit()
        return base.serialize()


def _hexed(data: bytes) -> bytes:
    with sqlite3.connect(":memory:") as base:
        return str(base.execute("SELECT hex(?)", (data,)).fetchone()[0]).encode()


def _dated(text: str) -> bytes:
    """A phone as people write it without strokes; any other text as another keyboard composes it."""
    bare = text.replace("-", "")
    return bare.encode() if bare.isdigit() else unicodedata.normalize("NFD", text).encode()


WORD_WRITERS: Final[dict[str, tuple[Callable[[str], bytes], ...]]] = {
    "UTF-8": (str.encode, msgspec.msgpack.encode, _database),
    "NFD": (_dated,),
    "UTF-16-LE": (lambda text: text.encode("utf-16-le"),),
    "UTF-16-BE": (lambda text: text.encode("utf-16")[2:] if sys.byteorder == "big" else text.encode("utf-16-be"),),
    "UTF-32-LE": (lambda text: bytes(ctypes.create_unicode_buffer(text)),),
    "hex": (lambda text: text.encode().hex().encode(), lambda text: _hexed(text.encode())),
    "base64": (
        *(lambda text, start=start: base64.b64encode(f"{start}{text} 입니다".encode()) for start in BEFORE),
        lambda text: base64.urlsafe_b64encode(text.encode()),
    ),
    "percent": (lambda text: urlencode({"q": text}).encode(), lambda text: urlencode({"q": text}).lower().encode()),
    "escaped": (lambda text: json.dumps([text]).encode(), lambda text: repr(text.encode()).encode()),
}

SUM_WRITERS: Final[dict[str, tuple[Callable[[Marker], bytes], ...]]] = {
    "digits": (lambda told: f"{told.minor}".encode(), lambda told: msgspec.json.encode({"amount": told.minor})),
    "commas": tuple(
        lambda told, lang=lang: print_amount(told.minor, told.code, lang).encode() for lang in ("ko", "en")
    ),
    "UTF-16-LE": (lambda told: f"{told.minor}".encode("utf-16-le"),),
    "hexadecimal": (lambda told: hex(told.minor).encode(), lambda told: f"{told.minor:016X}".encode()),
    "base64": tuple(lambda told, start=start: base64.b64encode(f"{start}{told.minor};".encode()) for start in BEFORE),
    "int64 LE": (lambda told: struct.pack("<q", told.minor),),
    "int64 BE": (lambda told: msgspec.msgpack.encode(told.minor), lambda told: struct.pack(">q", told.minor)),
    "6 bytes BE": (lambda told: _database(told.minor),),
    "limbs": (lambda told: _memory(told.minor),),
}
assert WORD_WRITERS.keys() == WORD_FORMS.keys() and SUM_WRITERS.keys() == SUM_FORMS.keys()


def written(marker: Marker) -> Iterator[tuple[Hit, bytes]]:
    """The marker as every program writes it, and what the matcher has to say of that."""
    if marker.code:
        told = [(form, write(marker)) for form, writers in SUM_WRITERS.items() for write in writers]
    else:
        told = [(form, write(marker.text)) for form, writers in WORD_WRITERS.items() for write in writers]
        told += [("UTF-8", _memory(marker.text))] if marker.text.isascii() else [("UTF-16-LE", _memory(marker.text))]
    told += [(name, digest(marker.text.encode())) for name, digest in DIGESTS.items()]
    for form, data in told:
        # Some forms of a word of plain letters are the word itself.
        yield Hit(marker, "UTF-8" if marker.text.encode() in data and not marker.code else form), data


def expected(markers: Iterable[Marker]) -> set[Hit]:
    """All that has to be found of these markers, whatever else is."""
    return {hit for marker in markers for hit, _ in written(marker)}


def names(markers: Iterable[Marker]) -> Iterator[tuple[Hit, bytes]]:
    """Those that can be the name of a file here: no NUL, no stroke, not too long."""
    for marker in markers:
        for hit, data in written(marker):
            if b"\0" not in data and b"/" not in data and len(data) <= NAME_MOST:
                yield hit, data


def into_files(folder: Path, markers: Iterable[Marker], then: Callable[[Path], object] = lambda _: None) -> None:
    """Write each into a file of its own, somewhere in it; `then` is done with every file."""
    for number, (_, data) in enumerate(pair for marker in markers for pair in written(marker)):
        path = folder / f"told-{number}"
        with path.open("wb") as file:
            file.write(bytes(number % 509) + data)
        then(path)


def into_names(folder: Path, markers: Iterable[Marker], then: Callable[[bytes], object] = lambda _: None) -> set[Hit]:
    """Make an empty file under each name that is allowed. Gives what has to be found."""
    hits = set()
    for number, (hit, data) in enumerate(names(markers)):
        place = os.fsencode(folder) + b"/%d" % number
        os.mkdir(place)
        path = place + b"/" + data
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
        hits.add(hit)
        then(path)
    return hits
