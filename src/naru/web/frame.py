"""How a page is made: a view and a template. What a form on it says goes to the app; nothing is worked out here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, Protocol

import jinja2

from naru.app.book import Book
from naru.app.questions import Answers
from naru.command import Id
from naru.days import print_day
from naru.i18n.catalogue import Catalogue
from naru.i18n.languages import LANGS, LANGUAGES
from naru.money import Rate as MoneyRate
from naru.money import print_amount, print_rate
from naru.refusal import Fact, Refusal
from naru.views.values import Day, Rate, Sum
from naru.web.gate import HEADERS, HTML
from naru.web.server import Answer
from naru.web.session import TOKEN, Place, Session

STATIC: Final = {"page.css": "text/css; charset=utf-8", "page.js": "text/javascript; charset=utf-8"}
"""the files a page draws on, and their types"""
TITLE: Final = "나루"
"""the one title every page has: it stands in the browser's history, its task bar and its tabs"""


class Keeper(Protocol):
    """What holds the book: opens it, and lets go of it by ending the process."""

    @property
    def book(self) -> Book | None:
        """The open book."""

    @property
    def opening(self) -> bool:
        """Whether it is being opened."""

    @property
    def refused(self) -> Refusal | None:
        """What the last opening was refused for."""

    @property
    def there(self) -> bool:
        """Whether there is a book to open."""

    @property
    def place(self) -> Path | None:
        """Where a book can be made; None: hers is there already."""

    def open(self, words: str, catalogue: Catalogue) -> None:
        """Begin to open it with her words."""

    def new_words(self, answers: Answers, catalogue: Catalogue) -> str:
        """Opening words for a new book: drawn once, kept in the answers."""

    def make(self, valuation: str, home: str, answers: Answers, catalogue: Catalogue) -> None:
        """Begin to make a book with its first home, and open it. Raises: Refusal: her words are not those drawn."""


@dataclass
class Visit:
    """One request, as a page sees it.

    Args:
        about: what the page is about.
        sent: what a form sent, by the names in the form.
    """

    session: Session
    keeper: Keeper
    catalogue: Catalogue
    place: Place
    prefix: str
    sent: Mapping[str, list[str]] = field(default_factory=dict)

    @property
    def about(self) -> str:
        return self.place.about

    @property
    def book(self) -> Book:
        """The open book. A page that is not marked so is never asked without one."""
        assert self.keeper.book is not None
        return self.keeper.book

    def to(self, page: str, about: str = "") -> str:
        """The address of a page."""
        return self.prefix + self.session.address(Place(page, about))

    def text(self, key: str, **facts: Fact) -> str:
        """A text of the pages."""
        return self.catalogue.text("page", key, **facts)

    def name(self, of: Id) -> str:
        """What she calls somebody, or the short code of an order."""
        return self.book.names.name(of)

    def money(self, sum: Sum) -> str:
        """An amount as it is written in this language."""
        return print_amount(sum.amount, sum.currency, self.catalogue.lang)

    def rate(self, rate: Rate) -> str:
        """A rate the way people say it: one of the dear money is so many of the cheap."""
        give, get = rate.give, rate.get
        return print_rate(MoneyRate(give.amount, give.currency, get.amount, get.currency), self.catalogue.lang)

    def day(self, day: Day) -> str:
        """A day as it is written in this language."""
        return print_day(day, self.catalogue.lang)

    def near(self, day: Day) -> str:
        """The same, without the year for a day of these months: for what is under way, where nothing is written."""
        return print_day(day, self.catalogue.lang, self.book.today)

    def refusal(self, refusal: Refusal) -> str:
        """What a refusal tells on a page, where nobody types lines."""
        if self.catalogue.has("on-page", refusal.key):
            return self.catalogue.text("on-page", refusal.key, **refusal.facts)
        return self.catalogue.refusal(refusal)


View = Callable[[Visit], Mapping[str, Any]]
Said = Callable[[Visit], Place]


@dataclass(frozen=True)
class Page:
    """One page.

    Args:
        name: which file and which test it has.
        template: what it looks like.
        view: what it shows.
        said: what becomes of a form on it: gives the page to go to.
        open: it needs the open book.
        card: it shows what tells who somebody is, and closes sooner.
        refresh: seconds after which it asks for itself again; 0: when the book locks.
    """

    name: str
    template: str
    view: View
    said: Said | None = None
    open: bool = True
    card: bool = False
    refresh: int = 0


@cache
def templates() -> jinja2.Environment:
    """The templates: everything that is put into one is shown as text, and what is missing is an error."""

    def load(name: str) -> str:
        return (files(__package__) / "templates" / name).read_text(encoding="utf-8")

    return jinja2.Environment(
        loader=jinja2.FunctionLoader(load),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


@cache
def static(name: str) -> Answer:
    """One of the files a page draws on."""
    return Answer(200, (*HEADERS, ("Content-Type", STATIC[name])), (files(__package__) / name).read_bytes())


def render(
    visit: Visit,
    template: str,
    shown: Mapping[str, Any],
    *,
    closes: float = 0,
    refresh: int = 0,
    status: int = 200,
    headers: tuple[tuple[str, str], ...] = (),
) -> Answer:
    """Make the answer that a browser shows.

    Args:
        closes: seconds after which the book locks; the page then asks for the locked one.
        refresh: seconds after which the page asks for itself.
    """
    notice, visit.session.notice = visit.session.notice, ""
    text = (
        templates()
        .get_template(template)
        .render(
            shown,
            notice=notice,
            t=visit.text,
            to=visit.to,
            lang=visit.catalogue.lang,
            languages=[(code, LANGUAGES[code].name) for code in LANGS],
            title=TITLE,
            entrance=visit.prefix,
            here=visit.session.address(visit.place),
            open=visit.keeper.book is not None,
            key=TOKEN,
            plain=visit.session.plain,
            refresh=refresh,
            closes=int(closes) + 2 if closes else 0,
        )
    )
    return Answer(status, (*HEADERS, HTML, *headers), text.encode())
