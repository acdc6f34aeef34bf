"""The first minute: a call reckoned before there is a book, and a book made in a few presses, on the page alone."""

from __future__ import annotations

import html
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from naru.app.quoting import beside_call
from naru.i18n.catalogue import Catalogue
from naru.machine import random_bytes
from naru.web.doorstep import read_door
from naru.web.frame import Visit
from naru.web.journeys import PAGES
from naru.web.journeys.call import CALL, ORDER
from naru.web.session import TOKEN, Session
from testkit.commandline import Book
from testkit.page import Browser, Page
from tests.web.conftest import Start

TYPED = {
    "ko": ("100만 원", "40%", "1위안 = 200원", "4.7위안"),
    "zh": ("1,000,000韩元", "40%", "1人民币 = 200韩元", "4.7人民币"),
    "en": ("1,000,000 KRW", "40%", "1 CNY = 200 KRW", "4.7 CNY"),
}


class Reader:
    """A person at a browser without scripts, who reads one language and counts what she presses."""

    def __init__(self, browser: Browser) -> None:
        self.browser, self.lang, self.taps = browser, browser.lang, 0
        self.page = browser.launch()

    def text(self, key: str, **facts: str | int) -> str:
        """A text of the pages."""
        return Catalogue(self.lang).text("page", key, **facts)

    @property
    def shown(self) -> str:
        """The words of the page, without its marks."""
        return html.unescape(re.sub(r"\s+", " ", re.sub("<[^>]*>", " ", self.page.html)))

    def follow(self, key: str) -> Page:
        """Follow a link."""
        self.taps += 1
        self.page = self.browser.get(self.page.links[self.text(key)])
        return self.page

    def press(self, key: str, **values: str) -> Page:
        """Press a button, after filling in fields by the keys of their labels."""
        self.taps += 1
        by_label = {self.text(label.replace("_", ".")): value for label, value in values.items()}
        form = self.page.form(self.text(key))
        self.page = self.browser.post(form.action, form.filled(by_label, self.text(key)))
        while self.page.refresh.startswith("1;"):
            self.page = self.browser.get(self.page.refresh.partition("url=")[2])
        return self.page

    def reckon(self, *typed: str, key: str = "call.reckon") -> Page:
        """Fill in what is said on the telephone, and work it out."""
        labels = ("call_gross", "call_fee", "call_gets", "call_price")
        return self.press(key, **dict(zip(labels, typed, strict=False)))

    def to_words(self, name: str) -> str:
        """From the first question to the opening words; gives them."""
        self.press("make.who.go", make_who_label=name)
        self.press("make.money.go")
        self.press("make.safe.go")
        found = re.search(r'class="sheet lead">([^<]+)<', self.page.html)
        assert found is not None
        return html.unescape(found[1])


@pytest.fixture(params=["ko", "zh", "en"])
def reader(request: pytest.FixtureRequest, start: Start, tmp_path: Path) -> Reader:
    """Somebody before a folder without a book."""
    return Reader(Browser(start(tmp_path / "mine"), request.param))


def test_a_call_is_reckoned_before_there_is_a_book(reader: Reader) -> None:
    """Pay, fee, in the hand, in rice; what surveys found; one question to ask. Nothing is written anywhere."""
    reader.follow("call")
    reader.reckon(*TYPED[reader.lang])
    shown, say = reader.shown, Catalogue(reader.lang).text
    for sum in ("1,000,000", "400,000", "3,000"):
        assert sum in shown
    assert say("screen", "bought-rice", count=638) in shown
    assert "42%" in shown and "48%" in shown and reader.text("call.question") in shown
    assert not reader.browser.child.folder.exists() and reader.taps == 2


def test_what_was_typed_stays_and_one_press_reckons_again(reader: Reader) -> None:
    """Every field keeps its words, whatever becomes of them; another fee is another sheet."""
    reader.follow("call")
    typed = TYPED[reader.lang]
    reader.reckon(*typed)
    values = [one.value for one in reader.page.form(reader.text("call.again")).inputs if one.type == "input"]
    assert values == [typed[0], typed[1], "", *typed[2:]]
    reader.press("call.again", call_fee="20%")
    assert "200,000" in reader.shown and "4,000" in reader.shown
    assert Catalogue(reader.lang).text("warning", "fee-low") in reader.shown


