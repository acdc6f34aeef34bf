"""What an order may know of the desk around it: one narrow window, so that rules stay pure functions."""

from __future__ import annotations

from typing import Protocol

from naru.command import Facts, Id, Terms
from naru.money import Rate


class Context(Protocol):
    """The desk as the rules of orders see it, at one instant."""

    today: int
    """the calendar day on which it is written down, packed"""
    word_shown: bool | None
    """whether the word that was said is this order's fresh word; None: no word was said"""

    def role(self, says: str) -> str:
        """sender, receiver, family, carrier or other; ``nobody`` for an id the desk does not know."""

    def family_refused(self, case: Id) -> bool:
        """The family of the case has asked that nothing more comes."""

    def taken(self, hand: Id) -> bool:
        """The carrier has been arrested, or works for those who arrest."""

    def road_blocked(self, road: Id) -> bool:
        """The road is known not to let anything through."""

    def cash_free(self, hand: Id, currency: str) -> int | None:
        """Minor units known to lie ready with the carrier and promised to nobody; None: nothing is known."""

    def same_under_way(self, case: Id, terms: Terms, day: int) -> bool:
        """The same order, to the unit and the day, is already under way."""

    def first_time(self, hand: Id) -> bool:
        """Nothing was ever accepted through this carrier."""

    def last_rate(self, give_code: str, get_code: str, day: int) -> Rate | None:
        """The last known rate of the pair on or before the day."""


class Happened(Protocol):
    """An event as the notes of an order see it."""

    @property
    def seq(self) -> int:
        """Its row in the log."""

    @property
    def day(self) -> int:
        """The day it happened, packed."""

    @property
    def facts(self) -> Facts:
        """What it carries for the books."""
