"""Rewriting a keyring: every change is one new generation, and what it leaves out is burned.

Why this order of work: docs/adr/0002-keyring-files.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from naru.refusal import Refusal
from naru.vault import files
from naru.vault.archive import Archive
from naru.vault.boxes import RandomBytes
from naru.vault.keyring import changes, generation, opening, slot, turn
from naru.vault.keyring.changes import KEEP, Change, Keep
from naru.vault.keyring.holding import Holding
from naru.vault.keyring.opening import Found


class Rewriting(Holding):
    """The keys of a folder that can be written anew.

    After a failure that leaves open which of two generations the disk holds, every further use raises
    Refusal("keyring.unsure") until the keyring is opened again.
    """

    def __init__(self, home: Path, found: Found, random_bytes: RandomBytes) -> None:
        """Take over what an opening found in the folder `home`."""
        super().__init__(found)
        self._home = home
        self._random_bytes = random_bytes

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
            new_mark_from: first seq of a new header key.
            drop_marks_of: rows whose header keys burn, with those of all rows written under the same key. The snapshot
                covers them; a row of something that lives opens by the numbers of its keys (`rows.find`).
            hold: whether burning is held from here on; lifting it and burning are two changes.
            archive: whom the records of rows to come are sealed to.
            reads_from: of a restored book, once: the first row that these keys can open; the snapshot covers all before
            it.
        Raises: ValueError, Refusal("keyring.hold"), ("readers.last"): refused, nothing touched. ("disk.full"),
            ("disk.read-only"), ("disk.failed"): the old or the new generation is in force and opens; if it may be
            the new one, this object is of no further use ("keyring.unsure"). Refusal("keyring.unsure"): the folder
            is not as this object left it; nothing touched.
        """
        now = self._sure()
        gone = frozenset(drop), frozenset(drop_cases), frozenset(drop_readers)
        change = Change(
            *gone,
            make,
            make_cases,
            snapshot,
            new_header_from,
            frozenset(drop_headers_of),
            legal_hold,
            reads_from,
            archive,
        )
        contents, keys = changes.apply(
            change, now.contents, self._keys, now.highest + 1, now.reader, self._random_bytes
        )
        self._turn(now._replace(contents=contents), keys, nothing)

    def burn_everything(self) -> None:
        """Overwrite both halves of the slot: no sentence and no paper opens anything of this desk any more.

        Raises: Refusal("keyring.hold"): nothing touched. ("disk.*"): it may be gone or not ("keyring.unsure").
        """
        if self.legal_hold:
            raise Refusal("keyring.hold")
        with self._or_unsure():
            turn.wipe(self._home, self._random_bytes(slot.SLOT_BYTES))
        self._doubt()

    def _turn(self, after: Found, keys: dict[int, bytes], between: Callable[[], None]) -> None:
        """Do the order of work; `after` is the keyring as it will be, still with the old half."""
        if not opening.is_in_force(self._home, self._sure()):
            self._doubt()
            raise Refusal("keyring.unsure")
        contents = after.contents
        epoch = self._random_bytes(slot.EPOCH_BYTES)
        publics = {id: reader.public for id, reader in contents.readers.items()}
        record = slot.pack(contents.generation, epoch, publics, contents.slot_key, self._random_bytes)
        blank = slot.blank(contents.slot_key, self._random_bytes)
        with files.refusing():
            turn.lay(self._home, contents.generation, generation.pack(contents, epoch, self._random_bytes))
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


def nothing() -> None:
    """What lies between laying a generation down and pointing to it, for an ordinary change."""
