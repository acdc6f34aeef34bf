"""T2: every command there is, as a line that succeeds on a prepared book, and what must hold after it was killed.

A new verb needs a line here; a test says so. People and sums are invented.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from testkit.faults.books import CMD, PROMISE, SENTENCE, TEXT, Lines
from testkit.faults.killing import (
    OTHERS,
    BacksUp,
    BurnsAll,
    Demonstrates,
    FirstName,
    HandsOver,
    Kind,
    LetsGo,
    Line,
    Makes,
    MakesKey,
    Papers,
    Restores,
    Says,
    Seats,
    Types,
)

NEW_SENTENCE: Final = "the old ferry bell rings when the fog comes in"
DAY: Final = "2024-05-01"
SEND: Final = 'send @ --amount "1,000,000 KRW" --road nh'
HEARD: Final = "--says receiver --phone own"
ACCEPT: Final = f'accept @ --amount "3,000 CNY" {HEARD}'

PEOPLE: Final[Lines] = (
    ("", "case brother"),
    ("", "case uncle"),
    ("", "carrier park"),
    ("", "carrier lee"),
    ("", "carrier choi"),
    ("", "person aunt"),
    ("", "road nh --by park"),
    ("", "road kb --by park"),
    ("", f'rate --rate "1 CNY = 200 KRW" --on {DAY}'),
    ("", "stop uncle"),
    ("", f"taken choi --on {DAY}"),
    ("", f"block kb --on {DAY}"),
    ("debt", 'owe --debtor aunt --creditor sender --amount "50,000 KRW"'),
    ("doubted", 'owe --debtor aunt --creditor sender --amount "60,000 KRW"'),
    ("", "doubt @doubted"),
)
"""what is in a book before any order"""

BESIDE: Final[Lines] = (
    ("second-card", "card --whose uncle"),
    ("", "parts"),
    ("", "reader-add jiho --case brother"),
    ("", "backup @place/kept.backup"),
    ("", "archive-key @place/records"),
)
"""what is in the full book besides, and beside it"""

PAST: Final = {
    "past.csv": "No,Day,Sum\n1,2014-05-03,1000000\n2,2016-01-20,500000\n",
    "map.toml": """line = "{No}"
