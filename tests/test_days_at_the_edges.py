"""Days at the edges: the first and last a book knows, what is not known, and what no day can be."""

from __future__ import annotations

from datetime import date

import pytest

from naru.days import days_after, from_ordinal, pack, read_day
from naru.refusal import Refusal

YEARS = {"first": 1990, "last": 2100}


def test_what_is_not_said_is_not_known() -> None:
    """A year alone is no January, and a month alone no first of the month."""
    assert (pack(2024), pack(2024, 5), pack(2024, 5, 3)) == (20240000, 20240500, 20240503)


def test_a_day_of_no_month_is_none() -> None:
    """ "The third" without its month cannot be kept."""
    with pytest.raises(Refusal, match=r"^day\.no-such-day$"):
        pack(2024, 0, 3)


def test_the_first_and_the_last_day_are_days() -> None:
    """And the day beyond either is refused with the years a book knows."""
    first, last = date(1990, 1, 1).toordinal(), date(2100, 12, 31).toordinal()
    assert (from_ordinal(first), from_ordinal(last)) == (19900101, 21001231)
    assert days_after(19900102, -1) == 19900101
    for beyond in (
        lambda: from_ordinal(first - 1),
        lambda: from_ordinal(last + 1),
        lambda: pack(1989),
        lambda: pack(2101),
    ):
        with pytest.raises(Refusal, match=r"^day\.year$") as caught:
            beyond()
        assert caught.value.facts == YEARS


def test_a_hundred_characters_are_looked_at_and_no_more() -> None:
    """Blanks around a day are dropped as long as the whole is short enough to be one."""
    assert read_day("2024".rjust(100)) == 20240000
    with pytest.raises(Refusal, match=r"^day\.form$"):
        read_day("2024".rjust(101))


@pytest.mark.parametrize(
    ("text", "key"), [("X2024X", "form"), ("2024-05-0③", "digits"), ("2024년 Ⅴ월", "digits"), ("2024-05-0३", "digits")]
)
def test_only_plain_figures_make_a_day(text: str, key: str) -> None:
    """Figures in circles, Roman ones and those of other scripts are named as what they are; letters are no blanks."""
    with pytest.raises(Refusal, match=rf"^day\.{key}$"):
        read_day(text)
