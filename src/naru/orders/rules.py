"""What each event does to the books of an order. Pure: the order as it is and the command go in, transfers come out."""

from __future__ import annotations

from msgspec.structs import replace

from naru.command import Command, Facts, Terms
from naru.ledger import PENDING, VOID, Transfer, move
from naru.money import MINOR_MAX, Rate, half_up
from naru.orders.accounts import (
    ACCEPTED,
    CASH,
    DUE,
    FIRST_HAND,
    OUT,
    OWED,
    PAID,
    PURSE,
    SEIZED,
    SENT,
    WRITTEN_OFF,
    hand,
    till,
)
from naru.orders.books import Booked, Now, leave_roads, most_delivered, rebook, release, worth_of
from naru.orders.context import Context
from naru.orders.order import Order
from naru.orders.terms import work_out
from naru.orders.worth import Delivery
from naru.refusal import Refusal

Lines = list[Transfer]


def promise(order: Order, command: Command, context: Context) -> Booked:
    """Reserve the gross on the first hand, and cash that is known to lie ready with the last."""
    terms = command.facts.terms
    assert terms is not None
    worked = work_out(terms)
    lines: Lines = []
    reserved = order.book.pending(FIRST_HAND, order.code) if order.terms else 0
    if reserved:
        lines.append(Transfer(VOID, OUT, FIRST_HAND, reserved, order.code))
    release(order, lines)
    lines.append(Transfer(PENDING, OUT, FIRST_HAND, worked.gross, terms.code))
    _reserve_cash(order, terms, lines, context)
    return Booked(lines)


def _reserve_cash(order: Order, terms: Terms, lines: Lines, context: Context) -> None:
    """Reserve each payout at the last hand. What the terms before had reserved there is free again."""
    if not terms.hands:
        return
    same = order.terms is not None and order.terms.hands[-1:] == terms.hands[-1:]
    freed: dict[str, int] = {}
    for line in lines:
        if same and line.source == CASH:
            freed[line.currency] = freed.get(line.currency, 0) + line.amount
    for index, pay in enumerate(work_out(terms).pays):
        currency = pay.leg.currency
        free = context.cash_free(terms.hands[-1], currency)
        if free is None or not pay.full:
            continue
        if free + freed.get(currency, 0) < pay.full:
            raise Refusal("life.cash-short")
        lines.append(Transfer(PENDING, CASH, till(index), pay.full, currency))


def send(order: Order, command: Command, context: Context) -> Booked:
    """She parts with money: what was reserved becomes final, in the first hand and on the road."""
    amount, now = command.facts.amount, Now.of(order)
    now.sent, paid = _sent_after(order, command.facts, amount)
    to = command.facts.hand
    if to and to not in order.hands:
        raise Refusal("life.not-in-the-chain")
    into = order.hands.index(to) if to else 0
    road = -1
    if command.facts.road:
        roads = order.roads
        road = roads.index(command.facts.road) if command.facts.road in roads else len(roads)
    booked = rebook(order, now, into=into, via=road)
    booked.lines.extend(paid)
    return booked


def _sent_after(order: Order, facts: Facts, amount: int) -> tuple[int, Lines]:
    """What is sent after `amount` more (less, when negative) in the pay currency, and its lines there."""
    worked = order.worked
    assert worked is not None
    if facts.amount and facts.currency != worked.outlay_code:
        raise Refusal("life.not-its-currency")
    total = order.sent_pay + amount
    if total > worked.outlay:
        raise Refusal("life.more-than-gross")
    if total < 0:
        raise Refusal("life.more-than-sent")
    if worked.outlay_code == order.code:
        return total, []
    ends = (PURSE, PAID) if amount > 0 else (PAID, PURSE)
    sent = worked.gross if total == worked.outlay else half_up(worked.gross * total, worked.outlay)
    return sent, [move(*ends, abs(amount), worked.outlay_code)]


def unsend(order: Order, command: Command, context: Context) -> Booked:
    """It was written down by mistake: no money had left her hand."""
    now = Now.of(order)
    now.sent, paid = _sent_after(order, command.facts, -(command.facts.amount or order.sent_pay))
    never = order.of(SENT) - order.of(OWED) + order.of(DUE) - now.sent
    now.written -= max(0, min(now.written, never))  # what never left her hand was not lost either
    booked = rebook(order, now)
    booked.lines.extend(paid)
    return booked


