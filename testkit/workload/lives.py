"""The lives of orders in the year: how many in a thousand go which way, and what is said at each step."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from msgspec.structs import replace

from naru.command import Command, Facts, Id, Story, Terms
from naru.days import days_after
from naru.orders.terms import Worked, convert, work_out
from testkit.workload.offers import OF_THE_DAY, Numbers

Said = tuple[Facts, Story, bool]
"""facts, story, and whether the one question of a warning is answered"""

SENDER = Story(says="sender")
RECEIVER = Story(says="receiver", phone="own")
WORDS = ("우물", "느티나무", "사흘", "물동이", "저녁놀", "감자꽃", "문고리", "함박눈", "돌다리", "솔가지")


class Plan:
    """What is known of an order while its life is written."""

    def __init__(self, draw: Numbers, terms: Terms, case: Id, road: Id, person: Id) -> None:
        self.draw, self.terms, self.case, self.road, self.person = draw, terms, case, road, person
        self.worked: Worked = work_out(terms)
        self.word = ""

    @property
    def carrier(self) -> Story:
        """The last hand speaks."""
        return Story(says=self.terms.hands[-1].hex(), phone="carrier")

    def delivered(self, leg: int = 0) -> Facts:
        """All that is promised on a leg, as a claim or an acceptance tells it; with the rate where the day sets it."""
        pay = self.worked.pays[leg]
        if pay.full:
            return Facts(amount=pay.full, currency=pay.leg.currency)
        return Facts(amount=convert(pay.net, OF_THE_DAY), currency=pay.leg.currency, rate=OF_THE_DAY)


class Verb(NamedTuple):
    """A step: the kind of the command, what is said, and seconds that pass before it beside the usual ones."""

    kind: str
    says: Callable[[Plan], Said]
    waits: int = 0


def _promise(plan: Plan) -> Said:
    purpose = ("생활비", "약값", "겨울 석탄", "집수리")[plan.draw.below(4)]
    return Facts(case=plan.case, terms=plan.terms), Story(says="sender", purpose=purpose), False


def _word(plan: Plan) -> Said:
    plan.word = WORDS[plan.draw.below(len(WORDS))]
    return Facts(), Story(says="sender", word=plan.word), False


def _send(share: int, of: int) -> Callable[[Plan], Said]:
    def says(plan: Plan) -> Said:
        whole, code = plan.worked.outlay, plan.worked.outlay_code
        amount = whole // of if share == 1 else whole - whole // of
        return Facts(amount=amount, currency=code, road=plan.road), SENDER, False

    return says


def _reach(plan: Plan) -> Said:
    return Facts(hand=plan.terms.hands[-1]), plan.carrier, False


def _claim(plan: Plan) -> Said:
    return plan.delivered(), plan.carrier, False


def _accept(share: int = 1, of: int = 1, leg: int = 0) -> Callable[[Plan], Said]:
    """`share` 1: the first of `of` parts; 0: the rest of it; 2: twice what was promised."""

    def says(plan: Plan) -> Said:
        facts = plan.delivered(leg)
        whole = facts.amount
        amount = {0: whole - whole // of, 1: whole // of, 2: 2 * whole}[share]
        story, sure = _evidence(plan)
        return replace(facts, amount=amount), story, sure or share == 2

    return says


def _evidence(plan: Plan) -> tuple[Story, bool]:
    """On what it is believed: mostly the receiver's own voice, at times a proof, at times with the fresh word."""
    kind = plan.draw.below(20)
    if kind < 10:
        return RECEIVER, False
    if kind < 14:
        return Story(says="receiver", phone="own", proofs=("voice",)), False
    if kind < 16:
        return Story(says="receiver", phone="carrier", proofs=("photo",), word=plan.word, apart=not plan.word), False
    if kind < 18:
        return Story(says="family", phone="own", proofs=("live-answer",)), False
    return Story(says="receiver", phone="carrier", proofs=("voice", "letter")), True


def _plain(story: Story = SENDER) -> Callable[[Plan], Said]:
    return lambda plan: (Facts(), story, False)


def _other(plan: Plan) -> Said:
    return replace(plan.delivered(), person=plan.person, agreed=True), plan.carrier, True


