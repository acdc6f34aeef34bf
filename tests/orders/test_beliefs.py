"""What was believed and turned out untrue, who else may have it, and what is only said."""

from __future__ import annotations

from typing import Any

from naru.ledger import Account
from naru.orders.ends import standing
from naru.views import payout
from testkit.house import AUNT, JIHO, LEE, PARK, Disk, Room, leg, share


def test_a_carriers_claim_moves_nothing(room: Room) -> None:
    """Park says it was handed over: a claim, with its sum; all is still owed."""
    room.sent()
    room.say("claim", says=PARK, amount="3,000 CNY", story={"phone": "carrier"})
    assert room.books() == {"sent": 1_000_000, "owed": 1_000_000}
    assert standing(room.order(), room.today).ends == ("sent", "claimed")


def test_what_she_believes_answers_the_claim(room: Room) -> None:
    """The claim is answered once; one that is answered, or is none, cannot be answered again."""
    room.sent()
    claim = room.say("claim", says=PARK, amount="3,000 CNY").event.seq
    room.accept("1,500 CNY", claim=claim)
    assert "claimed" not in standing(room.order(), room.today).ends
    says: dict[str, Any] = {"says": "receiver", "story": {"phone": "own"}, "amount": "1,500 CNY"}
    assert room.refusal("accept", claim=claim, **says) == "life.claim-answered"
    assert room.refusal("accept", claim=claim + 99, **says) == "life.no-such-claim"


def test_reopening_unearns(room: Room) -> None:
    """It never came: all is owed again and no fee is earned."""
    room.sent(fees=(share(30), share(10, payee=LEE)))
    room.accept("3,000 CNY")
    room.say("reopen", says="receiver")
    assert room.books() == {"sent": 1_000_000, "owed": 1_000_000}
    assert room.order().book.balance(Account("received:0"), "CNY") == 0


def test_a_part_is_reopened_the_latest_first(room: Room) -> None:
    """Of 2,000 and 1,000 yuan, 1,500 were untrue: the last part and half a thousand of the first."""
    room.sent()
    room.accept("2,000 CNY")
    room.accept("1,000 CNY")
    room.say("reopen", amount="1,500 CNY")
    assert [part.paid for part in room.order().deliveries] == [150_000]
    assert room.books() == {"sent": 1_000_000, "owed": 500_000, "accepted": 300_000, "fee:0": 200_000}
    assert room.refusal("reopen", amount="1,500.01 CNY") == "life.more-than-accepted"


def test_one_claim_is_reopened_by_its_row(room: Room) -> None:
    """The first hand-over was a lie, the second stands."""
    room.sent()
    first = room.say("claim", says=PARK, amount="1,000 CNY").event.seq
    second = room.say("claim", says=PARK, amount="2,000 CNY").event.seq
    room.accept("1,000 CNY", claim=first)
    room.accept("2,000 CNY", claim=second)
    room.say("reopen", claim=first)
    assert room.books()["accepted"] == 400_000
    assert room.refusal("reopen", claim=first) == "life.nothing-accepted"


def test_the_first_belief_stays_in_the_log(disk: Disk) -> None:
    """The books follow; what was believed, when and on what, can still be read."""
    disk.sent()
    believed = disk.accept("3,000 CNY", story={"phone": "own", "note": "he laughed"}).seq
    disk.say("reopen", says="receiver", story={"note": "somebody else spoke"})
    disk.again()
    assert disk.books() == {"sent": 1_000_000, "owed": 1_000_000}
    event = disk.desk.event(believed)
    assert (event.facts.amount, event.facts.currency) == (300_000, "CNY")
    assert disk.desk.story(believed).note == "he laughed"
    assert believed in disk.order().rows


def test_a_family_paid_first_that_was_not(room: Room) -> None:
    """What she owed for it is not due any more."""
    room.promise(family_first=True)
    room.accept("3,000 CNY")
    room.say("reopen")
    assert room.books() == {}


def test_bad_notes_reopen_their_part(room: Room) -> None:
    """Four hundred of the three thousand are forged: their worth is owed again, with the fee on it."""
    room.sent()
    room.accept("3,000 CNY")
    room.say("bad-notes", says="receiver", amount="400 CNY")
    assert room.books() == {"sent": 1_000_000, "owed": 133_333, "accepted": 520_000, "fee:0": 346_667}
    room.accept("400 CNY")
    assert "owed" not in room.books()


def test_received_by_another_she_had_agreed_to(room: Room) -> None:
    """The aunt was named beforehand: what she has is used and the fee earned; her brother lacks it all the same."""
    room.sent(also=(AUNT,))
    room.say("other", says=AUNT, amount="3,000 CNY", person=AUNT, story={"phone": "own"})
    assert room.books() == {"sent": 1_000_000, f"other:{AUNT.hex()}": 600_000, "fee:0": 400_000}
    told = standing(room.order(), room.today)
    assert (told.ends, told.short) == (("short", "received-by-another"), 600_000)


def test_received_by_another_and_now_discharged(room: Room) -> None:
    """Nobody agreed to Jiho beforehand; now she says it is well so."""
    room.sent()
    room.say("other", says=PARK, amount="1,500 CNY", person=JIHO, agreed=True)
    assert room.books()[f"other:{JIHO.hex()}"] == 300_000


def test_received_by_another_is_only_a_claim_while_she_does_not_agree(room: Room) -> None:
    """Handing it to the wrong person discharges nobody: the sum stays owed."""
    room.sent()
    room.say("other", says=PARK, amount="3,000 CNY", person=JIHO)
    assert room.books() == {"sent": 1_000_000, "owed": 1_000_000}
    assert standing(room.order(), room.today).ends == ("sent", "claimed", "received-by-another")


def test_a_carriers_word_alone_never_delivers_to_the_aunt_either(room: Room) -> None:
    """Agreed beforehand is who may have it, not that she has it."""
    room.sent(also=(AUNT,))
    assert room.refusal("other", says=PARK, amount="3,000 CNY", person=AUNT) == "life.carrier-word-alone"


def test_what_another_received_can_be_reopened_by_person(room: Room) -> None:
    """The aunt never had it; what her brother has stays."""
    room.sent(also=(AUNT,))
    room.accept("1,500 CNY")
    room.say("other", says=AUNT, amount="1,500 CNY", person=AUNT, story={"phone": "own"})
    room.say("reopen", person=AUNT)
    assert room.books() == {"sent": 1_000_000, "owed": 500_000, "accepted": 300_000, "fee:0": 200_000}


def test_kept_is_a_sign_of_its_own_and_ends_with_the_belief(room: Room) -> None:
    """A later sign that they still have it; when the delivery is reopened the sign says nothing any more."""
    room.sent()
    assert room.refusal("kept", says="receiver") == "life.nothing-accepted"
    room.accept("3,000 CNY")
    room.say("kept", says="family", story={"phone": "own"})
    assert standing(room.order(), room.today).ends == ("accepted", "kept")
    room.say("reopen", amount="1,000 CNY")
    assert "kept" not in standing(room.order(), room.today).ends


def test_a_reopening_by_amount_asks_for_the_payouts_currency(room: Room) -> None:
    """Won were not paid out here."""
    room.sent(legs=(leg("CNY", "1 CNY = 200 KRW", carries=400_000), leg("KRW")))
    room.accept("2,000 CNY")
    assert room.refusal("reopen", amount="5 USD") == "life.not-its-currency"
    assert room.refusal("reopen", amount="5 KRW") == "life.more-than-accepted"
    assert payout.paid_out(room.order()) == {"CNY": 200_000}
