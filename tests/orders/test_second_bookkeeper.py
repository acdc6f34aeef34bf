"""Random lives: Naru's books and the second book-keeper's agree after every event, and what must always hold, holds."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings

from naru.command import Terms
from naru.ledger import Account
from naru.orders.order import Order
from naru.refusal import Refusal
from naru.views.exposure import exposure
from testkit.house import AUNT, MINA, Room, accounts, hands
from testkit.orders.oracle import Oracle
from testkit.orders.paths import told as moved
from testkit.orders.strategies import STEPS, any_terms

Step = tuple[str, int, int, bool]


def amount_of(oracle: Oracle, order: Order, step: Step) -> tuple[int, str]:
    """The sum and the currency of a step: so many twelfths of the whole, and one more where the step says so."""
    kind, leg, twelfths, more = step
    leg %= len(oracle.terms.legs)
    assert order.worked is not None
    whole, code = oracle.gross, "KRW"
    if kind in ("send", "unsend"):
        whole, code = order.worked.outlay, order.worked.outlay_code
    elif kind in ("accept", "other", "reopen", "reopen-aunt"):
        whole, code = order.worked.pays[leg].full, oracle.terms.legs[leg].currency
    return whole * twelfths // 12 + more, code


def follow(oracle: Oracle, kind: str, amount: int, leg: int) -> None:
    """The second book-keeper takes in an event that Naru did not refuse."""
    before = oracle.used_alive()
    oracle.booked = before + oracle.written
    if kind in ("send", "unsend"):
        was = oracle.sent
        oracle.paid += amount if kind == "send" else -(amount or oracle.paid)
        whole = oracle.paid == oracle.outlay
        oracle.sent = oracle.gross if whole else half_up(oracle.gross * oracle.paid, oracle.outlay)
        if oracle.sent < was:
            oracle.written -= max(0, min(oracle.written, before + oracle.written - oracle.sent))
    elif kind in ("accept", "other"):
        oracle.parts.append((leg, amount, AUNT.hex() if kind == "other" else ""))
        oracle.revived(before)
    elif kind.startswith("reopen"):
        take_back(oracle, amount, leg, AUNT.hex() if kind == "reopen-aunt" else "")
    elif kind == "seize" and oracle.terms.risk == "sender":
        owed = oracle.accounts().get("owed", 0)
        oracle.seized += min(x for x in (amount or owed, under_way(oracle, owed)))
    elif kind == "return":
        oracle.returned += amount
        oracle.revived(before)
    elif kind == "write-off":
        oracle.written += amount or oracle.accounts()["owed"]
    elif kind == "cancel":
        oracle.stands = False


def half_up(numerator: int, denominator: int) -> int:
    """Half goes up."""
    return (2 * numerator + denominator) // (2 * denominator)


def under_way(oracle: Oracle, owed: int) -> int:
    """The net in what is owed: it alone can be lost, its fee share stays owed."""
    left = oracle.net - oracle.delivered() - oracle.seized
    low, high = 0, max(0, left)
    while low < high:
        middle = (low + high + 1) // 2
        fits = middle + half_up(oracle.fee * middle, oracle.net) <= owed
        low, high = (middle, high) if fits else (low, middle - 1)
    return low


def take_back(oracle: Oracle, amount: int, leg: int, whose: str) -> None:
    """The latest deliveries to one person in a currency were untrue; all of that person's where no sum is said."""
    if not amount:
        oracle.parts = [part for part in oracle.parts if part[2] != whose]
    for index in range(len(oracle.parts) - 1, -1, -1):
        on, paid, who = oracle.parts[index]
        if amount and (on, who) == (leg, whose):
            gone = min(paid, amount)
            amount -= gone
            oracle.parts[index] = (on, paid - gone, who)
    oracle.parts = [part for part in oracle.parts if part[1]]


def check(room: Room, order: Order) -> None:
    """What holds after every event, whatever happened."""
    told = accounts(order)
    inflow = told.get("sent", 0) + told.get("due", 0)
    assert inflow == sum(amount for name, amount in told.items() if name not in ("sent", "due"))
    assert not any(order.book.trial().values())
    assert sum(hands(order).values()) == told.get("owed", 0)
    assert not (told.get("owed") and told.get("due"))
    assert min(told.values(), default=0) >= 0
    summed: dict[str, int] = {}
    for hand in room.state.carriers:
        for code, amount in exposure(room.state, hand, room.today).items():
            summed[code] = summed.get(code, 0) + amount
    reserved = order.book.pending(Account("hand:0"), "KRW")
    assert summed.get("KRW", 0) == told.get("owed", 0) + reserved


@settings(max_examples=5 * settings().max_examples)
@given(any_terms(), STEPS)
def test_two_book_keepers_agree_on_any_life(terms: Terms, steps: list[Step]) -> None:
    """Sent, due, owed, accepted, other, fees, returned, lost: to the unit, after every event."""
    room, oracle = Room(), Oracle(terms)
    room.say("promise", case=MINA, terms=terms)
    order = room.order()
    assert order.worked is not None
    assert (order.worked.gross, list(order.worked.fees), order.worked.net) == (oracle.gross, oracle.fees, oracle.net)
    for step in steps:
        kind, leg = step[0], step[1] % len(terms.legs)
        amount = amount_of(oracle, order, step)
        who: dict[str, Any] = {"person": AUNT} if kind in ("other", "reopen-aunt") else {}
        says, story = ("receiver", {"phone": "own"}) if kind in ("accept", "other") else ("sender", None)
        if kind == "cancel":
            who["amount"] = ""
        elif not amount[0] and kind in ("send", "accept", "other", "return"):
            continue  # nothing is said of nothing
        try:
            verb = kind.removesuffix("-aunt")
            told = room.say(verb, says=says, story=story, **{"amount": amount if amount[0] else "", **who})
        except Refusal as refusal:
            assert refusal.key.startswith(("life.", "money.too-large"))
        else:
            follow(oracle, kind, amount[0], leg)
            moves = set(told.event_type.moves)
            assert {moved(line) for line in told.event.lines} <= moves, (kind, moves)
        assert accounts(order) == oracle.accounts(), (kind, amount)
        check(room, order)
