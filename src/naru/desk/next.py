"""What can be said next of an order: the rows of the life table whose standing needs are met now."""

from __future__ import annotations

from naru.desk.decide import Window
from naru.desk.state import State
from naru.orders import needs
from naru.orders.life import ROWS
from naru.orders.order import Order
from naru.refusal import Refusal
from naru.saying import NO_FACTS, NO_STORY, Saying

OF_THE_SAYING = frozenset(
    {
        needs.evidence,
        needs.claim_open,
        needs.word_is_ours,
        needs.terms_add_up,
        needs.not_the_same,
        needs.later_than_before,
    }
)
"""needs that look at what is said, and so cannot be answered before somebody says it"""


def can_be_said(state: State, order: Order, today: int) -> list[str]:
    """The verbs that could be said of the order today, in the order of the table."""
    window = Window(state, today)
    verbs = []
    for row in ROWS:
        if row.opens and (row.kind == "ask" or order.terms is not None):
            continue
        saying = Saying(b"", row.kind, order.id, today, NO_FACTS, NO_STORY)
        try:
            for need in row.needs:
                if need not in OF_THE_SAYING:
                    need(order, saying, window)
        except Refusal:
            continue
        verbs.append(row.kind)
    return verbs
