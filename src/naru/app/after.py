"""What is shown once something was said: how its order stands, what was made, what it came to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from naru.app import disk
from naru.app.questions import Text
from naru.app.say import Said
from naru.command import Effect, Subject
from naru.commands.tables import BY_KIND
from naru.views.carrier import CarrierView, carrier
from naru.views.order import Brief, brief

if TYPE_CHECKING:
    from naru.app.book import Book


class After(msgspec.Struct, frozen=True):
    """`order`: where the order stands of which it was said; `taken`: of a carrier who was taken, all they came near."""

    order: Brief | None
    told: tuple[Text, ...]
    taken: CarrierView | None


def after(book: Book, said: Said) -> After:
    """What is shown of one thing that was said."""
    state = book.desk.state
    order = state.orders.get(said.of)
    return After(
        brief(order, book.today) if order else None,
        _told(book, said),
        carrier(state, said.of, book.today) if said.kind == "taken" else None,
    )


def _told(book: Book, said: Said) -> tuple[Text, ...]:
    event_type = BY_KIND[said.kind]
    if event_type.opens and event_type.subject in (Subject.DEBT, Subject.CARD):
        return (Text("screen", "code", {"code": said.code}),)
    if Effect.BURNS_KEY in event_type.effects:
        return (disk.burned(book.disk),)
    if said.kind == "stop":
        return (Text("screen", "case-refused", {"who": book.names.name(said.of)}),)
    return ()
