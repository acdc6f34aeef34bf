"""The keyring: keys by number, and a way to burn them that a power cut cannot undo.

Layout of the files: docs/reference/files.md. Why this shape: docs/adr/0002-keyring-files.md.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from naru.refusal import Refusal
from naru.vault import boxes, changes, files, generation, opening, paper, readers, slot, turn
from naru.vault.boxes import Chance
from naru.vault.changes import KEEP, Change, Keep
from naru.vault.founding import FOLDER, found
from naru.vault.generation import Contents
from naru.vault.holding import Holding, KeyBurned
from naru.vault.kdf import KdfProfile
from naru.vault.opening import Found, Holder

__all__ = ["FOLDER", "KEEP", "KeyBurned", "Keyring"]


class Keyring(Holding):
    """An open keyring. One process holds it at a time; the door sees to that.

    After a failure that leaves open which of two generations the disk holds, every further use raises
    Refusal("keyring.unsure") until the keyring is opened again.
    """

    def __init__(self, home: Path, found: Found, chance: Chance) -> None:
        """Use `create` or `open`; this only takes over what they found."""
        super().__init__(found)
        self._home = home
        self._chance = chance

    @classmethod
    def create(
        cls,
        folder: Path,
        desk_id: bytes,
        passphrase: bytes,
        profile: KdfProfile,
        chance: Chance = secrets.token_bytes,
    ) -> Keyring:
        """Make a new keyring in the folder ``keyring`` of a desk's folder, with spare keys and the house's case key.

        Args:
            folder: the desk's folder; made if it is not there. A half-made keyring of a creation cut off is cleared.
            desk_id: 16 random bytes.
            passphrase: canonical bytes, not empty.
            chance: gives that many random bytes.
        Raises: Refusal("keyring.exists"), ("keyring.too-open") where the disk cannot keep files to their owner, and
            the disk's own.
        """
        home, made = found(folder, desk_id, passphrase, profile, chance)
        return cls(home, made, chance)

    @classmethod
    def open(
        cls, folder: Path, passphrase: bytes, *, allow_cheap: bool = False, chance: Chance = secrets.token_bytes
    ) -> Keyring:
        """Open the keyring of a desk's folder and finish a burn that a crash cut off.

        Raises: Refusal("keyring.wrong-passphrase"), ("keyring.missing"), ("keyring.damaged"),
            ("keyring.newer-format"), ("keyring.not-a-file"), ("keyring.too-open"), ("keyring.not-yours"),
            ("keyring.cheap-profile") unless `allow_cheap`, ("keyring.kdf-beyond-cap"), ("keyring.no-memory"), and the
            disk's own: ("disk.full"), ("disk.read-only"), ("disk.failed").
        """
        home = folder / FOLDER
        opened = opening.unlock(home, passphrase, allow_cheap=allow_cheap)
        found = opening.find(home, opening.holder(opened), chance)
        if found.highest == found.contents.generation:
            opening.forget_old_private(home, opened, found.private, chance)
        return cls(home, found, chance)

    @classmethod
    def open_with_recovery(cls, folder: Path, private: bytes, *, chance: Chance = secrets.token_bytes) -> Keyring:
        """Open the keyring of a desk's folder with the private key that two paper parts give (`recovery.private_key`).

        It opens whatever is not burned. Set a passphrase then: no other way of opening was lost or mended by this.

        Raises: Refusal("parts.none-made"), ("parts.not-this-book"): whole parts, but of another book, or replaced by
            newer ones; else as `open`, without what belongs to passphrases.
        """
        home = folder / FOLDER
        id, ticket = paper.unlock(home, private)
        try:
            return cls(home, opening.find(home, Holder(id, ticket.desk, ticket.slot_key, (private,)), chance), chance)
        except Refusal as refusal:
            if refusal.key != "keyring.wrong-passphrase":
                raise
            raise Refusal("parts.not-this-book") from None

    def change(
        self,
        *,
        drop: Iterable[int] = (),
        drop_cases: Iterable[int] = (),
        make: int = 0,
        make_cases: int = 0,
        fold: tuple[int, int] | Keep | None = KEEP,
        new_mark_from: int | None = None,
        hold: bool | Keep = KEEP,
        reads_from: int | None = None,
    ) -> None:
        """Write one new generation that does all of it at once. When this returns, what was dropped is burned.

        Args:
            drop, drop_cases: numbers to burn; one that is burned already is no error. Dropping a case does not drop
                the keys of its orders.
            make, make_cases: how many new keys and case keys, numbered on from `next_key` and `next_case`.
            fold: (seq, key number) of the fold now in force; the key may be one made here.
            new_mark_from: first seq of a new header key.
            hold: whether burning is held from here on; lifting it and burning are two changes.
            reads_from: of a restored book, once: the first row that these keys can open; the fold covers all before it.
        Raises: ValueError, Refusal("keyring.hold"): refused, nothing touched. Refusal("disk.full"),
            ("disk.read-only"), ("disk.failed"): the old or the new generation is in force and opens; if it may be
            the new one, this object is of no further use ("keyring.unsure"). Refusal("keyring.unsure"): the folder
            is not as this object left it; nothing touched.
        """
        now = self._sure()
        change = Change(frozenset(drop), frozenset(drop_cases), make, make_cases, fold, new_mark_from, hold, reads_from)
        contents, keys = changes.apply(change, now.contents, self._keys, now.highest + 1, self._chance)
        self._turn(now._replace(contents=contents), keys, _nothing)

    def change_passphrase(self, old: bytes, new: bytes, profile: KdfProfile) -> None:
        """Give this reader a new passphrase and a new key pair, and burn what the old reader file could open.

        The new generation is laid down first, so that a full disk changes nothing; then the reader file is replaced
        (from then on only the new passphrase opens); then the slot. A crash leaves exactly one of the two in force.

        Raises: Refusal("keyring.wrong-passphrase") for `old`; else as `change`.
        """
        now = self._sure()
        if not new:
            raise ValueError("a passphrase is not empty")
        data = files.read(self._home / readers.file_name(now.reader), readers.FILE_BYTES_MAX)
        secret = readers.unlock(data, now.reader, old, allow_cheap=True).secret
        public, private = boxes.key_pair(self._chance)
        secret = msgspec.structs.replace(secret, privates=(private, now.private))
        opened = readers.make(now.reader, secret, new, profile, self._chance)
        file = readers.close(opened, self._chance)
        turned = now._replace(contents=self._rewrapped(now, public), private=private)
        self._turn(turned, self._keys, lambda: turn.put(self._home, readers.file_name(now.reader), file))
        opening.forget_old_private(self._home, opened, private, self._chance)

    def add_recovery(self, private: bytes) -> None:
        """Put the paper parts of a private key in force; parts there were before open nothing from here on.

        Two parts of the new ones open whatever this reader can open. The private key itself is written nowhere. A
        crash leaves either the old parts in force or the new ones. Let her copy the parts, and read two of them back,
        before this.

        Raises: as `change`.
        """
        now = self._sure()
        id = self._chance(readers.ID_BYTES).hex()
        reader = generation.Reader(boxes.public_of(private), paper.KIND)
        contents = changes.with_reader(now.contents, now.highest + 1, id, reader, self._case_keys_here(), self._chance)
        ticket = paper.Ticket(contents.desk, contents.slot_key)
        file = paper.close(ticket, private, self._chance)
        self._turn(now._replace(contents=contents), self._keys, lambda: turn.put(self._home, paper.file_name(id), file))

    def set_passphrase_by_recovery(self, new: bytes, profile: KdfProfile) -> None:
        """Opened by paper parts: let one new passphrase open the book, and shut out every sentence there was before.

        Everybody who opened the book with a sentence is replaced by one new reader. The parts stay as they are. A crash
        leaves the old sentences in force or the new one; the parts open at every moment.

        Raises: as `change`; ValueError: it was opened by a passphrase (that is `change_passphrase`), or `new` is empty.
        """
        now = self._sure()
        if not new or not self.on_paper:
            raise ValueError("paper parts set a passphrase that is not empty")
        id = self._chance(readers.ID_BYTES).hex()
        public, private = boxes.key_pair(self._chance)
        secret = readers.Secret(now.contents.desk, now.contents.slot_key, (private,))
        file = readers.close(readers.make(id, secret, new, profile, self._chance), self._chance)
        contents = changes.with_reader(
            now.contents, now.highest + 1, id, generation.Reader(public), self._case_keys_here(), self._chance
        )
        turned = now._replace(contents=contents, reader=id, private=private)
        self._turn(turned, self._keys, lambda: turn.put(self._home, readers.file_name(id), file))

    def _case_keys_here(self) -> dict[int, bytes]:
        """Every case key this reader may open, by number."""
        return {number: self.case_key(number) for number in self._now.cases if self.has_case(number)}

    def _rewrapped(self, now: Found, public: bytes) -> Contents:
        """The next generation's contents with this reader's case keys sealed to a new public key."""
        reader = msgspec.structs.replace(now.contents.readers[now.reader], public=public)
        cases = {
            number: {**wraps, now.reader: boxes.seal(public, self.case_key(number), self._chance)}
            if now.reader in wraps
            else wraps
            for number, wraps in now.contents.cases.items()
        }
        return msgspec.structs.replace(
            now.contents,
            generation=now.highest + 1,
            readers={**now.contents.readers, now.reader: reader},
            cases=cases,
        )

    def burn_everything(self) -> None:
        """Overwrite both halves of the slot: no sentence and no paper opens anything of this desk any more.

        Raises: Refusal("keyring.hold"): nothing touched. ("disk.*"): it may be gone or not ("keyring.unsure").
        """
        if self.hold:
            raise Refusal("keyring.hold")
        with self._or_unsure():
            turn.wipe(self._home, self._chance(slot.SLOT_BYTES))
        self._doubt()

    def _turn(self, after: Found, keys: dict[int, bytes], between: Callable[[], None]) -> None:
        """Do the order of work; `after` is the keyring as it will be, still with the old half."""
        if not opening.is_in_force(self._home, self._sure()):
            self._doubt()
            raise Refusal("keyring.unsure")
        contents = after.contents
        epoch = self._chance(slot.EPOCH_BYTES)
        publics = {id: reader.public for id, reader in contents.readers.items()}
        record = slot.pack(contents.generation, epoch, publics, contents.slot_key, self._chance)
        blank = slot.blank(contents.slot_key, self._chance)
        with files.refusing():
            turn.lay(self._home, contents.generation, generation.pack(contents, epoch, self._chance))
        with self._or_unsure():
            between()
            turn.switch(self._home, after.half, record, blank)
            self._adopt(after._replace(half=1 - after.half, highest=contents.generation), keys)
        turn.sweep(self._home, contents.generation, contents.readers)

    @contextmanager
    def _or_unsure(self) -> Iterator[None]:
        """Forget everything when the work inside is cut off, by the disk or by Ctrl-C: the disk may hold either."""
        try:
            with files.refusing():
                yield
        except BaseException:
            self._doubt()
            raise


def _nothing() -> None:
    """What lies between laying a generation down and pointing to it, for an ordinary change."""
