"""Past records from a table into the book: every line tried first, then all of them written as one group, or none.

A command's id comes from the book's own id, what the map says tells lines apart, and the verb. So the same table twice
writes once, a line put in between moves no other, and a line that was changed is noticed.
"""

from __future__ import annotations

import hashlib
import shlex
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from naru.app.names import code
from naru.command import ID_BYTES, Command, Id, Subject
from naru.commands.csv_table import BYTES_MOST, Line, read_table
from naru.commands.mapping import BYTES_MOST as MAP_BYTES_MOST
from naru.commands.mapping import Map, Wanted, read_map
from naru.commands.reading import read_command
from naru.commands.tables import BY_KIND
from naru.desk.progress import Progress, reporting
from naru.desk.trial import Trial
from naru.i18n.catalogue import Catalogue
from naru.i18n.languages import ELSEWHERE
from naru.refusal import Refusal

if TYPE_CHECKING:
    from naru.app.book import Book

OWN_LABELS = (Subject.ORDER, Subject.DEBT)
"""what a table has labels of its own for; everybody and everything else is called as in the book"""


class Planned(NamedTuple):
    """What one line comes to, or one of several things it says.

    Args:
        line: its number in the file.
        kind: the verb; empty where the line itself is refused.
        of: nickname or code of what it is about; empty where the command makes it, or is about the book.
        words: the fields, as they would be typed.
        command: None where it is refused.
        again: it stands in the book already.
        refusal: why it cannot be written, with the facts `at` (the line) and `column`.
    """

    line: int
    kind: str
    of: str
    words: Mapping[str, Any]
    command: Command | None = None
    again: bool = False
    refusal: Refusal | None = None

    def typed(self, catalogue: Catalogue) -> str:
        """The command as somebody would type it in the reader's language; Naru's own words are English."""
        verb = self.kind if catalogue.lang == ELSEWHERE else catalogue.text("verb", self.kind)
        line = ["naru", *verb.split()]
        if self.of:
            line += ["--order", self.of] if BY_KIND[self.kind].opens else [self.of]
        for name, value in self.words.items():
            for one in value if isinstance(value, list) else [value]:
                line += [f"--{name}"] if one is True else [f"--{name}", str(one)]
        return shlex.join(line)


class Plan(NamedTuple):
    """What a whole table would come to."""

    planned: tuple[Planned, ...]

    @property
    def new(self) -> list[Command]:
        """What would be written, in order."""
        return [one.command for one in self.planned if one.command and not one.again]

    @property
    def again(self) -> int:
        """How many stand in the book already."""
        return sum(one.again for one in self.planned)

    @property
    def refused(self) -> list[Planned]:
        """What cannot be written."""
        return [one for one in self.planned if one.refusal]


def plan(book: Book, table: Path, map: Path, *, sure: bool = False, progress: Progress | None = None) -> Plan:
    """Try a whole table out. Nothing is written.

    Args:
        sure: the one question that a warning asks is answered with yes, for every line.
        progress: is told how many lines are done.
    Raises:
        Refusal: ``import.*`` as `read_map` and `read_table`; ``disk.*``. What is wrong with single lines stands in the
            plan.
    """
    if not table.is_file():
        raise Refusal("import.missing")
    if not map.is_file():
        raise Refusal("import.map-missing")
    mapped = read_map(_read(map, MAP_BYTES_MOST))
    lines = read_table(_read(table, BYTES_MOST), mapped)
    return Plan(tuple(_Planner(book, mapped, sure).plan(lines, progress)))


def write(book: Book, plan: Plan) -> int:
    """Write what is new in a plan as one group: all of it, or nothing.

    Returns:
        how many commands were written.
    Raises:
        Refusal: ``import.refused`` (fact `count`); ``disk.*``. Nothing was written.
    """
    if plan.refused:
        raise Refusal("import.refused", count=len(plan.refused))
    new = plan.new
    if new:
        book.desk.submit(new, whole=True).wait()
    return len(new)


def _read(path: Path, most: int) -> bytes:
    """A file's bytes; of a longer one no more than it takes to refuse it."""
    with path.open("rb") as file:
        return file.read(most + 1)


