"""The journal: rows sealed and handed to the writer, rows read back and opened, and the state they add up to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from naru.command import Story
from naru.desk.events import Event, decode_event, decode_story, decoder, encode
from naru.desk.keys import of_rows
from naru.desk.record import record
from naru.desk.state import State
from naru.refusal import Refusal
from naru.vault import archive as vault_archive
from naru.vault.boxes import RandomBytes
from naru.vault.keyring.generation import HOUSE
from naru.vault.keyring.keyring import Keyring
from naru.vault.log import chain, rows
from naru.vault.log.interface import Head, Log, Row
from naru.vault.log.writer import PendingWrite, Writer

WEEK = 7 * 86400
"""seconds: a row shows the week it was written in, and no more"""

SHUT = frozenset({"card.burned", "case.not-yours"})
"""why a story does not open, though nothing is wrong"""

BURNED = rows.Opened(rows.KeyNumbers(0, 0, 0), None, None)
"""a row that belongs to nothing any more"""

decode_state = decoder(State)


class Journal:
    """The rows of a desk, and the state they add up to. It decides nothing."""

    def __init__(self, log: Log, keyring: Keyring, random_bytes: RandomBytes) -> None:
        """Take over what was opened; the state is that of a desk nobody has spoken to."""
        self.log, self.keyring, self.random_bytes = log, keyring, random_bytes
        self.state = State(keyring.desk_id, "")
        self._end: Head | Row = chain.start(keyring.desk_id)
        self._handed = self.head
        self._writer = Writer(log)
        self._last: PendingWrite | None = None
        self._sealer = rows.Sealer(random_bytes)
        self._batch: list[Row] = []
        self._unwritten: dict[int, bytes] = {}
        self._flying: list[tuple[PendingWrite, dict[int, bytes]]] = []
        self._broken = False
        self._known: dict[int, rows.KeyNumbers] | None = None

    @property
    def head(self) -> Head:
        """The last row that was sealed."""
        return Head(self._end.seq, self._end.digest)

    @property
    def stopped(self) -> bool:
        """A write failed: the state in memory is ahead of the log, and none of it may be shown any more."""
        return self._broken or self._writer.failed

    def stop(self) -> None:
        """The state has moved and the log has not: nothing may be believed until the log is read again."""
        self._broken = True

    # ---------------------------------------------------------------------------------------------------------- writing

    def add(self, event: Event, keys: rows.KeyNumbers, story: bytes) -> None:
        """Take an event into the state and seal its row; `hand_over` gives it to the writer."""
        self.state.apply(event)
        self._unwritten[event.seq] = story
        self.seal(event, keys, story)

    def seal(self, event: Event, keys: rows.KeyNumbers, story: bytes) -> None:
        """Seal the row of an event that the state has taken in already."""
        keyring, seq, week = self.keyring, event.seq, event.at // WEEK
        kept = self._record(event, story) if keyring.archive else b""
        header_key, subkeys = keyring.keys.header_key(seq), keyring.keys
        parts = self._sealer.seal(seq, keys, encode(event), story, header_key, subkeys, kept)
        self._end = row = chain.link(self._end, week, parts)
        self._batch.append(row)

    def _record(self, event: Event, story: bytes) -> bytes:
        """What the profile's law demands of this row, sealed to somebody who was never here."""
        archive = self.keyring.archive
        assert archive is not None
        return vault_archive.seal(archive, record(archive.profile, self.state.desk, event, story), self.random_bytes)

    def hand_over(self) -> PendingWrite | None:
        """Give the rows sealed so far to the writer; None where there is none."""
        if not self._batch:
            return None
        pending = self._last = self._writer.write(self._handed, self._batch)
        self._flying = [group for group in self._flying if not group[0].done]
        self._flying.append((pending, self._unwritten))
        self._batch, self._unwritten, self._handed = [], {}, self.head
        return pending

    def settle(self) -> None:
        """Wait until everything that was handed over is durable."""
        last, self._last = self._last, None
        if last is not None:
            try:
                last.wait()
            except BaseException:
                self._broken = True
                raise

    def go_on_from(self, state: State, head: Head) -> None:
        """Rows up to `head` lie in the log and are written; they came to `state`."""
        self.state, self._end, self._handed = state, head, head

    # ----------------------------------------------------------------------------------------------------- reading back

    def walk(self, before: Head) -> Iterator[Row]:
        """The rows after a head to the end of the log, the chain checked. Raises Refusal: ``log.broken-row``."""
        try:
            yield from chain.follow(before, self.log.read(before.seq + 1), self.log.head())
        except chain.BrokenChain as broken:
            raise Refusal("log.broken-row", row=broken.seq) from None

    def story(self, seq: int) -> Story:
        """The story of a row, opened for this one look.

        Raises:
            Refusal: ``card.burned``; ``case.not-yours``: it is for the readers of its case; ``log.*``.
        """
        for waiting in (self._unwritten, *(stories for _, stories in self._flying)):
            if seq in waiting:
                return decode_story(waiting[seq])
        opened = self.opened(self.log.one(seq))
        if opened.books is None:
            raise Refusal("card.burned")
        if opened.story is None:
            raise self.shut(opened.keys)
        return decode_story(opened.story)

    def told(self, seq: int) -> Story | None:
        """The story of a row; None where it is burned, or for other readers. Raises: ``log.*``."""
        try:
            return self.story(seq)
        except Refusal as refusal:
            if refusal.key not in SHUT:  # a disk that cannot be read must not pass for a burned row
                raise
            return None

    def shut(self, keys: rows.KeyNumbers) -> Refusal:
        """Why a story stays shut."""
        others = self.keyring.keys.has(keys.story) and self.keyring.keys.has_case(keys.case)
        return Refusal("case.not-yours" if others else "card.burned")

    def event(self, seq: int) -> Event:
        """The books part of a row."""
        self.settle()
        return decode_event(self.books(self.log.one(seq)))

    def readable(self, seqs: Iterable[int]) -> list[int]:
        """Those rows of a subject that may open: all, or in a restored book those after the backup."""
        first = self.keyring.reads_from
        return [seq for seq in seqs if seq >= first]

    def books(self, row: Row) -> bytes:
        """The books part of a row, as it is encoded.

        Raises:
            Refusal: ``log.key-missing``; ``keyring.older-than-log``; ``log.broken-row``.
        """
        opened = self.opened(row, story=False)
        if opened.books is None:
            older = opened.keys.books >= self.keyring.next_key  # a key this keyring has not made yet
            raise Refusal("keyring.older-than-log") if older else Refusal("log.key-missing", row=row.seq)
        return opened.books

    def snapshot(self, row: Row) -> State:
        """The state that a snapshot's row carries."""
        told = self.opened(row).story
        if told is None:
            raise Refusal("log.key-missing", row=row.seq)
        return decode_state(told)

    def opened(self, row: Row, *, story: bool = True) -> rows.Opened:
        """What of a row opens to this reader.

        Where its header key burned, only rows of what still lives are opened, by the keys the state knows of.

        Raises:
            Refusal: ``log.broken-row``.
        """
        seq, keyring = row.seq, self.keyring
        try:
            return rows.unseal(seq, row.parts, keyring.keys.header_key(seq), keyring.keys, story=story)
        except rows.Torn:
            raise Refusal("log.broken-row", row=seq) from None
        except LookupError:
            known = self._keys_at(seq)
            return rows.find(seq, row.parts, known, keyring.keys, story=story) if known else BURNED

    def _keys_at(self, seq: int) -> rows.KeyNumbers | None:
        """The keys of a row by what the state knows, up to the last snapshot; None: it belongs to nothing now."""
        last = self.keyring.snapshot
        if last and seq == last[0]:
            return rows.KeyNumbers(last[1], last[1], HOUSE)
        if self._known is None:
            self._known = of_rows(self.state)
        return self._known.get(seq)

    def forget_keys(self) -> None:
        """Something burned: which keys seal which rows is worked out again when it is asked for."""
        self._known = None

    def close(self) -> None:
        """Finish writing and let go of the log."""
        try:
            self._writer.stop()
        finally:
            self.log.close()
