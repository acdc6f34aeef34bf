"""Losing things: paper parts, opening with two of them, a backup, and the sums that come back from one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from naru.app.questions import PART_ONE, PART_TWO, Answers, Question, Text, sentence_named
from naru.app.sentences import good_enough
from naru.custody import backup as custody_backup
from naru.custody import papers
from naru.custody.backup import Written
from naru.custody.papers import NewParts as NewParts
from naru.custody.restore import Restored as Restored
from naru.custody.restore import restore as custody_restore
from naru.desk.progress import Progress
from naru.refusal import Refusal
from naru.vault.backup.recovery import PaperPart
from naru.vault.backup.recovery import read as read_part

if TYPE_CHECKING:
    from naru.app.book import Book
    from naru.app.opening import Setting

WRONG = ("parts.", "words.", "text.")
"""how keys begin that say: two papers were not read back rightly"""


def new_parts(book: Book, random_bytes: Callable[[int], bytes]) -> NewParts:
    """Cut three papers. They are not in force yet. Raises: Refusal("readers.owner-only")."""
    book.desk.must_see_all()
    return papers.new_parts(random_bytes)


def sheets(book: Book, made: NewParts) -> list[str]:
    """What is to be copied from each of them."""
    return [papers.sheet(part, book.catalogue.lang) for part in made.parts]


def put_in_force(book: Book, made: NewParts, answers: Answers) -> None:
    """From here on two of these papers open the book, once two were read back.

    Raises:
        Question: they were not yet. Refusal: with a key of `WRONG` they were read back wrongly, and can be once more.
    """
    papers.put_in_force(book.desk, made, _two_parts(answers))


def recover(setting: Setting, folder: Path, answers: Answers) -> None:
    """Open a book with two papers and give it a new sentence. Raises as `custody.papers.recover`, and `Question`."""
    private = papers.private_key(_two_parts(answers))
    opened = Question(sentence_named("sentence"), told=(Text("parts", "opened"),))
    sentence = good_enough(answers.answer(opened))
    papers.recover(folder, private, sentence, setting.random_bytes, setting.profile, setting.which)


def backup(book: Book, place: Path) -> Written:
    """Write a backup: the rows as they lie, and the sums for whoever holds two papers. Raises as `custody.backup`."""
    return custody_backup.write(book.desk, place, book.clock())


def restore(setting: Setting, file: Path, folder: Path, answers: Answers, progress: Progress | None = None) -> Restored:
    """Make a book of a backup. Raises as `naru.custody.restore.restore`, and `Question`."""
    if not file.exists():
        raise Refusal("backup.missing")
    private = papers.private_key(_two_parts(answers))
    sentence = good_enough(answers.answer(Question(sentence_named("sentence"))))
    return custody_restore(
        file,
        folder,
        private,
        sentence,
        setting.clock,
        setting.random_bytes,
        which=setting.which,
        profile=setting.profile,
        progress=progress,
    )


def _two_parts(answers: Answers) -> list[PaperPart]:
    return [read_part(answers.answer(Question(asked))) for asked in (PART_ONE, PART_TWO)]
