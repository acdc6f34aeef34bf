"""The track of an order tells how far the money is said to have come, how sure that is, and what to do meanwhile."""

from __future__ import annotations

import pytest

from naru.refusal import Refusal
from naru.views.track import STEPS, Track, track, under_way
from naru.views.values import Sum
from testkit.house import LEE, MINA, PARK, Disk, Room, named

R1 = named("R1")
OWN = {"phone": "own"}


def told(disk: Disk) -> Track:
    """The order as its sender asks after it."""
    return track(disk.desk, R1, disk.today)


def line(disk: Disk) -> list[tuple[str, str]]:
    """Each stop and how sure it is."""
    return [(stop.place, stop.sure) for stop in told(disk).stops]


def test_before_it_is_sent_everything_is_ahead(disk: Disk) -> None:
    """The money is still hers: no day is counted, and no stop is reached."""
    disk.promise(hands=(PARK, LEE))
    assert line(disk) == [("sent", "ahead"), ("hand", "ahead"), ("hand", "ahead"), ("receiver", "ahead")]
    assert (told(disk).moment, told(disk).days) == ("not-sent", None)


def test_only_her_own_sending_is_final(disk: Disk) -> None:
    """Sent, reached by somebody's word, claimed by the carrier, held for received, heard of again: each is surer."""
    disk.sent(hands=(PARK, LEE))
    assert line(disk)[:2] == [("sent", "final"), ("hand", "ahead")]
    disk.say("reach", hand=LEE, says=PARK, story=OWN)
    assert line(disk) == [("sent", "final"), ("hand", "passed"), ("hand", "heard"), ("receiver", "ahead")]
    disk.say("claim", amount="3,000 CNY", says=LEE, story=OWN)
    claimed = told(disk).stops[-1]
    assert (claimed.sure, claimed.says, claimed.phone, claimed.grade) == ("heard", LEE, "own", "nothing")
    assert told(disk).moment == "claimed"
    disk.accept("3,000 CNY")
    believed = told(disk).stops[-1]
    assert (believed.sure, believed.sums, believed.who) == ("believed", (Sum(300_000, "CNY"),), MINA)
    assert told(disk).moment == "over"
    disk.say("kept", says="receiver", story=OWN)
    assert line(disk)[-1] == ("receiver", "kept")


def test_the_days_are_counted_from_the_first_sending(disk: Disk) -> None:
    """Nothing to do until the promised day; the day after it the steps stand there, with the one question."""
    disk.sent()
    assert (told(disk).days, told(disk).moment, told(disk).steps) == (0, "wait", ())
    disk.clock.move_to(2024_05_31)
    assert told(disk).moment == "wait" and not told(disk).order.question
    disk.clock.move_to(2024_06_01)
    late = told(disk)
    assert (late.moment, late.order.question, late.order.overdue_days) == ("late", "given-or-not-yet", 1)
    assert late.steps == STEPS["late"] != ()


def test_who_was_taken_stands_behind_the_stop_it_was_heard_of(disk: Disk) -> None:
    """The track tells it where it happened; whoever was taken had it."""
    disk.sent(hands=(PARK, LEE))
    disk.say("arrest", hand=PARK, says=LEE, story=OWN)
    stops = told(disk).stops
    assert [stop.place for stop in stops] == ["sent", "hand", "stopped", "hand", "receiver"]
    assert (stops[1].sure, stops[2].kind, stops[2].says) == ("passed", "arrest", LEE)
    assert told(disk).moment == "taken" and told(disk).steps[0] == "no-contact"


def test_an_order_that_is_not_there_is_refused(disk: Disk) -> None:
    """By the same key as everywhere."""
    with pytest.raises(Refusal, match=r"desk\.no-such-order"):
        track(disk.desk, named("R9"), disk.today)


def test_the_worst_stands_first_and_what_is_over_not_at_all(room: Room) -> None:
    """Late before waiting, waiting before not sent; by the promised day among equals."""
    room.promise("R3", gross="300,000 KRW")
    room.sent("R1", latest=2024_06_20, gross="100,000 KRW")
    room.sent("R2", latest=2024_06_10, gross="200,000 KRW")
    room.sent("R4", latest=2024_05_20, gross="400,000 KRW")
    room.sent("R5")
    room.accept("3,000 CNY", "R5")
    room.clock.move_to(2024_05_25)
    found = [(one.order.id, one.moment) for one in under_way(room.state, room.today)]
    wanted = [("R4", "late"), ("R2", "wait"), ("R1", "wait"), ("R3", "not-sent")]
    assert found == [(named(of), now) for of, now in wanted]
