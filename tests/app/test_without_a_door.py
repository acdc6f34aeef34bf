"""Whoever speaks without a door meets the same rules: at the desk what it must never accept, in the app the rest."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from naru import Refusal, new_book, open_book
from naru.app import burning, readers
from naru.app.book import Book
from naru.app.names import code
from naru.app.questions import Answers, Kind, Question
from naru.desk.desk import Desk
from naru.desk.keeping import Keeping
from naru.i18n.words import canonical
from naru.vault.disk.grade import Grade
from naru.vault.kdf import CHEAPEST
from testkit.house import MINA, Disk, named

WORDS = "apple bicycle cloud drum"
SENTENCE = "the grey heron waits where the river bends"
HELPER = "three foxes carry the lantern home"
NAME = {"whose": "brother", "name": "Invented Brother"}
LONGER = {"passphrase": WORDS, "sentence": SENTENCE}
PROMISE = {
    "case": "brother",
    "by": "kim",
    "gross": "1,000,000 KRW",
    "fee": "40%",
    "latest": "2100-12-10",
    "payout": "1 CNY = 200 KRW / fixed",
    "risk": "carrier",
    "purpose": "winter coats",
}


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    """A new book with one home and one carrier."""
    with new_book(tmp_path / "book", WORDS, trial=True) as made:
        made.say("case", name="brother")
        made.say("carrier", name="kim")
        yield made


def asked(book: Book, kind: str, **words: object) -> Question:
    """The question that stands before something; nothing was written."""
    before = book.desk.journal.head
    with pytest.raises(Question) as raised:
        book.say(kind, **words)  # type: ignore[arg-type]  words as the verbs take them
    assert book.desk.journal.head == before
    return raised.value


def refused(book: Book, kind: str, **words: object) -> str:
    """The key something is refused with; nothing was written."""
    before = book.desk.journal.head
    with pytest.raises(Refusal) as raised:
        book.say(kind, **words)  # type: ignore[arg-type]  as above
    assert book.desk.journal.head == before
    return raised.value.key


# -------------------------------------------------------------------------------------------------------- at the desk


def test_the_desk_takes_no_first_name_behind_opening_words(tmp_path: Path) -> None:
    """Four words are too easily guessed for a name, whoever sends the command."""
    disk = Disk(tmp_path / "mina")
    disk.desk.change_sentence(Disk.SENTENCE, canonical(WORDS), CHEAPEST)
    card = {"case": MINA, "story": {"name": "Invented"}}
    assert disk.refusal("card", "card", **card) == "card.sentence-short"
    disk.desk.change_sentence(canonical(WORDS), canonical(SENTENCE), CHEAPEST)
    disk.say("card", "card", **card)
    disk.desk.close()


def test_the_desk_takes_no_name_on_a_weak_disk_unconfirmed(disk: Disk, monkeypatch: pytest.MonkeyPatch) -> None:
    """On grade C every name wants to be confirmed, also by a command that comes as bytes."""
    monkeypatch.setattr(Keeping, "weak_disk", True)
    card = {"case": MINA, "story": {"name": "Invented"}}
    assert disk.refusal("card", "card", sure=False, **card) == "ask.weak-disk"
    disk.say("card", "card", sure=True, **card)


def test_the_desk_burns_nothing_unconfirmed(disk: Disk) -> None:
    """A burn comes back for nobody."""
    disk.say("card", "card", case=MINA, story={"name": "Invented"})
    assert disk.refusal("burn", "card", sure=False) == "ask.burn"
    assert not disk.state.cards[named("card")].burned
    disk.say("burn", "card")


def test_the_first_name_is_for_whoever_made_the_book(book: Book, tmp_path: Path) -> None:
    """A helper's own sentence does not lengthen the maker's."""
    readers.invite(book, "Jiho", (), Answers({"reader-sentence": HELPER}), every=True)
    book.close()
    with open_book(tmp_path / "book", HELPER, trial=True) as helped:
        assert refused(helped, "card", **NAME, answers={"passphrase": HELPER, "sentence": SENTENCE}) == (
            "readers.maker-first"
        )


# --------------------------------------------------------------------------------------------------------- in the app


def test_the_first_name_asks_for_a_sentence(book: Book) -> None:
    """First the words in force, then the new sentence; a short one is no sentence; a later name asks nothing."""
    question = asked(book, "card", **NAME)
    assert (question.name, question.asked.kind) == ("passphrase", Kind.HIDDEN)
    assert [text.key for text in question.told] == ["sentence-wanted"]
    assert refused(book, "card", **NAME, answers={"passphrase": SENTENCE}) == "keyring.wrong-passphrase"
    short = {**LONGER, "sentence": "drum cloud bicycle apple"}
    assert refused(book, "card", **NAME, answers=short) == "card.sentence-short"
    book.say("card", **NAME, answers=LONGER)
    book.say("card", whose="kim", name="Invented Carrier")


def test_a_drawn_sentence_is_the_same_until_it_is_typed_back(book: Book) -> None:
    """It is drawn once for all tries, stands in no refusal, and what differs from it is refused."""
    answers = Answers()
    answers.given["passphrase"] = WORDS
    first = asked(book, "card", **NAME, answers=answers)
    drawn = answers.drawn["sentence"]
    assert first.name == "sentence" and first.drawn and drawn not in repr((first, first.args, first.facts, first.told))
    asked(book, "card", **NAME, answers=answers)
    assert answers.drawn["sentence"] == drawn
    answers.given["sentence"] = SENTENCE
    assert refused(book, "card", **NAME, answers=answers) == "app.sentence-differs"
    answers.given["sentence"] = drawn
    book.say("card", **NAME, answers=answers)
    assert book.desk.keyring.access.opens(canonical(drawn))
    assert [text.key for text in answers.done] == ["sentence-set"]


def test_a_weak_disk_asks_for_its_sentence_and_no_sure_stands_for_it(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The grade and its reasons are told first; a yes is not enough."""
    monkeypatch.setattr(Keeping, "weak_disk", True)
    monkeypatch.setattr(Keeping, "grade", Grade("C", ("flash",)))
    question = asked(book, "card", **NAME, sure=True, answers=LONGER)
    assert (question.name, question.asked.kind) == ("confirm", Kind.PHRASE)
    assert [text.key for text in question.told] == ["C", "flash", "type-to-confirm"]
    assert refused(book, "card", **NAME, answers={**LONGER, "confirm": "yes"}) == "app.not-confirmed"
    book.say("card", **NAME, answers={**LONGER, "confirm": "그래도 적습니다"})


