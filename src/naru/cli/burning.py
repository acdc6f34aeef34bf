"""Burning more than one envelope: an order, a case, everything; and the hold that stops all of it."""

from __future__ import annotations

import click

from naru.cli import archive, disk
from naru.cli.screen import Made, plain
from naru.cli.session import Session, current
from naru.i18n.catalogue import LANGS, Catalogue
from naru.refusal import Refusal


def _typed_back(session: Session, key: str) -> None:
    """What cannot be undone wants its sentence typed, in any of the languages."""
    text = session.catalogue.text
    session.say("type-to-burn", phrase=text("screen", key))
    typed = "".join(session.secrets.get("confirm").split())
    if typed not in {"".join(Catalogue(lang).text("screen", key).split()) for lang in LANGS}:
        raise Refusal("cli.nothing-burned")


def _told(session: Session, key: str, **facts: str | int) -> None:
    session.say(key, **facts)
    session.say(f"burned-here-{disk.of(session, session.folder).letter}")
    session.say("cannot-be-burned")
    archive.stays(session)


def burn_order(orders: tuple[str, ...]) -> None:
    """Burn orders with all that was told of them. What is still owed stays in the balances."""
    session = current()
    found = [session.names.find("order", name) for name in orders]
    session.desk.fold(burn=found)
    _told(session, "order-burned", count=len(found))


def burn_case(case: str) -> None:
    """Burn a case: its orders, its envelopes, its marks, its nickname."""
    session = current()
    of = session.names.find("case", case)
    state = session.desk.state
    orders = len(state.live.get(of, ()))
    cards = sum(1 for card in state.cards.values() if card.whose == of and not card.burned)
    session.say("case-forgets", orders=orders, cards=cards)
    if state.cases[of].refused:
        session.say("case-forgets-refusal")
    _typed_back(session, "burn-case-phrase")
    session.desk.fold(case=of)
    _told(session, "case-burned")


def burn_everything() -> None:
    """Burn the whole book at once."""
    session = current()
    desk = session.desk
    if desk.keyring.hold:
        raise Refusal("keyring.hold")
    _typed_back(session, "burn-everything-phrase")
    desk.burn_everything()
    session.close()
    _told(session, "everything-burned")


def hold(on: str) -> None:
    """Stop all burning and expiry, or let it go on again."""
    session = current()
    session.expire = False  # whoever comes to stop all burning must not find it begun by the opening
    session.desk.hold(on == "on")
    session.say(f"hold-{on}")


def commands(catalogue: Catalogue) -> list[click.Command]:
    """The commands, with their help in the reader's language."""
    made: list[Made] = [
        ("burn-order", burn_order, [click.Argument(["orders"], nargs=-1, required=True)]),
        ("burn-case", burn_case, [click.Argument(["case"])]),
        ("burn-everything", burn_everything, []),
        ("desk-hold", hold, [click.Argument(["on"], type=click.Choice(["on", "off"]))]),
    ]
    return plain(catalogue, made)
