"""A statement on one page: at most 60 lines of 80 columns, where a Korean or Chinese letter takes two."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from naru.days import print_day
from naru.i18n.catalogue import Catalogue
from naru.i18n.words import head_words
from naru.money import Rate, print_amount, print_percent, print_rate
from naru.refusal import Fact
from naru.views.sheet import Charged, Fee, Line, Owed, Payout, Statement, Step, Who

WIDTH, LINES = 80, 60
MOST = 4
"""lines of one kind (fee parts, payouts, debts) that stand one by one where there is room"""
STEPS_LEAST = 8
"""lines kept free for what happened"""
DAY_WIDE = 19
ALL = frozenset({"unsend", "reopen", "seize", "unseize", "seized-after", "taken-back", "restored", "write-off"})
"""what is said of all there is where no amount is said"""


def page(statement: Statement, lang: str) -> str:
    """Print a statement in `lang` (ko, zh, en). What finds no room is counted, and left to the books."""
    for most in range(MOST, 0, -1):
        paper = _Paper(lang, most)
        before = [*paper.head(statement), "", *paper.promise(statement), ""]
        after = ["", *paper.books(statement), *paper.today(statement), "", *paper.seal(statement)]
        room = LINES - len(before) - len(after)
        if room >= STEPS_LEAST or most == 1:
            return "\n".join([*before, *paper.happened(statement, room), *after]) + "\n"
    raise AssertionError


def wide(text: str) -> int:
    """Columns that a text takes."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def wrapped(text: str, width: int) -> Iterator[str]:
    """Break a text into lines of `width` columns: at blanks, and inside a word only where it is too long."""
    line = ""
    for word in text.split(" "):
        joined = f"{line} {word}" if line else word
        if wide(joined) <= width:
            line = joined
            continue
        # Chinese sentences hold no blanks: such a text runs on to the margin.
        long = wide(word) > width
        rest = joined if long else word
        if not long:
            yield line
        while wide(rest) > width:
            cut = next(n for n in range(len(rest), 0, -1) if wide(rest[:n]) <= width)
            yield rest[:cut]
            rest = rest[cut:].lstrip()
        line = rest
    if line:
        yield line


def row(left: str, right: str, indent: int = 2) -> Iterator[str]:
    """Two columns, flush left and flush right; on two lines where one is too short."""
    gap = WIDTH - indent - wide(left) - wide(right)
    if right and gap >= 2:
        yield " " * indent + left + " " * gap + right
        return
    yield from wrapped_under(left, indent)
    if not right:
        return
    yield " " * (WIDTH - wide(right)) + right


def wrapped_under(text: str, indent: int) -> Iterator[str]:
    """A text that goes on under its own beginning."""
    for line in wrapped(text.strip(), WIDTH - indent):
        yield " " * indent + line


