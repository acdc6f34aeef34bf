"""The one way Naru says no.

A refusal carries a catalogue key and plain facts. It never carries a name, a place, a phone number, a code word or the
text somebody typed: errors travel to places the book does not (terminals, logs, bug reports). The sentence a person
reads is made from the key by the catalogues: what happened, where the money is, what to do next.
"""

from __future__ import annotations

Fact = str | int


class Refusal(Exception):
    """Something Naru will not do. Nothing has been written when it is raised.

    Args:
        key: a key of the catalogues under ``refusal.``, for example ``money.no-currency``.
        facts: values for the sentence: field names, counts, amounts already printed for the reader, days. Never what
            identifies a person.
    """

    def __init__(self, key: str, **facts: Fact) -> None:
        super().__init__(key)
        self.key = key
        self.facts = facts

    def __repr__(self) -> str:
        return f"Refusal({self.key!r})"
