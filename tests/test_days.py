"""Days as far as they are known: reading, printing, and the days they can stand for (items 56 to 58 of bad input).

What needs a clock (a day in the future, a clock set back, a by-date already past) is decided by the desk.
"""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from naru.days import (
    days_after,
    earliest,
    from_ordinal,
    is_full,
    iso,
    latest,
    pack,
    print_day,
    read_day,
    year,
)
from naru.refusal import Refusal

FULL = st.dates(date(1990, 1, 1), date(2100, 12, 31)).map(lambda day: pack(day.year, day.month, day.day))
PACKED = st.one_of(FULL, FULL.map(lambda day: day // 100 * 100), FULL.map(lambda day: day // 10_000 * 10_000))


@pytest.mark.parametrize(
    ("text", "packed"),
    [
        ("2024-05-03", 20240503),
        ("2024-05", 20240500),
        ("2024", 20240000),
        (" 2024 ", 20240000),
        ("2024년 5월 3일", 20240503),
        ("2024년5월3일", 20240503),
        ("2024년 05월 03일", 20240503),
        ("2024년 5월", 20240500),
        ("2024년", 20240000),
        ("2024年5月3日", 20240503),
        ("2024年5月", 20240500),
        ("2024年", 20240000),
        ("2024.5.3", 20240503),
        ("2024. 5. 3.", 20240503),
        ("2024.05", 20240500),
        ("２０２４－０５－０３", 20240503),
        ("２０２４年５月３日", 20240503),
        ("2024\u1102\u1167\u11ab", 20240000),  # 년 in parts, as some keyboards hand it over
        ("3 May 2024", 20240503),
        ("May 2024", 20240500),
        ("2024-02-29", 20240229),
        ("1990-01-01", 19900101),
        ("2100-12-31", 21001231),
    ],
)
def test_a_day_is_read_as_people_write_it(text: str, packed: int) -> None:
    """Year first, as far as it is known."""
    assert read_day(text) == packed


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("2024-02-30", "no-such-day"),
        ("2023-02-29", "no-such-day"),
        ("2024-13-01", "no-such-day"),
        ("2024-00", "no-such-day"),
        ("2024-05-00", "no-such-day"),
        ("2024년 5월 0일", "no-such-day"),
        ("1970-01-01", "year"),
        ("1989-12-31", "year"),
        ("2101-01-01", "year"),
        ("9999", "year"),
        ("0000", "year"),
        ("24:00", "time"),
        ("2024-05-03 24:00", "time"),
        ("2016-12-31T23:59:60Z", "time"),
        ("2024-05-03T00", "time"),
        ("2024년 5월 3일 오후 3시", "time"),
        ("2024年5月3日上午", "time"),
        ("3 May 2024, 5 pm", "time"),
        ("2024-05-03Z", "zone"),
        ("2024-05-03 KST", "zone"),
        ("2024-05-03+0900", "zone"),
        ("20240503", "no-separators"),
        ("202405", "no-separators"),
        ("24-05-03", "short-year"),
        ("24년 5월 3일", "short-year"),
        ("'24.5.3", "short-year"),
        ("03.05.24", "short-year"),
        ("05/03/2024", "form"),
        ("2024/05/03", "form"),
        ("2024-5-3", "form"),
        ("3.5.2024", "form"),
        ("-2024", "form"),
        ("2024-05-03-", "form"),
        ("5월 3일", "form"),
        ("작년", "form"),
        ("2024-05\u200b-03", "form"),
        ("2024-05-03\n", "form"),
        ("2024" * 1000, "form"),
        ("٢٠٢٤-٠٥-٠٣", "digits"),
        ("2024年五月", "form"),
        ("", "empty"),
        ("  ", "empty"),
    ],
)
def test_what_is_no_day_is_refused_by_its_rule(text: str, key: str) -> None:
    """No guess which of two numbers is the month."""
    with pytest.raises(Refusal) as caught:
        read_day(text)
    assert caught.value.key == f"day.{key}"


