"""The keyring: keys by number, and a way to burn them that a power cut cannot undo.

Layout of the files: docs/reference/files.md. Why this shape: docs/adr/0002-keyring-files.md.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Container
from pathlib import Path

import msgspec

from naru.refusal import Refusal
from naru.vault import boxes, files
from naru.vault.boxes import RandomBytes
from naru.vault.kdf import KdfProfile
from naru.vault.keyring import changes, generation, opening, paper, readers, slot, turn
from naru.vault.keyring.changes import KEEP, Change
from naru.vault.keyring.founding import FOLDER, found
from naru.vault.keyring.generation import Contents
from naru.vault.keyring.holding import KeyBurned, NotYours
from naru.vault.keyring.opening import Holder
from naru.vault.keyring.rewriting import Rewriting, nothing

__all__ = ["FOLDER", "KEEP", "KeyBurned", "Keyring", "NotYours"]


class Keyring(Rewriting):
    """An open keyring: who may open it, and with what. One process holds it at a time; the door sees to that."""

    @classmethod
    def create(
        cls,
        folder: Path,
        desk_id: bytes,
        passphrase: bytes,
        profile: KdfProfile,
        random_bytes: RandomBytes = secrets.token_bytes,
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
        home, made = found(folder, desk_id, passphrase, profile, random_bytes)
        return cls(home, made, random_bytes)

    @classmethod
    def open(
        cls,
        folder: Path,
        passphrase: bytes,
        *,
        allow_cheap: bool = False,
        random_bytes: RandomBytes = secrets.token_bytes,
    ) -> Keyring:
        """Open the keyring of a desk's folder and finish a burn that a crash cut off.

        Raises: Refusal("keyring.wrong-passphrase"), ("keyring.missing"), ("keyring.damaged"),
            ("keyring.newer-format"), ("keyring.not-a-file"), ("keyring.too-open"), ("keyring.not-yours"),
            ("keyring.cheap-profile") unless `allow_cheap`, ("keyring.kdf-beyond-cap"), ("keyring.no-memory"), and the
            disk's own: ("disk.full"), ("disk.read-only"), ("disk.failed").
        """
        home = folder / FOLDER
        opened = opening.unlock(home, passphrase, allow_cheap=allow_cheap)
        found = opening.find(home, opening.holder(opened), random_bytes)
        if found.highest == found.contents.generation:
            opening.forget_old_private(home, opened, found.private, random_bytes)
        return cls(home, found, random_bytes)

    @classmethod
    def open_with_recovery(
        cls, folder: Path, private: bytes, *, random_bytes: RandomBytes = secrets.token_bytes
    ) -> Keyring:
        """Open the keyring of a desk's folder with the private key that two paper parts give (`recovery.private_key`).

        It opens whatever is not burned. Set a passphrase then: no other way of opening was lost or mended by this.

        Raises: Refusal("parts.none-made"), ("parts.not-this-book"): whole parts, but of another book, or replaced by
            newer ones; else as `open`, without what belongs to passphrases.
        """
        home = folder / FOLDER
        id, ticket = paper.unlock(home, private)
        try:
            return cls(
                home,
                opening.find(home, Holder(id, ticket.desk, ticket.slot_key, (private,)), random_bytes),
                random_bytes,
            )
        except Refusal as refusal:
            if refusal.key != "keyring.wrong-passphrase":
                raise
            raise Refusal("parts.not-this-book") from None

    def add_reader(
        self,
        passphrase: bytes,
        profile: KdfProfile,
        name: str,
        *,
        cases: Collection[int] | None = None,
        until: int = 0,
    ) -> str:
        """Let somebody else open the desk, with a sentence of their own; gives their id.

        Args:
            passphrase: theirs, canonical bytes, not empty.
            cases: numbers of the cases that open to them; None: every case, those still to come too.
            until: last day of the invitation, packed; 0: none. This only keeps it; the desk ends it.
        Raises: Refusal("readers.too-many"); ("readers.same-words"): it opens the book already, as somebody else's;
            LookupError: a case this reader cannot open; ValueError; else as `change`.
        """
        now = self._sure()
        if not passphrase:
            raise ValueError("a passphrase is not empty")
        if len(now.contents.readers) >= slot.READERS_MAX:
            raise Refusal("readers.too-many")
        if self.opens(passphrase):
            raise Refusal("readers.same-words")
        id = self._random_bytes(readers.ID_BYTES).hex()
        public, private = boxes.key_pair(self._random_bytes)
        reader = generation.Reader(public, generation.PERSON, name, cases is None, until)
        contents = self._with_reader(id, reader, cases)
        secret = readers.Secret(contents.desk, contents.slot_key, (private,))
        file = readers.close(readers.make(id, secret, passphrase, profile, self._random_bytes), self._random_bytes)
        turned, path = now._replace(contents=contents), readers.file_name(id)
        self._turn(turned, self._keys, lambda: turn.put(self._home, path, file))
        return id

    def opens(self, passphrase: bytes) -> bool:
        """Whether a sentence opens this book, whoever's it is. Takes as long as an opening."""
        try:
            opening.unlock(self._home, passphrase, allow_cheap=True)
        except Refusal as refusal:
            if refusal.key != "keyring.wrong-passphrase":
                raise
            return False
        return True

    def let_read(self, id: str, cases: Collection[int] | None) -> None:
        """Set which cases open to another reader; None: every case. What they copied before stays theirs.

        Raises: LookupError: no such reader, or a case this one cannot open. Refusal("readers.last"): it is the only one
            to whom every case opens. Else as `change`.
        """
        now = self._sure()
        known = now.contents.readers[id]
        if cases is not None:
            changes.check(Change(drop_readers=frozenset({id})), now.contents)
        reader = msgspec.structs.replace(known, every=cases is None)
        self._turn(now._replace(contents=self._with_reader(id, reader, cases)), self._keys, nothing)

    def _with_reader(
        self, id: str, reader: generation.Reader, cases: Collection[int] | None, instead_of: Container[str] = ()
    ) -> Contents:
        """The next generation's contents with a reader to whom these cases open; None: all."""
        now = self._sure()
        numbers = now.contents.cases if cases is None else {generation.HOUSE, *cases}
        keys = {number: self.case_key(number) for number in numbers}
        return changes.with_reader(now.contents, now.highest + 1, id, reader, keys, self._random_bytes, instead_of)

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
        public, private = boxes.key_pair(self._random_bytes)
        secret = msgspec.structs.replace(secret, privates=(private, now.private))
        mine = [number for number in now.contents.cases if self.opens_case(number)]
        reader = msgspec.structs.replace(now.contents.readers[now.reader], public=public)
        contents = self._with_reader(now.reader, reader, mine)
        opened = readers.make(now.reader, secret, new, profile, self._random_bytes)
        file = readers.close(opened, self._random_bytes)
        turned = now._replace(contents=contents, private=private)
        self._turn(turned, self._keys, lambda: turn.put(self._home, readers.file_name(now.reader), file))
        opening.forget_old_private(self._home, opened, private, self._random_bytes)

    def add_recovery(self, private: bytes) -> None:
        """Put the paper parts of a private key in force; parts there were before open nothing from here on.

        Two parts of the new ones open whatever this reader can open. The private key itself is written nowhere. A
        crash leaves either the old parts in force or the new ones. Let her copy the parts, and read two of them back,
        before this.

        Raises: LookupError: a case does not open to this reader, so the parts would not open it. Else as `change`.
        """
        now = self._sure()
        id = self._random_bytes(readers.ID_BYTES).hex()
        before = {each for each, known in now.contents.readers.items() if known.kind == paper.KIND}
        contents = self._with_reader(id, generation.Reader(boxes.public_of(private), paper.KIND), None, before)
        ticket = paper.Ticket(contents.desk, contents.slot_key)
        file = paper.close(ticket, private, self._random_bytes)
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
        id = self._random_bytes(readers.ID_BYTES).hex()
        public, private = boxes.key_pair(self._random_bytes)
        secret = readers.Secret(now.contents.desk, now.contents.slot_key, (private,))
        file = readers.close(readers.make(id, secret, new, profile, self._random_bytes), self._random_bytes)
        before = {each for each, known in now.contents.readers.items() if known.kind == generation.PERSON}
        contents = self._with_reader(id, generation.Reader(public), None, before)
        turned = now._replace(contents=contents, reader=id, private=private)
        self._turn(turned, self._keys, lambda: turn.put(self._home, readers.file_name(id), file))
