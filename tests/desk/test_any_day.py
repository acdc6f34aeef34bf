"""Any day at the desk: whatever can happen to four orders happens, on disk, with snapshots and closings in between."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from naru.command import Command
from naru.desk.audit import audit
from naru.desk.decide import DeskContext, decide
from naru.desk.events import encode
from naru.ledger import Broken
from naru.orders.books import identity
from naru.orders.ends import ENDS, standing
from naru.refusal import Refusal
from naru.views.exposure import held_of
from testkit.house import AUNT, CHOI, JIHO, KB, LEE, MINA, NH, PARK, Disk, accounts, charge, leg, named, share, terms

OWN = {"phone": "own"}
HEARD: dict[str, Any] = {"says": "receiver", "story": OWN}
CARD = named("card")
ORDERS = ("R1", "R2", "R3", "R4")
PROMISES: tuple[dict[str, Any], ...] = (
    {"hands": (PARK, LEE), "fees": (share(30), share(10, payee=LEE)), "charges": (charge("9,000 KRW", "success"),)},
    {"gross": 700_001, "family_first": True, "risk": "sender", "also": (AUNT,), "dispute_days": 0},
    {"gross": 9, "legs": (leg("KRW"),), "fees": (share(34),), "risk": "sender"},
    {"gross": 300_000, "choice": True, "legs": (leg("CNY", "1 CNY = 200 KRW", notes=100), leg("KRW")), "hands": (LEE,)},
)
AMOUNTS = ("1 KRW", "3 KRW", "100,000 KRW", "350,001 KRW", "1,000,000 KRW")
PAYOUTS = ("1 KRW", "4 KRW", "90,000 KRW", "0.01 CNY", "700 CNY", "1,500 CNY", "3,000 CNY")

OF_AN_ORDER: tuple[tuple[str, dict[str, Any]], ...] = (
    *(("send", {"amount": amount, "road": NH}) for amount in AMOUNTS),
    *(("send", {"amount": amount, "road": KB}) for amount in AMOUNTS[3:]),
    *(("accept", {**HEARD, "amount": amount}) for amount in PAYOUTS),
    *(("claim", {"says": PARK, "amount": amount}) for amount in PAYOUTS[-2:]),
    *(("other", {"says": JIHO, "amount": amount, "person": AUNT}) for amount in PAYOUTS[3:5]),
    *(("other", {**HEARD, "amount": amount, "person": JIHO, "agreed": True}) for amount in PAYOUTS[::3]),
    *(("return", {"amount": amount}) for amount in AMOUNTS[:4]),
    *(("write-off", {"amount": amount} if amount else {}) for amount in ("", "1 KRW", "100,000 KRW")),
    *(("unsend", {"amount": amount} if amount else {}) for amount in ("", "1 KRW")),
    *(("reopen", words) for words in ({}, {"person": AUNT}, {"amount": "0.01 CNY"}, {"amount": "700 CNY"})),
    *(("reach", {"says": PARK, "hand": hand}) for hand in (PARK, LEE, CHOI)),
    *((kind, {}) for kind in ("seize", "unseize", "stuck", "freeze", "arrest", "free", "dispute", "resolve")),
    *((kind, {}) for kind in ("taken-back", "seized-after", "restored", "word", "lift", "cancel", "lapse", "close")),
    ("bad-notes", {"amount": "0.01 CNY"}),
    ("taken-back", {"amount": "700 CNY"}),
    ("proof", {"story": {"proofs": ("photo",)}}),
    ("kept", {"says": "family", "story": OWN}),
    ("hold", {"story": {"lifts": "a call"}}),
    ("agree", {"terms": terms(gross=200_000, hands=(CHOI,))}),
    ("charge", {"amount": "5,000 KRW", "agreed": True}),
    ("pay-charge", {"amount": "5,000 KRW"}),
    ("refuse", {"says": "family"}),
)
OF_THE_REST: tuple[tuple[str, Any, dict[str, Any]], ...] = (
    ("heard", MINA, {"says": "family"}),
    ("stop", MINA, {"says": "receiver"}),
    ("resume", MINA, {"says": "family"}),
    ("resume", MINA, {"says": "receiver"}),
    ("cash", LEE, {"amount": "1,500 CNY"}),
    ("taken", LEE, {"says": "family"}),
    ("back", LEE, {}),
    ("block", NH, {}),
    ("unblock", NH, {}),
    ("owe", "D1", {"person": LEE, "hand": AUNT, "amount": "100 CNY"}),
    ("repay", "D1", {"amount": "40 CNY"}),
    ("waive", "D1", {}),
    ("card", CARD, {"case": MINA, "story": {"name": "name"}}),
    ("burn", CARD, {}),
)


class AnyDay(RuleBasedStateMachine):
    """One desk; every event is one that `decide` finds possible on the state as it is."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="naru-any-day-"))
        self.said: list[tuple[Command, int]] = []

    @initialize(cash=st.booleans())
    def open_a_desk(self, cash: bool) -> None:
        """The cast is in it; perhaps Lee's cash is known."""
        self.disk = Disk(self.folder / "desk")
        self.disk.say("rate", self.disk.state.desk, quote="1 CNY = 190 KRW")
        if cash:
            self.disk.say("cash", LEE, amount="4,000 CNY")

    def teardown(self) -> None:
        """What lived is sound, and opens once more as it was."""
        if hasattr(self, "disk"):
            self.opened_again()
            assert audit(self.disk.desk).sound
            self.disk.desk.close()
        shutil.rmtree(self.folder)

    def possible(self, said: Command) -> bool:
        """Whether it could be said now."""
        state, today = self.disk.state, self.disk.today
        try:
            decide(state, said, 0, self.disk.clock.at, DeskContext(state, today, keeping=self.disk.desk.keeping))
        except Refusal:
            return False
        return True

    def hear(self, said: Command) -> None:
        """What is possible on the state is possible at the desk."""
        answer = self.disk.desk.say(said)
        assert not answer.again
        self.said.append((said, answer.seq))

    @rule(data=st.data(), order=st.sampled_from(ORDERS))
    def something_happens_to_an_order(self, data: st.DataObject, order: str) -> None:
        """Any event that can; a new order where there is none."""
        if named(order) not in self.disk.state.orders:
            agreed = terms(**PROMISES[ORDERS.index(order)], **({"latest": 0} if data.draw(st.booleans()) else {}))
            able = [self.disk.build("promise", order, case=MINA, terms=agreed)]
        else:
            able = [self.disk.build(kind, order, **words) for kind, words in OF_AN_ORDER]
        able = [said for said in able if self.possible(said)]
        if able:
            self.hear(data.draw(st.sampled_from(able)))

    @rule(data=st.data())
    def something_happens_beside_them(self, data: st.DataObject) -> None:
        """Carriers, roads, cash, the case, a debt, a card."""
        able = [self.disk.build(kind, of, **words) for kind, of, words in OF_THE_REST]
        able = [said for said in able if self.possible(said)]
        self.hear(data.draw(st.sampled_from(able)))

    @precondition(lambda self: self.said)
    @rule(data=st.data())
    def somebody_says_it_again(self, data: st.DataObject) -> None:
        """A retry is answered with the row of the first, as long as its order lives."""
        said, seq = data.draw(st.sampled_from(self.said))
        if said.id in self.disk.state.said:
            before = self.disk.desk.head
            try:
                answer = self.disk.desk.say(said)
            except Refusal as refusal:
                assert (refusal.key, said.kind) == ("card.burned", "card")
                return
            assert (answer.seq, answer.again, self.disk.desk.head) == (seq, True, before)

    @rule(days=st.sampled_from((1, 40, 400)))
    def days_pass(self, days: int) -> None:
        """With the desk closed."""
        self.disk.desk.close()
        self.disk.clock.jump(days * 86_400)
        self.disk.open()

    @rule()
    def it_is_snapshot(self) -> None:
        """What is over leaves; nothing else changes."""
        live = {of: accounts(order) for of, order in self.disk.state.orders.items()}
        left = self.disk.desk.snapshot()
        stay = {of: accounts(order) for of, order in self.disk.state.orders.items()}
        assert len(live) - left == len(stay)
        assert stay.items() <= live.items()

    @rule()
    def opened_again(self) -> None:
        """The state after opening is the state that lived on, byte for byte."""
        lived = encode(self.disk.state)
        self.disk.again()
        assert encode(self.disk.state) == lived

    @invariant()
    def the_books_do_not_lie(self) -> None:
        """Every order's first promise, every currency, every end; nobody has less than nothing."""
        if not hasattr(self, "disk"):
            return
        for order in self.disk.state.orders.values():
            try:
                identity(order)
            except Broken as broken:
                raise AssertionError(str(broken)) from None
            assert set(order.book.trial().values()) <= {0}
            told = standing(order, self.disk.today)
            assert set(told.ends) <= set(ENDS) and min(told[1:]) >= 0

    @invariant()
    def every_hand_and_road_holds_what_the_orders_say(self) -> None:
        """Final and pending, by currency; and cash promised is cash reserved."""
        if not hasattr(self, "disk"):
            return
        state = self.disk.state
        sums: dict[tuple[bytes, str, str], int] = {}
        for order in state.orders.values():
            for phase, told in (("final", order.book.all_balances()), ("pending", order.book.all_reserved())):
                for account, code, amount in told:
                    name = account.kind
                    if name == "till" and phase == "pending":
                        assert order.terms is not None
                        of = order.terms.hands[-1]
                    elif name in ("hand", "road") and order.hands:
                        of = (order.hands if name == "hand" else order.roads)[account.number]
                    else:
                        continue
                    key = (of, "till" if name == "till" else phase, code)
                    sums[key] = sums.get(key, 0) + amount
        found: dict[tuple[bytes, str, str], int] = {}
        for of in (*state.carriers, *state.roads):
            held = held_of(state, of)
            assert held is not None
            found |= {(of, "final", code): amount for code, amount in held.final.items()}
            found |= {(of, "pending", code): amount for code, amount in held.pending.items()}
        for of, carrier in state.carriers.items():
            found |= {(of, "till", code): amount for code, amount in carrier.promised.items()}
        assert {k: v for k, v in found.items() if v} == {k: v for k, v in sums.items() if v}


TestAnyDay = AnyDay.TestCase
TestAnyDay.settings = settings(
    max_examples=max(15, settings().max_examples // 4), stateful_step_count=40, report_multiple_bugs=False
)