@pytest.mark.parametrize("name", ["brother", " KIM ", "Brot her"])
def test_a_name_that_is_taken(book: Book, name: str) -> None:
    """People are one circle, roads another."""
    for kind in ("case", "carrier", "person"):
        assert refused(book, kind, name=name) == "app.name-taken"
    book.say("road", name=name, by="kim")


@pytest.mark.parametrize("name", ["sender", "Receiver", "family", "보내는 분", "家人", "gross", "none", "trying"])
def test_a_name_that_means_something_else(book: Book, name: str) -> None:
    """What is read as a party, or inside a fee or a charge, can be nobody's name."""
    assert refused(book, "person", name=name) == "app.name-reserved"


def test_this_times_word_is_drawn_once_for_a_retry(book: Book) -> None:
    """The same id gives the same word, and writes nothing again."""
    order = book.say("promise", **PROMISE).code
    first = book.say("word", of=order, id="5a" * 16)
    again = book.say("word", of=order, id="5a" * 16)
    assert first.word and (again.word, again.seq, again.again) == (first.word, first.seq, True)


def test_a_retry_opens_the_same_order(book: Book) -> None:
    """Its id is made from that of the command."""
    first, again = (book.say("promise", **PROMISE, id="a5" * 16) for _ in range(2))
    assert (again.of, again.again, len(book.desk.state.orders)) == (first.of, True, 1)


def test_an_amount_in_unusual_figures_is_asked_about_before_it_is_written(book: Book) -> None:
    """100만 is shown as it was understood; plain figures are not asked about; a no leaves the book as it was."""
    order = book.say("promise", **PROMISE).code
    question = asked(book, "send", of=order, amount="50만 KRW")
    assert question.key == "ask.amount" and question.facts["amount"] == "KRW 500,000"
    assert refused(book, "send", of=order, amount="50만 KRW", answers={"read-as": "no"}) == "app.left-it"
    book.say("send", of=order, amount="50만 KRW", answers={"read-as": "네"})
    assert book.say("send", of=order, amount="５00,000 KRW", sure=True).read_as == "KRW 500,000"


