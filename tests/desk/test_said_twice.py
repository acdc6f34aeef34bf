"""Commands and their ids: a retry is one command; a stale form, an id nobody knows, words nobody can count with."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from naru.command import FAMILY, RECEIVER, SENDER, Command, Facts, FeePart, Leg, Story, Terms
from naru.commands.tables import EVENT_TYPES
from naru.desk.events import encode
from naru.money import Rate
from naru.refusal import Refusal
from testkit.house import AUNT, MINA, NH, PARK, Disk, Room, charge, flat, leg, named, terms


def refused(disk: Disk, said: Command) -> str:
    """The key with which a command is refused; the log is as it was."""
    head, state = disk.desk.head, encode(disk.state)
    with pytest.raises(Refusal) as caught:
        disk.desk.say(said)
    assert (disk.desk.head, encode(disk.state)) == (head, state)
    return caught.value.key


def test_the_same_command_twice_is_one(disk: Disk) -> None:
    """The second answer is the first one's row; nothing is written."""
    disk.promise()
    said = disk.build("send", "R1", amount="1,000,000 KRW")
    first = disk.desk.say(said)
    head = disk.desk.head
    second = disk.desk.say(said)
    assert (second.seq, second.again, first.again) == (first.seq, True, False)
    assert disk.desk.head == head
    assert disk.books() == {"sent": 1_000_000, "owed": 1_000_000}


def test_also_within_one_group(disk: Disk) -> None:
    """A caller that repeats itself before the first answer is told the same."""
    said = disk.build("promise", "R1", case=MINA, terms=terms())
    first, second = disk.desk.submit([said, said]).wait()
    assert (second.seq, second.again) == (first.seq, True)


@pytest.mark.parametrize("life", ["on", "opened again", "snapshot", "snapshot, opened again"])
def test_a_retry_is_known_for_as_long_as_its_order_lives(disk: Disk, life: str) -> None:
    """After the desk was opened again, after a snapshot, after both; other content under the id is refused each
    time."""
    promise = disk.build("promise", "R1", case=MINA, terms=terms())
    send = disk.build("send", "R1", amount="400,000 KRW", story={"note": "at noon"})
    disk.desk.say(promise)
    row = disk.desk.say(send).seq
    if "snapshot" in life:
        disk.desk.snapshot()
    if "opened" in life:
        disk.again()
    assert disk.desk.say(promise).again
    assert disk.desk.say(send) == disk.desk.say(send)
    assert disk.desk.say(send).seq == row
    for other in (
        msgspec.structs.replace(send, facts=Facts(amount=400_001, currency="KRW")),
        msgspec.structs.replace(send, story=Story(says="sender", note="at night")),
        msgspec.structs.replace(send, day=send.day - 1),
        msgspec.structs.replace(send, kind="return"),
    ):
        assert refused(disk, other) == "desk.other-content"
    assert disk.books() == {"sent": 400_000, "owed": 400_000}


def test_what_was_refused_may_be_said_again_under_its_id(disk: Disk) -> None:
    """A refusal wrote nothing, so the id is still free for the corrected command."""
    disk.promise()
    said = disk.build("send", "R1", amount="1,000,001 KRW")
    assert refused(disk, said) == "life.more-than-gross"
    disk.desk.say(msgspec.structs.replace(said, facts=Facts(amount=1_000_000, currency="KRW")))


def test_a_refused_command_holds_up_no_other(disk: Disk) -> None:
    """Three of a group: the second is refused, the third stands on the first."""
    group = [
        disk.build("promise", "R1", case=MINA, terms=terms()),
        disk.build("send", "R1", amount="9,000,000 KRW"),
        disk.build("send", "R1", amount="1,000,000 KRW"),
    ]
    answers = disk.desk.submit([encode(each) for each in group]).wait()
    assert [answer.refusal.key if answer.refusal else "" for answer in answers] == ["", "life.more-than-gross", ""]
    assert disk.books() == {"sent": 1_000_000, "owed": 1_000_000}


def test_a_form_that_is_older_than_its_order_is_refused(room: Room) -> None:
    """Two tabs: the second saw one row, and there are two now. Without a count nothing is asked."""
    room.promise()
    seen = len(room.order().rows)
    room.say("send", amount="400,000 KRW", seen=seen)
    assert room.refusal("send", amount="400,000 KRW", seen=seen) == "desk.moved-on"
    room.say("send", amount="400,000 KRW", seen=seen + 1)
    room.say("send", amount="200,000 KRW")


