"""What a person may type for one of Naru's own words: the word itself, or what a screen calls it in any language.

The texts are those of the catalogues: table ``typed``, and the tables that show the same words (`SHOWN`). `make check`
fails where two words of one group could be typed alike.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final

from naru.i18n.languages import LANGS, LANGUAGES
from naru.i18n.tables import tables

SHOWN: Final = {
    "command": (("verb", ""),),
    "says": (("role", ""),),
    "phone": (("phone", ""), ("statement", "phone.")),
    "risk": (("risk", ""), ("statement", "risk.")),
    "pay-basis": (("statement", "basis."),),
    "base": (("base", ""),),
    "payable": (("statement", "payable."),),
    "which": (("verb", ""),),
    "proof": (("evidence", ""), ("statement", "proof.")),
}
"""Group of words -> the tables that show its words, with what their keys begin with."""

COMMAND_WORDS: Final = 8
"""At most so many words with blanks between make the name of a command."""


def plain(typed: str) -> str:
    """Letters and figures alone, small and composed: how two things typed are compared."""
    return "".join(letter for letter in unicodedata.normalize("NFKC", typed).casefold() if letter.isalnum())


def texts(group: str, lang: str) -> Iterator[tuple[str, str]]:
    """(word, text) for every text that may be typed in a language for a word of the group; the usual one first."""
    known = tables(lang)
    for key, several in known["typed"].items():
        if key.startswith(f"{group}."):
            yield from ((key.removeprefix(f"{group}."), text.strip()) for text in several.split("|"))
    for table, head in SHOWN.get(group, ()):
        for key, text in known[table].items():
            word = key.removeprefix(head)
            asked = group == "command" or f"{group}.{word}" in known["typed"]
            if asked and key.startswith(head) and not key.endswith(".help"):
                yield word, text


@cache
def _words(group: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for lang in LANGS:
        for word, text in texts(group, lang):
            found.setdefault(plain(text), word)
            found.setdefault(plain(word), word)
    return found


def meant(group: str, typed: str) -> str:
    """The word of a group that was typed in some language, or an empty text."""
    return _words(group).get(plain(typed), "")


def named(group: str, word: str, lang: str) -> str:
    """A word as it may be typed in a language, with Naru's own beside it: ``전하는 사람(carrier)``."""
    text = next((text for known, text in texts(group, lang) if known == word), word)
    return word if plain(text) == plain(word) else LANGUAGES[lang].beside.format(text=text, word=word)


def command(line: Sequence[str]) -> list[str]:
    """A typed line whose first words name a command in any language, with Naru's own name in their place.

    ``돈을 보냄 k7q2m`` becomes ``send k7q2m``. Any other line stays as it is.
    """
    for count in range(min(len(line), COMMAND_WORDS), 0, -1):
        if any(word.startswith("-") for word in line[:count]):
            continue
        if name := meant("command", "".join(line[:count])):
            return [name, *line[count:]]
    return list(line)