@given(st.one_of(st.text(), st.text("0123456789-.년월일 年月日:TZ", max_size=14)))
def test_any_text_is_read_or_refused(text: str) -> None:
    """No text ends in another error."""
    try:
        packed = read_day(text)
    except Refusal as refusal:
        assert refusal.key.startswith("day.")
    else:
        assert earliest(packed) <= latest(packed)


@pytest.mark.parametrize(
    ("packed", "ko", "zh", "en", "plain"),
    [
        (20240503, "2024년 5월 3일", "2024年5月3日", "3 May 2024", "2024-05-03"),
        (20241200, "2024년 12월", "2024年12月", "December 2024", "2024-12"),
        (20240000, "2024년", "2024年", "2024", "2024"),
    ],
)
def test_a_day_is_printed_as_far_as_it_is_known(packed: int, ko: str, zh: str, en: str, plain: str) -> None:
    """Never more certain than the book."""
    assert (print_day(packed, "ko"), print_day(packed, "zh"), print_day(packed, "en"), iso(packed)) == (
        ko,
        zh,
        en,
        plain,
    )


@given(PACKED)
def test_what_is_printed_is_read_back(packed: int) -> None:
    """In each language and in the plain form."""
    assert {read_day(print_day(packed, lang)) for lang in ("ko", "zh", "en")} | {read_day(iso(packed))} == {packed}


@pytest.mark.parametrize(
    ("packed", "first", "last"),
    [
        (20240503, date(2024, 5, 3), date(2024, 5, 3)),
        (20240200, date(2024, 2, 1), date(2024, 2, 29)),
        (20230200, date(2023, 2, 1), date(2023, 2, 28)),
        (20241200, date(2024, 12, 1), date(2024, 12, 31)),
        (21000000, date(2100, 1, 1), date(2100, 12, 31)),
    ],
)
def test_a_month_or_year_stands_for_all_its_days(packed: int, first: date, last: date) -> None:
    """The reading that counts more toward a limit is the caller's choice of the two."""
    assert (earliest(packed), latest(packed)) == (first.toordinal(), last.toordinal())


@given(FULL, st.integers(-400, 400))
def test_days_are_counted_on_the_calendar(packed: int, count: int) -> None:
    """There and back again, and never out of the years a book knows."""
    assert from_ordinal(earliest(packed)) == packed
    try:
        later = days_after(packed, count)
    except Refusal as refusal:
        assert refusal.key == "day.year"
    else:
        assert earliest(later) - earliest(packed) == count
        assert days_after(later, -count) == packed


@pytest.mark.parametrize(("packed", "full"), [(20240503, True), (20240500, False), (20240000, False)])
def test_days_are_counted_from_full_days_only(packed: int, full: bool) -> None:
    """Three days after May is no day."""
    assert is_full(packed) is full
    assert year(packed) == 2024
    if not full:
        with pytest.raises(Refusal, match=r"^day\.full-day-needed$"):
            days_after(packed, 3)


@pytest.mark.parametrize(
    ("parts", "key"), [((2024, 0, 3), "no-such-day"), ((2024, 2, 30), "no-such-day"), ((99,), "year")]
)
def test_only_days_of_the_calendar_are_packed(parts: tuple[int, ...], key: str) -> None:
    """A day of an unknown month is not a day."""
    with pytest.raises(Refusal, match=f"day.{key}"):
        pack(*parts)


def test_a_month_lasts_to_the_end_of_the_last_year() -> None:
    """The last day a book knows can be reached, and not passed."""
    assert days_after(21001230, 1) == 21001231
    with pytest.raises(Refusal, match=r"^day\.year$") as caught:
        days_after(21001231, 1)
    assert caught.value.facts == {"first": 1990, "last": 2100}


def test_a_day_of_these_months_can_go_without_its_year() -> None:
    """Where today is told, in every language; a far day, a month and a year keep it."""
    near = {"ko": "11월 30일", "zh": "11月30日", "en": "30 November"}
    assert {lang: print_day(2026_11_30, lang, 2027_01_02) for lang in near} == near
    assert print_day(2026_11_30, "en", 2027_11_29) == print_day(2026_11_30, "en") == "30 November 2026"
    assert print_day(2026_11_00, "en", 2026_11_30) == "November 2026"
