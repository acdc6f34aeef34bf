"""Days as people know them: a full day, a month, or a year, in one whole number.

A packed day is ``yyyymmdd`` with 00 for what is not known: 20240503, 20240500 (May 2024), 20240000 (2024). Packed days
sort by their beginnings. Nothing here reads a clock: what day it is today is handed in by the doors. How a language
writes a day stands in ``i18n/languages.toml``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from datetime import date
from functools import lru_cache

from naru.i18n.languages import LANGUAGES
from naru.refusal import Refusal

FIRST_YEAR = 1990
LAST_YEAR = 2100

NEAR_DAYS = 150
"""so far from today a day is told without its year: nobody takes it for another year's"""

_TEXT_MAX = 100

_NARROW = {0xFF01 + n: 0x21 + n for n in range(94)} | {0x3000: 0x20}
_MONTHS = {name: number for language in LANGUAGES.values() for number, name in enumerate(language.months, 1)}
_NUMBERS = {"{y}": "(?P<y>[0-9]{4})", "{m}": "(?P<m>[0-9]{1,2})", "{d}": "(?P<d>[0-9]{1,2})"}


def _form(printed: str, months: Collection[str]) -> re.Pattern[str]:
    """The pattern that reads a day printed like this. Blanks count only beside a month's name."""
    if not months:
        printed = re.sub(r" |(?<=[^ ])(?=\{)", " ?", printed)
    found = _NUMBERS | {"{month}": f"(?P<month>{'|'.join(months)})"}
    return re.compile("".join(found.get(part, part) for part in re.split(r"(\{\w+\})", printed)))


_FORMS = (
    re.compile(r"(?P<y>[0-9]{4})(?:-(?P<m>[0-9]{2})(?:-(?P<d>[0-9]{2}))?)?"),
    re.compile(r"(?P<y>[0-9]{4})\. ?(?P<m>[0-9]{1,2})(?:\. ?(?P<d>[0-9]{1,2}))?\.?"),
    *(
        _form(printed, language.months)
        for language in LANGUAGES.values()
        for printed in (language.year, language.month, language.day)
    ),
)


def _any(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, words))


_HOURS = _any(word for language in LANGUAGES.values() for word in language.hours)
_HALF_DAYS = _any(word for language in LANGUAGES.values() for word in language.half_days)
_YEARS = _any(word for language in LANGUAGES.values() if (word := language.year.removeprefix("{y}").strip()))

# The first that is found names the rule; every other text is refused as no day at all.
_WRONG = tuple(
    (key, re.compile(pattern, re.IGNORECASE))
    for key, pattern in (
        ("day.time", rf"[0-9] ?(?::|{_HOURS})|[0-9]T[0-9]|{_HALF_DAYS}|[0-9] ?[ap]\.?m"),
        ("day.zone", r"[0-9] ?(?:Z|UTC|GMT|KST|CST)|[0-9]{2}-[0-9]{2}-[0-9]{2}[+-][0-9]"),
        ("day.no-separators", r"[0-9]{6,}"),
        ("day.short-year", rf"^'?[0-9]{{1,2}} ?(?:[-./]|{_YEARS})(?!.*[0-9]{{4}})"),
    )
)