@pytest.mark.parametrize("row", EVENT_TYPES, ids=lambda row: row.kind)
def test_what_nobody_knows_is_refused(row: Any) -> None:
    """Every verb about something unknown: a refusal that says what, or a new subject where the verb makes one."""
    room = Room()
    words: dict[str, Any] = {"amount": "10 KRW", "quote": "1 CNY = 200 KRW", "until": 2024_06_01, "which": ""}
    words |= {"says": next(PARK if who == "carrier" else who for who in row.speakers), "person": AUNT, "hand": PARK}
    if row.kind == "price":
        words["which"] = "rice"
    key = room.refusal(row.kind, named("nobody"), **words)
    subject = row.subject.value
    made = {"order": "desk.no-such-case", "card": "field.missing"}  # of nobody's home; of nobody at all
    assert key == (made.get(subject, "") if row.opens else f"desk.no-such-{subject}")


@pytest.mark.parametrize(
    ("kind", "words", "key"),
    [
        ("send", {"amount": "1 KRW", "road": named("ghost")}, "desk.no-such-road"),
        ("send", {"amount": "1 KRW", "hand": named("ghost")}, "desk.no-such-carrier"),
        ("agree", {"terms": terms(hands=(named("ghost"),))}, "desk.no-such-carrier"),
        ("agree", {"terms": terms(answers=named("ghost"))}, "desk.no-such-carrier"),
        ("agree", {"terms": terms(fees=(flat("1 KRW", payee=named("ghost")),))}, "desk.no-such-person"),
        ("agree", {"terms": terms(charges=(charge("1 KRW", payee=named("ghost")),))}, "desk.no-such-person"),
        ("agree", {"terms": terms(also=(named("ghost"),))}, "desk.no-such-person"),
        ("agree", {"terms": terms(settles=named("ghost"))}, "desk.no-such-debt"),
        ("send", {"amount": "1 KRW", "says": named("ghost")}, "desk.unknown-speaker"),
        ("send", {"amount": "1 KRW", "says": "a name"}, "desk.unknown-speaker"),
        ("send", {"amount": "1 KRW", "says": PARK}, "desk.not-theirs-to-say"),
        ("refuse", {"says": "sender"}, "desk.not-theirs-to-say"),
        ("dispute", {"story": {"phone": "hers"}}, "desk.unknown-phone"),
        ("dance", {}, "desk.unknown-verb"),
        ("promise", {"case": MINA, "terms": terms()}, "life.already-promised"),
        ("ask", {"case": MINA}, "desk.id-taken"),
        ("hold", {"id": b"short"}, "desk.bad-id"),
    ],
)
def test_every_id_a_command_names_must_be_known(room: Room, kind: str, words: dict[str, Any], key: str) -> None:
    """Carriers, roads, people, debts, speakers, verbs: nobody is made up in passing."""
    room.promise()
    assert room.refusal(kind, **words) == key


def test_an_id_is_one_thing(room: Room) -> None:
    """What is a carrier cannot be opened again as a case, a debt or an order."""
    for kind in ("case", "person", "carrier", "card"):
        assert room.refusal(kind, PARK, case=MINA) == "desk.id-taken"
    assert room.refusal("owe", NH, person=PARK, hand=AUNT, amount="1 KRW") == "desk.id-taken"
    assert room.refusal("promise", PARK, case=MINA, terms=terms()) == "desk.id-taken"
    assert room.refusal("card", named("card"), case=named("ghost")) == "desk.no-such-subject"
    for party in (SENDER, RECEIVER, FAMILY):
        assert room.refusal("carrier", party) == "desk.id-taken"


def test_an_order_to_oneself(room: Room) -> None:
    """Neither the sender nor her own case can stand in the chain: no carrier is one of them."""
    for hand in (SENDER, RECEIVER, FAMILY, MINA):
        assert room.refusal("promise", case=MINA, terms=terms(hands=(hand,))) == "desk.no-such-carrier"