class _Planner:
    """One pass over a table, on a trial of the desk."""

    def __init__(self, book: Book, map: Map, sure: bool) -> None:
        self._book, self._map, self._sure = book, map, sure
        now = book.clock()
        self._today = now.today
        self._trial = Trial(book.desk, now.today, now.at)
        self._first: dict[str, int] = {}

    def plan(self, lines: Sequence[Line], progress: Progress | None) -> Iterator[Planned]:
        """What every line comes to."""
        for line in reporting(lines, len(lines), progress):
            try:
                line.clean()
                key = self._key(line)
            except Refusal as refusal:
                yield Planned(line.number, "", "", {}, refusal=_at(refusal, line))
                continue
            said: dict[str, int] = {}
            for wanted in self._map.commands:
                kind = wanted.event_type.kind
                said[kind] = said.get(kind, 0) + 1
                if wanted.meant(line.cells):
                    yield self._command(line, wanted, self._id("command", key, kind, str(said[kind])))

    def _key(self, line: Line) -> str:
        """What tells this line apart from the others."""
        columns = ", ".join(self._map.line.columns)
        key = self._map.line.fill(line.cells)
        if not key:
            raise Refusal("import.line-empty", column=columns)
        if (first := self._first.setdefault(key, line.number)) != line.number:
            raise Refusal("import.line-twice", column=columns, first=first)
        return key

    def _id(self, *parts: str) -> Id:
        content = b"".join(len(part.encode()).to_bytes(4, "little") + part.encode() for part in parts)
        desk = self._book.desk.state.desk
        return hashlib.blake2b(content, digest_size=ID_BYTES, key=desk, person=b"naru import").digest()

    def _command(self, line: Line, wanted: Wanted, id: Id) -> Planned:
        kind, words, shown = wanted.event_type.kind, {}, ""
        try:
            words = self._words(line, wanted)
            of, shown = self._subject(line, wanted)
            order = self._trial.state.orders.get(of)
            names = self._book.names
            names.consider(order)
            base = order.terms if order and kind == "agree" else None
            typed = {**words, "sure": True} if self._sure else words
            command = read_command(wanted.event_type, typed, names, id=id, of=of, today=self._today, base=base)
        except Refusal as refusal:
            column = ", ".join(wanted.columns(str(refusal.facts.get("field", ""))))
            return Planned(line.number, kind, shown, words, refusal=_at(refusal, line, column))
        answer = self._trial.take(command)
        if answer.refusal is not None:
            changed = answer.refusal.key == "desk.other-content"
            why = Refusal("import.changed") if changed else answer.refusal
            return Planned(line.number, kind, shown, words, refusal=_at(why, line))
        return Planned(line.number, kind, shown, words, command, answer.again)

    def _subject(self, line: Line, wanted: Wanted) -> tuple[Id, str]:
        """The id of what a command is about, and how the command line calls it."""
        event_type, label = wanted.event_type, wanted.of.fill(line.cells)
        subject = event_type.subject
        if subject is Subject.DESK:
            return self._book.desk.state.desk, ""
        if not label:
            raise Refusal("import.no-subject", field="of")
        if subject not in OWN_LABELS:
            return self._book.names.find(subject, label), label
        of = self._id("subject", subject.value, label)
        known = self._trial.state.find(subject, of) is not None
        return of, code(of) if known else ""

    def _words(self, line: Line, wanted: Wanted) -> dict[str, Any]:
        """The fields of a command as they would be typed. What is made of an empty cell is left out."""
        days = {"on", *(field.name for field in wanted.event_type.fields if field.type == "day")}
        words: dict[str, Any] = {}
        for name, templates in wanted.fields.items():
            if isinstance(templates, bool):
                words |= {name: True} if templates else {}
                continue
            filled = [text for one in templates if (text := one.fill(line.cells))]
            try:
                filled = [self._map.day(text) for text in filled] if name in days else filled
            except Refusal as refusal:
                refusal.facts["field"] = name
                raise
            if filled:
                words[name] = filled if len(templates) > 1 else filled[0]
        if "on" not in words:
            raise Refusal("field.missing", field="on", verb=wanted.event_type.kind)
        return words


def _at(refusal: Refusal, line: Line, column: str = "") -> Refusal:
    """Say where in the table it is."""
    refusal.facts["at"] = line.number
    refusal.facts.setdefault("column", column)
    return refusal
