"""Who opens the book, as it is said at the keyboard: an invitation, what it shows, its end, a new sentence."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from naru.desk.keeping import Keeping
from naru.i18n.catalogue import Catalogue
from naru.i18n.languages import LANGS
from naru.vault.disk.grade import Grade
from testkit.commandline import SENTENCE, WORDS, Book, Ran, naru, sentence
from testkit.every_state import OPEN, TERMS

HELPER = "three foxes carry the lantern home"


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """A book with two homes and an order in each."""
    book = Book(tmp_path / "book").make()
    for name in ("brother", "aunt"):
        book.do("case", name)
    book.do("carrier", "park")
    for home, told in (("brother", "for the roof"), ("aunt", "for the well")):
        terms = [home if word == "brother" else word for word in TERMS]
        order = book.code("promise", *terms, *OPEN)
        book.do("send", order, "--amount", "1,000,000 KRW", "--note", note=told)
    return book


def by_helper(book: Book, *words: str, lang: str = "en", **secrets: str) -> Ran:
    """The helper says something."""
    return naru("-d", str(book.folder), *words, lang=lang, secrets={"passphrase": HELPER, **secrets})


def add(book: Book, *words: str) -> Ran:
    """Let the helper in."""
    return book.do("reader-add", "Jiho", *words, reader_sentence=HELPER)


def codes(book: Book) -> list[str]:
    """The codes of the two orders: her brother's, her aunt's."""
    return re.findall(r"^([a-z2-7]{5})  ", book.do("show").out, re.M)


def test_a_helper_opens_one_home(book: Book) -> None:
    """They read the story of that home; the other has no name for them, no story, and no page."""
    told = add(book, "--case", "brother", "--until", "2100-01-31")
    assert "what you call the carriers" in told.out and "31 January 2100" in told.out
    brother, aunt = codes(book)
    assert "for the roof" in by_helper(book, "show", brother).out
    other = by_helper(book, "show", aunt)
    assert (other.status, "for the well" in other.out, "another reader's case" in other.out) == (0, False, True)
    assert "aunt" not in by_helper(book, "show").out
    assert by_helper(book, "owed").out.count("1,000,000") == book.do("owed").out.count("1,000,000")
    for words in (("statement", aunt), ("stuck", aunt)):
        assert by_helper(book, *words) == Ran(1, "", sentence("case.not-yours"))
    assert "another reader's" not in book.do("show", aunt).out


def test_the_list_says_who_and_what_and_until_when(book: Book) -> None:
    """Whoever made the book, the one who asks, which homes, which day."""
    add(book, "--case", "brother", "--case", "aunt", "--until", "2100-01-31")
    first, second = book.do("readers").out.splitlines()
    assert first == "  · whoever made the book  (open now)  every case"
    assert second == "  · Jiho  brother, aunt  until 31 January 2100"
    book.do("reader-cases", "jiho")
    assert book.do("readers").out.splitlines()[1] == "  · Jiho  no case opens  until 31 January 2100"
    book.do("reader-cases", "jiho", "--every")
    assert "every case" in by_helper(book, "readers").out.splitlines()[1]


def test_shut_out_at_the_keyboard(book: Book) -> None:
    """From then on their sentence is any wrong sentence; the screen says what it cannot undo."""
    add(book, "--every")
    assert by_helper(book, "show").status == 0
    assert "copy of the book that was taken before" in book.do("reader-remove", "Jiho").out
    assert by_helper(book, "show") == Ran(1, "", sentence("keyring.wrong-passphrase"))


def test_a_sentence_that_is_typed_back_wrong_lets_nobody_in(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is drawn and shown once; what is typed back differs: no reader, no change."""
    monkeypatch.setattr("naru.cli.secrets.click.prompt", lambda *_, **__: "something else altogether here")
    before = book.trace()
    told = book.say("reader-add", "Jiho", "--every")
    assert (told.status, told.err) == (1, sentence("app.sentence-differs"))
    assert book.trace() == before
    assert len(book.do("readers").out.splitlines()) == 1


def test_she_changes_her_own_sentence(book: Book) -> None:
    """The old words open no more, the new sentence does, the helper's is left alone."""
    add(book, "--every")
    assert "only the new sentence" in book.do("sentence", sentence=SENTENCE).out
    assert book.say("show").err == sentence("keyring.wrong-passphrase")
    book.passphrase = SENTENCE
    assert book.do("show").out and by_helper(book, "show").status == 0
    assert WORDS != SENTENCE


@pytest.mark.parametrize("lang", LANGS)
def test_a_helper_is_told_what_is_not_theirs_in_their_language(book: Book, lang: str) -> None:
    """Everything that is for whoever sees every home is refused with one sentence."""
    add(book, "--case", "brother")
    phrase = Catalogue(lang).text("screen", "burn-everything-phrase")
    for words in (
        ("reader-add", "Nam"),
        ("reader-cases", "Jiho", "--every"),
        ("reader-remove", "Jiho"),
        ("legal-hold", "on"),
        ("burn-everything",),
    ):
        told = by_helper(book, *words, lang=lang, confirm=phrase)
        assert (told.status, told.err) == (1, sentence("readers.owner-only", lang)), words
    assert book.do("show").out


