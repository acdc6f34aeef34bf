"""Seized, taken back, returned, given up, and what comes in later after all."""

from __future__ import annotations

from naru.command import SENDER
from naru.orders.ends import standing
from naru.views.owed import owes_of
from testkit.house import AUNT, PARK, Room, hands, leg, share


def test_seized_before_at_the_senders_risk(room: Room) -> None:
    """Only the net is lost; the fee share was not earned and stays owed."""
    room.sent(risk="sender")
    room.say("seize")
    assert room.books() == {"sent": 1_000_000, "owed": 400_000, "lost:seized": 600_000}
    assert "seized-before" in standing(room.order(), room.today).ends


def test_seized_in_part_at_the_senders_risk(room: Room) -> None:
    """A third is lost on the way, told in yuan; the rest arrives with the fee earned on it."""
    room.sent(risk="sender")
    room.say("seize", amount="1,000 CNY")
    assert room.books() == {"sent": 1_000_000, "owed": 800_000, "lost:seized": 200_000}
    room.accept("2,000 CNY")
    assert room.books() == {
        "sent": 1_000_000,
        "owed": 133_333,
        "accepted": 400_000,
        "fee:0": 266_667,
        "lost:seized": 200_000,
    }


def test_a_seizure_never_loses_more_than_the_net(room: Room) -> None:
    """A million was taken, says Park; 400,000 of it were his fee, and that he owes. Nor is the net lost twice."""
    room.sent(risk="sender")
    room.say("seize", says=PARK, amount="1,000,000 KRW")
    assert room.books() == {"sent": 1_000_000, "owed": 400_000, "lost:seized": 600_000}
    assert room.refusal("seize") == "life.more-than-owed"
    room.sent("R2", risk="sender", gross=900_000)
    assert room.refusal("seize", "R2", amount="900,001 KRW") == "life.more-than-owed"


def test_seized_before_at_the_carriers_risk(room: Room) -> None:
    """All of it stays owed; that it was seized is told all the same."""
    room.sent(risk="carrier")
    room.say("seize")
    assert room.books() == {"sent": 1_000_000, "owed": 1_000_000}
    assert standing(room.order(), room.today).ends == ("sent", "seized-before")


def test_what_was_seized_came_free(room: Room) -> None:
    """It is owed again, in the hand that had it."""
    room.sent(risk="sender")
    room.say("seize")
    room.say("unseize", amount="1,000 CNY")
    assert room.books() == {"sent": 1_000_000, "owed": 600_000, "lost:seized": 400_000}
    room.say("unseize")
    assert room.books() == {"sent": 1_000_000, "owed": 1_000_000}
    assert hands(room.order()) == {PARK: 1_000_000}
    assert room.refusal("unseize") == "life.nothing-seized"


def test_seized_after_it_arrived(room: Room) -> None:
    """It did arrive: accepted stays, the fee is earned; with the family there is less now."""
    room.sent()
    room.accept("3,000 CNY")
    room.say("seized-after", amount="1,000 CNY")
    room.say("taken-back", amount="300 CNY")
    room.say("taken-back", amount="200 CNY")
    assert room.books() == {"sent": 1_000_000, "accepted": 600_000, "fee:0": 400_000}
    told = standing(room.order(), room.today)
    assert (told.ends, told.family) == (("accepted", "seized-after", "taken-back"), 300_000)
    assert room.refusal("taken-back", amount="1,500.02 CNY") == "life.more-than-there-is"


def test_what_was_taken_back_is_given_again(room: Room) -> None:
    """The officer gave a thousand back; then all of it."""
    room.sent()
    room.accept("3,000 CNY")
    room.say("taken-back")
    assert standing(room.order(), room.today).family == 0
    assert room.refusal("restored", which="seized-after") == "life.more-than-there-is"
    room.say("restored", amount="1,000 CNY")
    assert standing(room.order(), room.today).family == 200_000
    room.say("restored")
    assert standing(room.order(), room.today) == (("accepted",), 0, 0, 0, 600_000, 0)


def test_a_loss_is_worth_what_was_paid_that_day(room: Room) -> None:
    """Half of what was handed over at the day's rate is half of its worth; before that, nobody knows a yuan's worth."""
    room.sent(risk="sender", legs=(leg("CNY", basis="payout-day"),))
    assert room.refusal("seize", amount="1,000 CNY") == "life.rate-of-the-day"
    room.accept("3,000 CNY", quote="1 CNY = 200 KRW")
    room.say("taken-back", amount="500 CNY")
    assert standing(room.order(), room.today).family == 500_000


