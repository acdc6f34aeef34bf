"""What can be said next of an order: the rows of the life table whose standing needs are met now."""

from __future__ import annotations

from naru.command import NO_FACTS, NO_STORY, Command
from naru.desk.decide import DeskContext
from naru.desk.state import State
from naru.orders.life import EVENT_TYPES
from naru.orders.needs import stands_before
from naru.orders.order import Order
from naru.refusal import Refusal


def can_be_said(state: State, order: Order, today: int) -> list[str]:
    """The verbs that could be said of the order today, in the order of the table."""
    context = DeskContext(state, today)
    verbs = []
    for event_type in EVENT_TYPES:
        if event_type.opens and not event_type.continues:
            continue
        command = Command(b"", event_type.kind, order.id, today, NO_FACTS, NO_STORY)
        try:
            for need in event_type.needs:
                if stands_before(need):
                    need(order, command, context)
        except Refusal:
            continue
        verbs.append(event_type.kind)
    return verbs