def reach(order: Order, command: Command, context: Context) -> Booked:
    """Somebody has it now: what is owed stays owed, it lies in other hands."""
    facts, book, code = command.facts, order.book, order.code
    reached = facts.hand or (order.hands[0] if order.hands else b"")
    to = order.hands.index(reached) if reached in order.hands else len(order.hands)
    sources = range(to - 1, -1, -1)
    if facts.origin:
        if facts.origin not in order.hands:
            raise Refusal("life.not-in-the-chain")
        sources = range(order.hands.index(facts.origin), order.hands.index(facts.origin) - 1, -1)
    if facts.amount and facts.currency != code:
        raise Refusal("life.not-its-currency")
    lying = sum(book.balance(hand(index), code) for index in sources)
    left = facts.amount or lying
    lines: Lines = []
    if to == 0 and not facts.origin:
        return Booked(lines)
    if left > lying:
        raise Refusal("life.more-than-in-hand")
    for index in sources:
        taken = min(left, book.balance(hand(index), code))
        if taken and index != to:
            lines.append(move(hand(index), hand(to), taken, code))
            left -= taken
            if index == 0:
                leave_roads(order, book.balance(FIRST_HAND, code) - taken, lines)
    return Booked(lines)


def leg_of(order: Order, facts: Facts) -> tuple[int, Rate | None]:
    """Index of the leg that `facts` speak of, by its currency, and the rate of the day, where the day sets it."""
    assert order.worked is not None
    index = leg_of_paid(order, facts.currency)
    pay = order.worked.pays[index]
    if facts.rate is None:
        if pay.leg.basis == "payout-day" and not pay.full:
            raise Refusal("life.rate-of-the-day")
        return index, None
    if pay.leg.basis != "payout-day":
        raise Refusal("life.rate-agreed")
    rate = facts.rate.between(order.code, pay.leg.currency)
    if rate is None:
        raise Refusal("terms.rate-currencies")
    return index, rate


def claim(order: Order, command: Command, context: Context) -> Booked:
    """Words only: where the money is does not change."""
    leg_of(order, command.facts)
    return Booked([])


def _deliver(order: Order, command: Command, who: str) -> Booked:
    facts = command.facts
    now = Now.of(order)
    leg, rate = leg_of(order, facts)
    now.deliveries = [*order.deliveries, Delivery(facts.claim, leg, facts.amount, rate, who)]
    if sum(delivery.paid for delivery in now.deliveries if delivery.leg == leg) > MINOR_MAX:
        raise Refusal("money.too-large")
    return rebook(order, now, revive=True)


def accept(order: Order, command: Command, context: Context) -> Booked:
    """The receiver has this much: net and the fee earned on it leave what is owed."""
    return _deliver(order, command, "")


def other(order: Order, command: Command, context: Context) -> Booked:
    """Somebody else has it. Booked only where the sender agreed to that person, or now discharges the carrier."""
    if not agreed_other(order, command.facts):
        leg_of(order, command.facts)
        return Booked([])
    return _deliver(order, command, command.facts.person.hex())


def agreed_other(order: Order, facts: Facts) -> bool:
    """Whether the sender agreed that this person may receive it, beforehand or now."""
    return facts.agreed or (order.terms is not None and facts.person in order.terms.also)


def without(order: Order, facts: Facts) -> list[Delivery]:
    """The deliveries that are still believed when `facts.amount` of them (0: all) was untrue, the latest first."""
    left = facts.amount
    wanted = [delivery for delivery in order.deliveries if not facts.claim or delivery.claim == facts.claim]
    if facts.person or not facts.claim:
        # Unless another is named, the word is about what the receiver themself was handed.
        wanted = [delivery for delivery in wanted if delivery.who == facts.person.hex()]
    if facts.amount:
        leg = leg_of_paid(order, facts.currency)
        wanted = [delivery for delivery in wanted if delivery.leg == leg]
        if sum(delivery.paid for delivery in wanted) < facts.amount:
            raise Refusal("life.more-than-accepted")
    if not wanted:
        raise Refusal("life.nothing-accepted")
    kept = []
    for delivery in reversed(order.deliveries):
        if not any(delivery is one for one in wanted):
            kept.append(delivery)
        elif facts.amount:
            taken = min(left, delivery.paid)
            left -= taken
            if delivery.paid > taken:
                kept.append(replace(delivery, paid=delivery.paid - taken))
    return kept[::-1]


def leg_of_paid(order: Order, currency: str) -> int:
    """Index of the leg paid in `currency`."""
    assert order.worked is not None
    for index, pay in enumerate(order.worked.pays):
        if pay.leg.currency == currency:
            return index
    raise Refusal("life.not-its-currency")


def reopen(order: Order, command: Command, context: Context) -> Booked:
    """It was untrue when it was believed: it is owed again, and the fee on it is not earned."""
    now = Now.of(order)
    now.deliveries = without(order, command.facts)
    return rebook(order, now)


