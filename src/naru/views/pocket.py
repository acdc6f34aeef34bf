"""What she carries with her about one order: no name, no place, no id."""

from __future__ import annotations

import msgspec

from naru.command import Id
from naru.desk.desk import Desk
from naru.orders.accounts import ACCEPTED, SENT
from naru.refusal import Refusal
from naru.views.before import half_of
from naru.views.promise import Payout, promise
from naru.views.values import Day, Sum


class Pocket(msgspec.Struct, frozen=True):
    """One order on a paper.

    `gross` is what goes to the carrier, `half` its first half; `outlay` all she parts with; `word` this time's word,
    empty where none is known; `sent`: some of it has gone; `to_pay`: the carrier can be paid now, because nothing has
    gone yet and, where the family is paid first, it was; `head` the digest of the book's last row, `rows` its number.
    """

    today: Day
    gross: Sum
    half: Sum
    outlay: Sum
    fees: tuple[Sum, ...]
    payouts: tuple[Payout, ...]
    latest: Day | None
    risk: str
    family_first: bool
    word: str
    sent: bool
    to_pay: bool
    head: bytes
    rows: int


def pocket(desk: Desk, of: Id, today: int) -> Pocket:
    """Draw up the paper of an order.

    Raises:
        Refusal: ``desk.no-such-order``; ``life.not-promised``; ``case.not-yours``.
    """
    found = desk.state.orders.get(of)
    if found is None:
        raise Refusal("desk.no-such-order")
    desk.must_open(found.case)
    told = promise(found)
    if told is None:
        raise Refusal("life.not-promised")
    row = found.flags.get("word")
    return Pocket(
        today=Day(today),
        gross=told.gross,
        half=half_of(told.gross),
        outlay=told.outlay,
        fees=tuple(fee.sum for fee in told.fees),
        payouts=told.payouts,
        latest=told.latest,
        risk=told.risk,
        family_first=told.family_first,
        word=desk.story(row).word if row is not None else "",
        sent=bool(found.of(SENT)),
        to_pay=not found.of(SENT) and (not told.family_first or bool(found.of(ACCEPTED))),
        head=desk.head.digest,
        rows=desk.head.seq,
    )
