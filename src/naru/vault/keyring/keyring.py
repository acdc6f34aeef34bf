"""The keyring: keys by number, and a way to burn them that a power cut cannot undo.

Layout of the files: docs/reference/files.md. Why this shape: docs/adr/0002-keyring-files.md.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType

from naru.refusal import Refusal
from naru.vault.archive import Archive
from naru.vault.boxes import RandomBytes
from naru.vault.kdf import KdfProfile
from naru.vault.keyring import changes, creation, opening, paper
from naru.vault.keyring.access import Access
from naru.vault.keyring.changes import KEEP, Change, Keep
from naru.vault.keyring.creation import FOLDER
from naru.vault.keyring.generation import Contents, Reader
from naru.vault.keyring.keys import KeyBurned, Keys, NotYours
from naru.vault.keyring.opening import Credentials, Current
from naru.vault.keyring.rewriter import Rewriter

__all__ = ["FOLDER", "KEEP", "KeyBurned", "Keyring", "NotYours"]


class Keyring:
    """An open keyring: its `keys`, its `access` (changes of who may open it), and what is in force.

    One process holds it; the folder's lock sees to that.

    After a failure that leaves open which of two generations the disk holds, and after `close`, every use raises
    Refusal("keyring.unsure").
    """

    def __init__(self, home: Path, current: Current, random_bytes: RandomBytes) -> None:
        """Take over what lies in the folder `home`; see `create` and `open`."""
        self.keys = Keys(current)
        self._random_bytes = random_bytes
        self._rewriter = Rewriter(home, self.keys, random_bytes)
        self.access = Access(home, self.keys, self._rewriter, random_bytes)

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
            random_bytes: gives that many random bytes.
        Raises: Refusal("keyring.exists"), ("keyring.too-open") where the disk cannot keep files to their owner, and
            the disk's own.
        """
        home, made = creation.create(folder, desk_id, passphrase, profile, random_bytes)
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
        current = opening.find(home, opening.credentials(opened), random_bytes)
        if current.highest == current.contents.generation:
            opening.forget_old_private(home, opened, current.private, random_bytes)
        return cls(home, current, random_bytes)

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
        id, access = paper.unlock(home, private)
        who = Credentials(id, access.desk, access.slot_key, (private,))
        try:
            return cls(home, opening.find(home, who, random_bytes), random_bytes)
        except Refusal as refusal:
            if refusal.key != "keyring.wrong-passphrase":
                raise
            raise Refusal("parts.not-this-book") from None

    def close(self) -> None:
        """Drop every key. The files stay as they are."""
        self.keys.forget()

    # --------------------------------------------------------------------------------------------- what is in force

    @property
    def desk_id(self) -> bytes:
        """The desk this keyring belongs to, 16 bytes."""
        return self._contents.desk

    @property
    def generation(self) -> int:
        """How often it was written anew, counted from 1; never falls while the folder is the same."""
        return self._contents.generation

    @property
    def log_key(self) -> bytes:
        """Raw key of the log's file, 32 bytes."""
        return self._contents.log_key

    @property
    def next_key(self) -> int:
        """First key number never made; every lower one was made, and is here unless it was burned."""
        return self._contents.next_key

    @property
    def next_case(self) -> int:
        """First case number never made; case 0 is the one every reader opens."""
        return self._contents.next_case

    @property
    def snapshot(self) -> tuple[int, int] | None:
        """(seq of the last snapshot's row, number of its key); None before the first snapshot."""
        return self._contents.snapshot

    @property
    def legal_hold(self) -> bool:
        """Whether burning is held."""
        return self._contents.legal_hold

    @property
    def archive(self) -> Archive | None:
        """Whom the records a law demands are sealed to; None where none are kept."""
        return self._contents.archive

    @property
    def reads_from(self) -> int:
        """First row of the log that may open with these keys: 0, or in a restored book the one after the backup."""
        return self._contents.header_keys[0][0]

    @property
    def _contents(self) -> Contents:
        return self.keys.current.contents

    # -------------------------------------------------------------------------------------------- who may open what

    @property
    def readers(self) -> Mapping[str, Reader]:
        """All who may open it, by id."""
        return MappingProxyType(self._contents.readers)

    @property
    def reader_id(self) -> str:
        """Who opened it: 16 hex digits."""
        return self.keys.current.reader

    @property
    def sees_all(self) -> bool:
        """Whether every case opens to whoever opened it, those still to come too."""
        return self._me.every

    @property
    def on_paper(self) -> bool:
        """Whether it was opened by paper parts."""
        return self._me.kind == paper.KIND

    @property
    def recovery_key(self) -> bytes | None:
        """Public key of the paper parts in force, 32 bytes; None where there are none."""
        publics = [reader.public for reader in self._contents.readers.values() if reader.kind == paper.KIND]
        return publics[0] if publics else None

    @property
    def _me(self) -> Reader:
        return self._contents.readers[self.reader_id]

    def opens_case(self, number: int) -> bool:
        """Whether a case key is here and this reader may open it."""
        return self.reader_id in self._contents.cases.get(number, {})

    def cases_of(self, reader: str) -> frozenset[int]:
        """Numbers of the cases that open to a reader, by id."""
        return frozenset(number for number, wraps in self._contents.cases.items() if reader in wraps)

    def is_for_mine(self, number: int) -> bool:
        """Whether a case key is fit for a new case of this reader: it opens to those who shall see it, nobody else."""
        now = self._contents
        return now.cases.get(number, {}).keys() == set(changes.shared_by(now.readers, self.reader_id))

    # ------------------------------------------------------------------------------------------------------ changes

    def change(
        self,
        *,
        drop: Iterable[int] = (),
        drop_cases: Iterable[int] = (),
        drop_readers: Iterable[str] = (),
        make: int = 0,
        make_cases: int = 0,
        snapshot: tuple[int, int] | Keep | None = KEEP,
        new_header_from: int | None = None,
        drop_headers_of: Iterable[int] = (),
        legal_hold: bool | Keep = KEEP,
        reads_from: int | None = None,
        archive: Archive | Keep = KEEP,
    ) -> None:
        """Write one new generation that does all of it at once. When this returns, what was dropped is burned.

        Args:
            drop, drop_cases: numbers to burn; one that is burned already is no error. Dropping a case does not drop
                the keys of its orders.
            drop_readers: ids of readers this generation opens to no more. The one who opened it may be among them:
                this object goes on, and no later opening does.
            make, make_cases: how many new keys and case keys, numbered on from `next_key` and `next_case`.
            snapshot: (seq, key number) of the snapshot now in force; the key may be one made here.
            new_header_from: first seq of a new header key.
            drop_headers_of: rows whose header keys burn, with those of all rows written under the same key. The
                snapshot covers them; a row of something that lives opens by the numbers of its keys (`rows.find`).
            legal_hold: whether burning is held from here on; lifting it and burning are two changes.
            reads_from: of a restored book, once: the first row that these keys can open; the snapshot covers all before
                it.
            archive: whom the records of rows to come are sealed to.
        Raises: ValueError, Refusal("keyring.hold"), ("readers.last"): refused, nothing touched. ("disk.full"),
            ("disk.read-only"), ("disk.failed"): the old or the new generation is in force and opens; if it may be
            the new one, this object is of no further use ("keyring.unsure"). Refusal("keyring.unsure"): the folder
            is not as this object left it; nothing touched.
        """
        current = self.keys.current
        dropped = frozenset(drop), frozenset(drop_cases), frozenset(drop_readers)
        headers = frozenset(drop_headers_of)
        change = Change(*dropped, make, make_cases, snapshot, new_header_from, headers, legal_hold, reads_from, archive)
        contents, objects = changes.apply(
            change, current.contents, self.keys.objects, current.highest + 1, current.reader, self._random_bytes
        )
        self._rewriter.write(contents, objects)

    def burn_everything(self) -> None:
        """Overwrite both halves of the slot: no sentence and no paper opens anything of this desk any more.

        Raises: Refusal("keyring.hold"): nothing touched. ("disk.*"): it may be gone or not ("keyring.unsure").
        """
        if self.legal_hold:
            raise Refusal("keyring.hold")
        self._rewriter.wipe()
