"""The page about one order: it adds up, names nobody, and is one page in every language."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

from naru.cli.statement import LINES, WIDTH, page
from naru.command import PARTIES, Id, Story
from naru.days import print_day
from naru.desk.journal import Journal
from naru.i18n.catalogue import tables
from naru.i18n.languages import LANGS
from naru.i18n.text import broken, width
from naru.i18n.words import head_words
from naru.money import read_amount
from naru.orders.books import SEIZED, WRITTEN_OFF
from naru.orders.life import EVENT_TYPES
from naru.orders.terms import FEE_BASES, RATE_BASES, RISKS
from naru.refusal import Refusal
from naru.trust.evidence import KINDS, PHONES, Grade
from naru.views.export import HEAD
from naru.views.statement import Statement, Who, statement
from naru.views.values import Sum
from testkit.played import PLAYS, SECRETS, crowded, desk, play, played

TODAY = 2024_06_15
AMONG = ("KRW", "CNY", "USD")
TITLES = {
    "ko": "이 종이는 보낸 사람이 적은 것입니다. 돈이 전해졌다는 증명서가 아닙니다.",
    "zh": "这张纸是寄钱的人自己写的，不是钱已送到的证明。",
    "en": "This paper was written by the sender. It does not certify that money arrived.",
}


def drawn(name: str, folder: Path) -> list[Statement]:
    """Statements of all orders of a life."""
    with desk(played(name, folder)) as book:
        assert book.state.orders
        return [statement(book, of, TODAY) for of in book.state.orders]


def who(told: Statement, of: Id | None) -> Who | None:
    """Somebody by role and number, as the page knows them."""
    return told.people[of] if of else None


def rows(text: str) -> list[tuple[str, str]]:
    """The rows of two columns on a page."""
    found = (re.fullmatch(r" +(.*?\S) {2,}(\S.*)", line) for line in text.splitlines())
    return [(match[1], match[2]) for match in found if match]


def amount(text: str) -> tuple[int, str]:
    """A printed sum, read back; below zero with its sign."""
    read = read_amount(text.replace("\N{MINUS SIGN}", ""), AMONG, zero=True)
    return (-read.minor if "\N{MINUS SIGN}" in text else read.minor), read.currency


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", PLAYS)
def test_one_page_that_names_nobody(name: str, lang: str, tmp_path: Path) -> None:
    """At most 60 lines of 80 columns under the sentence that says what it is; no nickname, word, place or note."""
    for told in drawn(name, tmp_path / "desk"):
        text = page(told, lang)
        assert text.startswith(TITLES[lang])
        assert len(text.splitlines()) <= LINES
        assert max(width(line) for line in text.splitlines()) <= WIDTH
        assert not [line for line in text.splitlines() if line != line.rstrip()]
        assert not [secret for secret in SECRETS if secret.lower() in text.lower()]
        assert not re.search("[0-9a-f]{12}", text)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", PLAYS)
def test_the_books_add_up_before_the_readers_eyes(name: str, lang: str, tmp_path: Path) -> None:
    """What is printed is read back and added: both sides of the books give the printed totals, and these are equal."""
    texts = tables(lang)["statement"]
    for told in drawn(name, tmp_path / "desk"):
        lines = page(told, lang).splitlines()
        assert told.order.books.left
        start = lines.index(texts["books"])
        part = [row for row in rows("\n".join(lines[start:])) if row[0] != texts["paid"]]
        sums, totals, side = [], [], 0
        for label, value in part:
            if label == texts["adds-up"]:
                sums.append(side)
                totals.append(amount(value)[0])
                side = 0
            elif len(totals) < 2:
                side += amount(value)[0]
        assert sums == totals
        assert totals[0] == totals[1]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", PLAYS)
def test_the_promise_adds_up(name: str, lang: str, tmp_path: Path) -> None:
    """All that is paid, less every fee part, is the receiver's part."""
    texts = tables(lang)["statement"]
    fee = texts["fee"].partition("{")[0]
    for told in drawn(name, tmp_path / "desk"):
        found = rows(page(told, lang))
        whole = next(amount(value)[0] for label, value in found if label == texts["gross"])
        net = next(amount(value)[0] for label, value in found if label == texts["net"])
        assert whole + sum(amount(value)[0] for label, value in found if label.startswith(fee)) == net


