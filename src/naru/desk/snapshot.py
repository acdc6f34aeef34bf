"""Snapshots: the state as one row. What left with it burns, once the row that carries its sums is durable."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from naru.command import ID_BYTES, Id
from naru.commands.tables import SNAPSHOT
from naru.desk import spare
from naru.desk.carried import forget_case, leave
from naru.desk.clock import Instant
from naru.desk.events import Event, encode
from naru.desk.journal import Journal
from naru.desk.keys import Lost, lost
from naru.desk.state import State
from naru.orders.order import Order
from naru.vault.keyring.generation import HOUSE
from naru.vault.log import rows


class Unfinished(NamedTuple):
    """A burn that a crash or a full disk cut off: what is still to burn; `snapshot`: a snapshot's row came before it.

    Args:
        snapshot: (row, key number) of the snapshot the keyring has not heard of; None: cards alone were to burn.
        goes: the keys, the case keys and the rows that go.
    """

    snapshot: tuple[int, int] | None
    goes: Lost


class Snapshots:
    """Writes snapshots of one journal, and burns what left with them."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self.unfinished: Unfinished | None = None

    def take(self, now: Instant, leaving: Sequence[Order], case: Id = b"") -> None:
        """Write the state as one row and burn the keys of what leaves, in the same generation.

        Args:
            leaving: orders that leave the book; what they came to is carried forward.
            case: a case that burns, with its cards, marks and contacts; its orders are among `leaving`.
        Raises:
            Refusal: ``disk.*``, ``keyring.*``.
        """
        journal, state = self._journal, self._journal.state
        key = spare.next_key(state, journal.keyring)
        gone = {order.id for order in leaving}
        cards = {card.id for card in state.cards.values() if card.whose == case}
        goes = lost(state, state.orders.keys() - gone, state.cases.keys() - {case}, state.cards.keys() - cards)
        leave(state, leaving)
        if case:
            forget_case(state, case)
        self._burn_behind(self._write(key, now), goes)

    def take_over(self, now: Instant) -> None:
        """The first snapshot of a restored book: it covers all rows before it, which open with no key here."""
        journal = self._journal
        seq, key = self._write(spare.next_key(journal.state, journal.keyring), now)
        make = spare.missing(journal.state, journal.keyring)
        journal.keyring.change(snapshot=(seq, key), new_header_from=seq + 1, reads_from=seq, make=make)

    def burn_cards(self, cards: Collection[Id]) -> None:
        """The rows first, then the keys, all at once: after a crash between the two, opening finishes the burn."""
        journal = self._journal
        if pending := journal.hand_over():
            pending.wait()
        journal.keyring.change(drop=[journal.state.cards[card].key for card in cards])

    def find_unfinished(self, before: State | None) -> None:
        """Find what a crash or a full disk left between a durable row and the keyring's rewrite.

        Args:
            before: the state before a snapshot that the keyring has not heard of; None where there is none.
        """
        state, keyring = self._journal.state, self._journal.keyring
        cards = [card.key for card in state.cards.values() if card.burned and keyring.keys.has(card.key)]
        if before is not None:
            goes = lost(before, state.orders, state.cases, state.cards)
            self.unfinished = Unfinished(state.snapshot, goes._replace(objects=goes.objects + cards))
        elif cards:
            self.unfinished = Unfinished(None, Lost(cards, [], []))

    def finish(self) -> None:
        """Finish a burn that was cut off. Nothing is written into the log before that is done. Raises: ``disk.*``."""
        left = self.unfinished
        if left is None:
            return
        if left.snapshot:
            self._burn_behind(left.snapshot, left.goes)
        else:
            self._journal.keyring.change(drop=left.goes.objects)
        self.unfinished = None

    def _write(self, key: int, now: Instant) -> tuple[int, int]:
        """Write the state down under a key of its own and wait for it: (its row, the key's number)."""
        journal = self._journal
        journal.state.note_snapshot(key, now.at, journal.keyring.generation + 1)
        seq, cmd = journal.state.seq, journal.random_bytes(ID_BYTES)
        event = Event(seq, SNAPSHOT, now.at, now.today, cmd, 0, journal.state.desk, key=key)
        journal.seal(event, rows.KeyNumbers(key, key, HOUSE), encode(journal.state))
        journal.hand_over()
        journal.settle()
        return seq, key

    def _burn_behind(self, snapshot: tuple[int, int], goes: Lost) -> None:
        """Point the keyring to the snapshot, and drop the keys of the one before and of all that left."""
        journal, keyring = self._journal, self._journal.keyring
        old = keyring.snapshot
        drop = [key for key in (*goes.objects, *((old[1],) if old else ())) if keyring.keys.has(key)]
        cases = [number for number in (*goes.cases, *self._passed_over()) if keyring.keys.has_case(number)]
        headers = [seq for seq in goes.rows if seq >= keyring.reads_from]
        if keyring.legal_hold:
            drop, cases, headers = [], [], []
        keyring.change(
            drop=drop,
            drop_cases=cases,
            drop_headers_of=headers,
            snapshot=snapshot,
            new_header_from=snapshot[0] + 1,
            make=spare.missing(journal.state, keyring),
        )
        journal.forget_keys()

    def _passed_over(self) -> set[int]:
        """Case keys made ahead that no case took: they were for other readers than the one who opened the next case."""
        state = self._journal.state
        taken = {case.case_key for case in state.cases.values()}
        return set(range(HOUSE + 1, state.next_case)) - taken
