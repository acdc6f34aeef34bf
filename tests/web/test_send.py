"""Send, on the page alone and without scripts: from "new order" to a promise, money marked as sent, and the paper."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from naru.i18n.catalogue import Catalogue
from naru.i18n.languages import LANGS
from testkit.commandline import Book
from testkit.page import Browser, Page
from testkit.screens.send import written
from tests.web.conftest import Open, Start

MARKUP = "<b onmouseover=alert(1)>&'\"</b>{{7*7}}"
ANSWERS = {
    "who": {}, "through": {"new-carrier": "kim"}, "gross": {"gross": "1,000,000 KRW"}, "fee": {"fee": "40%"},
    "gets": {"gets": "1 CNY = 200 KRW"}, "latest": {"latest": "2030-01-01"}, "risk": {"risk": "carrier"},
    "purpose": {"purpose": "winter coats"},
}  # fmt: skip
FROM_THE_FIRST_MINUTE, MOST_TAPS = 5, 25


class Sender:
    """She who sends: presses and types, and counts every tap (a field, a choice and a button are one each)."""

    def __init__(self, browser: Browser, lang: str = "en") -> None:
        self.browser, self.catalogue, self.taps = browser, Catalogue(lang), 0
        self.page = browser.get(f"/{browser.child.door.prefix}/")

    def text(self, key: str, **facts: str) -> str:
        return self.catalogue.text("page", key, **facts)

    def follow(self, key: str) -> Page:
        self.taps += 1
        self.page = self.browser.get(self.page.links[self.text(key)])
        return self.page

    def press(self, button: str, **values: str) -> Page:
        self.taps += 1 + len(values)
        form = self.page.form(button)
        self.page = self.browser.post(form.action, form.filled(values, button))
        return self.page

    def answer(self, step: str, **other: str) -> Page:
        """Answer a step as in `ANSWERS`, or otherwise."""
        assert self.page.heading == self.text(f"send.{step}.asks"), self.page.html
        given = other or ANSWERS[step]
        if step == "risk":
            return self.choose(given["risk"])
        return self.press(self.text("go-on"), **{self.text(f"send.{name}"): value for name, value in given.items()})

    def choose(self, value: str, button: str = "go-on") -> Page:
        """Pick one of a few, and press the button."""
        self.taps += 2
        form = self.page.form(self.text(button))
        sent = [(one.name, one.value) for one in form.inputs if one.type == "hidden"]
        sent += [(one.name, one.value) for one in form.inputs if one.type == "radio" and one.value == value]
        self.page = self.browser.post(form.action, sent)
        return self.page

    def answer_all(self) -> Page:
        self.follow("send")
        for step in ANSWERS:
            self.answer(step)
        assert self.page.heading == self.text("send.before"), self.page.html
        return self.page


@pytest.fixture
def served(start: Start, small: Book) -> Iterator[Browser]:
    """A browser before an open book of its own."""
    browser = Browser(start())
    browser.open(small.passphrase)
    yield browser
    browser.child.end()


@pytest.mark.parametrize("lang", LANGS)
def test_a_first_order_from_new_to_the_paper(served: Browser, lang: str) -> None:
    """Eight answers, one screen, what is read aloud, paid, the paper: in each language, within the taps."""
    served.launch()
    page = served.get(f"/{served.child.door.prefix}/")
    if lang != "en":
        form = next(form for form in page.forms if any(one.value == lang for one in form.buttons))
        name = next(one.label for one in form.buttons if one.value == lang)
        served.post(form.action, form.filled({}, name))
    she = Sender(served, lang)
    before = she.answer_all()
    money = Catalogue(lang)
    for shown in ("1,000,000", "400,000", "3,000", "40%", "winter coats"):
        assert shown in before.html, (shown, before.html)
    assert she.text("send.first-time") in before.html
    read = she.choose("half", "write-it")
    assert read.heading == she.text("send.read"), read.html
    assert "winter coats" not in read.html and not re.search(r"\b(kim|home)\b", read.html)
    pay = next(one.label for form in read.forms for one in form.buttons if "500,000" in one.label)
    gone = she.press(pay)
    assert "500,000" in gone.heading and she.text("send.gone.half") in gone.html, gone.html
    paper = she.follow("send.pocket")
    assert paper.html.count('class="face ') == 8
    assert money.text("statement", "head") not in paper.html and not re.search(r"\b(kim|home)\b", paper.html)
    assert she.taps + FROM_THE_FIRST_MINUTE <= MOST_TAPS, she.taps
    first = served.get(f"/{served.child.door.prefix}/")
    assert "1,000,000" in first.html


def test_the_word_is_on_the_paper_only_where_she_wants_it(served: Browser) -> None:
    """The paper without it says to keep it in mind; with it, it is the one that was read to the carrier."""
    she = Sender(served)
    she.answer_all()
    read = she.press(she.text("write-it"))
    word = read.html.partition('<dd class="lead">')[2].partition("</dd>")[0]
    paper = she.follow("send.pocket")
    assert word and word not in paper.html.replace(paper.html.partition('class="words">')[2].partition("<")[0], "")
    assert f'<p class="big">{word}</p>' in she.follow("pocket.with-word").html


@pytest.mark.parametrize(
    ("step", "typed"),
    [
        ("gross", {"gross": "ten"}),
        ("fee", {"fee": "forty"}),
        ("gets", {"gets": "12"}),
        ("latest", {"latest": "some day"}),
        ("latest", {"latest": "2001-01-01"}),
        ("purpose", {"purpose": "x" * 300}),
        ("through", {"new-carrier": "none"}),
        ("who", {"new-case": "x" * 100}),
    ],
)
def test_what_is_refused_stays_as_it_was_typed(served: Browser, step: str, typed: dict[str, str]) -> None:
    """The same step again, with the sentence of the refusal and what she typed; the answers before it are there too."""
    she = Sender(served)
    she.follow("send")
    for earlier in ANSWERS:
        if earlier == step:
            break
        she.answer(earlier)
    page = she.answer(step, **typed)
    assert page.heading == she.text(f"send.{step}.asks") and 'role="alert"' in page.html, page.html
    assert set(typed.values()) <= {one.value for one in page.form(she.text("go-on")).inputs}
    cleared = {"new-case": ""} if step == "who" else {}
    assert she.answer(step, **cleared).heading != page.heading


def test_nothing_typed_leaves_her_where_she_is(served: Browser) -> None:
    """A step without an answer is asked again."""
    she = Sender(served)
    she.follow("send")
    she.answer("who")
    she.answer("through")
    assert 'role="alert"' in she.press(she.text("go-on")).html
    assert she.page.heading == she.text("send.gross.asks")


def test_back_keeps_every_answer(served: Browser) -> None:
    """From the last step back to the first, each holds what was typed; one that is changed leads to the end again."""
    she = Sender(served)
    she.answer_all()
    she.follow("send.back")
    for step in reversed(ANSWERS):
        assert she.page.heading == she.text(f"send.{step}.asks")
        kept = {one.value for one in she.page.form(she.text("go-on")).inputs}
        assert step in ("who", "through") or set(ANSWERS[step].values()) <= kept, step
        if step != "who":
            she.follow("send.back")
    assert she.press(she.text("go-on")).heading == she.text("send.before")


def test_what_is_sent_twice_is_written_once(served: Browser) -> None:
    """The promise and the money: the second sending leads to the same page, and one order stands in the book."""
    she = Sender(served)
    before = she.answer_all()
    read = she.press(she.text("write-it"))
    address = served.address
    she.page = before
    assert she.press(she.text("write-it")).html.partition('class="lead">')[2][:12] in read.html
    assert served.address == address
    pay = next(one.label for form in read.forms for one in form.buttons if "KRW" in one.label)
    she.page = read
    gone = she.press(pay)
    she.page = read
    assert she.press(pay).heading == gone.heading
    first = served.get(f"/{served.child.door.prefix}/")
    assert first.html.count("KRW 1,000,000") == 1
    assert pay not in {one.label for form in served.get(address).forms for one in form.buttons}


def test_the_same_order_again_is_stopped_calmly(served: Browser) -> None:
    """One of the hard stops: told where the money is, before the button that would write it."""
    she = Sender(served)
    she.answer_all()
    she.press(she.text("write-it"))
    she.page = served.get(f"/{served.child.door.prefix}/")
    she.follow("send")
    for step in ANSWERS:
        page = she.answer(step, **({"new-carrier": "kim"} if step == "through" else {}))
        if 'role="alert"' in page.html:
            break
    assert Catalogue("en").text("refusal", "stop.same-order")[:20] in page.html, page.html


def test_pay_after_confirmation_has_no_button_to_pay(served: Browser) -> None:
    """The family is paid first: nothing is at stake, and the page says not to pay yet."""
    she = Sender(served)
    she.answer_all()
    read = she.choose("after", "write-it")
    assert she.text("send.pay.after") in read.html
    assert not [one for form in read.forms for one in form.buttons if "KRW" in one.label]


def test_a_sum_instead_of_a_rate(served: Browser) -> None:
    """She knows what they get and no rate: the rate is that of all that is left after the fees."""
    she = Sender(served)
    she.follow("send")
    for step in ANSWERS:
        she.answer(step, **({"gets": "3,000 CNY"} if step == "gets" else {}))
    assert "CNY 3,000.00" in she.page.html and "KRW 600,000 = CNY 3,000" in she.page.html, she.page.html


def test_no_fee_and_two_fees(served: Browser) -> None:
    """None is an answer, and each further fee is a line of its own."""
    she = Sender(served)
    she.follow("send")
    for step in ("who", "through", "gross"):
        she.answer(step)
    page = she.press(she.text("send.more"), **{she.text("send.fee"): "30%"})
    assert page.heading == she.text("send.fee.asks")
    lines = [one for one in page.form(she.text("go-on")).inputs if one.label.startswith(she.text("send.fee") + " ")]
    assert [one.value for one in lines] == ["30%", ""]
    she.press(she.text("go-on"), **{she.text("send.fee") + " 2": "10%"})
    for step in ("gets", "latest", "risk", "purpose"):
        she.answer(step)
    assert "300,000" in she.page.html and "100,000" in she.page.html


def test_markup_in_every_field_is_text(served: Browser) -> None:
    """Typed into every field of every step, it comes back as it was typed, and is no tag and no template."""
    she = Sender(served)
    she.follow("send")
    for step in ANSWERS:
        form = she.page.form(she.text("go-on"))
        typed = [(one.name, one.value if one.type in ("hidden", "select") else MARKUP) for one in form.inputs]
        page = served.post(form.action, typed)
        assert MARKUP not in page.html and "<b " not in page.html and "49" not in page.html
        assert page.status == 200
        she.page = page if page.heading == she.text(f"send.{step}.asks") else she.page
        she.page = page
        if page.heading == she.text(f"send.{step}.asks"):
            she.answer(step, **ANSWERS[step])


@pytest.mark.parametrize("lang", LANGS)
def test_the_paper_prints_as_one_sheet_on_its_side(window: Open, lang: str) -> None:
    """A4, one page, and nothing on any of the eight faces is cut off."""
    opened = window(lang)
    written(opened, "pocket")
    printed = opened.page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
    width, height = map(float, re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", printed)[0])
    assert (round(width), round(height)) == (842, 595)
    opened.page.emulate_media(media="print")
    # From its first box on: else an empty sheet comes before it now and then.
    assert opened.page.evaluate("getComputedStyle(document.body).page") == "pocket"
    faces = opened.page.locator(".face")
    assert faces.count() == 8
    assert all(face.evaluate("one => one.scrollHeight <= one.clientHeight") for face in faces.all())


@pytest.mark.parametrize("lang", LANGS)
def test_the_faces_lie_as_a_booklet_folds(window: Open, lang: str) -> None:
    """With the cut in the middle: 5 4 3 2 on their heads in the upper row, 6 7 8 and the cover below."""
    opened = window(lang)
    written(opened, "pocket")
    opened.page.emulate_media(media="print")
    at: dict[tuple[int, int], tuple[int, bool]] = {}
    for number in range(1, 9):
        face = opened.page.locator(f".f{number}")
        box = face.bounding_box()
        assert box is not None
        turned = "-1" in str(face.evaluate("one => getComputedStyle(one).transform"))
        at[round(box["y"] / box["height"]), round(box["x"] / box["width"])] = number, turned
    assert [at[0, column] for column in range(4)] == [(5, True), (4, True), (3, True), (2, True)]
    assert [at[1, column] for column in range(4)] == [(6, False), (7, False), (8, False), (1, False)]


def test_an_order_not_yet_paid_is_found_again(served: Browser) -> None:
    """After a pause, "where is it?" leads back to what is read to the carrier, and to the button."""
    she = Sender(served)
    she.answer_all()
    word = she.choose("whole", "write-it").html.partition('<dd class="lead">')[2].partition("<")[0]
    first = served.get(f"/{served.child.door.prefix}/")
    order = next(address for text, address in first.links.items() if "1,000,000" in text)
    she.page = served.get(order)
    assert word in she.follow("send.read").html
    assert "1,000,000" in she.press(she.text("send.paid", sum="KRW 1,000,000")).heading
