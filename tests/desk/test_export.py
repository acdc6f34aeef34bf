"""What Beancount makes of an export. It runs as a program of its own; Naru never loads it."""

from __future__ import annotations

import re
import secrets
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import pytest

from naru.command import SENDER
from naru.desk.desk import Desk
from naru.desk.state import State
from naru.plays.run import run
from naru.plays.script import read_file
from naru.views.aliases import LETTERS, Aliases
from naru.views.books import books
from naru.views.export import beancount
from naru.views.exposure import held_of
from testkit.beancount import check
from testkit.played import HOUSE, PLAYS, SECRETS, desk, empty, played

ALIAS = re.compile(r"(?:Carrier|Case|Order|Person|Road|Debt)-[A-Z0-9]+")
POSTING = re.compile(r"^  (\S+) +(-?[0-9.]+) ([A-Z]{3})$", re.MULTILINE)
BALANCE = re.compile(r"^[0-9-]{10} balance (\S+) +(-?[0-9.]+) ~ 0 ([A-Z]{3})$", re.MULTILINE)

Held = dict[tuple[str, str], list[int]]


def text_of(name: str, folder: Path, lang: str = "ko") -> str:
    """Play a life and export it."""
    with desk(played(name, folder / "desk")) as book:
        return beancount(book, secrets.token_bytes, lang)


def minor(number: str) -> int:
    """What stands before the currency, in minor units."""
    return int(number.replace(".", ""))


def asserted(text: str) -> Held:
    """Balances above and below zero, in order of size, by class of account and currency."""
    held: Held = defaultdict(list)
    for account, number, code in BALANCE.findall(text):
        if minor(number):
            steps = [step for step in account.split(":") if not ALIAS.fullmatch(step)]
            held[":".join(steps), code].append(minor(number))
    return {key: sorted(amounts) for key, amounts in held.items()}


def told(book: Desk) -> Held:
    """The same from what the desk answers when it is asked, by class of account, currency and whoever it is about."""
    sums: dict[tuple[str, str, object], int] = defaultdict(int)
    for order in book.state.orders.values():
        answers = order.answering()
        for line in books(order).lines:
            if line.pending or line.account in ("hand", "road"):
                continue
            who: object = answers
            if line.account == "fee":
                assert line.whose is not None
                who = line.whose
            elif line.account == "other":
                who = (answers, line.whose)
            sums[CLASSES[line.account], line.sum.currency, who] += line.sum.amount
    for shelf, name in ((book.state.carriers, "hand"), (book.state.roads, "road")):
        for of in shelf:
            held = held_of(book.state, of)
            for code, amount in held.final.items() if held else ():
                sums[CLASSES[name], code, of] += amount
    found: Held = defaultdict(list)
    for (name, code, who), amount in sums.items():
        if amount:
            sign = -1 if name in ("Equity:Sent", "Liabilities:Due") else 1
            party = ":Sender" if who == SENDER else ""
            found[name + party, code].append(sign * amount)
    return {key: sorted(amounts) for key, amounts in found.items()}


CLASSES = {
    "sent": "Equity:Sent",
    "due": "Liabilities:Due",
    "owed": "Assets:Owed",
    "returned": "Assets:Returned",
    "accepted": "Expenses:Accepted",
    "other": "Expenses:Other",
    "fee": "Expenses:Fees",
    "lost:seized": "Expenses:Lost:Seized",
    "lost:written-off": "Expenses:Lost:WrittenOff",
    "hand": "Assets:Carriers",
    "road": "Assets:Roads",
    "paid": "Equity:Paid",
    "received": "Equity:Received",
    "given": "Equity:Given",
    "remainder": "Equity:Remainder",
    "till": "Equity:Tills",
}
BESIDE = ("Counter", "Purse", "Payout", "Cash", "Debts", "Charges")
"""other halves, and what no order holds"""


@pytest.mark.parametrize("name", PLAYS)
def test_beancount_finds_nothing_wrong(name: str, tmp_path: Path) -> None:
    """Every transaction balances, and adding them up gives what the desk holds, to the last unit."""
    text = text_of(name, tmp_path)
    assert BALANCE.search(text)
    assert check(text, tmp_path)


