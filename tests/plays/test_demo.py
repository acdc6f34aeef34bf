"""The demo's books: the reported case and the family's, on any day and in every language."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from naru.app import asking
from naru.app.book import Book
from naru.app.opening import Setting, open_book
from naru.cli.main import build, run
from naru.days import days_after, earliest, read_day
from naru.desk.clock import Instant
from naru.i18n.catalogue import Catalogue
from naru.i18n.languages import LANGUAGES
from naru.plays import demo
from naru.plays.script import read_text
from naru.plays.stage import seeded
from naru.refusal import Refusal
from naru.vault.kdf import CHEAPEST
from naru.views.case import CaseView
from naru.views.order import Brief

DAYS = ("2026-11-29", "2027-01-01", "2028-02-29")
"""a day like any other, New Year's day, a leap day"""
EPOCH = 719163  # ordinal of 1 January 1970
MIDNIGHT = 60
"""a minute past midnight where it is earliest: the machine's clock, in seconds of UTC before the day began there"""
SEOUL = 9 * 3600


@pytest.fixture(params=[(day, lang) for day in DAYS for lang in LANGUAGES], ids="-".join)
def family(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Book]:
    """The family's book as somebody in Seoul opens it a minute into the day on which it was made."""
    day, lang = request.param
    today, catalogue, chance = read_day(day), Catalogue(lang), seeded(b"family")
    at = (earliest(today) - EPOCH) * 86400 - SEOUL + MIDNIGHT
    place, words = demo.make_family(tmp_path / "demo-family", catalogue, today, chance, CHEAPEST)
    setting = Setting(lambda: Instant(at, today, 0), chance, catalogue, trial=True)
    with open_book(setting, place, words) as book:
        yield book


def orders(book: Book, name: str) -> tuple[Brief, ...]:
    """The orders of a home, by its name in the catalogue."""
    return home(book, name).orders


def home(book: Book, name: str) -> CaseView:
    """A home, by its name in the catalogue."""
    return asking.case(book, book.catalogue.text("demo", name))


def test_every_kind_of_order_stands_in_the_book(family: Book) -> None:
    """Waiting, two days overdue, short, claimed only, accepted and kept, returned, with somebody arrested, crossed."""
    (overdue,), (arrested,), (claimed,) = (orders(family, name) for name in ("sister", "aunt", "nephew"))
    assert (overdue.ends, overdue.overdue_days, overdue.latest) == (
        ("sent", "overdue"),
        2,
        days_after(family.today, -2),
    )
    assert arrested.ends == ("sent", "arrested")
    assert claimed.ends == ("reached", "claimed")
    brothers = orders(family, "brother")
    ends = [order.ends for order in brothers]
    assert ends.count(("accepted", "closed")) == 11
    assert [order for order in ends if order != ("accepted", "closed")] == [
        ("sent", "accepted-partly", "short"),
        ("sent",),
        ("returned", "closed"),
        ("written-off",),
        ("accepted", "kept"),
    ]
    waiting = brothers[1]
    assert (waiting.overdue_days, waiting.question, waiting.latest) == (0, "", days_after(family.today, 9))
    short = brothers[0]
    assert [(lacking.amount, lacking.currency) for lacking in short.lacking] == [(1_000_00, "CNY")]


def test_what_crossed_since_2014_adds_up(family: Book) -> None:
    """Thirteen times, 31,400 yuan; twice, 4,200 yuan, it did not cross. Nothing has left the book."""
    brother = home(family, "brother")
    assert [(one.amount, one.currency) for one in brother.handed] == [(31_400_00, "CNY")]
    pages = [page for page in asking.every_order(family) if page.order.case == brother.case]
    crossed = [page for page in pages if page.position and page.position.handed]
    assert len(crossed) == 13
    over = [page for page in pages if {"returned", "written-off"} & {*page.order.ends}]
    assert [sum(pay.sum.amount for pay in page.promise.payouts) for page in over if page.promise] == [2_100_00] * 2
    assert brother.years[0].year == 2014
    assert asking.overview(family).carried_forward == ()


def test_it_can_be_written_in_at_once(family: Book) -> None:
    """No row of it was written later than the clock of the morning says."""
    brother = family.catalogue.text("demo", "brother")
    family.say("heard", of=brother, says="receiver", phone="own")
    assert home(family, "brother").heard == family.today
    assert asking.audit(family).broken == 0


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nobody_has_a_card_or_a_place_in_it(lang: str) -> None:
    """The disk's grade is not asked for: nothing in the book says who or where anybody is."""
    steps = demo.script(demo.FAMILY, Catalogue(lang), read_day(DAYS[0])).steps
    assert not [step for step in steps if step.say == "card" or {"place", "note", "source"} & step.words.keys()]


@pytest.mark.parametrize("name", [demo.CASE, demo.FAMILY])
def test_naru_play_runs_it(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """As any play: without a language of its own its people are called by their labels."""
    catalogue = Catalogue("en")
    path = str(files("naru.plays") / name)
    status = run(build(catalogue), catalogue, ["play", path, "--json"])
    told = json.loads(capsys.readouterr().out)
    assert (status, told["failures"]) == (0, [])
    assert "brother" in told["end"]["cases"]


def test_a_second_book_lies_beside_the_first(tmp_path: Path) -> None:
    """Nothing that is there is written over, and its words open no other one."""
    made = [
        demo.make_family(tmp_path / "demo-family", Catalogue("en"), read_day(DAYS[0]), chance, CHEAPEST)
        for chance in (seeded(b"first"), seeded(b"second"))
    ]
    assert [place.name for place, _ in made] == ["demo-family", "demo-family-2"]
    assert made[0][1] != made[1][1]


def test_days_counted_from_today_want_a_today() -> None:
    """A play with such days is refused where nobody says what day it is."""
    with pytest.raises(Refusal, match=r"play\.no-day"):
        read_text('step = [{ on = "@-9" }]')


def test_only_the_beginning_of_a_text_is_a_placeholder() -> None:
    """What looks like an address inside a text stays as it was written."""
    (step,) = read_text('step = [{ on = "2026-11-29", say = "heard", note = "hers@home, see @aunt" }]').steps
    assert step.words["note"] == "hers@home, see @aunt"
