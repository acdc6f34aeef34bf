"""A prepared book, the commands that are struck on it, and what must hold whatever befell one of them."""

from __future__ import annotations

import hashlib
import re
import shlex
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from naru.app.names import code
from naru.command import ID_BYTES
from naru.custody.readers import Seat, seats
from naru.desk.audit import audit
from naru.desk.desk import Desk
from naru.desk.events import encode
from naru.i18n.catalogue import Catalogue
from naru.i18n.words import canonical
from naru.machine import clock, random_bytes
from naru.refusal import Refusal
from naru.vault.archive import Archive
from naru.vault.keyring.keyring import Keyring
from naru.vault.log.interface import Row
from naru.vault.log.store import STORE
from testkit.faults.forkserver import ForkServer, Outcome

CHEAP = "--cheap-test-desk"
WORDS = "apple bicycle cloud drum"
SENTENCE = "the grey heron waits where the river bends"
PROMISE = (
    'promise --case brother --gross "1,000,000 KRW" --fee 40% --by park --payout "CNY / 1 CNY = 200 KRW / fixed"'
    " --latest 2100-12-31 --risk carrier --purpose living"
)
CMD = "5a" * 16
TEXT = Catalogue("en")
DISK = {TEXT.refusal(Refusal(f"disk.{key}")) + "\n" for key in ("full", "failed", "read-only")}
"""what a person may read when the disk does not do its part"""

COMMANDS = {
    "send": 'send @first --amount "1,000,000 KRW" --road nh',
    "accept": 'accept @second --amount "3,000 CNY" --says receiver --phone own',
    "burn": "burn @card",
}
"""the commands that every kind of fault is tried on; ``@name`` is a code of the prepared book"""


def fill(text: str, names: Mapping[str, str]) -> str:
    """A text with every ``@name`` replaced by what it stands for."""
    return re.sub("@([a-z0-9-]+)", lambda found: names[found[1]], text)


def as_words(line: str, names: Mapping[str, str]) -> list[str]:
    """A line as the arguments of a command."""
    return [fill(word, names) for word in shlex.split(line)]


class Book:
    """One book in a folder, run through a fork server. One of the sentences opens it; at first it is the first."""

    def __init__(self, forkserver: ForkServer, folder: Path, *sentences: str) -> None:
        self.forkserver, self.folder = forkserver, folder
        self._sentences = sentences or (SENTENCE,)
        self.sentence = self._sentences[0]
        self.names: dict[str, str] = {}

    @property
    def secrets(self) -> str:
        """What every command on it is given."""
        return f"passphrase={self.sentence}\n"

    def argv(self, words: list[str]) -> list[str]:
        """The whole command line of one command."""
        return [CHEAP, "--lang", "en", "-d", str(self.folder), *words]

    def run(self, *words: str, secrets: str = "") -> Outcome:
        """Run one command, undisturbed."""
        return self.forkserver.run(self.argv([*words]), secrets or self.secrets)

    def do(self, *words: str, secrets: str = "") -> str:
        """Run one that must succeed; give what it printed."""
        done = self.run(*words, secrets=secrets)
        assert done.status == 0 and not done.err, (words, done)
        return done.out

    def open(self) -> Desk:
        """Open it in this process, as nobody else has it open. Whatever befell it, exactly one sentence opens it."""
        if len(self._sentences) > 1:
            (self.sentence,) = [sentence for sentence in self._sentences if self._is_opened_by(sentence)]
        return Desk.open(self.folder, canonical(self.sentence), clock, random_bytes, allow_cheap=True)

    def _is_opened_by(self, sentence: str) -> bool:
        try:
            Keyring.open(self.folder, canonical(sentence), allow_cheap=True)
        except Refusal as refusal:
            assert refusal.key == "keyring.wrong-passphrase", refusal
            return False
        return True


Lines = Iterable[tuple[str, str]]
"""what is said of a book, one after the other: (name, line); the name stands for the code of what the line opens"""

EARLY: Lines = (
    ("", "case brother"),
    ("", "carrier park"),
    ("", "road nh --by park"),
    ("first", PROMISE),
    ("second", f"{PROMISE} --on 2024-05-01"),
    ("", 'send @second --amount "1,000,000 KRW" --on 2024-05-02'),
)
"""one order promised, one sent"""

CARD: Lines = (("card", "card --whose brother"),)
"""the first name in the book: from here on it is opened by the sentence"""


def write(book: Book, lines: Lines, codes: dict[str, str], secrets: str = "") -> None:
    """Say lines of a book; the codes of what is named go into `codes`."""
    for name, line in lines:
        cmd = hashlib.blake2b(name.encode(), digest_size=ID_BYTES).digest()
        named = ("--id", cmd.hex()) if name else ()
        book.do(*as_words(line, codes), *named, secrets=book.secrets + fill(secrets, codes))
        if name:
            codes[name] = code(bytes(byte ^ 0xFF for byte in cmd))


