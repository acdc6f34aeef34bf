"""Making a book and opening one."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple

from naru.app.book import Book
from naru.app.names import must_be_a_name
from naru.app.questions import Answers
from naru.app.sentences import WORDS_RANDOM, good_enough
from naru.commands.reading import NAME_MOST
from naru.desk.clock import Clock
from naru.desk.desk import Desk
from naru.desk.progress import Progress as Progress
from naru.i18n.catalogue import Catalogue
from naru.i18n.text import clean_line
from naru.i18n.words import canonical, opening_words
from naru.money import currency
from naru.refusal import Refusal
from naru.vault import files
from naru.vault.disk.grade import make_no_cow
from naru.vault.kdf import CHEAPEST, EVERYDAY, KdfProfile
from naru.vault.keyring.keyring import FOLDER

HOME: Final = "case"
"""the verb that writes a home down"""


class Setting(NamedTuple):
    """What a door hands in.

    Args:
        catalogue: texts of the reader's language.
        which: the door, as a second process is told it (table ``door``).
        trial: a test's own book, whose key is cheap to guess and whose disk is not asked about.
    """

    clock: Clock
    random_bytes: Callable[[int], bytes]
    catalogue: Catalogue
    which: str = "command"
    trial: bool = False

    @property
    def profile(self) -> KdfProfile:
        """How dear a guess is made. The cheap one is for tests, and no real book opens with it."""
        return CHEAPEST if self.trial else EVERYDAY


def new_book(setting: Setting, folder: Path, valuation: str, answers: Answers) -> tuple[Book, str]:
    """Make a book in a folder and open it.

    Returns:
        the book, and the opening words that were drawn for it, to be shown once; empty where she brought her own.
    Raises:
        Refusal: ``app.passphrase-short``, ``money.*``; as `Desk.new`.
    """
    code = currency(valuation.upper()).code
    own = answers.given.get("passphrase")
    words = opening_words(setting.random_bytes(WORDS_RANDOM), setting.catalogue.lang) if own is None else own
    passphrase = good_enough(words)
    make_no_cow(folder)
    clock, profile = setting.clock, setting.profile
    desk = Desk.new(folder, passphrase, code, clock, setting.random_bytes, profile=profile, which=setting.which)
    return Book(desk, setting.catalogue, clock, profile), words if own is None else ""


def nickname(typed: str) -> str:
    """What she calls the first home, as it will be written. Raises: Refusal, with the fact `field`: it is no name."""
    try:
        if not typed.strip():
            raise Refusal("field.missing", field="name")
        must_be_a_name(typed)
        return clean_line(typed, NAME_MOST)
    except Refusal as refusal:
        refusal.facts.setdefault("field", "name")
        raise


def first_words(setting: Setting, answers: Answers) -> str:
    """Opening words for a book that is about to be made: drawn once, to be shown and typed back."""
    return answers.draw("passphrase", lambda: opening_words(setting.random_bytes(WORDS_RANDOM), setting.catalogue.lang))


def typed_back(answers: Answers) -> str:
    """The words that were drawn, as she typed them back. Raises: Refusal ``app.words-differ``: they are others."""
    drawn, typed = answers.drawn["passphrase"], answers.given.get("passphrase", "")
    try:
        same = canonical(typed) == canonical(drawn)
    except Refusal:  # a sign that stands in no word
        same = False
    if not same:
        raise Refusal("app.words-differ")
    return typed


def first_book(setting: Setting, folder: Path, valuation: str, home: str, answers: Answers) -> Book:
    """Make a book with its first home in it, behind the words that were drawn and typed back.

    Raises:
        Refusal: as `typed_back`, `nickname`, `new_book`. No book was made.
    """
    home = nickname(home)
    own = Answers({"passphrase": typed_back(answers)})
    book, _ = new_book(setting, folder, valuation, own)
    try:
        book.say(HOME, name=home)
    except BaseException:
        book.close()
        raise
    return book


def disk_refusal(error: OSError) -> Refusal:
    """What a fault of the disk is told as."""
    return files.refusal(error)


def is_there(folder: Path) -> bool:
    """Whether a book lies in a folder."""
    return os.path.isdir(os.path.join(folder, FOLDER))  # False, too, for a name no disk can hold


def must_be_there(folder: Path) -> None:
    """Refuse (``keyring.missing``) a folder without a book, before anybody is asked for its words."""
    if not is_there(folder):
        raise Refusal("keyring.missing")


def open_book(
    setting: Setting, folder: Path, passphrase: str, *, expire: bool = True, progress: Progress | None = None
) -> Book:
    """Open a book with its opening words or sentence, however they were typed.

    Args:
        expire: burn what has come to its day; not where burning is about to be put on hold.
    Raises:
        Refusal: as `Desk.open`.
    """
    must_be_there(folder)
    desk = Desk.open(
        folder,
        canonical(passphrase),
        setting.clock,
        setting.random_bytes,
        allow_cheap=setting.trial,
        which=setting.which,
        expire=expire,
        progress=progress,
    )
    return Book(desk, setting.catalogue, setting.clock, setting.profile)
