"""Sealing a row: three boxes as PyNaCl makes them, byte for byte, and no plain text left behind."""

from __future__ import annotations

from struct import pack
from unittest import mock

import pytest
from nacl.bindings import crypto_secretbox_easy

from naru.vault.log import rows
from naru.vault.log.rows import LEAST, KeyNumbers, Sealer, step, unseal
from testkit.keyrings import seeded

HEADER, BOOKS, STORY = bytes(range(32)), bytes(range(1, 33)), bytes(range(2, 34))
KEYS = KeyNumbers(5, 6, 7)


class Subkeys:
    """The keys of one row."""

    def books_key(self, number: int) -> bytes:
        """Of the books part."""
        assert number == KEYS.books
        return BOOKS

    def story_key(self, number: int, case: int) -> bytes:
        """Of the story part."""
        assert (number, case) == (KEYS.story, KEYS.case)
        return STORY


class Burned(Subkeys):
    """KeyNumbers of which one is gone."""

    def story_key(self, number: int, case: int) -> bytes:
        """It burned."""
        raise LookupError(number)


def by_hand(seq: int, nonce: bytes, books: bytes, story: bytes, record: bytes) -> bytes:
    """The same row by docs/reference/files.md, box by box."""
    inside = pack("<QI", seq, len(books)) + books
    inside += bytes(-len(inside) % 64)
    header = pack("<QIIIII", seq, KEYS.books, KEYS.story, KEYS.case, len(inside) + 16, len(record))
    size = 24 + len(header) + 16 + len(inside) + 16 + 12 + len(story) + 16
    told = pack("<QI", seq, len(story)) + story + bytes(step(size) - size)
    boxes = ((header, HEADER), (inside, BOOKS), (told, STORY))
    return nonce + b"".join(crypto_secretbox_easy(plain, nonce, key) for plain, key in boxes) + record


def test_rows_of_every_size_are_sealed_as_they_always_were() -> None:
    """Large, small and empty ones in turn by one sealer: nothing of the row before is in the next."""
    sealer, nonces = Sealer(seeded(1)), seeded(1)
    drawn, content = b"", seeded(2)
    sizes = [(0, 0), (52, 0), (53, 1), (90, 150), (30_000, 50_000), (1, 1), (200, 100_000), (180, 150), (51, 500)]
    for seq, (books, story) in enumerate(sizes * 10, start=1):
        drawn = drawn or nonces(24 * 64)
        nonce, drawn = drawn[:24], drawn[24:]
        told = content(books), content(story), content(560 * (seq % 2))
        parts = sealer.seal(seq, KEYS, told[0], told[1], HEADER, Subkeys(), told[2])
        assert parts == by_hand(seq, nonce, *told)
        assert unseal(seq, parts, HEADER, Subkeys()) == (KEYS, *told[:2])
        assert type(parts) is bytes
        assert len(parts) - len(told[2]) >= LEAST


def test_no_plain_text_is_left_in_the_buffer() -> None:
    """Neither after a row nor after one that could not be sealed."""
    sealer = Sealer(seeded(1))
    sealer.seal(1, KEYS, b"books" * 9, b"story" * 9, HEADER, Subkeys())
    assert not any(sealer._plain)
    with mock.patch.object(rows, "_box", side_effect=KeyboardInterrupt), pytest.raises(KeyboardInterrupt):
        sealer.seal(2, KEYS, b"books" * 9, b"story" * 9, HEADER, Subkeys())
    assert not any(sealer._plain)


@pytest.mark.parametrize("size", [0, 31, 33])
def test_a_key_of_another_length_seals_nothing(size: int) -> None:
    """libsodium takes an address, not a length."""
    with pytest.raises(ValueError, match="32 bytes"):
        Sealer(seeded(1)).seal(1, KEYS, b"books", b"story", bytes(size), Subkeys())


def test_a_burned_key_seals_nothing() -> None:
    """And the nonce it would have had goes to the next row."""
    sealer = Sealer(seeded(1))
    with pytest.raises(LookupError):
        sealer.seal(1, KEYS, b"books", b"story", HEADER, Burned())
    assert sealer.seal(1, KEYS, b"books", b"story", HEADER, Subkeys())[:24] == seeded(1)(24 * 64)[:24]
