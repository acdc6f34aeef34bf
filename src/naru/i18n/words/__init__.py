"""Words for the head of the book, for opening it, and for one order: 1,024 things, the same in every language.

Random bytes are handed in, none are drawn here. A word stands for ten bits. Figures: docs/explanation/words.md.
"""

from __future__ import annotations

from typing import Final

from naru.i18n.languages import LANGS
from naru.i18n.words.lists import places, words
from naru.i18n.words.reading import MOST, one_line, run_on, spoken_places, unspaced
from naru.i18n.words.sentence import WORDS, sentence
from naru.refusal import Refusal

__all__ = [
    "LANGS",
    "canonical",
    "fresh_word",
    "head_words",
    "is_sentence",
    "opening_sentence",
    "opening_words",
    "read_words",
    "same_word",
    "spell",
]

HEAD_WORDS: Final = 8
OPENING_WORDS: Final = 4
SENTENCE_WORDS_LEAST: Final = 6
SENTENCE_LETTERS_LEAST: Final = 15
LIST_TAG: Final = b"\x01"
OWN_TAG: Final = b"\x02"
PLACE_BYTES: Final = 2


def spell(bits: bytes, lang: str, count: int) -> tuple[str, ...]:
    """The first 10 x `count` bits of `bits`, most significant first, as words. `ValueError` where fewer are there."""
    return tuple(words(lang)[place] for place in places(bits, count))


def head_words(digest: bytes, lang: str) -> tuple[str, ...]:
    """Eight words: the first 80 bits of a digest, for paper and for a telephone."""
    return spell(digest, lang, HEAD_WORDS)


def read_words(text: str) -> tuple[int, ...]:
    """The places of the list words in a text, in any of the languages, also mixed.

    Blanks, commas, full stops, hyphens and line ends may stand between them, or nothing at all; case does not matter.

    Raises:
        Refusal: ``words.unknown`` with ``position``, counted from 1, of the first that is no list word; ``text.empty``
            where there is none; as `naru.i18n.text.clean_line` for text with something hidden in it.
    """
    found, whole = spoken_places(run_on(one_line(text)), small_words=False)
    if not whole:
        raise Refusal("words.unknown", position=len(found) + 1)
    if not found:
        raise Refusal("text.empty")
    return found


def opening_words(random_bytes: bytes, lang: str) -> str:
    """Four words with blanks between, from 40 random bits: enough for a book without cards."""
    return " ".join(spell(random_bytes, lang, OPENING_WORDS))


def opening_sentence(random_bytes: bytes, lang: str) -> str:
    """One sentence to picture, with eight words in it, from 80 random bits."""
    return sentence(spell(random_bytes, lang, WORDS), lang)


def canonical(text: str) -> bytes:
    """What the key is derived from: the same bytes however the same sentence was typed.

    Words of the lists count by their places, so language, small words and particles, blanks, marks between words, case
    and the keyboard's way of composing Hangul do not matter; their order does. A sentence of one's own counts letter
    by letter (NFC, blanks left out, never NFKC). A first byte keeps the two kinds apart.

    Raises:
        Refusal: ``words.too-long`` with ``most``, before anything is hashed; ``text.empty``; as
            `naru.i18n.text.clean_line` for text with something hidden in it.
    """
    try:
        line = one_line(text)
    except Refusal as refusal:
        if refusal.key == "text.too-long":
            raise Refusal("words.too-long", most=MOST) from None
        raise
    if not line:
        raise Refusal("text.empty")
    found, whole = spoken_places(run_on(line), small_words=True)
    if whole and found:
        return LIST_TAG + b"".join(place.to_bytes(PLACE_BYTES, "big") for place in found)
    return OWN_TAG + unspaced(line).encode()


def is_sentence(passphrase: bytes) -> bool:
    """Whether canonical bytes are long enough to lock names away: six list words, or 15 letters of one's own.

    A list word is ten random bits, and four of them (`opening_words`) are enough for a book without names only.
    """
    if passphrase[:1] == LIST_TAG:
        return len(passphrase) - 1 >= PLACE_BYTES * SENTENCE_WORDS_LEAST
    own = passphrase.removeprefix(OWN_TAG).decode(errors="replace")
    return len(unspaced(own)) >= SENTENCE_LETTERS_LEAST


def fresh_word(random_bytes: bytes, lang: str) -> str:
    """One word for one order, from the first 10 bits of two random bytes."""
    return spell(random_bytes, lang, 1)[0]


def same_word(a: str, b: str) -> bool:
    """Whether two spoken words are the same. Blanks and case do not matter; a list word is itself in any language.

    An empty word is the same as none. Raises as `naru.i18n.text.clean_line` for text with something hidden in it.
    """
    one, other = _heard(a), _heard(b)
    return bool(one) and one == other


def _heard(text: str) -> tuple[int, ...] | str:
    """Places of list words where the whole is made of them, else the letters themselves."""
    line = one_line(text)
    found, whole = spoken_places(run_on(line), small_words=False)
    return found if whole and found else unspaced(line).casefold()