def test_what_burned_by_its_day_is_told_at_the_opening(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page of an order says when it goes; the first command after that day says that it went, once."""
    book = Book(tmp_path / "book").make()
    book.do("case", "brother")
    book.do("carrier", "park")
    order = book.code("promise", *TERMS, "--on", "2024-05-01", "--latest", "2024-05-31", "--dispute-days", "0")
    book.do("send", order, "--amount", "1,000,000 KRW", "--on", "2024-05-01")
    assert "at the first opening, days after its end: 0" in book.do("show", order).out
    book.do("accept", order, "--amount", "3,000 CNY", "--says", "receiver", "--phone", "own", "--on", "2024-05-02")
    shown = book.do("show", order).out
    assert re.search(r"Leaves the book +at the first opening after \d+ \w+ 20\d\d", shown)
    assert "at the first opening after" in book.say("statement", order).out
    from naru.cli import session
    from naru.desk.clock import Instant

    now = session.clock()
    later = Instant(now.at + 2 * 86_400, now.today + 100, now.running)
    monkeypatch.setattr(session, "clock", lambda: later)
    assert book.say("legal-hold", "on").err == ""  # whoever comes to stop all burning burns nothing by coming
    assert book.say("show").err.startswith("Orders whose day has come and that are still here: 1.")
    book.say("legal-hold", "off")
    told = book.say("show")
    assert told.err.startswith("Orders whose day had come, burned at this opening: 1.")
    assert order not in told.out
    assert book.say("show").err == ""


def test_with_every_envelope_and_order_burned_every_screen_still_answers(book: Book) -> None:
    """Ashes everywhere: no screen fails, none shows a name that was burned, in any language."""
    for whose, name in (("brother", "Invented Brother"), ("aunt", "Invented Aunt"), ("park", "Invented Carrier")):
        card = book.do("card", "--whose", whose, name=name, sentence=SENTENCE).last
        book.passphrase = SENTENCE
        book.do("burn", card)
    first, second = codes(book)
    for lang in LANGS:
        for words in (
            ("show",),
            ("show", first),
            ("books",),
            ("books", second),
            ("owed",),
            ("audit",),
            ("export",),
            ("statement", first),
            ("readers",),
            ("snapshot",),
        ):
            told = book.say(*words, lang=lang)
            assert told.status == 0 and told.out, (words, told)
            assert "Invented" not in told.out + told.err
    book.do("burn-order", first)
    book.do("burn-case", "aunt", confirm=Catalogue("en").text("screen", "burn-case-phrase"))
    for words in (("show",), ("owed",), ("audit",), ("export",), ("readers",), ("snapshot",), ("books",)):
        told = book.say(*words)
        assert told.status == 0, (words, told)
    for words in (("show", first), ("statement", first), ("show", second)):
        assert book.say(*words).err == sentence("desk.no-such-order")


def test_a_reader_is_no_matter_of_the_disk(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a disk that cannot forget the helper may sit beside the book; only a name asks first."""
    monkeypatch.setattr(Keeping, "weak_disk", True)
    monkeypatch.setattr(Keeping, "grade", Grade("C", ()))
    add(book, "--every")
    assert by_helper(book, "card", "--whose", "brother", name="Invented", confirm="no").status == 1


def test_several_envelopes_burn_in_one_stroke(book: Book) -> None:
    """One generation for all of them; where one cannot burn, none does."""
    cards = []
    for whose in ("brother", "aunt", "park"):
        cards.append(book.do("card", "--whose", whose, name=f"Invented {whose}", sentence=SENTENCE).last)
        book.passphrase = SENTENCE
    generation = max(int(path.name[1:]) for path in (book.folder / "keyring").glob("g*"))
    assert book.say("burn-cards", cards[0], "zzzzz").err == sentence("desk.no-such-card")
    assert "Invented brother" in book.do("open", cards[0]).out
    told = book.do("burn-cards", *cards, cards[0]).out
    assert "Envelopes burned: 3." in told and "backups and copies made before" in told
    assert max(int(path.name[1:]) for path in (book.folder / "keyring").glob("g*")) == generation + 1
    for card in cards:
        assert book.say("open", card).err == sentence("card.burned")
    assert book.say("burn-cards", cards[1]).err == sentence("card.burned")
    assert book.do("audit").out


def test_a_helper_changes_their_own_sentence_and_sees_what_they_saw(book: Book) -> None:
    """Their old sentence opens no more; the new one opens the same home and no other; hers is left alone."""
    add(book, "--case", "brother")
    brother, aunt = codes(book)
    other = "seven lamps drift over the sleeping field"
    assert by_helper(book, "sentence", sentence=other).status == 0
    assert by_helper(book, "show").err == sentence("keyring.wrong-passphrase")
    given = {"passphrase": other}
    assert "for the roof" in naru("-d", str(book.folder), "show", brother, secrets=given).out
    assert "for the well" not in naru("-d", str(book.folder), "show", aunt, secrets=given).out
    assert "for the well" in book.do("show", aunt).out


def test_the_first_name_is_hers_to_write(book: Book) -> None:
    """Else a name would lie behind her four opening words, while the helper's own sentence grew."""
    add(book, "--every")
    before = book.trace()
    told = by_helper(book, "card", "--whose", "brother", name="Invented", sentence="seven lamps drift over the field")
    assert (told.status, told.err) == (1, sentence("readers.maker-first"))
    assert book.trace() == before
    book.do("card", "--whose", "brother", name="Invented", sentence=SENTENCE)
    book.passphrase = SENTENCE
    assert by_helper(book, "card", "--whose", "aunt", name="Invented Aunt").status == 0
