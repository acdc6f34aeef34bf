"""What every page has: its headers, its title, its languages, and nothing that a browser would keep."""

from __future__ import annotations

import re
import time

import pytest

from naru.commands.tables import EVENT_TYPES
from naru.i18n.catalogue import Catalogue
from naru.web.front import wished
from testkit.page import Browser, Page


def every_page(served: Browser) -> list[Page]:
    """The first page, the list, a form, what was understood, the style sheet."""
    first = served.get(f"/{served.child.door.prefix}/")
    write = served.get(first.links["Write something down"])
    form = served.get(write.links["money is asked for"])
    confirm = served.press(form, "Next", which_home="home")
    return [first, write, form, confirm, served.get(f"/{served.child.door.prefix}/page.css")]


def test_every_answer_carries_the_headers(served: Browser) -> None:
    """Nothing is kept, framed, sniffed, loaded from elsewhere or run inline."""
    for page in every_page(served):
        told = page.headers
        policy = dict(rule.strip().partition(" ")[::2] for rule in told["Content-Security-Policy"].split(";"))
        assert policy.pop("default-src") == policy.pop("frame-ancestors") == policy.pop("base-uri") == "'none'"
        assert policy.pop("img-src") == "'self' data:" and set(policy.values()) == {"'self'"}
        assert set(policy) == {"style-src", "form-action", "script-src"}
        assert told["Cache-Control"] == "no-store" and told["X-Content-Type-Options"] == "nosniff"
        assert told["Referrer-Policy"] == "same-origin" and "camera=()" in told["Permissions-Policy"]
        assert told["Cross-Origin-Opener-Policy"] == told["Cross-Origin-Resource-Policy"] == "same-origin"
        assert told["Cross-Origin-Embedder-Policy"] == "require-corp"
        assert "Server" not in told and "Date" not in told


def test_every_page_has_one_title_one_heading_and_nothing_inline(served: Browser) -> None:
    """The title is in the history and the task bar; a script or a style in the page would be a way in."""
    for page in every_page(served)[:-1]:
        assert re.findall("<title>(.*?)</title>", page.html) == ["나루"]
        assert page.tags.count("h1") == page.tags.count("main") == 1
        assert page.html.count("<script") == page.html.count(".js") == 1
        assert not re.search(r"\son\w+=|\sstyle=|<style|javascript:", page.html)
        assert 'translate="no"' in page.html


def test_an_address_says_nothing(served: Browser) -> None:
    """Two random parts, whatever the page; no name, code, amount or verb."""
    every_page(served)
    for _, address, _ in served.trail:
        assert re.fullmatch(r"/[a-z2-7]{39}(/([a-z2-7]{39}|page\.css)?)?", address), address


def test_no_field_is_known_to_the_browser(served: Browser) -> None:
    """Its name is new at every showing, so that nothing typed is offered again; spelling is asked of nobody."""
    first = served.get(f"/{served.child.door.prefix}/")
    address = served.get(first.links["Write something down"]).links["money is asked for"]
    shown = [served.get(address).form("Next") for _ in range(2)]
    names = [{one.name for one in form.inputs if one.type != "hidden"} for form in shown]
    assert names[0] and not names[0] & names[1]
    html = served.get(address).html
    assert html.count("<textarea") == html.count('rows="3" autocomplete="off" spellcheck="false"')
    for control in re.findall(r"<input (?!type=\"(?:hidden|checkbox))[^>]*>", html):
        assert 'autocomplete="off"' in control and 'spellcheck="false"' in control


@pytest.mark.parametrize(
    ("header", "lang"),
    [
        ("", "ko"),
        ("*", "ko"),
        ("ko-KR", "ko"),
        ("zh-CN", "zh"),
        ("zh-TW,zh;q=0.9", "zh"),
        ("zh-Hans-CN", "zh"),
        ("fr,en;q=0.3,ko;q=0.8", "ko"),
        ("fr-FR, de", "en"),
        ("en-US,en;q=0.9", "en"),
        ("ko;q=0, zh;q=x, en", "en"),
        (";;;,,,=", "ko"),
        ("ko;q=nan,zh;q=inf,en", "en"),
    ],
)
def test_the_language_is_the_browser_s(header: str, lang: str) -> None:
    """The best of its wishes that is here; English for other languages, Korean where nothing is wished."""
    assert wished(header) == lang


def test_a_wish_of_ten_thousand_languages_costs_nothing() -> None:
    """Only its beginning is looked at: twenty languages, a thousand letters."""
    long = ",".join(f"x{n}-y;q=0.{n}" for n in range(10_000))
    begun = time.process_time()
    for _ in range(100):
        assert wished(long) == "en"
    assert time.process_time() - begun < 1.0
    assert wished("fr," * 19 + "zh") == "zh" and wished("fr," * 20 + "zh") == "en"


def test_the_language_changes_by_a_button_and_stays(served: Browser) -> None:
    """On the page she is on, for this and every later one; the book's own texts change with it."""
    first = served.get(f"/{served.child.door.prefix}/")
    address = served.get(first.links["Write something down"]).links["money is asked for"]
    form = served.get(address)
    korean = served.press(form, "한국어")
    assert korean.heading == Catalogue("ko").text("verb", "ask") and served.address == address
    assert '<html lang="ko"' in korean.html
    assert served.press(korean, "English").heading == "money is asked for"


def test_the_first_page_tells_every_order(served: Browser) -> None:
    """Whose it is and what it is to her; nothing of it in an address."""
    first = served.get(f"/{served.child.door.prefix}/")
    assert "<span>home</span>" in first.html and Catalogue("en").text("moment", "not-sent") in first.html


def test_every_verb_of_the_tables_has_its_form(served: Browser) -> None:
    """From its line alone, in every language: a new event shows up by itself."""
    first = served.get(f"/{served.child.door.prefix}/")
    write = served.get(first.links["Write something down"])
    for event_type in EVENT_TYPES:
        verb = Catalogue("en").text("verb", event_type.kind)
        form = served.get(write.links[verb])
        assert form.status == 200 and form.heading == verb
        assert len(form.form("Next").inputs) > len(event_type.fields)
