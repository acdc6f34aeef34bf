"""Making a book and opening one."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from naru.app.book import Book
from naru.app.questions import Answers
from naru.app.sentences import WORDS_RANDOM, good_enough
from naru.desk.clock import Clock
from naru.desk.desk import Desk
from naru.desk.progress import Progress as Progress
from naru.i18n.catalogue import Catalogue
from naru.i18n.words import canonical, opening_words
from naru.money import currency
from naru.refusal import Refusal
from naru.vault import files
from naru.vault.disk.grade import make_no_cow
from naru.vault.kdf import CHEAPEST, EVERYDAY, KdfProfile
from naru.vault.keyring.keyring import FOLDER


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


def disk_refusal(error: OSError) -> Refusal:
    """What a fault of the disk is told as."""
    return files.refusal(error)


def must_be_there(folder: Path) -> None:
    """Refuse (``keyring.missing``) a folder without a book, before anybody is asked for its words."""
    if not os.path.isdir(os.path.join(folder, FOLDER)):  # False, too, for a name no disk can hold
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
