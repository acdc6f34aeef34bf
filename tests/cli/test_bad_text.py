"""Text, names, words: items 29 to 47 of the list of bad input, through the command line."""

from __future__ import annotations

import unicodedata

import pytest

from testkit.bad_input import Bad, Good, refused, rows
from testkit.commandline import ALL, SENTENCE, WORDS, Book, Ran, naru, sentence
from testkit.every_state import Full

NAME = {"field": "name"}


def named(item: int, name: str, key: str, **facts: str | int) -> Bad:
    """A home by this name."""
    return Bad(item, ("case", "--", name), key, facts)


def noted(item: int, note: str, key: str) -> Bad:
    """A note, told in secret."""
    return Bad(item, ("dispute", "@sent", "--note"), key, {}, {"note": note})


def word(item: int, said: str, key: str = "text.not-sayable") -> Bad:
    """A fresh word of her own."""
    return Bad(item, ("word", "@open", "--word"), key, {}, {"word": said})


def spoken(item: int, said: str, order: str = "@worded") -> Bad:
    """A word heard in a proof that is not the one of this order."""
    return Bad(item, ("proof", order, "--word"), "life.wrong-word", {}, {"word": said})


HIDDEN = (
    *((32, f"가{filler}") for filler in "\u3164\u115f\u1160\uffa0"),
    *((33, f"가{unseen}나") for unseen in "\u200b\u200c\ufeff\u180e\ufe0f\u200d"),
    (33, "가\U000e0041"),
    (33, "가\U000e0100"),
    *((34, f"가{turn}나") for turn in "\u202a\u202d\u202e\u2066\u2067\u2069\u200f"),
)
CONTROLS = ("a\nb", "a\r\nb", "a\tb", "a\x1b[31mb", "a\x07b", "a\x85b", "a\u2028b", "a\x7fb")

BAD = (
    named(30, "ㅎㅏㄴ", "text.jamo-only"),
    named(31, "ﾡﾢﾣ", "text.jamo-only"),
    *(named(item, name, "text.hidden-letter") for item, name in HIDDEN),
    *(noted(item, note, "text.hidden-letter") for item, note in HIDDEN[::4]),
    named(35, "\udcff\udcfe", "text.surrogate"),  # bytes that are no UTF-8, as Python hands arguments over
    named(35, "\udcb0\udca1\udcb3\udcaa", "text.surrogate"),  # EUC-KR
    named(35, "\udcc0\udcaf", "text.surrogate"),  # overlong
    named(35, "\udced\udca0\udcbd\udced\udcb8\udc80", "text.surrogate"),  # CESU-8
    *(named(36, name, "text.control") for name in CONTROLS),
    noted(36, "a\x00b", "text.control"),
    noted(36, "a\x1b]0;b\x07", "text.control"),
    word(37, "p\u0430ypal"),
    word(37, "\u03bf-one"),
    word(37, "—"),
    word(37, "ー"),
    Bad(37, ("proof", "@worded", "--word"), "text.not-sayable", {}, {"word": "butterfl\u0443"}),
    spoken(37, "butterfli"),
    spoken(37, "butterfly", "@sent"),
    named(39, "x" * 41, "text.too-long", most=40),
    named(39, "나" * 10_000, "text.too-long", most=40),
    named(39, "a" + "\u0301" * 12, "text.combining"),
    named(39, "a" + "\u0301" * 100_000, "text.too-long", most=40),
    noted(39, "x" * 1001, "text.too-long")._replace(facts={"most": 1000}),
    word(40, "👩\u200d👩\u200d👧"),
    word(40, "🦋"),
    word(40, "12345"),
    named(43, "   ", "text.empty"),
    named(43, "", "field.missing", **NAME),
    word(43, "   ", "text.empty"),
    Bad(43, ("hold", "@open", "--lifts", "  "), "text.empty"),
    Bad(43, ("card", "--whose", "brother"), "text.empty", {}, {"name": " "}),
)

GOOD = (
    Good(29, ("case", unicodedata.normalize("NFD", "형제")), "Written down"),
    Good(29, ("proof", "@worded", "--word"), "Written down", {"word": unicodedata.normalize("NFD", "butterfly")}),
    Good(38, ("case", "\uf9e1씨"), "Written down"),
    *(
        Good(46, ("case", "--", name), "Written down")
        for name in ("<b>x</b>", "{{7*7}}", "{row}", "%s %n", "../../etc", "'); DROP TABLE log;--", "$(id)", "-rf")
    ),
)


