"""Changes of who may open a keyring: readers with a sentence, and the paper parts.

Each is one new generation, with the file of the reader it is about put in place just before it comes in force.
"""

from __future__ import annotations

from collections.abc import Collection, Container
from pathlib import Path

import msgspec

from naru.refusal import Refusal
from naru.vault import boxes, files
from naru.vault.boxes import RandomBytes
from naru.vault.kdf import KdfProfile
from naru.vault.keyring import changes, generation, opening, paper, readers, slot
from naru.vault.keyring.changes import Change
from naru.vault.keyring.generation import Contents, Reader
from naru.vault.keyring.keys import Keys
from naru.vault.keyring.rewriter import Rewriter


class Access:
    """Who may open one keyring, as far as it changes."""

    def __init__(self, home: Path, keys: Keys, rewriter: Rewriter, random_bytes: RandomBytes) -> None:
        """Take the folder, the keys to be given out, and what writes a generation."""
        self._home, self._keys, self._rewriter, self._random_bytes = home, keys, rewriter, random_bytes

    def opens(self, passphrase: bytes) -> bool:
        """Whether a sentence opens this book, whoever's it is. Takes as long as an opening."""
        try:
            opening.unlock(self._home, passphrase, allow_cheap=True)
        except Refusal as refusal:
            if refusal.key != "keyring.wrong-passphrase":
                raise
            return False
        return True

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
            LookupError: a case this reader cannot open; ValueError; else as `Keyring.change`.
        """
        now = self._keys.current.contents
        if not passphrase:
            raise ValueError("a passphrase is not empty")
        if len(now.readers) >= slot.READERS_MAX:
            raise Refusal("readers.too-many")
        if self.opens(passphrase):
            raise Refusal("readers.same-words")
        id = self._random_bytes(readers.ID_BYTES).hex()
        public, private = boxes.key_pair(self._random_bytes)
        reader = Reader(public, generation.PERSON, name, cases is None, until)
        contents = self._with_reader(id, reader, cases)
        secret = readers.Secret(now.desk, now.slot_key, (private,))
        opened = readers.make(id, secret, passphrase, profile, self._random_bytes)
        self._write(contents, readers.file_name(id), readers.close(opened, self._random_bytes))
        return id

    def let_read(self, id: str, cases: Collection[int] | None) -> None:
        """Set which cases open to another reader; None: every case. What they copied before stays theirs.

        Raises: LookupError: no such reader, or a case this one cannot open. Refusal("readers.last"): it is the only one
            to whom every case opens. Else as `Keyring.change`.
        """
        now = self._keys.current.contents
        known = now.readers[id]
        if cases is not None:
            changes.check(Change(drop_readers=frozenset({id})), now)
        reader = msgspec.structs.replace(known, every=cases is None)
        self._rewriter.write(self._with_reader(id, reader, cases), self._keys.objects)

    def change_passphrase(self, old: bytes, new: bytes, profile: KdfProfile) -> None:
        """Give this reader a new passphrase and a new key pair, and burn what the old reader file could open.

        The new generation is laid down first, so that a full disk changes nothing; then the reader file is replaced
        (from then on only the new passphrase opens); then the slot. A crash leaves exactly one of the two in force.

        Raises: Refusal("keyring.wrong-passphrase") for `old`; else as `Keyring.change`.
        """
        current = self._keys.current
        if not new:
            raise ValueError("a passphrase is not empty")
        id, name = current.reader, readers.file_name(current.reader)
        data = files.read(self._home / name, readers.FILE_BYTES_MAX)
        secret = readers.unlock(data, id, old, allow_cheap=True).secret
        public, private = boxes.key_pair(self._random_bytes)
        secret = msgspec.structs.replace(secret, privates=(private, current.private))
        reader = msgspec.structs.replace(current.contents.readers[id], public=public)
        mine = [number for number, wraps in current.contents.cases.items() if id in wraps]
        contents = self._with_reader(id, reader, mine)
        opened = readers.make(id, secret, new, profile, self._random_bytes)
        self._write(contents, name, readers.close(opened, self._random_bytes), private=private)
        opening.forget_old_private(self._home, opened, private, self._random_bytes)

    def add_recovery(self, private: bytes) -> None:
        """Put the paper parts of a private key in force; parts there were before open nothing from here on.

        Two parts of the new ones open whatever this reader can open. The private key itself is written nowhere. A
        crash leaves either the old parts in force or the new ones. Let her copy the parts, and read two of them back,
        before this.

        Raises: LookupError: a case does not open to this reader, so the parts would not open it. Else as
            `Keyring.change`.
        """
        now = self._keys.current.contents
        id = self._random_bytes(readers.ID_BYTES).hex()
        before = {each for each, known in now.readers.items() if known.kind == paper.KIND}
        contents = self._with_reader(id, Reader(boxes.public_of(private), paper.KIND), None, before)
        file = paper.close(paper.SlotAccess(now.desk, now.slot_key), private, self._random_bytes)
        self._write(contents, paper.file_name(id), file)

    def set_passphrase_by_recovery(self, new: bytes, profile: KdfProfile) -> None:
        """Opened by paper parts: let one new passphrase open the book, and shut out every sentence there was before.

        Everybody who opened the book with a sentence is replaced by one new reader. The parts stay as they are. A crash
        leaves the old sentences in force or the new one; the parts open at every moment.

        Raises: as `Keyring.change`; ValueError: it was opened by a passphrase (that is `change_passphrase`), or the new
            one is empty.
        """
        current = self._keys.current
        now = current.contents
        if not new or now.readers[current.reader].kind != paper.KIND:
            raise ValueError("paper parts set a passphrase that is not empty")
        id = self._random_bytes(readers.ID_BYTES).hex()
        public, private = boxes.key_pair(self._random_bytes)
        secret = readers.Secret(now.desk, now.slot_key, (private,))
        file = readers.close(readers.make(id, secret, new, profile, self._random_bytes), self._random_bytes)
        before = {each for each, known in now.readers.items() if known.kind == generation.PERSON}
        contents = self._with_reader(id, Reader(public), None, before)
        self._write(contents, readers.file_name(id), file, reader=id, private=private)

    def _with_reader(
        self, id: str, reader: Reader, cases: Collection[int] | None, instead_of: Container[str] = ()
    ) -> Contents:
        """The next generation's contents with a reader to whom these cases open; None: all."""
        current = self._keys.current
        numbers = current.contents.cases if cases is None else {generation.HOUSE, *cases}
        keys = {number: self._keys.case_key(number) for number in numbers}
        return changes.with_reader(
            current.contents, current.highest + 1, id, reader, keys, self._random_bytes, instead_of
        )

    def _write(self, contents: Contents, name: str, file: bytes, *, reader: str = "", private: bytes = b"") -> None:
        """Write a generation whose reader has a new file; the file is put in place after it and before the slot."""
        path = self._home / name
        self._rewriter.write(
            contents, self._keys.objects, lambda: files.replace(path, file), reader=reader, private=private
        )
