"""Every end is reached by an order of its own and told apart from every other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from naru.orders.ends import ENDS, Standing, standing
from testkit.house import AUNT, CHOI, LEE, MINA, PARK, Room


def ask(room: Room) -> None:
    """Somebody asked."""
    room.say("ask", says=PARK, case=MINA)


def claimed(room: Room) -> None:
    """Park says it was handed over."""
    room.sent()
    room.say("claim", says=PARK, amount="3,000 CNY")


def accepted(room: Room, amount: str = "3,000 CNY") -> None:
    """Her brother has it."""
    room.sent()
    room.accept(amount)


def then(first: Callable[[Room], None], kind: str, **words: Any) -> Callable[[Room], None]:
    """One more event after a life."""

    def live(room: Room) -> None:
        first(room)
        room.say(kind, **words)

    return live


def sent(room: Room) -> None:
    """All of it is on its way."""
    room.sent()


def at_her_risk(room: Room) -> None:
    """The same, at her own risk."""
    room.sent(risk="sender")


def other(room: Room) -> None:
    """The aunt has all of it."""
    room.sent(also=(AUNT,))
    room.say("other", says=AUNT, amount="3,000 CNY", person=AUNT, story={"phone": "own"})


def settled(room: Room) -> None:
    """Kept, and closed."""
    accepted(room)
    room.say("kept", says="receiver")
    room.say("close")


CANONICAL: dict[str, tuple[Callable[[Room], None], int, tuple[str, ...]]] = {
    "asked": (ask, 0, ("asked",)),
    "promised": (lambda room: room.promise(), 0, ("promised",)),
    "held": (then(lambda room: room.promise(), "hold", story={"lifts": "x"}), 0, ("promised", "held")),
    "sent": (sent, 0, ("sent",)),
    "reached": (then(sent, "reach", says=PARK), 0, ("reached",)),
    "claimed": (claimed, 0, ("sent", "claimed")),
    "accepted": (accepted, 0, ("accepted",)),
    "accepted-partly": (
        then(lambda room: accepted(room, "1,000 CNY"), "return", amount="666,667 KRW"),
        0,
        ("accepted-partly", "short", "returned"),
    ),
    "kept": (then(accepted, "kept", says="receiver"), 0, ("accepted", "kept")),
    "short": (lambda room: accepted(room, "1,000 CNY"), 0, ("sent", "accepted-partly", "short")),
    "overdue": (sent, 2024_06_01, ("sent", "overdue")),
    "stuck": (then(sent, "stuck"), 0, ("sent", "stuck")),
    "frozen": (then(sent, "freeze"), 0, ("sent", "frozen")),
    "arrested": (then(sent, "arrest"), 0, ("sent", "arrested")),
    "seized-before": (then(at_her_risk, "seize"), 0, ("sent", "seized-before")),
    "seized-after": (then(accepted, "seized-after"), 0, ("accepted", "seized-after")),
    "received-by-another": (other, 0, ("short", "received-by-another")),
    "taken-back": (then(accepted, "taken-back"), 0, ("accepted", "taken-back")),
    "refused": (then(sent, "refuse", says="family"), 0, ("sent", "refused")),
    "disputed": (then(sent, "dispute"), 0, ("sent", "disputed")),
    "returned": (then(sent, "return", amount="1,000,000 KRW"), 0, ("returned",)),
    "written-off": (then(sent, "write-off"), 0, ("written-off",)),
    "cancelled": (then(lambda room: room.promise(), "cancel"), 0, ("cancelled",)),
    "lapsed": (lambda room: room.promise(), 2024_06_01, ("lapsed",)),
    "closed": (settled, 0, ("accepted", "kept", "closed")),
}


def life(end: str) -> Standing:
    """How the canonical order of an end stands."""
    live, day, _ = CANONICAL[end]
    room = Room()
    live(room)
    return standing(room.order(), day or room.today)


@pytest.mark.parametrize("end", ENDS)
def test_each_end_is_reached(end: str) -> None:
    """By a short life of its own, in the words it is told in."""
    told = life(end).ends
    assert end in told
    assert told == CANONICAL[end][2]


def test_all_ends_are_told_apart() -> None:
    """No two of the canonical orders read the same."""
    assert set(CANONICAL) == set(ENDS)
    assert len({ends for _, _, ends in CANONICAL.values()}) == len(ENDS)


def test_short_and_overdue_appear_unasked() -> None:
    """Nobody has to say it: the books and the clock do. Two days late is two days late."""
    room = Room()
    room.sent()
    assert standing(room.order(), 2024_05_31) == (("sent",), 1_000_000, 0, 600_000, 0, 0)
    assert standing(room.order(), 2024_06_02) == (("sent", "overdue"), 1_000_000, 0, 600_000, 0, 2)
    room.accept("1,000 CNY")
    assert standing(room.order(), 2024_06_02).ends == ("sent", "accepted-partly", "short", "overdue")


def test_a_day_known_to_the_month_is_past_at_its_end() -> None:
    """By May: the last day of May is not late."""
    room = Room()
    room.sent(latest=2024_05_00)
    assert standing(room.order(), 2024_05_31).overdue_days == 0
    assert standing(room.order(), 2024_06_01).overdue_days == 1


def test_more_time_ends_being_overdue(room: Room) -> None:
    """A new latest day, which must not be one gone by."""
    room.sent()
    room.clock.move_to(2024_06_02)
    assert room.refusal("extend", until=2024_06_01) == "terms.latest-past"
    room.say("extend", says=PARK, until=2024_06_10)
    assert "overdue" not in standing(room.order(), room.today).ends


def test_what_was_stopped_is_free_again(room: Room) -> None:
    """Stuck, frozen and with an arrested person end together; settled money is none of them."""
    room.sent()
    assert room.refusal("free") == "life.not-stopped"
    for kind in ("stuck", "freeze", "arrest"):
        room.say(kind)
    assert standing(room.order(), room.today).ends == ("sent", "stuck", "frozen", "arrested")
    room.say("free")
    assert standing(room.order(), room.today).ends == ("sent",)
    room.say("stuck")
    room.accept("3,000 CNY")
    assert standing(room.order(), room.today).ends == ("accepted",)


def test_a_dispute_stands_until_it_is_resolved(room: Room) -> None:
    """Nothing is closed while it stands."""
    room.sent()
    room.say("dispute", says=PARK)
    room.accept("3,000 CNY")
    assert room.refusal("close") == "life.disputed"
    room.say("resolve")
    assert room.refusal("resolve") == "life.not-disputed"
    room.say("close")


def test_cancelling(room: Room) -> None:
    """Before anything moved: nothing is reserved any more, and nothing can go out on it."""
    room.promise()
    room.say("cancel")
    assert not room.order().book.reserved
    assert room.refusal("send", amount="1 KRW") == "life.promise-over"
    assert room.refusal("cancel") == "life.promise-over"
    assert room.refusal("extend", until=2024_07_01) == "life.promise-over"


def test_cancelling_what_is_sent_in_part(room: Room) -> None:
    """What was sent stays owed; the rest is promised to nobody."""
    room.sent(amount="400,000 KRW")
    room.say("cancel")
    assert room.books() == {"sent": 400_000, "owed": 400_000}
    assert not room.order().book.reserved
    room.accept("3,000 CNY")
    assert room.books() == {"sent": 400_000, "accepted": 240_000, "fee:0": 160_000}


def test_cancelling_after_a_hand_over_was_claimed(room: Room) -> None:
    """Somebody may have the money: that is a question to settle first."""
    claimed(room)
    assert room.refusal("cancel") == "life.handed-over"
    accepted_room = Room()
    accepted(accepted_room)
    assert accepted_room.refusal("cancel") == "life.handed-over"


def test_lapsing(room: Room) -> None:
    """Only once its day is past and nothing moved; then nothing can go out on it."""
    room.promise()
    assert room.refusal("lapse") == "life.not-past"
    room.clock.move_to(2024_06_01)
    assert room.refusal("send", amount="1,000,000 KRW") == "life.lapsed"
    room.say("lapse")
    assert standing(room.order(), room.today).ends == ("lapsed",)
    assert not room.order().book.reserved
    room.promise("R2", latest=2024_06_30)
    room.say("send", "R2", amount="1 KRW")
    assert room.refusal("lapse", "R2", on=2024_07_01) == "life.money-moved"


def test_money_may_follow_after_the_day_once_some_was_sent(room: Room) -> None:
    """The second half can go late: the promise is under way."""
    room.sent(amount="500,000 KRW")
    room.say("send", on=2024_06_02, amount="500,000 KRW")


def test_closing_waits_for_everything(room: Room) -> None:
    """Owed, due, reserved: each keeps it open. A claim for what was written off does not."""
    room.sent(amount="500,000 KRW")
    assert room.refusal("close") == "life.not-settled"
    room.say("write-off")
    assert room.refusal("close") == "life.still-promised"
    room.say("cancel")
    room.say("close")
    room.promise("R2", family_first=True, gross=500_000)
    room.accept("1,500 CNY", "R2")
    assert room.refusal("close", "R2") == "life.not-settled"


def test_the_farthest_hand_it_reached_is_told(room: Room) -> None:
    """Park, Lee, then Choi whom nobody had named; that Lee had it is told again, and changes nothing."""
    room.sent(hands=(PARK, LEE))
    for hand in (PARK, LEE, CHOI, LEE):
        room.say("reach", says=PARK, hand=hand)
    assert room.order().reached == 2
    assert standing(room.order(), room.today).ends == ("reached",)