class _Paper:
    """The parts of the page, in one language. `most` lines of a kind stand one by one."""

    def __init__(self, lang: str, most: int) -> None:
        self.lang, self.most = lang, most
        self._texts = Catalogue(lang)

    def text(self, key: str, **facts: Fact) -> str:
        return self._texts.text("statement", key, **facts)

    def money(self, amount: int, code: str) -> str:
        return print_amount(amount, code, self.lang)

    def day(self, packed: int) -> str:
        return print_day(packed, self.lang) if packed else self.text("open")

    def who(self, who: Who) -> str:
        return self.text(f"who.{who.role}", number=who.number)

    def rate(self, rate: Rate) -> str:
        return print_rate(rate, self.lang)

    # ------------------------------------------------------------------------------------------------------ the promise

    def head(self, told: Statement) -> Iterator[str]:
        yield from wrapped(self.text("head"), WIDTH)
        yield from wrapped(self.text("made", day=self.day(told.today)), WIDTH)

    def promise(self, told: Statement) -> Iterator[str]:
        yield self.text("promise")
        terms = told.promise
        if terms is None:
            yield from row(self.text("nothing-promised"), "")
            return
        if terms.outlay_code != terms.code:
            label = self.text("outlay") + self.by_rate(terms.pay, terms.pay_basis)
            yield from row(label, self.money(terms.outlay, terms.outlay_code))
        yield from row(self.text("gross"), self.money(terms.gross, terms.code))
        if terms.base != terms.gross:
            yield from row(self.text("base"), self.money(terms.base, terms.code), 4)
        yield from self.fees(terms.fees, terms.code)
        yield from row(self.text("net"), self.money(terms.net, terms.code))
        yield from self.payouts(terms.payouts, choice=terms.choice)
        yield from self.charges(terms.charges)
        yield from row(self.text("answers"), self.who(terms.answers))
        yield from row(self.text("hands"), self.chain(terms.hands, beyond=terms.beyond))
        yield from row(self.text("latest"), self.day(terms.latest))
        yield from row(self.text("risk"), self.text(f"risk.{terms.risk}") if terms.risk else self.text("open"))
        for flag in ("family_first", "backwards"):
            if getattr(terms, flag):
                yield from row(self.text(flag.replace("_", "-")), "")

    def by_rate(self, quote: Rate | None, basis: str, day: int = 0) -> str:
        """The rate in brackets, on what it rests, and its own day where it has one."""
        if not (quote or basis):
            return ""
        told = [self.rate(quote)] if quote else []
        told += [self.text(f"basis.{basis}") if basis else self.text("open"), *([self.day(day)] if day else [])]
        return f" ({', '.join(told)})"

    def fees(self, fees: Sequence[Fee], code: str) -> Iterator[str]:
        shown, rest = fees[: self.most], fees[self.most :]
        for fee in shown:
            share = print_percent(fee.share, fee.share_of) if fee.share else ""
            how = self.text(f"base.{fee.base}" if share else f"flat.{fee.base}", share=share)
            yield from row(self.text("fee", who=self.who(fee.who), how=how), self.money(-fee.amount, code))
        if rest:
            left_out = sum(fee.amount for fee in rest)
            yield from row(self.text("fee-rest", count=len(rest)), self.money(-left_out, code))

    def payouts(self, payouts: Sequence[Payout], *, choice: bool) -> Iterator[str]:
        if choice:
            yield from row(self.text("choice"), "")
        for pay in payouts[: self.most]:
            due = self.money(pay.amount, pay.code) if pay.amount else self.text("later")
            yield from row(self.text("payout") + self.by_rate(pay.quote, pay.basis, pay.day), due)
        yield from self.more(payouts)

    def charges(self, charges: Sequence[Charged]) -> Iterator[str]:
        for charge in charges[: self.most]:
            how = self.text(f"payable.{charge.payable}") if charge.agreed else self.text("not-agreed")
            amount = self.money(charge.amount, charge.code)
            yield from row(self.text("charge", who=self.who(charge.who), how=how), amount)
            if charge.paid:
                yield from row(self.text("charge-paid"), self.money(charge.paid, charge.code), 4)
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

    def happened(self, told: Statement, room: int) -> Iterator[str]:
        yield self.text("happened")
        legend = list(wrapped_under(self.text("unsaid"), 2))
        yield from legend
        blocks = [list(self.step(step)) for step in told.steps]
        shown = _chosen(told.steps, [len(block) for block in blocks], room - 1 - len(legend))
        for index in shown:
            yield from blocks[index]
        if len(shown) < len(blocks):
            yield from row(self.text("more", count=len(blocks) - len(shown)), "")

    def step(self, step: Step) -> Iterator[str]:
        what = self.text(f"said.{step.kind}")
        if step.to:
            what += f" ({self.who(step.to)})"
        if step.until:
            what += f" ({self.text('until', day=self.day(step.until))})"
        day = self.day(step.day)
        left = day + " " * (DAY_WIDE - wide(day)) + what
        whole = self.text("all") if step.kind in ALL else ""
        yield from row(left, self.money(step.amount, step.code) if step.amount else whole)
        # A line breaks between two facts, not inside one.
        word = " · ".join(fact.replace(" ", "\u00a0") for fact in self.word(step))
        for line in wrapped_under(word, DAY_WIDE + 2):
            yield line.replace("\u00a0", " ")

    def word(self, step: Step) -> Iterator[str]:
        """Whose word it is and how good: nothing where it is the sender's own entry and rests on nothing else."""
        bare = step.says.role == "sender" and not (step.phone or step.proofs or step.fresh)
        if bare and not step.quote:
            return
        if not bare:
            yield self.text("says", who=self.who(step.says)) if step.says.role != "ashes" else self.text("who.ashes")
        if step.phone or (step.grade and step.says.role != "sender"):
            yield self.text(f"phone.{step.phone or 'unknown'}")
        yield from (self.text(f"proof.{proof}") for proof in step.proofs)
        if step.fresh:
            yield self.text("fresh")
        if step.apart:
            yield self.text("apart")
        if step.grade and not bare:
            yield self.text(f"grade.{step.grade}")
        if step.quote:
            yield self.rate(step.quote)

    # -------------------------------------------------------------------------------------------------------- the books

    def books(self, told: Statement) -> Iterator[str]:
        if told.books is None:
            return
        books = told.books
        yield self.text("books")
        if books.paid:
            yield from row(self.text("paid"), self.money(books.paid.amount, books.paid.code), 4)
        for lines in (books.left, books.right):
            for line in _short(lines, self.most):
                yield from row(self.account(line), self.money(line.amount, line.code))
            yield from row(self.text("adds-up"), self.money(sum(line.amount for line in lines), books.code))

    def account(self, line: Line) -> str:
        who = f" ({self.who(line.who)})" if line.who else ""
        return self.text(f"account.{line.name}") + who

    def today(self, told: Statement) -> Iterator[str]:
        if told.promise is None or told.books is None:
            return
        yield ""
        yield self.text("today", day=self.day(told.today))
        yield from self.each(told.books.handed)
        yield from row(self.text("short"), self.money(told.short, told.promise.code))
        accepted = next(line.amount for line in told.books.right if line.name == "accepted")
        if told.family != accepted:
            yield from row(self.text("family-now"), self.money(told.family, told.promise.code))
        yield from self.each(told.books.hands)
        late = self.text("days", count=told.overdue_days) if told.overdue_days else self.text("not-overdue")
        yield from row(self.text("overdue"), late)
        yield from self.owes(told.owes)
        on = self.text("burns-on", day=self.day(told.kept_until)) if told.kept_until else ""
        yield from row(self.text("burns"), on or self.text("burns-after", count=told.kept_days))

    def each(self, lines: Sequence[Line]) -> Iterator[str]:
        for line in lines[: self.most]:
            yield from row(self.account(line), self.money(line.amount, line.code))
        yield from self.more(lines)

    def owes(self, owes: Sequence[Owed]) -> Iterator[str]:
        if not owes:
            yield from row(self.text("nobody-owes"), "")
        for one in owes[: self.most]:
            pair = self.text("owes", debtor=self.who(one.debtor), creditor=self.who(one.creditor))
            yield from row(f"{pair} ({self.text(f'why.{one.why}')})", self.money(one.amount, one.code))
        yield from self.more(owes)

    def seal(self, told: Statement) -> Iterator[str]:
        yield self.text("seal", rows=told.rows)
        yield from wrapped_under(" ".join(head_words(told.digest, self.lang)), 2)


def _short(lines: Iterable[Line], most: int) -> list[Line]:
    """The accounts that hold something, and always the first; other people are taken together where they are many."""
    shown = [line for n, line in enumerate(lines) if line.amount or not n]
    others = [line for line in shown if line.name == "other"]
    if len(others) <= most:
        return shown
    whole = others[0]._replace(amount=sum(line.amount for line in others), who=None)
    at = shown.index(others[0])
    return [*shown[:at], whole, *shown[at + len(others) :]]


def _chosen(steps: Sequence[Step], sizes: Sequence[int], room: int) -> list[int]:
    """Which steps find room, in their order: those that moved money or terms first, then what was said of hand-overs,
    the latest first. One line is kept for the count of the others."""
    if sum(sizes) <= room:
        return list(range(len(steps)))
    room -= 1
    ranked = sorted(range(len(steps)), key=lambda n: (not steps[n].moved, not steps[n].grade, -n))
    shown = []
    for index in ranked:
        if sizes[index] <= room:
            room -= sizes[index]
            shown.append(index)
    return sorted(shown)
