"""Sealing to a reader's public key, with the random bytes handed in.

The boxes are libsodium's sealed boxes, byte for byte: ``ephemeral public key (32) + box``, 48 bytes longer than what
is in them. They are put together here because ``crypto_box_seal`` draws its ephemeral key by itself, and a desk that is
run twice from one seed has to write the same bytes twice. They prove nothing about who made them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Final

import nacl.exceptions
from nacl import bindings

RandomBytes = Callable[[int], bytes]
"""Gives that many random bytes; ``secrets.token_bytes`` in a real desk."""

PUBLIC_BYTES: Final = 32
OVERHEAD: Final = bindings.crypto_box_SEALBYTES


def key_pair(random_bytes: RandomBytes) -> tuple[bytes, bytes]:
    """Make an X25519 pair: (public key, private key), 32 bytes each."""
    public, private = bindings.crypto_box_seed_keypair(random_bytes(bindings.crypto_box_SEEDBYTES))
    return public, private


def public_of(private: bytes) -> bytes:
    """Give the public key that belongs to a private one, 32 bytes."""
    return bindings.crypto_scalarmult_base(private)


def seal(public: bytes, secret: bytes, random_bytes: RandomBytes) -> bytes:
    """Close a secret so that only the holder of the private key opens it."""
    once_public, once_private = key_pair(random_bytes)
    nonce = hashlib.blake2b(once_public + public, digest_size=bindings.crypto_box_NONCEBYTES).digest()
    return once_public + bindings.crypto_box_easy(secret, nonce, public, once_private)


def unseal(box: bytes, private: bytes) -> bytes | None:
    """Open a sealed box; None where it was made for somebody else or is damaged."""
    if len(box) < OVERHEAD:
        return None
    try:
        return bindings.crypto_box_seal_open(box, public_of(private), private)
    except nacl.exceptions.CryptoError:
        return None
