"""What happened to an order, row by row, as far as it can still be told."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from naru.command import PARTIES, Effect, Facts, Id, Story
from naru.commands.tables import BY_NUMBER
from naru.desk.decide import DeskContext
from naru.desk.desk import Desk
from naru.desk.events import Event
from naru.i18n.words import same_word
from naru.ledger import Phase
from naru.orders.accounts import WRITTEN_OFF
from naru.orders.order import Order
from naru.orders.terms import work_out
from naru.trust.evidence import grade
from naru.views.values import Day, Rate, Ref, Sum, day, rate, ref


class Happened(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that happened: `kind` is the verb, `row` its row in the book. What is missing was not said.

    `to` is who was to have it, has it, asks for it or was paid; `whole`: all of it was meant; `until` the latest day it
    set. `shut` says why its story is not told: "burned", or "not-yours" where it is for another reader; then nothing
    from `says` on is known. `fresh`: this order's own word was said; `grade` says how good the word is, where a
    hand-over is in question; `moved`: it changed the terms or the books.
    """

    row: int
    day: Day
    kind: str
    sum: Sum | None
    whole: bool
    to: tuple[Ref, ...]
    origin: Ref | None
    road: Ref | None
    rates: tuple[Rate, ...]
    until: Day | None
    claim: int
    moved: bool
    shut: str
    says: Ref | None
    phone: str
    proofs: tuple[str, ...]
    fresh: bool
    apart: bool
    grade: str
    word: str
    purpose: str
    lifts: str
    note: str


def happened(desk: Desk, order: Order, *, shut: str) -> Iterator[Happened]:
    """Everything that happened to an order, in the order in which it was written down.

    Args:
        shut: what a story that does not open is called: "burned" or "not-yours".
    Raises:
        Refusal: ``log.*`` for a row that cannot be read.
    """
    word = ""
    for seq in desk.readable(order.rows):
        event, story = desk.event(seq), desk.told(seq)
        if Effect.NEW_WORD in BY_NUMBER[event.number].effects:
            word = story.word if story else ""
        yield _happened(DeskContext(desk.state, event.day), order, event, story, word, shut)


def _happened(context: DeskContext, order: Order, event: Event, story: Story | None, word: str, shut: str) -> Happened:
    event_type, facts = BY_NUMBER[event.number], event.facts
    kind, new_word = event_type.kind, Effect.NEW_WORD in event_type.effects
    told = story or Story()
    fresh = bool(not new_word and word and told.word and same_word(word, told.word))
    graded = event_type.graded and story is not None
    found = grade(context.role(told.says), told.phone, told.proofs, fresh=fresh, apart=told.apart) if graded else None
    return Happened(
        row=event.seq,
        day=Day(event.day),
        kind=kind,
        sum=_sum(kind, event),
        whole=event_type.whole and not facts.amount,
        to=tuple(map(Ref, _to(kind, facts, order))),
        origin=ref(facts.origin),
        road=ref(facts.road),
        rates=_rates(facts),
        until=day(facts.terms.latest if facts.terms else facts.until),
        claim=facts.claim,
        moved=facts.terms is not None or any(line.phase in (Phase.MOVE, Phase.POST) for line in event.lines),
        shut="" if story else shut,
        says=ref(speaker(told.says)),
        phone=told.phone,
        proofs=told.proofs,
        fresh=fresh,
        apart=told.apart,
        grade=found.name.lower() if found is not None else "",
        word=told.word,
        purpose=told.purpose,
        lifts=told.lifts,
        note=told.note,
    )


def speaker(says: str) -> Id:
    """The id of whoever a story names as speaking; empty for nobody known."""
    try:
        return PARTIES.get(says) or bytes.fromhex(says)
    except ValueError:
        return b""


def _sum(kind: str, event: Event) -> Sum | None:
    facts = event.facts
    if facts.terms:
        return Sum(work_out(facts.terms).gross, facts.terms.code)
    if facts.amount:
        return Sum(facts.amount, facts.currency)
    lost = [line for line in event.lines if line.target == WRITTEN_OFF] if kind == "write-off" else []
    return Sum(sum(line.amount for line in lost), lost[0].currency) if lost else None


def _to(kind: str, facts: Facts, order: Order) -> tuple[Id, ...]:
    """Who was to have it: the hands of a promise; whoever has it, asks for it, was paid or was taken."""
    if facts.terms:
        return facts.terms.hands
    if kind in ("send", "reach"):
        hand = facts.hand or (order.hands[0] if order.hands else b"")
        return (hand,) if hand else ()
    found = facts.person or facts.hand
    return (found,) if found else ()


def _rates(facts: Facts) -> tuple[Rate, ...]:
    """At which rates: of the payouts of a promise, or the one that was said with a hand-over."""
    said = [facts.terms.pay, *(leg.rate for leg in facts.terms.legs)] if facts.terms else [facts.rate]
    return tuple(found for one in said if (found := rate(one)))
