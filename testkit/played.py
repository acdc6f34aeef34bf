"""Desks with a rich history, made by running plays: for tests of statements, exports, backups. All invented."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from naru.days import earliest
from naru.desk.clock import Instant
from naru.desk.desk import Desk
from naru.plays.run import run
from naru.plays.script import read_text
from naru.plays.stage import SENTENCE, seeded
from naru.vault.kdf import CHEAPEST

HOUSE = sorted(Path(__file__).parents[1].joinpath("plays").rglob("*.toml"))
"""the plays of the house: what was reported from the field, and what must hold"""

CAST = """
valuation = "KRW"
[people]
cases = ["어머니댁", "sora-home"]
carriers = ["parkbroker", "leepartner", "choicourier"]
persons = ["auntie"]
roads = {nhbank = "parkbroker", kbbank = "parkbroker"}
"""
NAMES = ("어머니댁", "sora-home", "parkbroker", "leepartner", "choicourier", "auntie", "nhbank", "kbbank")
SECRETS = (*NAMES, "kimchi-jar", "at the old bridge", "under the persimmon tree")
"""nicknames, words, notes and places that stand in these books, and must stand in nothing that leaves"""

TERMS = """case = "어머니댁", by = ["parkbroker", "leepartner"], gross = "1,000,000 KRW",
    fee = ["20%", "leepartner / 25% / rest"], payout = "1 CNY = 200 KRW / fixed", latest = "2024-05-20",
    risk = "carrier",
    purpose = "living", place = "at the old bridge\""""

USUAL = """title = "handed over in parts, one part to the aunt, one part never"
step = [
  {on = "2024-04-28", say = "ask", of = "R1", case = "어머니댁", amount = "600,000 KRW", says = "family"},
  {on = "2024-05-01", say = "promise", of = "R1", TERMS},
  {on = "2024-05-01", say = "word", of = "R1", word = "kimchi-jar"},
  {on = "2024-05-02", say = "send", of = "R1", amount = "700,000 KRW", road = "nhbank"},
  {on = "2024-05-03", say = "send", of = "R1", amount = "300,000 KRW", road = "kbbank"},
  {on = "2024-05-04", say = "reach", of = "R1", to = "leepartner", amount = "800,000 KRW", says = "parkbroker"},
  {on = "2024-05-05", say = "reach", of = "R1", to = "choicourier", amount = "500,000 KRW", says = "leepartner"},
  {on = "2024-05-06", say = "claim", of = "R1", amount = "1,500 CNY", says = "choicourier",
    phone = "carrier", as = "c1"},
  {on = "2024-05-07", say = "accept", of = "R1", amount = "1,500.50 CNY", claim = "c1", says = "receiver",
    phone = "own",
    proof = ["live-answer", "photo"], word = "kimchi-jar", note = "under the persimmon tree"},
  {on = "2024-05-08", say = "other", of = "R1", to = "auntie", amount = "500 CNY", agreed = true, says = "auntie"},
  {on = "2024-05-09", say = "reopen", of = "R1", amount = "250.25 CNY", to = "auntie", says = "receiver"},
  {on = "2024-05-10", say = "kept", of = "R1", says = "family", phone = "other"},
  {on = "2024-05-21", say = "return", of = "R1", amount = "100,001 KRW"},
  {on = "2024-05-22", say = "write-off", of = "R1", amount = "50,000 KRW"},
  {on = "2024-05-23", say = "taken-back", of = "R1", amount = "100 CNY", says = "receiver"},
]"""