def prepare(forkserver: ForkServer, folder: Path, lines: Lines) -> tuple[Book, dict[str, str]]:
    """Make a book and say these lines of it. Gives it, and its codes."""
    folder.parent.mkdir(exist_ok=True)
    book, codes = Book(forkserver, folder, WORDS), dict[str, str]()
    assert forkserver.run(new_book(folder), book.secrets).status == 0
    write(book, lines, codes)
    return book, codes


def first_card(book: Book, codes: dict[str, str]) -> Book:
    """Write the first name into a book. Gives it with the sentence that opens it now."""
    write(book, CARD, codes, f"sentence={SENTENCE}\nname=Invented Somebody\n")
    return Book(book.forkserver, book.folder)


class Seen(NamedTuple):
    """What lies in a book.

    Args:
        rows: of its log.
        state: byte for byte, but for the instants.
        sums: the same without what counts rows, keys and generations, and without the ids of commands: those differ
            where a snapshot was said twice, and where a command has no id of its own.
        there: whether the command is in it.
        keys, cases: numbers of the keys, and of the case keys, that are still there; without the spare ones and that
            of the snapshot.
        snapshot: row of its last snapshot.
        legal_hold: whether burning is held.
        papers: public key of its paper parts in force.
        readers: who may open it.
        archive: whom the records are sealed to that a law demands.
    """

    rows: list[Row]
    state: bytes
    sums: bytes
    there: bool
    keys: frozenset[int]
    cases: frozenset[int]
    snapshot: int
    legal_hold: bool
    papers: bytes | None
    readers: list[Seat]
    archive: Archive | None


NOTHING = Seen([], b"", b"", False, frozenset(), frozenset(), 0, False, None, [], None)


def look(book: Book) -> Seen:
    """Open a book, audit it, and see what is in it."""
    with book.open() as desk:
        found = audit(desk)
        assert found.sound, found
        state, keyring = desk.state, desk.keyring
        seq, key = state.snapshot
        keys = frozenset(number for number in range(1, state.next_key) if number != key and keyring.keys.has(number))
        assert all(card.key not in keys for card in state.cards.values() if card.burned), "a burned name's key is there"
        cases = frozenset(number for number in range(1, state.next_case) if keyring.keys.has_case(number))
        readers = seats(desk)
        rows, there = list(desk.log.read(1)), bytes.fromhex(CMD) in state.said
        state.at = 0
        for order in state.orders.values():
            order.written = 0
        whole = encode(state)
        state.seq, state.snapshot, state.generation, state.next_key, state.said = 0, (0, 0), 0, 0, {}
        held = (keyring.legal_hold, keyring.recovery_key, readers, keyring.archive)
        return Seen(rows, whole, encode(state), there, keys, cases, seq, *held)


class Prepared(NamedTuple):
    """A book that is copied for every strike: its folder, its sentence, the codes in it, and what lies in it."""

    forkserver: ForkServer
    folder: Path
    sentence: str
    codes: dict[str, str]
    seen: Seen

    def copy(self, place: Path, *sentences: str) -> Book:
        """A copy of it in a new place, with all that lies beside it. `sentences` may open it later on."""
        shutil.copytree(self.folder.parent, place)
        return Book(self.forkserver, place / self.folder.name, self.sentence, *sentences)


def prepared(book: Book, codes: dict[str, str], aside: Path) -> Prepared:
    """Keep a book as it is now; what is in it is seen on a copy, `aside`, because an opening may finish something."""
    kept = Prepared(book.forkserver, book.folder, book.sentence, dict(codes), NOTHING)
    copy = kept.copy(aside)
    keyring = Keyring.open(copy.folder, canonical(copy.sentence), allow_cheap=True)
    log = STORE.open_(copy.folder, keyring.log_key, keyring.desk_id)
    rows = list(log.read(1))
    log.close()
    return kept._replace(seen=look(copy)._replace(rows=rows))


def new_book(folder: Path) -> list[str]:
    """The command line that makes a book."""
    return [CHEAP, "--lang", "en", "new", str(folder)]


def said(outcome: Outcome) -> bool:
    """Whether the person read that it is written down."""
    return "\nWritten down (row " in f"\n{outcome.out}"


def unsaid(outcome: Outcome) -> bool:
    """Whether the person read nothing but, where something was to burn, the word of caution that comes before it."""
    return outcome.out in ("", TEXT.text("screen", "before-burning") + "\n")


def was_said(outcome: Outcome) -> bool:
    """Whether the person read that it had been written down before."""
    return "\nThis was written down before" in f"\n{outcome.out}"