def pack(year: int, month: int = 0, day: int = 0) -> int:
    """The packed day of these parts; 0 for a month or day that is not known.

    Raises:
        Refusal: ``day.year`` (facts `first`, `last`), ``day.no-such-day``: no such month or day, or a day of an
            unknown month.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refusal("day.year", first=FIRST_YEAR, last=LAST_YEAR)
    try:
        date(year, month or 1, day or 1)
    except ValueError:
        raise Refusal("day.no-such-day") from None
    if day and not month:
        raise Refusal("day.no-such-day")
    return year * 10_000 + month * 100 + day


def parts(packed: int) -> tuple[int, int, int]:
    """Year, month and day; 0 where month or day is not known."""
    return packed // 10_000, packed // 100 % 100, packed % 100


def year(packed: int) -> int:
    """The year of a packed day; it is always known."""
    return packed // 10_000


def is_full(packed: int) -> bool:
    """Whether the very day is known."""
    return packed % 100 != 0


def read_day(text: str) -> int:
    """Read a day, month or year as people write it in any language of ``languages.toml``, and pack it.

    ``2024-05-03``, ``2024-05``, ``2024``, ``2024.5.3``, ``2024년 5월 3일``, ``2024年5月``, ``3 May 2024``; figures may
    be full-width.

    Raises:
        Refusal: ``day.empty``, ``day.digits``, ``day.time``, ``day.zone``, ``day.no-separators``, ``day.short-year``,
            ``day.form`` (anything else), and those of `pack`.
    """
    if len(text) > _TEXT_MAX:
        raise Refusal("day.form")
    line = unicodedata.normalize("NFC", text).translate(_NARROW).strip(" ")
    if not line:
        raise Refusal("day.empty")
    for form in _FORMS:
        found = form.fullmatch(line)
        if found:
            return _packed(found.groupdict())
    raise Refusal(_why_not(line))


def _packed(found: dict[str, str | None]) -> int:
    name, month, day = found.get("month"), found.get("m"), found.get("d")
    number = _MONTHS[name] if name else int(month or 0)
    if (month and not number) or (day and not int(day)):
        raise Refusal("day.no-such-day")  # a written 00 is no way to say "not known"
    return pack(int(found["y"] or 0), number, int(day or 0))


def _why_not(line: str) -> str:
    if any(unicodedata.category(letter) in {"Nd", "Nl", "No"} and not letter.isascii() for letter in line):
        return "day.digits"
    return next((key for key, wrong in _WRONG if wrong.search(line)), "day.form")


@lru_cache(maxsize=4096)
def earliest(packed: int) -> int:
    """The first day it can have been, as the ordinal of the calendar (`datetime.date.toordinal`)."""
    whole, month, day = parts(packed)
    return date(whole, month or 1, day or 1).toordinal()


@lru_cache(maxsize=4096)
def latest(packed: int) -> int:
    """The last day it can have been, as an ordinal: the end of the month or of the year where no more is known."""
    whole, month, day = parts(packed)
    if day:
        return date(whole, month, day).toordinal()
    if month in {0, 12}:
        return date(whole, 12, 31).toordinal()
    return date(whole, month + 1, 1).toordinal() - 1


def from_ordinal(ordinal: int) -> int:
    """The full packed day of an ordinal.

    Raises:
        Refusal: ``day.year`` outside the years a book knows.
    """
    first, last = date(FIRST_YEAR, 1, 1).toordinal(), date(LAST_YEAR, 12, 31).toordinal()
    if not first <= ordinal <= last:
        raise Refusal("day.year", first=FIRST_YEAR, last=LAST_YEAR)
    found = date.fromordinal(ordinal)
    return found.year * 10_000 + found.month * 100 + found.day


def days_after(packed: int, count: int) -> int:
    """The full day `count` days after this one (before it, if below zero).

    Raises:
        Refusal: ``day.full-day-needed`` for a month or year; ``day.year`` outside the years a book knows.
    """
    if not is_full(packed):
        raise Refusal("day.full-day-needed")
    return from_ordinal(earliest(packed) + count)


def iso(packed: int) -> str:
    """For machines and scripts: ``2024-05-03``, ``2024-05``, ``2024``."""
    whole, month, day = parts(packed)
    return f"{whole}" + (f"-{month:02}" if month else "") + (f"-{day:02}" if day else "")


def print_day(packed: int, lang: str, today: int = 0) -> str:
    """As a page in `lang` shows it: ``2024년 5월 3일``, ``2024年5月3日``, ``3 May 2024``; or its month or year.

    Where `today` is given, a day of these months goes without its year: ``5월 3일``.
    """
    whole, month, day = parts(packed)
    language = LANGUAGES[lang]
    form = language.day if day else language.month if month else language.year
    if day and today and abs(earliest(packed) - earliest(today)) <= NEAR_DAYS:
        form = language.near
    name = language.months[month - 1] if month and language.months else ""
    return form.format(y=whole, m=month, d=day, month=name)