[[command]]
say = "promise"
on = "{Day}"
case = "brother"
by = "lee"
gross = "{Sum} KRW"
fee = "40%"
payout = "CNY / 1 CNY = 200 KRW / fixed"
latest = "{Day}"
risk = "sender"
purpose = "food"
[[command]]
say = "rate"
on = "{Day}"
rate = "1 CNY = 170 KRW"
""",
}
"""a table of past records and its map, beside the full book"""

ARCHIVED: Final[Lines] = (("", "archive us @place/records.public"), ("", "carrier kim"))

ORDERS: Final[dict[str, tuple[str, ...]]] = {
    "asked": ('ask --case brother --amount "1,000,000 KRW" --by park --says family --phone carrier',),
    "promised": (PROMISE,),
    "held": (PROMISE, 'hold @ --lifts "the harvest is in"'),
    "sent": (PROMISE, SEND),
    "claimed": (PROMISE, SEND, 'claim @ --amount "3,000 CNY" --says park'),
    "accepted": (PROMISE, SEND, ACCEPT),
    "stuck": (PROMISE, SEND, "stuck @ --says park"),
    "seized": (PROMISE, SEND, "seize @ --says park"),
    "taken-back": (PROMISE, SEND, ACCEPT, f"taken-back @ {HEARD}"),
    "disputed": (PROMISE, SEND, f"dispute @ {HEARD}"),
    "charged": (
        PROMISE,
        SEND,
        'charge @ --amount "20,000 KRW" --payee park --payable trying --agreed --says park --sure',
    ),
    "late": (PROMISE.replace("2100-12-31", "2024-05-30"),),
}
"""orders by what became of them, as far as it went; ``@`` is the order itself"""


def orders() -> Iterator[tuple[str, str]]:
    """Every order in turn, each promised on a day of its own."""
    for number, (name, story) in enumerate(ORDERS.items(), start=2):
        for at, line in enumerate(story):
            yield name if at == 0 else "", f"{line.replace('@ ', f'@{name} ')} --on 2024-05-{number:02}"


FIRST_PAPERS, NEW_PAPERS = 1, 2
"""seeds of the papers in force, and of those that `parts` makes"""

LAST_DAY: Final = 2024_02_29
"""of the invitation in the book that is opened late"""

DUE: Final = """title = "an order whose day comes before the book is opened again"
valuation = "KRW"
[people]
cases = ["brother"]
carriers = ["park"]
[[step]]
on = "2024-01-05"
say = "promise"
of = "R1"
case = "brother"
by = "park"
gross = "1,000,000 KRW"
fee = "40%"
payout = "CNY / 1 CNY = 200 KRW / fixed"
latest = "2024-01-31"
risk = "carrier"
purpose = "food"
dispute-days = 30
[[step]]
say = "send"
of = "R1"
amount = "1,000,000 KRW"
[[step]]
on = "2024-01-20"
say = "accept"
of = "R1"
says = "receiver"
phone = "own"
amount = "3,000 CNY"
"""

ROW: Final = "screen.said"
BURN: Final = {what: f"confirm={TEXT.text('screen', f'burn-{what}-phrase')}\n" for what in ("case", "everything")}
FIRST: Final = f"sentence={SENTENCE}\nname=Invented Somebody\n"
PAPERS: Final = "part-one=@part-one\npart-two=@part-two\n"
KEY: Final = f"archive-sentence={SENTENCE}\n"
SECRETS: Final = f"{PAPERS}{KEY}name=Invented Uncle\nreader-sentence={OTHERS[0]}\n"
READ_BACK: Final = PAPERS.replace("@part", "@new-part")


BOOKS: Final = {
    "early": "every order there can be, and no name yet",
    "full": "the same with two names, a helper, papers, a backup and the key of an archive beside it",
    "archived": "the same, and its records are sealed to that key",
    "due": "a settled order, and an invitation, whose days have come since the book was open",
}
"""the prepared books"""


def _says(text: str, secrets: str = "") -> Line:
    return Line(text, Says, ROW, secrets=secrets)


LINES: Final[dict[str, Line]] = {
    # An order.
    "ask": _says('ask --case brother --amount "700,000 KRW" --by lee --says family --phone own'),
    "promise": _says(PROMISE),
    "agree": _says("agree @promised --latest 2099-12-31 --risk sender"),
    "hold": _says('hold @promised --lifts "the rice harvest is in"'),
    "lift": _says("lift @held"),
    "word": _says("word @promised", "word=butterfly\n"),
    "send": _says('send @promised --amount "1,000,000 KRW" --road nh'),
    "unsend": _says('unsend @sent --amount "500,000 KRW"'),
    "reach": _says("reach @sent --to lee --says park --phone own"),
    "claim": _says('claim @sent --amount "3,000 CNY" --says park --phone own'),
    "proof": _says("proof @sent --proof photo --says park --phone carrier"),
    "accept": _says(f'accept @claimed --amount "3,000 CNY" {HEARD}'),
    "kept": _says(f"kept @accepted {HEARD}"),
    "reopen": _says(f'reopen @accepted --amount "1,000 CNY" {HEARD}'),
    "bad-notes": _says(f'bad-notes @accepted --amount "200 CNY" {HEARD}'),
    "other": _says('other @sent --amount "3,000 CNY" --to aunt --agreed --says family --phone own'),
    "stuck": _says("stuck @sent --says park --phone own"),
    "freeze": _says("freeze @sent --road nh --says park --phone own"),
    "arrest": _says("arrest @sent --hand park --says park --phone own"),
    "free": _says("free @stuck --says park --phone own"),
    "seize": _says("seize @sent --says park --phone own"),
    "unseize": _says("unseize @seized --says park --phone own"),
    "seized-after": _says(f'seized-after @accepted --amount "1,000 CNY" {HEARD}'),
    "taken-back": _says(f'taken-back @accepted --amount "1,000 CNY" {HEARD}'),
    "restored": _says(f"restored @taken-back {HEARD}"),
    "refuse": _says("refuse @promised --says family --phone carrier"),
    "dispute": _says(f"dispute @sent {HEARD}"),
    "resolve": _says("resolve @disputed"),
    "return": _says('return @sent --amount "400,000 KRW"'),
    "write-off": _says("write-off @sent"),
    "extend": _says("extend @promised --until 2099-06-30 --says park --phone own"),
    "cancel": _says("cancel @promised"),
    "lapse": _says("lapse @late"),
    "charge": _says('charge @sent --amount "20,000 KRW" --payee park --payable trying --agreed --says park --sure'),
    "pay-charge": _says('pay-charge @charged --amount "20,000 KRW" --payee park'),
    "close": _says("close @accepted"),
    # A debt beside the books.
    "owe": _says('owe --debtor sender --creditor aunt --amount "2,000,000 KRW"'),
    "repay": _says('repay @debt --amount "10,000 KRW"'),
    "add": _says('add @debt --amount "30,000 KRW"'),
    "doubt": _says("doubt @debt"),
    "contest": _says("contest @debt --says aunt --phone own"),
    "confirm": _says("confirm @doubted --says aunt --phone own"),
    "waive": _says('waive @debt --amount "10,000 KRW"'),
    # People, carriers, roads, prices.
    "case": _says("case sister"),
    "person": _says("person neighbour"),
    "heard": _says(f"heard brother {HEARD}"),
    "stop": _says("stop brother --says receiver --phone carrier"),
    "resume": _says(f"resume uncle {HEARD}"),
    "card": _says("card --whose uncle", "name=Invented Uncle\n"),
    "burn": _says("burn @card"),
    "carrier": _says("carrier kim"),
    "road": _says("road sb --by lee"),
    "cash": _says('cash lee --amount "20,000 CNY" --says lee --phone own'),
    "taken": _says("taken lee --says park --phone own"),
    "back": _says("back choi --says park --phone own"),
    "block": _says("block nh --says park --phone own"),
    "unblock": _says("unblock kb --says park --phone own"),
    "rate": _says('rate --rate "1 CNY = 199 KRW"'),
    "price": _says(f'price --thing rice --amount "4.7 CNY" {HEARD}'),
    # At the open prompt, and the first name of a book.
    "at": Line(
        "at @place/desk", Types, ROW, typed=f"send @promised --amount '1,000,000 KRW' --road nh --id {CMD}\nquit\n"
    ),
    "card, the first": Line("card --whose brother", FirstName, ROW, book="early", secrets=FIRST, sentences=(SENTENCE,)),
    # Letting go.
    "snapshot": Line("snapshot", LetsGo, "screen.snapshot-written"),
    "burn-cards": Line("burn-cards @card @second-card", LetsGo, "screen.cards-burned", "card.burned"),
    "burn-order": Line("burn-order @claimed @sent", LetsGo, "screen.order-burned", "desk.no-such-order"),
    "burn-case": Line("burn-case brother", LetsGo, "screen.case-burned", "desk.no-such-case", secrets=BURN["case"]),
    "burn-everything": Line("burn-everything", BurnsAll, "screen.everything-burned", secrets=BURN["everything"]),
    "legal-hold": Line("legal-hold on", Kind, "screen.hold-on"),
    # Who may open it.
    "sentence": Line(
        "sentence", Kind, "screen.sentence-set", secrets=f"sentence={NEW_SENTENCE}\n", sentences=(NEW_SENTENCE,)
    ),
    "reader-add": Line(
        "reader-add daughter --every",
        Seats,
        "readers.invited",
        "readers.name-taken",
        secrets=f"reader-sentence={OTHERS[1]}\n",
    ),
    "reader-cases": Line("reader-cases jiho uncle", Seats, "readers.given"),
    "reader-remove": Line("reader-remove jiho", Seats, "readers.shut-out", "readers.unknown"),
    "readers": Line("readers", Kind),
    "import": Line("import @place/past.csv --map @place/map.toml", Kind, "import.done"),
    # Losing things.
    "parts": Line("parts", Papers, "parts.in-force", secrets=READ_BACK),
    "recover": Line(
        "recover", Kind, "parts.recovered", secrets=f"{PAPERS}sentence={NEW_SENTENCE}\n", sentences=(NEW_SENTENCE,)
    ),
    "backup": Line("backup @place/new.backup", BacksUp, "backup.written", "backup.exists"),
    "restore": Line(
        "restore @place/kept.backup @place/again",
        Restores,
        "backup.restored",
        "backup.place-taken",
        secrets=f"{PAPERS}sentence={SENTENCE}\n",
    ),
    "new": Line("new @place/mine", Makes, "screen.made", "keyring.exists"),
    "demo": Line("demo @place/demo", Demonstrates),
    # What a law wants kept.
    "archive": Line("archive us @place/records.public", Kind, "archive.kept-from-here"),
    "archive, asked": Line("archive", Kind, book="archived"),
    "archive-out": Line("archive-out @place/handed", HandsOver, "archive.handed", "archive.exists", book="archived"),
    "archive-key": Line(
        "archive-key @place/mine",
        MakesKey,
        "archive.key-made",
        "archive.exists",
        secrets=f"archive-sentence={SENTENCE}\n",
    ),
    # Asking changes nothing, whatever befalls it; but the first opening after a day that was set keeps to it.
    "show": Line("show", Kind),
    "books": Line("books", Kind),
    "owed": Line("owed", Kind),
    "audit": Line("audit", Kind),
    "export": Line("export", Kind),
    "statement": Line("statement @accepted", Kind),
    "open": Line("open @card", Kind),
    "show, days have come": Line("show", LetsGo, book="due"),
}
"""by the name of the command; behind a comma what is special about this one"""

NOT_KILLED: Final = {
    "quote": "it opens no book and writes nothing",
    "archive-read": "it opens no book and writes nothing",
    "page": "it says the same to the same desk; its two processes are ended in tests/web/test_processes.py",
    "play": "its book is invented, lies where temporary things lie, and is gone at its end",
}
"""commands without a line, and why"""