def _return(whole: int) -> Callable[[Plan], Said]:
    return lambda plan: (Facts(amount=plan.worked.gross // whole, currency=plan.terms.code), SENDER, False)


def _charge(plan: Plan) -> Said:
    return Facts(amount=plan.worked.gross // 50 + 1, currency=plan.terms.code, agreed=True), plan.carrier, True


def _pay_charge(plan: Plan) -> Said:
    return Facts(amount=plan.worked.gross // 50 + 1, currency=plan.terms.code), SENDER, False


def _extend(plan: Plan) -> Said:
    return Facts(until=days_after(plan.terms.latest, 10)), SENDER, False


VERBS: dict[str, Verb] = {
    "promise": Verb("promise", _promise),
    "word": Verb("word", _word),
    "hold": Verb("hold", lambda plan: (Facts(), Story(says="sender", lifts="언니가 전화하면"), False)),
    "lift": Verb("lift", _plain()),
    "send": Verb("send", _send(1, 1)),
    "send-half": Verb("send", _send(1, 2)),
    "send-rest": Verb("send", _send(0, 2)),
    "unsend": Verb("unsend", _plain()),
    "reach": Verb("reach", _reach),
    "claim": Verb("claim", _claim),
    "proof": Verb("proof", lambda plan: (Facts(), Story(says="family", phone="own", proofs=("film",)), False)),
    "accept": Verb("accept", _accept()),
    "accept-half": Verb("accept", _accept(1, 2)),
    "accept-rest": Verb("accept", _accept(0, 2)),
    "accept-more": Verb("accept", _accept(2)),
    "accept-second": Verb("accept", _accept(leg=1)),
    "kept": Verb("kept", _plain(RECEIVER)),
    "reopen": Verb("reopen", _plain()),
    "other": Verb("other", _other),
    "stuck": Verb("stuck", _plain()),
    "freeze": Verb("freeze", _plain()),
    "arrest": Verb("arrest", _plain()),
    "free": Verb("free", _plain()),
    "seize": Verb("seize", lambda plan: (Facts(), plan.carrier, False)),
    "seized-after": Verb("seized-after", _plain(RECEIVER)),
    "taken-back": Verb("taken-back", _plain(RECEIVER)),
    "dispute": Verb("dispute", _plain()),
    "resolve": Verb("resolve", _plain()),
    "return-part": Verb("return", _return(10)),
    "return": Verb("return", _return(1)),
    "write-off": Verb("write-off", _plain()),
    "extend": Verb("extend", _extend),
    "charge": Verb("charge", _charge),
    "pay-charge": Verb("pay-charge", _pay_charge),
    "cancel": Verb("cancel", _plain()),
    "lapse": Verb("lapse", _plain(), waits=3 * 86400),
    "close": Verb("close", _plain()),
}


class Life(NamedTuple):
    """How an order goes, and how many in a thousand go so."""

    name: str
    in_a_thousand: int
    path: str

    @property
    def steps(self) -> list[str]:
        """The names of its steps."""
        return self.path.split()


LIVES = (
    Life("plain", 593, "promise word send reach claim accept kept close"),
    Life("proof", 20, "promise word send reach claim proof accept kept close"),
    Life("two-sends", 40, "promise word send-half send-rest reach claim accept kept close"),
    Life("two-halves", 40, "promise word send reach claim accept-half accept-rest kept close"),
    Life("two-legs", 20, "promise word send reach claim accept accept-second close"),
    Life("payout-day", 20, "promise word send reach claim accept kept close"),
    Life("family-first", 30, "promise word claim accept send kept close"),
    Life("held", 20, "promise word hold lift send reach claim accept close"),
    Life("extended", 20, "promise word send extend reach claim accept kept close"),
    Life("charged", 15, "promise send charge pay-charge reach claim accept kept close"),
    Life("more-than-due", 7, "promise word send reach claim accept-more kept close"),
    Life("short", 40, "promise send reach claim accept-half return-part write-off close"),
    Life("reopened", 15, "promise word send reach claim accept reopen accept kept close"),
    Life("disputed", 15, "promise word send reach claim accept dispute resolve close"),
    Life("arrested", 10, "promise word send reach arrest free claim accept kept close"),
    Life("unsent", 10, "promise word send unsend send reach claim accept close"),
    Life("taken-back", 7, "promise word send reach claim accept taken-back close"),
    Life("seized-after", 3, "promise word send reach claim accept seized-after close"),
    Life("seized", 15, "promise word send reach seize write-off close"),
    Life("written-off", 10, "promise word send reach stuck write-off close"),
    Life("returned", 15, "promise word send freeze return close"),
    Life("by-another", 10, "promise word send reach other close"),
    Life("cancelled", 15, "promise word cancel"),
    Life("lapsed", 10, "promise word lapse"),
)
"""A thousand orders, eight thousand events."""


class Told(NamedTuple):
    """One event of an order: when (seconds), of which order, which step, and the command."""

    at: int
    order: int
    step: int
    command: Command
