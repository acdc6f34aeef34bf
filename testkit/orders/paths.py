"""Every path of the life table up to a depth, on plain state: what can be said is said, each next state kept once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec

from naru.command import Command, Terms
from naru.desk.decide import Decided, DeskContext, decide
from naru.desk.events import decoder, encode
from naru.desk.state import State
from naru.ledger import Transfer
from naru.orders.accounts import label
from naru.refusal import Refusal
from testkit.house import (
    AUNT,
    CHOI,
    JIHO,
    KB,
    LEE,
    MINA,
    NH,
    PARK,
    Room,
    charge,
    command,
    flat,
    leg,
    named,
    rate,
    share,
    terms,
)

R1 = named("R1")
OWN_PHONE = {"phone": "own"}
PHASES = ("", " (pending)", " (post)", " (void)")
decode = decoder(State)

USUAL = terms(
    gross=1_000_100,
    hands=(PARK, LEE),
    also=(AUNT,),
    risk="sender",
    fees=(share(30), share(10, payee=LEE)),
    legs=(leg("CNY", "1 CNY = 200 KRW", notes=100),),
    charges=(charge("30,000 KRW"),),
)
SINGLE = (leg("KRW"),)
TINY = terms(gross=14, also=(AUNT,), risk="sender", fees=(flat("3 KRW"), flat("1 KRW", payee=LEE)), legs=SINGLE)
VARIANTS: dict[str, Terms] = {
    "the sender first": USUAL,
    "the family first": msgspec.structs.replace(USUAL, family_first=True),
    "in three currencies": msgspec.structs.replace(
        USUAL, pay=rate("1 USD = 1,320 KRW"), pay_basis="fixed", legs=(*USUAL.legs, leg("KRW")), choice=True
    ),
    "at the carrier's risk": msgspec.structs.replace(USUAL, risk="carrier", legs=SINGLE, family_first=True),
    "to the last won": msgspec.structs.replace(TINY, hands=(PARK, LEE), family_first=True),
}
"""The orders that all paths start from."""


class Step(NamedTuple):
    """One canonical event: the verb, perhaps a word that tells it from the next; `moves`: whether money can move."""

    name: str
    words: dict[str, Any]
    moves: bool = True

    @property
    def kind(self) -> str:
        """The verb."""
        return self.name.split()[0]


def steps(agreed: Terms) -> list[Step]:
    """What can happen to an order, each in its canonical amounts."""
    dollars = agreed.pay is not None
    half, rest = ("378.82 USD", "378.83 USD") if dollars else ("500,050 KRW", "500,050 KRW")
    yuan = agreed.legs[0].currency == "CNY"
    some, all_ = ("1,500 CNY", "3,000 CNY") if yuan else ("300,030 KRW", "600,060 KRW")
    bad = "400 CNY" if yuan else "80,000 KRW"
    if agreed.gross == TINY.gross:
        half, rest, some, all_, bad = "7 KRW", "7 KRW", "4 KRW", "1 KRW", "1 KRW"
    heard = {"says": "receiver", "story": OWN_PHONE}
    return [
        Step("send half", {"amount": half, "road": NH}),
        Step("send rest", {"amount": rest, "road": KB, "hand": LEE}),
        Step("unsend", {}),
        Step("reach", {"says": PARK, "hand": LEE}),
        Step("accept some", {**heard, "amount": some}),
        Step("accept all", {**heard, "amount": all_}),
        Step("reopen", {}),
        Step("reopen aunt", {"person": AUNT}),
        Step("bad-notes", {"amount": bad}),
        Step("bad-notes aunt", {"amount": bad, "person": AUNT}),
        Step("other", {"says": AUNT, "story": OWN_PHONE, "amount": all_, "person": AUNT}),
        Step("seize", {}),
        Step("unseize", {}),
        Step("return", {"amount": half}),
        Step("write-off", {}),
        Step("cancel", {}),
        Step("agree", {"terms": msgspec.structs.replace(agreed, gross=agreed.gross - 1)}),
        Step("lapse", {"today": 2024_06_01}),
        Step("seized-after", {}, moves=False),
        Step("taken-back", {}, moves=False),
        Step("restored", {}, moves=False),
        Step("claim", {"says": PARK, "amount": some}, moves=False),
        Step("other unagreed", {"says": PARK, "amount": some, "person": JIHO}, moves=False),
        Step("reach choi", {"says": PARK, "hand": CHOI}, moves=False),
        Step("hold", {}, moves=False),
        Step("lift", {}, moves=False),
        Step("word", {}, moves=False),
        Step("proof", {}, moves=False),
        Step("kept", {"says": "family"}, moves=False),
        Step("stuck", {}, moves=False),
        Step("freeze", {}, moves=False),
        Step("arrest", {}, moves=False),
        Step("free", {}, moves=False),
        Step("refuse", {"says": "family"}, moves=False),
        Step("dispute", {}, moves=False),
        Step("resolve", {}, moves=False),
        Step("extend", {"until": 2024_07_01}, moves=False),
        Step("charge", {"amount": "10,000 KRW", "agreed": True}, moves=False),
        Step("pay-charge", {"amount": "30,000 KRW"}, moves=False),
        Step("close", {}, moves=False),
    ]


class Found(NamedTuple):
    """One event on some path: the state before it, what was decided, the state after it."""

    before: State
    decided: Decided
    after: State


def begin(agreed: Terms) -> tuple[State, Decided]:
    """A book in which one order was just promised, and Lee's cash is known."""
    room = Room()
    room.say("cash", LEE, amount="3,000.30 CNY")
    room.say("cash", LEE, amount="600,060 KRW")
    decided = room.say("promise", case=MINA, terms=agreed)
    return room.state, decided


