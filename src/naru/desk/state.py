"""The state of a desk: what its events add up to. Built from books parts alone; it never sees a story or a card."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from naru.carriers.carriers import Carrier, Held, Road
from naru.command import Effect, EventType, Facts, Id, Subject
from naru.commands.tables import BY_NUMBER
from naru.debts.debts import Debt
from naru.desk.events import Event
from naru.ledger import VOID, Account, Broken
from naru.ledger.transfer import Transfer
from naru.market.market import Market
from naru.money import half_up
from naru.orders.books import identity
from naru.orders.order import Order
from naru.people.people import Card, Case, Person

TAG_BITS = 36
"""bits of a content tag that are kept in memory beside the row number"""
PLACES = frozenset({"hand", "road"})
"""kinds of accounts that say where money lies"""

ORDER, DESK = Subject.ORDER, Subject.DESK
"""looked up once: an enumeration's members are slow to reach by name"""
TAG_MASK = (1 << TAG_BITS) - 1

Thing = Order | Case | Person | Carrier | Road | Debt | Card | Market


class State(msgspec.Struct):
    """Everything a desk knows for its books.

    `said` remembers commands: id -> row number and the low bits of the content tag, in one integer. `years` are sums
    sent by (case, year, currency); under the valuation currency's code with a leading ``=`` they are its worth on the
    day sent. `carried_forward` keeps what orders that left the books had added up to, by (case or carrier, account,
    currency). `snapshot` is the row and the key number of the last snapshot, `generation` the least the keyring must
    have. `live` lists the orders of each case. `contacts` keeps, by (case, carrier), the last month in which an order
    that left the books went that way, packed.
    """

    desk: Id
    valuation: str
    seq: int = 0
    at: int = 0
    next_key: int = 1
    next_case: int = 1
    snapshot: tuple[int, int] = msgspec.field(default=(0, 0), name="fold")
    generation: int = 0
    orders: dict[Id, Order] = msgspec.field(default_factory=dict)
    cases: dict[Id, Case] = msgspec.field(default_factory=dict)
    persons: dict[Id, Person] = msgspec.field(default_factory=dict)
    carriers: dict[Id, Carrier] = msgspec.field(default_factory=dict)
    roads: dict[Id, Road] = msgspec.field(default_factory=dict)
    debts: dict[Id, Debt] = msgspec.field(default_factory=dict)
    cards: dict[Id, Card] = msgspec.field(default_factory=dict)
    market: Market = msgspec.field(default_factory=Market)
    said: dict[Id, int] = msgspec.field(default_factory=dict)
    years: dict[tuple[Id, int, str], int] = msgspec.field(default_factory=dict)
    carried_forward: dict[tuple[Id, str, str], int] = msgspec.field(default_factory=dict, name="gone")
    live: dict[Id, list[Id]] = msgspec.field(default_factory=dict)
    contacts: dict[tuple[Id, Id], int] = msgspec.field(default_factory=dict)

    def find(self, subject: Subject, of: Id) -> Thing | None:
        """The thing a command is about, if the desk knows it."""
        if subject is ORDER:
            return self.orders.get(of)
        if subject is DESK:
            return self.market if of == self.desk else None
        return self._shelf(subject).get(of)

    def _shelf(self, subject: Subject) -> dict[Id, Thing]:
        shelf: dict[Id, Thing] = getattr(self, f"{subject.value}s")
        return shelf

    def apply(self, event: Event) -> None:
        """Take an event in: the one way the state changes, for a live command and a replay alike.

        Raises:
            Broken: the books would lie, or rows are out of order.
        """
        if event.seq != self.seq + 1:
            raise Broken("rows out of order")
        self.seq, self.at = event.seq, max(self.at, event.at)
        self.said[event.cmd] = event.seq << TAG_BITS | event.tag & TAG_MASK
        event_type = BY_NUMBER[event.number]
        if event_type.subject is ORDER:
            self._apply_order(event_type, event)
            return
        thing = self.find(event_type.subject, event.of)
        if event_type.opens:
            thing = self._open(event_type.subject, event)
        if thing is None:
            raise Broken("an event about nothing")
        if not isinstance(thing, Market):
            thing.rows.append(event.seq)
        for effect in EFFECTS[event.number]:
            effect(self, thing, event)
        if event_type.notes:
            event_type.notes(thing, event)
        if not event_type.opens:
            self.generation = max(self.generation, event.key)

    def note_snapshot(self, key: int, at: int, generation: int) -> None:
        """The state is being written down whole, under a key of its own; the keyring's generation after it is told."""
        self.generation = max(self.generation, generation)
        self.seq, self.at, self.next_key = self.seq + 1, max(self.at, at), max(self.next_key, key + 1)
        self.snapshot = (self.seq, key)

    def _open(self, subject: Subject, event: Event) -> Thing:
        self.next_key = max(self.next_key, event.key + 1)
        self.next_case = max(self.next_case, event.case_key + 1)
        thing = _new(subject, event)
        self._shelf(subject)[event.of] = thing
        return thing

    def _apply_order(self, event_type: EventType, event: Event) -> None:
        order = self.orders.get(event.of)
        if order is None:
            facts = event.facts
            order = self.orders[event.of] = Order(event.of, facts.case, event.key, event.day, event.day)
            self.live.setdefault(facts.case, []).append(event.of)
            self.next_key = max(self.next_key, event.key + 1)
        order.rows.append(event.seq)
        order.last_day = max(order.last_day, event.day)
        order.written = event.at
        for effect in EFFECTS[event.number]:
            effect(self, order, event)
        lines = here = event.lines
        if lines and event.facts.terms is not None:
            # What is released lay with the hands named before; everything else comes to those named now.
            self._update_balances(order, [line for line in lines if line.phase == VOID])
            here = tuple([line for line in lines if line.phase != VOID])
        order.take(event_type, event)
        if lines:
            order.book.record(lines)
            self._update_balances(order, here)
        identity(order)

    def _update_balances(self, order: Order, lines: Iterable[Transfer]) -> None:
        """Update the balances of hands, roads and tills. A hand nobody has named yet has none."""
        for line in lines:
            source, target = line.source, line.target
            if source.kind in PLACES and (held := self._place(order, source)):
                held.goes(line)
            if target.kind in PLACES and (held := self._place(order, target)):
                held.comes(line)
            elif target.kind == "till":
                assert order.terms is not None
                self.carriers[order.terms.hands[-1]].till(line)

    def _place(self, order: Order, account: Account) -> Held | None:
        """What a hand or a road holds over all orders, by the account an order has for it."""
        if account.kind == "road":
            return self.roads[order.roads[account.number]].held
        return self.carriers[order.hands[account.number]].held if order.hands else None


