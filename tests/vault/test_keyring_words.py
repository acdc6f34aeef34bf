"""Every refusal of the keyring and the door has its sentence, in three languages and in the house's voice."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

import naru.vault
from naru.vault.disk.lock import DOORS

VAULT = Path(naru.vault.__file__).parent
CATALOGUE = VAULT.parent / "i18n" / "catalogue"
PARTS = ("boxes.py", "files.py", "kdf.py", "disk/lock.py", *(f"keyring/{part}.py" for part in (
    "access", "changes", "creation", "generation", "keyring", "keys", "opening", "readers", "rewriter", "slot", "steps",
)))  # fmt: skip


def table(language: str) -> dict[str, dict[str, str]]:
    """The catalogue of one language."""
    return tomllib.loads((CATALOGUE / language / "vault.toml").read_text("utf-8"))


@pytest.mark.parametrize("language", ["ko", "zh", "en"])
def test_each_refusal_has_its_sentence_and_no_sentence_is_left_over(language: str) -> None:
    """The keys the code names are the keys of the catalogue."""
    code = "".join((VAULT / part).read_text("utf-8") for part in PARTS)
    named = set(re.findall(r'"((?:keyring|disk|desk)\.[a-z-]+)"', code))
    assert set(table(language)["refusal"]) == named
    assert set(table(language)["door"]) == {*DOORS, "?"}


@pytest.mark.parametrize("language", ["ko", "zh", "en"])
def test_the_voice(language: str) -> None:
    """At most four short sentences, no exclamation mark; a wrong sentence says that nothing was erased."""
    sentences = table(language)["refusal"]
    for sentence in sentences.values():
        assert len(re.findall(r"[.。](?:\s|$)?", sentence)) <= 4
        assert not set(sentence) & set("!！")
    nothing_erased = {"ko": "지워진 것은 없으니", "zh": "什么都没有删掉", "en": "Nothing was erased"}
    assert nothing_erased[language] in sentences["keyring.wrong-passphrase"]
