"""The stage of a play: a desk of its own, a clock that follows the script, and names for ids."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection
from pathlib import Path

from naru.app.book import Book
from naru.command import PARTIES, Command, Facts, Id, Story, Subject
from naru.commands.tables import BY_KIND
from naru.days import earliest
from naru.desk.clock import Instant
from naru.desk.desk import Desk
from naru.i18n.catalogue import Catalogue
from naru.plays.script import Script
from naru.refusal import Refusal
from naru.vault.kdf import CHEAPEST, KdfProfile

SENTENCE = b"the people of a play are invented"
"""opens a play's own desk; long enough for the names that it writes"""
_EPOCH = 719163  # ordinal of 1 January 1970


def seeded(seed: bytes) -> Callable[[int], bytes]:
    """Random bytes that come out the same for the same seed. For plays and tests; never for a real desk."""
    count = 0

    def random_bytes(size: int) -> bytes:
        nonlocal count
        count += 1
        return hashlib.shake_256(seed + count.to_bytes(8, "big")).digest(size)

    return random_bytes


class Stage:
    """A desk under a script: it opens the cases, carriers, roads and persons, and knows everybody's label."""

    def __init__(
        self,
        script: Script,
        folder: Path,
        *,
        passphrase: bytes = SENTENCE,
        profile: KdfProfile = CHEAPEST,
        random_bytes: Callable[[int], bytes] | None = None,
    ) -> None:
        self.ids: dict[str, Id] = {}
        self.claims: dict[str, int] = {}
        self.among: Collection[str] = (script.valuation,)
        self.today = 0
        self._second = 0
        self._folder = folder
        self._passphrase, self._profile = passphrase, profile
        self._random_bytes = random_bytes or seeded(b"naru.play" + script.title.encode())
        first = next((step.today for step in script.steps if step.today), 0)
        if not first:
            raise Refusal("play.no-day")
        self.move_to(first)
        self.desk = Desk.new(folder, passphrase, script.valuation, self.clock, self._random_bytes, profile=profile)
        try:
            self._people(script)
        except BaseException:
            self.desk.close()
            raise

    def _people(self, script: Script) -> None:
        for kind, labels in (("case", script.cases), ("carrier", script.carriers), ("person", script.persons)):
            for label in labels:
                self._open(kind, label, Facts())
        for label, carrier in script.roads.items():
            self._open("road", label, Facts(hand=self.find("carrier", carrier)))

    def _open(self, kind: str, label: str, facts: Facts) -> None:
        if label in PARTIES or label in self.ids:
            raise Refusal("play.label-twice", label=label)
        of = self.ids[label] = self.fresh()
        self.desk.say(Command(self.fresh(), kind, of, self.today, facts, Story(says="sender", name=label)))

    def fresh(self) -> Id:
        """A new id."""
        return self._random_bytes(16)

    def clock(self) -> Instant:
        """The script's clock: noon of its day, a second later at each look."""
        self._second += 1
        at = (earliest(self.today) - _EPOCH) * 86400 + 43200 + self._second
        return Instant(at, self.today, at)

    def move_to(self, today: int) -> None:
        """The play's day goes on; it never goes back."""
        if earliest(today) < earliest(self.today) if self.today else False:
            raise Refusal("play.day-back")
        self.today = today

    def book(self, catalogue: Catalogue) -> Book:
        """The stage's book, as a door holds one."""
        return Book(self.desk, catalogue, self.clock, self._profile)

    def open_again(self) -> None:
        """Close the desk and open it from its files."""
        self.desk.close()
        self.desk = Desk.open(self._folder, self._passphrase, self.clock, self._random_bytes, allow_cheap=True)

    def find(self, type: str, name: str) -> Id:
        """The id behind a label, of the type a field wants."""
        if type in ("party", "speaker", "subject") and name in PARTIES:
            return PARTIES[name]
        of = self.ids.get(name)
        if of is None:
            raise Refusal("play.label", label=name)
        if type in frozenset(Subject) and self.desk.state.find(Subject(type), of) is None:
            raise Refusal(f"desk.no-such-{type}")
        return of

    def claim(self, name: str) -> int:
        """The row of a claim, by the label its step gave it."""
        if name not in self.claims:
            raise Refusal("play.label", label=name)
        return self.claims[name]

    def label(self, of: Id) -> str:
        """The label of an id; parties by their role."""
        for name, known in (*PARTIES.items(), *self.ids.items()):
            if known == of:
                return name
        return "?"

    def subject(self, kind: str, label: str) -> Id:
        """The id a verb is about; a new one where the verb makes its subject."""
        event_type = BY_KIND[kind]
        if event_type.subject is Subject.DESK:
            return self.desk.state.desk
        if not label:
            raise Refusal("play.no-subject")
        if label not in self.ids:
            if not event_type.opens:
                raise Refusal("play.label", label=label)
            self.ids[label] = self.fresh()
        return self.ids[label]
