"""A desk: opened by one process, spoken to in commands, every answer given only after its row is durable."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Self

import msgspec

from naru.command import Command, EventType, Id, Subject
from naru.commands.tables import BY_KIND, SNAPSHOT
from naru.desk.answers import Answer, Group
from naru.desk.burning import LettingGo
from naru.desk.clock import Clock, Instant
from naru.desk.collector import stays, uncollected
from naru.desk.decide import CLOCK_BACK_MOST, DeskContext, decide
from naru.desk.events import Event, decode_event, encode
from naru.desk.journal import SPARE_LEAST, RandomBytes
from naru.desk.keeping import Keeping
from naru.desk.keys import of_card
from naru.desk.state import ORDER, TAG_BITS, TAG_MASK, State
from naru.i18n.words import is_sentence, same_word
from naru.ledger import Broken
from naru.orders.retention import is_over
from naru.people.people import Card
from naru.refusal import Refusal
from naru.vault import files
from naru.vault.disk.lock import Lock
from naru.vault.kdf import EVERYDAY, KdfProfile, is_cheap
from naru.vault.keyring.keyring import FOLDER as KEYRING
from naru.vault.keyring.keyring import Keyring
from naru.vault.keyring.turn import NEW
from naru.vault.log import rows
from naru.vault.log.interface import Head, Row, Store
from naru.vault.log.store import STORE

SNAPSHOT_AFTER = 4096
"""rows after the last snapshot at which an opening snapshots again, so that no opening reads many more"""

decode_command = msgspec.msgpack.Decoder(Command).decode


def _unmake(folder: Path, store: Store) -> None:
    """Take away a desk whose making failed. Nobody was told of it, and its keys were made a moment ago."""
    with suppress(OSError):
        store.remove(folder)
        files.rename(folder / KEYRING, folder / (KEYRING + NEW))  # what the next making clears


class Desk(LettingGo):
    """One open desk. Use `new` or `open`; `close` it, or leave a ``with`` block."""

    @classmethod
    def new(
        cls,
        folder: Path,
        passphrase: bytes,
        valuation: str,
        clock: Clock,
        random_bytes: RandomBytes,
        *,
        profile: KdfProfile = EVERYDAY,
        which: str = "command",
        store: Store = STORE,
    ) -> Self:
        """Make a desk in a folder and open it.

        Args:
            passphrase: canonical bytes (`naru.i18n.words.canonical`).
            valuation: ISO 4217 code of the currency that yearly sums are told in.
        Raises:
            Refusal: there is a desk already, or the disk will not have it.
        """
        if store.exists(folder):
            raise Refusal("keyring.exists")
        with ExitStack() as undo:
            keyring = Keyring.create(folder, random_bytes(16), passphrase, profile, random_bytes)
            undo.callback(_unmake, folder, store)
            lock = Lock.take(folder, which)
            undo.callback(lock.release)
            log = store.create(folder, keyring.log_key, keyring.desk_id)
            undo.callback(log.close)
            desk = cls(folder, keyring, log, lock, clock, random_bytes)
            undo.callback(desk._writer.stop)
            desk.keeping = Keeping(folder, keyring, passphrase, trial=is_cheap(profile))
            desk.state.valuation = valuation
            desk.snapshot()
            undo.pop_all()
        return desk

    @classmethod
    def open(
        cls,
        folder: Path,
        passphrase: bytes,
        clock: Clock,
        random_bytes: RandomBytes,
        *,
        allow_cheap: bool = False,
        which: str = "command",
        expire: bool = True,
        store: Store = STORE,
    ) -> Self:
        """Open a desk: the last snapshot and the rows after it.

        Args:
            expire: burn what has come to its day; not where burning is about to be put on hold.
        Raises:
            Refusal: another process has it open, the passphrase is wrong, a row does not fit (``log.broken-row``), the
                clock stands behind the log.
        """
        with ExitStack() as undo:
            lock = Lock.take(folder, which)
            undo.callback(lock.release)
            keyring = Keyring.open(folder, passphrase, allow_cheap=allow_cheap, random_bytes=random_bytes)
            log = store.open_(folder, keyring.log_key, keyring.desk_id)
            undo.callback(log.close)
            desk = cls(folder, keyring, log, lock, clock, random_bytes)
            undo.callback(desk._writer.stop)
            desk.keeping = Keeping(folder, keyring, passphrase, trial=allow_cheap)
            desk._read_up(expire=expire)
            undo.pop_all()
        return desk

    keeping: Keeping
    """how a name is kept here: what the needs of a card ask for"""
    let_go: int = 0
    """orders that burned at this opening, because their day had come"""
    kept_back: int = 0
    """orders whose day has come, and which stay because burning is held"""

    # ---------------------------------------------------------------------------------------------------------- opening

    def _read_up(self, *, expire: bool) -> None:
        """From the last snapshot to the end of the log, checking the chain on the way; then finish what was cut off."""
        first, before = 1, self.head
        if self.keyring.snapshot:
            first = self.keyring.snapshot[0]
            if first > 1:
                before = Head(first - 1, self.log.one(first - 1).digest)
        kept: State | None = None
        with uncollected():
            for row in self.walk(before):
                before = Head(row.seq, row.digest)
                if kept is not None:  # rows behind a snapshot the keyring never heard of: it never wrote them
                    raise Refusal("keyring.older-than-log")
                kept = self._replay(row, self._books(row), kept)
            stays(before.seq - first)
        if before.seq < first and self.keyring.snapshot:
            raise Refusal("log.older-than-keyring")
        self.head = self._handed = before
        if before.seq == 0:
            raise Refusal("log.empty")
        if self.state.generation > self.keyring.generation + 1:
            raise Refusal("keyring.older-than-log")
        self.unfinished = self._burns_to_finish(kept)
        self._if_there_is_room(self.finish)
        self._if_there_is_room(lambda: self._spare(SPARE_LEAST))
        now = self._watch.read()
        if now.at < self.state.at - CLOCK_BACK_MOST:
            raise Refusal("clock.behind")
        self._end_invitations(now)
        if expire:
            self._let_go_of_what_is_over(now)

    def _let_go_of_what_is_over(self, now: Instant) -> None:
        """Orders burn at the first opening after their day; invitations end at it. Then the rows are written as a
        snapshot."""
        over = sum(is_over(order, now.today) for order in self.state.orders.values())
        if self.keyring.legal_hold:
            self.kept_back, over = over, 0
        many = self.state.seq - self.state.snapshot[0] > SNAPSHOT_AFTER
        if (over or many) and not self.unfinished and self.log.has_room():
            self.let_go = self.snapshot()

    def _replay(self, row: Row, books: bytes, kept: State | None) -> State | None:
        """Take one row in. A snapshot the keyring has not heard of yet leaves the state before it, to be burned."""
        try:
            event = decode_event(books)
            if event.number != SNAPSHOT:
                self.state.apply(event)
                return kept
            before, self.state = self.state, self._read_snapshot(row)
        except (msgspec.MsgspecError, Broken, LookupError, ValueError, AssertionError):
            raise Refusal("log.broken-row", row=row.seq) from None
        known = self.keyring.snapshot
        return before if known is None or row.seq > known[0] else kept

    # --------------------------------------------------------------------------------------------------------- speaking

    def change_sentence(self, before: bytes, after: bytes, profile: KdfProfile) -> None:
        """Give whoever has the book open another sentence (canonical bytes). Raises as `Keyring.change_passphrase`."""
        self.keyring.change_passphrase(before, after, profile)
        self.keeping.sentence = is_sentence(after)

    def say(self, command: Command) -> Answer:
        """Say one thing and wait until it is durable.

        Raises:
            Refusal: it cannot be said; nothing was written.
        """
        answer = self.submit([command]).wait()[0]
        if answer.refusal is not None:
            raise answer.refusal
        return answer

    def submit(self, commands: Sequence[Command | bytes]) -> Group:
        """Decide a group in order and hand it to the writer. A refused command does not hold up the others.

        Args:
            commands: `Command`s, or their msgpack encoding as callers send it.
        """
        if self.stopped:
            raise Refusal("desk.reopen")
        self.finish()
        answers: list[Answer] = []
        batch: list[Row] = []
        burned: list[Id] = []
        now = self._watch.read()
        self._flying = [group for group in self._flying if not group[0].done]
        try:
            with uncollected():
                for said in commands:
                    answers.append(self._take(said, now, batch, burned))
                stays(len(commands))
            if burned:
                self._burn(burned, batch)
        except BaseException:
            # The state has moved and the log has not: nothing may be believed any more until it is read again.
            self._broken = True
            raise
        return Group(answers, self._hand_over(batch) if batch else None)

    def _take(self, said: Command | bytes, now: Instant, batch: list[Row], burned: list[Id]) -> Answer:
        try:
            command = decode_command(said) if isinstance(said, bytes) else said
            event_type = BY_KIND.get(command.kind)
            if event_type is None:
                raise Refusal("desk.unknown-verb")
            keys = self._keys(event_type, command)
            story = encode(command.story)
            tag = self._tag(command, keys, story)
            known = self.state.said.get(command.id)
            if known is not None:
                if (known ^ tag) & TAG_MASK:
                    raise Refusal("desk.other-content")
                return Answer(known >> TAG_BITS, again=True)
            if event_type.kind == "burn" and self.keyring.legal_hold:
                raise Refusal("keyring.hold")
            shown = self._word_shown(event_type, command) if command.story.word else None
            context = DeskContext(self.state, now.today, shown, self.keeping)
            decided = decide(self.state, command, tag, now.at, context)
        except Refusal as refusal:
            # Without its frames: they hold what was said, and an answer may be kept.
            return Answer(0, refusal=refusal.with_traceback(None))
        except (msgspec.MsgspecError, UnicodeDecodeError, OverflowError):  # or a number that no row can hold
            return Answer(0, refusal=Refusal("desk.unreadable"))
        event = decided.event
        if event.case_key:
            event = msgspec.structs.replace(event, case_key=keys.case)
        if event_type.kind == "burn":
            # The row tells which generation of the keyring no longer has the key: an older one is noticed.
            event = msgspec.structs.replace(event, key=self.keyring.generation + 1)
        self._write(event, keys, story, batch)
        if event_type.kind == "burn":
            burned.append(command.of)
        return Answer(event.seq, warnings=decided.warnings)

    def _write(self, event: Event, keys: rows.Keys, story: bytes, batch: list[Row]) -> None:
        self.state.apply(event)
        self._unwritten[event.seq] = story
        self._seal(event, keys, story, batch)

    def _keys(self, event_type: EventType, command: Command) -> rows.Keys:
        """The key numbers for a command's row: its subject's own, or the next spare one for a new subject."""
        state = self.state
        if event_type.subject is ORDER:
            order = state.orders.get(command.of)
            case = state.cases.get(order.case if order else command.facts.case)
            if case is None:
                raise Refusal("desk.no-such-order" if not event_type.opens else "desk.no-such-case")
            key = order.key if order else self._next_key()
            return rows.Keys(key, key, case.case_key)
        thing = state.find(event_type.subject, command.of)
        if event_type.subject is Subject.CARD:
            card = state.cards.get(command.of) or Card(command.of, self._next_key(), command.facts.case)
            return of_card(state, card, opening=event_type.opens)
        if event_type.opens and thing is None:
            case_key = self._next_case() if event_type.subject is Subject.CASE else 0
            key = self._next_key()
            return rows.Keys(key, key, case_key)
        key = getattr(thing, "key", 0)
        return rows.Keys(key, key, getattr(thing, "case_key", 0))

    def _tag(self, command: Command, keys: rows.Keys, story: bytes) -> int:
        """64 bits that tell a retry from another command with its id. Keyed, so that a burned story stays mute."""
        try:
            key = self.keyring.story_key(keys.story, keys.case)
        except LookupError:
            raise self._shut(keys) from None
        content = b"".join(
            (command.kind.encode(), command.of, command.day.to_bytes(4, "little"), encode(command.facts), story)
        )
        return int.from_bytes(hashlib.blake2b(content, key=key, digest_size=8).digest(), "little")

    def _word_shown(self, event_type: EventType, command: Command) -> bool | None:
        """Whether the word said is the order's own fresh word."""
        order = self.state.orders.get(command.of)
        if event_type.kind == "word" or order is None:
            return None
        seq = order.flags.get("word")
        return bool(seq) and same_word(self.story(seq or 0).word, command.story.word)
