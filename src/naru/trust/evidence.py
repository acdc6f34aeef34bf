"""Evidence, graded by a table (design, section 5; every usual proof that has been beaten: domain, section 1.6).

A new kind of evidence is one line in `KINDS`.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from typing import NamedTuple


class Grade(IntEnum):
    """How far evidence carries. `NOTHING` never accepts anything."""

    NOTHING = 0
    WEAK = 1
    FAIR = 2
    STRONG = 3


class Kind(NamedTuple):
    """What a kind of evidence is worth.

    Args:
        alone: its grade when it did not pass through a carrier's phone.
        through: its grade through a carrier's phone or hands.
        fresh: its grade when it shows this order's fresh word, and came through a carrier.
    """

    alone: Grade
    through: Grade
    fresh: Grade


KINDS: dict[str, Kind] = {
    "photo": Kind(Grade.FAIR, Grade.WEAK, Grade.FAIR),
    "film": Kind(Grade.FAIR, Grade.WEAK, Grade.FAIR),
    "voice": Kind(Grade.FAIR, Grade.WEAK, Grade.FAIR),
    "letter": Kind(Grade.WEAK, Grade.WEAK, Grade.FAIR),
    "serials": Kind(Grade.FAIR, Grade.WEAK, Grade.WEAK),
    "live-voice": Kind(Grade.FAIR, Grade.WEAK, Grade.FAIR),
    "live-answer": Kind(Grade.STRONG, Grade.FAIR, Grade.FAIR),
    "visit": Kind(Grade.FAIR, Grade.WEAK, Grade.WEAK),
    "sight": Kind(Grade.STRONG, Grade.STRONG, Grade.STRONG),
}
"""photo; film; recorded voice; letter; the notes' serial numbers; a live voice she knows; a live answer to a question
nobody foresaw; somebody went there and saw; something the sender can see for herself (a mended roof from above)."""

SPOKEN: dict[str, Kind] = {
    "receiver": Kind(Grade.FAIR, Grade.WEAK, Grade.FAIR),
    "family": Kind(Grade.WEAK, Grade.WEAK, Grade.FAIR),
    "other": Kind(Grade.WEAK, Grade.WEAK, Grade.WEAK),
    "carrier": Kind(Grade.NOTHING, Grade.NOTHING, Grade.NOTHING),
    "sender": Kind(Grade.NOTHING, Grade.NOTHING, Grade.NOTHING),
}
"""What somebody's bare word is worth. Nobody's own wish, and no carrier's word, is evidence."""

PHONES = ("own", "carrier", "other", "none", "unknown")
"""Through whose phone it came: the speaker's own, a carrier's, somebody else's, none at all, nobody knows."""


def grade(role: str, phone: str, proofs: Iterable[str], *, fresh: bool = False, apart: bool = False) -> Grade:
    """The best grade among what there is.

    Args:
        role: who speaks: sender, receiver, family, carrier, other.
        phone: one of `PHONES`; what is unknown counts as a carrier's.
        proofs: kinds of evidence, keys of `KINDS`.
        fresh: the fresh word of this very order is in it.
        apart: it can be checked without the carrier; then the road it came by does not weaken it.
    """
    through = role == "carrier" or phone in ("carrier", "unknown", "")
    kinds = [KINDS[kind] for kind in proofs]
    kinds.append(SPOKEN[role])

    def worth(kind: Kind) -> Grade:
        if apart or not through:
            return kind.alone
        return kind.fresh if fresh else kind.through

    return max(worth(kind) for kind in kinds)
