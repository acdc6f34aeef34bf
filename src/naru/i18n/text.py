"""Care for text that somebody typed or pasted: one line of it, with nothing in it that cannot be seen.

Quotes, markup, braces and paths are ordinary text here; whoever shows them shows them as text.
Source: the study of bad input, items 29 to 36 and 39.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from itertools import groupby
from typing import Final

from naru.refusal import Refusal

MARKS_MOST: Final = 6  # on one letter; a Burmese syllable takes up to five
NFD_MOST: Final = 4  # one letter taken apart is at most so many, whatever the language
EMPTY_LOOKING: Final = frozenset("\u115f\u1160\u3164\uffa0\u2800\u034f\u17b4\u17b5")  # Hangul fillers and their like
VARIANTS: Final = (range(0x180B, 0x1810), range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))
LOOSE_JAMO: Final = (range(0x1100, 0x1200), range(0xA960, 0xA980), range(0xD7B0, 0xD800), range(0xFFA1, 0xFFDD))
TYPED_JAMO: Final = range(0x3131, 0x318F)
JOINER: Final = "\u200d"
AS_PICTURE: Final = "\ufe0f"
KEYCAP: Final = "\u20e3"
CLOSING: Final = frozenset("，。、：；？！）”」…,.:;?!)")
"""signs that begin no line"""
LOOK_ALIKE: Final = frozenset({"LATIN", "GREEK", "CYRILLIC", "FULLWIDTH", "CHEROKEE", "ARMENIAN"})


def clean_line(text: str, most: int) -> str:
    """One line of typed text in its composed form (NFC), without the blanks around it.

    Args:
        text: as typed; Hangul taken apart by the keyboard or the disk is put together.
        most: how many characters it may have when put together.
    Raises:
        Refusal: ``text.too-long`` with ``most``; ``text.surrogate``: half a character; ``text.control``: a line end or
            another control; ``text.hidden-letter``: something that takes part and cannot be seen, or turns the
            direction of reading; ``text.combining``: a heap of marks on one letter; ``text.jamo-only``: letters that
            make no syllable; ``text.empty``.
    """
    if len(text) > NFD_MOST * most:  # before anything whose time grows with the length
        raise Refusal("text.too-long", most=most)
    for place, letter in enumerate(text):
        if key := fault(letter, text[max(0, place - 2) : place], text[place + 1 : place + 2]):
            raise Refusal(key)
    if heaped(text):
        raise Refusal("text.combining")
    line = unicodedata.normalize("NFC", text).strip()
    if not line:
        raise Refusal("text.empty")
    if len(line) > most:
        raise Refusal("text.too-long", most=most)
    if loose(line):
        raise Refusal("text.jamo-only")
    return line


def fault(letter: str, before: str, after: str) -> str:
    """The key under which this character is refused, or nothing. `before`: up to two characters, `after`: one."""
    kind = unicodedata.category(letter)
    if kind == "Cs":
        return "text.surrogate"
    if kind in ("Cc", "Zl", "Zp") or ord(letter) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(letter) <= 0xFDEF:
        return "text.control"
    if letter in (JOINER, AS_PICTURE) and in_picture(letter, before, after):
        return ""
    if kind in ("Cf", "Co") or letter in EMPTY_LOOKING or any(ord(letter) in variants for variants in VARIANTS):
        return "text.hidden-letter"
    return ""


def in_picture(letter: str, before: str, after: str) -> bool:
    """Whether a joiner or a variation selector does its ordinary work inside an emoji."""
    base = before.rstrip(AS_PICTURE)[-1:] if letter == JOINER else before[-1:]
    drawn = bool(base) and unicodedata.category(base) in ("So", "Sm", "Sk")
    if letter == AS_PICTURE:
        return drawn or after == KEYCAP
    return drawn and bool(after) and unicodedata.category(after) == "So"


def heaped(text: str) -> bool:
    """Whether more than `MARKS_MOST` combining marks follow each other."""
    runs = groupby(text, key=lambda letter: unicodedata.category(letter).startswith("M"))
    return any(marks and sum(1 for _ in run) > MARKS_MOST for marks, run in runs)


def loose(line: str) -> bool:
    """Whether Hangul letters stand about that make no syllable, or nothing but such letters was typed."""
    if any(ord(letter) in jamo for letter in line for jamo in LOOSE_JAMO):
        return True
    said = [letter for letter in line if unicodedata.category(letter).startswith("L")]
    return bool(said) and all(ord(letter) in TYPED_JAMO for letter in said)


def sayable(line: str) -> bool:
    """Whether a line can be said aloud and written down by whoever hears it: letters, figures, blanks, - and '.

    Letters of two alphabets that look alike (Latin, Greek, Cyrillic) do not stand in one line: nobody hears which.
    """
    kinds = {unicodedata.category(letter)[0] for letter in line if letter not in "-'"}
    alike = {name for letter in line if (name := unicodedata.name(letter, "").split(" ")[0]) in LOOK_ALIKE}
    said = any(unicodedata.category(letter) in ("Lo", "Ll", "Lu") for letter in line)
    return said and kinds <= {"L", "M", "N", "Z"} and len(alike) <= 1


def width(text: str) -> int:
    """Columns of a text on a screen or paper: Hangul and Han take two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def broken(text: str, columns: int) -> Iterator[str]:
    """Break a text into lines of `columns`: at blanks, and inside a word only where it is too long."""
    line = ""
    for word in text.split(" "):
        joined = f"{line} {word}" if line else word
        if width(joined) <= columns:
            line = joined
            continue
        # Chinese sentences hold no blanks: such a text runs on to the margin.
        long = width(word) > columns
        rest = joined if long else word
        if not long:
            yield line
        while width(rest) > columns:
            cut = _cut(rest, columns)
            yield rest[:cut]
            rest = rest[cut:].lstrip()
        line = rest
    if line:
        yield line


def _cut(text: str, columns: int) -> int:
    """How many letters of a text stand in a line: where it fits, no Latin word is torn and no sign begins a line."""
    most = next(n for n in range(len(text), 0, -1) if width(text[:n]) <= columns)
    return next((n for n in range(most, 0, -1) if not _tears(text, n)), most)


def _tears(text: str, at: int) -> bool:
    sides = text[at - 1 : at + 1]
    return text[at] in CLOSING or (sides.isascii() and sides.isalnum())