def test_what_is_short_owed_and_overdue(tmp_path: Path) -> None:
    """26 days after the agreed day, 299,900 won are short, 266,582 owed and 50,000 written off but claimed."""
    told = drawn("usual", tmp_path / "desk")[0]
    now = told.order.position
    assert now is not None
    assert (now.short, now.family) == (Sum(299_900, "KRW"), Sum(280_100, "KRW"))
    assert told.order.order.overdue_days == 26
    carrier, sender = Who("carrier", 1), Who("sender")
    owes = [(who(told, o.debtor), who(told, o.creditor), o.sum.amount, o.why) for o in told.order.owes]
    assert owes == [
        (carrier, sender, 266_582, "owed"),
        (carrier, sender, 50_000, "receivable"),
    ]
    text = page(told, "ko")
    assert re.search(r"받을 사람에게 모자란 돈 +299,900원", text)
    assert re.search(r"약속한 날 +26일 지남", text)


def test_whose_word_it_was_and_how_good(tmp_path: Path) -> None:
    """Role, phone, kinds of evidence, the fresh word and the grade; the carrier's word alone is never enough."""
    told = drawn("usual", tmp_path / "desk")[0]
    claim = next(step for step in told.order.events if step.kind == "claim")
    assert (who(told, claim.says), claim.phone, claim.grade, claim.fresh) == (
        Who("carrier", 3),
        "carrier",
        "nothing",
        False,
    )
    accept = next(step for step in told.order.events if step.kind == "accept")
    assert (who(told, accept.says), accept.grade, accept.fresh) == (Who("receiver"), "strong", True)
    assert accept.proofs == ("live-answer", "photo")
    other = next(step for step in told.order.events if step.kind == "other")
    assert (who(told, other.says), [who(told, of) for of in other.to]) == (Who("person", 1), [Who("person", 1)])


@pytest.mark.parametrize("lang", LANGS)
def test_the_seal_is_eight_words_of_the_head(lang: str, tmp_path: Path) -> None:
    """With the number of rows, so that the paper can be held against the book later."""
    with desk(played("usual", tmp_path / "desk")) as book:
        told = statement(book, next(iter(book.state.orders)), TODAY)
        assert (told.head, told.rows) == (book.head.digest, book.head.seq)
        other = statement(book, next(iter(book.state.orders)), TODAY, bytes(32))
    text = " ".join(page(told, lang).split())
    assert text.endswith(" ".join(head_words(told.head, lang)))
    assert str(told.rows) in text
    assert other.head == bytes(32)


@pytest.mark.parametrize("lang", LANGS)
def test_too_much_for_a_page_is_counted(lang: str, tmp_path: Path) -> None:
    """81 events, nine fee parts and seven charges stay on one page: what finds no room is counted, sums still hold."""
    play(crowded(), tmp_path / "desk")
    with desk(tmp_path / "desk") as book:
        told = statement(book, next(iter(book.state.orders)), TODAY)
    text = page(told, lang)
    assert len(text.splitlines()) <= LINES
    more = tables(lang)["statement"]["more"]
    days = tuple({f"  {print_day(step.day, lang)} " for step in told.order.events})
    shown = sum(line.startswith(days) for line in text.splitlines())
    counts = [int(found) for found in re.findall(re.escape(more).replace(r"\{count\}", "([0-9]+)"), text)]
    assert shown and counts[-1] + shown == len(told.order.events)


