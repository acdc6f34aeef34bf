"""Decide a command: a refusal, a question, or the event it comes to. Pure: state, command and clock go in.

Every refusal comes before the first write; what is returned can be applied without failing.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from naru.command import (
    ID_BYTES,
    NO_FACTS,
    PARTIES,
    ROLES,
    Command,
    Effect,
    EventType,
    Facts,
    Id,
    Subject,
    Terms,
)
from naru.commands.shape import check as check_shape
from naru.commands.tables import BY_KIND
from naru.days import earliest, latest
from naru.desk.events import Event
from naru.desk.keeping import Keeping
from naru.desk.state import State
from naru.ledger import Phase, Transfer
from naru.money import MINOR_MAX, Rate
from naru.orders.accounts import ACCEPTED, FIRST_HAND
from naru.orders.order import Order
from naru.refusal import Refusal
from naru.trust.evidence import PHONES


class Decided(msgspec.Struct, frozen=True, gc=False):
    """An event that may be applied, the row it follows, and what she is told unasked."""

    event: Event
    event_type: EventType
    warnings: tuple[str, ...]


ORDER, CASE, CARD, DEBT = Subject.ORDER, Subject.CASE, Subject.CARD, Subject.DEBT
"""looked up once: an enumeration's members are slow to reach by name"""
LARGE = 1 << 52
CLOCK_BACK_MOST = 300
"""seconds the clock may stand behind the log; more is refused (design, section 4: Days)"""


class DeskContext:
    """The desk as the rules of orders see it (`naru.orders.context.Context`)."""

    __slots__ = ("keeping", "state", "today", "word_shown")

    def __init__(
        self, state: State, today: int, word_shown: bool | None = None, keeping: Keeping | None = None
    ) -> None:
        self.state, self.today, self.word_shown, self.keeping = state, today, word_shown, keeping

    @property
    def first_card(self) -> bool:
        """No card lies in the book."""
        return not self.state.cards

    @property
    def by_maker(self) -> bool:
        """Whoever made the book has it open."""
        return self.keeping is not None and self.keeping.maker

    @property
    def sentence(self) -> bool:
        """The book was opened with a sentence long enough to lock names away."""
        return self.keeping is not None and self.keeping.sentence

    @property
    def weak_disk(self) -> bool:
        """Of the disk under the book it cannot be promised that it forgets; so, too, where nothing is known of it."""
        return self.keeping is None or self.keeping.weak_disk

    def role(self, says: str) -> str:
        """sender, receiver, family, carrier, other, or nobody."""
        if says in PARTIES:
            return says
        try:
            known = bytes.fromhex(says)
        except ValueError:
            return "nobody"
        if known in self.state.carriers:
            return "carrier"
        return "other" if known in self.state.persons else "nobody"

    def family_refused(self, case: Id) -> bool:
        """The family has asked that nothing more comes."""
        return case in self.state.cases and self.state.cases[case].refused

    def taken(self, hand: Id) -> bool:
        """The carrier was taken."""
        return hand in self.state.carriers and bool(self.state.carriers[hand].taken)

    def road_blocked(self, road: Id) -> bool:
        """The road is known not to let anything through."""
        return road in self.state.roads and bool(self.state.roads[road].blocked)

    def cash_free(self, hand: Id, currency: str) -> int | None:
        """Known cash of the carrier that is promised to nobody."""
        carrier = self.state.carriers.get(hand)
        return carrier.free_cash(currency) if carrier else None

    def same_under_way(self, case: Id, terms: Terms, day: int) -> bool:
        """The same order of this case: same carrier, same sum, promised the same day, and not over."""
        for order_id in self.state.live.get(case, ()):
            order = self.state.orders.get(order_id)
            if order and order.terms and order.stands and order.promised_day == day and order.terms.code == terms.code:
                same = (order.terms.gross, order.terms.named_sum) == (terms.gross, terms.named_sum)
                if same and order.terms.hands[:1] == terms.hands[:1] and not order.of(ACCEPTED):
                    return True
        return False

    def first_time(self, hand: Id) -> bool:
        """Nothing was ever accepted through this carrier."""
        carrier = self.state.carriers.get(hand)
        return carrier is not None and not carrier.done

    def last_rate(self, give_code: str, get_code: str, day: int) -> Rate | None:
        """The last known rate of the pair."""
        return self.state.market.rate(give_code, get_code, day)


