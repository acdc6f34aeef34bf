"""Markers: invented names, places, words and sums that stand nowhere else, and the forms in which programs write them.

A marker is drawn from a seed. What is longer than a few words (a note, an opening sentence) is told around its marker,
so that a piece of it is found as well as the whole.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple
from urllib.parse import quote

from naru.i18n.words import canonical
from naru.money import digits

HANGUL: Final = (0xAC00, 11_172)
HAN: Final = (0x4E00, 20_902)
VOWELS: Final = "aeiou"
CONSONANTS: Final = "bdfgjkmnprstvz"
SHORTEST: Final = 6
"""bytes of the shortest pattern: a shorter one would turn up in sealed bytes by chance"""

DRAWN: Final = ("drawn words", "drawn sentence")
"""kinds of markers that Naru draws from its lists itself"""

WORD_FORMS: Final = {
    "UTF-8": "files, terminals, SQLite, msgpack",
    "NFD": "file names of macOS, some keyboards",
    "UTF-16-LE": "Windows; Python's own memory, so a core",
    "UTF-16-BE": "Java, PDF, HFS+",
    "UTF-32-LE": "wide letters of C on Linux",
    "hex": "dumps, SQLite's X'', logs of digests",
    "base64": "mail, data in JSON; at each of its three alignments",
    "percent": "addresses, forms",
    "escaped": "JSON, tracebacks and repr, as \\u and as \\x",
}
"""nine forms of a word, and who writes them"""

SUM_FORMS: Final = {
    "digits": "JSON, Beancount, CSV",
    "commas": "screens, prints",
    "UTF-16-LE": "Windows; Python's own memory",
    "hexadecimal": "dumps, pointers in a log",
    "base64": "mail, data in JSON; at each of its three alignments",
    "int64 LE": "struct, C, most files of this machine",
    "int64 BE": "msgpack, PostgreSQL, Java",
    "6 bytes BE": "SQLite's record of a number of this size",
    "limbs": "Python's own memory, so a core",
}
"""nine forms of a sum, and who writes them"""

DIGESTS: Final[dict[str, Callable[[bytes], bytes]]] = {
    "md5": lambda data: hashlib.md5(data, usedforsecurity=False).digest(),
    "sha1": lambda data: hashlib.sha1(data, usedforsecurity=False).digest(),
    "sha256": lambda data: hashlib.sha256(data).digest(),
    "blake2b-128": lambda data: hashlib.blake2b(data, digest_size=16).digest(),
    "blake2b-256": lambda data: hashlib.blake2b(data, digest_size=32).digest(),
}
"""A digest without a key is the word itself to whoever can guess it; looked for beyond the nine, raw and in hex."""


class Marker(NamedTuple):
    """One marker: what it is, and as it is typed. A sum has its minor units and its currency besides."""

    kind: str
    text: str
    minor: int = 0
    code: str = ""

    @property
    def said(self) -> str:
        """A sum as it is typed: ``432,198,765,432 KRW``."""
        return f"{_grouped(self)} {self.code}"


class Draw:
    """Draws markers, every one another, and keeps a list of them."""

    def __init__(self, random_bytes: Callable[[int], bytes]) -> None:
        """`random_bytes` gives that many bytes; the same from the same seed."""
        self._random_bytes = random_bytes
        self.drawn: list[Marker] = []

    def word(self, kind: str) -> Marker:
        """A word nobody uses: Hangul, Korean in Latin letters, or Han and Hangul, in turn; also as a name."""
        made = (self._hangul(5), self._latin("ŏ"), self._letters(HAN, 3) + self._hangul(2))
        return self._keep(Marker(kind, made[len(self.drawn) % len(made)]))

    def plain(self, kind: str) -> Marker:
        """A word of small Latin letters."""
        return self._keep(Marker(kind, self._latin("")))

    def phone(self, kind: str = "phone") -> Marker:
        """A telephone number."""
        number = f"{self._below(10**8):08}"
        return self._keep(Marker(kind, f"010-{number[:4]}-{number[4:]}"))

    def sum(self, code: str, low: int, high: int, kind: str = "sum") -> Marker:
        """A sum in minor units between two bounds, above what four bytes hold."""
        assert low >= 1 << 32
        minor = low + self._below(high - low)
        return self._keep(Marker(kind, str(minor), minor, code))

    def own(self, kind: str, text: str) -> Marker:
        """Something that Naru drew itself and told: it is hunted like the others."""
        return self._keep(Marker(kind, text))

    def _keep(self, marker: Marker) -> Marker:
        self.drawn.append(marker)
        return marker

    def _below(self, most: int) -> int:
        return int.from_bytes(self._random_bytes(8), "big") % most

    def _letters(self, block: tuple[int, int], count: int) -> str:
        return "".join(chr(block[0] + self._below(block[1])) for _ in range(count))

    def _hangul(self, count: int) -> str:
        return self._letters(HANGUL, count)

    def _latin(self, end: str) -> str:
        pairs = (CONSONANTS[self._below(14)] + VOWELS[self._below(5)] for _ in range(6))
        return "".join(pairs) + (f"{end}n" if end else "")


def patterns(marker: Marker) -> Iterator[tuple[str, bytes]]:
    """Every byte string that gives this marker away, with the name of its form."""
    told = [*(_of_sum(marker) if marker.code else _of_word(marker))]
    if marker.kind in DRAWN:
        told += [("canonical", canonical(marker.text))]  # what keys are made from: the places of words in the lists
    known: set[bytes] = set()
    for form, pattern in told:
        if pattern not in known:
            assert len(pattern) >= SHORTEST, (marker.kind, form)
            known.add(pattern)
            yield form, pattern


def digests(marker: Marker) -> Iterator[tuple[str, bytes]]:
    """Its digests, raw and in hex."""
    for name, digest in DIGESTS.items():
        made = digest(marker.text.encode())
        yield name, made
        yield name, made.hex().encode()


def _of_word(marker: Marker) -> Iterator[tuple[str, bytes]]:
    text = marker.text
    data = text.encode()
    yield "UTF-8", data
    yield "NFD", unicodedata.normalize("NFD", text).encode()
    if (bare := text.replace("-", "")).isdigit():  # it has no other composition, but people leave the strokes out
        yield "NFD", bare.encode()
    for form in ("UTF-16-LE", "UTF-16-BE", "UTF-32-LE"):
        yield form, text.encode(form)
    yield "hex", data.hex().encode()
    yield "hex", data.hex().upper().encode()
    for pattern in _base64(data):
        yield "base64", pattern
    whole = "".join(f"%{byte:02X}" for byte in data)
    for pattern in (quote(text, safe=""), whole):
        yield "percent", pattern.encode()
        yield "percent", pattern.lower().encode()
    for pattern in (json.dumps(text)[1:-1], repr(data)[2:-1]):
        yield "escaped", pattern.encode()
        yield "escaped", re.sub(r"(?<=\\[ux])[0-9a-f]+", lambda found: found[0].upper(), pattern).encode()


def _of_sum(marker: Marker) -> Iterator[tuple[str, bytes]]:
    plain = _grouped(marker).replace(",", "")
    number = marker.minor
    for form, text in (("digits", plain), ("digits", marker.text), ("commas", _grouped(marker))):
        yield form, text.encode()
        yield "UTF-16-LE", text.encode("UTF-16-LE")
        for pattern in _base64(text.encode()):
            yield "base64", pattern
    yield "hexadecimal", f"{number:x}".encode()
    yield "hexadecimal", f"{number:X}".encode()
    yield "int64 LE", number.to_bytes(8, "little")
    yield "int64 BE", number.to_bytes(8, "big")
    yield "6 bytes BE", number.to_bytes(6, "big")
    limbs = [number >> at & (1 << 30) - 1 for at in range(0, number.bit_length(), 30)]
    yield "limbs", b"".join(limb.to_bytes(4, "little") for limb in limbs)


def _base64(data: bytes) -> Iterator[bytes]:
    """What must stand in any base64 text that holds these bytes, wherever in it they begin."""
    for before in range(3):
        first, last = -(-before * 8 // 6), (before + len(data)) * 8 // 6
        for encode in (b64encode, urlsafe_b64encode):
            yield encode(bytes(before) + data)[first:last]


def _grouped(marker: Marker) -> str:
    """A sum as screens show it, with commas and its decimals."""
    places = digits(marker.code)
    whole, rest = divmod(marker.minor, 10**places)
    return f"{whole:,}" + (f".{rest:0{places}}" if places else "")
