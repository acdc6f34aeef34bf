"""The languages Naru speaks, from ``languages.toml``: what differs between them beside texts and word lists."""

from __future__ import annotations

import tomllib
from pkgutil import get_data
from typing import Final

import msgspec


class Language(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """What one language says of itself. The fields are explained at the head of ``languages.toml``."""

    name: str
    year: str
    month: str
    day: str
    near: str
    beside: str
    listing: str
    yes: tuple[str, ...]
    no: tuple[str, ...]
    help: tuple[str, ...]
    leave: tuple[str, ...]
    sentence: str
    small_words: tuple[str, ...]
    particles: dict[str, tuple[str, str]] = {}
    months: tuple[str, ...] = ()
    hours: tuple[str, ...] = ()
    half_days: tuple[str, ...] = ()


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    default: str
    elsewhere: str
    language: dict[str, Language]


_FILE = msgspec.convert(tomllib.loads((get_data(__name__, "languages.toml") or b"").decode()), _File)

LANGUAGES: Final = _FILE.language
"""Each language by its code (ISO 639-1)."""
LANGS: Final = tuple(LANGUAGES)
DEFAULT: Final = _FILE.default
ELSEWHERE: Final = _FILE.elsewhere

YES: Final = frozenset(word for language in LANGUAGES.values() for word in language.yes)
HELP: Final = frozenset(word for language in LANGUAGES.values() for word in language.help)
LEAVE: Final = frozenset(word for language in LANGUAGES.values() for word in language.leave)


def language(wanted: str) -> str:
    """The language for a locale name such as ``ko_KR.UTF-8`` or ``zh_TW``.

    Nothing, ``C`` and ``POSIX`` name no language: the default one. A language that has no texts here reads English.
    """
    head = wanted.replace("-", "_").partition("_")[0].partition(".")[0].partition("@")[0].lower()
    if head in LANGS:
        return head
    return DEFAULT if head in {"", "c", "posix"} else ELSEWHERE
