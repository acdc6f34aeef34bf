"""From an opening sentence to a key: Argon2id, slow on purpose, with limits on what a file may ask for."""

from __future__ import annotations

from typing import Final, NamedTuple

import nacl.exceptions
from nacl.pwhash import argon2id

from naru.refusal import Refusal

KEY_BYTES: Final = 32
SALT_BYTES: Final = argon2id.SALTBYTES


class KdfProfile(NamedTuple):
    """How much work one guess costs: a name for the reader file, memory in KiB, passes over that memory."""

    name: str
    memory_kib: int
    passes: int


EVERYDAY: Final = KdfProfile("everyday", memory_kib=262_144, passes=3)
CHEAPEST: Final = KdfProfile("cheapest", memory_kib=8, passes=1)  # tests only; a real desk refuses to open with it

# Below this a stolen reader file is guessed too fast (RFC 9106, second recommended option: 64 MiB, 3 passes).
FLOOR: Final = KdfProfile("floor", memory_kib=65_536, passes=3)
# Above this the file is hostile or broken: it would hang the machine before one word is checked.
CAP: Final = KdfProfile("cap", memory_kib=1_048_576, passes=16)


def is_cheap(profile: KdfProfile) -> bool:
    """Whether guessing costs less than a real desk asks for; judged by the numbers, never by the name."""
    return profile.memory_kib < FLOOR.memory_kib or profile.passes < FLOOR.passes


def check_cap(profile: KdfProfile) -> None:
    """Refuse numbers no honest file holds.

    Raises: Refusal("keyring.kdf-beyond-cap"), before any memory is taken.
    """
    memory_fits = argon2id.MEMLIMIT_MIN // 1024 <= profile.memory_kib <= CAP.memory_kib
    if not memory_fits or not argon2id.OPSLIMIT_MIN <= profile.passes <= CAP.passes:
        raise Refusal("keyring.kdf-beyond-cap")


def stretch(passphrase: bytes, salt: bytes, profile: KdfProfile) -> bytes:
    """Make 32 bytes of key from a passphrase.

    Args:
        passphrase: canonical bytes; one spelling per sentence is the caller's work.
        salt: 16 bytes, random, one per reader file.
        profile: memory and passes; EVERYDAY takes about one second on one core.
    Raises: Refusal("keyring.kdf-beyond-cap"), Refusal("keyring.no-memory") when the machine cannot lend the memory.
    """
    check_cap(profile)
    try:
        return argon2id.kdf(KEY_BYTES, passphrase, salt, opslimit=profile.passes, memlimit=profile.memory_kib * 1024)
    except (MemoryError, nacl.exceptions.RuntimeError):
        raise Refusal("keyring.no-memory") from None
