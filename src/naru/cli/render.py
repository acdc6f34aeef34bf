"""From answers to lines on the screen. Every word comes from the catalogues; nothing is decided here."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

from naru.cli.names import DeskNames, code
from naru.command import Id, Story
from naru.commands.tables import BY_NUMBER
from naru.days import from_ordinal, print_day
from naru.desk.desk import Desk
from naru.desk.events import Event
from naru.i18n.catalogue import Catalogue
from naru.money import Rate, print_amount, print_percent, print_rate
from naru.orders.books import WRITTEN_OFF
from naru.orders.ends import standing
from naru.orders.order import Order
from naru.orders.retention import is_settled, kept_days, kept_until
from naru.orders.terms import work_out
from naru.views import questions as q
from naru.views.next import can_be_said

WIDE = 96
"""columns of a list that is broken into lines"""


def width(text: str) -> int:
    """Columns of a text on a screen; Korean and Chinese letters take two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def columns(rows: Iterable[tuple[str, str]], indent: str = "  ") -> Iterator[str]:
    """Two columns, the second one flush to the right of the widest first."""
    rows = list(rows)
    wide = max((width(left) for left, _ in rows), default=0)
    for left, right in rows:
        yield f"{indent}{left}{' ' * (wide - width(left))}   {right}"


def wrapped(text: str) -> Iterator[str]:
    """A long list broken after its commas, so that no verb is torn from what it means."""
    line = ""
    for piece in text.split(", "):
        joined = f"{line}, {piece}" if line else piece
        if width(joined) <= WIDE:
            line = joined
        else:
            yield f"{line},"
            line = f"  {piece}"
    yield line


