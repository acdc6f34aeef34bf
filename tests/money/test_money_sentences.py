"""Every refusal of this floor has a sentence in three languages, and no sentence stands there for nothing."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from pathlib import Path
from string import Formatter

import pytest

import naru.days
import naru.money

CATALOGUE = files("naru.i18n") / "catalogue"
SOURCES = [*Path(naru.money.__file__).parent.glob("*.py"), Path(naru.days.__file__)]
FACTS = {
    "money.retired-currency": {"code"},
    "money.decimals": {"currency", "digits"},
    "money.share-decimals": {"digits"},
    "day.year": {"first", "last"},
}


def sentences(lang: str) -> dict[str, str]:
    """The refusals of this room in one language."""
    text = (CATALOGUE / lang / "money.toml").read_text("utf-8")
    found: dict[str, str] = tomllib.loads(text)["refusal"]
    return found


def keys_in_code() -> set[str]:
    """Every key that stands in the code between plain quotes."""
    return {key for path in SOURCES for key in re.findall(r'"((?:money|day)\.[a-z-]+)"', path.read_text("utf-8"))}


@pytest.mark.parametrize("lang", ["ko", "zh", "en"])
def test_every_key_has_its_sentence(lang: str) -> None:
    """With the facts it is given, and no other."""
    told = sentences(lang)
    assert set(told) == keys_in_code()
    for key, sentence in told.items():
        assert {name for _, name, _, _ in Formatter().parse(sentence) if name} == FACTS.get(key, set()), key


@pytest.mark.parametrize("lang", ["ko", "zh", "en"])
def test_the_voice(lang: str) -> None:
    """No exclamation mark, at most four sentences and the examples after them."""
    for key, sentence in sentences(lang).items():
        assert not re.search("[!！]", sentence), key
        assert len(re.findall(r"[.。](?= |$|[^0-9a-z])", re.split("보기|例如", sentence)[0])) <= 4, key
