"""How good a word is, and that no carrier's word alone ever delivers."""

from __future__ import annotations

from typing import Any

import pytest

from naru.refusal import Refusal
from naru.trust.evidence import KINDS, PHONES, SPOKEN, Grade, grade
from testkit.house import AUNT, JIHO, PARK, Disk, Room


@pytest.mark.parametrize("role", ["carrier", "sender"])
@pytest.mark.parametrize("phone", PHONES)
def test_the_bare_word_of_a_carrier_or_the_sender_is_nothing(role: str, phone: str) -> None:
    """By whatever phone, with the word or without it: nobody's wish and no carrier's word is evidence."""
    for apart in (False, True):
        for fresh in (False, True):
            assert grade(role, phone, (), fresh=fresh, apart=apart) is Grade.NOTHING


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_worth_more_through_a_carrier(kind: str) -> None:
    """Through his phone or his hands, evidence never gains; the fresh word wins back at most what the road took."""
    alone = grade("receiver", "own", (kind,))
    through = grade("receiver", "carrier", (kind,))
    assert through <= alone
    assert through <= grade("receiver", "carrier", (kind,), fresh=True) <= max(alone, Grade.FAIR)


@pytest.mark.parametrize("phone", ["carrier", "unknown", ""])
def test_a_phone_nobody_knows_counts_as_a_carriers(phone: str) -> None:
    """What is not known is taken for the worse."""
    assert grade("receiver", phone, ("voice",)) is Grade.WEAK


@pytest.mark.parametrize(
    ("role", "phone", "proofs", "graded"),
    [
        ("receiver", "own", (), Grade.FAIR),
        ("receiver", "carrier", (), Grade.WEAK),
        ("family", "own", (), Grade.WEAK),
        ("other", "own", (), Grade.WEAK),
        ("carrier", "own", ("photo",), Grade.WEAK),
        ("carrier", "own", ("live-answer",), Grade.FAIR),
        ("receiver", "own", ("live-answer",), Grade.STRONG),
        ("sender", "none", ("sight",), Grade.STRONG),
        ("sender", "none", ("photo", "sight", "letter"), Grade.STRONG),
    ],
)
def test_the_best_of_what_there_is_counts(role: str, phone: str, proofs: tuple[str, ...], graded: Grade) -> None:
    """A recording of a carrier stays weak; a live answer nobody foresaw is strong; a roof seen from above is hers."""
    assert grade(role, phone, proofs) is graded


def test_every_kind_and_every_speaker_is_graded() -> None:
    """The table is whole: five speakers, no kind that says nothing."""
    assert set(SPOKEN) == {"receiver", "family", "other", "carrier", "sender"}
    assert all(min(kind) > Grade.NOTHING for kind in KINDS.values())


@pytest.mark.parametrize(("says", "key"), [(PARK, "life.carrier-word-alone"), ("sender", "life.no-evidence")])
def test_a_carriers_word_alone_never_accepts(room: Room, says: Any, key: str) -> None:
    """Not even when she says yes to every question; Mina's own hope is none either."""
    room.sent()
    for phone in PHONES:
        assert room.refusal("accept", says=says, amount="3,000 CNY", story={"phone": phone}, sure=True) == key
    assert room.books() == {"sent": 1_000_000, "owed": 1_000_000}


@pytest.mark.parametrize(
    ("says", "story"),
    [
        (PARK, {"phone": "carrier", "proofs": ("photo",)}),
        ("receiver", {"phone": "carrier"}),
        ("family", {"phone": "own"}),
        (JIHO, {"phone": "own"}),
    ],
)
def test_weak_evidence_asks_once_and_lets_her_go_on(room: Room, says: Any, story: dict[str, Any]) -> None:
    """One question; whoever says yes has decided."""
    room.sent()
    words: dict[str, Any] = {"says": says, "amount": "3,000 CNY", "story": story}
    assert room.refusal("accept", sure=False, **words) == "ask.weak-proof"
    assert room.say("accept", **words).warnings == ("weak-proof",)
    assert room.books()["accepted"] == 600_000


def test_fair_evidence_asks_nothing(room: Room) -> None:
    """His own voice on his own phone."""
    room.sent()
    assert room.accept("3,000 CNY", sure=False).warnings == ()


def test_the_fresh_word_is_this_orders_own(disk: Disk) -> None:
    """The word of another order, or of none, is refused; with this one's a carrier's photo is fair."""
    disk.sent()
    disk.sent("R2", gross=900_000)
    disk.say("word", story={"word": "pumpkin"})
    disk.say("word", "R2", story={"word": "lantern"})
    photo = {"phone": "carrier", "proofs": ("photo",)}
    words: dict[str, Any] = {"says": PARK, "amount": "3,000 CNY", "sure": False}
    assert disk.refusal("accept", **words, story={**photo, "word": "lantern"}) == "life.wrong-word"
    assert disk.refusal("proof", says=PARK, story={**photo, "word": "lantern"}) == "life.wrong-word"
    assert disk.refusal("accept", **words, story=photo) == "ask.weak-proof"
    assert disk.say("accept", **words, story={**photo, "word": "pumpkin"}).warnings == ()


def test_a_word_where_none_was_agreed_proves_nothing(disk: Disk) -> None:
    """Refused, also from the aunt for what she received herself."""
    disk.sent(also=(AUNT,))
    words: dict[str, Any] = {"amount": "3,000 CNY", "story": {"phone": "own", "word": "pumpkin"}}
    assert disk.refusal("accept", says="receiver", **words) == "life.wrong-word"
    assert disk.refusal("other", says=AUNT, person=AUNT, **words) == "life.wrong-word"


def test_no_refusal_repeats_the_word(disk: Disk) -> None:
    """Errors travel where the book does not."""
    disk.sent()
    disk.say("word", story={"word": "pumpkin"})
    with pytest.raises(Refusal) as caught:
        disk.say("proof", says=PARK, story={"word": "lantern"})
    assert "lantern" not in repr(caught.value) + str(caught.value) + str(caught.value.facts)
