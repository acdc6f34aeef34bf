"""A day of a whole desk, recorded: log and keyring together, and what every disk a cut leaves owes its owner.

The desk is the product's own: the row first, then the key; the snapshot first, then the keys it lets go. Only its log
is plain SQLite (plain_sqlite.py), so that one recorder sees every write of both in the order they were made; and its
writer writes what somebody waits for and nothing before, so that whoever forgets to wait is found out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

from sqlcipher3 import dbapi2 as sqlcipher

from naru.custody.burning import burn_everything, set_legal_hold
from naru.desk import journal
from naru.desk.desk import Desk
from naru.desk.events import encode
from naru.desk.journal import Journal
from naru.desk.snapshot import Snapshots
from naru.refusal import Refusal
from naru.vault.keyring import steps
from naru.vault.keyring.keyring import Keyring
from naru.vault.log import chain
from naru.vault.log.interface import Head, Log, Row
from naru.vault.log.writer import PendingWrite, Writer
from testkit.house import LEE, MINA, Clock, Disk, command, named, seeded, share
from testkit.power.cuts import Corrupt, Day, Lost, Recorder, Unburned
from testkit.power.keyring_day import old_records, older, switch_alone
from testkit.power.plain_sqlite import recorded

CHECKPOINT_AFTER = 16


FIRST, SECOND, THIRD, FOURTH = (named(f"{which} card") for which in ("first", "second", "third", "fourth"))
NOT_MADE = {"keyring.missing", "log.missing", "log.empty", "log.damaged"}
"""what a book whose making was cut off is refused with; nobody was told that there is one"""
BURNED = {"keyring.damaged", "keyring.missing"}


class Told(NamedTuple):
    """What was true when an answer was given: the books, every key by its number, the hold, the generation."""

    books: bytes
    keys: dict[int, bytes]
    legal_hold: bool
    generation: int


def keys_of(keyring: Keyring) -> dict[int, bytes]:
    """Every object key that is there."""
    return {number: keyring.keys.key(number) for number in range(keyring.next_key) if keyring.keys.has(number)}


class Late(Writer):
    """A writer as late as one may be: it writes what somebody waits for, and not before."""

    def __init__(self, log: Log) -> None:
        self._log, self.failed = log, False
        self._waiting: list[tuple[Head, list[Row], LateWrite]] = []

    def write(self, after: Head, rows: Sequence[Row]) -> LateWrite:
        """Keep a group until it is asked for."""
        late_write = LateWrite(self)
        self._waiting.append((after, list(rows), late_write))
        return late_write

    def stop(self) -> None:
        """Write all there is, in order."""
        while self._waiting:
            after, rows, late_write = self._waiting.pop(0)
            self._log.append(after, rows)
            late_write.settle()


class LateWrite(PendingWrite):
    """A group that is written when somebody waits for it."""

    def __init__(self, writer: Late) -> None:
        super().__init__()
        self._writer = writer

    def wait(self) -> None:
        """Have it written."""
        self._writer.stop()
        super().wait()


class Mina(Disk):
    """Mina's book on a disk that is written down; each answer it gives is a promise."""

    def __init__(self, folder: Path, recorder: Recorder) -> None:
        self.recorder, self.told = recorder, list[Told]()
        super().__init__(folder)

    def begin(self, valuation: str) -> None:
        """A new desk."""
        super().begin(valuation)
        self.answered()

    def take(self, said: Any) -> Any:
        """Say it to the desk."""
        answer = super().take(said)
        self.answered()
        return answer

    def do(self, work: Callable[[], object]) -> None:
        """What is not said: a snapshot, a legal hold."""
        work()
        self.answered()

    def answered(self) -> None:
        """The desk has given its word."""
        keyring = self.desk.keyring
        books = encode(self.state)
        self.told.append(Told(books, keys_of(keyring), keyring.legal_hold, keyring.generation))
        self.recorder.ack()


