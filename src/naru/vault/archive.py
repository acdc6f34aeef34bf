"""Records that a law demands, sealed when written to somebody whose private key was never on this machine.

A record lies at the end of its row, so the chain covers it, and no key of the desk opens it: it outlives every burn. A
desk that keeps an archive puts a record to every row, an empty one where nothing is demanded, so that its presence says
nothing. Layout: docs/reference/files.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Final, NamedTuple

import msgspec
import nacl.exceptions
from msgspec import Meta, Struct
from nacl.secret import SecretBox

from naru.refusal import Refusal
from naru.vault import boxes, frame, kdf
from naru.vault.boxes import OVERHEAD, RandomBytes
from naru.vault.kdf import KdfProfile
from naru.vault.keyring.readers import Key

VERSION: Final = 1
KEY_FILE_MOST: Final = 4096
_PUBLIC, _PRIVATE, _HANDED = b"NARUARCP", b"NARUARCK", b"NARUARCR"
_STEP: Final = 512
_STEPS: Final = 6
"""sizes a record can have: 512 bytes, doubled up to five times"""

RECORDS: Final = tuple(OVERHEAD + (_STEP << more) for more in range(_STEPS))
"""the sizes of sealed records"""

_LENGTH_BYTES: Final = 4


class Archive(Struct, frozen=True, forbid_unknown_fields=True):
    """Whom records are sealed to, and the profile whose law demands them."""

    public: Key
    profile: str


class KeyFiles(NamedTuple):
    """The two files of a new archive: `private` stays away from every desk, `public` is carried to one."""

    private: bytes
    public: bytes

    def __repr__(self) -> str:
        """Show no key."""
        return "KeyFiles()"


class Handed(NamedTuple):
    """The sealed end of a row, as it is handed to whoever holds the private key.

    `whole`: the row from before a restore, of which nobody here can say any more where its record begins, or if it has
    one.
    """

    seq: int
    sealed: bytes
    whole: bool = False


class _Private(Struct, frozen=True, forbid_unknown_fields=True):
    """The private key under a sentence of its own."""

    memory_kib: int
    passes: int
    salt: Annotated[bytes, Meta(min_length=kdf.SALT_BYTES, max_length=kdf.SALT_BYTES)]
    sealed: bytes


def new_key(passphrase: bytes, profile: KdfProfile, random_bytes: RandomBytes) -> KeyFiles:
    """Make the key of an archive.

    Args:
        passphrase: canonical bytes; without it the records open for nobody.
    """
    public, private = boxes.key_pair(random_bytes)
    salt = random_bytes(kdf.SALT_BYTES)
    sealed = SecretBox(kdf.stretch(passphrase, salt, profile)).encrypt(private, random_bytes(SecretBox.NONCE_SIZE))
    file = _Private(profile.memory_kib, profile.passes, salt, bytes(sealed))
    return KeyFiles(frame.close(_PRIVATE, VERSION, msgspec.msgpack.encode(file)), frame.close(_PUBLIC, VERSION, public))


def read_public(data: bytes) -> bytes:
    """The public key of a key file, 32 bytes.

    Raises: Refusal("archive.not-a-key"): it is no such file, or damaged; ("keyring.newer-format").
    """
    public = _inside(data, _PUBLIC)
    if len(public) != boxes.PUBLIC_BYTES:
        raise Refusal("archive.not-a-key")
    return public


def unlock(data: bytes, passphrase: bytes) -> bytes:
    """The private key of a key file, 32 bytes.

    Raises: Refusal("archive.not-a-key"), ("archive.wrong-passphrase"), ("keyring.newer-format"),
        ("keyring.kdf-beyond-cap"), ("keyring.no-memory").
    """
    try:
        file = msgspec.msgpack.decode(_inside(data, _PRIVATE), type=_Private)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise Refusal("archive.not-a-key") from None
    key = kdf.stretch(passphrase, file.salt, KdfProfile("archive", file.memory_kib, file.passes))
    try:
        return SecretBox(key).decrypt(file.sealed)
    except (nacl.exceptions.CryptoError, nacl.exceptions.ValueError):
        raise Refusal("archive.wrong-passphrase") from None


def seal(archive: Archive, record: bytes, random_bytes: RandomBytes) -> bytes:
    """Close one record, at most 16,380 bytes. Nobody on this machine opens it again."""
    length = _LENGTH_BYTES + len(record)
    size = next(size - OVERHEAD for size in RECORDS if size - OVERHEAD >= length)
    padded = len(record).to_bytes(_LENGTH_BYTES, "little") + record + bytes(size - length)
    return boxes.seal(archive.public, padded, random_bytes)


def hand_over(found: Sequence[Handed]) -> bytes:
    """The file in which sealed records leave the desk: no key is in it, and nothing it holds opens here."""
    return frame.close(_HANDED, VERSION, msgspec.msgpack.encode(found))


def open_all(data: bytes, private: bytes) -> Iterator[tuple[int, bytes]]:
    """Open what was handed over: (row, record) for every record that is not empty.

    Raises: Refusal("archive.not-records"): the file is no such file, or damaged; ("archive.not-this-key"): a record is
        sealed to somebody else.
    """
    try:
        found = msgspec.msgpack.decode(_inside(data, _HANDED), type=list[Handed])
    except (msgspec.MsgspecError, UnicodeDecodeError, Refusal):
        raise Refusal("archive.not-records") from None
    opened = [(row, _open(row.sealed, private)) for row in found]
    shut = [row for row, record in opened if record is None]
    if shut and (len(shut) == len(opened) or not all(row.whole for row in shut)):
        raise Refusal("archive.not-this-key")
    yield from ((row.seq, record) for row, record in opened if record)


def _open(sealed: bytes, private: bytes) -> bytes | None:
    for size in RECORDS:
        padded = boxes.unseal(sealed[-size:], private)
        if padded is not None:
            length = int.from_bytes(padded[:_LENGTH_BYTES], "little")
            return padded[_LENGTH_BYTES : _LENGTH_BYTES + length]
    return None


def _inside(data: bytes, magic: bytes) -> bytes:
    try:
        return frame.open_(data, magic, VERSION)
    except Refusal as refusal:
        raise refusal if refusal.key != "keyring.damaged" else Refusal("archive.not-a-key") from None
