"""Naru: the sender's own memory, guard and proof for money that goes to a family in a closed country.

From Python: ``with open_book(folder, "opening words") as book: book.say("send", of="k7q2m", amount="1,000,000 KRW")``.
docs/how-to/use-from-python.md shows more.
"""

from __future__ import annotations

from os import PathLike
from typing import TYPE_CHECKING

from naru.refusal import Refusal

if TYPE_CHECKING:
    from naru.app.book import Book

__all__ = ["Refusal", "new_book", "open_book"]


def open_book(folder: str | PathLike[str], passphrase: str, *, lang: str = "en", trial: bool = False) -> Book:
    """Open a book; `close` it, or leave a ``with`` block.

    Args:
        passphrase: its opening words or sentence, however they are typed.
        lang: language of the words that are drawn and of texts: ko, zh, or en, which stands for any other.
        trial: a test's own book, whose key is cheap to guess; a real one does not open so.
    Raises:
        Refusal: it does not open; nothing has changed.
    """
    from pathlib import Path

    from naru.app import opening  # loaded here, so that the command line does not wait for what it may not need
    from naru.i18n.catalogue import Catalogue
    from naru.i18n.languages import language
    from naru.machine import clock, random_bytes

    setting = opening.Setting(clock, random_bytes, Catalogue(language(lang)), trial=trial)
    return opening.open_book(setting, Path(folder), passphrase)


def new_book(
    folder: str | PathLike[str], passphrase: str, *, valuation: str = "KRW", lang: str = "en", trial: bool = False
) -> Book:
    """Make a book in a folder and open it.

    Args:
        passphrase: opening words or a sentence of at least 15 letters; a name card will ask for a sentence.
        valuation: ISO 4217 code of the currency that yearly sums are told in.
        lang, trial: as `open_book`.
    Raises:
        Refusal: there is a book already, the words are too short, or the disk will not have it.
    """
    from pathlib import Path

    from naru.app import opening
    from naru.app.questions import Answers
    from naru.i18n.catalogue import Catalogue
    from naru.i18n.languages import language
    from naru.machine import clock, random_bytes

    setting = opening.Setting(clock, random_bytes, Catalogue(language(lang)), trial=trial)
    return opening.new_book(setting, Path(folder), valuation, Answers({"passphrase": passphrase}))[0]