BAD = [
    {"day": 0},
    {"day": -1},
    {"day": 2024_02_30},
    {"day": 2024_13_01},
    {"day": 1970_01_01},
    {"day": 9999_12_31},
    {"day": 1 << 40},
    {"facts": Facts(currency="KRW")},
    {"facts": Facts(amount=-1, currency="KRW")},
    {"facts": Facts(amount=2**63, currency="KRW")},
    {"facts": Facts(amount=2**70, currency="KRW")},
    {"facts": Facts(amount=1)},
    {"facts": Facts(amount=1, currency="CNX")},
    {"facts": Facts(amount=1, currency="KRW", rate=Rate(0, "KRW", 1, "CNY"))},
    {"facts": Facts(amount=1, currency="KRW", rate=Rate(1, "KRW", -1, "CNY"))},
    {"facts": Facts(amount=1, currency="KRW", rate=Rate(1, "KRW", 1, "KRW"))},
    {"facts": Facts(amount=1, currency="KRW", until=99)},
    {"kind": "agree", "facts": Facts(terms=terms(legs=(Leg("CNY", Rate(0, "KRW", 1, "CNY"), "fixed"),)))},
    {"kind": "agree", "facts": Facts(terms=terms(legs=(Leg("CNY", Rate(1, "KRW", 1, "CNY"), "never"),)))},
    {"kind": "agree", "facts": Facts(terms=terms(legs=(Leg("KRW", notes=0),)))},
    {"kind": "agree", "facts": Facts(terms=terms(legs=(Leg("KRW", carries=-1),)))},
    {"kind": "agree", "facts": Facts(terms=terms(fees=(FeePart(PARK, "moon", 1, 2),)))},
    {"kind": "agree", "facts": Facts(terms=terms(fees=(FeePart(PARK, "gross", 3, 2),)))},
    {"kind": "agree", "facts": Facts(terms=terms(fees=(FeePart(PARK, "gross", 0, 0),)))},
    {"kind": "agree", "facts": Facts(terms=terms(fees=(FeePart(PARK, "gross", flat=-1),)))},
    {"kind": "agree", "facts": Facts(terms=terms(gross=-1))},
    {"kind": "agree", "facts": Facts(terms=terms(gross=2**63))},
    {"kind": "agree", "facts": Facts(terms=terms(risk="nobody"))},
    {"kind": "agree", "facts": Facts(terms=terms(latest=1))},
    {"kind": "agree", "facts": Facts(terms=terms(dispute_days=-1))},
    {"kind": "agree", "facts": Facts(terms=Terms(code="won"))},
    {"kind": "agree"},
    {"kind": "extend"},
    {"kind": "restored", "facts": Facts(which="stolen")},
    {"kind": "proof", "story": Story(says="sender", proofs=("hologram",))},
]


@pytest.mark.parametrize("wrong", BAD, ids=range(len(BAD)))
def test_what_cannot_be_counted_with_is_refused_and_the_desk_goes_on(disk: Disk, wrong: dict[str, Any]) -> None:
    """Days of no calendar, sums of nothing, rates of zero, shares of more than all: whoever builds such a command."""
    disk.promise()
    said = disk.build("send", "R1", amount="1 KRW")
    assert refused(disk, msgspec.structs.replace(said, **wrong))
    disk.desk.say(said)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # a refusal leaves the desk as it was
@given(data=st.binary(max_size=200))
@example(data=b"\x81\xa4\x00\x00\x00\x80")
def test_bytes_that_are_no_command_are_refused(disk: Disk, data: bytes) -> None:
    """Whatever another program sends is refused, and nothing is written; text that is no UTF-8, too."""
    head = disk.desk.head
    (answer,) = disk.desk.submit([data]).wait()
    assert answer.refusal is not None and answer.refusal.key == "desk.unreadable"
    assert disk.desk.head == head


def test_the_desk_says_so_of_bytes_it_cannot_read(disk: Disk) -> None:
    """Cut, of another kind, or with a field more: one refusal, and the next command is heard."""
    good = encode(disk.build("promise", "R1", case=MINA, terms=terms()))
    extra = encode({**msgspec.msgpack.decode(good), "note": "a name"})
    answers = disk.desk.submit([good[:-1], b"\x93", extra, good]).wait()
    assert [answer.refusal.key if answer.refusal else "" for answer in answers] == ["desk.unreadable"] * 3 + [""]


def test_a_leg_in_won_needs_no_rate(room: Room) -> None:
    """The plainest order there is still goes."""
    room.sent(legs=(leg("KRW", basis=""),))
    room.accept("600,000 KRW")
    assert room.books() == {"sent": 1_000_000, "accepted": 600_000, "fee:0": 400_000}
