"""The Python interface: the worked example of the page, typed views, and what an import costs."""

from __future__ import annotations

import doctest
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import naru
from naru import Refusal, new_book, open_book
from naru.i18n.catalogue import Catalogue
from naru.views.owed import OwedView
from testkit.house import refused

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "use-from-python.md"
WORDS = "apple bicycle cloud drum"
NICKNAME = "brother by the well"


def test_the_page_does_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every line of its examples, in order, on a real book."""
    monkeypatch.chdir(tmp_path)
    lines = [line for line in PAGE.read_text("utf-8").splitlines() if not line.startswith("```")]
    test = doctest.DocTestParser().get_doctest("\n".join(lines), {}, PAGE.name, str(PAGE), 0)
    told: list[str] = []
    ran = doctest.DocTestRunner(verbose=False).run(test, out=told.append)
    assert (ran.failed, ran.attempted > 15) == (0, True), "".join(told)


def test_a_book_is_let_go_of(tmp_path: Path) -> None:
    """A ``with`` block closes it, whatever happens inside; the next one gets in."""
    new_book(tmp_path / "book", WORDS, trial=True).close()
    with pytest.raises(Refusal, match=r"desk\.no-such-order"), open_book(tmp_path / "book", WORDS, trial=True) as book:
        book.ask("order", "zzzzz")
    with open_book(tmp_path / "book", WORDS, trial=True) as book:
        assert isinstance(book.ask("owed"), OwedView)
        with pytest.raises(Refusal, match=r"app\.no-such-view"):
            book.ask("weather")  # type: ignore[call-overload]  what a typed program cannot write
        with pytest.raises(Refusal, match=r"desk\.unknown-verb"):
            book.say("forget")


def test_a_closed_book_tells_nothing(tmp_path: Path) -> None:
    """It knows no name and shows no view any more; its disk can still be asked about, and closing twice is closing."""
    book = new_book(tmp_path / "book", WORDS, trial=True)
    home = book.say("case", name=NICKNAME).of
    names = book.names
    assert names.name(home) == NICKNAME and NICKNAME in repr(vars(names))
    book.close()
    uses: tuple[Callable[[], object], ...] = (
        lambda: book.say("person", name="aunt"),
        lambda: book.ask("overview"),
        lambda: book.name(home),
        lambda: book.rows,
        book.snapshot,
        book.opening_told,
    )
    for use in uses:
        with pytest.raises(Refusal, match=r"app\.closed"):
            use()
    assert book.disk.trial
    book.close()
    assert NICKNAME not in repr(vars(names))


def test_a_book_listens_to_one_thread(tmp_path: Path) -> None:
    """Several at once would write rows that nobody opens again: any other is refused, and the book stays sound."""
    with new_book(tmp_path / "book", WORDS, trial=True) as book:
        uses: tuple[Callable[[], object], ...] = (
            lambda: book.say("case", name="brother"),
            lambda: book.ask("overview"),
            lambda: book.name(b"x" * 16),
            book.close,
        )
        with ThreadPoolExecutor(1) as other:
            for use in uses:
                with pytest.raises(Refusal, match=r"app\.other-thread"):
                    other.submit(use).result()
        assert (book.rows, book.ask("audit").broken) == (1, 0)


def test_a_process_that_was_forked_off_has_no_book(tmp_path: Path) -> None:
    """It is refused, where it would wait for ever for a writer it has not got, or let go of the lock."""
    with new_book(tmp_path / "book", WORDS, trial=True) as book:
        if not (child := os.fork()):
            keys = {refused(lambda: book.say("case", name="brother")), refused(book.close)}
            os._exit(7 if keys == {"app.other-thread"} else 1)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
        book.say("case", name="brother")


def test_wrong_words_open_nothing(tmp_path: Path) -> None:
    """As at the command line."""
    new_book(tmp_path / "book", WORDS, trial=True).close()
    with pytest.raises(Refusal, match=r"keyring\.wrong-passphrase"):
        open_book(tmp_path / "book", "drum cloud bicycle apple", trial=True)
    with pytest.raises(Refusal, match=r"keyring\.missing"):
        open_book(tmp_path, WORDS, trial=True)


def test_no_words_make_no_book(tmp_path: Path) -> None:
    """Empty words are too short: words drawn instead would be shown to nobody, and nobody could open the book."""
    with pytest.raises(Refusal, match=r"text\.empty|app\.passphrase-short"):
        new_book(tmp_path / "book", "", trial=True)
    assert not (tmp_path / "book").exists()


def test_a_language_without_texts_reads_english(tmp_path: Path) -> None:
    """As a locale does at the command line."""
    new_book(tmp_path / "book", WORDS, lang="de", trial=True).close()
    with open_book(tmp_path / "book", WORDS, lang="fr_FR", trial=True) as book:
        assert book.name(b"") == Catalogue("en").text("screen", "unknown")


def test_an_import_loads_no_desk() -> None:
    """Nothing is loaded before a book is opened, and the package says that it is typed."""
    look = "import naru, sys; print(sorted(name for name in sys.modules if name.startswith('naru')))"
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['naru', 'naru.refusal']"
    assert (Path(naru.__file__).parent / "py.typed").is_file()
