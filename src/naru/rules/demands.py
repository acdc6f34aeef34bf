"""What the law of a profile demands to be kept of what is written down, and for how long.

Only what is demanded: which commands, and which of their fields. A profile without a line here demands nothing of an
own family's book that we know of. Not legal advice.
"""

from __future__ import annotations

from typing import NamedTuple


class Demand(NamedTuple):
    """What one profile demands.

    Args:
        law: the rule, as lawyers cite it.
        years: how long a record has to be kept.
        kinds: commands of which a record is made.
        facts, story: fields of `naru.command.Facts` and `Story` that go into it, by the names they are written under.
    """

    law: str
    years: int
    kinds: frozenset[str]
    facts: tuple[str, ...]
    story: tuple[str, ...]


WHO = frozenset({"case", "person", "carrier", "road", "card"})
MONEY = frozenset(
    {
        *("promise", "agree", "send", "unsend", "accept", "reopen", "bad-notes", "other", "return", "write-off"),
        *("seize", "unseize", "seized-after", "taken-back", "restored", "cancel", "charge", "pay-charge"),
    }
)

DEMANDS: dict[str, Demand] = {
    # "Full and accurate record of each transaction", ten years since 12 March 2025; it covers what is licensed, too.
    "us": Demand(
        "31 CFR 501.601",
        10,
        WHO | MONEY,
        ("amount", "quote", "terms", "case", "hand", "road", "person"),
        ("says", "name", "place", "purpose"),
    ),
}
