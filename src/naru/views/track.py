"""Where the money of an order is: a track with named stops, what this moment is, and what its sender can do in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from naru.command import Id
from naru.days import earliest, is_full
from naru.desk.desk import Desk
from naru.desk.state import State
from naru.orders.accounts import SENT
from naru.orders.order import Order
from naru.refusal import Refusal
from naru.views import payout
from naru.views.happened import Happened, happened
from naru.views.order import Brief, brief
from naru.views.values import Day, Ref, Sum, sums

MOMENTS: Final = {
    "taken": ("arrested",),
    "seized": ("seized-before",),
    "stopped": ("stuck", "frozen"),
    "disputed": ("disputed",),
    "short": ("short",),
    "late": ("overdue",),
    "refused": ("refused",),
    "claimed": ("claimed", "received-by-another"),
    "wait": ("sent", "reached"),
    "not-sent": ("asked", "promised", "held", "lapsed"),
}
"""what an order is to its sender, worst first: the first that has one of these ends"""
DUE, OVER = "due", "over"
"""the two that no end tells: the family has it and she still pays; nothing is left to do"""
ALIVE: Final = frozenset({"asked", "disputed"})
"""ends that keep an order under way though its books owe nothing"""
STEPS: Final = {
    "taken": ("no-contact", "no-answer", "one-person"),
    "seized": ("no-more", "who-bears", "write"),
    "stopped": ("no-more", "no-other-road", "write"),
    "disputed": ("no-verdict", "write-each", "no-pressing"),
    "short": ("no-pressing", "ask-rest", "new-day"),
    "late": ("write", "new-day", "no-more"),
    "refused": ("no-sending", "they-first"),
    "claimed": ("not-yet", "look-for-word", "wait-to-hear"),
    "wait": (),
    "not-sent": ("yours", "no-hurry"),
    DUE: ("pay-as-agreed",),
    OVER: (),
}
"""what she can do or leave, in order, by the moment"""
STOPPED: Final = {
    "arrested": "arrest",
    "seized-before": "seize",
    "stuck": "stuck",
    "frozen": "freeze",
    "disputed": "dispute",
}
"""what is told between two stops, by the end that holds: the event that said it"""
SURE: Final = ("final", "heard", "believed", "kept", "passed", "ahead")
"""how sure a stop is: she did it herself; somebody said so; she holds it for true, and can take it back; heard again
later; said of a later stop only; nothing was heard"""


class Stop(msgspec.Struct, frozen=True, kw_only=True):
    """One stop of the track.

    `place`: ``sent`` (it left her hand), ``hand`` (a carrier has it), ``beyond`` (hands nobody named), ``receiver``, or
    ``stopped`` (`kind` is the event that says so). `sums` is what was sent, is to come or has come; `sure` one of
    `SURE`. What is missing was not said. `shut` as in `Happened`.
    """

    place: str
    sure: str
    who: Ref | None = None
    kind: str = ""
    day: Day | None = None
    sums: tuple[Sum, ...] = ()
    says: Ref | None = None
    phone: str = ""
    grade: str = ""
    shut: str = ""


class UnderWay(msgspec.Struct, frozen=True):
    """An order in a line, and what it is to its sender (a key of `STEPS`)."""

    order: Brief
    moment: str


class Track(msgspec.Struct, frozen=True):
    """One order as its sender asks after it.

    `days` have gone by since it was first sent (none: it was not, or only a month is known); `steps` is what she can do
    or leave, in order.
    """

    today: Day
    order: Brief
    moment: str
    days: int | None
    steps: tuple[str, ...]
    stops: tuple[Stop, ...]


def moment(of: Brief) -> str:
    """What an order is to its sender."""
    ends = set(of.ends)
    if not of.open and not ends & ALIVE:
        return OVER
    return next((name for name, any_of in MOMENTS.items() if ends & set(any_of)), DUE)


def under_way(state: State, today: int) -> tuple[UnderWay, ...]:
    """Every order that is not over, the worst first, then by the promised day."""
    found = [UnderWay(one, moment(one)) for one in (brief(order, today) for order in state.orders.values())]
    rank = {name: place for place, name in enumerate((*MOMENTS, DUE))}
    running = [one for one in found if one.moment != OVER]
    return tuple(sorted(running, key=lambda one: (rank[one.moment], one.order.latest or Day(0))))


def track(desk: Desk, of: Id, today: int) -> Track:
    """Where an order's money is, as far as anybody said.

    Raises:
        Refusal: ``desk.no-such-order``; ``log.*`` for a row that cannot be read.
    """
    order = desk.state.orders.get(of)
    if order is None:
        raise Refusal("desk.no-such-order")
    opens = desk.keyring.opens_case(desk.state.cases[order.case].case_key)
    events = tuple(happened(desk, order, shut="burned" if opens else "not-yours"))
    told = brief(order, today)
    now = moment(told)
    return Track(
        today=Day(today),
        order=told,
        moment=now,
        days=_days(events, order, today),
        steps=STEPS[now],
        stops=tuple(_stops(order, told, events)) if order.terms else (),
    )


def _days(events: Iterable[Happened], order: Order, today: int) -> int | None:
    first = next((event.day for event in events if event.kind == "send"), None)
    if first is None or not order.of(SENT) or not is_full(first):
        return None
    return max(0, earliest(today) - earliest(first))


def _stops(order: Order, told: Brief, events: tuple[Happened, ...]) -> Iterator[Stop]:
    """Her own hand, every carrier, the receiver; what stopped it stands behind the last stop anybody told of."""
    stops = [_left(order, events), *_hands(order, told, events), _receiver(order, events)]
    reached = max((place for place, stop in enumerate(stops) if stop.sure != "ahead"), default=0)
    yield from stops[: reached + 1]
    yield from _stopped(told, events)
    yield from stops[reached + 1 :]


def _left(order: Order, events: tuple[Happened, ...]) -> Stop:
    sent = _last(events, "send") if order.of(SENT) else None
    if sent is None:
        assert order.worked is not None
        return Stop(place="sent", sure="ahead", sums=(Sum(order.worked.gross, order.code),))
    return _said("sent", "final", sent, sums=(Sum(order.of(SENT), order.code),))


def _hands(order: Order, told: Brief, events: tuple[Happened, ...]) -> Iterator[Stop]:
    over, farthest = bool(order.deliveries), order.reached
    arrest = _last(events, "arrest") if "arrested" in told.ends else None
    if arrest is not None and arrest.to and arrest.to[0] in order.hands:
        farthest = max(farthest, order.hands.index(arrest.to[0]))
    for place, hand in enumerate(order.hands):
        who = Ref(hand)
        said = next((one for one in reversed(events) if one.kind == "reach" and one.to == (who,)), None)
        if said is not None and place <= order.reached:
            yield _said("hand", "heard", said, who=who)
        else:
            yield Stop(place="hand", sure="passed" if over or place <= farthest else "ahead", who=who)
    if order.terms is not None and order.terms.beyond:
        yield Stop(place="beyond", sure="passed" if over else "ahead")


def _receiver(order: Order, events: tuple[Happened, ...]) -> Stop:
    who, has, wanted = Ref(order.case), sums(payout.paid_out(order)), sums(payout.still_to_pay(order))
    accepted, kept = _last(events, "accept"), _last(events, "kept")
    if has and accepted is not None:
        if kept is not None and kept.row == order.kept:
            return _said("receiver", "kept", kept, who=who, sums=has)
        return _said("receiver", "believed", accepted, who=who, sums=has)
    claimed = next((one for one in reversed(events) if _is_open_claim(order, one)), None)
    if claimed is not None:
        return _said("receiver", "heard", claimed, who=who, sums=(claimed.sum,) if claimed.sum else wanted)
    return Stop(place="receiver", sure="ahead", who=who, day=Day(order.latest) if order.latest else None, sums=wanted)


def _is_open_claim(order: Order, event: Happened) -> bool:
    return event.kind == "claim" and any(claim.seq == event.row and not claim.answered for claim in order.claims)


def _stopped(told: Brief, events: tuple[Happened, ...]) -> Iterator[Stop]:
    for end, kind in STOPPED.items():
        said = _last(events, kind) if end in told.ends else None
        if said is not None:
            yield _said("stopped", "heard", said, who=said.to[0] if said.to else None, sums=())


def _said(place: str, sure: str, event: Happened, *, sums: tuple[Sum, ...] = (), who: Ref | None = None) -> Stop:
    """A stop that an event told of."""
    return Stop(
        place=place,
        sure=sure,
        who=who,
        kind=event.kind,
        day=event.day,
        sums=sums,
        says=event.says,
        phone=event.phone,
        grade=event.grade,
        shut=event.shut,
    )


def _last(events: tuple[Happened, ...], kind: str) -> Happened | None:
    return next((event for event in reversed(events) if event.kind == kind), None)
