"""`naru quote`: the sheet beside the call. It opens no desk and keeps nothing."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Collection, Iterator
from typing import Any

import click

from naru.cli.wording import columns
from naru.cli.yardstick import latest_survey
from naru.command import ID_BYTES, Id, Terms
from naru.commands.reading import NAME_MOST, READERS, TEXT_MOST, read_command
from naru.commands.tables import BY_KIND
from naru.days import print_day
from naru.i18n.catalogue import Catalogue
from naru.i18n.text import clean_line
from naru.money import half_up, print_amount, print_percent, read_amount
from naru.orders.terms import Worked, cost, work_out
from naru.orders.warnings import NORTH_KOREAN_PAYOUTS, is_low_fee
from naru.refusal import Refusal

NOBODY = bytes(ID_BYTES)
FIELDS = ("gross", "sum", "fee", "payout", "charge", "market", "pay-rate")


class Anybody:
    """Names for a sheet without a desk: whoever is named is just a name."""

    def __init__(self, among: Collection[str]) -> None:
        self.among: Collection[str] = among
        self.names: dict[Id, str] = {}

    def find(self, type: str, name: str) -> Id:
        """An id for this sheet only."""
        name = clean_line(name, NAME_MOST)
        of = hashlib.blake2b(name.encode(), digest_size=ID_BYTES).digest()
        self.names[of] = name
        return of

    def claim(self, name: str) -> int:
        """There are no claims here."""
        raise Refusal("life.no-such-claim")


def command(catalogue: Catalogue) -> click.Command:
    """The quote command in the reader's language."""
    text = catalogue.text

    def quote(price: str | None, thing: str, won: str, **given: Any) -> None:
        names = Anybody((won.upper(), "CNY", "USD", "EUR", "JPY"))
        words = {name: _listed(given[name.replace("-", "_")]) for name in FIELDS if given[name.replace("-", "_")]}
        for name in ("gross", "fee", "payout"):
            if not words.get(name) and not (name == "gross" and words.get("sum")):
                words[name] = _asked(catalogue, name, names)
        command = read_command(BY_KIND["agree"], words, names, id=NOBODY, of=NOBODY, today=20000101)
        terms = command.facts.terms
        assert terms is not None
        for line in sheet(catalogue, terms, names, price, thing):
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
    return click.Command("quote", params=params, callback=quote, help=text("help", "quote"))


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


def sheet(catalogue: Catalogue, terms: Terms, names: Anybody, price: str | None, thing: str) -> Iterator[str]:
    """The lines of the sheet: what I pay, each fee, what reaches the hand, what it truly costs, one question."""
    text, lang = catalogue.text, catalogue.lang
    worked = work_out(terms)
    rows = [(text("screen", "you-pay"), print_amount(worked.outlay, worked.outlay_code, lang))]
    for part, amount in zip(terms.fees or (), worked.fees, strict=True):
        name = names.names.get(part.payee, "")
        rows.append((f"{text('account', 'fee')} {name}".strip(), f"− {print_amount(amount, terms.code, lang)}"))
    for charge in terms.charges:
        rows.append((text("screen", "charge"), f"+ {print_amount(charge.amount, charge.currency, lang)}"))
    for pay in worked.pays:
        due = print_amount(pay.full, pay.leg.currency, lang) if pay.full else text("screen", "rate-on-the-day")
        rows.append((text("screen", "in-the-hand"), due))
        if price:
            rows.append((text("screen", "bought-with"), _bought(catalogue, pay.full, pay.leg.currency, price, thing)))
    told = cost(terms, worked)
    if told.spread:
        rows.append((text("screen", "spread"), print_amount(told.spread, told.code, lang)))
    lost = told.outlay - told.reaches
    of_outlay = print_percent(lost, told.outlay)
    rows.append((text("screen", "true-cost"), f"{print_amount(lost, told.code, lang)} ({of_outlay})"))
    yield text("screen", "quote-title")
    yield from columns(rows)
    yield ""
    yield from _yardstick(catalogue, terms, worked)
    yield text("screen", "quote-question")
    yield text("screen", "quote-keeps-nothing")


def _bought(catalogue: Catalogue, amount: int, currency: str, price: str, thing: str) -> str:
    one = read_amount(price, (currency,), default=currency)
    if one.currency != currency:
        raise Refusal("life.not-its-currency")
    count = half_up(amount, one.minor)
    if not thing:
        return catalogue.text("screen", "bought-rice", count=count)
    return catalogue.text("screen", "bought", count=count, thing=clean_line(thing, TEXT_MOST))


def _yardstick(catalogue: Catalogue, terms: Terms, worked: Worked) -> Iterator[str]:
    """Dated survey figures to hold an offer against, where they are about this river."""
    if not any(pay.leg.currency in NORTH_KOREAN_PAYOUTS for pay in worked.pays):
        return
    last = latest_survey()
    yield catalogue.text(
        "screen",
        "yardstick",
        day=print_day(last.day, catalogue.lang),
        agreed=last.agreed,
        charged=last.charged or last.agreed,
    )
    if is_low_fee(worked):
        yield catalogue.text("warning", "fee-low")
