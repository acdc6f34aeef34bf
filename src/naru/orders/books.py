"""The books of an order: from what is now held for true to the transfers that make the books say so.

An event says what changes (`Now`): more was sent, a part was delivered, something came back. `rebook` works out where
the whole gross stands after it and returns the transfers from here to there. So every account is a function of what is
held for true, an untrue belief can be taken back exactly, and the identity of the first promise holds by construction:

    sent + due = accepted + other + fee + owed + returned + lost

`identity` asserts it again on the books themselves, after every event, in production too (design, sections 2 and 4).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from naru.ledger import PENDING, POST, VOID, Account, Broken, Transfer, move
from naru.money import earned, half_up
from naru.orders.accounts import (
    ACCEPTED,
    CASH,
    DUE,
    FIRST_HAND,
    KINDS,
    OUT,
    OWED,
    RETURNED,
    SEIZED,
    SENT,
    VIA,
    WRITTEN_OFF,
    Side,
    fee,
    given,
    hand,
    other,
    payout,
    received,
    remainder,
    road,
)
from naru.orders.order import Order
from naru.orders.terms import Worked
from naru.orders.worth import Delivery, reckon, unpaid
from naru.refusal import Refusal

SIDES = {name: kind.side for name, kind in KINDS.items()}
SOURCE, USED, WHERE, BEYOND = Side.SOURCE, Side.USED, Side.WHERE, Side.BEYOND
"""looked up once: an enumeration's members are slow to reach by name"""
SOURCES = (SENT, DUE)


def _not_written_off(fall: tuple[Account, int]) -> bool:
    return fall[0] != WRITTEN_OFF


@dataclass(slots=True)
class Now:
    """What is held for true, in minor units of the order currency; `deliveries` are those believed."""

    sent: int
    deliveries: list[Delivery]
    returned: int
    seized: int
    written: int
    stands: bool

    @classmethod
    def of(cls, order: Order) -> Self:
        """What the order holds for true before the event."""
        of = order.of
        return cls(of(SENT), order.deliveries, of(RETURNED), of(SEIZED), of(WRITTEN_OFF), order.stands)


@dataclass(slots=True)
class Booked:
    """What an event does to the books, and what it could not book: `noted` minor units of worth beyond all cover."""

    lines: list[Transfer]
    noted: int = 0


