"""Multi-pattern matching: which markers stand in some bytes, in which form? All patterns are searched in one pass.

What is searched is cut into words of four bytes, and all of them are compared with all anchors at once. Of
every pattern four words are anchors, one for each place in a word at which it can begin; so none slips through, and
only where an anchor stands the whole pattern is looked for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Final, NamedTuple

from testkit.hunt.markers import Marker, digests, patterns

CHUNK: Final = 1 << 16
WORD: Final = 4


class Hit(NamedTuple):
    """A marker, and the form in which it stood there."""

    marker: Marker
    form: str


class Matcher:
    """All patterns of some markers. It reads in pieces of `chunk` bytes that overlap."""

    def __init__(self, markers: Iterable[Marker], chunk: int = CHUNK) -> None:
        self._chunk = chunk
        self._by_anchor: dict[int, list[tuple[bytes, Hit]]] = {}
        self.patterns = 0
        self.longest = 0
        for marker in markers:
            for form, pattern in (*patterns(marker), *digests(marker)):
                self.patterns += 1
                self.longest = max(self.longest, len(pattern))
                for anchor in _anchors(pattern):
                    self._by_anchor.setdefault(anchor, []).append((pattern, Hit(marker, form)))
        self._anchors = frozenset(self._by_anchor)

    def look(self, data: bytes, known: Collection[Hit] = ()) -> set[Hit]:
        """What stands in these bytes, and is not known yet."""
        found: set[Hit] = set()
        for at in range(0, len(data), self._chunk):
            found |= self._piece(data[at : at + self._chunk + self.longest], found.union(known))
        return found

    def _piece(self, piece: bytes, known: Collection[Hit]) -> set[Hit]:
        if not piece.strip(b"\0"):
            return set()
        words = memoryview(piece + bytes(-len(piece) % WORD)).cast("I")
        likely = {pair for anchor in self._anchors.intersection(words) for pair in self._by_anchor[anchor]}
        return {hit for pattern, hit in likely if hit not in known and pattern in piece}


def _anchors(pattern: bytes) -> Iterator[int]:
    """For each place in a word at which a pattern can begin: that whole word of it which least turns up by chance.

    A pattern of six bytes shows no whole word where it begins with a word's last byte but one; anything can follow it.
    """
    for start in range(WORD):
        whole = [pattern[at : at + WORD] for at in range(start, len(pattern) - WORD + 1, WORD)]
        if whole:
            yield _number(max(whole, key=lambda word: (len(set(word)), -word.count(0))))
        else:
            assert len(pattern) - start == WORD - 1, "too short to show a word wherever it begins"
            yield from (_number(pattern[start:] + bytes([byte])) for byte in range(256))


def _number(word: bytes) -> int:
    return memoryview(word).cast("I")[0]
