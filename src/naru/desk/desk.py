"""A desk: opened by one process, spoken to in sayings, every answer given only after its row is durable."""

from __future__ import annotations

import gc
import hashlib
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Self

import msgspec

from naru.desk.clock import Clock, Instant, Watch
from naru.desk.decide import CLOCK_BACK_MOST, Window, decide
from naru.desk.events import Event, decode_event, decode_story, encode
from naru.desk.fold import Keys, forget_case, is_over, keys_lost, leave
from naru.desk.state import ORDER, TAG_BITS, TAG_MASK, State
from naru.desk.tables import BY_KIND, FOLD
from naru.i18n.words import same_word
from naru.ledger import Broken
from naru.refusal import Refusal
from naru.saying import ID_BYTES, Id, Row, Saying, Story, Subject
from naru.vault import files, rows
from naru.vault import log as vault_log
from naru.vault.door import Door
from naru.vault.kdf import EVERYDAY, KdfProfile
from naru.vault.keyring import FOLDER as KEYRING
from naru.vault.keyring import Keyring
from naru.vault.log import Head, Log
from naru.vault.turn import NEW
from naru.vault.writer import Ticket, Writer

WEEK = 7 * 86400
BULK = 32
"""rows made or read at once from which on the collector is told to leave alone what stays of them"""
SPARE_LEAST = 64
"""object keys that lie ready when a desk is opened"""

FOLD_AFTER = 4096
"""rows after the last fold at which an opening folds again, so that no opening reads many more"""

Chance = Callable[[int], bytes]
decode_saying = msgspec.msgpack.Decoder(Saying).decode
decode_state = msgspec.msgpack.Decoder(State).decode


class Answer(msgspec.Struct, frozen=True, gc=False):
    """What became of a saying.

    Args:
        seq: its row in the log; 0 when it was refused.
        again: it had been said before, with the same content; nothing was written.
        warnings: what she is told unasked.
        refusal: why nothing was written, or None.
    """

    seq: int
    again: bool = False
    warnings: tuple[str, ...] = ()
    refusal: Refusal | None = None


class Group:
    """Sayings decided together and written as one. Answers may be read once `wait` has returned."""

    __slots__ = ("_answers", "_ticket")

    def __init__(self, answers: list[Answer], ticket: Ticket | None) -> None:
        self._answers, self._ticket = answers, ticket

    def wait(self) -> list[Answer]:
        """The answers, after the write is durable.

        Raises:
            Refusal: the write failed (``disk.*``): nothing of the group was written; the desk wants reopening.
        """
        if self._ticket is not None:
            self._ticket.wait()
        return self._answers


