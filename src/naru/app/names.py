"""Names to ids: nicknames she chose, short codes for orders, and which names are free."""

from __future__ import annotations

import base64
import unicodedata
from collections.abc import Collection

from naru.carriers.carriers import Carrier, Road
from naru.command import PARTIES, ROLES, Id
from naru.desk.desk import Desk
from naru.i18n import vocabulary
from naru.i18n.catalogue import Catalogue
from naru.orders.order import Order
from naru.people.people import Case, Person
from naru.refusal import Refusal

SHELVES = {"carrier": ("carriers",), "case": ("cases",), "person": ("persons",), "road": ("roads",)}
NO_FEE = "none"
RESERVED = ("says", "base", "payable")
"""groups of Naru's own words that are read where a name could stand"""
CODE_LETTERS = 5
LEAST_LETTERS = 3


def code(of: Id) -> str:
    """The short code of an order, a debt or a card: what she has in hand."""
    return base64.b32encode(of)[:CODE_LETTERS].decode().lower()


class DeskNames:
    """Finds ids by nickname or code, and nicknames by id. Nicknames are opened at their first use in a run."""

    def __init__(self, desk: Desk, catalogue: Catalogue) -> None:
        self._desk, self._catalogue = desk, catalogue
        self._names: dict[Id, str] = {}
        self.among: Collection[str] = (desk.state.valuation,)

    def _shelf(self, types: Collection[str]) -> list[Id]:
        return [of for name in types for of in getattr(self._desk.state, name)]

    def name(self, of: Id) -> str:
        """What she calls somebody; a burned or unknown one shows as burned."""
        if of in ROLES:
            return self._catalogue.text("role", ROLES[of])
        state = self._desk.state
        thing = state.cases.get(of) or state.carriers.get(of) or state.persons.get(of) or state.roads.get(of)
        if thing is None:  # looked up before what was opened earlier: it may have burned since
            self._names.pop(of, None)
            return code(of) if of else self._catalogue.text("screen", "unknown")
        if of not in self._names:
            self._names[of] = self._open(of, thing)
        return self._names[of]

    def forget(self) -> None:
        """Let go of every name that was opened."""
        self._names.clear()

    def _open(self, of: Id, thing: Case | Carrier | Person | Road) -> str:
        state = self._desk.state
        if not self._desk.readable(thing.rows[:1]):  # what a backup brought back has no name
            return code(of)
        told = self._desk.told(thing.rows[0])
        if told is not None:
            return told.name
        shut = of in state.cases and not self._desk.keyring.opens_case(state.cases[of].case_key)
        return code(of) if shut else self._catalogue.text("screen", "burned")

    def consider(self, order: Order | None) -> None:
        """Set which currencies are in question while this order is spoken of."""
        self.among = sorted({self._desk.state.valuation, *(order.currencies if order else ())})

    def find(self, type: str, name: str) -> Id:
        """The id behind a nickname or a code.

        Raises:
            Refusal: ``desk.no-such-…``, ``app.two-so-called`` when a nickname is not one person's alone.
        """
        if type in ("order", "debt", "card"):
            return self._by_code(f"{type}s", type, name)
        if type in ("party", "speaker", "subject"):
            if name in PARTIES:
                return PARTIES[name]
            return self._by_name(("carriers", "persons", "cases"), "person", name)
        return self._by_name(SHELVES[type], type, name)

    def _by_name(self, shelves: Collection[str], type: str, name: str) -> Id:
        wanted = _plain(name)
        found = [of for of in self._shelf(shelves) if _plain(self.name(of)) == wanted]
        if not found:
            raise Refusal(f"desk.no-such-{type}")
        if len(found) > 1:
            raise Refusal("app.two-so-called")
        return found[0]

    def _by_code(self, shelf: str, type: str, name: str) -> Id:
        wanted = name.strip().lower()
        found = [of for of in self._shelf((shelf,)) if code(of).startswith(wanted)]
        if len(wanted) < LEAST_LETTERS or not found:
            raise Refusal(f"desk.no-such-{type}")
        if len(found) > 1:
            raise Refusal("app.two-so-called")
        return found[0]

    def claim(self, name: str) -> int:
        """The row number of a claim, as `naru show` prints it."""
        if not name.isascii() or not name.isdigit() or len(name) > 9:
            raise Refusal("life.no-such-claim")
        return int(name)


def _plain(name: str) -> str:
    return unicodedata.normalize("NFC", name).replace(" ", "").lower()


def must_be_free(desk: Desk, names: DeskNames, kind: str, name: str) -> None:
    """Refuse a name that could be taken for something else: people are one circle, roads another.

    Raises:
        Refusal: ``app.name-taken``; ``app.name-reserved``: it is a word that commands are written with.
    """
    must_be_a_name(name)
    shelves = ("roads",) if kind == "road" else ("cases", "carriers", "persons")
    if any(_plain(names.name(of)) == _plain(name) for shelf in shelves for of in getattr(desk.state, shelf)):
        raise Refusal("app.name-taken")


def must_be_a_name(name: str) -> None:
    """Refuse (``app.name-reserved``) a word that commands are written with."""
    if _is_reserved(name):
        raise Refusal("app.name-reserved")


def _is_reserved(name: str) -> bool:
    """Whether a name stands for a party, or for a word inside a fee or a charge, in one of the languages."""
    return _plain(name) == NO_FEE or any(vocabulary.meant(group, name) for group in RESERVED)
