"""Names made for one paper that leaves the desk: random, in no order, used once (design, section 6: What leaves)."""

from __future__ import annotations

from collections.abc import Callable, Collection

from naru.command import ROLES, Id
from naru.desk.state import State

LETTERS = "BCDFGHJKLMNPQRSTVWXZ23456789"
"""no vowels, so that no word comes out; nothing that is read as something else"""
LENGTH = 5
"""28^5 codes, some 17 million: two exports that share one by chance are rarer than two that are mixed up by hand"""

_WHOLE = 256 // len(LETTERS) * len(LETTERS)
NAMED = {b"": "Nobody", **{of: role.capitalize() for of, role in ROLES.items()}}
"""who has the same name in every export"""


class Aliases:
    """Aliases for the ids of a desk, each made when it is first asked for: ``Carrier-K7F3Q``."""

    def __init__(self, state: State, random_bytes: Callable[[int], bytes]) -> None:
        """`random_bytes` gives that many random bytes."""
        self._state, self._random_bytes = state, random_bytes
        self._known = dict(NAMED)
        self._used: set[str] = set()

    def __call__(self, of: Id) -> str:
        """The alias of an id; the three parties of every case go by their role, nobody by that word."""
        known = self._known.get(of)
        if known is None:
            known = self._known[of] = f"{self._kind(of)}-{self._code()}"
        return known

    def _kind(self, of: Id) -> str:
        state = self._state
        shelves: tuple[tuple[str, Collection[Id]], ...] = (
            ("Carrier", state.carriers),
            ("Case", state.cases),
            ("Order", state.orders),
            ("Road", state.roads),
            ("Debt", state.debts),
        )
        for kind, shelf in shelves:
            if of in shelf:
                return kind
        return "Person"

    def _code(self) -> str:
        while True:
            drawn = [LETTERS[byte % len(LETTERS)] for byte in self._random_bytes(4 * LENGTH) if byte < _WHOLE]
            code = "".join(drawn[:LENGTH])
            if len(code) == LENGTH and code not in self._used:
                self._used.add(code)
                return code
