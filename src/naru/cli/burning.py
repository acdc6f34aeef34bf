"""Burning more than one envelope: an order, a case, everything; and the hold that stops all of it."""

from __future__ import annotations

import click

from naru.app import burning, disk
from naru.cli.screen import Made, plain
from naru.cli.session import current
from naru.i18n import vocabulary
from naru.i18n.catalogue import Catalogue


def burn_cards(cards: tuple[str, ...]) -> None:
    """Burn several envelopes in one stroke; all of them, or none where one cannot burn."""
    session = current()
    book = session.book
    count = session.answered(lambda answers: burning.burn_cards(book, cards, answers))
    session.say("cards-burned", count=count)
    session.tell(*disk.burned_much(book.disk))


def burn_order(orders: tuple[str, ...]) -> None:
    """Burn orders with all that was told of them. What is still owed stays in the balances."""
    session = current()
    book = session.book
    count = session.answered(lambda answers: burning.burn_orders(book, orders, answers))
    session.say("order-burned", count=count)
    session.tell(*disk.burned_much(book.disk))


def burn_case(case: str) -> None:
    """Burn a case: its orders, its envelopes, its marks, its nickname."""
    session = current()
    book = session.book
    session.answered(lambda answers: burning.burn_case(book, case, answers))
    session.say("case-burned")
    session.tell(*disk.burned_much(book.disk))


def burn_everything() -> None:
    """Burn the whole book at once."""
    session = current()
    book = session.book
    session.answered(lambda answers: burning.burn_everything(book, answers))
    session.close()
    session.over = True
    session.say("everything-burned")
    session.tell(*disk.burned_much(book.disk))


def _switch(ctx: click.Context, param: click.Parameter, typed: str) -> str:
    """``on`` or ``off``, in any language."""
    if not (meant := vocabulary.meant("switch", typed)):
        raise click.BadParameter("", ctx, param)
    return meant


def legal_hold(on: str) -> None:
    """Stop all burning and expiry, or let it go on again."""
    session = current()
    burning.legal_hold(session.opened, on == "on")
    session.say(f"hold-{on}")


def commands(catalogue: Catalogue) -> list[click.Command]:
    """The commands, with their help in the reader's language."""
    made: list[Made] = [
        ("burn-cards", burn_cards, [click.Argument(["cards"], nargs=-1, required=True)]),
        ("burn-order", burn_order, [click.Argument(["orders"], nargs=-1, required=True)]),
        ("burn-case", burn_case, [click.Argument(["case"])]),
        ("burn-everything", burn_everything, []),
        ("legal-hold", legal_hold, [click.Argument(["on"], callback=_switch, metavar="on|off")]),
    ]
    return plain(catalogue, made)
