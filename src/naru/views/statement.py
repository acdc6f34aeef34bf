"""Drawing up a statement of one order from its state and its rows. `sheet` has its shape, `page` prints it."""

from __future__ import annotations

from naru.command import FAMILY, RECEIVER, SENDER, Id, Story
from naru.commands.tables import BY_NUMBER
from naru.days import from_ordinal
from naru.desk.decide import DeskContext
from naru.desk.desk import Desk
from naru.desk.events import Event
from naru.i18n.words import same_word
from naru.ledger import Phase
from naru.orders.books import SEIZED, WRITTEN_OFF
from naru.orders.ends import standing
from naru.orders.order import Order
from naru.orders.retention import is_settled, kept_days, kept_until
from naru.refusal import Refusal
from naru.trust.evidence import grade
from naru.views import questions as q
from naru.views.page import page
from naru.views.sheet import Books, Charged, Fee, Line, Owed, Payout, Promise, Statement, Step, Who

__all__ = ["page", "statement"]

ROLES = {SENDER: "sender", RECEIVER: "receiver", FAMILY: "family", b"": "nobody"}


def statement(desk: Desk, order_id: Id, today: int, head_digest: bytes = b"") -> Statement:
    """Draw up a statement of one order.

    Args:
        today: the day it speaks of, packed.
        head_digest: of the desk's last row, where the caller has checked it; else as the desk has it.
    Raises:
        Refusal: ``desk.no-such-order``; ``case.not-yours``; ``log.*`` for a row that cannot be read.
    """
    order = desk.state.orders.get(order_id)
    if order is None:
        raise Refusal("desk.no-such-order")
    desk.must_open(order.case)
    crowd = _Crowd(desk, order)
    read = standing(order, today)
    owes = tuple(Owed(crowd(o.debtor), crowd(o.creditor), o.amount, o.currency, o.why) for o in q.owes_of(order))
    return Statement(
        today,
        _promise(order, crowd),
        tuple(_steps(desk, order, crowd)),
        _books(order, crowd),
        read.short,
        read.family,
        read.overdue_days,
        owes,
        head_digest or desk.head.digest,
        desk.head.seq,
        kept_days(order),
        from_ordinal(kept_until(order)) if is_settled(order) else 0,
    )


class _Crowd:
    """Numbers for people: carriers in the order of the chain, everybody else as they come."""

    def __init__(self, desk: Desk, order: Order) -> None:
        self._carriers = desk.state.carriers
        self._known = {of: Who(role) for of, role in ROLES.items()}
        self._count = {"carrier": 0, "person": 0}
        for hand in order.hands:
            self(hand)

    def __call__(self, of: Id) -> Who:
        if of not in self._known:
            role = "carrier" if of in self._carriers else "person"
            self._count[role] += 1
            self._known[of] = Who(role, self._count[role])
        return self._known[of]

    def speaker(self, says: str) -> Who:
        """Whoever a story names as speaking."""
        return Who(says) if says in ROLES.values() else self(bytes.fromhex(says))


# -------------------------------------------------------------------------------------------------------- the promise


def _promise(order: Order, crowd: _Crowd) -> Promise | None:
    terms, worked = order.terms, order.worked
    if terms is None or worked is None:
        return None
    pairs = zip(terms.fees or (), worked.fees, strict=True)
    return Promise(
        terms.code,
        worked.gross,
        worked.base,
        worked.fee,
        worked.net,
        worked.outlay,
        worked.outlay_code,
        terms.pay,
        terms.pay_basis,
        tuple(Fee(crowd(p.payee or order.answering()), p.base, p.share, p.share_of, amount) for p, amount in pairs),
        tuple(Payout(p.leg.currency, p.full, p.leg.rate, p.leg.basis, p.leg.day) for p in worked.pays),
        terms.choice,
        tuple(_charges(order, crowd)),
        len(order.hands),
        terms.beyond,
        crowd(order.answering()),
        order.latest,
        terms.risk,
        terms.family_first,
        terms.backwards,
    )


def _charges(order: Order, crowd: _Crowd) -> list[Charged]:
    return [
        Charged(crowd(c.payee or order.answering()), c.amount, c.currency, c.payable, c.agreed, c.paid)
        for c in order.charges
    ]


# ------------------------------------------------------------------------------------------------------ what happened


def _steps(desk: Desk, order: Order, crowd: _Crowd) -> list[Step]:
    steps, word = [], ""
    for seq in desk.readable(order.rows):
        event, story = desk.event(seq), desk.told(seq)
        kind = BY_NUMBER[event.number].kind
        if kind == "word":
            word = story.word if story else ""
        steps.append(_step(desk, crowd, event, story, word))
    return steps


def _step(desk: Desk, crowd: _Crowd, event: Event, story: Story | None, word: str) -> Step:
    event_type, facts = BY_NUMBER[event.number], event.facts
    kind = event_type.kind
    told = Story() if story is None else story
    fresh = bool(kind != "word" and word and told.word and same_word(word, told.word))
    graded = ""
    if story is not None and event_type.graded:
        role = DeskContext(desk.state, event.day).role(told.says)
        graded = grade(role, told.phone, told.proofs, fresh=fresh, apart=told.apart).name.lower()
    return Step(
        event.day,
        kind,
        facts.amount,
        facts.currency,
        facts.rate,
        facts.until,
        _to(kind, event, crowd),
        Who("ashes") if story is None else crowd.speaker(told.says),
        told.phone,
        told.proofs,
        fresh,
        told.apart,
        graded,
        facts.terms is not None or any(line.phase in (Phase.MOVE, Phase.POST) for line in event.lines),
    )


def _to(kind: str, event: Event, crowd: _Crowd) -> Who | None:
    facts = event.facts
    if kind in ("reach", "send", "arrest") and facts.hand:
        return crowd(facts.hand)
    if kind in ("claim", "other", "charge", "pay-charge") and facts.person:
        return crowd(facts.person)
    return None


# ---------------------------------------------------------------------------------------------------------- the books


def _books(order: Order, crowd: _Crowd) -> Books | None:
    if order.worked is None:
        return None
    code, of = order.code, order.of
    fees = sum(of(f"fee:{index}") for index in range(len(order.worked.fees)))
    others = tuple(Line("other", amount, code, crowd(bytes.fromhex(who))) for who, amount in order.others().items())
    right = (
        Line("accepted", of("accepted"), code),
        *others,
        Line("fee", fees, code),
        Line("owed", of("owed"), code),
        Line("returned", of("returned"), code),
        Line(SEIZED, of(SEIZED), code),
        Line(WRITTEN_OFF, of(WRITTEN_OFF), code),
    )
    held = [(hand, order.book.balance(f"hand:{index}", code)) for index, hand in enumerate(order.hands)]
    paid = None if order.worked.outlay_code == code else Line("paid", order.sent_pay, order.worked.outlay_code)
    return Books(
        code,
        (Line("sent", of("sent"), code), Line("due", of("due"), code)),
        right,
        tuple(Line("hand", amount, code, crowd(hand)) for hand, amount in held if amount),
        tuple(Line("handed", amount, currency) for currency, amount in q.paid_out(order).items() if amount),
        paid,
    )
