"""A prepared book, three commands on it, and what must hold whatever befell one of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import msgspec
from forge import Forge, Outcome

from naru.cli.clock import chance, clock
from naru.desk.audit import audit
from naru.desk.desk import Desk
from naru.i18n.catalogue import Catalogue
from naru.i18n.words import canonical
from naru.refusal import Refusal
from naru.vault.log import Row

CHEAP = "--cheap-test-desk"
WORDS = "apple bicycle cloud drum"
SENTENCE = "the grey heron waits where the river bends"
PROMISE = (
    *("--case", "brother", "--gross", "1,000,000 KRW", "--fee", "40%", "--by", "park"),
    *(
        "--payout",
        "CNY / 1 CNY = 200 KRW / fixed",
        "--latest",
        "2100-12-31",
        "--risk",
        "carrier",
        "--purpose",
        "living",
    ),
)
BROTHER = ("--says", "receiver", "--phone", "own")
CMD = "5a" * 16
TEXT = Catalogue("en")
DISK = {TEXT.refusal(Refusal(f"disk.{key}")) + "\n" for key in ("full", "failed", "read-only")}
"""what a person may read when the disk does not do its part"""


class Command(NamedTuple):
    """A command that is struck: its name, and its words on the prepared book."""

    name: str
    words: Callable[[dict[str, str]], list[str]]


COMMANDS = (
    Command("send", lambda code: ["send", code["first"], "--amount", "1,000,000 KRW", "--road", "nh"]),
    Command("accept", lambda code: ["accept", code["second"], "--amount", "3,000 CNY", *BROTHER]),
    Command("burn", lambda code: ["burn", code["card"]]),
)


class Book:
    """One book in a folder, run through a forge. Every command on it has the same opening sentence."""

    def __init__(self, forge: Forge, folder: Path, secrets: str = f"passphrase={SENTENCE}\n") -> None:
        self.forge, self.folder, self.secrets = forge, folder, secrets

    def argv(self, words: list[str]) -> list[str]:
        """The whole command line of one command."""
        return [CHEAP, "--lang", "en", "-d", str(self.folder), *words]

    def run(self, *words: str, secrets: str = "") -> Outcome:
        """Run one command, undisturbed."""
        return self.forge.run(self.argv([*words]), secrets or self.secrets)

    def do(self, *words: str, secrets: str = "") -> str:
        """Run one that must succeed; give what it printed."""
        done = self.run(*words, secrets=secrets)
        assert done.status == 0 and not done.err, (words, done)
        return done.out

    def open(self) -> Desk:
        """Open it in this process, as nobody else has it open."""
        return Desk.open(self.folder, canonical(SENTENCE), clock, chance, allow_cheap=True)


def prepare(forge: Forge, folder: Path) -> dict[str, str]:
    """Make the book: one order promised, one sent, one card. Gives their codes."""
    book = Book(forge, folder, f"passphrase={WORDS}\n")
    forge.run([CHEAP, "--lang", "en", "new", str(folder)], book.secrets)
    for words in (("case", "brother"), ("carrier", "park"), ("road", "nh", "--by", "park")):
        book.do(*words)
    first = book.do("promise", *PROMISE).splitlines()[-1].split()[0]
    second = book.do("promise", *PROMISE, "--on", "2024-05-01").splitlines()[-1].split()[0]
    book.do("send", second, "--amount", "1,000,000 KRW", "--on", "2024-05-02")
    told = book.do("card", "--whose", "brother", secrets=f"{book.secrets}sentence={SENTENCE}\nname=Invented Somebody\n")
    return {"first": first, "second": second, "card": told.split()[-1]}


class Seen(NamedTuple):
    """What lies in a book.

    Its rows, its state without the instants, whether the command is in it, the keys of cards that are still there, and
    the row of its last fold.
    """

    rows: list[Row]
    state: bytes
    there: bool
    keys: frozenset[int]
    fold: int


def look(book: Book) -> Seen:
    """Open a book, audit it, and see what is in it."""
    with book.open() as desk:
        found = audit(desk)
        assert found.sound, found
        state = desk.state
        cards = {card.key for card in state.cards.values()}
        kept = frozenset(key for key in cards if desk.keyring.has(key))
        assert all(not card.burned or card.key not in kept for card in state.cards.values())
        bare = msgspec.msgpack.encode(msgspec.structs.replace(state, at=0))
        return Seen(list(desk.log.read(1)), bare, bytes.fromhex(CMD) in state.said, kept, state.fold[0])


def new_book(folder: Path) -> list[str]:
    """The command line that makes a book."""
    return [CHEAP, "--lang", "en", "new", str(folder)]


def said(outcome: Outcome) -> bool:
    """Whether the person read that it is written down."""
    return outcome.out.startswith("Written down (row ")


def was_said(outcome: Outcome) -> bool:
    """Whether the person read that it had been written down before."""
    return outcome.out.startswith("This was written down before")
