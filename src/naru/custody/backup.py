"""A backup by one command: the rows of the log as they lie there, and what the books came to, sealed to paper parts.

What a backup holds and what it leaves out is decided in `bare`. Why it is so: docs/adr/0009-recovery-and-backup.md.
`naru.custody.restore` makes a book from one.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from itertools import count
from pathlib import Path
from typing import Final, NamedTuple, Protocol

import msgspec

from naru.command import Id
from naru.days import parts
from naru.desk.clock import Instant
from naru.desk.desk import Desk
from naru.desk.events import encode
from naru.desk.journal import decode_state
from naru.desk.state import TAG_BITS, State
from naru.refusal import Refusal
from naru.vault.backup import capsule
from naru.vault.backup.capsule import Capsule
from naru.vault.log.interface import Head

ENDING: Final = ".backup"


class Books(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a desk puts into a capsule: the bare state, and how many cards and fresh words were left out of it."""

    state: State
    cards: int
    words: int


class Written(NamedTuple):
    """A backup that was made: its file, its size in bytes, and the head it goes up to."""

    path: Path
    size: int
    head: Head


class Keyed(Protocol):
    """Anything that rows are sealed for under a key of its own."""

    key: int


def write(desk: Desk, place: Path, now: Instant) -> Written:
    """Write a backup of an open desk, and read it back before it has its name.

    Args:
        place: the file to be made, or a folder to make one in that is named by the day.
    Raises:
        Refusal: ``backup.no-parts``: no paper parts were made, so nobody could open it; ``backup.exists``;
            ``desk.reopen``; ``log.*``, ``disk.*``. No backup was made then.
    """
    public = desk.keyring.recovery_key
    if public is None:
        raise Refusal("backup.no-parts")
    if desk.stopped:
        raise Refusal("desk.reopen")
    desk.settle()
    head = desk.head
    books = encode(books_of(desk.state))
    path = _named(place, now.today) if place.is_dir() else place
    keyring = desk.keyring
    made = Capsule(keyring.desk_id, now.at, head.seq, head.digest, keyring.legal_hold, books, keyring.archive)
    size = capsule.write(path, public, made, desk.log.read(1, head.seq), desk.random_bytes)
    return Written(path, size, head)


def books_of(state: State) -> Books:
    """What a backup says of a state."""
    cards = sum(not card.burned for card in state.cards.values())
    words = sum("word" in order.flags for order in state.orders.values())
    return Books(bare(state), cards, words)


def bare(state: State) -> State:
    """A copy of the state with what a backup may hold: sums, days, marks, random ids.

    Left out: cards, which rows hold fresh words, the tags of commands (keyed digests of stories), the numbers of keys.
    """
    copy = decode_state(encode(state))
    copy.cards = {}
    copy.said = {cmd: said >> TAG_BITS << TAG_BITS for cmd, said in copy.said.items()}
    for order in copy.orders.values():
        order.flags.pop("word", None)
    for thing in things(copy):
        thing.key = 0
    for case in copy.cases.values():
        case.case_key = 0
    copy.next_key = copy.next_case = 1
    copy.snapshot, copy.generation = (0, 0), 0
    return copy


def things(state: State) -> Iterator[Keyed]:
    """Everything in the book that has a key of its own, cards apart."""
    shelves: tuple[Mapping[Id, Keyed], ...] = (*named(state), state.orders, state.debts)
    for shelf in shelves:
        yield from shelf.values()


def named(state: State) -> tuple[Mapping[Id, Keyed], ...]:
    """The shelves of what she called by a nickname."""
    return (state.cases, state.carriers, state.roads, state.persons)


def _named(folder: Path, today: int) -> Path:
    """The first name of the day that is free. It says a day and nothing else."""
    year, month, day = parts(today)
    stem = f"{year}-{month:02}-{day:02}"
    names = (f"{stem}{f'-{number}' if number > 1 else ''}{ENDING}" for number in count(1))
    return next(folder / name for name in names if not os.path.lexists(folder / name))