@pytest.mark.parametrize(
    ("field", "typed", "sums"),
    [
        ("gross", "100만 원", "KRW 1,000,000"),
        ("fee", ["10%", "kim / 30만 원 / gross"], "KRW 300,000"),
        ("payout", "CNY / 1만 원 = ５7 CNY / fixed / notes １0 CNY", "KRW 10,000, CNY 57.00"),
        ("payout", "CNY / 1 CNY = 200 KRW / fixed / day 2100.1.2", ""),
        ("charge", "kim / 3만 원 / trying", "KRW 30,000"),
        ("pay_rate", "1만 원 = 57 CNY", "KRW 10,000"),
    ],
)
def test_sums_inside_a_rate_a_fee_or_a_charge_are_shown_back_too(
    book: Book, field: str, typed: str | list[str], sums: str
) -> None:
    """Wherever 만 or full-width figures stand; plain figures beside them, shares, days and notes are not."""
    words = {**PROMISE, field: typed}
    if sums:
        assert asked(book, "promise", **words).facts["amount"] == sums
    assert book.say("promise", **words, answers={"read-as": "yes"}).read_as == sums


def test_a_warning_that_asks(book: Book) -> None:
    """It is the desk's; a yes or `sure` goes on."""
    order = book.say("promise", **PROMISE).code
    book.say("send", of=order, amount="1,000,000 KRW")
    more = {"of": order, "amount": "3,001 CNY", "says": "receiver", "phone": "own"}
    assert asked(book, "accept", **more).key == "ask.more-than-due"
    assert refused(book, "accept", **more, answers={"go-on": "later"}) == "app.left-it"
    book.say("accept", **more, answers={"go-on": "yes"})


def test_envelopes_burn_all_or_none(book: Book, tmp_path: Path) -> None:
    """Where one is another reader's, none burns; one that is named twice burns once."""
    mine = book.say("card", **NAME, answers=LONGER).code
    book.say("case", name="uncle")
    other = book.say("card", whose="uncle", name="Invented Uncle").code
    kim = book.say("card", whose="kim", name="Invented Carrier").code
    readers.invite(book, "Jiho", ["brother"], Answers({"reader-sentence": HELPER}))
    book.close()
    with open_book(tmp_path / "book", HELPER, trial=True) as helped:
        before, yes = helped.desk.journal.head, Answers({"burn-now": "yes"})
        with pytest.raises(Refusal, match=r"case\.not-yours"):
            burning.burn_cards(helped, [mine, other], yes)
        assert helped.desk.journal.head == before
        assert burning.burn_cards(helped, [mine, mine[:4], kim], yes) == 2


def test_what_burned_has_no_name(book: Book) -> None:
    """A home that burned is called by its code, though its name was shown a moment ago; so it is after an opening."""
    home = next(iter(book.desk.state.cases))
    assert book.name(home) == "brother"
    burning.burn_case(book, "brother", Answers({"confirm": "이 집 일을 태웁니다"}))
    assert book.name(home) == code(home)


def test_burning_reads_the_law_first(book: Book) -> None:
    """What the law may say stands before every question to burn, and only her word burns; a hold stops all of it."""
    card = book.say("card", **NAME, answers=LONGER).code
    order = book.say("promise", **PROMISE).code
    ways = {
        "ask.burn": lambda answers: burning.burn_cards(book, [card], answers),
        "ask.burn-order": lambda answers: burning.burn_orders(book, [order], answers),
        "ask.burn-case": lambda answers: burning.burn_case(book, "brother", answers),
        "ask.burn-everything": lambda answers: burning.burn_everything(book, answers),
    }
    asked_to_expire = []

    def opened(*, expire: bool) -> Book:
        asked_to_expire.append(expire)
        return book

    before = book.desk.journal.head
    for key, burn in ways.items():
        with pytest.raises(Question) as wanted:
            burn(Answers())
        assert (wanted.value.key, wanted.value.told[0].key) == (key, "before-burning")
        with pytest.raises(Refusal, match=r"app\.no"):
            burn(Answers({"burn-now": "later", "confirm": "yes"}))
    assert asked(book, "burn", of=card, sure=True).told[0].key == "before-burning"
    burning.legal_hold(opened, True)
    for burn in ways.values():
        with pytest.raises(Refusal, match=r"keyring\.hold"):
            burn(Answers({"burn-now": "yes", "confirm": "yes"}))
    assert book.desk.journal.head == before
    burning.legal_hold(opened, False)
    assert asked_to_expire == [False, False]
    book.say("burn", of=card, answers={"burn-now": "yes"})
    burning.burn_everything(book, Answers({"confirm": "모두 태웁니다"}))