@pytest.mark.parametrize(
    ("wrong", "key"),
    [
        (("100", "40%"), "money.no-currency"),
        (("1,000,000 KRW", "40"), "terms.fee-form"),
        (("1,000,000 KRW", "40%", "x = 3"), "money.not-a-number"),
        (("1,000,000 KRW", "40%", "1 CNY = 200 KRW", "5 JPY"), "life.not-its-currency"),
        (("1,000,000 KRW", ""), "field.missing"),
    ],
)
def test_a_wrong_one_is_told_beside_its_field(reader: Reader, wrong: tuple[str, ...], key: str) -> None:
    """The reason stands at the field that was wrong last, and all that was typed is there still."""
    reader.follow("call")
    reader.reckon(*wrong)
    field = ("gross", "fee", "gets", "price")[{"money.no-currency": 1, "field.missing": 2}.get(key, len(wrong)) - 1]
    why = re.search(rf'id="{field}-why" role="alert">([^<]+)<', reader.page.html)
    assert why is not None and 'aria-invalid="true"' in reader.page.html
    say = Catalogue(reader.lang)
    assert say.has("on-page", key) is False or html.unescape(why[1]) == say.text("on-page", key)
    assert all(f'value="{html.escape(text)}"' in reader.page.html for text in wrong if text)


def test_a_sum_is_enough_where_no_rate_is_named(reader: Reader) -> None:
    """“3,000 yuan for him”: the rate is what all that is left comes to."""
    reader.follow("call")
    gross, fee, _, price = TYPED[reader.lang]
    reader.reckon(gross, fee, {"ko": "3,000위안", "zh": "3,000人民币", "en": "3,000 CNY"}[reader.lang], price)
    assert Catalogue(reader.lang).text("screen", "bought-rice", count=638) in reader.shown


def test_markup_in_a_field_is_text(reader: Reader) -> None:
    """Whatever is typed comes back as it was typed."""
    reader.follow("call")
    reader.reckon('"><b>1</b>', "'&<i>")
    assert "<b>1" not in reader.page.html and "<i>" not in reader.page.html


def test_a_book_is_made_in_six_presses(reader: Reader) -> None:
    """Who, which money, safe, the words, the words again: then the book is open with the first home in it."""
    words = reader.follow("make") and reader.to_words("막내")
    reader.press("make.words.go")
    reader.press("make.again.go", words=words)
    assert reader.page.heading == reader.text("where") and reader.taps == 6
    assert "막내" not in "".join(address for _, address, _ in reader.browser.trail)
    reader.browser.press(reader.page, reader.text("lock"))
    reader.browser.child.status()
    told = Book(reader.browser.child.folder, words).do("show", "막내")
    assert "막내" in told.out


def test_other_words_make_no_book(start: Start, tmp_path: Path) -> None:
    """They are told beside the field; nothing is on the disk, and the words can be looked at again."""
    reader = Reader(Browser(start(tmp_path / "mine")))
    reader.follow("make")
    words = reader.to_words("brother")
    reader.press("make.words.go")
    for wrong in ("", "apple bicycle cloud drum", words.split()[0], "♥"):
        reader.press("make.again.go", words=wrong)
        assert "differs from the four words" in reader.shown and not (tmp_path / "mine").exists()
    reader.follow("make.words.look")
    assert words in reader.shown


def test_words_are_not_shown_once_the_book_is_made(start: Start, tmp_path: Path) -> None:
    """Going back in the browser finds no words."""
    reader = Reader(Browser(start(tmp_path / "mine")))
    reader.follow("make")
    words = reader.to_words("brother")
    shown_at = reader.browser.address
    reader.press("make.words.go")
    reader.press("make.again.go", words=words)
    assert reader.browser.get(shown_at).heading == reader.text("make.done")
    assert words not in reader.browser.get(shown_at).html


def test_it_is_asked_before_the_words_whether_she_may_be_seen_with_it(start: Start, tmp_path: Path) -> None:
    """Where the book is kept and what a stranger would see; leaving then leaves nothing behind."""
    reader = Reader(Browser(start(tmp_path / "mine")))
    reader.follow("make")
    reader.press("make.who.go", make_who_label="")
    assert "left empty" in reader.shown
    reader.press("make.who.go", make_who_label="sender")
    assert "something else" in reader.shown and 'value="sender"' in reader.page.html
    reader.press("make.who.go", make_who_label="brother")
    reader.press("make.money.go")
    assert reader.page.heading == reader.text("make.safe") and str(tmp_path / "mine") in reader.shown
    reader.follow("make.leave")
    assert reader.page.heading == reader.text("start") and not (tmp_path / "mine").exists()


