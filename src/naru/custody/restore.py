"""A book made from a backup and two paper parts: who owes whom what comes back, names and stories do not.

The rows of the old log are in it as they were, under their digests: a head on paper still finds its row. They open with
no key. The first row of its own is a snapshot that carries the state. Why: docs/adr/0009-recovery-and-backup.md.
"""

from __future__ import annotations

import os
from contextlib import ExitStack, suppress
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from naru.custody.backup import Books, bare, named, things
from naru.desk.audit import audit
from naru.desk.clock import Clock
from naru.desk.decide import CLOCK_BACK_MOST
from naru.desk.desk import Desk
from naru.desk.events import decoder, encode
from naru.desk.journal import decode_state
from naru.desk.progress import Progress, reporting, second_half
from naru.desk.spare import SPARE_LEAST
from naru.desk.state import State
from naru.refusal import Refusal
from naru.vault import files, kdf
from naru.vault.backup import capsule
from naru.vault.backup.capsule import Capsule
from naru.vault.boxes import RandomBytes
from naru.vault.disk.lock import NAME as LOCK_FILE
from naru.vault.disk.lock import Lock
from naru.vault.kdf import EVERYDAY, KdfProfile
from naru.vault.keyring.keyring import FOLDER as KEYRING
from naru.vault.keyring.keyring import KEEP, Keyring
from naru.vault.log.interface import Head
from naru.vault.log.store import STORE

_ROWS_AT_ONCE: Final = 1000
UNDER_WAY: Final = "restoring"
"""an empty file that says of a folder: not a book yet, and of no worth to anybody"""
_decode_books = decoder(Books)


class Gone(NamedTuple):
    """What a restored book does not have.

    Args:
        names: nicknames, of homes, carriers, roads and other people.
        cards: envelopes that were not burned.
        words: fresh words of orders.
        rows: rows whose stories are gone: who said so, on what proof, and every note.
    """

    names: int
    cards: int
    words: int
    rows: int


class Restored(NamedTuple):
    """A book that was made from a backup: up to which head, made when (seconds since 1970 UTC), and what is gone."""

    head: Head
    at: int
    gone: Gone


class Maker(NamedTuple):
    """Whoever makes the new book: its passphrase (canonical bytes) and what a guess costs, a clock, random bytes, a
    door."""

    passphrase: bytes
    profile: KdfProfile
    clock: Clock
    random_bytes: RandomBytes
    which: str


def restore(
    file: Path,
    folder: Path,
    private: bytes,
    passphrase: bytes,
    clock: Clock,
    random_bytes: RandomBytes,
    *,
    profile: KdfProfile = EVERYDAY,
    which: str = "command",
    progress: Progress | None = None,
) -> Restored:
    """Make a new book from a backup, audit it, compare its sums with the backup's, and only then give it its name.

    The paper parts that opened the backup open the new book too.

    Args:
        folder: where there is nothing yet, or an empty folder.
        private: of two paper parts (`naru.custody.papers.private_key`).
        passphrase: of the new book, canonical bytes.
        progress: is told how many rows are taken over, then how many are audited, as one count.
    Raises:
        Refusal: ``backup.*`` as `capsule.check`; ``backup.place-taken``; ``clock.behind``: the clock here stands behind
            the backup; ``disk.*``, ``keyring.*``. There is no new book then, and the backup is as it was.
    """
    held = capsule.check(file, private)
    books = _books(held)
    if clock().at < books.state.at - CLOCK_BACK_MOST:
        raise Refusal("clock.behind")
    if os.path.lexists(folder) and not _is_empty(folder):
        raise Refusal("backup.place-taken")
    folder = Path(os.path.abspath(folder))
    fresh = folder.with_name(folder.name + files.NEW)
    maker = Maker(passphrase, profile, clock, random_bytes, which)
    with files.refusing(), ExitStack() as undo:
        _clear(fresh)
        files.mkdir(fresh)
        files.put(fresh / UNDER_WAY, b"")
        files.fsync_folder(fresh)
        undo.callback(_forget, fresh)
        try:
            _build(fresh, file, private, held, books.state, maker, progress)
            _compare(fresh, books, maker, second_half(progress))
        except (LookupError, ValueError, AssertionError):  # sums no honest desk ever had
            raise Refusal("backup.not-restored") from None
        if folder.exists():
            files.rmdir(folder)
        files.rename(fresh, folder)
        undo.pop_all()
        files.fsync_folder(folder.parent)  # before the mark goes: without it the working name would be taken for ever
        files.unlink(folder / UNDER_WAY)
        files.fsync_folder(folder)
    names = sum(len(shelf) for shelf in named(books.state))
    return Restored(held.head, held.at, Gone(names, books.cards, books.words, held.seq))


