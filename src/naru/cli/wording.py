"""How a view is put into words: names for ids, amounts, days and rates in one language, and lines on a screen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from naru.command import Id
from naru.days import print_day
from naru.i18n.catalogue import Catalogue
from naru.i18n.text import width
from naru.money import Rate as MoneyRate
from naru.money import print_amount, print_rate
from naru.refusal import Fact
from naru.views.values import Day, Rate, Sum

WIDE = 96
"""columns of a list that is broken into lines"""


class Wording:
    """Words for the parts of a view. `name` is what somebody is called, or the short code of an order."""

    def __init__(self, catalogue: Catalogue, name: Callable[[Id], str]) -> None:
        self.cat, self._name = catalogue, name

    def text(self, table: str, key: str, **facts: Fact) -> str:
        """A text of the catalogue."""
        return self.cat.text(table, key, **facts)

    def screen(self, key: str, **facts: Fact) -> str:
        """A text of the screen."""
        return self.cat.text("screen", key, **facts)

    def name(self, of: Id | None) -> str:
        """What she calls somebody; nobody, too, has a word."""
        return self._name(of) if of else self.screen("unknown")

    def money(self, sum: Sum) -> str:
        """An amount as it is written in this language."""
        return print_amount(sum.amount, sum.currency, self.cat.lang)

    def moneys(self, sums: Iterable[Sum]) -> str:
        """Several amounts, one after the other."""
        return ", ".join(map(self.money, sums))

    def day(self, day: Day) -> str:
        """A day as it is written in this language."""
        return print_day(day, self.cat.lang)

    def rate(self, rate: Rate) -> str:
        """The way people say it: one of the dear money is so many of the cheap."""
        give, get = rate.give, rate.get
        return print_rate(MoneyRate(give.amount, give.currency, get.amount, get.currency), self.cat.lang)


def columns(rows: Iterable[tuple[str, str]], indent: str = "  ") -> Iterator[str]:
    """Two columns, the second one flush to the right of the widest first."""
    rows = list(rows)
    wide = max((width(left) for left, _ in rows), default=0)
    for left, right in rows:
        yield f"{indent}{left}{' ' * (wide - width(left))}   {right}"


def wrapped(text: str) -> Iterator[str]:
    """A long list broken after its commas, so that no verb is torn from what it means."""
    line = ""
    for piece in text.split(", "):
        joined = f"{line}, {piece}" if line else piece
        if width(joined) <= WIDE:
            line = joined
        else:
            yield f"{line},"
            line = f"  {piece}"
    yield line
