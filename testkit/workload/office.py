"""A desk driven as an office would: so many commands waiting at a time, every answer only after it is durable."""

from __future__ import annotations

import secrets
import time
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from naru.desk.answers import Answer, Group
from naru.desk.audit import Audit, audit
from naru.desk.clock import Instant
from naru.desk.desk import Desk
from naru.vault.kdf import CHEAPEST
from naru.vault.log.sqlcipher import FILE
from testkit.workload import year
from testkit.workload.year import Arriving, Year

PASSPHRASE = b"one heron waits beside the ferry until the morning comes"
"""long enough for a book with names in it"""


class Clock:
    """The desk's clock; it follows the commands."""

    at = 0

    def __call__(self) -> Instant:
        """The instant of the last command that came."""
        return year.instant(self.at)


@dataclass
class Spoken:
    """What became of a run of commands. `waits` are the seconds from the first decision to the answer, by group."""

    seconds: float
    commands: int
    answers: list[Answer] = field(repr=False)
    waits: list[float] = field(repr=False)

    @property
    def each(self) -> float:
        """Microseconds for a command."""
        return self.seconds / self.commands * 1e6


class Office:
    """A new desk in a folder, and the clock it is handed."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.clock = folder, Clock()
        self.desk = Desk.new(folder, PASSPHRASE, "KRW", self.clock, secrets.token_bytes, profile=CHEAPEST)

    def settle_in(self, one: Year) -> Spoken:
        """Open the carriers, roads, persons and cases of a year."""
        return self.speak(one.setup, 1000)

    def whole(self, one: Year) -> list[Arriving]:
        """The year's commands with the market's rates told to this desk."""
        return year.merged(one.commands, year.rates(one, self.desk.keyring.desk_id))

    def speak(self, commands: Sequence[Arriving], waiting: int) -> Spoken:
        """Say everything, with at most `waiting` commands unanswered at a time.

        Half of them are on their way to the disk while the other half is decided. One alone waits for its own flush.
        """
        size = max(1, waiting // 2)
        groups = [commands[at : at + size] for at in range(0, len(commands), size)]
        said = [([command.said for command in group], group[-1].at) for group in groups]
        flying: deque[tuple[float, Group]] = deque()
        answers: list[Answer] = []
        waits: list[float] = []

        def land() -> None:
            begun, group = flying.popleft()
            answers.extend(group.wait())
            waits.append(time.perf_counter() - begun)

        begin = time.perf_counter()
        for commands, at in said:
            self.clock.at = max(self.clock.at, at)
            flying.append((time.perf_counter(), self.desk.submit(commands)))
            if len(flying) * size >= waiting:
                land()
        while flying:
            land()
        return Spoken(time.perf_counter() - begin, len(commands), answers, waits)

    def open_again(self) -> tuple[float, int]:
        """Close the desk and open it from its files: seconds for the opening, bytes of the log before it."""
        self.desk.close()
        size = (self.folder / FILE).stat().st_size
        begin = time.perf_counter()
        self.desk = Desk.open(self.folder, PASSPHRASE, self.clock, secrets.token_bytes, allow_cheap=True)
        return time.perf_counter() - begin, size


@contextmanager
def office(home: Path) -> Iterator[Office]:
    """An office in a folder of its own, which is gone afterwards."""
    with TemporaryDirectory(prefix="naru-bench-", dir=home) as folder:
        one = Office(Path(folder) / "desk")
        try:
            yield one
        finally:
            one.desk.close()


class Wrong(AssertionError):
    """A run whose books or answers are not what they must be counts for nothing."""


def foretold(commands: Sequence[Arriving], answers: Sequence[Answer]) -> Counter[str]:
    """Check every answer against the one foretold.

    Returns:
        how many came out which way: ``""`` taken, ``again``, or the key of a refusal.
    Raises:
        Wrong: one differs.
    """
    found: Counter[str] = Counter()
    for command, answer in zip(commands, answers, strict=True):
        told = answer.refusal.key if answer.refusal else "again" if answer.again else ""
        if told != command.answer:
            raise Wrong(f"foretold {command.answer!r}, answered {told!r}")
        found[told] += 1
    return found


def check_books(desk: Desk) -> Audit:
    """The whole audit, and the sum of every currency over every book.

    Raises:
        Wrong: the books are not equal.
    """
    found = audit(desk)
    if not found.sound:
        raise Wrong(f"audit: {found.why} at row {found.broken}")
    sums: Counter[str] = Counter()
    for order in desk.state.orders.values():
        sums.update(order.book.trial())
    if any(sums.values()):
        raise Wrong("a currency does not add up to nothing")
    return found