# ---------------------------------------------------------------------------- what an event changes beside its subject


def _count_sent(state: State, order: Order, event: Event) -> None:
    assert order.worked is not None
    year, code, amount = event.day // 10000, order.worked.outlay_code, event.facts.amount
    worth = state.market.worth(amount, code, state.valuation, event.day)
    for name, sums, more in ((code, order.sent_in, amount), ("=" + state.valuation, order.worth_in, worth)):
        if more is not None:
            sums[year] = sums.get(year, 0) + more
            key = (order.case, year, name)
            state.years[key] = state.years.get(key, 0) + more


def _count_back(state: State, order: Order, event: Event) -> None:
    assert order.worked is not None
    code, worth_code, amount = order.worked.outlay_code, "=" + state.valuation, event.facts.amount or order.sent_pay
    for year in sorted(order.sent_in, reverse=True):
        counted, worth = order.sent_in[year], order.worth_in.get(year, 0)
        taken = min(amount, counted)
        less = half_up(worth * taken, counted) if counted else 0
        for name, sums, by in ((code, order.sent_in, taken), (worth_code, order.worth_in, less)):
            if by:
                sums[year] -= by
                state.years[order.case, year, name] -= by
        amount -= taken


def _hands_delivered(state: State, order: Order, event: Event) -> None:
    for hand in order.hands:
        state.carriers[hand].done += 1


def _last_proof(state: State, order: Order, event: Event) -> None:
    case = state.cases[order.case]
    case.proof = max(case.proof, event.day)


def _case_refuses(state: State, order: Order, event: Event) -> None:
    state.cases[order.case].refused = True


def _lift_refusals(state: State, case: Case, event: Event) -> None:
    for of in state.live.get(case.id, ()):
        state.orders[of].flags.pop("refused", None)


def _by_the_desk(state: State, thing: Thing, event: Event) -> None:
    """Nothing here: the desk carries it out where it writes, because that takes stories or keys."""


_CARRY_OUT: dict[Effect, Callable[[State, Any, Event], None]] = {
    Effect.COUNTS_AS_SENT: _count_sent,
    Effect.COUNTS_BACK: _count_back,
    Effect.HANDS_DELIVERED: _hands_delivered,
    Effect.LAST_PROOF: _last_proof,
    Effect.CASE_REFUSES: _case_refuses,
    Effect.LIFTS_REFUSALS: _lift_refusals,
    Effect.NEW_WORD: _by_the_desk,
    Effect.BURNS_KEY: _by_the_desk,
}
EFFECTS = {
    number: tuple(_CARRY_OUT[effect] for effect in event_type.effects) for number, event_type in BY_NUMBER.items()
}
"""what is carried out beside the subject, by the event's number, before its notes are taken"""


def _new(subject: Subject, event: Event) -> Thing:
    facts: Facts = event.facts
    match subject:
        case Subject.CASE:
            return Case(event.of, event.key, event.case_key)
        case Subject.PERSON:
            return Person(event.of, event.key)
        case Subject.CARD:
            return Card(event.of, event.key, facts.case)
        case Subject.CARRIER:
            return Carrier(event.of, event.key)
        case Subject.ROAD:
            return Road(event.of, event.key, facts.hand)
        case _:
            amount = facts.amount
            return Debt(event.of, event.key, facts.person, facts.hand, facts.currency, amount, amount)