def test_a_write_that_failed_is_told_as_what_it_was(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not as the book that has stopped since: that is for whoever speaks next."""

    def fail(desk: Desk, _: object) -> None:
        monkeypatch.setattr(Desk, "stopped", True)
        raise Refusal("disk.failed")

    monkeypatch.setattr(Desk, "say", fail)
    with pytest.raises(Refusal, match=r"disk\.failed"):
        book.say("heard", of="brother", says="receiver")
    with pytest.raises(Refusal, match=r"desk\.reopen"):
        book.say("heard", of="brother", says="receiver")
    monkeypatch.undo()


# ------------------------------------------------------------------------------------------------- what a program gives


def test_nothing_is_not_left_out(book: Book) -> None:
    """A count of 0 is a count: the order leaves as soon as it is settled, and not after half a year."""
    order = book.say("promise", **PROMISE, dispute_days=0).of
    terms = book.desk.state.orders[order].terms
    assert terms and terms.dispute_days == 0


@pytest.mark.parametrize("flag", ["sure", "apart", "family_first"])
def test_a_flag_is_no_text(book: Book, flag: str) -> None:
    """``no`` in its place, as a program may read it from a form, would otherwise count as a yes."""
    assert refused(book, "promise", **PROMISE, **{flag: "no"}) == "field.flag"


def test_answers_are_for_one_thing(book: Book) -> None:
    """Handed in once more, they do not turn the same words into a retry of what was written before."""
    answers, order = Answers(), book.say("promise", **PROMISE).code
    said = [book.say("send", of=order, amount="1,000 KRW", answers=answers) for _ in range(2)]
    assert (said[1].seq, said[1].again) == (said[0].seq + 1, False)


def test_who_answers(book: Book) -> None:
    """`answers` is what was answered; the field of that name is written with a dash below behind it."""
    other = book.say("carrier", name="lee").of
    order = book.say("promise", **{**PROMISE, "by": ["kim", "lee"]}, answers_="lee").of
    terms = book.desk.state.orders[order].terms
    assert terms and terms.answers == other


@pytest.mark.parametrize(
    "words",
    [
        {"fee": "20% / 30%"},
        {"fee": "kim / brother / 20%"},
        {"fee": "20% / gross / top"},
        {"fee": "5,000 KRW / 6,000 KRW"},
        {"charge": "5,000 KRW / 6,000 KRW"},
        {"charge": "kim / brother / 5,000 KRW"},
        {"charge": "5,000 KRW / trying / success"},
        {"payout": "CNY / USD / 1 CNY = 200 KRW / fixed"},
        {"payout": "1 CNY = 200 KRW / 1 CNY = 190 KRW / fixed"},
        {"payout": "1 CNY = 200 KRW / fixed / order-day"},
    ],
)
def test_one_thing_said_twice(book: Book, words: dict[str, str]) -> None:
    """Inside a fee, a charge or a payout, too, the last one does not quietly win."""
    book.say("person", name="aunt")
    (field, text), *_ = words.items()
    assert refused(book, "promise", **{**PROMISE, field: text.replace("brother", "aunt")}) == f"terms.{field}-form"


def test_a_name_with_figures_is_paid(book: Book) -> None:
    """``lee2`` is no sum: fees and charges may be theirs."""
    lee = book.say("carrier", name="lee2").of
    words = {**PROMISE, "fee": ["40%", "lee2 / 5,000 KRW"], "charge": "lee2 / 300 KRW / trying"}
    terms = book.desk.state.orders[book.say("promise", **words).of].terms
    assert terms and terms.fees and (terms.fees[1].payee, terms.charges[0].payee) == (lee, lee)
