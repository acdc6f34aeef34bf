"""Compare the books with themselves: the chain over every row, what can be opened, identities, holds and sums.

A row that cannot be opened is accepted only where a snapshot covers it. What is opened is replayed, and the state it
comes to must be the state the desk lives on, byte for byte.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from naru.commands.tables import SNAPSHOT
from naru.desk.carried import forget_case, leave
from naru.desk.collector import paused
from naru.desk.desk import Desk
from naru.desk.events import decode_event, encode
from naru.desk.journal import decode_state
from naru.desk.progress import Progress, reporting
from naru.desk.state import State
from naru.i18n.words import HEAD_WORDS, read_words
from naru.i18n.words.lists import places
from naru.ledger import Broken
from naru.orders.accounts import hand
from naru.orders.books import identity
from naru.refusal import Refusal
from naru.vault.log import chain
from naru.vault.log.interface import Row


class Audit(NamedTuple):
    """What an audit found.

    Args:
        rows: rows of the log whose chain was checked.
        opened: rows whose books part could be opened.
        covered: rows that cannot be opened any more and lie before the last snapshot.
        broken: number of the first row that does not fit; 0: none. `why` names it: chain, sealed, books, sums, state.
        digest: the head; its first 80 bits are the eight words on paper.
    """

    rows: int
    opened: int
    covered: int
    broken: int
    why: str
    digest: bytes

    @property
    def sound(self) -> bool:
        """Nothing was found."""
        return not self.broken


class _Bad(Exception):
    def __init__(self, seq: int, why: str) -> None:
        super().__init__(why)
        self.seq, self.why = seq, why


class _Count:
    opened = covered = 0


def check_chain(desk: Desk) -> Iterator[Row]:
    """Every row of the log in order, after its digest was checked."""
    try:
        yield from chain.follow(chain.start(desk.keyring.desk_id), desk.log.read(1), desk.head)
    except chain.BrokenChain as broken:
        raise _Bad(broken.seq, "chain") from None


def row_of_head(desk: Desk, paper: str) -> int:
    """The row whose head the words on a paper are; 0: no row has it. Ask only after the audit found the chain sound.

    Raises:
        Refusal: ``words.unknown``, ``text.*``: what was typed holds something that is no list word.
    """
    wanted = read_words(paper)
    return next((row.seq for row in check_chain(desk) if places(row.digest, HEAD_WORDS) == wanted), 0)


def audit(desk: Desk, progress: Progress | None = None) -> Audit:
    """Audit the whole desk. Reads every row once, and tells `progress` of each; changes nothing."""
    desk.settle()
    count = _Count()
    try:
        with paused():
            _replay(desk, count, progress)
        _sums(desk.state)
    except _Bad as bad:
        return Audit(desk.head.seq, count.opened, count.covered, bad.seq, bad.why, desk.head.digest)
    return Audit(desk.head.seq, count.opened, count.covered, 0, "", desk.head.digest)


def _replay(desk: Desk, count: _Count, progress: Progress | None) -> None:
    """Open and replay all rows. Before the last snapshot a burned row ends the replay; the snapshot's own state takes
    over."""
    state: State | None = State(desk.keyring.desk_id, "")
    snapshot = desk.keyring.snapshot
    last_snapshot = snapshot[0] if snapshot else 0
    for row in reporting(check_chain(desk), desk.head.seq, progress):
        books = _books(desk, row)
        if books is None:
            if row.seq > last_snapshot:
                raise _Bad(row.seq, "sealed")
            count.covered += 1
            state = None
            continue
        count.opened += 1
        state = _step(desk, row, books, state, row.seq == last_snapshot)
    if state is None or encode(state) != encode(desk.state):
        raise _Bad(desk.head.seq, "state")


def _books(desk: Desk, row: Row) -> bytes | None:
    """The books part of a row; None where its key is burned, or was lost with the keyring before a backup's."""
    try:
        return desk.journal.opened(row, story=False).books
    except Refusal:
        raise _Bad(row.seq, "sealed") from None


def _step(desk: Desk, row: Row, books: bytes, state: State | None, last_snapshot: bool) -> State | None:
    try:
        event = decode_event(books)
        if event.number == SNAPSHOT:
            return _snapshot(desk, row, state, event.at, last_snapshot)
        if state is not None:
            state.apply(event)
    except (Broken, AssertionError):
        raise _Bad(row.seq, "books") from None
    except (msgspec.MsgspecError, LookupError, ValueError):
        raise _Bad(row.seq, "sealed") from None
    return state


def _snapshot(desk: Desk, row: Row, state: State | None, at: int, last: bool) -> State | None:
    """A snapshot must say what the replay came to, as far as there is one."""
    try:
        opened = desk.journal.opened(row)
    except Refusal:
        raise _Bad(row.seq, "sealed") from None
    if opened.story is None:
        return None
    kept = decode_state(opened.story)
    if state is not None and row.seq > 1:
        leave(state, [order for of, order in list(state.orders.items()) if of not in kept.orders])
        for case in [of for of in state.cases if of not in kept.cases]:
            forget_case(state, case)
        state.note_snapshot(kept.snapshot[1], at, kept.generation)
        if state != kept:
            raise _Bad(row.seq, "state")
    return kept


def _sums(state: State) -> None:
    """The first promise for every order, balanced currencies, holds that are covered, and exposures that add up."""
    held: dict[tuple[bytes, str], int] = {}
    promised: dict[tuple[bytes, str], int] = {}
    for (of, account, code), amount in state.carried_forward.items():
        if account == "hand":  # it lay there when its order was burned
            held[of, code] = held.get((of, code), 0) + amount
    for order in state.orders.values():
        row = order.rows[-1]
        try:
            identity(order)
        except Broken:
            raise _Bad(row, "books") from None
        if any(order.book.trial().values()) or any(amount <= 0 for _, _, amount in order.book.all_reserved()):
            raise _Bad(row, "sums")
        for index, of in enumerate(order.hands):
            key = (of, order.code)
            held[key] = held.get(key, 0) + order.book.balance(hand(index), order.code)
            promised[key] = promised.get(key, 0) + order.book.pending(hand(index), order.code)
    for of, carrier in state.carriers.items():
        for code, amount in carrier.held.final.items():
            if amount != held.get((of, code), 0):
                raise _Bad(carrier.rows[-1], "sums")
        for code, amount in carrier.held.pending.items():
            if amount != promised.get((of, code), 0):
                raise _Bad(carrier.rows[-1], "sums")
