"""Opening a desk: from the last snapshot to the end of the log, the chain checked on the way."""

from __future__ import annotations

import msgspec

from naru.commands.tables import SNAPSHOT
from naru.desk.events import decode_event
from naru.desk.journal import Journal
from naru.desk.progress import Progress, reporting
from naru.desk.state import State
from naru.ledger import Broken
from naru.refusal import Refusal
from naru.vault.log.interface import Head, Row


def replay(journal: Journal, progress: Progress | None = None) -> State | None:
    """Replay the rows from the last snapshot on, and go on from the last of them.

    Args:
        progress: is told how many of these rows are done.
    Returns:
        the state before a snapshot that the keyring has not heard of: a crash came between the two. None: there is
        none.
    Raises:
        Refusal: ``log.broken-row``, ``log.empty``, ``log.older-than-keyring``, ``keyring.older-than-log``.
    """
    known = journal.keyring.snapshot
    first, before = 1, journal.head
    if known:
        first = known[0]
        if first > 1:
            before = Head(first - 1, journal.log.one(first - 1).digest)
    state: State = journal.state
    unheard_of: State | None = None
    many = journal.log.head().seq - before.seq if progress is not None else 0
    for row in reporting(journal.walk(before), many, progress):
        before = Head(row.seq, row.digest)
        if unheard_of is not None:  # rows behind a snapshot the keyring never heard of: it never wrote them
            raise Refusal("keyring.older-than-log")
        after = _take_in(journal, row, state)
        if after is not state and (known is None or row.seq > known[0]):
            unheard_of = state
        state = journal.state = after
    if before.seq < first and known:
        raise Refusal("log.older-than-keyring")
    if before.seq == 0:
        raise Refusal("log.empty")
    journal.go_on_from(state, before)
    if state.generation > journal.keyring.generation + 1:
        raise Refusal("keyring.older-than-log")
    return unheard_of


def _take_in(journal: Journal, row: Row, state: State) -> State:
    """Take one row in: the same state with its event applied, or the one that a snapshot carries."""
    books = journal.books(row)
    try:
        event = decode_event(books)
        if event.number == SNAPSHOT:
            return journal.snapshot(row)
        state.apply(event)
    except (msgspec.MsgspecError, Broken, LookupError, ValueError, AssertionError):
        raise Refusal("log.broken-row", row=row.seq) from None
    return state