@pytest.mark.parametrize("file", HOUSE, ids=lambda file: file.stem)
def test_every_play_of_the_house_leaves_it_well(file: Path, tmp_path: Path) -> None:
    """Whatever was reported from the field: what leaves the desk is good Beancount and says what the desk holds."""
    run(read_file(file), tmp_path / "desk")
    with desk(tmp_path / "desk", 2099_12_31) as book:
        wanted = {} if book.state.carried_forward else told(book)
        text = beancount(book, secrets.token_bytes, "en")
    assert check(text, tmp_path)
    found = {key: amounts for key, amounts in asserted(text).items() if not any(word in key[0] for word in BESIDE)}
    assert not wanted or found == wanted


@pytest.mark.parametrize("name", ["usual", "abroad", "first"])
def test_balances_are_the_desks_own(name: str, tmp_path: Path) -> None:
    """By class, currency and carrier: sent, due, owed, accepted, other, fee by payee, returned, lost by why, hands,
    roads, and what was paid and handed over in other currencies."""
    with desk(played(name, tmp_path / "desk")) as book:
        wanted = told(book)
        text = beancount(book, secrets.token_bytes)
    found = {key: amounts for key, amounts in asserted(text).items() if not any(word in key[0] for word in BESIDE)}
    assert found == wanted


def test_orders_that_left_the_books_come_as_one_sum(tmp_path: Path) -> None:
    """Two orders left at the snapshot: one of parkbroker over 1,000,000 won, one of leepartner over 400 dollars."""
    text = text_of("snapshot", tmp_path)
    assert text.count('"carried-forward"') == 1
    found = asserted(text)
    assert found["Equity:Sent", "KRW"] == [-2_000_000]
    assert found["Equity:Sent", "USD"] == [-400_00]
    assert found["Expenses:Other:Earlier", "KRW"] == [200_000]
    assert found["Expenses:Fees", "USD"] == sorted([22_53, 2_82])
    assert found["Expenses:Fees", "KRW"] == sorted([200_000 + 51_852, 200_000 + 51_851])
    assert found["Expenses:Lost:Seized", "USD"] == [154_99]
    assert found["Assets:Returned", "USD"] == [19_65]
    assert found["Equity:Received", "CNY"] == [2_000_00 + 777_77]
    assert found["Assets:Owed", "KRW"] == [740_743]


def test_debts_and_charges_stand_beside_the_orders(tmp_path: Path) -> None:
    """Opened, added to, repaid and waived debts; charges as far as they were paid."""
    found = asserted(text_of("abroad", tmp_path))
    assert found["Assets:Debts:Family", "KRW"] == [200_000]
    assert found["Assets:Debts", "CNY"] == [2_000_50]
    assert found["Assets:Debts:Sender", "USD"] == [50_05]
    assert found["Liabilities:Debts", "USD"] == [-50_05]
    assert found["Expenses:Charges", "USD"] == [40_00]


