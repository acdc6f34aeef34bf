"""A table of past records, as a spreadsheet saves it (CSV): from bytes to lines of cells, or a refusal that says where.

The fact `at` of a refusal is a line of the file, as an editor counts them; `column` the name of a column. What stands
in a cell is in no refusal.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from naru.commands.mapping import SEPARATORS, Map
from naru.commands.reading import NOTE_MOST
from naru.i18n.text import clean_line
from naru.refusal import Refusal

BYTES_MOST: Final = 4 << 20
LINES_MOST: Final = 10_000
FORMULA: Final = ("=", "+", "-", "@")
"""how a cell begins that a spreadsheet would work out: no day, sum or name begins so"""


class Line(NamedTuple):
    """One line of a table: its number in the file (the names of the columns stand in line 1), and the columns that a
    map takes."""

    number: int
    cells: Mapping[str, str]

    def clean(self) -> None:
        """Refuse what no cell may hold.

        Raises:
            Refusal: ``import.formula``, ``text.*``; fact `column`.
        """
        for column, cell in self.cells.items():
            if cell.startswith(FORMULA):
                raise Refusal("import.formula", column=column)
            try:
                if cell:
                    clean_line(cell, NOTE_MOST)
            except Refusal as refusal:
                refusal.facts["column"] = column
                raise


def read_table(data: bytes, map: Map) -> list[Line]:
    """Read a table with the columns a map takes. Empty lines are passed over.

    Raises:
        Refusal: ``import.too-long`` (fact `most`), ``import.encoding``, ``import.quotes``, ``import.newline``,
            ``import.cells`` (fact `at`), ``import.separator``, ``import.no-column``, ``import.column-twice`` (fact
            `column`), ``import.empty``.
    """
    if len(data) > BYTES_MOST:
        raise Refusal("import.too-long", most=LINES_MOST)
    rows = _rows(_decoded(data, map.encoding), map.separator)
    _, header = next(rows, (0, []))
    names = [name.strip() for name in header]
    _check_header(names, map)
    taken = sorted((names.index(column), column) for column in map.columns)
    lines: list[Line] = []
    for number, row in rows:
        if len(lines) == LINES_MOST:
            raise Refusal("import.too-long", most=LINES_MOST)
        if len(row) != len(names):
            raise Refusal("import.cells", at=number, found=len(row), wanted=len(names))
        lines.append(Line(number, {column: row[place].strip() for place, column in taken}))
    if not lines:
        raise Refusal("import.empty")
    return lines


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Refusal("import.encoding", at=data.count(b"\n", 0, error.start) + 1) from None
    except UnicodeError:  # UTF-16 without its first mark
        raise Refusal("import.encoding", at=1) from None


def _rows(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """The rows with something in them, each with the number of the line it begins in."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 1
    try:
        for row in reader:
            if any("\n" in cell or "\r" in cell for cell in row):  # a quote nobody closed swallows lines like this
                raise Refusal("import.newline", at=number)
            if any(cell.strip() for cell in row):
                yield number, row
            number = reader.line_num + 1
    except csv.Error:
        raise Refusal("import.quotes", at=number) from None


def _check_header(names: Sequence[str], map: Map) -> None:
    if len(names) == 1 and any(other in names[0] for other in SEPARATORS if other != map.separator):
        raise Refusal("import.separator")
    for name in sorted(map.columns):
        if name not in names:
            raise Refusal("import.no-column", column=name)
        if names.count(name) > 1:
            raise Refusal("import.column-twice", column=name)