def decide(state: State, command: Command, tag: int, at: int, context: DeskContext) -> Decided:
    """What `command` comes to, written down at `at` (seconds since 1970 UTC).

    Raises:
        Refusal: it cannot be said now; the key says why. ``ask.<warning>``: it can, once `command.sure` is set.
    """
    event_type = BY_KIND.get(command.kind)
    if event_type is None:
        raise Refusal("desk.unknown-verb")
    if at < state.at - CLOCK_BACK_MOST:
        raise Refusal("clock.behind")
    _check_shape(state, event_type, command, context)
    subject = state.find(event_type.subject, command.of)
    key = case_key = 0
    if event_type.opens and (subject is None or not event_type.continues):
        if subject is not None or _taken_id(state, command.of):
            raise Refusal("desk.id-taken")
        key = state.next_key
        case_key = state.next_case if event_type.subject is CASE else 0
        if event_type.subject is ORDER:
            if command.facts.case not in state.cases:
                raise Refusal("desk.no-such-case")
            subject = Order(command.of, command.facts.case, key, command.day, command.day)
    elif subject is None:
        raise Refusal(f"desk.no-such-{event_type.subject.value}")
    _check_day(subject, command, context.today)
    if command.seen and command.seen != len(getattr(subject, "rows", ())):
        raise Refusal("desk.moved-on")
    for need in event_type.needs:
        need(subject, command, context)
    lines: tuple[Transfer, ...] = ()
    noted = 0
    if event_type.rule:
        booked = event_type.rule(subject, command, context)
        lines, noted = tuple(booked.lines), booked.noted
        if lines and isinstance(subject, Order) and max([line.amount for line in lines]) >= LARGE:
            _check_sums(state, event_type, subject, command, lines)
    warnings: tuple[str, ...] = ()
    if event_type.warnings:
        told = [warning for warning in event_type.warnings if warning.rule(subject, command, context)]
        if not command.sure:
            for warning in told:
                if warning.asks:
                    raise Refusal(f"ask.{warning.key}")
        warnings = tuple([warning.key for warning in told])
    if noted:
        warnings += ("noted-beyond",)
    event = Event(
        state.seq + 1,
        event_type.number,
        at,
        command.day,
        command.id,
        tag,
        command.of,
        command.facts,
        lines,
        key,
        case_key,
        noted,
    )
    return Decided(event, event_type, warnings)


def _check_sums(
    state: State, event_type: EventType, order: Order, command: Command, lines: tuple[Transfer, ...]
) -> None:
    """Sums over many orders may not pass what a book can hold either. Small amounts never come near it."""
    facts = command.facts
    if facts.terms:
        carrier = state.carriers.get(facts.terms.hands[0]) if facts.terms.hands else None
        known = carrier.held.exposure(facts.terms.code) if carrier else 0
        if tuple(order.hands[:1]) == facts.terms.hands[:1]:
            known -= order.book.pending(FIRST_HAND, order.code)
        new = sum(line.amount for line in lines if line.phase == Phase.PENDING and line.currency == facts.terms.code)
    elif Effect.COUNTS_AS_SENT in event_type.effects:
        known = state.years.get((order.case, command.day // 10000, facts.currency), 0)
        new = facts.amount
    else:
        return
    if known + new > MINOR_MAX:
        raise Refusal("money.too-large")


def _taken_id(state: State, of: Id) -> bool:
    shelves = (state.orders, state.cases, state.persons, state.carriers, state.roads, state.debts, state.cards)
    return of in ROLES or any(of in shelf for shelf in shelves)


def _check_shape(state: State, event_type: EventType, command: Command, context: DeskContext) -> None:
    """The command itself: ids whole, speaker known and allowed, every id it names known."""
    if len(command.id) != ID_BYTES or len(command.of) != ID_BYTES:
        raise Refusal("desk.bad-id")
    story, facts = command.story, command.facts
    role = story.says if story.says in PARTIES else context.role(story.says)
    if role not in event_type.speakers:
        raise Refusal("desk.unknown-speaker" if role == "nobody" else "desk.not-theirs-to-say")
    if story.phone and story.phone not in PHONES:
        raise Refusal("desk.unknown-phone", verb=command.kind, field="phone")
    check_shape(event_type, command.day, facts, story)
    if facts is not NO_FACTS:
        _check_facts(state, event_type, facts)


def _check_facts(state: State, event_type: EventType, facts: Facts) -> None:
    if facts.road and facts.road not in state.roads:
        raise Refusal("desk.no-such-road")
    if facts.hand and facts.hand not in state.carriers and event_type.subject is not DEBT:
        raise Refusal("desk.no-such-carrier")
    if facts.order and facts.order not in state.orders:
        raise Refusal("desk.no-such-order")
    if facts.terms:
        for hand in (*facts.terms.hands, facts.terms.answers):
            if hand and hand not in state.carriers:
                raise Refusal("desk.no-such-carrier")
        if len(set(facts.terms.hands)) != len(facts.terms.hands):
            raise Refusal("terms.hand-twice")
        if facts.terms.settles and facts.terms.settles not in state.debts:
            raise Refusal("desk.no-such-debt")
    if event_type.subject is CARD and event_type.opens:
        shelves = (state.cases, state.persons, state.carriers)
        if not any(facts.case in shelf for shelf in shelves):
            raise Refusal("desk.no-such-subject")
    if not (facts.person or facts.terms or event_type.subject is DEBT):
        return
    for party in _parties(event_type, facts):
        if party and party not in ROLES and party not in state.carriers and party not in state.persons:
            raise Refusal("desk.no-such-person")


def _parties(event_type: EventType, facts: Facts) -> Iterator[Id]:
    """Everybody a command names who is not a hand in the chain."""
    yield facts.person
    if event_type.subject is DEBT:
        yield facts.hand
    if facts.terms:
        yield from facts.terms.also
        yield from (part.payee for part in facts.terms.fees or ())
        yield from (charge.payee for charge in facts.terms.charges)


def _check_day(subject: object, command: Command, today: int) -> None:
    if earliest(command.day) > earliest(today):
        raise Refusal("day.future")
    first = getattr(subject, "first_day", 0)
    if first and latest(command.day) < earliest(first):
        raise Refusal("day.before-the-order")
