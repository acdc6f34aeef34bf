"""The catalogues: every sentence a person reads, by table and key, one folder of TOML files for each language.

A text may hold ``{name}`` fields. All languages hold the same keys with the same fields; `make check` walks them all.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from naru.refusal import Fact, Refusal


@cache
def tables(lang: str) -> dict[str, dict[str, str]]:
    """All texts of a language: table -> key -> text.

    Raises:
        ValueError: a key stands in two files.
    """
    merged: dict[str, dict[str, str]] = {}
    for file in sorted(files(__package__).joinpath(lang).iterdir(), key=lambda entry: entry.name):
        if not file.name.endswith(".toml"):
            continue
        for table, texts in tomllib.loads(file.read_text(encoding="utf-8")).items():
            known = merged.setdefault(table, {})
            if twice := known.keys() & texts.keys():
                raise ValueError(f"{lang}: {table}: twice: {sorted(twice)}")
            known.update(texts)
    return merged


class Catalogue:
    """The texts of one language."""

    def __init__(self, lang: str) -> None:
        """`lang` is one of `naru.i18n.languages.LANGS`."""
        self.lang = lang
        self._tables = tables(lang)

    def text(self, table: str, key: str, **facts: Fact) -> str:
        """The text of a key, its fields filled.

        Raises:
            KeyError: there is no such text. `make check` fails where one can be asked for.
        """
        return self._tables[table][key].format_map(facts)

    def has(self, table: str, key: str) -> bool:
        """Whether there is such a text."""
        return key in self._tables.get(table, {})

    def refusal(self, refusal: Refusal) -> str:
        """What a refusal tells the reader; facts that are keys of other tables are told in its words."""
        facts = dict(refusal.facts)
        if "which" in facts:
            facts["which"] = ", ".join(self.text("open", word) for word in str(facts["which"]).split(", "))
        if "door" in facts:
            facts["door"] = self.text("door", str(facts["door"]))
        return self.text("refusal", refusal.key, **facts)
