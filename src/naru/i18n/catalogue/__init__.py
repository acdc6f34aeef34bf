"""The catalogues: every sentence a person reads, by table and key, one folder of TOML files for each language.

A text may hold ``{name}`` fields. All languages hold the same keys with the same fields; `make check` walks them all.
"""

from __future__ import annotations

from collections.abc import Iterable

from naru.i18n.languages import LANGUAGES
from naru.i18n.tables import tables
from naru.i18n.vocabulary import named
from naru.refusal import Fact, Refusal

__all__ = ["Catalogue", "tables"]


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
        verb, field = str(facts.get("verb", "")), str(facts.get("field", ""))
        facts |= {"line": self.line(verb, field), "help": help_line(verb)}
        if "which" in facts:
            facts["which"] = self._listed(self.text("open", word) for word in str(facts["which"]).split(", "))
        if "door" in facts:
            facts["door"] = self.text("door", str(facts["door"]))
        if "choices" in facts:
            words = str(facts["choices"]).split(", ")
            facts["choices"] = self._listed(named(field, word, self.lang) for word in words)
        return self.text("refusal", refusal.key, **facts)

    def line(self, verb: str, field: str = "") -> str:
        """A line to type for a command: the first of its examples that gives this field, or its help."""
        if not self.has("example", verb):
            return help_line(verb)
        lines = self.text("example", verb).splitlines()
        return next((line for line in lines if f"--{field} " in line), lines[0])

    def _listed(self, words: Iterable[str]) -> str:
        return LANGUAGES[self.lang].listing.join(words)


def help_line(verb: str) -> str:
    """The line that shows the help of a command, or of Naru where none is named."""
    return f"naru {verb} --help" if verb else "naru --help"
