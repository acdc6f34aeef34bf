"""Where is it? The first page answers without a tap; the page of one order says whether to worry and how far it is."""

from __future__ import annotations

import gzip
import re

import pytest

from naru.i18n.catalogue import Catalogue
from naru.i18n.languages import LANGS
from testkit.page import Browser, Page
from tests.web.conftest import Family, Open, Start

WORST_FIRST = ("taken", "short", "late", "claimed", "wait")
SMALL = 14_000
"""bytes that a page may have with its style sheet, compressed"""


@pytest.fixture(scope="module")
def waiting(start: Start, family: Family, tmp_path_factory: pytest.TempPathFactory) -> Browser:
    """A browser without scripts before the family's open book."""
    book = family("en").copy(tmp_path_factory.mktemp("where") / "book")
    browser = Browser(start(book.folder))
    assert browser.open(book.passphrase).heading == "Where is it?"
    return browser


def first(browser: Browser) -> Page:
    """The first page."""
    return browser.get(f"/{browser.child.door.prefix}/")


def order(browser: Browser, moment: str) -> Page:
    """The page of the order that is in this moment."""
    links = first(browser).links
    (address,) = [links[text] for text in links if said(moment) in text]
    return browser.get(address)


def said(moment: str) -> str:
    """The sentence of a moment, as the first page has it."""
    return "was two days ago" if moment == "late" else Catalogue("en").text("moment", moment)


def test_where_is_it_takes_no_tap(waiting: Browser) -> None:
    """Straight after opening every order under way stands there in a line, the worst first; what is over does not."""
    page = first(waiting)
    places = [page.html.index(said(moment)) for moment in WORST_FIRST]
    assert places == sorted(places) and page.html.count("<li>") == len(WORST_FIRST)
    assert page.html.count('class="late"') == 3


def test_before_the_promised_day_there_is_nothing_to_press(waiting: Browser) -> None:
    """It is not the day to worry; nothing is offered but to go back, to lock and to change the language."""
    page = order(waiting, "wait")
    assert page.heading == "Sent four days ago"
    assert "It is not yet the day to worry." in page.html and "do not send more" in page.html
    assert [form.id for form in page.forms] == ["lock", ""]
    assert set(page.links) == {"To the text", "Back to the start", "Has something happened?"}
    assert "What to do, in order" not in page.html


def test_after_it_the_steps_stand_in_order_with_one_question(waiting: Browser) -> None:
    """Two days late: not counted as lost; one exact question; then what to do with the answer."""
    page = order(waiting, "late")
    assert page.heading == "The promised day was two days ago"
    assert page.html.count("<strong>") == 1 and Catalogue("en").text("question", "given-or-not-yet") in page.html
    text = Catalogue("en").text
    steps = [page.html.index(text("step", step)) for step in ("write", "new-day", "no-more")]
    assert steps == sorted(steps)


def test_the_track_tells_whose_word_it_is_and_how_good(waiting: Browser) -> None:
    """Only what she did herself is done; a carrier's word is heard, on their own phone, and carries nothing."""
    html = order(waiting, "claimed").html
    track = html[html.index('<ol class="track">') :]
    stops = re.findall(r'<li(?: class="(\w+)")?><b>(.*?)</b>', track)
    assert [name for name, _ in stops] == ["done", "ahead", "ahead", "", ""]
    assert track.count("heard") >= 2 and "insider says so, on their own phone" in track
    assert Catalogue("en").text("grade", "nothing") in track


def test_something_is_wrong_stands_at_the_foot_of_every_page(waiting: Browser, start: Start) -> None:
    """Before the book is open, too; it says whom not to contact, sends nothing, and locks itself like the others."""
    locked = Browser(start())
    for page, browser in (
        (locked.launch(), locked),
        (first(waiting), waiting),
        (order(waiting, "late"), waiting),
        (waiting.get(first(waiting).links["Write something down"]), waiting),
    ):
        found = browser.get(page.links["Has something happened?"])
        assert found.heading == "Has something happened?"
        assert "contact neither the carrier nor the family" in found.html and "sends nothing" in found.html
        assert bool(found.refresh) is (browser is waiting)


def test_back_and_reload_do_no_harm(waiting: Browser) -> None:
    """Every page is a request of its own, and says the same again."""
    page = order(waiting, "short")
    assert waiting.get(waiting.address).heading == page.heading


def test_a_page_with_its_style_is_small(waiting: Browser) -> None:
    """On a thin link it is there at once."""
    style = waiting.get(f"/{waiting.child.door.prefix}/page.css").body
    for moment in WORST_FIRST:
        assert len(gzip.compress(style)) + len(gzip.compress(order(waiting, moment).body)) < SMALL


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize("lang", LANGS)
def test_in_a_browser_at_phone_width(window: Open, lang: str, scripts: bool) -> None:
    """Opened at 360 px, the answer is there; one tap further the waiting page, and one button back."""
    shown = window(lang, scripts=scripts)
    text = shown.catalogue.text
    assert shown.heading == shown.text("where")
    lines = shown.page.locator(".orders a")
    assert lines.count() == len(WORST_FIRST) and text("moment", "taken") in lines.first.inner_text()
    lines.last.click()
    assert text("moment", "wait") in shown.page.locator("main").inner_text()
    assert shown.page.locator("main :is(button, input)").count() == 0
    shown.page.go_back()
    assert shown.heading == shown.text("where")
    lines.nth(2).click()
    assert text("question", "given-or-not-yet") in shown.page.locator(".care").inner_text()
    shown.press("to-first")
    assert shown.heading == shown.text("where")
    shown.press("lock").child.next()
    shown.page.wait_for_selector("input[type=password]")
    assert text("moment", "taken") not in shown.page.content()
