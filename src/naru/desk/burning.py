"""Letting go: cards, orders, cases and the whole book burn, and the snapshot that carries their sums is written first.

Nothing burns before the snapshot that carries its sums is durable; burning everything waits for no snapshot.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from naru.command import ID_BYTES, Id
from naru.commands.tables import SNAPSHOT
from naru.days import earliest, latest
from naru.desk.carried import forget_case, leave
from naru.desk.clock import Instant
from naru.desk.events import Event, encode
from naru.desk.journal import SPARE_LEAST, Journal
from naru.desk.keys import Lost, lost
from naru.desk.state import State
from naru.orders.retention import is_over
from naru.refusal import Refusal
from naru.vault.keyring.generation import HOUSE
from naru.vault.log import rows
from naru.vault.log.interface import Head, Row


class LettingGo(Journal):
    """A desk's journal that can also forget."""

    unfinished: Callable[[], None] | None = None
    """a burn or a snapshot that a crash or a full disk cut off; None where there is none"""

    def snapshot(self, burn: Collection[Id] = (), case: Id = b"") -> int:
        """Write the state as one row, let go of orders that are over, and burn their keys in the same generation.

        Args:
            burn: orders to burn by hand, over or not. What is still owed on them stays in the balances.
            case: a case to burn, with its orders, its cards, its marks and its contacts.
        Returns:
            how many orders left.
        Raises:
            Refusal: ``keyring.hold``, ``desk.no-such-…``, ``case.not-yours``: nothing has changed. ``disk.*``.
        """
        self.settle()
        self.finish()
        if (burn or case) and self.keyring.legal_hold:
            raise Refusal("keyring.hold")
        if any(of not in self.state.orders for of in burn):
            raise Refusal("desk.no-such-order")
        if case and case not in self.state.cases:
            raise Refusal("desk.no-such-case")
        for of in {case} - {b""} | {self.state.orders[of].case for of in burn}:
            self.must_open(of)
        burn = {*burn, *self.state.live.get(case, ())}
        now = self._watch.read()
        over = [order for order in self.state.orders.values() if order.id in burn or is_over(order, now.today)]
        leaving = [] if self.keyring.legal_hold else over
        key, state = self._next_key(), self.state
        gone = {order.id for order in leaving}
        cards = {card.id for card in state.cards.values() if card.whose == case}
        goes = lost(state, state.orders.keys() - gone, state.cases.keys() - {case}, state.cards.keys() - cards)
        leave(state, leaving)
        if case:
            forget_case(state, case)
        self._follow_snapshot(self._write_snapshot(key, now), goes)
        return len(leaving)

    def legal_hold(self, on: bool) -> None:
        """Stop all expiry and burning, or let it go on again. Raises: ``readers.owner-only``, ``disk.*``."""
        self.must_see_all()
        self.settle()
        self.keyring.change(legal_hold=on)

    def burn_everything(self) -> None:
        """Burn the whole book at once, cards, orders and sums: nothing opens it any more. It waits for no snapshot.

        Raises:
            Refusal: ``keyring.hold``, ``readers.owner-only``: nothing has changed. ``disk.*``: it may be gone or not;
                try again.
        """
        self.must_see_all()
        self.keyring.burn_everything()
        self._broken = True

    def take_over(self, state: State, head: Head) -> None:
        """Go on from a backup: its state, and the head of its rows, which lie in the log and open with no key here.

        For a new desk, once. The snapshot that is written covers those rows. Raises as `snapshot`.
        """
        self.state, self.head, self._handed = state, head, head
        seq, key = self._write_snapshot(self._next_key(), self._watch.read())
        self.keyring.change(
            snapshot=(seq, key), new_header_from=seq + 1, reads_from=seq, make=self._wanted(SPARE_LEAST)
        )

    def must_see_all(self) -> None:
        """Refuse (``readers.owner-only``) what is for those alone to whom every case opens."""
        if not self.keyring.sees_all:
            raise Refusal("readers.owner-only")

    def must_open(self, case: Id) -> None:
        """Refuse (``case.not-yours``) what is for the readers of a case alone."""
        lock = self.state.cases[case].case_key
        if self.keyring.has_case(lock) and not self.keyring.opens_case(lock):
            raise Refusal("case.not-yours")

    def _end_invitations(self, now: Instant) -> None:
        """Shut out whoever's last day has gone by, at the first opening after it: others, or the one who opens.

        Raises:
            Refusal: ``readers.ended``: it was this reader's own; the book is shut to them from here on.
        """
        readers, me = self.keyring.readers, self.keyring.reader_id
        ended = [id for id, reader in readers.items() if reader.until and latest(reader.until) < earliest(now.today)]
        if ended:
            self._if_there_is_room(lambda: self.keyring.change(drop_readers=ended))
        if me in ended:
            raise Refusal("readers.ended")

    def _if_there_is_room(self, work: Callable[[], None]) -> None:
        """Do what may wait: a book on a disk that is full, or that cannot be written to, still has to open."""
        try:
            work()
        except Refusal as refusal:
            if refusal.key not in ("disk.full", "disk.read-only"):
                raise
            self.keyring.has(0)  # refuses where the disk may hold either of two generations

    def _burn(self, cards: Sequence[Id], batch: list[Row]) -> None:
        """The rows first, then the keys, all at once: after a crash between the two, opening finishes the burn."""
        self._hand_over(list(batch)).wait()
        batch.clear()
        self.keyring.change(drop=[self.state.cards[card].key for card in cards])

    def _write_snapshot(self, key: int, now: Instant) -> tuple[int, int]:
        """Write the state down under a key of its own and wait for it: (its row, the key's number)."""
        self.state.note_snapshot(key, now.at, self.keyring.generation + 1)
        seq, batch = self.state.seq, list[Row]()
        event = Event(seq, SNAPSHOT, now.at, now.today, self.random_bytes(ID_BYTES), 0, self.state.desk, key=key)
        self._seal(event, rows.Keys(key, key, 0), encode(self.state), batch)
        self._hand_over(batch)
        self.settle()
        return seq, key

    def _follow_snapshot(self, snapshot: tuple[int, int], goes: Lost) -> None:
        old, keyring = self.keyring.snapshot, self.keyring
        drop = [key for key in (*goes.objects, *((old[1],) if old else ())) if keyring.has(key)]
        cases = [number for number in (*goes.cases, *self._passed_over()) if keyring.has_case(number)]
        marks = [seq for seq in goes.rows if seq >= keyring.reads_from]
        if keyring.legal_hold:
            drop, cases, marks = [], [], []
        make = self._wanted(SPARE_LEAST)
        keyring.change(
            drop=drop,
            drop_cases=cases,
            drop_headers_of=marks,
            snapshot=snapshot,
            new_header_from=snapshot[0] + 1,
            make=make,
        )
        self._known = None

    def _passed_over(self) -> set[int]:
        """Case keys made ahead that no case took: they were for other readers than the one who opened the next case."""
        taken = {case.case_key for case in self.state.cases.values()}
        return set(range(HOUSE + 1, self.state.next_case)) - taken

    # --------------------------------------------------------------------------------------- finishing what was cut off

    def finish(self) -> None:
        """Finish a burn or a snapshot that was cut off. Nothing is written into the log before that is done.

        Raises:
            Refusal: ``disk.*``.
        """
        if self.unfinished is not None:
            self.unfinished()
            self.unfinished = None

    def _burns_to_finish(self, before_snapshot: State | None) -> Callable[[], None] | None:
        """A crash or a full disk came between an acknowledged row and the keyring's rewrite: what is left to do."""
        state = self.state
        drop = [card.key for card in state.cards.values() if card.burned and self.keyring.has(card.key)]
        if before_snapshot is not None:
            goes = lost(before_snapshot, state.orders, state.cases, state.cards)
            left = Lost(goes.objects + drop, goes.cases, goes.rows)
            return lambda: self._follow_snapshot(state.snapshot, left)
        return (lambda: self.keyring.change(drop=drop)) if drop else None
