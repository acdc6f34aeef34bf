"""`naru quote`: the sheet beside the call. It opens no desk and keeps nothing."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import click

from naru.app import quoting
from naru.app.quoting import ABROAD, Anybody
from naru.cli.order_page import RICE, bought, cost
from naru.cli.session import current
from naru.cli.wording import Wording, columns
from naru.commands.reading import READERS, TEXT_MOST
from naru.commands.tables import BY_KIND
from naru.i18n.catalogue import Catalogue
from naru.i18n.text import clean_line
from naru.refusal import Refusal
from naru.views.document import as_json
from naru.views.offer import OfferView

FIELDS = ("gross", "sum", "fee", "payout", "charge", "market", "pay-rate")


def commands(catalogue: Catalogue) -> list[click.Command]:
    """The quote command in the reader's language."""
    text = catalogue.text

    def quote(price: str | None, thing: str, won: str, **given: Any) -> None:
        names = Anybody((won.upper(), *ABROAD))
        words = {name: _listed(given[name.replace("-", "_")]) for name in FIELDS if given[name.replace("-", "_")]}
        for name in ("gross", "fee", "payout"):
            if not words.get(name) and not (name == "gross" and words.get("sum")):
                words[name] = _asked(catalogue, name, names)
        told = quoting.quote(words, names, price or "")
        if current().as_json:
            click.echo(as_json(told, names.name))
            return
        for line in sheet(Wording(catalogue, names.name), told, clean_line(thing, TEXT_MOST) if thing else RICE):
            click.echo(line)

    event_type = BY_KIND["promise"]
    takes = {field.name: field for field in event_type.fields}
    params: list[click.Parameter] = [
        click.Option(
            [f"--{name}", name.replace("-", "_")],
            multiple=takes[name].many,
            help=text("field", name),
            metavar=takes[name].type.upper(),
        )
        for name in FIELDS
    ]
    params += [
        click.Option(["--price"], help=text("help", "price"), metavar="AMOUNT"),
        click.Option(["--thing"], default="", help=text("help", "thing")),
        click.Option(["--won"], default="KRW", help=text("help", "won"), metavar="CODE"),
    ]
    return [click.Command("quote", params=params, callback=quote, help=text("help", "quote"))]


def _asked(catalogue: Catalogue, name: str, names: Anybody) -> str:
    """One answer of the sheet, asked again until it can be read: the other end of the call will not wait."""
    field = next(field for field in BY_KIND["promise"].fields if field.name == name)
    while True:
        told = str(click.prompt(catalogue.text("ask", f"quote.{name}"), err=True))
        try:
            READERS[field.type](told, names, field)
        except Refusal as refusal:
            if not sys.stdin.isatty():
                raise
            click.echo(catalogue.refusal(refusal), err=True)
        else:
            return told


def _listed(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def sheet(w: Wording, told: OfferView, thing: str) -> Iterator[str]:
    """The lines of the sheet: what I pay, each fee, what reaches the hand, what it truly costs, one question."""
    yield w.screen("quote-title")
    yield from columns(_rows(w, told, thing))
    yield ""
    if told.usual:
        yield w.screen("yardstick", day=w.day(told.usual.day), agreed=told.usual.agreed, charged=told.usual.charged)
    if told.low:
        yield w.text("warning", "fee-low")
    yield w.screen("quote-question")
    yield w.screen("quote-keeps-nothing")


def _rows(w: Wording, told: OfferView, thing: str) -> Iterator[tuple[str, str]]:
    yield w.screen("you-pay"), w.money(told.outlay)
    for fee in told.fees:
        yield f"{w.text('account', 'fee')} {w.name(fee.to) if fee.to else ''}".strip(), f"− {w.money(fee.sum)}"
    for charge in told.charges:
        yield w.screen("charge"), f"+ {w.money(charge)}"
    for index, pay in enumerate(told.payouts):
        yield w.screen("in-the-hand"), w.money(pay.sum) if pay.sum else w.screen("rate-on-the-day")
        if told.buys:
            yield w.screen("bought-with"), bought(w, told.buys[index], thing)
    if told.cost.spread.amount:
        yield w.screen("spread"), w.money(told.cost.spread)
    yield w.screen("true-cost"), cost(w, told.cost)