def _books(held: Capsule) -> Books:
    try:
        books = _decode_books(held.books)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise Refusal("backup.damaged") from None
    if books.state.desk != held.desk or books.state.seq != held.seq:
        raise Refusal("backup.damaged")
    return books


# ------------------------------------------------------------------------------------------------------------ building


def _build(
    fresh: Path, file: Path, private: bytes, held: Capsule, books: State, maker: Maker, progress: Progress | None
) -> None:
    """A keyring of its own, the old rows, and a snapshot on top of them."""
    keyring = Keyring.create(fresh, held.desk, maker.passphrase, maker.profile, maker.random_bytes)
    state = decode_state(encode(books))
    _number(state)
    keyring.access.add_recovery(private)
    keyring.change(
        make=max(0, state.next_key + SPARE_LEAST - keyring.next_key),
        make_cases=max(0, state.next_case + 1 - keyring.next_case),
        legal_hold=held.legal_hold,
        archive=KEEP if held.archive is None else held.archive,
    )
    with ExitStack() as undo:
        lock = Lock.take(fresh, maker.which)
        undo.callback(lock.release)
        log = STORE.create(fresh, keyring.log_key, held.desk)
        undo.callback(log.close)
        rows = iter(reporting(capsule.rows(file, private), 2 * held.seq, progress))
        while batch := list(islice(rows, _ROWS_AT_ONCE)):
            log.append(log.head(), batch)
        desk = Desk(fresh, keyring, log, lock, maker.clock, maker.random_bytes)
        undo.pop_all()
    with desk:
        desk.take_over(state, held.head)


def _number(state: State) -> None:
    """Give everything in the book the number of a key of its own, in the new keyring."""
    for number, thing in enumerate(things(state), start=1):
        thing.key = number
        state.next_key = number + 1
    for number, case in enumerate(state.cases.values(), start=1):
        case.case_key = number
        state.next_case = number + 1


def _compare(fresh: Path, books: Books, maker: Maker, progress: Progress | None) -> None:
    """Open the new book as she will, audit it, and hold its state against the backup's, byte for byte."""
    cheap = kdf.is_cheap(maker.profile)
    with Desk.open(
        fresh, maker.passphrase, maker.clock, maker.random_bytes, allow_cheap=cheap, which=maker.which
    ) as desk:
        here = bare(desk.state)
        here.seq, here.at = books.state.seq, books.state.at
        if not audit(desk, progress).sound or encode(here) != encode(books.state):
            raise Refusal("backup.not-restored")


# ------------------------------------------------------------------------------------------------------------ the place


def _is_empty(folder: Path) -> bool:
    return folder.is_dir() and not folder.is_symlink() and not files.names(folder)


def _clear(fresh: Path) -> None:
    """Take away a restoring that was cut off. Anything else that lies there is not touched: then the place is taken."""
    if not os.path.lexists(fresh):
        return
    if not _is_empty(fresh) and (fresh.is_symlink() or not (fresh / UNDER_WAY).is_file()):
        raise Refusal("backup.place-taken")
    if os.path.lexists(fresh / LOCK_FILE):
        Lock.take(fresh, "command").release()  # refused where somebody is restoring there at this moment
    for inner in (fresh / KEYRING, fresh / (KEYRING + files.NEW)):
        if inner.is_dir() and not inner.is_symlink():
            for name in files.names(inner):
                files.unlink(inner / name)
            files.rmdir(inner)
    STORE.remove(fresh)
    files.unlink(fresh / LOCK_FILE)
    if set(files.names(fresh)) - {UNDER_WAY}:
        raise Refusal("backup.place-taken")
    files.unlink(fresh / UNDER_WAY)
    files.rmdir(fresh)


def _forget(fresh: Path) -> None:
    with suppress(OSError, Refusal):
        _clear(fresh)
