"""What is closed is gone: no key, connection, thread or file of a closed keyring or log stays reachable."""

from __future__ import annotations

import gc
import os
import threading
import weakref
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from types import FunctionType, ModuleType

import pytest
from shamir_mnemonic import shamir

from naru.refusal import Refusal
from naru.vault.backup import recovery
from naru.vault.keyring.keyring import Keyring
from naru.vault.log.chain import link
from naru.vault.log.interface import Log
from naru.vault.log.sqlcipher import create
from naru.vault.log.writer import Writer
from testkit.house import Disk
from testkit.keyrings import DESK, new, seeded

MANY = 30
SECRET = bytes(range(16))


def reachable(thing: object) -> Iterator[object]:
    """Everything an object holds, directly or through others; not what its classes and functions know."""
    seen, waiting = {id(thing)}, [thing]
    while waiting:
        yield (one := waiting.pop())
        for each in gc.get_referents(one):
            if id(each) not in seen and not isinstance(each, type | ModuleType | FunctionType):
                seen.add(id(each))
                waiting.append(each)


def secrets_of(keyring: Keyring) -> set[bytes]:
    """Every key an open keyring can give."""
    keys = keyring.keys
    numbers, cases = range(keyring.next_key), range(keyring.next_case)
    return {
        keyring.log_key,
        keys.current.private,
        keys.current.contents.slot_key,
        keys.header_key(0),
        *(keys.key(number) for number in numbers),
        *(keys.case_key(number) for number in cases),
        *(keys.books_key(number) for number in numbers),
        *(keys.story_key(number, 0) for number in numbers),
    }


def used(keyring: Keyring, folder: Path) -> Log:
    """A log of that keyring that was written to, and read through its second connection."""
    log = create(folder, keyring.log_key, DESK)
    writer = Writer(log)
    writer.write(log.head(), [link(log.head(), 2_800, b"sealed")]).wait()
    writer.stop()
    assert log.one(1).parts == b"sealed"
    return log


def test_a_closed_keyring_and_log_hold_no_key(tmp_path: Path) -> None:
    """Held in somebody's hand, they lead to none of the keys they gave out; what is asked of them is refused."""
    ring = new(tmp_path)
    log, secrets = used(ring, tmp_path), secrets_of(ring)
    held = {each for each in reachable([ring, log]) if isinstance(each, bytes)}
    assert len(secrets & held) > 500
    log.close()
    ring.close()
    assert not secrets & {each for each in reachable([ring, log]) if isinstance(each, bytes)}
    for ask in (lambda: ring.log_key, lambda: ring.keys.books_key(1), lambda: ring.change(make=1)):
        with pytest.raises(Refusal, match=r"^keyring\.unsure$"):
            ask()
    for read in (log.head, lambda: log.one(1)):
        with pytest.raises(Refusal, match=r"^disk\.failed$"):
            read()


def test_a_closed_desk_holds_no_key(disk: Disk) -> None:
    """Its whole book was read and written; closed, it leads to no key of the keyring."""
    disk.sent()
    disk.again()
    disk.accept("3,000 CNY")
    secrets = secrets_of(disk.desk.keyring)
    disk.desk.close()
    assert not secrets & {each for each in reachable(disk.desk) if isinstance(each, bytes)}
    with pytest.raises(Refusal, match=r"^keyring\.unsure$"):
        disk.desk.keyring.keys.has(1)


def test_many_keyrings_and_logs_leave_nothing_behind(tmp_path: Path) -> None:
    """Opened, used, closed and dropped one after another: no object, thread or open file is left of them."""
    threads, files = threading.active_count(), len(os.listdir("/proc/self/fd")) if os.path.exists("/proc") else 0
    left: list[weakref.ref[object]] = []
    for number in range(MANY):
        folder = tmp_path / str(number)
        ring = new(folder)
        log = used(ring, folder)
        left += [weakref.ref(each) for each in (ring, ring.keys, ring.access, log)]
        log.close()
        ring.close()
        del ring, log
    gc.collect()
    assert [ref() for ref in left] == [None] * (4 * MANY)
    assert threading.active_count() == threads
    if files:
        assert len(os.listdir("/proc/self/fd")) == files


def test_the_word_splitting_library_gets_its_own_random_bytes_back() -> None:
    """Whether cutting succeeds or is cut off, by an error or by Ctrl-C."""
    before = shamir.RANDOM_BYTES
    recovery.cut(SECRET, seeded(1))
    assert shamir.RANDOM_BYTES is before
    for error in (ValueError, KeyboardInterrupt):
        calls = iter([b"\x00\x01"])  # the number of the set is drawn; the next call, the library's, fails

        def fails(count: int, error: type[BaseException] = error, calls: Iterator[bytes] = calls) -> bytes:
            for drawn in calls:
                return drawn
            raise error

        with pytest.raises(error):
            recovery.cut(SECRET, fails)
        assert shamir.RANDOM_BYTES is before


def test_two_threads_cut_with_their_own_random_bytes() -> None:
    """Each gets the parts its own seed makes, however they fall together."""
    alone = {seed: recovery.cut(SECRET, seeded(seed)) for seed in range(8)}
    together = Barrier(len(alone))

    def cut(seed: int) -> tuple[recovery.PaperPart, ...]:
        together.wait()
        return recovery.cut(SECRET, seeded(seed))

    with ThreadPoolExecutor(len(alone)) as threads:
        assert dict(zip(alone, threads.map(cut, alone), strict=True)) == alone
