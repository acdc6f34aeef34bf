"""Paper parts at a desk: make them, write them down, read two back, put them in force; and open a book with two.

The order matters. What was copied by hand is read back before it is put in force, so that no book ever relies on parts
that nobody has: `new_parts`, then `sheet` for each, then `put_in_force` with what was typed back.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

from naru.desk.desk import Desk
from naru.i18n.catalogue import Catalogue
from naru.i18n.text import width
from naru.refusal import Refusal
from naru.vault.backup import recovery
from naru.vault.backup.recovery import PaperPart
from naru.vault.boxes import RandomBytes
from naru.vault.disk.lock import Lock
from naru.vault.kdf import KdfProfile
from naru.vault.keyring.keyring import Keyring

IN_A_ROW: Final = 4


class NewParts(NamedTuple):
    """Three parts that are not in force yet, and what they were cut from. Not to be kept beyond the moment."""

    secret: bytes
    parts: tuple[PaperPart, PaperPart, PaperPart]

    def __repr__(self) -> str:
        """Show no word and no key."""
        return "NewParts()"


def new_parts(random_bytes: RandomBytes) -> NewParts:
    """Draw a secret and cut it in three. Nothing is changed and nothing is stored."""
    secret = random_bytes(recovery.SECRET_BYTES)
    return NewParts(secret, recovery.cut(secret, random_bytes))


def sheet(part: PaperPart, lang: str) -> str:
    """What stands on one piece of paper: its number, what it is worth alone, and twenty numbered words.

    No name, no date and no word of what it opens: a paper is found by whoever tidies up.
    """
    text, said = Catalogue(lang).text, part.words(lang)
    told = [f"{place:>2} {word}" for place, word in enumerate(said, start=1)]
    wide = max(map(width, told)) + 2
    lines = [told[at : at + IN_A_ROW] for at in range(0, len(told), IN_A_ROW)]
    words = ["  " + "".join(word + " " * (wide - width(word)) for word in line).rstrip() for line in lines]
    return "\n".join([text("parts", f"title-{part.number}"), text("parts", "alone"), "", *words]) + "\n"


def put_in_force(desk: Desk, made: NewParts, read_back: Sequence[PaperPart]) -> None:
    """From here on any two of these parts open the book, and the parts there were before open nothing.

    Args:
        read_back: two parts or three, read from what was copied by hand (`naru.vault.backup.recovery.read`).
    Raises:
        Refusal: ``readers.owner-only``;
            ``parts.read-back``: they are not these; as `recovery.join`; ``disk.*``, ``keyring.*``. The old parts
            are in force then.
    """
    desk.must_see_all()
    if recovery.join(read_back) != made.secret:
        raise Refusal("parts.read-back")
    desk.keyring.access.add_recovery(recovery.private_key(made.secret))


def private_key(parts: Sequence[PaperPart]) -> bytes:
    """What two parts open with, 32 bytes. Raises as `recovery.join`."""
    return recovery.private_key(recovery.join(parts))


def recover(
    folder: Path,
    private: bytes,
    passphrase: bytes,
    random_bytes: RandomBytes,
    profile: KdfProfile,
    which: str = "command",
) -> None:
    """Open a book with two parts and give it a new passphrase; every passphrase there was before is shut out.

    Args:
        private: of two parts (`private_key`).
        passphrase: the new one, canonical bytes (`naru.i18n.words.canonical`).
    Raises:
        Refusal: ``desk.in-use``; ``parts.none-made``, ``parts.not-this-book``; as `Keyring.open` and `Keyring.change`.
            The old passphrase is in force then, and the parts open as before.
    """
    with Lock.take(folder, which):
        keyring = Keyring.open_with_recovery(folder, private, random_bytes=random_bytes)
        keyring.access.set_passphrase_by_recovery(passphrase, profile)
