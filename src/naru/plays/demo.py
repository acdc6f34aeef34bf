"""The demo's books: one reported case, and an invented family's book in which every kind of order stands.

Both are plays whose people are called by nicknames of the reader's language, on desks that open again with words of
their own.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

from naru.app.sentences import WORDS_RANDOM
from naru.i18n.catalogue import Catalogue
from naru.i18n.words import canonical, opening_words
from naru.plays.run import perform
from naru.plays.script import Script, read_text
from naru.plays.stage import Stage
from naru.refusal import Refusal
from naru.vault.kdf import EVERYDAY, KdfProfile

CASE, FAMILY = "demo.toml", "family.toml"


def script(name: str, catalogue: Catalogue, today: int) -> Script:
    """A play of the demo, in the reader's language, on a day (packed)."""
    text = files(__package__).joinpath(name).read_text(encoding="utf-8")
    return read_text(text, today, lambda label: catalogue.text("demo", label))


def play(
    name: str,
    folder: Path,
    catalogue: Catalogue,
    today: int,
    random_bytes: Callable[[int], bytes],
    profile: KdfProfile = EVERYDAY,
) -> tuple[Stage, str]:
    """Play a demo into a new book.

    Args:
        name: `CASE` or `FAMILY`.
        folder: where the book is to lie; nothing may lie there.
        profile: how dear a guess at its words is made.
    Returns:
        the stage, its desk still open, and the opening words, to be shown once.
    Raises:
        Refusal: ``demo.failed``: the books are not what the play expects; ``play.day-back``: this machine's day is
            before the play's; as `Desk.new`.
    """
    told = script(name, catalogue, today)
    words = opening_words(random_bytes(WORDS_RANDOM), catalogue.lang)
    stage = Stage(told, folder, passphrase=canonical(words), profile=profile, random_bytes=random_bytes)
    try:
        failures, _ = perform(stage, told)
        if failures:
            raise Refusal("demo.failed")
    except BaseException:
        stage.desk.close()
        raise
    return stage, words


def make_family(
    folder: Path,
    catalogue: Catalogue,
    today: int,
    random_bytes: Callable[[int], bytes],
    profile: KdfProfile = EVERYDAY,
) -> tuple[Path, str]:
    """Make the family's book and close it: any door opens it with its words.

    Nothing in it is written on `today` or the day before, so that no clock of today stands behind its log.

    Args:
        folder: where it is to lie; where something lies there already, the first free ``FOLDER-2``, ``FOLDER-3``, ...
    Returns:
        where it lies, and its opening words, to be shown once.
    Raises:
        Refusal: as `play`, `free`.
    """
    place = free(folder)
    stage, words = play(FAMILY, place, catalogue, today, random_bytes, profile)
    stage.desk.close()
    return place, words


def free(folder: Path) -> Path:
    """The folder asked for, or the first free one beside it. Raises: Refusal("keyring.exists"): a hundred are taken."""
    for count in range(1, 100):
        found = folder if count == 1 else folder.with_name(f"{folder.name}-{count}")
        if not found.exists():
            return found
    raise Refusal("keyring.exists")