ABROAD = """title = "paid in dollars, in months half remembered, with charges and debts"
step = [
  {on = "2024-03-01", say = "owe", of = "D1", debtor = "parkbroker", creditor = "family", amount = "300,000 KRW"},
  {on = "2024-03-02", say = "owe", of = "D2", debtor = "leepartner", creditor = "auntie", amount = "2,000 CNY"},
  {on = "2024-03-03", say = "owe", of = "D3", debtor = "auntie", creditor = "sender", amount = "70.10 USD"},
  {on = "2024", today = "2024-04-02", say = "repay", of = "D1", amount = "100,000 KRW"},
  {on = "2024-04", say = "add", of = "D2", amount = "0.50 CNY"},
  {on = "2024-04-03", say = "waive", of = "D3", amount = "20.05 USD"},
  {on = "2024-04-03", say = "cash", of = "leepartner", amount = "9,000 CNY"},
  {on = "2024-04", say = "promise", of = "R1", case = "sora-home", by = ["parkbroker", "leepartner"],
    gross = "700,000 KRW",
    fee = ["30,000 KRW", "leepartner / 10% / rest", "sender / 1% / top"], pay-rate = "1 USD = 1,333 KRW",
    pay-basis = "fixed",
    payout = ["CNY / 1 CNY = 190 KRW / fixed / part 400,000 KRW", "KPW / 1,000 KRW = 6,001 KPW / fixed"],
    charge = ["choicourier / 45.50 USD / trying"], latest = "2024-06-30", risk = "sender", purpose = "medicine"},
  {on = "2024-04", say = "send", of = "R1", amount = "300 USD", road = "nhbank"},
  {on = "2024-04-05", say = "send", of = "R1", amount = "150.10 USD"},
  {on = "2024-04-05", say = "unsend", of = "R1", amount = "50.10 USD"},
  {on = "2024-04-06", say = "pay-charge", of = "R1", payee = "choicourier", amount = "40 USD"},
  {on = "2024-04-06", say = "charge", of = "R1", amount = "10,000 KRW", payee = "parkbroker", agreed = true},
  {on = "2024-04-08", say = "accept", of = "R1", amount = "1,000.33 CNY", says = "receiver", phone = "own"},
  {on = "2024-04-09", say = "bad-notes", of = "R1", amount = "100 CNY", says = "receiver"},
  {on = "2024-04-10", say = "seize", of = "R1", amount = "500,000 KPW", says = "parkbroker"},
  {on = "2024-04-11", say = "unseize", of = "R1", amount = "100,000 KPW", says = "parkbroker"},
  {on = "2024-04-12", say = "write-off", of = "R1"},
  {on = "2024-04-13", say = "accept", of = "R1", amount = "200,000 KPW", says = "family", phone = "own",
    proof = ["letter"]},
  {on = "2024-04-14", say = "return", of = "R1", amount = "20 USD"},
  {on = "2024-04-15", say = "promise", of = "R2", TERMS},
]"""

SNAPSHOT = """title = "orders that left the books, and some that did not"
step = [
  {on = "2023-01", today = "2023-01-20", say = "promise", of = "R1", TERMS_2023},
  {on = "2023-01-21", say = "send", of = "R1", amount = "1,000,000 KRW", road = "nhbank"},
  {on = "2023-01-22", say = "accept", of = "R1", amount = "2,000 CNY", says = "receiver", phone = "own"},
  {on = "2023-01-23", say = "other", of = "R1", to = "auntie", amount = "1,000 CNY", agreed = true, says = "auntie"},
  {on = "2023-02-01", say = "promise", of = "R2", case = "sora-home", by = ["leepartner"], gross = "400.00 USD",
    fee = ["parkbroker / 10% / gross", "5 USD"], payout = "USD", latest = "2023-02-20", risk = "sender",
    purpose = "rent"},
  {on = "2023-02-02", say = "send", of = "R2", amount = "400 USD"},
  {on = "2023-02-03", say = "accept", of = "R2", amount = "200.01 USD", says = "receiver", phone = "own"},
  {on = "2023-02-04", say = "seize", of = "R2", says = "family"},
  {on = "2023-02-05", say = "return", of = "R2", amount = "19.65 USD"},
  {today = "2023-12-01", do = "snapshot"},
  {on = "2024-05-01", say = "promise", of = "R3", TERMS},
  {on = "2024-05-02", say = "send", of = "R3", amount = "900,000 KRW", road = "kbbank"},
  {on = "2024-05-03", say = "accept", of = "R3", amount = "777.77 CNY", says = "receiver", phone = "own"},
  {on = "2024-05-04", do = "snapshot"},
  {on = "2024-05-05", say = "send", of = "R3", amount = "100,000 KRW"},
  {on = "2024-05-06", do = "audit"},
]"""