class Renderer:
    """Lines for one desk in one language."""

    def __init__(self, desk: Desk, names: DeskNames, catalogue: Catalogue, today: int) -> None:
        self.desk, self.names, self.cat, self.today = desk, names, catalogue, today

    def money(self, amount: int, currency: str) -> str:
        """An amount as it is written in this language."""
        return print_amount(amount, currency, self.cat.lang)

    def day(self, packed: int) -> str:
        """A day as it is written in this language."""
        return print_day(packed, self.cat.lang)

    def rate(self, rate: Rate) -> str:
        """A rate as it is said in this language."""
        return print_rate(rate, self.cat.lang)

    def ends(self, order: Order) -> str:
        """Where the order stands, in one line."""
        return " · ".join(self.cat.text("end", end) for end in standing(order, self.today).ends)

    def heading(self, order: Order) -> str:
        """Code, for whom, how much, where it stands."""
        sum_said = self.money(order.worked.gross, order.code) if order.worked else "-"
        return f"{code(order.id)}  {self.names.name(order.case)}  {sum_said}  {self.ends(order)}"

    # ------------------------------------------------------------------------------------------------------ one order

    def order(self, order: Order) -> Iterator[str]:
        """Everything about one order: the promise, what happened, the books, who owes, what can be said next."""
        yield self.heading(order)
        if order.terms is not None:
            yield ""
            yield self.cat.text("screen", "promise")
            yield from columns(self.terms(order))
        yield ""
        yield self.cat.text("screen", "timeline")
        yield from self.timeline(order)
        yield ""
        yield self.cat.text("screen", "books")
        yield from self.books(order)
        yield from self.unasked(order)
        if not self.desk.keyring.opens_case(self.desk.state.cases[order.case].case_key):
            return
        yield ""
        verbs = ", ".join(
            f"{kind} ({self.cat.text('verb', kind)})" for kind in can_be_said(self.desk.state, order, self.today)
        )
        yield from wrapped(self.cat.text("screen", "next", verbs=verbs))

    def terms(self, order: Order) -> Iterator[tuple[str, str]]:
        """The promise, line by line."""
        terms, worked, text = order.terms, order.worked, self.cat.text
        assert terms is not None and worked is not None
        yield text("screen", "you-pay"), self.money(worked.outlay, worked.outlay_code)
        for part, amount in zip(terms.fees or (), worked.fees, strict=True):
            share = f" ({print_percent(part.share, part.share_of)}, {text('base', part.base)})" if part.share else ""
            whose = text("screen", "of-fee", who=self.names.name(part.payee)) if part.payee else text("account", "fee")
            yield whose + share, self.money(amount, terms.code)
        for pay in worked.pays:
            rate = ""
            if pay.leg.rate:
                rate = f" ({self.rate(pay.leg.rate)})"
            due = self.money(pay.full, pay.leg.currency) if pay.full else text("screen", "rate-on-the-day")
            yield text("screen", "in-the-hand"), due + rate
        cost = q.what_it_costs(order)
        if cost and cost.outlay:
            lost = cost.outlay - cost.reaches
            yield text("screen", "true-cost"), f"{self.money(lost, cost.code)} ({print_percent(lost, cost.outlay)})"
        for charge in order.charges:
            agreed = "" if charge.agreed else f" ({text('screen', 'not-agreed')})"
            yield text("screen", "charge"), self.money(charge.amount, charge.currency) + agreed
        chain = " → ".join(self.names.name(hand) for hand in order.hands) or "-"
        yield text("screen", "hands"), chain + (f" → {text('screen', 'unknown')}" if terms.beyond else "")
        yield text("screen", "answers"), self.names.name(order.answering())
        yield text("screen", "latest"), self.day(order.latest) if order.latest else text("screen", "open")
        yield text("screen", "risk"), text("risk", terms.risk) if terms.risk else text("screen", "open")
        yield text("statement", "burns"), self.burns(order)

    def burns(self, order: Order) -> str:
        """When an order leaves the book by itself."""
        if not is_settled(order):
            return self.cat.text("statement", "burns-after", count=kept_days(order))
        return self.cat.text("statement", "burns-on", day=self.day(from_ordinal(kept_until(order))))

    def timeline(self, order: Order) -> Iterator[str]:
        """What happened, in the order in which it was written down."""
        lock = self.desk.state.cases[order.case].case_key
        shut = self.cat.text("screen", "ashes" if self.desk.keyring.opens_case(lock) else "not-yours")
        for seq in self.desk.readable(order.rows):
            yield "  " + "  ".join(self._moment(self.desk.event(seq), self.desk.told(seq), shut))

    def _moment(self, event: Event, story: Story | None, shut: str) -> Iterator[str]:
        event_type = BY_NUMBER[event.number]
        yield f"{event.seq:>4}"
        yield self.day(event.day)
        yield self.cat.text("verb", event_type.kind)
        if event.facts.terms:
            yield self.money(work_out(event.facts.terms).gross, event.facts.terms.code)
        if event.facts.amount:
            yield self.money(event.facts.amount, event.facts.currency)
        elif event_type.kind == "write-off":
            lost = [line for line in event.lines if line.target == WRITTEN_OFF]
            yield self.money(sum(line.amount for line in lost), lost[0].currency)
        if event.facts.hand and event_type.kind == "reach":
            yield f"→ {self.names.name(event.facts.hand)}"
        if story is None:
            yield shut
            return
        who = self.names.speaker(story.says)
        phone = f", {self.cat.text('phone', story.phone)}" if story.phone else ""
        yield f"({self.cat.text('screen', 'says', who=who)}{phone})"
        if story.proofs:
            yield "[" + ", ".join(self.cat.text("evidence", kind) for kind in story.proofs) + "]"
        if story.apart:
            yield f"[{self.cat.text('statement', 'apart')}]"
        if story.word:
            yield f"「{story.word}」"
        for told in (story.purpose, story.lifts, story.note):
            if told:
                yield f"— {told}"

    def account(self, order: Order, account: str) -> str:
        """An account by the name people know it by."""
        name, _, index = account.partition(":")
        if name == "lost":
            return self.cat.text("account", account)
        whose = b""
        if name == "fee" and order.terms and order.terms.fees:
            whose = order.terms.fees[int(index)].payee
        elif name == "hand" and order.hands:
            whose = order.hands[int(index)]
        elif name == "road":
            whose = order.roads[int(index)]
        elif name == "other":
            whose = bytes.fromhex(index)
        if not whose:
            return self.cat.text("account", name)
        return self.cat.text("screen", f"of-{name}", who=self.names.name(whose))

    def books(self, order: Order) -> Iterator[str]:
        """The accounts of an order, and the identity they keep."""
        rows = []
        for posting in q.books(order):
            if posting.amount:
                name = self.promised(order, posting) if posting.pending else self.account(order, posting.account)
                rows.append((name, self.money(posting.amount, posting.currency)))
        yield from columns(rows) if rows else [f"  {self.cat.text('screen', 'nothing')}"]
        yield "  " + self.identity(order)

    def promised(self, order: Order, posting: q.Posting) -> str:
        """What is only reserved, by where it lies: a sum promised to the first hand is still with the sender."""
        if posting.account == "hand:0":
            return self.cat.text("screen", "still-hers", who=self.names.name(order.hands[0]))
        return f"{self.account(order, posting.account)} ({self.cat.text('account', 'pending')})"

    def identity(self, order: Order) -> str:
        """sent + still due = accepted + other + fee + owed + returned + lost, in numbers."""
        if order.worked is None:
            return ""
        of, code_ = order.of, order.code
        fees = sum(order.of(f"fee:{index}") for index in range(len(order.worked.fees)))
        lost = of("lost:seized") + of("lost:written-off")
        left = [("sent", of("sent")), ("due", of("due"))]
        right = [
            ("accepted", of("accepted")),
            ("other", sum(order.others().values())),
            ("fee", fees),
            ("owed", of("owed")),
            ("returned", of("returned")),
            ("lost", lost),
        ]

        def side(parts: list[tuple[str, int]]) -> str:
            told = [f"{self.cat.text('account', name)} {self.money(amount, code_)}" for name, amount in parts if amount]
            return " + ".join(told) or self.money(0, code_)

        return f"{side(left)} = {side(right)}"

    def unasked(self, order: Order) -> Iterator[str]:
        """Overdue and short appear without being asked for."""
        read = standing(order, self.today)
        if "overdue" in read.ends:
            yield self.cat.text(
                "screen", "overdue", code=code(order.id), days=read.overdue_days, day=self.day(order.latest)
            )
        if "short" in read.ends and read.owed:
            yield self.cat.text("screen", "short", code=code(order.id), amount=self.lacking(order, read.short))

    def lacking(self, order: Order, short: int) -> str:
        """What the receiver lacks, in the money they were to get; where more than that can be meant, in the order's."""
        left = [(code_, amount) for code_, amount in q.still_to_pay(order).items() if amount]
        if not left or order.others() or (order.terms and order.terms.choice):
            return self.money(short, order.code)
        return ", ".join(self.money(amount, code_) for code_, amount in left)

    # ------------------------------------------------------------------------------------------------------ the desk

    def overview(self) -> Iterator[str]:
        """All orders of the desk, those that want attention first."""
        state = self.desk.state
        for of, carrier in state.carriers.items():
            if carrier.taken:
                yield self.cat.text("screen", "taken", who=self.names.name(of))
        if not state.orders:
            yield self.cat.text("screen", "no-orders")
        urgent = {"overdue", "short", "disputed", "stuck", "frozen", "arrested"}
        found = [(not urgent & set(standing(order, self.today).ends), order) for order in state.orders.values()]
        for _, order in sorted(found, key=lambda pair: pair[0]):
            yield self.heading(order)
            yield from (f"  {line}" for line in self.unasked(order))
        for case in state.cases.values():
            heard = self.day(case.heard) if case.heard else self.cat.text("screen", "never")
            proof = self.day(case.proof) if case.proof else self.cat.text("screen", "never")
            yield self.cat.text("screen", "heard", who=self.names.name(case.id), heard=heard, proof=proof)
            if case.refused:
                yield self.cat.text("screen", "case-refused", who=self.names.name(case.id))

        for card in state.cards.values():
            key = "card-burned" if card.burned else "card"
            yield self.cat.text("screen", key, code=code(card.id), who=self.names.name(card.whose))

    def owed(self) -> Iterator[str]:
        """Who owes whom what, and what lies with each carrier and on each road."""
        state = self.desk.state
        lines = list(q.owes(state))
        for owes in lines:
            yield self.cat.text(
                "screen",
                "owes",
                debtor=self.names.name(owes.debtor),
                creditor=self.names.name(owes.creditor),
                amount=self.money(owes.amount, owes.currency),
                why=self.cat.text("why", owes.why),
                code=code(owes.of),
            )
        if not lines:
            yield self.cat.text("screen", "nobody-owes")
        yield from self.exposure()

    def exposure(self) -> Iterator[str]:
        """What is in one hand or on one road now, pending counted in."""
        state = self.desk.state
        for of in (*state.carriers, *state.roads):
            yield from self.at_stake(of)
        for of, carrier in state.carriers.items():
            if carrier.taken:
                yield self.cat.text("screen", "taken", who=self.names.name(of))

    def at_stake(self, of: Id) -> Iterator[str]:
        """What is in one hand or on one road, a line for each currency."""
        for currency, amount in q.exposure(self.desk.state, of, self.today).items():
            held = q.held_of(self.desk.state, of)
            final = held.final.get(currency, 0) if held else 0
            told = self.cat.text("screen", "exposure", who=self.names.name(of), amount=self.money(amount, currency))
            if amount > final:
                told += " " + self.cat.text("screen", "of-it-promised", amount=self.money(amount - final, currency))
            yield told

    def taken(self, of: Id) -> Iterator[str]:
        """When a carrier was taken: whom not to contact, then what is at stake, then the orders that went that way."""
        yield self.cat.text("screen", "taken", who=self.names.name(of))
        yield from self.at_stake(of)
        near = sorted(((month, case) for (case, hand), month in q.contacts(self.desk.state).items() if hand == of))
        for month, case in reversed(near):
            yield self.cat.text("screen", "near", who=self.names.name(case), month=self.day(month))
        for order in self.desk.state.orders.values():
            if of in order.hands and (order.of("owed") or order.of("due") or order.book.reserved):
                yield self.heading(order)

    def warnings(self, keys: Iterable[str]) -> Iterator[str]:
        """Warnings, one line each."""
        for key in keys:
            yield self.cat.text("warning", key)

    def whose(self, of: Id) -> str:
        """A name for an id."""
        return self.names.name(of)
