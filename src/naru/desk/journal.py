"""The journal of an open desk: rows sealed and handed to the writer, rows read back, keys made ahead for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Self

import msgspec

from naru.command import Story
from naru.desk.clock import Clock, Watch
from naru.desk.events import Event, decode_event, decode_story, encode
from naru.desk.keys import of_rows
from naru.desk.record import record
from naru.desk.state import State
from naru.refusal import Refusal
from naru.vault import archive as vault_archive
from naru.vault.archive import Archive
from naru.vault.disk.lock import Lock
from naru.vault.keyring.generation import HOUSE
from naru.vault.keyring.keyring import Keyring
from naru.vault.log import chain, rows
from naru.vault.log.interface import Head, Log, Row
from naru.vault.log.writer import PendingWrite, Writer

WEEK = 7 * 86400
"""seconds: a row shows the week it was written in, and no more"""
SPARE_LEAST = 64
"""object keys that lie ready when a desk is opened"""

SHUT = frozenset({"card.burned", "case.not-yours"})
"""why a story does not open, though nothing is wrong"""

BURNED = rows.Opened(rows.Keys(0, 0, 0), None, None)
"""a row that belongs to nothing any more"""

RandomBytes = Callable[[int], bytes]
decode_state = msgspec.msgpack.Decoder(State).decode


class Journal:
    """What a desk stands on: its log, its keyring, its writer, and the head of the rows handed over."""

    def __init__(
        self, folder: Path, keyring: Keyring, log: Log, lock: Lock, clock: Clock, random_bytes: RandomBytes
    ) -> None:
        """Take over what was opened; the state is that of a desk nobody has spoken to."""
        self.folder, self.keyring, self.log, self.random_bytes = folder, keyring, log, random_bytes
        self._door, self._watch = lock, Watch(clock)
        self.state = State(keyring.desk_id, "")
        self.head: Head = chain.start(keyring.desk_id)
        self._handed = self.head
        self._writer = Writer(log)
        self._last: PendingWrite | None = None
        self._nonces = rows.Nonces(random_bytes)
        self._unwritten: dict[int, bytes] = {}
        self._flying: list[tuple[PendingWrite, dict[int, bytes]]] = []
        self._broken = False
        self._known: dict[int, rows.Keys] | None = None

    @property
    def stopped(self) -> bool:
        """A write failed: the state in memory is ahead of the log, and none of it may be shown any more."""
        return self._broken or self._writer.failed

    # ---------------------------------------------------------------------------------------------------------- writing

    def _seal(self, event: Event, keys: rows.Keys, story: bytes, batch: list[Row]) -> None:
        keyring, seq, week = self.keyring, event.seq, event.at // WEEK
        kept = self._record(keyring.archive, event, story) if keyring.archive else b""
        parts = rows.seal(seq, keys, encode(event), story, keyring.header_key(seq), keyring, self._nonces.draw(), kept)
        row = chain.link(self.head, week, parts)
        batch.append(row)
        self.head = Head(seq, row.digest)

    def _record(self, archive: Archive, event: Event, story: bytes) -> bytes:
        """What the profile's law demands of this row, sealed to somebody who was never here."""
        return vault_archive.seal(archive, record(archive.profile, self.state.desk, event, story), self.random_bytes)

    def _hand_over(self, batch: list[Row]) -> PendingWrite:
        pending_write = self._last = self._writer.write(self._handed, batch)
        self._flying.append((pending_write, self._unwritten))
        self._unwritten = {}
        self._handed = self.head
        return pending_write

    def settle(self) -> None:
        """Wait until everything that was submitted is durable."""
        if self._last is not None:
            try:
                self._last.wait()
            except BaseException:
                self._broken = True
                raise
            finally:
                self._last = None

    # -------------------------------------------------------------------------------------------------- keys made ahead

    def _next_key(self) -> int:
        if self.state.next_key >= self.keyring.next_key:
            self._spare(max(4 * SPARE_LEAST, self.state.next_key // 2))
        return self.state.next_key

    def _next_case(self) -> int:
        """A case key for a new case. One made ahead for other readers is passed over; the next snapshot drops it."""
        keyring, first = self.keyring, self.state.next_case
        if ready := next(filter(keyring.is_for_mine, range(first, keyring.next_case)), 0):
            return ready
        made = keyring.next_case
        keyring.change(make_cases=max(8, first // 4) if keyring.sees_all else 1)
        return made

    def _wanted(self, spare: int) -> int:
        return max(0, self.state.next_key + spare - self.keyring.next_key)

    def _spare(self, spare: int) -> None:
        """Keys made ahead, so that no command waits for the keyring to be rewritten."""
        if self._wanted(spare):
            self.keyring.change(make=self._wanted(2 * spare))

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
            raise self._shut(opened.keys)
        return decode_story(opened.story)

    def told(self, seq: int) -> Story | None:
        """The story of a row; None where it is burned, or for other readers. Raises: ``log.*``."""
        try:
            return self.story(seq)
        except Refusal as refusal:
            if refusal.key not in SHUT:  # a disk that cannot be read must not pass for ashes
                raise
            return None

    def _shut(self, keys: rows.Keys) -> Refusal:
        """Why a story stays shut."""
        others = self.keyring.has(keys.story) and self.keyring.has_case(keys.case)
        return Refusal("case.not-yours" if others else "card.burned")

    def event(self, seq: int) -> Event:
        """The books part of a row."""
        self.settle()
        return decode_event(self._books(self.log.one(seq)))

    def readable(self, rows: Iterable[int]) -> list[int]:
        """Those rows of a subject that may open: all, or in a restored book those after the backup."""
        first = self.keyring.reads_from
        return [seq for seq in rows if seq >= first]

    def _books(self, row: Row) -> bytes:
        opened = self.opened(row, story=False)
        if opened.books is None:
            older = opened.keys.books >= self.keyring.next_key  # a key this keyring has not made yet
            raise Refusal("keyring.older-than-log") if older else Refusal("log.key-missing", row=row.seq)
        return opened.books

    def opened(self, row: Row, *, story: bool = True) -> rows.Opened:
        """What of a row opens to this reader.

        Where its header key burned, only rows of what still lives are opened, by the keys the state knows of.

        Raises:
            Refusal: ``log.broken-row``.
        """
        seq, keyring = row.seq, self.keyring
        try:
            return rows.unseal(seq, row.parts, keyring.header_key(seq), keyring, story=story)
        except rows.Torn:
            raise Refusal("log.broken-row", row=seq) from None
        except LookupError:
            known = self._keys_at(seq)
            return rows.find(seq, row.parts, known, keyring, story=story) if known else BURNED

    def _keys_at(self, seq: int) -> rows.Keys | None:
        """The keys of a row by what the state knows, for rows up to the last snapshot; None: it belongs to nothing
        now."""
        snapshot = self.keyring.snapshot
        if snapshot and seq == snapshot[0]:
            return rows.Keys(snapshot[1], snapshot[1], HOUSE)
        if self._known is None:
            self._known = of_rows(self.state)
        return self._known.get(seq)

    def _read_snapshot(self, row: Row) -> State:
        told = self.opened(row).story
        if told is None:
            raise Refusal("log.key-missing", row=row.seq)
        return decode_state(told)

    # ---------------------------------------------------------------------------------------------------------- closing

    def close(self) -> None:
        """Finish writing and let the next one in."""
        try:
            self._writer.stop()
            self.log.close()
        finally:
            self._door.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