FIRST = """title = "the family first, the money after; terms changed before anything moved; a promise nobody carries"
step = [
  {on = "2024-05-01", say = "promise", of = "R1", family-first = true, backwards = true, also = ["auntie"], TERMS},
  {on = "2024-05-02", say = "claim", of = "R1", amount = "900 CNY", says = "parkbroker"},
  {on = "2024-05-03", say = "accept", of = "R1", amount = "900 CNY", says = "receiver", phone = "own"},
  {on = "2024-05-04", say = "other", of = "R1", to = "auntie", amount = "2,000 CNY", says = "auntie"},
  {on = "2024-05-05", say = "send", of = "R1", amount = "500,000 KRW", to = "leepartner"},
  {on = "2024-05-06", say = "promise", of = "R2", case = "sora-home", gross = "50,000 KRW"},
  {on = "2024-05-07", say = "agree", of = "R2", by = ["choicourier"], fee = ["3,000 KRW"],
    payout = "CNY / payout-day",
    latest = "2024-07", risk = "sender", purpose = "school"},
  {on = "2024-05-08", say = "send", of = "R2", amount = "50,000 KRW"},
  {on = "2024-05-09", say = "unsend", of = "R2"},
  {on = "2024-05-10", say = "agree", of = "R2", by = ["parkbroker"], answers = "leepartner",
    expect = {exposure = {choicourier = [], parkbroker = "83,333 KRW"}}},
  {on = "2024-05-11", say = "send", of = "R2", amount = "50,000 KRW", road = "kbbank"},
  {on = "2024-05-12", say = "accept", of = "R2", amount = "100 CNY", rate = "10 CNY = 2,035 KRW",
    says = "receiver", phone = "own"},
  {on = "2024-05-13", say = "promise", of = "R3", case = "sora-home", gross = "1 KWD", expect = {audit = true}},
]"""

PLAYS = {"usual": USUAL, "abroad": ABROAD, "snapshot": SNAPSHOT, "first": FIRST}


CROWDED = """title = "too much for one page"
step = [
  {on = "2024-05-01", say = "promise", of = "R1", case = "sora-home", gross = "9,000,000,000 KRW",
    by = ["parkbroker", "leepartner", "choicourier"], fee = [FEES], charge = [CHARGES],
    payout = ["CNY / 1 CNY = 200 KRW / fixed"], latest = "2024-05-20", risk = "carrier", purpose = "living"},
SENDS
]"""


def crowded() -> str:
    """An order with more of everything than a page takes."""
    fees = ", ".join(f'"leepartner / {n},000 KRW / rest"' for n in range(1, 10))
    charges = ", ".join(f'"choicourier / {n} USD / success"' for n in range(1, 8))
    sends = "\n".join(
        f'  {{on = "2024-05-{n // 2 + 2:02}", say = "send", of = "R1", amount = "{n + 1},000,000 KRW"}},\n'
        f'  {{on = "2024-05-{n // 2 + 2:02}", say = "claim", of = "R1", amount = "{n + 1} CNY", says = "leepartner"}},'
        for n in range(40)
    )
    steps = CROWDED.replace("FEES", fees).replace("CHARGES", charges).replace("SENDS", sends)
    title, _, rest = steps.partition("\n")
    return title + "\n" + joined(rest) + "\n" + CAST


def script(name: str) -> str:
    """One of these lives as the text of a play."""
    before = TERMS.replace("2024", "2023")
    steps = PLAYS[name].replace("TERMS_2023", before).replace("TERMS", TERMS)
    title, _, rest = steps.partition("\n")
    return title + "\n" + joined(rest) + "\n" + CAST


def joined(steps: str) -> str:
    """A step on one line each: TOML wants it so."""
    return steps.replace(",\n    ", ", ")


def play(text: str, folder: Path) -> None:
    """Play it into a folder. Everything in it must hold."""
    assert run(read_text(text), folder).failures == ()


@contextmanager
def desk(folder: Path, today: int = 2024_06_15) -> Iterator[Desk]:
    """Open what was played, on a day."""
    at = (earliest(today) - 719_163) * 86_400
    book = Desk.open(folder, SENTENCE, lambda: Instant(at, today, at), seeded(b"opened"), allow_cheap=True)
    with book:
        yield book


def played(name: str, folder: Path) -> Path:
    """Play one of these lives."""
    play(script(name), folder)
    return folder


def empty(folder: Path) -> None:
    """A desk nobody has said anything to."""
    now = Instant(1_700_000_000, 2023_11_14, 1)
    Desk.new(folder, SENTENCE, "KRW", lambda: now, seeded(b"new"), profile=CHEAPEST).close()
