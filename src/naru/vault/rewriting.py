"""Rewriting a keyring: every change is one new generation, and what it leaves out is burned.

Why this order of work: docs/adr/0002-keyring-files.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from naru.refusal import Refusal
from naru.vault import changes, files, generation, opening, slot, turn
from naru.vault.archive import Archive
from naru.vault.boxes import Chance
from naru.vault.changes import KEEP, Change, Keep
from naru.vault.holding import Holding
from naru.vault.opening import Found


class Rewriting(Holding):
    """The keys of a folder that can be written anew.

    After a failure that leaves open which of two generations the disk holds, every further use raises
    Refusal("keyring.unsure") until the keyring is opened again.
    """

    def __init__(self, home: Path, found: Found, chance: Chance) -> None:
        """Take over what an opening found in the folder `home`."""
        super().__init__(found)
        self._home = home
        self._chance = chance

    def change(
        self,
        *,
        drop: Iterable[int] = (),
        drop_cases: Iterable[int] = (),
        drop_readers: Iterable[str] = (),
        make: int = 0,
        make_cases: int = 0,
        fold: tuple[int, int] | Keep | None = KEEP,
        new_mark_from: int | None = None,
        drop_marks_of: Iterable[int] = (),
        hold: bool | Keep = KEEP,
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
            fold: (seq, key number) of the fold now in force; the key may be one made here.
            new_mark_from: first seq of a new header key.
            drop_marks_of: rows whose header keys burn, with those of all rows written under the same key. The fold
                covers them; a row of something that lives opens by the numbers of its keys (`rows.find`).
            hold: whether burning is held from here on; lifting it and burning are two changes.
            archive: whom the records of rows to come are sealed to.
            reads_from: of a restored book, once: the first row that these keys can open; the fold covers all before it.
        Raises: ValueError, Refusal("keyring.hold"), ("readers.last"): refused, nothing touched. ("disk.full"),
            ("disk.read-only"), ("disk.failed"): the old or the new generation is in force and opens; if it may be
            the new one, this object is of no further use ("keyring.unsure"). Refusal("keyring.unsure"): the folder
            is not as this object left it; nothing touched.
        """
        now = self._sure()
        gone = frozenset(drop), frozenset(drop_cases), frozenset(drop_readers)
        change = Change(
            *gone, make, make_cases, fold, new_mark_from, frozenset(drop_marks_of), hold, reads_from, archive
        )
        contents, keys = changes.apply(change, now.contents, self._keys, now.highest + 1, now.reader, self._chance)
        self._turn(now._replace(contents=contents), keys, nothing)

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


def nothing() -> None:
    """What lies between laying a generation down and pointing to it, for an ordinary change."""