@pytest.mark.parametrize("name", ["abroad", "snapshot"])
def test_a_changed_amount_is_found(name: str, tmp_path: Path) -> None:
    """One unit more in one posting, or in two that keep the balance: Beancount must not let it pass."""
    text = text_of(name, tmp_path)
    postings = list(POSTING.finditer(text))
    for found in postings[:: max(1, len(postings) // 5)]:
        assert not check(changed(text, found), tmp_path)
    first, second = next(pair for pair in pairwise(postings) if minor(pair[0][2]) == -minor(pair[1][2]))
    assert not check(changed(changed(text, second), first), tmp_path)


def changed(text: str, found: re.Match[str]) -> str:
    """One minor unit more, above or below zero."""
    more = str(minor(found[2].lstrip("-")) + 1).rjust(len(found[2].lstrip("-").replace(".", "")), "0")
    if "." in found[2]:
        places = len(found[2].partition(".")[2])
        more = f"{more[:-places]}.{more[-places:]}"
    sign = "-" if found[2].startswith("-") else ""
    return text[: found.start(2)] + sign + more + text[found.end(2) :]


def test_two_exports_share_no_alias(tmp_path: Path) -> None:
    """Two papers side by side do not tell that they come from one desk; the sums stay the same."""
    with desk(played("abroad", tmp_path / "desk")) as book:
        one, two = (beancount(book, secrets.token_bytes) for _ in range(2))
    aliases = [set(ALIAS.findall(text)) for text in (one, two)]
    assert len(aliases[0]) == len(aliases[1]) == 10
    assert not aliases[0] & aliases[1]
    assert asserted(one) == asserted(two)


@pytest.mark.parametrize("name", PLAYS)
def test_nothing_of_the_desk_is_in_it(name: str, tmp_path: Path) -> None:
    """No id, nickname, word, place or note."""
    with desk(played(name, tmp_path / "desk")) as book:
        text = beancount(book, secrets.token_bytes)
        state = book.state
        shelves = (state.orders, state.cases, state.persons, state.carriers, state.roads, state.debts)
        ids = [of.hex() for shelf in shelves for of in shelf] + [book.keyring.desk_id.hex()]
    low = text.lower()
    assert not [secret for secret in SECRETS if secret.lower() in low]
    assert not [of for of in ids if of in low or of[:12] in low]


def test_a_day_known_to_the_month_or_year_is_said_to_be_so(tmp_path: Path) -> None:
    """It stands on the first day it can have been, with a line above that says how much is known."""
    text = text_of("abroad", tmp_path, "en")
    assert (
        '; 2024: the month is not known, only the year. It stands on the first day of it.\n2024-01-01 * "repay"'
    ) in text
    assert "; April 2024: the day is not known, only the month. It stands on the first of it.\n2024-04-01 *" in text


@pytest.mark.parametrize(
    ("lang", "first"),
    [
        ("ko", "; 이 글은 보낸 사람이 자기 장부에서 옮겨 적은 것입니다.\n; 돈이 전해졌다는 증명서가 아닙니다.\n"),
        ("zh", "; 这份文字是寄钱的人从自己的账本里抄出来的。\n; 它不是钱已送到的证明。\n"),
        ("en", "; The sender copied this from her own book.\n; It is no certificate that money was handed over.\n"),
    ],
)
def test_its_head_says_who_wrote_it_and_what_it_is_not(lang: str, first: str, tmp_path: Path) -> None:
    """In the language asked for, and still good Beancount."""
    text = text_of("usual", tmp_path, lang)
    assert text.startswith(first)
    assert check(text, tmp_path)


def test_events_come_in_the_order_of_the_log(tmp_path: Path) -> None:
    """One transaction for each event with money, as it was written down; what moved no money is not there."""
    text = text_of("usual", tmp_path)
    kinds = re.findall(r'^[0-9-]{10} \* "([a-z-]+)"', text, re.MULTILINE)
    assert kinds == ["send", "send", "reach", "reach", "accept", "other", "reopen", "return", "write-off"]


def test_a_desk_nobody_spoke_to(tmp_path: Path) -> None:
    """Its export says what it is, and nothing more."""
    empty(tmp_path / "desk")
    with desk(tmp_path / "desk") as book:
        text = beancount(book, secrets.token_bytes)
    assert not POSTING.search(text)
    assert check(text, tmp_path)


def test_aliases_lean_to_no_letter_and_never_meet() -> None:
    """Bytes that would favour some letters are thrown away, and a code that is taken is drawn again."""
    first = bytes(range(5)).ljust(20, b"\xff")
    draws = iter([b"\xff" * 20, first, first, bytes(range(5, 10)).ljust(20, b"\xff")])
    alias = Aliases(State(bytes(16), "KRW"), lambda size: next(draws))
    assert alias(b"a" * 16) == "Person-" + LETTERS[:5]
    assert alias(b"a" * 16) == "Person-" + LETTERS[:5]
    assert alias(b"b" * 16) == "Person-" + LETTERS[5:10]
    assert alias(b"") == "Nobody"