@rows(BAD)
def test_refused(row: Bad, full: Full) -> None:
    """Refused before anything is written, with the sentence for it."""
    refused(full, row)


@rows(GOOD)
def test_accepted(row: Good, mine: Full) -> None:
    """Written, and shown as the text it is, in its composed form."""
    assert row.shown in mine.do(*mine.named(row.words), **row.secrets).out
    if row.words[0] == "case":
        shown = mine.do("show").out
        assert unicodedata.normalize("NFC", row.words[-1]) in shown
        assert mine.say("case", "--", row.words[-1]).err == sentence("app.name-taken")


def test_item_35_secrets_that_are_no_utf8(full: Full) -> None:
    """A descriptor that gives EUC-KR, overlong forms or a lone surrogate is refused before the book is opened."""
    for wrong in (b"\xb0\xa1\xb3\xaa", b"\xc0\xaf", b"\xed\xa0\xbd", b"\xff\xfe"):
        ran = naru("-d", str(full.folder), "show", secrets=b"passphrase=" + wrong)
        assert ran == Ran(1, "", sentence("text.surrogate"))


def test_item_46_what_was_typed_is_shown_as_text(mine: Full) -> None:
    """Notes with marks of other languages come out as they went in."""
    for note in ("<script>alert(1)</script>", "{amount} {0}", "%(row)s", "../../x", "=cmd|'/C'!A0", "\\x41\\n"):
        mine.do("dispute", mine.of["sent"], note=note)
        assert note in mine.do("show", mine.of["sent"]).out


@pytest.mark.parametrize(
    ("typed", "key", "facts"),
    [
        ("short", "app.passphrase-short", {"least": 15}),
        ("열네글자가안되는말", "app.passphrase-short", {"least": 15}),
        ("x" * 5000, "words.too-long", {"most": 4096}),
        ("나" * 5000, "words.too-long", {"most": 4096}),
        ("  ", "text.empty", {}),
        ("a sentence with a \u200bhidden letter", "text.hidden-letter", {}),
    ],
    ids=["short", "short-hangul", "long", "long-hangul", "empty", "hidden"],
)
def test_item_47_opening_sentences_that_are_refused(
    typed: str, key: str, facts: dict[str, int], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Too short, or too long to be hashed: no book is made."""
    folder = tmp_path_factory.mktemp("new") / "desk"
    for lang in ALL:
        ran = naru("new", str(folder), lang=lang, secrets={"passphrase": typed})
        assert ran == Ran(1, "", sentence(key, lang, **facts))
    assert not folder.exists()


@pytest.mark.parametrize("typed", ["x" * 65, "가나다라마바사" * 20, SENTENCE, WORDS], ids=["65", "140", "own", "words"])
def test_item_47_opening_sentences_that_work(typed: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """More than 64 letters work, and so does the same sentence with other blanks."""
    book = Book(tmp_path_factory.mktemp("new") / "desk", typed).make()
    assert book.do("case", "brother").status == 0
    book.passphrase = f"  {typed}  "
    assert book.do("show").status == 0


def test_item_47_a_wrong_sentence(full: Full) -> None:
    """Refused in one sentence; what was typed is not repeated, and the right one still opens."""
    for typed in ("the gray heron waits where the river bends", "x" * 64, "'; --", "{0}"):
        ran = naru("-d", str(full.folder), "show", secrets={"passphrase": typed})
        assert ran == Ran(1, "", sentence("keyring.wrong-passphrase"))
    assert full.do("show").status == 0


def test_the_sentence_typed_back_must_be_the_one_shown(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A first name asks for a longer sentence: nothing changes where it is too short."""
    book = Book(tmp_path_factory.mktemp("new") / "desk").make()
    book.do("case", "brother")
    before = book.trace()
    ran = book.say("card", "--whose", "brother", name="Invented", sentence="short")
    assert (ran.status, ran.err) == (1, sentence("app.passphrase-short", least=15))
    assert book.trace() == before
    assert book.do("show").status == 0