def seize(order: Order, command: Command, context: Context) -> Booked:
    """Taken before hand-over. At the sender's risk the net is lost; at the carrier's it stays owed."""
    worth = seized_worth(order, command.facts)
    assert order.terms is not None
    if order.terms.risk == "carrier":
        return Booked([])
    now = Now.of(order)
    now.seized += worth
    return rebook(order, now)


def seized_worth(order: Order, facts: Facts) -> int:
    """Minor units of the net that were seized; unsaid, or with its fee share: all of the net that is under way."""
    assert order.worked is not None
    owed, net = order.of(OWED), order.worked.net
    gone = order.of(ACCEPTED) + sum(order.others().values()) + order.of(SEIZED)
    under_way = min(most_delivered(owed, order.worked.fee, net), max(0, net - gone))
    worth = worth_of(order, facts.amount, facts.currency) if facts.amount else under_way
    if worth > owed or not under_way:
        raise Refusal("life.more-than-owed")
    return min(worth, under_way)


def release_seized(order: Order, command: Command, context: Context) -> Booked:
    """What was seized came free, or was never seized: it is owed again."""
    amount = _beside(order, command.facts, order.seized)
    now = Now.of(order)
    now.seized -= min(now.seized, amount)
    return rebook(order, now)


def _beside(order: Order, facts: Facts, most: int) -> int:
    """A fact's amount in the order currency, at most `most`; unsaid: all of it."""
    worth = worth_of(order, facts.amount, facts.currency) if facts.amount else most
    if not worth or worth > most:
        raise Refusal("life.more-than-there-is")
    return worth


def with_family(order: Order) -> int:
    """What the family has now: accepted, less what was seized or taken back after it."""
    return order.of(ACCEPTED) - sum(order.after.values())


def lost_after(order: Order, command: Command, context: Context) -> Booked:
    """Became untrue later: a fact beside the books. Accepted stays what it was."""
    _beside(order, command.facts, with_family(order))
    return Booked([])


def restored(order: Order, command: Command, context: Context) -> Booked:
    """What had been taken from the family came back to them."""
    _beside(order, command.facts, order.after.get(command.facts.which or "taken-back", 0))
    return Booked([])


def give_back(order: Order, command: Command, context: Context) -> Booked:
    """Money came back to the sender, out of what is owed or was written off."""
    facts, worked = command.facts, order.worked
    assert worked is not None
    now, lines = Now.of(order), []
    amount = facts.amount
    if facts.currency != order.code:
        if facts.currency != worked.outlay_code:
            raise Refusal("life.not-its-currency")
        paid = order.book.balance(PAID, facts.currency)
        if facts.amount > paid:
            raise Refusal("life.more-than-owed")
        before = order.sent_pay - paid
        amount = _returned_of(order, before + facts.amount) - _returned_of(order, before)
        lines.append(move(PAID, PURSE, facts.amount, facts.currency))
    if amount > order.of(OWED) + order.of(WRITTEN_OFF):
        raise Refusal("life.more-than-owed")
    now.returned += amount
    booked = rebook(order, now, revive=True)
    booked.lines.extend(lines)
    return booked


def _returned_of(order: Order, returned: int) -> int:
    """What `returned` minor units of the pay currency come to in the order's: over all, so that parts never drift."""
    assert order.worked is not None
    if returned >= order.sent_pay:
        return order.of(SENT) + half_up(order.worked.gross * (returned - order.sent_pay), order.worked.outlay)
    return half_up(order.worked.gross * returned, order.worked.outlay)


def write_off(order: Order, command: Command, context: Context) -> Booked:
    """She gives up waiting for it: owed becomes lost, and a claim of the same sum is open."""
    facts = command.facts
    if facts.amount and facts.currency != order.code:
        raise Refusal("life.not-its-currency")
    amount = facts.amount or order.of(OWED)
    if amount > order.of(OWED):
        raise Refusal("life.more-than-owed")
    now = Now.of(order)
    now.written += amount
    return rebook(order, now)


def end_promise(order: Order, command: Command, context: Context) -> Booked:
    """The promise no longer stands: what is reserved is released, what was sent stays owed."""
    now = Now.of(order)
    now.stands = False
    booked = rebook(order, now)
    release(order, booked.lines)
    return booked


def pay_charge(order: Order, command: Command, context: Context) -> Booked:
    """A fixed charge is paid, in whole or in part. It is no part of the gross."""
    facts = command.facts
    charge = order.charge_to_pay(facts.person, facts.currency)
    if charge is None:
        raise Refusal("life.no-charge")
    if facts.amount > charge.amount - charge.paid:
        raise Refusal("life.more-than-the-charge")
    return Booked([])
