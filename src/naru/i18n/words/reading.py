"""Reading list words back from what somebody typed.

The words of all languages and the small words of the sentences are a prefix code: none begins with another. So
at every letter at most one of them can stand, blanks are not needed, and no text can be read in two ways.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Final

from naru.i18n.languages import LANGS
from naru.i18n.text import AS_PICTURE, JOINER, clean_line
from naru.i18n.words.lists import words
from naru.i18n.words.sentence import SMALL_WORDS
from naru.refusal import Refusal

MOST: Final = 4096  # characters of a sentence of one's own
BLANK_CONTROLS: Final = str.maketrans("\t\r\n", "   ")
BETWEEN: Final = frozenset(",.;-\u2010\u2011\u2013\u2014·、，。．")


@cache
def known() -> dict[str, int]:
    """Every list word of every language, with its place in the list."""
    return {word: place for lang in LANGS for place, word in enumerate(words(lang))}


@cache
def longest() -> int:
    """Letters of the longest word of `known` and `SMALL_WORDS`."""
    return max(map(len, (*known(), *SMALL_WORDS)))


def one_line(text: str) -> str:
    """The text as one clean line; line ends and tabs count as blanks. Nothing left: an empty line.

    Raises:
        Refusal: as `clean_line`; an emoji put together from several is refused too, it cannot be said the same twice.
    """
    line = text.translate(BLANK_CONTROLS)
    if not line.strip():
        return ""
    line = clean_line(line, MOST)
    if JOINER in line or AS_PICTURE in line:
        raise Refusal("text.hidden-letter")
    return line


def unspaced(line: str) -> str:
    """The line without blanks of any width, composed."""
    return unicodedata.normalize("NFC", "".join(line.split()))


def run_on(line: str) -> str:
    """The line in lower case without blanks and without the marks people put between words."""
    return "".join(letter for letter in unspaced(line).lower() if letter not in BETWEEN)


def spoken_places(letters: str, small_words: bool) -> tuple[tuple[int, ...], bool]:
    """The places of the list words in a line from `run_on`, up to the end or the first thing that is not one.

    Args:
        small_words: whether the small words of the sentences may stand among them; they count for nothing.
    Returns: the places, and whether the end was reached.
    """
    found: list[int] = []
    at = 0
    while at < len(letters):
        for end in range(at + 1, at + longest() + 1):
            token = letters[at:end]
            if token in known():
                found.append(known()[token])
                break
            if small_words and token in SMALL_WORDS:
                break
        else:
            return tuple(found), False
        at += len(token)
    return tuple(found), True
