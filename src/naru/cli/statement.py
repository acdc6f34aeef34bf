"""A statement on one page: at most 60 lines of 80 columns, where a Korean or Chinese letter takes two."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from naru.cli.wording import Wording
from naru.command import Id
from naru.i18n.catalogue import Catalogue
from naru.i18n.text import broken, width
from naru.i18n.words import head_words
from naru.money import print_percent
from naru.refusal import Fact
from naru.views.books import Line, alike
from naru.views.happened import Happened
from naru.views.owed import Owes
from naru.views.promise import Charge, Fee, Payout, Promise
from naru.views.statement import Statement, Who
from naru.views.values import Day, Rate, Ref, Sum, added

WIDTH, LINES = 80, 60
MOST = 4
"""lines of one kind (fee parts, payouts, debts) that stand one by one where there is room"""
STEPS_LEAST = 8
"""lines kept free for what happened"""
DAY_WIDE = 19
TERMS = frozenset({"promise", "agree"})
"""events whose hands, rates and days stand in the promise above"""


def page(told: Statement, lang: str) -> str:
    """Print a statement in `lang` (ko, zh, en). What finds no room is counted, and left to the books."""
    for most in range(MOST, 0, -1):
        paper = _Paper(told, lang, most)
        before = [*paper.head(), "", *paper.promise(), ""]
        after = ["", *paper.books(), *paper.today(), "", *paper.seal()]
        room = LINES - len(before) - len(after)
        if room >= STEPS_LEAST or most == 1:
            return "\n".join([*before, *paper.happened(room), *after]) + "\n"
    raise AssertionError


def row(left: str, right: str, indent: int = 2) -> Iterator[str]:
    """Two columns, flush left and flush right; on two lines where one is too short."""
    gap = WIDTH - indent - width(left) - width(right)
    if right and gap >= 2:
        yield " " * indent + left + " " * gap + right
        return
    yield from wrapped_under(left, indent)
    if not right:
        return
    yield " " * (WIDTH - width(right)) + right


def wrapped_under(text: str, indent: int) -> Iterator[str]:
    """A text that goes on under its own beginning."""
    for line in broken(text.strip(), WIDTH - indent):
        yield " " * indent + line


class _Paper:
    """The parts of the page, in one language. `most` lines of a kind stand one by one."""

    def __init__(self, told: Statement, lang: str, most: int) -> None:
        self.told, self.order, self.most = told, told.order, most
        self.w = Wording(Catalogue(lang), self.who)
        self.money = self.w.money

    def text(self, key: str, **facts: Fact) -> str:
        return self.w.text("statement", key, **facts)

    def day(self, day: Day | None) -> str:
        return self.w.day(day) if day else self.text("open")

    def who(self, of: Id | None) -> str:
        """Somebody by role and number: no name stands on the page."""
        who = self.told.people[of] if of else Who("nobody")
        return self.text(f"who.{who.role}", number=who.number)

    # ------------------------------------------------------------------------------------------------------ the promise

    def head(self) -> Iterator[str]:
        yield from broken(self.text("head"), WIDTH)
        yield from broken(self.text("made", day=self.day(self.order.today)), WIDTH)

    def promise(self) -> Iterator[str]:
        yield self.text("promise")
        terms = self.order.promise
        if terms is None:
            yield from row(self.text("nothing-promised"), "")
            return
        if terms.outlay.currency != terms.gross.currency:
            label = self.text("outlay") + self.by_rate(terms.pay_rate, terms.pay_basis)
            yield from row(label, self.money(terms.outlay))
        yield from row(self.text("gross"), self.money(terms.gross))
        if terms.base != terms.gross:
            yield from row(self.text("base"), self.money(terms.base), 4)
        yield from self.fees(terms.fees, terms.answers)
        yield from row(self.text("net"), self.money(terms.net))
        yield from self.payouts(terms.payouts, choice=terms.choice)
        yield from self.charges(terms.charges)
        yield from row(self.text("answers"), self.who(terms.answers))
        yield from row(self.text("hands"), self.chain(len(terms.hands), beyond=terms.beyond))
        yield from row(self.text("latest"), self.latest(terms))
        yield from row(self.text("risk"), self.text(f"risk.{terms.risk}") if terms.risk else self.text("open"))
        for flag in ("family_first", "backwards"):
            if getattr(terms, flag):
                yield from row(self.text(flag.replace("_", "-")), "")

    def latest(self, terms: Promise) -> str:
        """The latest day; the one first promised, too, where it was put off."""
        if terms.latest and terms.first_latest:
            return self.w.screen("put-off", day=self.day(terms.latest), first=self.day(terms.first_latest))
        return self.day(terms.latest)

    def by_rate(self, rate: Rate | None, basis: str, day: Day | None = None) -> str:
        """The rate in brackets, on what it rests, and its own day where it has one."""
        if not (rate or basis):
            return ""
        told = [self.w.rate(rate)] if rate else []
        told += [self.text(f"basis.{basis}") if basis else self.text("open"), *([self.day(day)] if day else [])]
        return f" ({', '.join(told)})"

    def fees(self, fees: Sequence[Fee], answers: Ref | None) -> Iterator[str]:
        shown, rest = fees[: self.most], fees[self.most :]
        for fee in shown:
            share = print_percent(fee.share.part, fee.share.whole) if fee.share else ""
            how = self.text(f"base.{fee.base}" if share else f"flat.{fee.base}", share=share)
            yield from row(self.text("fee", who=self.who(fee.to or answers), how=how), self.money(_less(fee.sum)))
        if rest:
            left_out = added([fee.sum for fee in rest])
            yield from row(self.text("fee-rest", count=len(rest)), self.money(_less(left_out)))

    def payouts(self, payouts: Sequence[Payout], *, choice: bool) -> Iterator[str]:
        if choice:
            yield from row(self.text("choice"), "")
        for pay in payouts[: self.most]:
            due = self.money(pay.sum) if pay.sum else self.text("later")
            yield from row(self.text("payout") + self.by_rate(pay.rate, pay.basis, pay.rate_day), due)
        yield from self.more(payouts)

    def charges(self, charges: Sequence[Charge]) -> Iterator[str]:
        for charge in charges[: self.most]:
            how = self.text(f"payable.{charge.payable}") if charge.agreed else self.text("not-agreed")
            yield from row(self.text("charge", who=self.who(charge.to), how=how), self.money(charge.sum))
            if charge.paid.amount:
                yield from row(self.text("charge-paid"), self.money(charge.paid), 4)
        yield from self.more(charges)

    def chain(self, hands: int, *, beyond: bool) -> str:
        numbers = [str(n) for n in range(1, hands + 1)]
        if hands > MOST:
            numbers = [*numbers[:2], "…", numbers[-1]]
        chain = self.text("chain", numbers=" → ".join(numbers)) if hands else self.text("open")
        return f"{chain} → {self.text('beyond')}" if beyond else chain

    def more(self, told: Sequence[object]) -> Iterator[str]:
        """What found no room, counted."""
        if len(told) > self.most:
            yield from row(self.text("more", count=len(told) - self.most), "")

    # ---------------------------------------------------------------------------------------------------- what happened

    def happened(self, room: int) -> Iterator[str]:
        yield self.text("happened")
        legend = list(wrapped_under(self.text("unsaid"), 2))
        yield from legend
        events = self.order.events
        blocks = [list(self.event(event)) for event in events]
        shown = _chosen(events, [len(block) for block in blocks], room - 1 - len(legend))
        for index in shown:
            yield from blocks[index]
        if len(shown) < len(blocks):
            yield from row(self.text("more", count=len(blocks) - len(shown)), "")

    def event(self, event: Happened) -> Iterator[str]:
        what = self.text(f"said.{event.kind}")
        if event.kind not in TERMS:
            what += "".join(f" ({self.who(of)})" for of in event.to)
            what += f" ({self.text('until', day=self.day(event.until))})" if event.until else ""
        day = self.day(event.day)
        left = day + " " * (DAY_WIDE - width(day)) + what
        told = event.sum if event.kind not in TERMS else None
        yield from row(left, self.money(told) if told else self.text("all") if event.whole else "")
        # A line breaks between two facts, not inside one.
        word = " · ".join(fact.replace(" ", "\u00a0") for fact in self.word(event))
        for line in wrapped_under(word, DAY_WIDE + 2):
            yield line.replace("\u00a0", " ")

    def word(self, event: Happened) -> Iterator[str]:
        """Whose word it is and how good: nothing where it is the sender's own entry and rests on nothing else."""
        says = self.told.people[event.says].role if event.says else ""
        rates = () if event.kind in TERMS else event.rates
        if says != "sender" or event.phone or event.proofs or event.fresh:
            yield self.text("who.burned") if event.shut else self.text("says", who=self.who(event.says))
            yield from self.ground(event, says)
        yield from map(self.w.rate, rates)

    def ground(self, event: Happened, says: str) -> Iterator[str]:
        """On what a word rests."""
        if event.phone or (event.grade and says != "sender"):
            yield self.text(f"phone.{event.phone or 'unknown'}")
        yield from (self.text(f"proof.{proof}") for proof in event.proofs)
        if event.fresh:
            yield self.text("fresh")
        if event.apart:
            yield self.text("apart")
        if event.grade:
            yield self.text(f"grade.{event.grade}")

    # -------------------------------------------------------------------------------------------------------- the books

    def books(self) -> Iterator[str]:
        books = self.order.books
        if books.whole is None:
            return
        yield self.text("books")
        if books.paid:
            yield from row(self.text("paid"), self.money(books.paid), 4)
        for lines in (books.left, books.right):
            for line in _short(lines, self.most):
                yield from row(self.account(line), self.money(line.sum))
            yield from row(self.text("adds-up"), self.money(books.whole))

    def account(self, line: Line) -> str:
        who = f" ({self.who(line.whose)})" if line.whose else ""
        return self.text(f"account.{line.account}") + who

    def today(self) -> Iterator[str]:
        order, position = self.order, self.order.position
        if position is None:
            return
        yield ""
        yield self.text("today", day=self.day(order.today))
        yield from self.each([Line("handed", sum) for sum in position.handed])
        if position.handed:
            now = self.w.moneys(position.family_payout) or self.money(position.family)
            yield from row(self.text("family-now"), now)
        yield from row(self.text("short"), self.w.moneys(position.lacking) or self.money(position.short))
        yield from self.each(position.in_hands)
        days = order.order.overdue_days
        yield from row(self.text("overdue"), self.text("days", count=days) if days else self.text("not-overdue"))
        yield from self.owes(order.owes)
        on = self.text("burns-on", day=self.day(order.kept_until)) if order.kept_until else ""
        yield from row(self.text("burns"), on or self.text("burns-after", count=order.kept_days))

    def each(self, lines: Sequence[Line]) -> Iterator[str]:
        for line in lines[: self.most]:
            yield from row(self.account(line), self.money(line.sum))
        yield from self.more(lines)

    def owes(self, owes: Sequence[Owes]) -> Iterator[str]:
        if not owes:
            yield from row(self.text("nobody-owes"), "")
        for one in owes[: self.most]:
            pair = self.text("owes", debtor=self.who(one.debtor), creditor=self.who(one.creditor))
            yield from row(f"{pair} ({self.text(f'why.{one.why}')})", self.money(one.sum))
        yield from self.more(owes)

    def seal(self) -> Iterator[str]:
        yield self.text("seal", rows=self.told.rows)
        yield from wrapped_under(" ".join(head_words(self.told.head, self.w.cat.lang)), 2)


def _less(sum: Sum) -> Sum:
    return Sum(-sum.amount, sum.currency)


def _short(lines: Iterable[Line], most: int) -> list[Line]:
    """The accounts that hold something, and always the first; other people are taken together where they are many."""
    shown = [line for n, line in enumerate(lines) if line.sum.amount or not n]
    others = [line for line in shown if line.account == "other"]
    if len(others) <= most:
        return shown
    at = shown.index(others[0])
    return [*shown[:at], *alike(others), *shown[at + len(others) :]]


def _chosen(events: Sequence[Happened], sizes: Sequence[int], room: int) -> list[int]:
    """Which events find room, in their order: those that moved money or terms first, then what was said of hand-overs,
    the latest first. One line is kept for the count of the others."""
    if sum(sizes) <= room:
        return list(range(len(events)))
    room -= 1
    ranked = sorted(range(len(events)), key=lambda n: (not events[n].moved, not events[n].grade, -n))
    shown = []
    for index in ranked:
        if sizes[index] <= room:
            room -= sizes[index]
            shown.append(index)
    return sorted(shown)
