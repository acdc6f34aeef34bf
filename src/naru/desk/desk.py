"""A desk: opened by one process, spoken to in commands, every answer given only after its row is durable."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Self

import msgspec

from naru.command import Command, Effect, EventType, Id, Story, Subject
from naru.commands.shape import real_day
from naru.commands.tables import BY_KIND
from naru.days import earliest, latest
from naru.desk import opening, spare
from naru.desk.answers import Answer, Group
from naru.desk.clock import Clock, Instant, Watch
from naru.desk.collector import Frozen, paused
from naru.desk.decide import CLOCK_BACK_MOST, DeskContext, decide
from naru.desk.events import Event, encode
from naru.desk.journal import Journal
from naru.desk.keeping import Keeping
from naru.desk.keys import of_card
from naru.desk.progress import Progress
from naru.desk.snapshot import Snapshots, Unfinished
from naru.desk.state import ORDER, TAG_BITS, TAG_MASK, State
from naru.i18n.words import is_sentence, same_word
from naru.orders.retention import is_over
from naru.orders.terms import work_out
from naru.people.people import Card
from naru.refusal import Refusal
from naru.vault import files
from naru.vault.boxes import RandomBytes
from naru.vault.disk.lock import Lock
from naru.vault.kdf import EVERYDAY, KdfProfile, is_cheap
from naru.vault.keyring.keyring import FOLDER as KEYRING
from naru.vault.keyring.keyring import Keyring
from naru.vault.log import rows
from naru.vault.log.interface import Head, Log, Store
from naru.vault.log.store import STORE

SNAPSHOT_AFTER = 4096
"""rows after the last snapshot at which an opening writes the next one, so that no opening reads many more"""

BURNS_KEY = Effect.BURNS_KEY
"""looked up once: an enumeration's members are slow to reach by name"""

decode_command = msgspec.msgpack.Decoder(Command).decode

CACHES = (work_out, earliest, latest, real_day)
"""what remembers terms and days for the whole process: emptied when a desk closes"""


def _unmake(folder: Path, store: Store) -> None:
    """Take away a desk whose making failed. Nobody was told of it, and its keys were made a moment ago."""
    with suppress(OSError):
        store.remove(folder)
        files.rename(folder / KEYRING, folder / (KEYRING + files.NEW))  # what the next making clears


