"""The word lists: line i is the same thing in every language. tools/make_words.py makes them."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Final

from naru.i18n.languages import LANGS

SIZE: Final = 1024
BITS: Final = 10  # of one word


@cache
def words(lang: str) -> tuple[str, ...]:
    """The 1,024 words of a language, one of `naru.i18n.languages.LANGS`."""
    if lang not in LANGS:
        raise ValueError(f"no word list for {lang!r}")
    return tuple(files(__package__).joinpath(f"{lang}.txt").read_text(encoding="utf-8").split())


def places(bits: bytes, count: int) -> tuple[int, ...]:
    """The first 10 x `count` bits, most significant first, as places in a list.

    Raises:
        ValueError: fewer bits are there.
    """
    spare = 8 * len(bits) - BITS * count
    if spare < 0:
        raise ValueError(f"{count} words take {BITS * count} bits, {8 * len(bits)} were given")
    whole = int.from_bytes(bits, "big") >> spare
    return tuple(whole >> BITS * later & SIZE - 1 for later in reversed(range(count)))
