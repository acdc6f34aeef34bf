"""Records a law demands, from the key on the lawyer's machine to the page the lawyer reads."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from naru.i18n.catalogue import Catalogue
from naru.i18n.languages import LANGS
from testkit.commandline import Book, naru, sentence
from testkit.every_state import OPEN, TERMS

LAWYER = "three foxes carry the lantern home"


@pytest.fixture
def key(tmp_path: Path) -> Path:
    """A key made on the lawyer's machine."""
    file = tmp_path / "records"
    told = naru("archive-key", str(file), secrets={"archive-sentence": LAWYER})
    assert told.status == 0 and f"{file}.public" in told.out
    assert file.stat().st_mode & 0o077 == 0
    return file


@pytest.fixture
def book(tmp_path: Path, key: Path) -> Book:
    """A book that seals to it, with one order."""
    book = Book(tmp_path / "book").make()
    assert "What burning leaves" in book.do("archive", "us", f"{key}.public").out
    book.do("case", "brother")
    book.do("carrier", "park")
    return book


@pytest.mark.parametrize("lang", LANGS)
def test_every_burning_says_what_stays(book: Book, lang: str) -> None:
    """An order, a home: the law, its years and the fields stand on the screen."""
    order = book.code("promise", *TERMS, *OPEN)
    text = Catalogue(lang).text
    for words, secret in ((("burn-order", order), ""), (("burn-case", "brother"), text("screen", "burn-case-phrase"))):
        told = book.say(*words, lang=lang, confirm=secret)
        assert told.status == 0 and "31 CFR 501.601" in told.out and text("kept", "purpose") in told.out


def test_handed_over_and_opened_on_the_other_machine(book: Book, key: Path, tmp_path: Path) -> None:
    """What leaves opens only with the lawyer's sentence; one line a record, and it says that it cannot be burned."""
    book.do("promise", *TERMS, *OPEN)
    out = tmp_path / "out"
    assert str(out) in book.do("archive-out", str(out)).out
    assert b"brother" not in out.read_bytes()
    wrong = naru("archive-read", str(key), str(out), secrets={"archive-sentence": "another sentence of mine"})
    assert (wrong.status, wrong.err) == (1, sentence("archive.wrong-passphrase"))
    told = naru("archive-read", str(key), str(out), secrets={"archive-sentence": LAWYER})
    found = [json.loads(line) for line in told.out.splitlines()]
    assert [one["kind"] for one in found] == ["case", "carrier", "promise"]
    assert found[0]["story"]["name"] == "brother"
    assert "cannot burn" in told.err


def test_a_book_without_one_says_so(tmp_path: Path, key: Path) -> None:
    """Nothing is kept apart; half a request, a key that is none and a file that is there are refused."""
    book = Book(tmp_path / "plain").make()
    assert "keeps no records apart" in book.do("archive").out
    assert book.say("archive", "us").err == sentence("archive.both")
    assert book.say("archive", "us", str(key)).err == sentence("archive.not-a-key")
    assert book.say("archive", "mars", f"{key}.public").err == sentence("archive.no-demand", profiles="us")
    again = naru("archive-key", str(key), secrets={"archive-sentence": LAWYER})
    assert again.err == sentence("archive.exists")
