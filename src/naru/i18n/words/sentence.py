"""One sentence out of eight list words, and the small words that hold it together.

No list word begins with one of these small words and none of them with a list word, so a sentence can be read back
with its small words, without them, and without blanks. A test keeps it so for every language at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

WORDS: Final = 8

PARTICLES: Final = {"이": ("이", "가"), "은": ("은", "는"), "을": ("을", "를"), "과": ("과", "와")}  # (closed, open)

TEMPLATES: Final = {
    "ko": "꿈에 {0과} {1이} {2을} 안고 {3을} 지나갔고, {4은} {5} 옆에서 {6과} {7을} 주웠습니다.",
    "zh": "梦里{0}和{1}抱着{2}走过{3},{4}在{5}旁边捡到{6}和{7}。",
    "en": "In a dream the {0} and the {1} took the {2} past the {3}, while the {4} beside the {5} found the {6} and "
    "the {7}.",
}

SMALL_WORDS: Final = frozenset(
    (
        *(particle for pair in PARTICLES.values() for particle in pair),
        *("꿈에", "안고", "지나갔고", "옆에서", "주웠습니다"),
        *("梦里", "和", "抱着", "走过", "在", "旁边", "捡到"),
        *("inadream", "the", "and", "took", "past", "while", "beside", "found"),
    )
)


def sentence(words: Sequence[str], lang: str) -> str:
    """Eight words set in the sentence of their language, each with the particle its last syllable asks for."""
    text = TEMPLATES[lang]
    for place, word in enumerate(words):
        text = text.replace(f"{{{place}}}", word)
        for name, pair in PARTICLES.items():
            text = text.replace(f"{{{place}{name}}}", word + pair[0 if closed(word) else 1])
    return text


def closed(word: str) -> bool:
    """Whether a Korean word ends in a consonant."""
    return bool((ord(word[-1]) - 0xAC00) % 28)