def test_a_burned_story_leaves_the_money(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the story of a row cannot be opened any more, day and amount stay, and the page says so."""

    def burned(journal: Journal, seq: int) -> Story:
        raise Refusal("card.burned")

    with desk(played("usual", tmp_path / "desk")) as book:
        monkeypatch.setattr(Journal, "story", burned)
        told = statement(book, next(iter(book.state.orders)), TODAY)
    assert {(step.shut, step.says, step.grade) for step in told.order.events} == {("burned", None, "")}
    assert "누구의 말인지 이제는 알 수 없음" in page(told, "ko")


def test_an_order_that_was_only_asked_for(tmp_path: Path) -> None:
    """No promise, no books: the page says so and still has its head and seal."""
    asked = PLAYS["usual"].splitlines()[:3]
    cast = "\n".join([*asked, "]"]) + '\nvaluation = "KRW"\n[people]\ncases = ["어머니댁"]\n'
    play(cast, tmp_path / "desk")
    with desk(tmp_path / "desk") as book:
        told = statement(book, next(iter(book.state.orders)), TODAY)
    assert told.order.promise is None and not told.order.books.left
    assert "아직 약속한 것이 없습니다." in page(told, "ko")


def test_a_promise_nobody_carries_yet(tmp_path: Path) -> None:
    """Nothing was sent: both sides of the books say so in figures, and nobody answers."""
    told = drawn("first", tmp_path / "desk")[2]
    assert told.order.promise is not None and told.order.promise.answers is None
    text = page(told, "ko")
    assert re.search(r"보낸 돈 +KWD 0.000\n +=", text)
    assert re.search(r"받은 것으로 본 돈 +KWD 0.000\n +=", text)


def test_an_order_the_desk_does_not_know(tmp_path: Path) -> None:
    """It is refused by its key."""
    with desk(played("usual", tmp_path / "desk")) as book, pytest.raises(Refusal) as refused:
        statement(book, b"x" * 16, TODAY)
    assert refused.value.key == "desk.no-such-order"


WANTED = {
    *(f"said.{row.kind}" for row in EVENT_TYPES),
    *(f"proof.{kind}" for kind in KINDS),
    *(f"phone.{phone}" for phone in PHONES),
    *(f"grade.{grade.name.lower()}" for grade in Grade),
    *(f"{how}.{base}" for base in FEE_BASES for how in ("base", "flat")),
    *(f"basis.{basis}" for basis in RATE_BASES),
    *(f"risk.{risk}" for risk in RISKS),
    *(f"who.{role}" for role in (*PARTIES, "nobody", "carrier", "person", "burned")),
    *(f"why.{why}" for why in ("owed", "due", "receivable", "charge")),
    *(f"account.{name}" for name in ("sent", "due", "accepted", "other", "fee", "owed", "returned", "hand", "handed")),
    f"account.{SEIZED}",
    f"account.{WRITTEN_OFF}",
}


@pytest.mark.parametrize("table", ["statement", "export"])
def test_the_three_languages_hold_the_same(table: str) -> None:
    """Every text, with the same fields, in a voice without exclamation marks or the words of a police station."""
    texts = [tables(lang)[table] for lang in LANGS]
    assert texts[0].keys() == texts[1].keys() == texts[2].keys()
    for key in texts[0]:
        fields = [{name for _, name, _, _ in Formatter().parse(text[key]) if name} for text in texts]
        assert fields[0] == fields[1] == fields[2], key
        assert not re.search("[!！]|증거|证据|절대", "".join(text[key] for text in texts)), key


def test_everything_that_can_be_said_has_its_words() -> None:
    """A new event, kind of evidence or base of a fee wants a text here, too."""
    assert tables("ko")["statement"].keys() >= WANTED
    assert tables("ko")["export"].keys() >= set(HEAD)


def test_lines_break_where_they_may() -> None:
    """At blanks; Chinese, which has none, at the margin; letters of two columns count two."""
    assert list(broken("가나 다라 마", 8)) == ["가나", "다라 마"]
    assert list(broken("一二三四五", 4)) == ["一二", "三四", "五"]
    assert list(broken("ab 一二三四五", 6)) == ["ab 一", "二三四", "五"]
    assert list(broken("没有就写none。例如", 12)) == ["没有就写", "none。例如"]
    assert list(broken("一二三。四", 6)) == ["一二", "三。四"]
    assert list(broken("", 4)) == []
