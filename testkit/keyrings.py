"""A small keyring, its state as plain data, and an attacker who holds every file of every age and some sentences."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path
from random import Random

from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_decrypt, crypto_box_seal_open, crypto_scalarmult_base
from nacl.exceptions import CryptoError

from naru.vault.kdf import CHEAPEST
from naru.vault.keyring import readers
from naru.vault.keyring.keyring import Keyring

DESK = bytes(range(16))
SENTENCE = "나루 바람 호박 우물".encode()
OTHER = "감자 구름 장독 마루".encode()
State = tuple[int, frozenset[tuple[int, bytes]], frozenset[int], tuple[int, int] | None]


def seeded(seed: int) -> Callable[[int], bytes]:
    """Random bytes from a seed."""
    return Random(seed).randbytes


def new(folder: Path, seed: int = 1) -> Keyring:
    """Make a keyring that costs no time to open."""
    return Keyring.create(folder, DESK, SENTENCE, CHEAPEST, seeded(seed))


def reopen(folder: Path, sentence: bytes = SENTENCE, seed: int = 2) -> Keyring:
    """Open it again."""
    return Keyring.open(folder, sentence, allow_cheap=True, random_bytes=seeded(seed))


def state(ring: Keyring) -> State:
    """Everything that can burn, as plain data."""
    keys = frozenset((number, ring.keys.key(number)) for number in range(ring.next_key) if ring.keys.has(number))
    return ring.generation, keys, frozenset(n for n in range(ring.next_case) if ring.keys.has_case(n)), ring.snapshot


def contents(folder: Path) -> dict[str, bytes]:
    """All files of the keyring folder, by name."""
    return {path.name: path.read_bytes() for path in (folder / "keyring").iterdir()}


def examine(found: Iterable[dict[str, bytes]], sentences: Iterable[bytes]) -> bytes:
    """All plaintext somebody can have who holds these files, of any age, and these sentences.

    Every window of every slot is tried as a sealed epoch key, every epoch key on every generation file: no header, no
    check and no order of work is believed.
    """
    snapshots = list(found)
    sentences = list(sentences)
    read = b""
    privates: set[bytes] = set()
    for files in snapshots:
        for name, data in files.items():
            read += data
            for sentence in sentences if name.startswith("reader-") else ():
                try:
                    opened = readers.unlock(data, name[7:23], sentence, allow_cheap=True)
                except Exception:  # noqa: S112  the examiner tries every lock: any failure means "not this one"
                    continue
                privates.update(opened.secret.privates)
    slots = {files["slot"] for files in snapshots if "slot" in files}
    epochs = {epoch for slot in slots for private in privates for epoch in _epochs(slot, private)}
    rings = {data for files in snapshots for name, data in files.items() if name.startswith("g")}
    for ring in rings:
        for epoch in epochs:
            key = hashlib.blake2b(bytes(32), digest_size=32, key=epoch, person=b"naru.generation").digest()
            try:
                read += crypto_aead_xchacha20poly1305_ietf_decrypt(ring[44:], DESK + ring[:20], ring[20:44], key)
            except CryptoError:
                continue
    return read


def _epochs(slot: bytes, private: bytes) -> Iterable[bytes]:
    public = crypto_scalarmult_base(private)
    for half in (0, 4096):
        for at in range(half, half + 200):
            try:
                yield crypto_box_seal_open(slot[at : at + 80], public, private)
            except CryptoError:
                continue