class Desk:
    """One open desk. Use `new` or `open`; `close` it, or leave a ``with`` block.

    Attributes:
        keeping: how a name is kept here: what the needs of a card ask for.
        let_go: orders that burned at this opening, because their day had come.
        kept_back: orders whose day has come, and which stay because of a legal hold.
    """

    def __init__(self, folder: Path, keyring: Keyring, log: Log, lock: Lock, clock: Clock, random_bytes: RandomBytes):
        """Take over what was opened; nobody has spoken to this desk yet."""
        self.keeping: Keeping
        self.folder, self.keyring, self.log, self.random_bytes = folder, keyring, log, random_bytes
        self.journal = Journal(log, keyring, random_bytes)
        self.let_go = self.kept_back = 0
        self._snapshots = Snapshots(self.journal)
        self._frozen = Frozen()
        self._lock, self._watch = lock, Watch(clock)

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
            undo.callback(keyring.close)
            undo.callback(_unmake, folder, store)
            lock = Lock.take(folder, which)
            undo.callback(lock.release)
            log = store.create(folder, keyring.log_key, keyring.desk_id)
            undo.callback(log.close)
            desk = cls(folder, keyring, log, lock, clock, random_bytes)
            undo.callback(desk.journal.close)
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
        progress: Progress | None = None,
    ) -> Self:
        """Open a desk: the last snapshot and the rows after it.

        Args:
            expire: burn what has come to its day; not where burning is about to be put on hold.
            progress: is told how many of the rows are read.
        Raises:
            Refusal: another process has it open, the passphrase is wrong, a row does not fit (``log.broken-row``), the
                clock stands behind the log.
        """
        with ExitStack() as undo:
            lock = Lock.take(folder, which)
            undo.callback(lock.release)
            keyring = Keyring.open(folder, passphrase, allow_cheap=allow_cheap, random_bytes=random_bytes)
            undo.callback(keyring.close)
            log = store.open_(folder, keyring.log_key, keyring.desk_id)
            undo.callback(log.close)
            desk = cls(folder, keyring, log, lock, clock, random_bytes)
            undo.callback(desk.journal.close)
            desk.keeping = Keeping(folder, keyring, passphrase, trial=allow_cheap)
            desk._begin(expire=expire, progress=progress)
            undo.pop_all()
        return desk

    @property
    def state(self) -> State:
        """What all rows add up to."""
        return self.journal.state

    @property
    def head(self) -> Head:
        """The last row decided; it is durable once `settle` returns."""
        return self.journal.head

    @property
    def stopped(self) -> bool:
        """A write failed: what is in memory is ahead of the log, and none of it may be shown any more."""
        return self.journal.stopped

    @property
    def unfinished(self) -> Unfinished | None:
        """A burn that was cut off and could not be finished yet."""
        return self._snapshots.unfinished

    # ---------------------------------------------------------------------------------------------------------- opening

    def _begin(self, *, expire: bool, progress: Progress | None) -> None:
        """Read the log, finish what a crash cut off, and let go of what has come to its day."""
        with paused():
            before = opening.replay(self.journal, progress)
        self._frozen.add(len(self.state.said))
        self._snapshots.find_unfinished(before)
        self._if_there_is_room(self.finish)
        self._if_there_is_room(lambda: spare.refill(self.state, self.keyring))
        now = self._watch.read()
        if now.at < self.state.at - CLOCK_BACK_MOST:
            raise Refusal("clock.behind")
        self._end_invitations(now)
        if expire:
            self._let_go_of_what_is_over(now)

    def _let_go_of_what_is_over(self, now: Instant) -> None:
        """Orders burn at the first opening after their day, with the snapshot that carries their sums."""
        over = sum(is_over(order, now.today) for order in self.state.orders.values())
        if self.keyring.legal_hold:
            self.kept_back, over = over, 0
        many = self.state.seq - self.state.snapshot[0] > SNAPSHOT_AFTER
        if (over or many) and not self.unfinished and self.log.has_room():
            self.let_go = self.snapshot()

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
            self.keyring.keys.has(0)  # refuses where the disk may hold either of two generations

    # --------------------------------------------------------------------------------------------------------- speaking

    def change_sentence(self, before: bytes, after: bytes, profile: KdfProfile) -> None:
        """Give whoever has the book open another sentence (canonical bytes). Raises as `Keyring.change_passphrase`."""
        self.keyring.access.change_passphrase(before, after, profile)
        self.keeping.sentence = is_sentence(after)

    def say(self, command: Command) -> Answer:
        """Say one thing and wait until it is durable.

        Raises:
            Refusal: it cannot be said; nothing was written.
        """
        answer = self.submit([command]).wait()[0]
        try:
            if answer.refusal is not None:
                raise answer.refusal
            return answer
        finally:
            del answer  # the refusal holds this frame, and what was said in it: no circle of the two

    def submit(self, commands: Sequence[Command | bytes], *, whole: bool = False) -> Group:
        """Decide a group in order and hand it to the writer. A refused command does not hold up the others.

        Args:
            commands: `Command`s, or their msgpack encoding as callers send it.
            whole: the group is written whole or not at all: the first refusal is raised, and the desk wants reopening.
        """
        if self.stopped:
            raise Refusal("desk.reopen")
        self.finish()
        answers: list[Answer] = []
        burned: list[Id] = []
        now = self._watch.read()
        try:
            with paused():
                context = DeskContext(self.state, now.today, None, self.keeping)
                for said in commands:
                    answers.append(self._take(said, now.at, context, burned))
            self._frozen.add(len(commands))
            if whole and (refused := next((answer.refusal for answer in answers if answer.refusal), None)):
                raise refused
            if burned:
                self._snapshots.burn_cards(burned)
            return Group(answers, self.journal.hand_over())
        except BaseException:
            self.journal.stop()
            raise

    def said_before(self, command: Command) -> int:
        """The row in which this very command was said; 0: it was not. Raises: Refusal("desk.other-content")."""
        known = self.state.said.get(command.id)
        if known is None:
            return 0
        keys = self._keys(self.state, BY_KIND[command.kind], command)
        if (known ^ self._tag(command, keys, encode(command.story))) & TAG_MASK:
            raise Refusal("desk.other-content")
        return known >> TAG_BITS

    def _take(self, said: Command | bytes, at: int, context: DeskContext, burned: list[Id]) -> Answer:
        state = context.state
        try:
            command = decode_command(said) if isinstance(said, bytes) else said
            event_type = BY_KIND.get(command.kind)
            if event_type is None:
                raise Refusal("desk.unknown-verb")
            keys = self._keys(state, event_type, command)
            story = encode(command.story)
            tag = self._tag(command, keys, story)
            known = state.said.get(command.id)
            if known is not None:
                if (known ^ tag) & TAG_MASK:
                    raise Refusal("desk.other-content")
                return Answer(known >> TAG_BITS, again=True)
            if BURNS_KEY in event_type.effects and self.keyring.legal_hold:
                raise Refusal("keyring.hold")
            context.word_shown = self._word_shown(event_type, command) if command.story.word else None
            decided = decide(state, command, tag, at, context)
        except Refusal as refusal:
            # Without its frames: they hold what was said, and an answer may be kept.
            return Answer(0, refusal=refusal.with_traceback(None))
        except (msgspec.MsgspecError, UnicodeDecodeError, OverflowError):  # or a number that no row can hold
            return Answer(0, refusal=Refusal("desk.unreadable"))
        event = decided.event
        if event.case_key:
            event = msgspec.structs.replace(event, case_key=keys.case)
        if BURNS_KEY in event_type.effects:
            # The row tells which generation of the keyring no longer has the key: an older one is noticed.
            event = msgspec.structs.replace(event, key=self.keyring.generation + 1)
            burned.append(command.of)
        self.journal.add(event, keys, story)
        return Answer(event.seq, warnings=decided.warnings)

    def _keys(self, state: State, event_type: EventType, command: Command) -> rows.KeyNumbers:
        """The key numbers for a command's row: its subject's own, or the next spare one for a new subject."""
        subject = event_type.subject
        if subject is ORDER:
            order = state.orders.get(command.of)
            case = state.cases.get(order.case if order else command.facts.case)
            if case is None:
                raise Refusal("desk.no-such-case" if event_type.opens else "desk.no-such-order")
            key = order.key if order else spare.next_key(state, self.keyring)
            return rows.KeyNumbers(key, key, case.case_key)
        if subject is Subject.CARD:
            card = state.cards.get(command.of)
            if card is None:
                card = Card(command.of, spare.next_key(state, self.keyring), command.facts.case)
            return of_card(state, card, opening=event_type.opens)
        thing = state.find(subject, command.of)
        if event_type.opens and thing is None:
            case_key = spare.next_case(state, self.keyring) if subject is Subject.CASE else 0
            key = spare.next_key(state, self.keyring)
            return rows.KeyNumbers(key, key, case_key)
        key = getattr(thing, "key", 0)
        return rows.KeyNumbers(key, key, getattr(thing, "case_key", 0))

    def _tag(self, command: Command, keys: rows.KeyNumbers, story: bytes) -> int:
        """64 bits that tell a retry from another command with its id. Keyed, so that a burned story stays mute."""
        try:
            key = self.keyring.keys.story_key(keys.story, keys.case)
        except LookupError:
            raise self.journal.shut(keys) from None
        content = b"".join(
            (command.kind.encode(), command.of, command.day.to_bytes(4, "little"), encode(command.facts), story)
        )
        return int.from_bytes(hashlib.blake2b(content, key=key, digest_size=8).digest(), "little")

    def _word_shown(self, event_type: EventType, command: Command) -> bool | None:
        """Whether the word said is the order's own fresh word."""
        order = self.state.orders.get(command.of)
        if Effect.NEW_WORD in event_type.effects or order is None:
            return None
        seq = order.flags.get("word")
        return bool(seq) and same_word(self.story(seq or 0).word, command.story.word)

    # ----------------------------------------------------------------------------------------------------- reading back

    def story(self, seq: int) -> Story:
        """The story of a row, opened for this one look. Raises: as `Journal.story`."""
        return self.journal.story(seq)

    def told(self, seq: int) -> Story | None:
        """The story of a row; None where it is burned, or for other readers. Raises: ``log.*``."""
        return self.journal.told(seq)

    def event(self, seq: int) -> Event:
        """The books part of a row. Raises: as `Journal.books`."""
        return self.journal.event(seq)

    def readable(self, seqs: Collection[int]) -> list[int]:
        """Those rows of a subject that may open: all, or in a restored book those after the backup."""
        return self.journal.readable(seqs)

    def must_see_all(self) -> None:
        """Refuse (``readers.owner-only``) what is for those alone to whom every case opens."""
        if not self.keyring.sees_all:
            raise Refusal("readers.owner-only")

    def must_open(self, case: Id) -> None:
        """Refuse (``case.not-yours``) what is for the readers of a case alone."""
        case_key = self.state.cases[case].case_key
        if self.keyring.keys.has_case(case_key) and not self.keyring.opens_case(case_key):
            raise Refusal("case.not-yours")

    # ------------------------------------------------------------------------------------------- snapshots, and the end

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
        state, legal_hold = self.state, self.keyring.legal_hold
        if (burn or case) and legal_hold:
            raise Refusal("keyring.hold")
        if any(of not in state.orders for of in burn):
            raise Refusal("desk.no-such-order")
        if case and case not in state.cases:
            raise Refusal("desk.no-such-case")
        for of in {case} - {b""} | {state.orders[of].case for of in burn}:
            self.must_open(of)
        burn = {*burn, *state.live.get(case, ())}
        now = self._watch.read()
        over = [order for order in state.orders.values() if order.id in burn or is_over(order, now.today)]
        leaving = [] if legal_hold else over
        self._snapshots.take(now, leaving, case)
        return len(leaving)

    def take_over(self, state: State, head: Head) -> None:
        """Go on from a backup: its state, and the head of its rows, which lie in the log and open with no key here.

        For a new desk, once. The snapshot that is written covers those rows. Raises as `snapshot`.
        """
        self.journal.go_on_from(state, head)
        self._snapshots.take_over(self._watch.read())

    def settle(self) -> None:
        """Wait until everything that was submitted is durable."""
        self.journal.settle()

    def finish(self) -> None:
        """Finish a burn that was cut off. Raises: ``disk.*``."""
        self._snapshots.finish()

    def stop(self) -> None:
        """Nothing may be said to this desk any more: its keys are burned, or its log and its state differ."""
        self.journal.stop()

    def close(self) -> None:
        """Finish writing and let the next one in."""
        try:
            self.journal.close()
        finally:
            self.keyring.close()
            self._frozen.close()
            for cache in CACHES:
                cache.cache_clear()
            self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
