"""A form from its first showing until it is written: nothing typed is lost, nothing is written twice."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from naru.command import EventType
from naru.commands.tables import EVENT_TYPES
from naru.i18n.catalogue import Catalogue
from testkit.commandline import Book
from testkit.page import Browser, Page
from tests.web.conftest import Start

MARKUP = "<b onmouseover=alert(1)>&'\"</b></textarea><script>1</script>{{7*7}}"
ASK, CASE, NOTE = "money is asked for", "a home is opened", "a note for your own eyes"


@pytest.fixture
def served(start: Start, small: Book) -> Iterator[Browser]:
    """A browser before an open book of its own."""
    browser = Browser(start())
    browser.open(small.passphrase)
    yield browser
    browser.child.end()


def form(browser: Browser, verb: str) -> Page:
    """The form of a verb."""
    first = browser.get(f"/{browser.child.door.prefix}/")
    return browser.get(browser.get(first.links["Write something down"]).links[verb])


def rows(page: Page) -> int:
    """The row that was written, as the page tells it."""
    return int(page.html.partition(": row ")[2].partition(" ")[0])


def test_what_was_typed_is_shown_as_understood_then_written_once(served: Browser) -> None:
    """Form, what was understood, written: three pages, each of which a reload repeats without harm."""
    confirm = served.press(form(served, ASK), "Next", which_home="home", the_sum="１００만원")
    assert "KRW 1,000,000" in confirm.html
    assert served.get(served.address).forms[1].buttons[0].label == "Write it down"
    written = served.press(confirm, "Write it down")
    assert written.heading == "Written down" and rows(written) == 5
    assert rows(served.get(served.address)) == 5
    again = served.press(confirm, "Write it down")  # the same request sent once more
    assert rows(again) == 5
    assert all(status in (200, 303) for _, _, status in served.trail)


def test_a_refusal_keeps_everything_that_was_typed(served: Browser) -> None:
    """The sentence of the refusal, the field it is about, and every value as it was typed."""
    page = served.press(form(served, ASK), "Next", which_home="home", the_sum="ten", a_note="keep me")
    assert 'aria-invalid="true"' in page.html and 'role="alert"' in page.html
    kept = {one.label: one.value for one in page.form("Next").inputs}
    assert kept["which home it is for"] == "home"
    assert kept["the sum that was asked for"] == "ten" and kept[NOTE] == "keep me"


def test_back_to_the_form_from_what_was_understood(served: Browser) -> None:
    """The button changes nothing but the page, and the form holds what was typed."""
    confirm = served.press(form(served, ASK), "Next", which_home="home", the_sum="5 CNY")
    page = served.press(confirm, "Change it")
    assert {one.value for one in page.form("Next").inputs} >= {"home", "5 CNY"}
    assert "CNY 6.00" in served.press(page, "Next", the_sum="6 CNY").html


def test_the_same_form_in_two_tabs_is_told(served: Browser) -> None:
    """What the second sends is not written behind her back: it is shown again, as it was typed."""
    one, other = form(served, ASK), form(served, ASK)
    confirm = served.press(one, "Next", which_home="home", the_sum="1 CNY")
    late = served.press(other, "Next", which_home="home", the_sum="2 CNY")
    assert "in the meantime" in late.html and {i.value for i in late.form("Next").inputs} >= {"2 CNY"}
    assert "2 CNY" in {i.value for i in served.press(confirm, "Write it down").form("Next").inputs}
    done = served.press(served.press(late, "Next"), "Write it down")
    assert rows(done) == 5


def test_a_form_sent_again_after_it_was_written(served: Browser) -> None:
    """The same content leads to what was written; other content is shown as a second thing, not yet written."""
    first = form(served, ASK)
    done = served.press(served.press(first, "Next", which_home="home", the_sum="1 CNY"), "Write it down")
    assert rows(served.press(first, "Next", which_home="home", the_sum="1 CNY")) == rows(done)
    second = served.press(first, "Next", which_home="home", the_sum="2 CNY")
    assert "already" not in done.html and "a moment ago" in second.html
    assert rows(served.press(served.press(second, "Next"), "Write it down")) == rows(done) + 1


def test_what_was_confirmed_and_is_no_longer_so_is_not_written(served: Browser) -> None:
    """Another tab wrote about the same home meanwhile: it is told, and what was typed is there."""
    heard = served.press(form(served, "the family was heard"), "Next", home="home", a_note="first", who_says="family")
    stop = served.press(form(served, "the family asks you to stop"), "Next", home="home", who_says="family")
    assert served.press(stop, "Write it down").heading == "Written down"
    late = served.press(heard, "Write it down")
    assert late.heading == "the family was heard" and 'role="alert"' in late.html
    assert "first" in {one.value for one in late.form("Next").inputs}
    last = served.press(served.press(late, "Next"), "Write it down")
    assert rows(last) == 6, last.html


def test_a_forgotten_form_is_told_with_what_was_typed(served: Browser) -> None:
    """After hundreds of other showings its token is unknown; the names of its fields still tell what was meant."""
    old = form(served, ASK)
    for _ in range(260):
        served.get(served.address)
    page = served.press(old, "Next", which_home="home", the_sum="7 CNY")
    assert "in the meantime" in page.html and {one.value for one in page.form("Next").inputs} >= {"home", "7 CNY"}


def test_a_question_is_asked_on_a_page_of_its_own(served: Browser) -> None:
    """Told to go on, it goes on; told not to, nothing is written and what was typed is there."""
    done = served.press(served.press(form(served, ASK), "Next", which_home="home", the_sum="1 CNY"), "Write it down")
    code = done.html.partition("It is called ")[2][:5]
    terms = {
        "order": code,
        "which home it is for": "home", "all you part with": "100 CNY", "park": "park", "a fee: whose": "10% / gross",
        "what the family is paid in": "1 USD = 7 CNY / fixed", "the latest day": "2030-01-01",
    }  # fmt: skip
    confirm = served.press(form(served, "the terms are agreed"), "Next", **terms)  # type: ignore[arg-type]  labels
    assert confirm.forms[1].buttons[0].label == "Write it down", confirm.html
    asked = served.press(confirm, "Write it down")
    assert [one.label for one in asked.forms[1].buttons][:2] == ["Yes", "No"], asked.html
    left = served.press(asked, "No")
    assert 'role="alert"' in left.html and "100 CNY" in {one.value for one in left.form("Next").inputs}
    asked = served.press(served.press(left, "Next"), "Write it down")
    while asked.heading != "Written down":
        asked = served.press(asked, "Yes")
    assert rows(asked) == rows(done) + 1


@pytest.mark.parametrize("event_type", EVENT_TYPES, ids=lambda event_type: str(event_type.kind))
def test_markup_in_a_field_is_text(markup: Browser, event_type: EventType) -> None:
    """Typed into every field of every form, it comes back as it was typed, and is no tag and no template."""
    page = form(markup, Catalogue("en").text("verb", event_type.kind))
    before = page.tags
    sent = [(one.name, one.value if one.type == "hidden" else MARKUP) for one in page.form("Next").inputs]
    page = markup.post(page.form("Next").action, sent)
    assert MARKUP not in page.html and "<b " not in page.html and "49" not in page.html
    assert [tag for tag in page.tags if tag == "script"] == ["script"]
    shown = [one.value for one in page.form("Next").inputs if one.type in ("text", "input")]
    assert all(value in ("", MARKUP) for value in shown)
    assert set(page.tags) <= {*before, "p"}


@pytest.fixture(scope="module")
def markup(start: Start, small: Book) -> Browser:
    """A browser before an open book where nothing is written."""
    browser = Browser(start())
    browser.open(small.passphrase)
    return browser


def test_a_name_made_of_markup_is_shown_as_text(served: Browser) -> None:
    """Where it is a good nickname, it stands on the pages letter by letter."""
    name = "<i>aunt</i>&lt;"
    done = served.press(served.press(form(served, CASE), "Next", what_you_call="<i>aunt</i>&lt;"), "Write it down")
    assert done.heading == "Written down"
    page = form(served, ASK)
    assert name not in page.html and "&lt;i&gt;aunt&lt;/i&gt;&amp;lt;" in page.html and "i" not in page.tags