def test_nobody_loses_what_never_arrived(room: Room) -> None:
    """Taken back, she was told; then that nothing had ever come: the family has nothing, not less than nothing."""
    room.sent()
    room.accept("3,000 CNY")
    room.say("taken-back", amount="2,000 CNY")
    room.say("reopen", amount="2,000 CNY")
    assert standing(room.order(), room.today).family == 0
    room.say("reopen")
    room.accept("1,500 CNY")
    assert standing(room.order(), room.today).family == 300_000


def test_returned(room: Room) -> None:
    """Money comes back to her out of what is owed, never more of it."""
    room.sent()
    assert room.refusal("return", amount="1,000,001 KRW") == "life.more-than-owed"
    room.say("return", amount="300,000 KRW")
    assert room.books() == {"sent": 1_000_000, "owed": 700_000, "returned": 300_000}
    room.say("return", amount="700,000 KRW")
    assert room.books() == {"sent": 1_000_000, "returned": 1_000_000}
    assert room.refusal("return", amount="1 KRW") == "life.nothing-owed"


def test_writing_off_opens_a_receivable_of_the_same_sum(room: Room) -> None:
    """She gives up waiting: lost, and still Park's debt."""
    room.sent()
    room.say("write-off", amount="400,000 KRW")
    assert room.books() == {"sent": 1_000_000, "owed": 600_000, "lost:written-off": 400_000}
    told = [(o.debtor, o.creditor, o.sum.amount, o.why) for o in owes_of(room.order())]
    assert told == [(PARK, SENDER, 600_000, "owed"), (PARK, SENDER, 400_000, "receivable")]
    assert room.refusal("write-off", amount="600,001 KRW") == "life.more-than-owed"
    room.say("write-off")
    assert room.books() == {"sent": 1_000_000, "lost:written-off": 1_000_000}


def test_what_is_delivered_after_all_revives_what_was_written_off(room: Room) -> None:
    """Half arrives after all: lost becomes accepted and fee, and the claim shrinks alike."""
    room.sent()
    room.say("write-off")
    room.accept("1,500 CNY")
    assert room.books() == {"sent": 1_000_000, "lost:written-off": 500_000, "accepted": 300_000, "fee:0": 200_000}
    room.accept("1,500 CNY")
    assert room.books() == {"sent": 1_000_000, "accepted": 600_000, "fee:0": 400_000}


def test_a_delivery_revives_before_it_settles_what_is_owed(room: Room) -> None:
    """Of what is owed and what was given up, the given up comes first."""
    room.sent()
    room.say("write-off", amount="500,000 KRW")
    lines = room.accept("2,100 CNY").event.lines
    assert room.books() == {"sent": 1_000_000, "owed": 300_000, "accepted": 420_000, "fee:0": 280_000}
    assert [(line.source, line.target, line.amount) for line in lines[:3]] == [
        ("lost:written-off", "accepted", 420_000),
        ("lost:written-off", "fee:0", 80_000),
        ("owed", "fee:0", 200_000),
    ]


def test_what_comes_back_after_all_revives_what_was_written_off(room: Room) -> None:
    """Lost becomes returned; what is owed is touched last."""
    room.sent()
    room.say("write-off", amount="600,000 KRW")
    room.say("return", amount="700,000 KRW")
    assert room.books() == {"sent": 1_000_000, "owed": 300_000, "returned": 700_000}


def test_reopening_does_not_touch_what_was_written_off(room: Room) -> None:
    """What was given up stays given up; what was believed is owed again."""
    room.sent()
    room.accept("1,500 CNY")
    room.say("write-off")
    room.say("reopen")
    assert room.books() == {"sent": 1_000_000, "owed": 500_000, "lost:written-off": 500_000}


def test_the_aunt_has_it_after_all(room: Room) -> None:
    """What another received revives what was written off in the same way."""
    room.sent(also=(AUNT,))
    room.say("write-off")
    room.say("other", says=AUNT, amount="3,000 CNY", person=AUNT, story={"phone": "own"})
    assert room.books() == {"sent": 1_000_000, f"other:{AUNT.hex()}": 600_000, "fee:0": 400_000}


def test_a_seizure_after_the_deliverys_cover_is_used(room: Room) -> None:
    """Half sent, a net of 300,000 seized, then all delivered: the books cover what she still has to pay, no more."""
    room.sent(amount="500,000 KRW", risk="sender", fees=(share(40),))
    room.say("seize")
    room.accept("3,000 CNY")
    assert room.books() == {
        "sent": 500_000,
        "due": 500_000,
        "lost:seized": 300_000,
        "accepted": 420_000,
        "fee:0": 280_000,
    }
    room.say("unseize")
    assert room.books() == {"sent": 500_000, "due": 500_000, "accepted": 600_000, "fee:0": 400_000}
