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
from naru.vault import boxes, changes, files, generation, opening, readers, slot, turn
from naru.vault.boxes import Chance
from naru.vault.changes import KEEP, Change, Keep
from naru.vault.founding import FOLDER, found
from naru.vault.generation import Contents
from naru.vault.holding import Holding, KeyBurned
from naru.vault.kdf import KdfProfile
from naru.vault.opening import Found

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
        return cls(home, opening.find(home, opened, chance), chance)

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
    ) -> None:
        """Write one new generation that does all of it at once. When this returns, what was dropped is burned.

        Args:
            drop, drop_cases: numbers to burn; one that is burned already is no error. Dropping a case does not drop
                the keys of its orders.
            make, make_cases: how many new keys and case keys, numbered on from `next_key` and `next_case`.
            fold: (seq, key number) of the fold now in force; the key may be one made here.
            new_mark_from: first seq of a new header key.
            hold: whether burning is held from here on; lifting it and burning are two changes.
        Raises: ValueError, Refusal("keyring.hold"): refused, nothing touched. Refusal("disk.full"),
            ("disk.read-only"), ("disk.failed"): the old or the new generation is in force and opens; if it may be
            the new one, this object is of no further use ("keyring.unsure"). Refusal("keyring.unsure"): the folder
            is not as this object left it; nothing touched.
        """
        now = self._sure()
        change = Change(frozenset(drop), frozenset(drop_cases), make, make_cases, fold, new_mark_from, hold)
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
        self._turn(turned, self._keys, lambda: turn.replace_reader(self._home, now.reader, file))
        opening.forget_old_private(self._home, opened, private, self._chance)

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
        turn.sweep(self._home, contents.generation)

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
