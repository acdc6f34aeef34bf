"""Writing a keyring anew: every change is one new generation, and what it leaves out is burned.

Why this order of steps: docs/adr/0002-keyring-files.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from naru.refusal import Refusal
from naru.vault import files
from naru.vault.boxes import RandomBytes
from naru.vault.keyring import generation, opening, slot, steps
from naru.vault.keyring.generation import Contents
from naru.vault.keyring.keys import Keys
from naru.vault.keyring.opening import Current


class Rewriter:
    """Writes the generations of one keyring folder and keeps its `Keys` at the one in force.

    After a failure that leaves open which of two generations the disk holds, the keys are forgotten: every further use
    raises Refusal("keyring.unsure") until the keyring is opened again.
    """

    def __init__(self, home: Path, keys: Keys, random_bytes: RandomBytes) -> None:
        """Take over a keyring's folder and the keys of the generation in force there."""
        self._home, self._keys, self._random_bytes = home, keys, random_bytes

    def write(
        self,
        contents: Contents,
        objects: dict[int, bytes],
        between: Callable[[], None] | None = None,
        *,
        reader: str = "",
        private: bytes = b"",
    ) -> None:
        """Write one generation. When this returns it is in force, and what it leaves out is burned.

        Args:
            contents, objects: the generation, and its object keys by number.
            between: what is done after the generation lies on the disk and before the slot points to it.
            reader, private: who holds the keyring from here on and their private key, where that changes.
        Raises: as `Keyring.change`.
        """
        before = self._keys.current
        if not opening.is_in_force(self._home, before):
            self._keys.forget()
            raise Refusal("keyring.unsure")
        epoch = self._random_bytes(slot.EPOCH_BYTES)
        publics = {id: known.public for id, known in contents.readers.items()}
        record = slot.pack(contents.generation, epoch, publics, contents.slot_key, self._random_bytes)
        blank = slot.blank(contents.slot_key, self._random_bytes)
        after = Current(
            contents, reader or before.reader, private or before.private, 1 - before.half, contents.generation
        )
        with files.refusing():
            steps.lay(self._home, contents.generation, generation.pack(contents, epoch, self._random_bytes))
        with self._or_forget():
            if between is not None:
                between()
            steps.switch(self._home, before.half, record, blank)
            self._keys.adopt(after, objects)
        steps.sweep(self._home, contents.generation, contents.readers)

    def wipe(self) -> None:
        """Overwrite both halves of the slot and forget every key. Raises: ("disk.*"): it may be gone or not."""
        with self._or_forget():
            steps.wipe(self._home, self._random_bytes(slot.SLOT_BYTES))
        self._keys.forget()

    @contextmanager
    def _or_forget(self) -> Iterator[None]:
        """Forget the keys when the work inside is cut off, by the disk or by Ctrl-C: the disk may hold either."""
        try:
            with files.refusing():
                yield
        except BaseException:
            self._keys.forget()
            raise
