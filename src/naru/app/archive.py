"""Records that a law demands: whose key they are sealed to, what is in them, and how they leave and open elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from naru.app.questions import Answers, Kind, Question, Text, sentence_named
from naru.app.sentences import new_sentence
from naru.custody import archive as custody
from naru.i18n.words import canonical
from naru.refusal import Refusal
from naru.rules.demands import DEMANDS
from naru.vault import archive as vault_archive
from naru.vault import files
from naru.vault.archive import KEY_FILE_MOST

if TYPE_CHECKING:
    from naru.app.book import Book
    from naru.app.opening import Setting

PUBLIC = ".public"
"""ending of the half that is carried to the desk"""
SENTENCE = "archive-sentence"


def public_half(file: Path) -> Path:
    """Where the half lies that is carried to a desk. Raises: Refusal("archive.exists"): one of the two is there."""
    public = file.with_name(file.name + PUBLIC)
    if file.exists() or public.exists():
        raise Refusal("archive.exists")
    return public


def new_key(setting: Setting, file: Path, answers: Answers) -> None:
    """Make the key of an archive: one file that stays away from every desk, one that is carried to it.

    Raises:
        Question: its sentence was not typed back yet. Refusal: ``archive.exists``; as `new_sentence`; ``disk.*``.
    """
    public = public_half(file)
    sentence = new_sentence(answers, SENTENCE, setting.random_bytes, setting.catalogue.lang)
    made = vault_archive.new_key(sentence, setting.profile, setting.random_bytes)
    with files.refusing():
        files.replace(file, made.private)
        files.replace(public, made.public)


def keep(book: Book, profile: str, file: Path) -> None:
    """From here on every row carries what the profile's law demands of it, sealed to the key in a file.

    Raises: as `naru.custody.archive.keep`.
    """
    custody.keep(book.desk, profile, vault_archive.read_public(_small(file)))


def stays(book: Book) -> tuple[Text, ...]:
    """What no burning reaches, because a law demands it and somebody else holds the key; nothing where none is kept."""
    kept = book.desk.keyring.archive
    if kept is None:
        return ()
    demand = DEMANDS[kept.profile]
    fields = ", ".join(book.catalogue.text("kept", field) for field in (*demand.facts, *demand.story))
    return (Text("archive", "stays", {"law": demand.law, "years": demand.years, "fields": fields}),)


def hand_over(book: Book, file: Path) -> int:
    """Write the sealed records into a file, for whoever holds the key; gives how many rows. Raises as `custody`."""
    return custody.hand_over(book.desk, file)


def read(key: Path, file: Path, answers: Answers) -> Iterator[dict[str, Any]]:
    """Open records that were handed over. Needs no book, and belongs on another machine than one.

    Raises:
        Question: the sentence of the key is wanted. Refusal: as `naru.vault.archive.unlock` and `open_all`.
    """
    sentence = canonical(answers.answer(Question(sentence_named(SENTENCE, Kind.HIDDEN))))
    private = vault_archive.unlock(_small(key), sentence)
    return (record for _, record in custody.read(file.read_bytes(), private))


def _small(path: Path) -> bytes:
    """A key file's bytes; of anything larger only so much that it is refused."""
    with path.open("rb") as file:
        return file.read(KEY_FILE_MOST + 1)
