"""The frame of a small keyring file: magic, version, what is inside, and a check that tells damage from a wrong key.

The check is not a secret one: whoever alters a file can make it anew. What is inside is sealed by itself.
"""

from __future__ import annotations

import hashlib
from typing import Final

from naru.refusal import Refusal

_VERSION_BYTES: Final = 2
_CHECK_BYTES: Final = 32


def close(magic: bytes, version: int, inside: bytes) -> bytes:
    """Put a frame around bytes."""
    body = magic + version.to_bytes(_VERSION_BYTES, "big") + inside
    return body + _check(body)


def open_(data: bytes, magic: bytes, version: int) -> bytes:
    """Take the frame off.

    Raises: Refusal("keyring.damaged"), ("keyring.newer-format").
    """
    body, check = data[:-_CHECK_BYTES], data[-_CHECK_BYTES:]
    head = len(magic) + _VERSION_BYTES
    if len(body) < head or not body.startswith(magic):
        raise Refusal("keyring.damaged")
    found = int.from_bytes(body[len(magic) : head], "big")
    if found > version:
        raise Refusal("keyring.newer-format")
    if found != version or _check(body) != check:
        raise Refusal("keyring.damaged")
    return body[head:]


def _check(body: bytes) -> bytes:
    return hashlib.blake2b(body, digest_size=_CHECK_BYTES).digest()
