"""One process holds a desk; its clock does not go back, nor jump."""

from __future__ import annotations

import subprocess
import sys

import pytest

from naru.desk.clock import JUMP_MOST
from naru.desk.desk import Desk
from naru.refusal import Refusal
from testkit.house import MINA, SORA, Clock, Disk, Room, named

OTHER_PROCESS = """
import sys
from pathlib import Path
from naru.desk.clock import Instant
from naru.desk.desk import Desk
from naru.refusal import Refusal
try:
    Desk.open(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]), lambda: Instant(1, 20240501, 1), bytes, allow_cheap=True)
except Refusal as refusal:
    print(refusal.key, refusal.facts)
"""


def key_of_opening(disk: Disk) -> str:
    """The key with which a second opening is refused."""
    with pytest.raises(Refusal) as caught:
        disk.open()
    return caught.value.key


def test_a_second_opening_is_refused(disk: Disk) -> None:
    """And told which door is open; the first goes on undisturbed, and lets the next one in when it closes."""
    first = disk.desk
    assert key_of_opening(disk) == "desk.in-use"
    assert disk.desk is first
    disk.promise()
    disk.again()
    assert disk.order().stands


def test_a_second_process_is_refused(disk: Disk) -> None:
    """The lock is the system's: it holds between processes."""
    command = [sys.executable, "-c", OTHER_PROCESS, str(disk.folder), disk.SENTENCE.hex()]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert told.strip() == "desk.in-use {'door': 'command'}"


def test_another_desk_sees_nothing(disk: Disk) -> None:
    """Sora's desk knows none of Mina's orders, and her sentence does not open Mina's book."""
    disk.sent()
    sora = Disk(disk.folder.parent / "sora", seed="sora")
    assert sora.refusal("send", amount="1 KRW") == "desk.no-such-order"
    assert sora.state.desk != disk.state.desk
    sora.desk.close()
    disk.desk.close()
    with pytest.raises(Refusal) as caught:
        Desk.open(disk.folder, "감자 구름 장독 마루".encode(), disk.clock, disk.random_bytes, allow_cheap=True)
    assert caught.value.key == "keyring.wrong-passphrase"
    disk.open()


def test_what_is_taken_tells_nothing(disk: Disk) -> None:
    """In all files of the folder together: no nickname, no word, no note, no id, no sentence."""
    disk.say("person", SORA, story={"name": "막내동생"})
    disk.sent()
    disk.say("word", story={"word": "호박등불"})
    disk.accept("3,000 CNY", story={"phone": "own", "note": "울면서 웃었다"})
    disk.desk.snapshot()
    disk.say("kept", says="receiver")
    disk.again()
    taken = b"".join(path.read_bytes() for path in disk.folder.rglob("*") if path.is_file())
    for told in ("막내동생", "호박등불", "울면서 웃었다", "KRW", "CNY", "accept"):
        assert told.encode() not in taken
    for known in (MINA, SORA, named("R1"), disk.SENTENCE, disk.state.desk):
        assert known not in taken


def test_a_sign_leaves_a_row_of_the_same_size_whatever_it_meant(disk: Disk) -> None:
    """Nearly all rows have one of few sizes: a proof, a sign and a note are not told apart by theirs."""
    disk.sent()
    first = disk.desk.head.seq
    disk.say("heard", MINA, says="family", story={"note": "hello"})
    disk.say("heard", MINA, says="family", story={"note": "I am not alone, do not call"})
    disk.accept("3,000 CNY")
    disk.say("kept", says="receiver")
    disk.desk.settle()
    assert len({len(row.parts) for row in disk.desk.log.read(first + 1)}) == 1


def test_days_may_pass_between_two_runs(disk: Disk) -> None:
    """Half a year with the desk closed is no jump; the books are as they were, and older."""
    disk.sent()
    disk.desk.close()
    disk.clock.jump(180 * 86_400)
    disk.open()
    disk.accept("3,000 CNY")
    assert disk.books() == {"sent": 1_000_000, "accepted": 600_000, "fee:0": 400_000}


def test_a_clock_behind_the_log_is_refused(disk: Disk) -> None:
    """Five minutes are forgiven, not six: at the opening, before anything is said; nothing is lost by it."""
    disk.sent()
    disk.desk.close()
    disk.clock.jump(-360)
    assert key_of_opening(disk) == "clock.behind"
    disk.clock.jump(120)
    disk.open()
    disk.say("stuck")
    assert disk.state.at > disk.clock.at


@pytest.mark.parametrize("seconds", [JUMP_MOST + 60, -JUMP_MOST - 60, 3_600, -86_400])
def test_a_clock_that_jumps_while_the_desk_is_open_is_refused(disk: Disk, seconds: int) -> None:
    """Set ahead or back by more than five minutes: nothing is written until it is right again."""
    disk.promise()
    disk.clock.jump(seconds)
    assert disk.refusal("send", amount="1 KRW") == "clock.jumped"
    with pytest.raises(Refusal):
        disk.desk.snapshot()
    disk.clock.jump(-seconds)
    disk.say("send", amount="1 KRW")


def test_no_event_is_written_behind_the_log(room: Room) -> None:
    """Whoever decides knows the last row's instant: five minutes are forgiven, not more."""
    room.promise()
    room.clock.jump(-400)
    assert room.refusal("send", amount="1 KRW") == "clock.behind"
    room.clock.jump(150)
    room.say("send", amount="1 KRW")


def test_a_clock_that_drifts_a_little_is_forgiven(disk: Disk) -> None:
    """Some minutes, as any telephone's."""
    disk.promise()
    disk.clock.jump(200)
    disk.say("send", amount="1 KRW")
    assert disk.books() == {"sent": 1, "owed": 1}


def test_a_long_evening_is_no_jump(disk: Disk) -> None:
    """Hours pass by both clocks alike."""
    disk.promise()
    disk.clock.go_on(6 * 3_600)
    disk.say("send", amount="1 KRW")
    assert disk.books() == {"sent": 1, "owed": 1}


@pytest.mark.parametrize(("day", "key"), [(2024_05_02, "day.future"), (2024_06_00, "day.future")])
def test_nothing_happened_tomorrow(disk: Disk, day: int, key: str) -> None:
    """Today's calendar day is the last; this month and this year are not over, and may be said."""
    disk.promise()
    assert disk.refusal("send", amount="1 KRW", day=day) == key
    disk.say("send", amount="1 KRW", day=2024_05_00)
    disk.say("send", amount="1 KRW", day=2024_00_00)


def test_nothing_happened_before_its_order(disk: Disk) -> None:
    """April was before the promise of the first of May; of May nobody can say."""
    disk.promise()
    assert disk.refusal("send", amount="1 KRW", day=2024_04_30) == "day.before-the-order"
    assert disk.refusal("send", amount="1 KRW", day=2024_04_00) == "day.before-the-order"
    assert disk.refusal("claim", says="family", amount="1 CNY", day=2023_00_00) == "day.before-the-order"


def test_two_clocks_of_one_kind() -> None:
    """The clock of these tests goes by seconds and gives the day at noon."""
    clock = Clock(2024_02_28)
    clock.go_on(86_400)
    assert clock().today == 2024_02_29