def built(step: Step, state: State) -> tuple[Command, int]:
    """The command of a step, under a number of its own, and the day it is said."""
    words = dict(step.words)
    today = words.pop("today", 2024_05_02)
    return command(step.kind, R1, id=named(f"{state.seq}"), day=today, **words), today


def sign(state: State) -> bytes:
    """What tells two states apart, without rows and instants."""
    order = msgspec.structs.replace(state.orders[R1], rows=[], last_day=0)
    flags = dict.fromkeys(order.flags, 0)
    claims = [(claim.leg, claim.paid, claim.who, claim.answered) for claim in order.claims]
    parts = [msgspec.structs.astuple(part)[1:] for part in order.deliveries]
    order = msgspec.structs.replace(order, flags=flags, claims=[], deliveries=[], kept=min(1, order.kept))
    book = (sorted(one for one in order.book.all_balances() if one[2]), sorted(order.book.all_reserved()))
    return encode((msgspec.structs.replace(order, book=type(order.book)()), claims, parts, book))


def walk(agreed: Terms, depth: int, *, money_only: bool) -> Iterator[Found]:
    """All events on all paths of at most `depth` events after the promise. Each state is gone on from once."""
    start, _ = begin(agreed)
    can = [step for step in steps(agreed) if step.moves or not money_only]
    seen, edge = {sign(start)}, [start]
    for _ in range(depth):
        following: list[State] = []
        for state in edge:
            packed = encode(state)
            for step in can:
                said, today = built(step, state)
                try:
                    decided = decide(state, said, 0, state.at, DeskContext(state, today))
                except Refusal:
                    continue
                after = decode(packed)
                after.apply(decided.event)
                yield Found(state, decided, after)
                signed = sign(after)
                if signed not in seen:
                    seen.add(signed)
                    following.append(after)
        edge = following


LONGER: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("the family first", ("other", "accept some", "bad-notes", "bad-notes", "bad-notes", "bad-notes aunt")),
    ("in three currencies", ("send half", "seize", "send rest", "accept all", "unseize")),
    ("in three currencies", ("send half", "seize", "send rest", "other", "unseize")),
    ("to the last won", ("send half", "send half", "accept some", "return", "seize")),
    ("to the last won", ("send half", "cancel", "accept some", "seize", "accept some", "unseize")),
)
"""Rare ones that lie deeper: the last unit of a fee changes hands, a seizure ends when the money was already found."""


def follow(agreed: Terms, names: tuple[str, ...]) -> Iterator[Found]:
    """One path, by the names of its steps."""
    state, _ = begin(agreed)
    by_name = {step.name: step for step in steps(agreed)}
    for name in names:
        said, today = built(by_name[name], state)
        decided = decide(state, said, 0, state.at, DeskContext(state, today))
        after = decode(encode(state))
        after.apply(decided.event)
        yield Found(state, decided, after)
        state = after


def told(line: Transfer) -> str:
    """A transfer as the table tells it: accounts without their numbers, the phase behind."""
    return f"{label(line.source)} > {label(line.target)}{PHASES[line.phase]}"