def most_delivered(cover: int, fee: int, net: int) -> int:
    """The largest part of the net that `cover` pays for together with the fee earned on it."""
    if cover <= 0:
        return 0
    delivery = min(net, cover * net // (net + fee) + 2)
    while delivery and delivery + half_up(fee * delivery, net) > cover:
        delivery -= 1
    return delivery


def rebook(order: Order, now: Now, *, revive: bool = False, into: int = -1, via: int = -1) -> Booked:
    """The transfers from the books as they stand to what `now` says.

    Args:
        revive: money comes in after all: it first revives what was written off.
        into: index of the hand that newly owed money lies with; -1: with whoever held money last.
        via: index of the road newly sent money goes by; -1: none.
    """
    assert order.worked is not None and order.terms is not None
    worked, code = order.worked, order.code
    reckoned = reckon(order.terms, worked.pays, now.deliveries)
    wanted = sum(reckoned.worths)
    # Once the promise is over no more is covered than was sent; what was booked before stays booked.
    gross = worked.gross if now.stands else max(now.sent, _used(order))
    apart = now.returned + now.seized
    cover = gross - apart - (0 if revive else now.written)
    done = _covered(worked, wanted, cover) if wanted else 0
    fees = earned(worked.fees, done, worked.net)
    used = done + sum(fees) + apart
    written = now.written
    if revive:
        written -= min(written, max(0, used - (_used(order) - order.of(WRITTEN_OFF))))
    used += written
    targets = {SENT: now.sent, DUE: max(0, used - now.sent), OWED: max(0, now.sent - used)}
    targets |= {WRITTEN_OFF: written, SEIZED: now.seized, ACCEPTED: 0}
    _share_out(targets, now.deliveries, reckoned.worths, done)
    for index, earned_part in enumerate(fees):
        targets[fee(index)] = earned_part
    targets[RETURNED] = now.returned
    sums = order.book.balances.get(code, {})
    for account in sums:
        if account.kind == "other":
            targets.setdefault(account, 0)
    lines = _between(sums, targets, code)
    _hands(order, targets[OWED], lines, into, via)
    unsent = max(0, gross - max(now.sent, used)) if now.stands else 0
    _reserve(order, unsent, lines)
    _payout(order, now.deliveries, reckoned.remainders, lines)
    _tills(order, now.deliveries, lines, still_open=bool(unsent or targets[OWED]))
    return Booked(lines, wanted - done)


def _covered(worked: Worked, wanted: int, cover: int) -> int:
    """How much of what is wanted can be booked: all of it, or the largest part that `cover` pays for with its fee."""
    if wanted + half_up(worked.fee * wanted, worked.net) <= cover:
        return wanted
    return min(wanted, most_delivered(cover, worked.fee, worked.net))


def _used(order: Order) -> int:
    return order.of(SENT) + order.of(DUE) - order.of(OWED)


def _share_out(targets: dict[Account, int], deliveries: list[Delivery], worths: list[int], done: int) -> None:
    """Book the parts in the order in which they were believed, as far as cover reaches."""
    for delivery, worth in zip(deliveries, worths, strict=True):
        booked = min(worth, done)
        done -= booked
        account = other(delivery.who) if delivery.who else ACCEPTED
        targets[account] = targets.get(account, 0) + booked


def _between(sums: dict[Account, int], targets: dict[Account, int], code: str) -> list[Transfer]:
    """Pair what falls with what rises. Money written off is taken up again first."""
    falls: list[tuple[Account, int]] = []
    rises: list[tuple[Account, int]] = []
    for account, target in targets.items():
        change = (-target if account in SOURCES else target) - sums.get(account, 0)
        if change < 0:
            falls.append((account, -change))
        elif change > 0:
            rises.append((account, change))
    falls.sort(key=_not_written_off)
    falls.reverse()  # taken from the end
    lines = []
    for account, need in rises:
        while need:
            source, left = falls.pop()
            amount = min(need, left)
            lines.append(move(source, account, amount, code))
            need -= amount
            if left > amount:
                falls.append((source, left - amount))
    if falls:
        raise Broken("what falls and what rises differ")
    return lines


def _hands(order: Order, owed: int, lines: list[Transfer], into: int, via: int) -> None:
    """Where what is owed lies: newly owed money with `into`, what is settled leaves the farthest hand first."""
    code = order.code
    change = owed - order.of(OWED)
    if change > 0:
        account = hand(into if into >= 0 else max(order.reached, 0))
        posted = min(change, order.book.pending(account, code)) if into == 0 else 0
        if posted:
            lines.append(Transfer(POST, OUT, account, posted, code))
        if change > posted:
            lines.append(move(OUT, account, change - posted, code))
        if via >= 0:
            lines.append(move(VIA, road(via), change, code))
    elif change < 0:
        leave_hands(order, -change, lines)


def leave_hands(order: Order, amount: int, lines: list[Transfer]) -> None:
    """`amount` is settled: it leaves the hands, the farthest first, and the roads once the first hand has less."""
    book, code = order.book, order.code
    for index in range(len(order.hands) - 1, -1, -1):
        account = hand(index)
        held = book.balance(account, code)
        taken = min(held, amount)
        if taken:
            lines.append(move(account, OUT, taken, code))
            amount -= taken
        if index == 0:
            leave_roads(order, held - taken, lines)
    if amount:
        raise Broken("more settled than lies in any hand")


def leave_roads(order: Order, first: int, lines: list[Transfer]) -> None:
    """No more can lie on the roads than the first hand still has; the road used last empties first."""
    book, code = order.book, order.code
    on_roads = [book.balance(road(index), code) for index in range(len(order.roads))]
    left = sum(on_roads) - first
    for index in range(len(on_roads) - 1, -1, -1):
        taken = min(on_roads[index], left)
        if taken > 0:
            lines.append(move(road(index), VIA, taken, code))
            left -= taken


def _reserve(order: Order, target: int, lines: list[Transfer]) -> None:
    """What is promised and neither sent nor settled stays reserved on the first hand."""
    code = order.code
    posted = sum([line.amount for line in lines if line.phase == POST])
    reserved = order.book.pending(FIRST_HAND, code) - posted
    if target > reserved:
        lines.append(Transfer(PENDING, OUT, FIRST_HAND, target - reserved, code))
    elif target < reserved:
        lines.append(Transfer(VOID, OUT, FIRST_HAND, reserved - target, code))


def _payout(order: Order, deliveries: list[Delivery], remainders: dict[int, int], lines: list[Transfer]) -> None:
    """What was handed over in the payout's own currency: received, given to others, what a closed net left over."""
    assert order.worked is not None
    for index, pay in enumerate(order.worked.pays):
        currency = pay.leg.currency
        if currency != order.code:
            mine = sum([delivery.paid for delivery in deliveries if delivery.leg == index and not delivery.who])
            others = sum([delivery.paid for delivery in deliveries if delivery.leg == index and delivery.who])
            source, left = payout(index), remainders.get(index, 0)
            for account, target in ((received(index), mine), (given(index), others), (remainder(index), left)):
                change = target - order.book.balance(account, currency)
                if change:
                    ends = (source, account) if change > 0 else (account, source)
                    lines.append(move(*ends, abs(change), currency))


def _tills(order: Order, deliveries: list[Delivery], lines: list[Transfer], *, still_open: bool) -> None:
    """Cash that was handed over has left the till; what nobody is going to be paid any more is promised to nobody."""
    assert order.worked is not None and order.terms is not None
    for account, currency, reserved in order.book.all_reserved():
        if account.kind != "till":
            continue
        index = account.number
        paid = sum([delivery.paid for delivery in deliveries if delivery.leg == index])
        spent = max(0, min(reserved, paid - order.book.balance(account, currency)))
        needed = unpaid(order.terms, order.worked.pays, deliveries)[index] if still_open else 0
        spare = reserved - spent - needed
        if spent:
            lines.append(Transfer(POST, CASH, account, spent, currency))
        if spare > 0:
            lines.append(Transfer(VOID, CASH, account, spare, currency))


def release(order: Order, lines: list[Transfer]) -> None:
    """Release every cash reservation that is left: the promise no longer stands."""
    for account, currency, reserved in order.book.all_reserved():
        left = reserved - sum(line.amount for line in lines if line.target == account)
        if account.kind == "till" and left:
            lines.append(Transfer(VOID, CASH, account, left, currency))


def identity(order: Order) -> None:
    """Assert the first promise on the books as they stand.

    Raises:
        Broken: the books would lie. The desk stops; nothing of the event is written.
    """
    code, used, sources, where = order.code, 0, 0, 0
    if not code:
        return
    sums = order.book.balances.get(code, {})
    for account, amount in sums.items():
        if not amount:
            continue
        side = SIDES[account.kind]
        if side is SOURCE:
            sources -= amount
            if amount > 0:
                raise Broken("a source below zero")
        elif side is BEYOND:
            continue
        elif amount < 0:
            raise Broken("an account below zero")
        elif side is WHERE:
            where += amount
        elif side is USED:
            used += amount
    if sources != used:
        raise Broken("sent + due is not what the other accounts hold")
    owed = sums.get(OWED, 0)
    if where != owed:
        raise Broken("what is owed lies in no hand")
    if owed and sums.get(DUE):
        raise Broken("owed and due at once")


def worth_of(order: Order, amount: int, currency: str) -> int:
    """`amount` of the order's or a payout currency, in the order currency; at most the net. For facts beside the books.

    Raises:
        Refusal: ``life.not-its-currency``, ``life.rate-of-the-day``.
    """
    assert order.worked is not None and order.terms is not None
    if currency == order.code:
        return amount
    for index, pay in enumerate(order.worked.pays):
        if pay.leg.currency == currency:
            paid = sum(delivery.paid for delivery in order.deliveries if delivery.leg == index)
            if amount == paid or (paid > amount and not pay.full):
                worths = reckon(order.terms, order.worked.pays, order.deliveries).worths
                worth = sum(w for w, delivery in zip(worths, order.deliveries, strict=True) if delivery.leg == index)
                return half_up(worth * amount, paid)
            if not pay.full:
                raise Refusal("life.rate-of-the-day")  # nobody knows yet what it is worth
            return min(order.worked.net, half_up(pay.net * amount, pay.full))
    raise Refusal("life.not-its-currency")
