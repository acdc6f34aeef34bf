"""A desk that was closed leaves nothing of itself in the process: no key, no order, no day, no thread."""

from __future__ import annotations

import gc
import sys
import threading
import weakref
from contextlib import suppress

from naru import days
from naru.command import Facts, Story, Terms
from naru.commands import shape
from naru.desk.desk import Desk
from naru.desk.state import State
from naru.orders import terms
from naru.orders.order import Order
from naru.refusal import Refusal
from naru.vault.keyring.keyring import Keyring
from testkit.house import MINA, Disk, command, named

MANY = 1000
OF_A_DESK = (Desk, State, Order, Terms, Facts, Story, Keyring)


def opened_and_closed(disk: Disk, number: int) -> list[weakref.ref[object]]:
    """One life of the desk: opened, asked, every tenth time spoken to, closed."""
    with Desk.open(disk.folder, Disk.SENTENCE, disk.clock, disk.random_bytes, allow_cheap=True) as desk:
        if number % 10 == 0:
            desk.say(command("heard", MINA, id=named(f"call {number}"), day=disk.today, says="receiver"))
        desk.story(desk.state.cases[MINA].rows[-1])
        return [weakref.ref(thing) for thing in (desk, desk.journal, desk.keyring)]


def refused_and_closed(disk: Disk, number: int) -> weakref.ref[Desk]:
    """A life of the desk in which something is refused, by `say` and in a group whose answers are raised."""
    with Desk.open(disk.folder, Disk.SENTENCE, disk.clock, disk.random_bytes, allow_cheap=True) as desk:
        bad = command("heard", named("nobody"), id=named(f"call {number}"), day=disk.today, story={"note": "a word"})
        with suppress(Refusal):
            desk.say(bad)
        with suppress(Refusal):
            answer = desk.submit([bad]).wait()[0]
            raise answer.refusal or AssertionError
        return weakref.ref(desk)


def of_a_desk() -> int:
    """How many things of a desk are alive in this process."""
    gc.collect()
    return sum(isinstance(thing, OF_A_DESK) for thing in gc.get_objects())


def test_a_thousand_desks_leave_nothing_behind(disk: Disk) -> None:
    """Opened and closed a thousand times in one process: nothing of them is reachable, and memory does not grow."""
    disk.promise()
    disk.desk.close()
    alive, threads = of_a_desk(), threading.active_count()
    left: list[weakref.ref[object]] = []
    blocks = 0
    for number in range(MANY):
        left += opened_and_closed(disk, number)
        if number == MANY // 10:
            gc.collect()
            blocks = sys.getallocatedblocks()
    assert of_a_desk() <= alive
    assert not any(ref() for ref in left)
    left.clear()
    assert threading.active_count() == threads
    assert gc.get_freeze_count() == 0
    assert sys.getallocatedblocks() - blocks < MANY


def test_what_was_refused_leaves_nothing_behind(disk: Disk) -> None:
    """A refusal that somebody met keeps neither the desk nor what was said to it alive."""
    disk.desk.close()
    left = [refused_and_closed(disk, number) for number in range(3)]
    gc.collect()
    assert not any(ref() for ref in left)


def test_no_cache_remembers_a_closed_desk(disk: Disk) -> None:
    """What was worked out for its terms and days is forgotten with it."""
    disk.promise()
    assert terms.work_out.cache_info().currsize and days.earliest.cache_info().currsize
    disk.desk.close()
    for cache in (terms.work_out, days.earliest, days.latest, shape.real_day):
        assert cache.cache_info().currsize == 0, cache


def test_what_was_frozen_is_given_back(disk: Disk) -> None:
    """Objects of many rows are frozen out of the collector while the desk is open, and no longer."""
    homes = [disk.build("case", f"home {number}", story={"name": f"{number}"}) for number in range(40)]
    disk.desk.submit(homes).wait()
    assert gc.get_freeze_count() > 0
    disk.desk.close()
    assert gc.get_freeze_count() == 0
