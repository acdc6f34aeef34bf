"""One sentence out of eight list words, and the small words that hold it together.

No list word begins with one of these small words and none of them with a list word, so a sentence can be read back
with its small words, without them, and without blanks. A test keeps it so for every language at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from naru.i18n.languages import LANGUAGES

WORDS: Final = 8

SMALL_WORDS: Final = frozenset(
    word
    for language in LANGUAGES.values()
    for word in (*language.small_words, *(particle for pair in language.particles.values() for particle in pair))
)


def sentence(words: Sequence[str], lang: str) -> str:
    """Eight words set in the sentence of their language, each with the particle its last syllable asks for."""
    text = LANGUAGES[lang].sentence
    for place, word in enumerate(words):
        text = text.replace(f"{{{place}}}", word)
        for name, pair in LANGUAGES[lang].particles.items():
            text = text.replace(f"{{{place}{name}}}", word + pair[0 if closed(word) else 1])
    return text


def closed(word: str) -> bool:
    """Whether a Korean word ends in a consonant."""
    return bool((ord(word[-1]) - 0xAC00) % 28)
