"""How a book keeps a name: behind which sentence, who opened it, and how well its disk can forget.

These are the facts that the needs of a card ask for (`naru.people.table`). They are handed in when a desk is opened.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from naru.i18n.words import is_sentence
from naru.vault.disk.grade import Grade, look
from naru.vault.keyring.keyring import Keyring

TRIAL: Final = Grade("C", ())
"""what a test's or a demo's book is taken for: it holds nothing worth forgetting, on whatever disk it lies"""


class Keeping:
    """What is known of an open book when a name is to be written into it.

    Args:
        passphrase: canonical bytes that the book was opened with; only whether they are a sentence is kept.
        trial: a test's or a demo's own book, whose names are invented: its disk is not asked about.
    """

    __slots__ = ("folder", "maker", "sentence", "trial")

    def __init__(self, folder: Path, keyring: Keyring, passphrase: bytes, *, trial: bool) -> None:
        self.folder, self.trial = folder, trial
        self.sentence = is_sentence(passphrase)
        self.maker = not keyring.readers[keyring.reader_id].name

    @property
    def grade(self) -> Grade:
        """How well the disk under the book can forget, looked up now."""
        return TRIAL if self.trial else look(self.folder)

    @property
    def weak_disk(self) -> bool:
        """Whether nothing can be promised of this disk, and a name on it wants to be confirmed."""
        return not self.trial and self.grade.letter == "C"
