"""The currencies, and what people call them, as ``currencies.toml`` lists them: a new one is an entry there."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pkgutil import get_data
from types import MappingProxyType
from typing import Any, NamedTuple

from naru.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Currency:
    """One currency.

    Args:
        code: three capital letters, ISO 4217.
        digits: digits after the point; minor units are counted in the last of them.
        rounds_down: a converted sum is cut to the unit below instead of rounded half up.
        pattern: per language (ko, zh, en) how a sum is written, ``{n}`` being the number; else the code stands first.
    """

    code: str
    digits: int
    rounds_down: bool = False
    pattern: Mapping[str, str] = field(default_factory=dict, compare=False)

    @property
    def unit(self) -> int:
        """How many minor units make one whole unit: 100 for CNY, 1 for KRW."""
        return int(10**self.digits)


class Meaning(NamedTuple):
    """What one written form can mean: any of `could`, and `usual` where no other of them is in question."""

    could: frozenset[str]
    usual: str | None = None


def form(text: str) -> str:
    """One spelling per written form: small letters, single blanks, no blanks around it."""
    return " ".join(text.lower().split())


def _load() -> tuple[dict[str, Currency], dict[str, Meaning], frozenset[str]]:
    source = tomllib.loads((get_data(__name__, "currencies.toml") or b"").decode())
    entries: dict[str, dict[str, Any]] = source["currency"]
    known: dict[str, Currency] = {}
    could: dict[str, set[str]] = {}
    usual: dict[str, str] = {}
    for code, entry in entries.items():
        pattern = MappingProxyType(dict(entry.get("print", {})))
        known[code] = Currency(code, entry["digits"], entry.get("rounds") == "down", pattern)
        for written in (code, *entry.get("own", ()), *entry.get("shared", ()), *entry.get("usual", ())):
            could.setdefault(form(written), set()).add(code)
        usual.update((form(written), code) for written in entry.get("usual", ()))
    meanings = {written: Meaning(frozenset(of), usual.get(written)) for written, of in could.items()}
    return known, meanings, frozenset(source["retired"])


_KNOWN, _MEANINGS, _RETIRED = _load()


@cache
def _mention() -> re.Pattern[str]:
    """Any written form. Latin ones must not run on into other letters: the "all" of "shall" is not Albania's money.

    Only text that is no clear sum is searched with it, so it is made when first needed.
    """
    forms = sorted(_MEANINGS, key=len, reverse=True)
    return re.compile(
        "|".join(
            rf"(?<![a-z]){re.escape(written)}(?![a-z])" if written.isascii() else re.escape(written)
            for written in forms
        )
    )


def currency(code: str) -> Currency:
    """The currency with this code, in capital letters.

    Raises:
        Refusal: ``money.unknown-currency``; ``money.retired-currency`` (fact `code`, as it stands in the data file).
    """
    known = _KNOWN.get(code)
    if known is None:
        raise unknown(code)
    return known


def digits(code: str) -> int:
    """Digits after the point in the currency with this code. Raises as `currency` does."""
    return currency(code).digits


def codes() -> tuple[str, ...]:
    """Every code Naru knows, in the order of the data file."""
    return tuple(_KNOWN)


def unknown(written: str) -> Refusal:
    """The refusal for a name of money that is not known (any more). What was typed is not repeated in it."""
    code = written.upper()
    return Refusal("money.retired-currency", code=code) if code in _RETIRED else Refusal("money.unknown-currency")


def meaning(written: str) -> Meaning | None:
    """What this written form can mean, if it is one. Blanks and the size of letters do not matter."""
    return _MEANINGS.get(form(written))


def mentions(text: str) -> list[Meaning]:
    """What every name of money inside `text` can mean, in reading order, the longest names first."""
    return [_MEANINGS[found] for found in _mention().findall(form(text))]


def disagree(meanings: Iterable[Meaning]) -> bool:
    """Whether no single currency fits all these written forms."""
    could = [one.could for one in meanings]
    return bool(could) and not frozenset.intersection(*could)


def resolve(meanings: Collection[Meaning], in_question: Collection[str]) -> str:
    """The one currency that fits all `meanings`.

    Args:
        meanings: at least one.
        in_question: the codes the caller expects here. They only settle a shared form ("$", "원"); a form that is
            certain means what it means, and the caller sees whether that fits.
    Raises:
        Refusal: ``money.two-currencies``; ``money.ambiguous-currency`` where more than one, or none in question, fits.
    """
    if disagree(meanings):
        raise Refusal("money.two-currencies")
    fits = frozenset.intersection(*(one.could for one in meanings))
    if len(fits) > 1:
        fits &= {*in_question, *(one.usual for one in meanings if one.usual)}
    if len(fits) != 1:
        raise Refusal("money.ambiguous-currency")
    return next(iter(fits))
