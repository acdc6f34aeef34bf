"""The reader file: one person's private key, closed with their opening sentence.

What is closed in it besides the key: which desk it belongs to, and the slot key that tells the desk's own slot records
from forged ones. While a passphrase is being changed two private keys lie in it, newest first. Layout:
docs/reference/files.md.
"""

from __future__ import annotations

import re
from typing import Annotated, Final, NamedTuple

import msgspec
import nacl.exceptions
from msgspec import Meta, Struct
from nacl.secret import SecretBox

from naru.refusal import Refusal
from naru.vault import frame, kdf
from naru.vault.boxes import RandomBytes, public_of
from naru.vault.kdf import KdfProfile

VERSION: Final = 1
FILE_BYTES_MAX: Final = 65_536
ID_BYTES: Final = 8
_MAGIC: Final = b"NARUREAD"
_NAME: Final = re.compile(r"reader-([0-9a-f]{16})")

Key = Annotated[bytes, Meta(min_length=32, max_length=32)]
DeskId = Annotated[bytes, Meta(min_length=16, max_length=16)]
ReaderId = Annotated[str, Meta(pattern=r"^[0-9a-f]{16}\Z")]


class ReaderFile(Struct, frozen=True, forbid_unknown_fields=True):
    """What anybody sees who holds the file: how slow a guess is, and a public key."""

    id: ReaderId
    profile: str
    memory_kib: int
    passes: int
    salt: Annotated[bytes, Meta(min_length=kdf.SALT_BYTES, max_length=kdf.SALT_BYTES)]
    public: Key
    sealed: bytes
    hardware: bytes | None = None  # a later version names the token here that must also be present

    @property
    def cost(self) -> KdfProfile:
        """The work one guess takes."""
        return KdfProfile(self.profile, self.memory_kib, self.passes)


class Secret(Struct, frozen=True, forbid_unknown_fields=True):
    """What the opening sentence opens."""

    desk: DeskId
    slot_key: Key
    privates: Annotated[tuple[Key, ...], Meta(min_length=1, max_length=2)]

    def __repr__(self) -> str:
        """Show no key."""
        return "Secret()"


class Opened(NamedTuple):
    """A reader file that opened: the file, what was closed in it, and the key it is closed with (to close it again)."""

    file: ReaderFile
    secret: Secret
    key: bytes

    def __repr__(self) -> str:
        """Show no key."""
        return f"Opened({self.file.id!r})"


def file_name(reader: str) -> str:
    """Name the file of a reader id."""
    return f"reader-{reader}"


def id_of(name: str) -> str | None:
    """Read the reader id off a file name; None for any other file."""
    found = _NAME.fullmatch(name)
    return found[1] if found else None


def make(reader: str, secret: Secret, passphrase: bytes, profile: KdfProfile, random_bytes: RandomBytes) -> Opened:
    """Make a reader, opened; `close` gives the bytes of its file."""
    salt, public = random_bytes(kdf.SALT_BYTES), public_of(secret.privates[0])
    file = ReaderFile(reader, profile.name, profile.memory_kib, profile.passes, salt, public, b"")
    return Opened(file, secret, kdf.stretch(passphrase, salt, profile))


def close(opened: Opened, random_bytes: RandomBytes) -> bytes:
    """Make the bytes of a reader file: the same sentence, the same salt, a fresh nonce."""
    sealed = SecretBox(opened.key).encrypt(msgspec.msgpack.encode(opened.secret), random_bytes(SecretBox.NONCE_SIZE))
    file = msgspec.structs.replace(opened.file, public=public_of(opened.secret.privates[0]), sealed=bytes(sealed))
    return frame.close(_MAGIC, VERSION, msgspec.msgpack.encode(file))


def work_of(data: bytes) -> int:
    """How much work one guess at a reader file takes, in KiB times passes.

    Raises: Refusal("keyring.damaged"), ("keyring.newer-format").
    """
    cost = _read(data).cost
    return cost.memory_kib * cost.passes


def unlock(data: bytes, reader: str, passphrase: bytes, *, allow_cheap: bool) -> Opened:
    """Open a reader file.

    The check at its end is not a secret one: it only tells a damaged file from a wrong sentence.

    Raises: Refusal("keyring.wrong-passphrase"), ("keyring.damaged"), ("keyring.newer-format"),
        ("keyring.cheap-profile"), ("keyring.kdf-beyond-cap"), ("keyring.no-memory").
    """
    file = _read(data)
    if file.id != reader:
        raise Refusal("keyring.damaged")
    if kdf.is_cheap(file.cost) and not allow_cheap:
        raise Refusal("keyring.cheap-profile")
    key = kdf.stretch(passphrase, file.salt, file.cost)
    try:
        packed = SecretBox(key).decrypt(file.sealed)
    except (nacl.exceptions.CryptoError, nacl.exceptions.ValueError):
        raise Refusal("keyring.wrong-passphrase") from None
    try:
        secret = msgspec.msgpack.decode(packed, type=Secret)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise Refusal("keyring.damaged") from None
    if public_of(secret.privates[0]) != file.public:
        raise Refusal("keyring.damaged")
    return Opened(file, secret, key)


def _read(data: bytes) -> ReaderFile:
    inside = frame.open_(data, _MAGIC, VERSION)
    try:
        file = msgspec.msgpack.decode(inside, type=ReaderFile)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise Refusal("keyring.damaged") from None
    if file.hardware is not None:
        raise Refusal("keyring.newer-format")
    return file
