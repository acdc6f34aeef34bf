"""The shape of the tables of bad input, and the one check that all of their rows go through."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import pytest

from testkit.commandline import ALL, Ran, sentence
from testkit.every_state import Full

GROSS = ("--gross", "2,000,000 KRW")
FEE = ("--fee", "40%")
PAYOUT = ("--payout", "CNY / 1 CNY = 200 KRW / fixed")
BY = ("--by", "park")
REST = ("--risk", "carrier", "--purpose", "living")
LATEST = ("--latest", "2100-12-31")


class Bad(NamedTuple):
    """What is refused: its item in the list, the command line (``@name`` is a code), and what the refusal says."""

    item: int
    words: tuple[str, ...]
    key: str
    facts: Mapping[str, str | int] = MappingProxyType({})
    secrets: Mapping[str, str] = MappingProxyType({})


class Good(NamedTuple):
    """What is accepted, because a careful clerk would understand it: and what has to be shown for it."""

    item: int
    words: tuple[str, ...]
    shown: str
    secrets: Mapping[str, str] = MappingProxyType({})


def promise(**changed: tuple[str, ...]) -> tuple[str, ...]:
    """A promise that could be written, with some of its words changed."""
    parts = {"case": ("--case", "brother"), "gross": GROSS, "fee": FEE, "by": BY, "payout": PAYOUT, "latest": LATEST}
    return ("promise", *(word for part in (parts | changed).values() for word in part), *REST)


def rows(table: tuple[Any, ...]) -> pytest.MarkDecorator:
    """One test for each row, named after its item."""
    counts: dict[int, int] = {}
    named = []
    for row in table:
        counts[row.item] = counts.get(row.item, 0) + 1
        named.append(pytest.param(row, id=f"item-{row.item}-{counts[row.item]}"))
    return pytest.mark.parametrize("row", named)


def refused(full: Full, bad: Bad) -> None:
    """Exit 1, one sentence in each language, not a word more, nothing written.

    The sentence is compared whole, so nothing of what was typed can stand in it or beside it.
    """
    before = full.trace()
    facts: dict[str, str | int] = {"verb": bad.words[0], **bad.facts}
    for lang in ALL:
        ran = full.say(*full.named(bad.words), lang=lang, **bad.secrets)
        assert ran == Ran(1, "", sentence(bad.key, lang, **facts)), lang
    assert full.trace() == before
    assert len({sentence(bad.key, lang, **facts) for lang in ALL}) == len(ALL)
