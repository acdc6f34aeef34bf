"""SIGKILL at every system call of a command: all of it happened or nothing, and what was acknowledged is durable.

A command is a `Line`; what must hold after it was killed is its `Kind`. Of every kind this is asked: the book opens
and is sound; earlier rows are byte for byte the same; what lies in it is what lay there before or what an undisturbed
run leaves; if the person read that it is done, it is the second; and saying it again ends the same.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Collection
from functools import partial
from itertools import count
from pathlib import Path
from random import Random
from typing import ClassVar, NamedTuple

from naru.desk.audit import audit
from naru.desk.desk import Desk
from naru.i18n.catalogue import tables
from naru.i18n.words import canonical
from naru.machine import clock, random_bytes
from naru.refusal import Refusal
from naru.vault import archive
from naru.vault.backup import capsule
from naru.vault.keyring.keyring import Keyring
from testkit.faults.books import CMD, SENTENCE, TEXT, Book, Prepared, Seen, as_words, fill, look, said, was_said
from testkit.faults.forkserver import Call, Outcome


class Line(NamedTuple):
    """One command and what must hold after it was killed.

    Args:
        text: its words; ``@name`` is a code of the book, ``@place`` the folder the book's own folder lies in.
        kind: what it does.
        told: key of the text by which the person reads that it is done, ``table.key``.
        refused: key of the refusal, where it cannot be said a second time.
        book: the prepared book it is said of.
        secrets: what it is asked for in secret, ``name=value`` lines; ``@name`` as in `text`.
        typed: what is typed into it.
        sentences: those that may open the book afterwards, beside the one that opened it before.
    """

    text: str
    kind: type[Kind]
    told: str = ""
    refused: str = ""
    book: str = "full"
    secrets: str = ""
    typed: str = ""
    sentences: tuple[str, ...] = ()


OTHERS = ("three wild geese rest on the frozen field", "a kite without a string rises over the market")
"""sentences of whoever else may open a book: one who may, and one who may not before she is asked"""

SHUT = {"keyring.wrong-passphrase"}
PAPERS_SHUT = {"parts.not-this-book"}
BURNED = {"keyring.missing", "keyring.damaged", "parts.none-made", *SHUT, *PAPERS_SHUT}
"""why something does not open"""


def _opens(by: Callable[[], object], shut: Collection[str]) -> bool:
    """Whether it opens; where not, it must be for one of these reasons."""
    try:
        by()
    except Refusal as refusal:
        assert refusal.key in shut, refusal
        return False
    return True


def _by_papers(book: Book, which: str) -> Keyring:
    return Keyring.open_with_recovery(book.folder, bytes.fromhex(book.names[which]))


def _by_sentence(book: Book, sentence: str) -> Keyring:
    return Keyring.open(book.folder, canonical(sentence), allow_cheap=True)


class Kind:
    """A command that changes what lies in the book, or nothing; it can be said again and again."""

    tail: ClassVar[tuple[str, ...]] = ()
    """what stands behind its words"""

    def __init__(self, line: Line, prepared: Prepared) -> None:
        self._before, self._text, self._secrets, self._refused = prepared.seen, line.text, line.secrets, line.refused
        table, _, key = line.told.partition(".")
        self._told = tables("en")[table][key].partition("{")[0] if key else ""

    def told(self, killed: Outcome) -> bool:
        """Whether the person read that it is done."""
        return bool(self._told) and f"\n{self._told}" in f"\n{killed.out}"

    def look(self, book: Book) -> object:
        """What lies there: as it was before, or as an undisturbed run leaves it; anything else is half done."""
        seen = self._seen(book)
        held = (seen.legal_hold, seen.papers, seen.readers, seen.archive)
        return seen.state, seen.keys, seen.cases, held, book.sentence

    def _seen(self, book: Book) -> Seen:
        seen = look(book)
        assert seen.rows[: len(self._before.rows)] == self._before.rows, "earlier rows are not as they were"
        return seen

    def follows(self, book: Book, killed: Outcome) -> None:
        """What else must be so because of what was read."""

    def repeated(self, again: Outcome, there: bool, book: Book) -> bool:
        """Whether saying it again was answered as it must be."""
        if there and self._refused:
            return again.err == TEXT.refusal(Refusal(self._refused)) + "\n"
        return again.status == 0


class Says(Kind):
    """Something is said: one row."""

    tail = ("--id", CMD)

    def repeated(self, again: Outcome, there: bool, book: Book) -> bool:
        """It is told that it was written before, or it is written now."""
        return again.status == 0 and (was_said(again) if there else said(again))


class Types(Says):
    """Something is said at the open prompt; its id is in what is typed."""

    tail = ()


class FirstName(Says):
    """The first name in a book: before its row the opening sentence changes, and may have changed alone."""

    def look(self, book: Book) -> object:
        """Both sentences are right as long as only one of them opens it."""
        seen = self._seen(book)
        return seen.state, seen.keys, seen.papers

    def follows(self, book: Book, killed: Outcome) -> None:
        """Once she read that only the new sentence opens it, the new one does."""
        assert TEXT.text("screen", "sentence-set") not in killed.out or book.sentence == SENTENCE


class LetsGo(Kind):
    """Something burns, as a rule behind a row into which the book is gathered."""

    def look(self, book: Book) -> object:
        """As ever, but for the numbers that differ where it was said twice: it was gathered since, or it was not."""
        seen = self._seen(book)
        return seen.sums, seen.keys, seen.cases, seen.readers, seen.snapshot > self._before.snapshot


class BurnsAll(Kind):
    """Everything burns: either all of the book opens, or nothing at all does, by no sentence and no paper."""

    def look(self, book: Book) -> object:
        """What is in it, or that nothing is left."""
        if _opens(partial(_by_sentence, book, book.sentence), BURNED):
            return super().look(book)
        assert not any(_opens(partial(_by_sentence, book, sentence), BURNED) for sentence in OTHERS)
        assert "papers" not in book.names or not _opens(partial(_by_papers, book, "papers"), BURNED)
        return "burned"

    def repeated(self, again: Outcome, there: bool, book: Book) -> bool:
        """There is nothing left that opens."""
        return again.status == (1 if there else 0)


class Papers(Kind):
    """New papers are put in force: either they open the book or the old ones do, never both."""

    def look(self, book: Book) -> object:
        """As ever, and whether the old ones open it."""
        seen = super().look(book)
        old, new = (_opens(partial(_by_papers, book, name), PAPERS_SHUT) for name in ("papers", "new-papers"))
        assert old is not new
        return seen, old


class Seats(Kind):
    """Somebody else may open the book from here on, or may no more."""

    def look(self, book: Book) -> object:
        """As ever, and which of their sentences open it."""
        seen = super().look(book)
        return seen, [_opens(partial(_by_sentence, book, sentence), SHUT) for sentence in OTHERS]


class BacksUp(Kind):
    """A backup is made beside the book: under its name there is a whole one, or nothing."""

    def look(self, book: Book) -> object:
        """The book as it was, and the backup."""
        path = book.folder.parent / "new.backup"
        held = capsule.check(path, bytes.fromhex(book.names["papers"])) if os.path.lexists(path) else None
        return super().look(book), held and (held.head, held.legal_hold)


class HandsOver(Kind):
    """Sealed records are written into a file beside the book: under its name there is a whole one, or nothing."""

    def look(self, book: Book) -> object:
        """The book as it was, and the rows whose records whoever has the key can open."""
        place = book.folder.parent
        if not os.path.lexists(place / "handed"):
            return super().look(book), None
        private = archive.unlock((place / "records").read_bytes(), canonical(SENTENCE))
        try:
            rows = [seq for seq, _ in archive.open_all((place / "handed").read_bytes(), private)]
        except Refusal:
            raise AssertionError("a piece of the records lies under their name") from None
        return super().look(book), rows


class Restores(Kind):
    """A book is made of a backup: under its name there is a whole one, or nothing. The backup is left alone."""

    def look(self, book: Book) -> object:
        """The new book."""
        place = book.folder.parent
        head = capsule.check(place / "kept.backup", bytes.fromhex(book.names["papers"])).head
        if not os.path.lexists(place / "again"):
            return None
        seen = look(Book(book.forkserver, place / "again"))
        assert seen.rows[head.seq - 1].digest == head.digest
        return seen.state, seen.keys, seen.cases, seen.papers


class Makes(Kind):
    """A book is made. What is half made says so in one sentence, and another place is chosen."""

    half: ClassVar = {"keyring.missing", "log.missing", "log.empty"}
    places: ClassVar = ("mine", "second")

    def look(self, book: Book) -> object:
        """Whether there is a whole one, in the first place or in the second."""
        return any(self._whole(book, book.folder.parent / name) for name in self.places)

    def _whole(self, book: Book, path: Path) -> bool:
        return _opens(partial(look, Book(book.forkserver, path, book.sentence)), self.half)

    def repeated(self, again: Outcome, there: bool, book: Book) -> bool:
        """What stands there is not written over."""
        if again.status == 0:
            return not there
        second = book.argv(as_words(self._text.replace(*self.places), book.names))
        given = book.secrets + fill(self._secrets, book.names)
        return super().repeated(again, True, book) and (there or book.forkserver.run(second, given).status == 0)


class MakesKey(Makes):
    """The key of an archive is made: two files. Half of it is of no use, and another name is chosen."""

    half: ClassVar = {"archive.not-a-key"}

    def _whole(self, book: Book, path: Path) -> bool:
        public = path.with_name(path.name + ".public")
        if not path.exists() or not public.exists():
            return False
        private = partial(archive.unlock, path.read_bytes(), canonical(SENTENCE))
        return _opens(private, self.half) and _opens(partial(archive.read_public, public.read_bytes()), self.half)


class Demonstrates(Kind):
    """A demo: nothing is promised of a book before its opening words were shown. Others are made beside them."""

    def look(self, book: Book) -> object:
        """Nobody knows yet what opens it."""
        return None

    def follows(self, book: Book, killed: Outcome) -> None:
        """What was shown opens them."""
        places, drawn = self._shown("demo-place", killed.out), self._shown("opening-words", killed.out)
        for place, words in zip(places, drawn, strict=False):  # killed between the two, a place has no words
            with Desk.open(Path(place), canonical(words), clock, random_bytes) as desk:
                assert audit(desk).sound

    def _shown(self, key: str, out: str) -> list[str]:
        before = tables("en")["screen"][key].partition("{")[0]
        return [line.removeprefix(before) for line in out.splitlines() if line.startswith(before)]

    def repeated(self, again: Outcome, there: bool, book: Book) -> bool:
        """It is shown from beginning to end."""
        self.follows(book, again)
        return again.status == 0 and len(self._shown("opening-words", again.out)) == 2


class Lost(AssertionError):
    """It was acknowledged, and it is not there."""


class Trial:
    """One command on copies of its prepared book: run undisturbed for a list of its calls, then killed at any of them.

    Args:
        folder: an empty one, for the copies.
    """

    def __init__(self, line: Line, prepared: Prepared, folder: Path) -> None:
        self._line, self._prepared, self._folder = line, prepared, folder
        self._kind = line.kind(line, prepared)
        self._numbers = count()
        book = self._copy()
        self._before = self._kind.look(book)
        shutil.rmtree(book.folder.parent)
        book = self._copy()
        done, self.calls = book.forkserver.calls(*self._command(book), book.folder.parent, self._typed(book))
        assert done.status == 0 and (self._kind.told(done) or not line.told), done
        self._end = self._kind.look(book)
        assert (self._end != self._before) is bool(line.told), f"{line.text} changes nothing"
        shutil.rmtree(book.folder.parent)

    def kill(self, call: Call, random_bytes: Random | None = None) -> str:
        """Kill it at one call, and look; with `random_bytes`, kill what says it again as well, at a call drawn from it.

        Returns: ``as before``; ``there``: it happened, and was not told; ``told``.
        Raises: Lost; AssertionError: something else is not as it must be.
        """
        book = self._copy()
        killed = [self._strike(book, call)]
        if random_bytes is not None:
            killed.append(self._strike(book, random_bytes.choice(self._calls_of_another(book))))
        told = any(map(self._kind.told, killed))
        there = self._look(book, call, killed) != self._before
        if told and not there:
            raise Lost(f"lost after it was acknowledged: {call}")
        argv, secrets = self._command(book)
        again = book.forkserver.run(argv, secrets, typed=self._typed(book))
        assert self._kind.repeated(again, there, book), (call, again)
        assert self._kind.look(book) == self._end, f"said again, it ends otherwise: {call}"
        shutil.rmtree(book.folder.parent)
        return "told" if told else "there" if there else "as before"

    def _look(self, book: Book, call: Call, killed: list[Outcome]) -> object:
        seen = self._kind.look(book)
        assert seen in (self._before, self._end), f"half done: {call}"
        for one in killed:
            self._kind.follows(book, one)
        return seen

    def _strike(self, book: Book, call: Call) -> Outcome:
        argv, secrets = self._command(book)
        killed = book.forkserver.strike(argv, secrets, call, "signal=SIGKILL", self._typed(book))
        assert killed.status == -9, call
        return killed

    def _calls_of_another(self, book: Book) -> list[Call]:
        """The calls of command it again, seen on copies of what the first kill left; which sentence opens it, too."""
        left = Prepared(book.forkserver, book.folder, book.sentence, book.names, self._prepared.seen)
        twin = self._named(left.copy(self._place(), *self._line.sentences))
        self._kind.look(twin)
        book.sentence = twin.sentence
        twin = self._named(left._replace(sentence=twin.sentence).copy(self._place(), *self._line.sentences))
        return book.forkserver.calls(*self._command(twin), twin.folder.parent, self._typed(twin))[1]

    def _copy(self) -> Book:
        return self._named(self._prepared.copy(self._place(), *self._line.sentences))

    def _named(self, book: Book) -> Book:
        book.names = {**self._prepared.codes, "place": str(book.folder.parent)}
        return book

    def _place(self) -> Path:
        return self._folder / str(next(self._numbers))

    def _command(self, book: Book) -> tuple[list[str], str]:
        words = [*as_words(self._line.text, book.names), *self._kind.tail]
        return book.argv(words), book.secrets + fill(self._line.secrets, book.names)

    def _typed(self, book: Book) -> str:
        return fill(self._line.typed, book.names)
