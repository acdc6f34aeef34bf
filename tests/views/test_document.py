"""What a program reads is what the screen shows: the same numbers, no id, and the schema that is written down."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from naru.app.names import DeskNames
from naru.cli.statement import page
from naru.days import read_day
from naru.desk.audit import audit
from naru.desk.desk import Desk
from naru.i18n.languages import LANGS
from naru.money import print_amount, print_plain
from naru.plays import look
from naru.plays.run import perform
from naru.plays.script import read_text
from naru.plays.stage import Stage
from naru.refusal import Refusal
from naru.views.audit import audit_view
from naru.views.carrier import carrier
from naru.views.case import case
from naru.views.document import Document, View, as_json, books_view, schema
from naru.views.order import order
from naru.views.overview import overview
from naru.views.owed import owed, owes
from naru.views.statement import statement
from naru.views.values import Day, Ref, Sum
from testkit.commandline import WORDS, Book, sentence
from testkit.played import NAMES, PLAYS, desk, played

TODAY = 2024_06_15
SCHEMA = Path(__file__).parents[2] / "docs" / "reference" / "views.schema.json"


def views(book: Desk) -> Iterator[View]:
    """Every view there is of a desk."""
    state = book.state
    yield overview(state, TODAY)
    yield owed(state, TODAY)
    yield books_view(state, state.orders.values(), TODAY)
    yield from (order(book, of, TODAY) for of in state.orders)
    yield from (case(state, of, TODAY) for of in state.cases)
    yield from (carrier(state, of, TODAY) for of in state.carriers)
    yield audit_view(audit(book))


def read(text: str) -> Document:
    """A document, read strictly by its types."""

    def of_text(type: type, told: str) -> object:
        return Day(read_day(told)) if type is Day else Ref(told.encode())

    return msgspec.json.decode(text, type=Document, dec_hook=of_text)


@pytest.mark.parametrize("name", PLAYS)
def test_every_view_is_read_back_by_its_own_types(name: str, tmp_path: Path) -> None:
    """All views of whole lives: each document is version 1, and nothing in it is of another kind than the types say."""
    with desk(played(name, tmp_path / "desk")) as book:
        for view in views(book):
            document = read(as_json(view, lambda of: of.hex()))
            assert document.version == 1
            assert as_json(document.shown, lambda of: of.decode()) == as_json(view, lambda of: of.hex())


@pytest.mark.parametrize("name", PLAYS)
def test_no_id_is_in_a_document(name: str, tmp_path: Path) -> None:
    """Everything that is called is called by the name it is given; no id, whole or begun, stands beside it."""
    with desk(played(name, tmp_path / "desk")) as book:
        state = book.state
        shelves = (state.orders, state.cases, state.persons, state.carriers, state.roads, state.debts)
        ids = [of for shelf in shelves for of in shelf]
        for view in views(book):
            text = as_json(view, lambda of: "somebody")
            assert not [of for of in ids if of.hex()[:12] in text]
            assert not re.search("[A-Za-z0-9+/]{20,}", re.sub('"head": "[0-9a-f]{64}"', "", text))


def test_the_schema_is_the_one_written_down() -> None:
    """Another program may rely on it; `make docs` writes it anew."""
    assert json.loads(SCHEMA.read_text("utf-8")) == json.loads(json.dumps(schema()))


def test_everything_in_the_schema_says_what_it_is() -> None:
    """Every type has a sentence, and every sum is minor units with a currency."""
    types = schema()["$defs"]
    assert all(told.get("description") for told in types.values())
    assert types["Sum"]["properties"] == {"amount": {"type": "integer"}, "currency": {"type": "string"}}
    assert "number" not in json.dumps(types)  # no fraction anywhere


# ------------------------------------------------------------------------------------------------- everywhere the same

SHORT = """title = "short"
[people]
cases = ["home"]
carriers = ["park"]
[[step]]
on = "2024-05-01"
say = "promise"
of = "R1"
case = "home"
by = "park"
gross = "1,000,000 KRW"
fee = "40%"
payout = "1 CNY = 200 KRW / fixed"
latest = "2024-05-31"
risk = "carrier"
purpose = "living"
[[step]]
on = "2024-05-02"
say = "send"
of = "R1"
amount = "1,000,000 KRW"
[[step]]
on = "2024-05-03"
say = "accept"
of = "R1"
amount = "2,000 CNY"
says = "receiver"
phone = "own"
[[step]]
on = "2024-05-04"
say = "taken-back"
of = "R1"
amount = "500 CNY"
says = "receiver"
"""
FIGURES = {
    "owed": Sum(333_333, "KRW"),
    "short": Sum(200_000, "KRW"),
    "accepted": Sum(400_000, "KRW"),
    "fee": Sum(266_667, "KRW"),
    "handed": Sum(2_000_00, "CNY"),
    "family": Sum(1_500_00, "CNY"),
}
"""by hand: of 3,000 yuan 2,000 came, and 500 were taken from them again"""
LACKING = Sum(1_000_00, "CNY")
"""what is short, as a page shows it: in the money they were to get"""


def test_plays_and_views_show_the_same(tmp_path: Path) -> None:
    """A play reads the view; so it cannot say another number."""
    told = read_text(SHORT)
    stage = Stage(told, tmp_path / "desk")
    with stage.desk:
        assert perform(stage, told)[0] == ()
        end = look.whole(stage)
        found = end["orders"]["R1"]
        view = order(stage.desk, stage.ids["R1"], stage.today)
        lines = [(one.sum.amount, one.sum.currency, one.why) for one in owes(stage.desk.state)]
    assert view.position is not None
    assert (view.position.owed, view.position.short) == (FIGURES["owed"], FIGURES["short"])
    assert view.position.lacking == (LACKING,)
    assert (view.position.handed, view.position.family_payout) == ((FIGURES["handed"],), (FIGURES["family"],))
    assert (found["owed"], found["short"], found["paid"]) == ("333333 KRW", "200000 KRW", ["2000.00 CNY"])
    assert found["books"]["fee:park"] == print_plain(266_667, "KRW")
    assert end["owes"] == ["park owes sender 333333 KRW (owed R1)"]
    assert lines == [(333_333, "KRW", "owed")]


@pytest.mark.parametrize("lang", LANGS)
def test_the_statement_shows_the_same(lang: str, tmp_path: Path) -> None:
    """Every figure stands on the page, in each language."""
    told = read_text(SHORT)
    stage = Stage(told, tmp_path / "desk")
    with stage.desk:
        perform(stage, told)
        text = page(statement(stage.desk, stage.ids["R1"], stage.today), lang)
    for name, sum in {**FIGURES, "short": LACKING}.items():
        assert print_amount(sum.amount, sum.currency, lang) in text, name


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> tuple[Book, str]:
    """The same order, told to a book through the command line."""
    made = Book(tmp_path_factory.mktemp("same") / "book", WORDS).make()
    made.do("case", "brother")
    made.do("carrier", "park")
    terms = ("--payout", "1 CNY = 200 KRW / fixed", "--latest", "2099-05-31", "--risk", "carrier", "--purpose", "x")
    gross = ("--case", "brother", "--by", "park", "--gross", "1,000,000 KRW", "--fee", "40%")
    code = made.code("promise", *gross, *terms)
    made.do("send", code, "--amount", "1,000,000 KRW")
    made.do("accept", code, "--amount", "2,000 CNY", "--says", "receiver", "--phone", "own")
    made.do("taken-back", code, "--amount", "500 CNY", "--says", "receiver")
    return made, code


def shown(book: Book, *words: str) -> dict[str, Any]:
    """What ``naru --json`` prints for a program."""
    told = json.loads(book.do("--json", *words).out)
    assert told["version"] == 1
    found: dict[str, Any] = told["shown"]
    return found


@pytest.mark.parametrize("lang", LANGS)
def test_screen_and_document_show_the_same(book: tuple[Book, str], lang: str) -> None:
    """Every figure of the document stands on the screen."""
    made, code = book
    told = shown(made, "show", code)["position"]
    assert told["owed"] == {"amount": 333_333, "currency": "KRW"}
    assert told["family_payout"] == [{"amount": 1_500_00, "currency": "CNY"}]
    screen = made.say("show", code, lang=lang).out
    for name in ("owed", "accepted", "fee", "handed", "family"):
        sum = FIGURES[name]
        assert print_amount(sum.amount, sum.currency, lang) in screen, name
    owes = made.say("owed", lang=lang).out
    for amount in (333_333, 200_000, 133_333):
        assert print_amount(amount, "KRW", lang) in owes
    assert print_amount(1_666_67, "CNY", lang) in owes


def test_each_question_has_its_document(book: tuple[Book, str]) -> None:
    """Under the name it is asked for; people as she calls them, the order by its code."""
    made, code = book
    asked = {
        ("show",): "overview",
        ("show", code): "order",
        ("show", "brother"): "case",
        ("show", "park"): "carrier",
        ("books",): "books",
        ("books", code): "books",
        ("owed",): "owed",
        ("audit",): "audit",
    }
    assert {words: shown(made, *words)["view"] for words in asked} == asked
    (home,) = shown(made, "owed")["homes"]
    (line,) = home["owes"]
    assert (home["case"], line["debtor"], line["creditor"], line["of"]) == ("brother", "park", "the sender", code)
    assert [(reason["why"], reason["sum"]["amount"]) for reason in line["reasons"]] == [
        ("not-handed-over", 200_000),
        ("fee-not-earned", 133_333),
    ]


@pytest.mark.parametrize("words", [("statement", "k7q2m"), ("send", "k7q2m"), ("export",), ("demo",)])
def test_nothing_else_is_told_as_data(book: tuple[Book, str], words: tuple[str, ...]) -> None:
    """It is refused before anything is done, with the line to type."""
    made, _ = book
    before = made.trace()
    done = made.say("--json", *words)
    assert (done.status, done.out) == (1, "")
    assert "naru --json show" in done.err
    assert made.trace() == before


def test_a_name_that_nobody_has(book: tuple[Book, str]) -> None:
    """Neither an order nor anybody: refused as an order that is not there."""
    made, _ = book
    assert made.say("show", "nobody").status == 1


def test_names_of_the_played_lives_stand_in_no_view(tmp_path: Path) -> None:
    """Views hold ids: nobody's name is in one before somebody prints it."""
    with desk(played("usual", tmp_path / "desk")) as book:
        text = "".join(as_json(view, lambda of: "") for view in views(book))
    assert not [name for name in NAMES if name in text]


@pytest.mark.parametrize("name", ["ab", "brother and more"])
def test_what_is_asked_for_is_found_or_refused(book: tuple[Book, str], name: str) -> None:
    """Too short a code, or a longer name than anybody's: nothing is guessed."""
    made, _ = book
    assert made.say("show", name).err == sentence("desk.no-such-order")


def test_two_orders_that_begin_alike(book: tuple[Book, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Where two could be meant neither is shown; a home or a carrier of another name is not tried instead."""
    made, _ = book

    def find(names: DeskNames, type: str, name: str) -> bytes:
        raise Refusal("app.two-so-called" if type == "order" else "desk.no-such-case")

    monkeypatch.setattr(DeskNames, "find", find)
    assert made.say("show", "abc").err == sentence("app.two-so-called")
