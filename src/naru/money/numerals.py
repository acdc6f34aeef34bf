"""Reading the figures of a sum, strictly: what a careful clerk could misread is refused, under the rule it breaks.

Python's own ``int()`` and ``Decimal()`` are no guard: they take Bengali and mathematical digits, ``1_000``, ``+5``,
``NaN`` and line ends. So the text is made plain first, and then only ASCII figures in a closed pattern are read.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from naru.refusal import Refusal

MINOR_MAX = 2**63 - 1
"""The largest sum a book holds, in minor units: what fits into a signed integer of 64 bits."""

_TEXT_MAX = 200
"""Characters looked at. More is no sum, and need not be searched for what is wrong with it."""

_FIGURES_MAX = len(str(MINOR_MAX))

_WIDE = {0xFF01 + n: 0x21 + n for n in range(94)} | {0x3000: 0x20, 0xFFE5: ord("¥"), 0xFFE6: ord("₩")}
_HIDDEN_KINDS = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Mn", "Mc", "Me"})
# The Hangul fillers and the empty Braille cell count as letters and signs, yet nobody can see them.
_HIDDEN = frozenset("\u115f\u1160\u3164\uffa0\u2800")
_MINUS = frozenset("-\u2010\u2011\u2012\u2013\u2014\u2212\u207b\u02d7\ufe58\ufe63")
_BETWEEN = frozenset(",'_\u2018\u2019\u02bc`\u00b4")

_PLAIN = re.compile(r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.([0-9]+))?")
_WORDS = "영공일이삼사오육륙칠팔구십백천만억조"


class Number(NamedTuple):
    """Figures as read: `whole` and `fraction` are ASCII digits; `fraction` may be empty."""

    whole: str
    fraction: str

    @property
    def zero(self) -> bool:
        """Whether it is nothing at all."""
        return not (self.whole + self.fraction).strip("0")


def plain(text: str) -> tuple[str, bool]:
    """`text` in its plain form, and whether full-width characters were made narrow for it (to be shown back).

    Hangul in parts, as some file systems hand it over, is joined. Blanks around are dropped.

    Raises:
        Refusal: ``money.empty``; ``money.too-large`` above 200 characters; ``money.hidden`` (characters nobody sees,
            marks on other characters, blanks that are not the plain one); ``money.grouping`` where such a blank parts
            figures; ``money.digits`` (figures other than 0-9).
    """
    if len(text) > _TEXT_MAX:
        raise Refusal("money.too-large")
    composed = unicodedata.normalize("NFC", text)
    narrow = composed.translate(_WIDE)
    for at, letter in enumerate(narrow):
        if not letter.isascii() or letter < " " or letter == "\x7f":
            _check(narrow, at)
    result = narrow.strip(" ")
    if not result:
        raise Refusal("money.empty")
    return result, narrow != composed


def _check(text: str, at: int) -> None:
    letter = text[at]
    kind = unicodedata.category(letter)
    if kind == "Zs":
        parts = text[at - 1 : at].isdecimal() and text[at + 1 : at + 2].isdecimal()
        raise Refusal("money.grouping" if parts else "money.hidden")
    if kind in _HIDDEN_KINDS or letter in _HIDDEN:
        raise Refusal("money.hidden")
    if kind in {"Nd", "Nl", "No"}:
        raise Refusal("money.digits")


def split(text: str) -> tuple[str, str, str]:
    """What stands before the first figure, from the first to the last one, and after it.

    Raises:
        Refusal: ``money.digits`` (number words), ``money.not-a-number``: there is no figure at all.
    """
    first = re.search("[0-9]", text)
    if first is None:
        raise Refusal("money.digits" if worded(text) else "money.not-a-number")
    end = max(text.rfind(figure) for figure in "0123456789") + 1
    return text[: first.start()], text[first.start() : end], text[end:]


def worded(text: str) -> bool:
    """Whether `text` begins with a number in words, Korean or Chinese: 십만, 천원, 十."""
    letter = text.lstrip()[:1]
    return bool(letter) and (letter in _WORDS or unicodedata.numeric(letter, None) is not None)


def check_edges(before: str, after: str) -> None:
    """Refuse signs, a point and half a group around the figures.

    Raises:
        Refusal: ``money.negative``, ``money.plus-sign``, ``money.point``, ``money.grouping``.
    """
    around = before + after
    if not _MINUS.isdisjoint(around) or ("(" in before and ")" in after):
        raise Refusal("money.negative")
    if "+" in around:
        raise Refusal("money.plus-sign")
    if before.endswith(".") or after.startswith("."):
        raise Refusal("money.point")
    if not _BETWEEN.isdisjoint(before[-1:] + after[:1]):
        raise Refusal("money.grouping")


def read_number(figures: str) -> Number:
    """Read plain figures: ``1000``, ``1,000``, ``12.50``. Groups are of three, by comma, or there are none.

    Raises:
        Refusal: ``money.grouping``, ``money.digits`` (words between figures), ``money.not-a-number``,
            ``money.leading-zero``, ``money.too-large`` (more figures than the largest sum has).
    """
    found = _PLAIN.fullmatch(figures)
    if found is None:
        raise Refusal(_why_not(figures))
    whole, fraction = found[1].replace(",", ""), found[2] or ""
    if len(whole) > 1 and whole.startswith("0"):
        raise Refusal("money.leading-zero")
    if len(whole) > _FIGURES_MAX:
        raise Refusal("money.too-large")
    return Number(whole, fraction)


def _why_not(figures: str) -> str:
    between = {letter for letter in figures if letter not in "0123456789"}
    if between <= _BETWEEN | {" ", "."}:
        return "money.grouping"
    return "money.digits" if any(worded(letter) for letter in between) else "money.not-a-number"


def within(minor: int) -> int:
    """`minor` itself, if a book can hold it.

    Raises:
        Refusal: ``money.too-large`` above 2**63 - 1 minor units.
    """
    if minor > MINOR_MAX:
        raise Refusal("money.too-large")
    return minor
