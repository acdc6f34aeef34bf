"""Three pieces of paper, two of which open the book: a secret cut into words, and put together again.

Cutting, joining and the checksums are SLIP-39's, by its reference library; the words are Naru's own list, so that a
part written in Korean is read back with the Chinese or English words too. A part is twenty words. What is cut is never
stored. Why this shape: docs/adr/0009-recovery-and-backup.md.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from threading import Lock
from typing import Final, NamedTuple

from shamir_mnemonic import EncryptedMasterSecret, MnemonicError, Share, combine_mnemonics, shamir, split_ems
from shamir_mnemonic.wordlist import mnemonic_from_indices, mnemonic_to_indices

from naru.i18n.words import read_words
from naru.i18n.words.lists import words
from naru.refusal import Refusal
from naru.vault.boxes import RandomBytes

SECRET_BYTES: Final = 16
"""The least SLIP-39 allows, and enough: 128 bits drawn at random need no slow derivation. More would be more words."""

PARTS: Final = 3
NEEDED: Final = 2
WORDS: Final = 20
_ROUNDS: Final = 0  # the library's own stretching, for its passphrase, which Naru leaves empty
_ID_MASK: Final = (1 << 15) - 1
_PRIVATE_BYTES: Final = 32
_NUMBERS: Final = str.maketrans("", "", "0123456789")
_drawing: Final = Lock()


class PaperPart(NamedTuple):
    """One piece of paper: its number (1 to 3), and its twenty words as places in the lists (0 to 1023)."""

    number: int
    places: tuple[int, ...]

    def __repr__(self) -> str:
        """Show no word."""
        return f"PaperPart({self.number})"

    def words(self, lang: str) -> tuple[str, ...]:
        """Its words in a language, one of `naru.i18n.words.LANGS`."""
        listed = words(lang)
        return tuple(listed[place] for place in self.places)


def cut(secret: bytes, random_bytes: RandomBytes) -> tuple[PaperPart, PaperPart, PaperPart]:
    """Cut a secret so that any two of the three parts give it back.

    Args:
        secret: 16 random bytes.
        random_bytes: gives that many random bytes; a seed in tests only.
    """
    if len(secret) != SECRET_BYTES:
        raise ValueError("a recovery secret has 16 bytes")
    number = int.from_bytes(random_bytes(2), "big") & _ID_MASK
    whole = EncryptedMasterSecret.from_master_secret(secret, b"", number, True, _ROUNDS)
    with _drawn_from(random_bytes):
        ((one, two, three),) = split_ems(1, [(NEEDED, PARTS)], whole)
    return _part(one), _part(two), _part(three)


def read(text: str) -> PaperPart:
    """Read a part that somebody typed from the paper, in Korean, Chinese or English, also mixed.

    The numbers that stand before the words on the paper may be typed too; they count for nothing.

    Raises:
        Refusal: ``words.unknown`` with ``position``: that word is in no list; ``parts.word-count`` with ``found`` and
            ``wanted``; ``parts.wrong-word``: all are list words, and at least one is not the one on the paper (up to
            three such words are found out for certain); ``parts.not-ours``: whole, and cut by somebody else's rules;
            as `read_words` for text with something hidden in it, or none.
    """
    places = read_words(text.translate(_NUMBERS))
    if len(places) != WORDS:
        raise Refusal("parts.word-count", found=len(places), wanted=WORDS)
    try:
        share = Share.from_mnemonic(mnemonic_from_indices(places))
    except MnemonicError:  # it quotes the words
        raise Refusal("parts.wrong-word") from None
    if not _is_ours(share):
        raise Refusal("parts.not-ours")
    return _part(share)


def join(parts: Sequence[PaperPart]) -> bytes:
    """Put two parts together, or all three: the secret, 16 bytes.

    Raises:
        Refusal: ``parts.one-alone``; ``parts.same-twice``: one part was given two times; ``parts.other-set``: they were
            not cut together.
    """
    if len({part.number for part in parts}) < len(parts):
        raise Refusal("parts.same-twice" if len(set(parts)) < len(parts) else "parts.other-set")
    if len(parts) < NEEDED:
        raise Refusal("parts.one-alone")
    secrets = {_join(one, other) for one, other in pairwise(parts)}
    if len(secrets) != 1:
        raise Refusal("parts.other-set")
    return secrets.pop()


def private_key(secret: bytes) -> bytes:
    """The recovery reader's X25519 private key, 32 bytes: derived, so that the paper holds the secret only."""
    return hashlib.blake2b(key=secret, digest_size=_PRIVATE_BYTES, person=b"naru.recovery").digest()


def _join(one: PaperPart, other: PaperPart) -> bytes:
    try:
        secret: bytes = combine_mnemonics([mnemonic_from_indices(one.places), mnemonic_from_indices(other.places)])
    except MnemonicError:
        raise Refusal("parts.other-set") from None
    return secret


def _part(share: Share) -> PaperPart:
    return PaperPart(share.index + 1, tuple(mnemonic_to_indices(share.mnemonic())))


def _is_ours(share: Share) -> bool:
    ours = (True, _ROUNDS, 0, 1, 1, NEEDED)
    shape = (share.extendable, share.iteration_exponent, share.group_index, share.group_threshold, share.group_count)
    return (*shape, share.member_threshold) == ours and share.index < PARTS and len(share.value) == SECRET_BYTES


@contextmanager
def _drawn_from(random_bytes: RandomBytes) -> Iterator[None]:
    """Have the library draw from `random_bytes`, through the name its makers keep for that; one thread at a time."""
    with _drawing:
        before, shamir.RANDOM_BYTES = shamir.RANDOM_BYTES, random_bytes
        try:
            yield
        finally:
            shamir.RANDOM_BYTES = before
