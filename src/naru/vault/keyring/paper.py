"""The recovery reader's file: what lets two paper parts find the book's own slot records, and no key of anything.

Any other reader's file holds the private key. This one cannot: the private key is on paper. It holds the desk's id and
the slot key, closed with a key derived from that private key, so that nobody who never held the parts can make one.
Layout: docs/reference/files.md.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Final, NamedTuple

import msgspec
import nacl.exceptions
from msgspec import Struct
from nacl.secret import SecretBox

from naru.refusal import Refusal
from naru.vault import files, frame
from naru.vault.boxes import RandomBytes
from naru.vault.keyring.readers import DeskId, Key

KIND: Final = "recovery"
"""What a generation says of this reader; everybody else is a "person"."""

VERSION: Final = 1
FILE_BYTES_MAX: Final = 4096
FILES_MAX: Final = 64
_MAGIC: Final = b"NARUPAPR"
_NAME: Final = re.compile(r"recovery-([0-9a-f]{16})")


class SlotAccess(Struct, frozen=True, forbid_unknown_fields=True):
    """What the parts open: which desk it is, and the key of the checks in its slot."""

    desk: DeskId
    slot_key: Key

    def __repr__(self) -> str:
        """Show no key."""
        return "SlotAccess()"


class Unlocked(NamedTuple):
    """A paper file that opened: the reader's id and what was in it."""

    id: str
    access: SlotAccess


def file_name(reader: str) -> str:
    """Name the file of a reader id."""
    return f"recovery-{reader}"


def id_of(name: str) -> str | None:
    """Read the reader id off a file name; None for any other file."""
    found = _NAME.fullmatch(name)
    return found[1] if found else None


def close(access: SlotAccess, private: bytes, random_bytes: RandomBytes) -> bytes:
    """Make the bytes of the file for the holder of a private key, 32 bytes."""
    sealed = SecretBox(_file_key(private)).encrypt(msgspec.msgpack.encode(access), random_bytes(SecretBox.NONCE_SIZE))
    return frame.close(_MAGIC, VERSION, bytes(sealed))


def exists(home: Path) -> bool:
    """Whether paper parts were ever made for the keyring in this folder; False where there is no such folder."""
    try:
        return any(id_of(name) for name in files.names(home))
    except OSError:
        return False


def unlock(home: Path, private: bytes) -> Unlocked:
    """Find the paper file of a keyring folder that this private key opens.

    Raises:
        Refusal: ``parts.none-made``; ``parts.not-this-book``: the parts are whole, and of another book or replaced by
            newer ones; ``keyring.*``, ``disk.*`` as for a reader file.
    """
    files.check(home, folder=True)
    with files.refusing():
        ids = [id for name in files.names(home) if (id := id_of(name))]
    refusals: list[Refusal] = []
    for id in ids[:FILES_MAX]:
        try:
            return Unlocked(id, _open(files.read(home / file_name(id), FILE_BYTES_MAX), private))
        except Refusal as refusal:
            refusals.append(refusal)
    if not refusals:
        raise Refusal("parts.none-made")
    raise next((each for each in refusals if each.key != "parts.not-this-book"), refusals[0])


def _open(data: bytes, private: bytes) -> SlotAccess:
    sealed = frame.open_(data, _MAGIC, VERSION)
    try:
        return msgspec.msgpack.decode(SecretBox(_file_key(private)).decrypt(sealed), type=SlotAccess)
    except (nacl.exceptions.CryptoError, nacl.exceptions.ValueError):
        raise Refusal("parts.not-this-book") from None
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise Refusal("keyring.damaged") from None


def _file_key(private: bytes) -> bytes:
    return hashlib.blake2b(key=private, digest_size=SecretBox.KEY_SIZE, person=b"naru.paper").digest()