def desk_day(folder: Path) -> Day:
    """A book from its making to its end: cards burn singly and together, an order, a home, and at last everything."""
    with recorded(folder) as recorder, mock.patch.object(journal, "Writer", Late):
        book = Mina(folder / "mina", recorder)
        book.sent()
        for card in (FIRST, SECOND):
            book.say("card", card, case=MINA, story={"name": "강물"})
        book.say("burn", FIRST)
        book.again()
        book.sent("R2", hands=(LEE,), fees=(share(40, payee=LEE),))
        book.say("burn", SECOND)
        book.do(lambda: book.desk.snapshot([named("R1")]))
        book.do(lambda: set_legal_hold(book.desk, True))
        book.accept("3,000 CNY", "R2")
        book.do(lambda: set_legal_hold(book.desk, False))
        for card in (THIRD, FOURTH):
            book.say("card", card, case=MINA, story={"name": "강물"})
        book.do(book.desk.snapshot)
        both = [book.build("burn", card) for card in (THIRD, FOURTH)]
        book.do(lambda: book.desk.submit(both).wait())
        book.do(lambda: book.desk.snapshot(case=MINA))
        burn_everything(book.desk)
        recorder.ack()
        book.desk.close()
    records = old_records(recorder)

    def check(disk: Path, acks: int) -> None:
        Look(disk, book, acks).at(records)

    def mend(disk: Path, acks: int) -> None:
        if desk := Look(disk, book, acks).open():
            desk.close()

    return Day(recorder, check, mend)


class Look:
    """One look at a disk after so many promises."""

    def __init__(self, disk: Path, book: Mina, acks: int) -> None:
        self.disk, self.folder, self.book, self.acks = disk, disk / "mina", book, acks
        self.now = book.told[max(acks - 1, 0) : acks + 1]  # what may be true: the last answer, or the one under way
        self.burned = acks > len(book.told)

    def at(self, records: dict[int, bytes]) -> None:
        """Look."""
        home, told = self.folder / "keyring", self.book.told
        newest = max(records) + 1 if self.burned else told[self.acks - 1].generation if self.acks else 0
        if older(records, newest, home):
            raise Unburned("an old epoch key, before anybody opened it")
        desk = self.open()
        if desk is not None:
            with desk:
                self.look(desk)
                if older(records, desk.keyring.generation, home):
                    raise Unburned("an old epoch key")

    def open(self) -> Desk | None:
        """The desk; None where none was promised, or everything burned."""
        clock = Clock()
        clock.at = self.book.clock.at
        try:
            desk = Desk.open(self.folder, Disk.SENTENCE, clock, seeded("after the cut"), allow_cheap=True)
        except Refusal as why:
            if not self.acks and why.key in NOT_MADE:
                return None
            if self.acks >= len(self.book.told) and why.key in BURNED:
                return None
            if self.acks and why.key in ("log.older-than-keyring", "log.empty", "log.missing", "log.gap"):
                raise Lost(why.key) from None
            raise Corrupt(why.key) from None
        except sqlcipher.Error as why:
            raise Corrupt(str(why)) from None
        if self.burned:
            desk.close()
            raise Unburned("everything")
        return desk

    def look(self, desk: Desk) -> None:
        """Books, keys, chain; and the next thing can be said."""
        keyring = desk.keyring
        books, keys = encode(desk.state), keys_of(keyring)
        true = [told for told in self.now if told.books == books and told.legal_hold == keyring.legal_hold]
        if not true:
            raise Lost("the books")
        made = {number: key for told in self.book.told[: self.acks + 1] for number, key in told.keys.items()}
        burned = [made.keys() - told.keys.keys() for told in true]
        if any(number in keys for number in min(burned, key=len)):
            raise Unburned("a key")
        if not any(told.keys.items() <= keys.items() for told in true):
            raise Lost("a key")
        try:
            list(desk.journal.walk(chain.start(keyring.desk_id)))
        except Refusal:
            raise Corrupt("the chain") from None
        desk.say(command("person", named("a cousin"), id=named("after the cut"), day=self.book.today))


def key_first(snapshots: Snapshots, cards: Sequence[bytes]) -> None:
    """Stands for `Snapshots.burn_cards`: the keys go first, then the rows are written."""
    journal = snapshots._journal
    journal.keyring.change(drop=[journal.state.cards[card].key for card in cards])
    pending = journal.hand_over()
    assert pending is not None
    pending.wait()


CONTROLS: dict[str, tuple[object, str, object, str]] = {
    "the old half of the slot is not overwritten": (steps, "switch", switch_alone, "unburned"),
    "the key goes before the row": (Snapshots, "burn_cards", key_first, "lost"),
    "nobody waits for the snapshot": (Journal, "settle", lambda _: None, "lost"),
    "nothing is finished at opening": (Snapshots, "find_unfinished", lambda *_: None, "unburned"),
}
"""what is broken on purpose, where, with what, and how it must be found"""