@contextmanager
def _uncollected() -> Iterator[None]:
    """No search for cycles meanwhile: deciding makes none, and each search walks a state that only grows."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _stays(made: int) -> None:
    """Much was made that stays: later searches leave it out too. A desk of a few orders is not worth it."""
    if made >= BULK:
        gc.freeze()


def _unmake(folder: Path) -> None:
    """Take away a desk whose making failed. Nobody was told of it, and its keys were made a moment ago."""
    with suppress(OSError):
        for ending in ("", "-wal", "-shm", "-journal"):
            files.unlink(folder / (vault_log.FILE + ending))
        files.rename(folder / KEYRING, folder / (KEYRING + NEW))  # what the next making clears


class Desk:
    """One open desk. Use `new` or `open`; `close` it, or leave a ``with`` block."""

    def __init__(self, folder: Path, keyring: Keyring, log: Log, door: Door, clock: Clock, chance: Chance) -> None:
        self.folder, self.keyring, self.log, self.chance = folder, keyring, log, chance
        self._door, self._watch = door, Watch(clock)
        self.state = State(keyring.desk_id, "")
        self.head: Head = vault_log.start(keyring.desk_id)
        self._handed = self.head
        self._writer = Writer(log)
        self._last: Ticket | None = None
        self._nonces = rows.Nonces(chance)
        self._unwritten: dict[int, bytes] = {}
        self._flying: list[tuple[Ticket, dict[int, bytes]]] = []
        self._broken = False
        self.unfinished: Callable[[], None] | None = None
        """a burn or a fold that a crash or a full disk cut off; None where there is none"""

    @classmethod
    def new(
        cls,
        folder: Path,
        passphrase: bytes,
        valuation: str,
        clock: Clock,
        chance: Chance,
        *,
        profile: KdfProfile = EVERYDAY,
        which: str = "command",
    ) -> Self:
        """Make a desk in a folder and open it.

        Args:
            passphrase: canonical bytes (`naru.i18n.words.canonical`).
            valuation: ISO 4217 code of the currency that yearly sums are told in.
        Raises:
            Refusal: there is a desk already, or the disk will not have it.
        """
        if os.path.lexists(folder / vault_log.FILE):
            raise Refusal("keyring.exists")
        with ExitStack() as undo:
            keyring = Keyring.create(folder, chance(16), passphrase, profile, chance)
            undo.callback(_unmake, folder)
            door = Door.take(folder, which)
            undo.callback(door.release)
            log = Log(folder / vault_log.FILE, keyring.log_key, keyring.desk_id, new=True)
            undo.callback(log.close)
            desk = cls(folder, keyring, log, door, clock, chance)
            undo.callback(desk._writer.stop)
            desk.state.valuation = valuation
            desk.fold()
            undo.pop_all()
        return desk

    @classmethod
    def open(
        cls,
        folder: Path,
        passphrase: bytes,
        clock: Clock,
        chance: Chance,
        *,
        allow_cheap: bool = False,
        which: str = "command",
    ) -> Self:
        """Open a desk: the last fold and the rows after it.

        Raises:
            Refusal: another process has it open, the passphrase is wrong, a row does not fit (``log.broken-row``), the
                clock stands behind the log.
        """
        with ExitStack() as undo:
            door = Door.take(folder, which)
            undo.callback(door.release)
            keyring = Keyring.open(folder, passphrase, allow_cheap=allow_cheap, chance=chance)
            log = Log(folder / vault_log.FILE, keyring.log_key, keyring.desk_id)
            undo.callback(log.close)
            desk = cls(folder, keyring, log, door, clock, chance)
            undo.callback(desk._writer.stop)
            desk._read_up()
            undo.pop_all()
        return desk

    # ------------------------------------------------------------------------------------------------------- opening

    def _read_up(self) -> None:
        """From the last fold to the end of the log, checking the chain on the way; then finish what was cut off."""
        first, before = 1, self.head
        if self.keyring.fold:
            first = self.keyring.fold[0]
            if first > 1:
                before = Head(first - 1, self.log.one(first - 1).digest)
        kept: State | None = None
        with _uncollected():
            for row in self.log.read(first):
                digest = vault_log.chain(before.digest, row.seq, row.week, row.parts)
                if row.seq != before.seq + 1 or row.digest != digest:
                    raise Refusal("log.broken-row", row=row.seq)
                before = Head(row.seq, row.digest)
                kept = self._replay(row, self._books(row.seq, row.parts), kept)
            _stays(before.seq - first)
        if before.seq < first and self.keyring.fold:
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
        if self.state.seq - self.state.fold[0] > FOLD_AFTER and not self.unfinished and self.log.has_room():
            self.fold()

    def _books(self, seq: int, parts: bytes) -> bytes:
        try:
            opened = rows.unseal(seq, parts, self.keyring.mark_key(seq), self.keyring.subkeys, story=False)
        except rows.Torn:
            raise Refusal("log.broken-row", row=seq) from None
        except LookupError:
            raise Refusal("log.key-missing", row=seq) from None
        if opened.books is None:
            raise Refusal("log.key-missing", row=seq)
        return opened.books

    def _replay(self, row: vault_log.Row, books: bytes, kept: State | None) -> State | None:
        """Take one row in. A fold the keyring has not heard of yet leaves the state before it, to be burned."""
        try:
            event = decode_event(books)
            if event.number != FOLD:
                self.state.apply(event)
                return kept
            before, self.state = self.state, self._unfold(row)
        except (msgspec.MsgspecError, Broken, LookupError, ValueError, AssertionError):
            raise Refusal("log.broken-row", row=row.seq) from None
        known = self.keyring.fold
        return before if known is None or row.seq > known[0] else kept

    def _unfold(self, row: vault_log.Row) -> State:
        opened = rows.unseal(row.seq, row.parts, self.keyring.mark_key(row.seq), self.keyring.subkeys)
        if opened.story is None:
            raise Refusal("log.key-missing", row=row.seq)
        return decode_state(opened.story)

    def _burns_to_finish(self, before_fold: State | None) -> Callable[[], None] | None:
        """A crash or a full disk came between an acknowledged row and the keyring's rewrite: what is left to do."""
        state = self.state
        drop = [card.key for card in state.cards.values() if card.burned and self.keyring.has(card.key)]
        if before_fold is not None:
            lost = keys_lost(before_fold, state.orders, state.cases, state.cards)
            left = Keys(lost.objects + drop, lost.cases)
            return lambda: self._follow_fold(state.fold, left)
        return (lambda: self.keyring.change(drop=drop)) if drop else None

    def finish(self) -> None:
        """Finish a burn or a fold that was cut off. Nothing is written into the log before that is done.

        Raises:
            Refusal: ``disk.*``.
        """
        if self.unfinished is not None:
            self.unfinished()
            self.unfinished = None

    def _if_there_is_room(self, work: Callable[[], None]) -> None:
        """Do what may wait: a book on a disk that is full, or that cannot be written to, still has to open."""
        try:
            work()
        except Refusal as refusal:
            if refusal.key not in ("disk.full", "disk.read-only"):
                raise
            self.keyring.has(0)  # refuses where the disk may hold either of two generations

    def _follow_fold(self, fold: tuple[int, int], lost: Keys) -> None:
        old, keyring = self.keyring.fold, self.keyring
        drop = [key for key in (*lost.objects, *((old[1],) if old else ())) if keyring.has(key)]
        cases = [number for number in lost.cases if keyring.has_case(number)]
        if keyring.hold:
            drop = cases = []
        make = self._wanted(SPARE_LEAST)
        keyring.change(drop=drop, drop_cases=cases, fold=fold, new_mark_from=fold[0] + 1, make=make)

    # ------------------------------------------------------------------------------------------------------- speaking

    def say(self, saying: Saying) -> Answer:
        """Say one thing and wait until it is durable.

        Raises:
            Refusal: it cannot be said; nothing was written.
        """
        answer = self.submit([saying]).wait()[0]
        if answer.refusal is not None:
            raise answer.refusal
        return answer

    @property
    def stopped(self) -> bool:
        """A write failed: the state in memory is ahead of the log, and none of it may be shown any more."""
        return self._broken or self._writer.failed

    def submit(self, sayings: Sequence[Saying | bytes]) -> Group:
        """Decide a group in order and hand it to the writer. A refused saying does not hold up the others.

        Args:
            sayings: `Saying`s, or their msgpack encoding as callers send it.
        """
        if self.stopped:
            raise Refusal("desk.reopen")
        self.finish()
        answers: list[Answer] = []
        batch: list[vault_log.Row] = []
        now = self._watch.read()
        self._flying = [group for group in self._flying if not group[0].done]
        try:
            with _uncollected():
                for said in sayings:
                    answers.append(self._take(said, now, batch))
                _stays(len(sayings))
        except BaseException:
            # The state has moved and the log has not: nothing may be believed any more until it is read again.
            self._broken = True
            raise
        return Group(answers, self._hand_over(batch) if batch else None)

    def _hand_over(self, batch: list[vault_log.Row]) -> Ticket:
        ticket = self._last = self._writer.write(self._handed, batch)
        self._flying.append((ticket, self._unwritten))
        self._unwritten = {}
        self._handed = self.head
        return ticket

    def _take(self, said: Saying | bytes, now: Instant, batch: list[vault_log.Row]) -> Answer:
        try:
            saying = decode_saying(said) if isinstance(said, bytes) else said
            row = BY_KIND.get(saying.kind)
            if row is None:
                raise Refusal("desk.unknown-verb")
            keys = self._keys(row, saying)
            story = encode(saying.story)
            tag = self._tag(saying, keys, story)
            known = self.state.said.get(saying.id)
            if known is not None:
                if (known ^ tag) & TAG_MASK:
                    raise Refusal("desk.other-content")
                return Answer(known >> TAG_BITS, again=True)
            if row.kind == "burn" and self.keyring.hold:
                raise Refusal("keyring.hold")
            window = Window(self.state, now.today, self._word_shown(row, saying) if saying.story.word else None)
            decided = decide(self.state, saying, tag, now.at, window)
        except Refusal as refusal:
            # Without its frames: they hold what was said, and an answer may be kept.
            return Answer(0, refusal=refusal.with_traceback(None))
        except (msgspec.MsgspecError, OverflowError):  # or a number that no row can hold
            return Answer(0, refusal=Refusal("desk.unreadable"))
        event = decided.event
        if row.kind == "burn":
            # The row tells which generation of the keyring no longer has the key: an older one is noticed.
            event = msgspec.structs.replace(event, key=self.keyring.generation + 1)
        self._write(event, keys, story, batch)
        if row.kind == "burn":
            self._burn(saying.of, batch)
        return Answer(event.seq, warnings=decided.warnings)

    def _write(self, event: Event, keys: rows.Keys, story: bytes, batch: list[vault_log.Row]) -> None:
        self.state.apply(event)
        self._unwritten[event.seq] = story
        self._seal(event.seq, event.at // WEEK, keys, encode(event), story, batch)

    def _seal(
        self, seq: int, week: int, keys: rows.Keys, books: bytes, story: bytes, batch: list[vault_log.Row]
    ) -> None:
        keyring = self.keyring
        parts = rows.seal(seq, keys, books, story, keyring.mark_key(seq), keyring.subkeys, self._nonces.draw())
        digest = vault_log.chain(self.head.digest, seq, week, parts)
        batch.append(vault_log.Row(seq, week, parts, digest))
        self.head = Head(seq, digest)

    def _keys(self, row: Row, saying: Saying) -> rows.Keys:
        """The key numbers for a saying's row: its subject's own, or the next spare one for a new subject."""
        state = self.state
        if row.subject is ORDER:
            order = state.orders.get(saying.of)
            case = state.cases.get(order.case if order else saying.facts.case)
            if case is None:
                raise Refusal("desk.no-such-order" if not row.opens else "desk.no-such-case")
            key = order.key if order else self._next_key()
            return rows.Keys(key, key, case.case_key)
        thing = state.find(row.subject, saying.of)
        if row.subject is Subject.CARD:
            card = state.cards.get(saying.of)
            whose = state.cases.get(card.whose if card else saying.facts.case)
            house = whose.case_key if whose else 0
            own = (card.key if card else self._next_key()) if row.opens else 0
            return rows.Keys(whose.key if whose else 0, own or (whose.key if whose else 0), house)
        if row.opens and thing is None:
            case_key = self._next_case() if row.subject is Subject.CASE else 0
            key = self._next_key()
            return rows.Keys(key, key, case_key)
        key = getattr(thing, "key", 0)
        return rows.Keys(key, key, getattr(thing, "case_key", 0))

    def _next_key(self) -> int:
        if self.state.next_key >= self.keyring.next_key:
            self._spare(max(4 * SPARE_LEAST, self.state.next_key // 2))
        return self.state.next_key

    def _next_case(self) -> int:
        if self.state.next_case >= self.keyring.next_case:
            self.keyring.change(make_cases=max(8, self.state.next_case // 4))
        return self.state.next_case

    def _wanted(self, spare: int) -> int:
        return max(0, self.state.next_key + spare - self.keyring.next_key)

    def _spare(self, spare: int) -> None:
        """Keys made ahead, so that no command waits for the keyring to be rewritten."""
        if self._wanted(spare):
            self.keyring.change(make=self._wanted(2 * spare))

    def _tag(self, saying: Saying, keys: rows.Keys, story: bytes) -> int:
        """64 bits that tell a retry from another command with its id. Keyed, so that a burned story stays mute."""
        try:
            key = self.keyring.subkeys(keys.story, keys.case)[1]
        except LookupError:
            raise Refusal("card.burned") from None
        content = b"".join(
            (saying.kind.encode(), saying.of, saying.day.to_bytes(4, "little"), encode(saying.facts), story)
        )
        return int.from_bytes(hashlib.blake2b(content, key=key, digest_size=8).digest(), "little")

    def _word_shown(self, row: Row, saying: Saying) -> bool | None:
        """Whether the word said is the order's own fresh word."""
        order = self.state.orders.get(saying.of)
        if row.kind == "word" or order is None:
            return None
        seq = order.flags.get("word")
        return bool(seq) and same_word(self.story(seq or 0).word, saying.story.word)

    # ------------------------------------------------------------------------------------------------------- stories

    def story(self, seq: int) -> Story:
        """The story of a row, opened for this one look.

        Raises:
            Refusal: ``card.burned``, ``log.*``.
        """
        for waiting in (self._unwritten, *(stories for _, stories in self._flying)):
            if seq in waiting:
                return decode_story(waiting[seq])
        row = self.log.one(seq)
        try:
            told = rows.unseal(seq, row.parts, self.keyring.mark_key(seq), self.keyring.subkeys).story
        except rows.Torn:
            raise Refusal("log.broken-row", row=seq) from None
        except LookupError:  # a row from before a backup was restored
            told = None
        if told is None:
            raise Refusal("card.burned")
        return decode_story(told)

    def event(self, seq: int) -> Event:
        """The books part of a row."""
        self.settle()
        return decode_event(self._books(seq, self.log.one(seq).parts))

    def readable(self, rows: Iterable[int]) -> list[int]:
        """Those rows of a subject that may open: all, or in a restored book those after the backup."""
        first = self.keyring.reads_from
        return [seq for seq in rows if seq >= first]

    # ------------------------------------------------------------------------------------------------ burning, folding

    def _burn(self, card: Id, batch: list[vault_log.Row]) -> None:
        """The row first, then the key: after a crash between the two, opening finishes the burn."""
        self._hand_over(list(batch)).wait()
        batch.clear()
        self.keyring.change(drop=[self.state.cards[card].key])

    def fold(self, burn: Collection[Id] = (), case: Id = b"") -> int:
        """Write the state as one row, let go of orders that are over, and burn their keys in the same generation.

        Args:
            burn: orders to burn by hand, over or not. What is still owed on them stays in the balances.
            case: a case to burn, with its orders, its cards, its marks and its contacts.
        Returns:
            how many orders left.
        Raises:
            Refusal: ``keyring.hold``, ``desk.no-such-…``: nothing has changed. ``disk.*``.
        """
        self.settle()
        self.finish()
        if (burn or case) and self.keyring.hold:
            raise Refusal("keyring.hold")
        if any(of not in self.state.orders for of in burn):
            raise Refusal("desk.no-such-order")
        if case and case not in self.state.cases:
            raise Refusal("desk.no-such-case")
        burn = {*burn, *self.state.live.get(case, ())}
        now = self._watch.read()
        over = [order for order in self.state.orders.values() if order.id in burn or is_over(order, now.today)]
        leaving = [] if self.keyring.hold else over
        key, state = self._next_key(), self.state
        gone = {order.id for order in leaving}
        cards = {card.id for card in state.cards.values() if card.whose == case}
        lost = keys_lost(state, state.orders.keys() - gone, state.cases.keys() - {case}, state.cards.keys() - cards)
        leave(state, leaving)
        if case:
            forget_case(state, case)
        self._follow_fold(self._write_fold(key, now), lost)
        return len(leaving)

    def hold(self, on: bool) -> None:
        """Stop all expiry and burning, or let it go on again. Raises: ``disk.*``."""
        self.settle()
        self.keyring.change(hold=on)

    def burn_everything(self) -> None:
        """Burn the whole book at once, cards, orders and sums: nothing opens it any more. It waits for no fold.

        Raises:
            Refusal: ``keyring.hold``: nothing has changed. ``disk.*``: it may be gone or not; try again.
        """
        self.keyring.burn_everything()
        self._broken = True

    def take_over(self, state: State, head: Head) -> None:
        """Go on from a backup: its state, and the head of its rows, which lie in the log and open with no key here.

        For a new desk, once. The fold that is written covers those rows. Raises as `fold`.
        """
        self.state, self.head, self._handed = state, head, head
        seq, key = self._write_fold(self._next_key(), self._watch.read())
        self.keyring.change(fold=(seq, key), new_mark_from=seq + 1, reads_from=seq, make=self._wanted(SPARE_LEAST))

    def _write_fold(self, key: int, now: Instant) -> tuple[int, int]:
        """Write the state down under a key of its own and wait for it: (its row, the key's number)."""
        self.state.note_fold(key, now.at, self.keyring.generation + 1)
        seq, batch = self.state.seq, list[vault_log.Row]()
        event = Event(seq, FOLD, now.at, now.today, self.chance(ID_BYTES), 0, self.state.desk, key=key)
        self._seal(seq, now.at // WEEK, rows.Keys(key, key, 0), encode(event), encode(self.state), batch)
        self._hand_over(batch)
        self.settle()
        return seq, key

    # --------------------------------------------------------------------------------------------------------- closing

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
