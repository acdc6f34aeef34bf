"""The map of an import: how the columns of a table become the words of commands. A small TOML file.

What may stand in it is told in docs/how-to/import-past-records.md. Unknown words are refused everywhere, so that a slip
of the pen is noticed before anything is written.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from naru.command import Effect, EventType, Subject
from naru.commands.reading import COMMON
from naru.commands.tables import BY_KIND
from naru.i18n.vocabulary import meant
from naru.refusal import Refusal

ENCODINGS: Final = {"utf-8": "utf-8-sig", "utf-16": "utf-16", "cp949": "cp949", "gb18030": "gb18030"}
"""what a map may call the encoding of its table -> what Python calls it; a byte order mark is no part of the first
column's name"""
SEPARATORS: Final = (",", ";", "\t")
BYTES_MOST: Final = 1 << 16
HEAD: Final = {"line", "days", "separator", "encoding", "command"}
OWN: Final = {"say", "of", "when", "where"}
"""words of one command of a map that are no field of its verb"""
NOT_HERE: Final = {"word", "claim"}
"""types of fields that only a living order has"""
_COLUMN = re.compile(r"\{([^{}]+)\}")
_DAY_PARTS: Final = {"YYYY": r"(?P<y>[0-9]{4})", "MM": r"(?P<m>[0-9]{1,2})", "DD": r"(?P<d>[0-9]{1,2})"}

Cells = Mapping[str, str]
"""one line of a table: column -> what stands there"""


class Template(NamedTuple):
    """A text in which ``{column}`` stands for what the line has there."""

    text: str

    @property
    def columns(self) -> list[str]:
        """The columns it takes."""
        return [name.strip() for name in _COLUMN.findall(self.text)]

    def fill(self, cells: Cells) -> str:
        """The text for one line; empty where one of its columns is."""
        if not all(cells[name] for name in self.columns):
            return ""
        return _COLUMN.sub(lambda found: cells[found[1].strip()], self.text)


class Wanted(NamedTuple):
    """One command that a line may come to.

    Args:
        of: what it is about; for orders and debts a label of the table's own.
        when: it is said on lines where this is not empty.
        where: it is said on lines where these columns hold these values.
        fields: the fields of the verb, each one template or several; a flag is True.
    """

    event_type: EventType
    of: Template
    when: Template
    where: Mapping[str, str]
    fields: Mapping[str, tuple[Template, ...] | bool]

    def meant(self, cells: Cells) -> bool:
        """Whether this line says it."""
        if self.when.text and not self.when.fill(cells):
            return False
        return all(cells[column] == value for column, value in self.where.items())

    def columns(self, field: str) -> list[str]:
        """The columns that a field is made of."""
        templates = self.fields.get(field)
        return [] if not isinstance(templates, tuple) else [name for one in templates for name in one.columns]


class Map(NamedTuple):
    """A whole map.

    Args:
        line: what tells lines apart: no two lines of a table have the same.
        days: how days are written, of YYYY, MM and DD; empty: as at the command line.
    """

    line: Template
    commands: tuple[Wanted, ...]
    days: str
    separator: str
    encoding: str

    @property
    def columns(self) -> set[str]:
        """Every column it takes."""
        return set(self._columns())

    def _columns(self) -> Iterator[str]:
        yield from self.line.columns
        for wanted in self.commands:
            yield from (*wanted.of.columns, *wanted.when.columns, *wanted.where)
            for field in wanted.fields:
                yield from wanted.columns(field)

    def day(self, text: str) -> str:
        """A day of the table as the command line writes it. Raises: Refusal("import.day")."""
        if not self.days:
            return text
        found = re.fullmatch(_day_form(self.days), text)
        if found is None:
            raise Refusal("import.day", form=self.days)
        return f"{found['y']}-{int(found['m']):02}-{int(found['d']):02}"


def read_map(data: bytes) -> Map:
    """Read a map.

    Raises:
        Refusal: ``import.map-broken`` (fact `at`: its line), ``import.map-word`` (fact `word`),
            ``import.map-verb`` (fact `word`), ``import.map-lacks`` (fact `word`).
    """
    if len(data) > BYTES_MOST:
        raise Refusal("import.map-broken", at=1)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refusal("import.map-broken", at=1) from None
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"at line ([0-9]+)", str(error))  # or at the end of the document
        raise Refusal("import.map-broken", at=int(at[1]) if at else len(text.splitlines())) from None
    _only(found, HEAD)
    for word in ("line", "command"):
        if not found.get(word):
            raise Refusal("import.map-lacks", word=word)
    commands = found["command"]
    if not isinstance(commands, list) or not all(isinstance(one, dict) for one in commands):
        raise Refusal("import.map-word", word="command")
    line = _template(found["line"], "line")
    days, separator = str(found.get("days", "")), found.get("separator", ",")
    encoding = str(found.get("encoding", "utf-8")).lower()
    if days and any(days.count(part) != 1 for part in _DAY_PARTS):
        raise Refusal("import.map-word", word="days")
    if separator not in SEPARATORS:
        raise Refusal("import.map-word", word="separator")
    if encoding not in ENCODINGS:
        raise Refusal("import.map-word", word="encoding")
    return Map(line, tuple(_wanted(one, line) for one in commands), days, separator, ENCODINGS[encoding])


def _only(table: Mapping[str, Any], words: set[str]) -> None:
    for word in table:
        if word not in words:
            raise Refusal("import.map-word", word=word)


def _wanted(table: Mapping[str, Any], line: Template) -> Wanted:
    said = str(table.get("say", ""))
    event_type = BY_KIND.get(meant("command", said) or said)
    if event_type is None or not _past(event_type):
        raise Refusal("import.map-verb", word=said)
    known = {field.name for field in event_type.fields if field.type not in NOT_HERE} | set(COMMON) - {"sure"}
    _only(table, known | OWN)
    where = table.get("where", {})
    if not isinstance(where, dict) or not all(isinstance(value, str) for value in where.values()):
        raise Refusal("import.map-word", word="where")
    return Wanted(
        event_type,
        _template(table["of"], "of") if "of" in table else line,
        _template(table.get("when", ""), "when"),
        {column.strip(): value for column, value in where.items()},
        {name: _templates(value, name) for name, value in table.items() if name not in OWN},
    )


def _past(event_type: EventType) -> bool:
    """Whether something past can be written so: no cards, no words of today, and nobody whom the book has not met."""
    if event_type.subject is Subject.CARD or Effect.NEW_WORD in event_type.effects:
        return False
    return not event_type.opens or event_type.subject in (Subject.ORDER, Subject.DEBT)


def _templates(value: Any, word: str) -> tuple[Template, ...] | bool:
    if isinstance(value, bool):
        return value
    return tuple(_template(one, word) for one in (value if isinstance(value, list) else [value]))


def _template(value: Any, word: str) -> Template:
    if not isinstance(value, str) or re.search("[{}]", _COLUMN.sub("", value)):
        raise Refusal("import.map-word", word=word)
    return Template(value)


def _day_form(days: str) -> str:
    form = re.escape(days)
    for part, pattern in _DAY_PARTS.items():
        form = form.replace(part, pattern)
    return form