def test_the_session_changes_when_a_book_is_made(start: Start, tmp_path: Path) -> None:
    """Whoever knew the cookie before the book was made does not know it afterwards."""
    reader = Reader(Browser(start(tmp_path / "mine")))
    reader.follow("make")
    words = reader.to_words("brother")
    before = dict(reader.browser.cookies)
    reader.press("make.words.go")
    reader.press("make.again.go", words=words)
    assert reader.browser.cookies != before


def test_a_call_is_reckoned_while_the_book_is_locked(start: Start, small: Book) -> None:
    """The locked page leads there and back, and opens as before."""
    reader = Reader(Browser(start()))
    reader.follow("call")
    reader.reckon(*TYPED["en"])
    assert "3,000" in reader.shown
    reader.follow("to-first")
    assert reader.browser.unlock(reader.page, small.passphrase).heading == "Where is it?"


def test_her_own_book_beside_the_demo(start: Start, small: Book, tmp_path: Path) -> None:
    """From the demo's locked page to a book of her own: counted in presses; the next process opens that one."""
    own = tmp_path / "own"
    reader = Reader(Browser(start(own=str(own))))
    demo = Book(reader.browser.child.folder)
    before = demo.trace()
    reader.follow("make")
    words = reader.to_words("brother")
    reader.press("make.words.go")
    reader.press("make.again.go", words=words)
    assert reader.page.heading == "Where is it?" and reader.taps == 6 and demo.trace() == before
    reader.browser.press(reader.page, reader.text("lock"))
    assert reader.browser.child.status() == 75 and reader.browser.child.door.own
    assert Book(own, words).do("show", "brother").status == 0


def test_what_an_older_process_reports_of_the_door_can_still_be_read() -> None:
    """A report without the newest word is that of a door where nothing was made."""
    assert not read_door(b'{"port":1,"prefix":"a","cookie":"b"}').own


def test_what_was_typed_goes_along_to_the_order() -> None:
    """“Write it down” leads on with every word that was typed: at once, or by way of the book."""
    typed = {"gross": "1,000,000 KRW", "fee": ["40%", "5%"], "gets": "1 CNY = 200 KRW"}
    for book, there, leads in ((object(), True, "send"), (None, True, "locked"), (None, False, "make")):
        session = Session(random_bytes)
        token = session.show(session.draft(CALL), "call")
        sent = {session.name(token, name): one if isinstance(one, list) else [one] for name, one in typed.items()}
        sent |= {session.name(token, "write"): ["yes"], TOKEN: [token]}
        keeper: Any = SimpleNamespace(book=book, there=there)
        said = PAGES["call"].said
        assert said is not None
        onward = said(Visit(session, keeper, Catalogue("en"), CALL, "/x/", sent))
        assert onward.page == leads and (session.then is None) is (book is not None)
        assert session.draft(ORDER).words == {**typed, "fee-to": ["", ""]}


@pytest.mark.parametrize("lang", ["ko", "zh", "en"])
def test_every_example_beside_a_field_can_be_read(lang: str) -> None:
    """Whoever copies one gets a sheet: each of a field's examples with the first of the others."""
    hints = {name: Catalogue(lang).text("page", f"call.{name}.hint") for name in ("gross", "fee", "gets", "price")}
    given = {name: re.split("[:：] ?", hint, maxsplit=1)[1] for name, hint in hints.items()}
    said = {name: re.split("(?:, 또는 |，或|, or )", text) for name, text in given.items()}
    first = {name: texts[0] for name, texts in said.items()}
    for name, texts in said.items():
        for text in texts:
            typed = {**first, name: text}
            assert beside_call({**typed, "fee": [typed["fee"]]}).buys == (638,)


def test_from_the_call_to_the_order_by_way_of_a_new_book(start: Start, tmp_path: Path) -> None:
    """What was typed beside the call, and whom the book was made for, stand in the order once it is open."""
    reader = Reader(Browser(start(tmp_path / "mine")))
    reader.follow("call")
    reader.reckon(*TYPED["en"])
    reader.press("write-it")
    words = reader.to_words("brother")
    reader.press("make.words.go")
    reader.press("make.again.go", words=words)
    assert reader.page.heading == reader.text("send.who.asks") and "brother" in reader.page.html
