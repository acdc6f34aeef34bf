"""A burned card: its story is ash for ever, every question still answers, and the books agree."""

from __future__ import annotations

from typing import Any

import pytest

from naru.desk.audit import audit
from naru.desk.events import encode
from naru.orders.ends import standing
from naru.refusal import Refusal
from naru.vault.keyring.keyring import KeyBurned
from naru.views.books import books
from naru.views.case import years
from naru.views.exposure import exposure
from naru.views.owed import owes
from naru.views.promise import promise
from testkit.house import MINA, PARK, Disk, accounts, named

CARD = named("brother's card")
WHO = {"name": "강물", "place": "건너편", "source": "010"}


def key_of(disk: Disk, seq: int) -> str:
    """The key with which a story is refused; empty where it opens."""
    try:
        disk.desk.story(seq)
    except Refusal as refusal:
        return refusal.key
    return ""


@pytest.fixture
def carded(disk: Disk) -> tuple[Disk, int]:
    """A live order, and a card of the case; the row the card stands in."""
    disk.sent()
    row = disk.say("card", CARD, case=MINA, story=WHO).seq
    return disk, row


def test_a_card_opens_until_it_burns_and_never_after(carded: tuple[Disk, int]) -> None:
    """Now, after the desk was opened again, after a snapshot, and after both once more."""
    disk, row = carded
    assert disk.desk.story(row).name == WHO["name"]
    disk.say("burn", CARD)
    assert key_of(disk, row) == "card.burned"
    disk.again()
    assert key_of(disk, row) == "card.burned"
    disk.desk.snapshot()
    disk.again()
    assert key_of(disk, row) == "card.burned"
    with pytest.raises(KeyBurned):
        disk.desk.keyring.keys.key(disk.state.cards[CARD].key)


def test_every_question_still_answers(carded: tuple[Disk, int]) -> None:
    """Burning takes a name, never a sum: books, exposure, debts, standing and cost are the same before and after."""
    disk, _ = carded
    disk.accept("1,500 CNY")

    def everything() -> Any:
        order = disk.order()
        return (
            accounts(order),
            books(order),
            list(owes(disk.state)),
            exposure(disk.state, PARK, disk.today),
            promise(order),
            years(disk.state, MINA),
            standing(order, disk.today),
        )

    before = everything()
    disk.say("burn", CARD)
    assert everything() == before
    disk.again()
    assert everything() == before
    assert audit(disk.desk).sound


def test_the_order_goes_on_after_the_card_is_ash(carded: tuple[Disk, int]) -> None:
    """The two truths: a burned card, a live order. The order's own stories open as before."""
    disk, _ = carded
    disk.say("burn", CARD)
    told = disk.accept("3,000 CNY", story={"phone": "own", "note": "both hands"}).seq
    disk.again()
    assert disk.desk.story(told).note == "both hands"
    assert disk.books() == {"sent": 1_000_000, "accepted": 600_000, "fee:0": 400_000}


def test_a_burned_card_cannot_burn_again_nor_be_made_again(carded: tuple[Disk, int]) -> None:
    """A second burn says so; the retry of the first is one command; its id stays taken."""
    disk, _ = carded
    burn = disk.build("burn", CARD)
    row = disk.desk.say(burn).seq
    assert (disk.desk.say(burn).seq, disk.desk.say(burn).again) == (row, True)
    assert disk.refusal("burn", CARD) == "card.burned"
    assert disk.refusal("card", CARD, case=MINA, story=WHO) != ""
    assert disk.refusal("burn", named("no card")) == "desk.no-such-card"


def test_other_cards_stay(carded: tuple[Disk, int]) -> None:
    """Each has a key of its own."""
    disk, row = carded
    other = disk.say("card", named("aunt's card"), case=MINA, story={"name": "이모"}).seq
    disk.say("burn", CARD)
    disk.again()
    assert disk.desk.story(other).name == "이모"
    assert key_of(disk, row) == "card.burned"


def test_a_burn_in_the_middle_of_a_group(carded: tuple[Disk, int]) -> None:
    """What stands before and after it in the group is written all the same."""
    disk, row = carded
    group = [
        disk.build("stuck", "R1"),
        disk.build("burn", CARD),
        disk.build("free", "R1"),
    ]
    assert [answer.refusal for answer in disk.desk.submit(group).wait()] == [None, None, None]
    before = encode(disk.state)
    disk.again()
    assert encode(disk.state) == before
    assert (key_of(disk, row), disk.order().flags.keys() & {"stuck"}) == ("card.burned", set())


def test_nothing_of_it_is_left_in_the_files_taken_with_the_sentence(carded: tuple[Disk, int]) -> None:
    """Whoever has the folder and the sentence opens the book, and finds no key for the card."""
    disk, row = carded
    number = disk.state.cards[CARD].key
    disk.say("burn", CARD)
    disk.again()
    assert not disk.desk.keyring.keys.has(number)
    assert disk.desk.event(row).facts.case == MINA
