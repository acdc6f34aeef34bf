"""A book on a disk, every way there is to burn in it, and a witness who hears every key file as it is made."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path
from random import Random
from types import ModuleType
from typing import Any, Final, NamedTuple
from unittest import mock

from lab.examiner import headers
from naru.command import Command
from naru.commands.reading import read_command
from naru.commands.tables import BY_KIND
from naru.custody.burning import burn_everything
from naru.custody.readers import invite
from naru.plays.script import read_text
from naru.plays.stage import Stage
from naru.vault import files
from naru.vault.kdf import CHEAPEST
from naru.vault.keyring import generation, readers, slot, steps
from naru.vault.keyring.generation import Contents

Keys = frozenset[bytes]

SENTENCE: Final = "나루 바람 호박 우물 절구 등불 참새 다리미".encode()
OTHER: Final = "감자 구름 장독 마루 호미 다듬이 부채 대나무".encode()
SORAS: Final = "버들 다리 소금 새벽 나비 지게 울타리 가마솥".encode()
JIHOS: Final = "달빛 수레 이불 모래".encode()
SENTENCES: Final = (SENTENCE, OTHER, SORAS, JIHOS)
"""every passphrase there ever was"""

PEOPLE: Final = """title = "a book that burns"
valuation = "KRW"
[people]
cases = ["brother", "uncle"]
carriers = ["park"]
[[step]]
on = "2024-01-05"
do = "audit"
"""
LATER: Final = 2024_06_01
"""a day after that of the settled orders"""
TERMS: Final = {
    "by": "park",
    "fee": "40%",
    "payout": "CNY / 1 CNY = 200 KRW / fixed",
    "latest": "2100-12-31",
    "risk": "carrier",
    "purpose": "food",
}
AT_ONCE: Final = 250
"""commands that are written together"""


class Size(NamedTuple):
    """How much is written and burned: objects, how many of them burn in each way, and how many the neighbour has."""

    objects: int
    way: int
    whole: int
    every_sector: bool


class Burned(NamedTuple):
    """What one way of burning burned: the name of the way, and the keys."""

    way: str
    keys: Keys


class Book(Stage):
    """A real book, and everything its keyring ever made to be written, by number of the generation.

    A helper sits beside it, to whom every case opens.
    """

    def __init__(
        self, folder: Path, size: Size, random_bytes: Random, *, neighbour: bool = False, snapshot: bool = False
    ) -> None:
        """Make it and write into it; with `neighbour`, the small one that burns whole.

        Args:
            written as a snapshot: gather it once more: its record in force lies in the other half of the slot then.
        """
        self.generations: dict[int, bytes] = {}
        self.records: dict[int, bytes] = {}
        self.epochs: dict[int, bytes] = {}
        self.contents: dict[int, Contents] = {}
        self.readers: set[bytes] = set()
        self.case_keys: dict[int, bytes] = {}
        self.folder, self._size, self._sums = folder, size, count(1_000_000, 1000)
        sentence = SORAS if neighbour else SENTENCE
        with self._heard():
            super().__init__(read_text(PEOPLE), folder, passphrase=sentence, random_bytes=random_bytes.randbytes)
            self._write(self._neighbours() if neighbour else self._mine())
            if snapshot:
                self.desk.snapshot()
            if not neighbour:
                invite(self.desk, "jiho", JIHOS, CHEAPEST, self.today)
        self.desk_id = self.desk.keyring.desk_id

    # ---------------------------------------------------------------------------------------------------------- writing

    def _mine(self) -> Iterator[Command]:
        """Envelopes to be burned one at a time, orders for a batch, a home, settled orders, and what stays."""
        way = self._size.way
        for number in range(way):
            yield self._card(f"single-{number}", "brother")
            yield self._promise(f"batch-{number}", "brother")
            yield from self._settled(f"settled-{number}")
        yield from self._half_and_half(way, "uncle")
        yield from self._half_and_half(self._size.objects - 4 * way, "brother")

    def _neighbours(self) -> Iterator[Command]:
        yield from self._half_and_half(self._size.whole, "brother")

    def _half_and_half(self, most: int, case: str) -> Iterator[Command]:
        for number in range(most // 2):
            yield self._card(f"{case}-card-{number}", case)
            yield self._promise(f"{case}-order-{number}", case)

    def _card(self, label: str, whose: str) -> Command:
        return self._command("card", label, whose=whose, name="Invented Somebody")

    def _promise(self, label: str, case: str, **changed: str) -> Command:
        return self._command("promise", label, case=case, gross=f"{next(self._sums):,} KRW", **{**TERMS, **changed})

    def _settled(self, label: str) -> Iterator[Command]:
        """An order that was sent and accepted whole; its day comes soon."""
        paid = next(self._sums)
        terms = {**TERMS, "latest": "2024-01-31", "dispute-days": "30"}
        yield self._command("promise", label, case="brother", gross=f"{paid:,} KRW", **terms)
        yield self._command("send", label, amount=f"{paid:,} KRW")
        got = f"{paid * 6 // 10 // 200:,} CNY"
        yield self._command("accept", label, amount=got, says="receiver", phone="own")

    def _command(self, kind: str, label: str, **words: str) -> Command:
        of = self.subject(kind, label)
        row = BY_KIND[kind]
        return read_command(row, {"sure": True, **words}, self, id=self.fresh(), of=of, today=self.today)

    def _write(self, commands: Iterator[Command]) -> None:
        """Write them in groups."""
        group: list[Command] = []
        for command in commands:
            group.append(command)
            if len(group) == AT_ONCE:
                self._submit(group)
        self._submit(group)

    def _submit(self, group: list[Command]) -> None:
        refused = [answer.refusal for answer in self.desk.submit(group).wait() if answer.refusal]
        assert not refused, refused[:3]
        group.clear()

    # ---------------------------------------------------------------------------------------------------------- burning

    def burn(self) -> Iterator[Burned]:
        """Burn in four ways, one after the other; each is given when it has just been acknowledged."""
        ways: dict[str, tuple[str, Callable[[], None]]] = {
            "one at a time": ("single-", self._one_at_a_time),
            "a batch of orders": ("batch-", self._a_batch),
            "a whole case": ("uncle", self._a_case),
            "their day came": ("settled-", self._their_day),
        }
        for way, (named, work) in ways.items():
            before, doomed = self._in_force(), self._keys_of(named)
            with self._heard():
                work()
            after = self._in_force()
            burned = frozenset(key for name, key in before.items() if name not in after)
            assert doomed <= burned, f"{way}: {len(doomed - burned)} keys are still in the keyring"
            yield Burned(way, burned)

    def burn_whole(self) -> Burned:
        """Burn everything there is: with the objects go the keys of cases, headers, log and slot, and the epoch key."""
        last = self.contents[self.desk.keyring.generation]
        rest = {last.log_key, last.slot_key, self.epochs[last.generation]}
        keys = frozenset({*self._in_force().values(), *rest})
        burn_everything(self.desk)
        return Burned("everything", keys)

    def _one_at_a_time(self) -> None:
        """Envelopes, one half before and one half after another opening and another sentence."""
        half = self._size.way // 2
        self._burn_cards(range(half))
        self.open_again()
        self.desk.keyring.access.change_passphrase(SENTENCE, OTHER, CHEAPEST)
        self._passphrase = OTHER
        self._burn_cards(range(half, self._size.way))

    def _burn_cards(self, numbers: range) -> None:
        for number in numbers:
            self.desk.say(self._command("burn", f"single-{number}"))

    def _a_batch(self) -> None:
        self.desk.snapshot(burn=[self.ids[f"batch-{number}"] for number in range(self._size.way)])

    def _a_case(self) -> None:
        self.desk.snapshot(case=self.ids["uncle"])

    def _their_day(self) -> None:
        """The first opening after it."""
        self.move_to(LATER)
        self.open_again()

    def objects(self) -> Keys:
        """The keys of everything that has one now, spare ones apart."""
        return self._keys_of("")

    def _keys_of(self, named: str) -> Keys:
        """The keys of what is in the book, by how its labels begin."""
        state = self.desk.state
        cards = (card for card in state.cards.values() if not card.burned)
        things = (*state.orders.values(), *cards, *state.cases.values(), *state.carriers.values())
        ids = {of for label, of in self.ids.items() if label.startswith(named)}
        return frozenset(self.desk.keyring.keys.key(thing.key) for thing in things if thing.id in ids)

    def _in_force(self) -> dict[str, bytes]:
        """Every key of an object, of a case and of row headers there is now, by number; spare ones too."""
        contents = self.contents[self.desk.keyring.generation]
        found = {f"object {number}": key for number, key in generation.unpack_keys(contents).items()}
        found |= {f"header {first}": key for first, key in headers(contents).items()}
        return found | {f"case {number}": self.case_keys[number] for number in contents.cases}

    # ---------------------------------------------------------------------------------------------------------- witness

    @property
    def old_epochs(self) -> Keys:
        """The epoch keys of all generations but the one in force."""
        return frozenset(key for number, key in self.epochs.items() if number != max(self.epochs))

    def last_to_hold(self) -> dict[bytes, int]:
        """The last generation that held each object key."""
        return {
            key: number
            for number, known in sorted(self.contents.items())
            for key in generation.unpack_keys(known).values()
        }

    @contextmanager
    def _heard(self) -> Iterator[None]:
        with ExitStack() as ears:
            for module, name, note in (
                (generation, "pack", self._note_generation),
                (slot, "pack", self._note_record),
                (readers, "close", lambda _, made: self.readers.add(made)),
            ):
                ears.enter_context(_hears(module, name, note))
            yield
        self._know_case_keys()

    def _note_generation(self, given: tuple[Any, ...], made: bytes) -> None:
        contents: Contents = given[0]
        self.contents[contents.generation], self.generations[contents.generation] = contents, made

    def _note_record(self, given: tuple[Any, ...], made: bytes) -> None:
        number, epoch = given[:2]
        self.epochs[number], self.records[number] = epoch, made

    def _know_case_keys(self) -> None:
        keyring = self.desk.keyring
        self.case_keys |= {number: keyring.keys.case_key(number) for number in self.contents[keyring.generation].cases}


def _hears(module: ModuleType, name: str, note: Callable[[tuple[Any, ...], bytes], object]) -> Any:
    """Have a function of a module tell what it was given and what it made."""
    make = getattr(module, name)

    def heard(*given: Any, **named: Any) -> bytes:
        made: bytes = make(*given, **named)
        note(given, made)
        return made

    return mock.patch.object(module, name, heard)


# ----------------------------------------------------------------------------------------------------- the careless way


@contextmanager
def careless() -> Iterator[None]:
    """Burn as programs usually do it: the slot is written anew and renamed over the old one; all of it is deleted."""

    def switch(home: Path, old_half: int, record: bytes, blank: bytes) -> None:
        fresh = home / (steps.SLOT + files.NEW)
        files.put(fresh, blank + record if old_half == 0 else record + blank)
        files.rename(fresh, home / steps.SLOT)
        files.fsync_folder(home)

    def wipe(home: Path, noise: bytes) -> None:
        for name in files.names(home):
            files.unlink(home / name)
        files.fsync_folder(home)

    with mock.patch.object(steps, "switch", switch), mock.patch.object(steps, "wipe", wipe):
        yield
