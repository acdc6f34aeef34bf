"""Burning more than one envelope: an order, a case, everything; and the hold that stops all of it."""

from __future__ import annotations

import click

from naru.cli import archive, disk
from naru.cli.asking import before_burning
from naru.cli.clock import random_bytes
from naru.cli.screen import Made, plain
from naru.cli.session import Session, current
from naru.command import ID_BYTES, Command, Story
from naru.custody import burning as custody_burning
from naru.i18n import vocabulary
from naru.i18n.catalogue import Catalogue
from naru.i18n.languages import LANGS
from naru.refusal import Refusal


def _typed_back(session: Session, key: str) -> None:
    """What cannot be undone wants its sentence typed, in any of the languages."""
    text = session.catalogue.text
    session.say("type-to-burn", phrase=text("screen", key))
    typed = "".join(session.secrets.get("confirm").split())
    if typed not in {"".join(Catalogue(lang).text("screen", key).split()) for lang in LANGS}:
        raise Refusal("cli.nothing-burned")


def _told(session: Session) -> None:
    """What a burning came to on this disk, and what no burning reaches."""
    session.say(f"burned-here-{disk.of(session, session.folder).letter}")
    session.say("beyond-burning")


def burn_cards(cards: tuple[str, ...]) -> None:
    """Burn several envelopes in one stroke; all of them, or none where one cannot burn."""
    session = current()
    desk, state = session.desk, session.desk.state
    found = [session.names.find("card", name) for name in dict.fromkeys(cards)]
    if any(state.cards[of].burned for of in found):
        raise Refusal("card.burned")
    before_burning(session)
    story = Story(says="sender")
    answers = desk.submit(
        [Command(random_bytes(ID_BYTES), "burn", of, session.today, story=story, sure=True) for of in found]
    ).wait()
    if refused := next((answer.refusal for answer in answers if answer.refusal), None):
        raise refused
    session.say("cards-burned", count=len(found))
    _told(session)


def burn_order(orders: tuple[str, ...]) -> None:
    """Burn orders with all that was told of them. What is still owed stays in the balances."""
    session = current()
    found = [session.names.find("order", name) for name in orders]
    for of in found:
        session.desk.must_open(session.desk.state.orders[of].case)
    before_burning(session)
    custody_burning.burn_orders(session.desk, found)
    session.say("order-burned", count=len(found))
    _told(session)


def burn_case(case: str) -> None:
    """Burn a case: its orders, its envelopes, its marks, its nickname."""
    session = current()
    of = session.names.find("case", case)
    session.desk.must_open(of)
    if session.desk.keyring.legal_hold:
        raise Refusal("keyring.hold")
    session.say("before-burning")
    archive.stays(session)
    state = session.desk.state
    orders = len(state.live.get(of, ()))
    cards = sum(1 for card in state.cards.values() if card.whose == of and not card.burned)
    session.say("case-forgets", orders=orders, cards=cards)
    if state.cases[of].refused:
        session.say("case-forgets-refusal")
    _typed_back(session, "burn-case-phrase")
    custody_burning.burn_case(session.desk, of)
    session.say("case-burned")
    _told(session)


def burn_everything() -> None:
    """Burn the whole book at once."""
    session = current()
    desk = session.desk
    desk.must_see_all()
    if desk.keyring.legal_hold:
        raise Refusal("keyring.hold")
    session.say("before-burning")
    archive.stays(session)
    _typed_back(session, "burn-everything-phrase")
    custody_burning.burn_everything(desk)
    session.close()
    session.over = True
    session.say("everything-burned")
    _told(session)


def _switch(ctx: click.Context, param: click.Parameter, typed: str) -> str:
    """``on`` or ``off``, in any language."""
    if not (meant := vocabulary.meant("switch", typed)):
        raise click.BadParameter("", ctx, param)
    return meant


def legal_hold(on: str) -> None:
    """Stop all burning and expiry, or let it go on again."""
    session = current()
    session.expire = False  # whoever comes to stop all burning must not find it begun by the opening
    custody_burning.set_legal_hold(session.desk, on == "on")
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
