"""Every command there is, run on one book, with a fresh marker wherever its user can type something.

`POLICY` says which kinds of markers a command may print, because she asked to see them. On a refusal it may print none,
and beside what is printed (standard error) nothing may ever stand.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final, NamedTuple

from naru.commands.tables import BY_KIND
from naru.i18n.catalogue import Catalogue
from testkit.hunt.markers import Draw, Marker
from testkit.hunt.matcher import Matcher
from testkit.hunt.sandbox import CHEAP, Leak, Live, Run, Sandbox

CARDS: Final = ("card 1", "card 2", "card 3")
POLICY: Final[dict[str, frozenset[str]]] = {
    "show": frozenset({"nickname", "sum", "thing", "note", "word", "reason"}),
    "books": frozenset({"nickname", "sum", "thing"}),
    "owed": frozenset({"nickname", "sum"}),
    "export": frozenset({"sum"}),
    "statement": frozenset({"sum"}),
    "quote": frozenset({"nickname", "sum", "thing"}),
    "word": frozenset({"nickname", "sum", "word"}),
    "play": frozenset({"invented"}),
    "readers": frozenset({"nickname"}),
    "reader-add": frozenset({"nickname", "drawn sentence"}),
    "reader-cases": frozenset({"nickname"}),
    "reader-remove": frozenset({"nickname"}),
    "new": frozenset({"drawn words"}),
    "demo": frozenset({"drawn words"}),
    "card": frozenset({"drawn sentence"}),
    "sentence": frozenset({"drawn sentence"}),
    "parts": frozenset({"paper"}),
    "archive-key": frozenset({"drawn sentence"}),
    "archive-read": frozenset({"nickname", "sum", "reason", "where", *CARDS}),
    "at": frozenset({"nickname", "sum", "thing", "note", "word", "reason"}),
}
"""Beside these: what changes an order or a carrier prints its heading, so nicknames and sums; all others print none."""

ELSEWHERE: Final = frozenset({"page"})
"""serves until it is locked: what it hands to the system is looked at in tests/web/test_traces.py"""

HEADINGS: Final = frozenset({"nickname", "sum"})
REFUSED: Final = (1, 2)
"""exit statuses of a refusal; one that was killed or broke had begun to speak"""
NOTHING: Final[frozenset[str]] = frozenset()


def may_print(run: Run) -> frozenset[str]:
    """The kinds of markers that may stand in what a run printed."""
    if run.may is not None:
        return run.may
    if run.outcome.status in REFUSED and run.verb != "at":  # whose lines are answered one by one
        return NOTHING
    return POLICY.get(run.verb, HEADINGS if run.verb in BY_KIND else NOTHING)


def told_too_much(run: Run, matcher: Matcher) -> Iterable[Leak]:
    """What a run printed and must not have, and what it said beside."""
    for hit in matcher.look(run.outcome.out.encode()):
        if hit.marker.kind not in may_print(run):
            yield Leak("printed", run.verb, hit)
    for hit in matcher.look(run.outcome.err.encode()):
        if run.verb != "play" or hit.marker.kind != "invented":  # whoever writes a play is told which word is wrong
            yield Leak("said beside", run.verb, hit)


class LivedBook(NamedTuple):
    """A book on which every command has run: codes by what they stand for, nicknames, and its three papers."""

    book: Book
    of: dict[str, str]
    nick: dict[str, str]
    papers: list[str]


class Book:
    """A book in a folder of the sandbox; what is said on it gets a marker as its note."""

    def __init__(
        self, sandbox: Sandbox, folder: Path, draw: Draw, random_bytes: Callable[[int], bytes], lang: str
    ) -> None:
        self.sandbox, self.folder, self.draw, self.random_bytes, self.lang = sandbox, folder, draw, random_bytes, lang
        self.passphrase = ""

    def run(self, *words: str, **more: object) -> Run:
        """Run any command with the book's sentence at hand. `secrets` are given besides."""
        # `more` is handed on as it came: what `Sandbox.naru` takes besides, each of a type of its own.
        given = {"passphrase": self.passphrase, **(more.pop("secrets", None) or {})}  # type: ignore[dict-item]
        options = ["--lang", self.lang, "-d", str(self.folder)]
        return self.sandbox.naru(*words, secrets=given, options=options, **more)  # type: ignore[arg-type]

    def live(self, *words: str) -> Live:
        """Start one in a process of its own, to be typed to."""
        options = ["--lang", self.lang, "-d", str(self.folder)]
        return Live(self.sandbox, *words, secrets={"passphrase": self.passphrase}, options=options)

    def do(self, *words: str, **secrets: str) -> Run:
        """Run one that must succeed."""
        done = self.run(*words, secrets={name.replace("_", "-"): value for name, value in secrets.items()})
        assert done.outcome.status == 0, (words, done.outcome)
        return done

    def refused(self, *words: str, typed: str = "", **secrets: str) -> Run:
        """Run one that must be refused."""
        given = {name.replace("_", "-"): value for name, value in secrets.items()}
        done = self.run(*words, secrets=given, typed=typed)
        assert done.outcome.status in (1, 2), (words, done.outcome)
        return done

    def say(self, *words: str, **secrets: str) -> Run:
        """Say something that must be taken, with a note."""
        return self.do(*words, "--sure", **{"note": self.note(), **secrets})

    def open(self, *words: str, **secrets: str) -> str:
        """Say something that opens an order, a debt or a card; gives its code."""
        id = self.random_bytes(16)
        self.say(*words, "--id", id.hex(), **secrets)
        return base64.b32encode(bytes(byte ^ 0xFF for byte in id))[:5].decode().lower()

    def nick(self, verb: str, *words: str) -> str:
        """Somebody or something gets a nickname."""
        name = self.draw.word("nickname").text
        self.say(verb, name, *words)
        return name

    def note(self) -> str:
        """A note with a marker in it."""
        return f"told on the stairs: {self.draw.word('note').text}, twice"

    def won(self, low: int = 400, high: int = 900) -> Marker:
        """So many thousand million won, and some."""
        return self.draw.sum("KRW", low * 10**9, high * 10**9)

    def yuan(self, low: int = 50, high: int = 99) -> Marker:
        """So many million yuan, and some."""
        return self.draw.sum("CNY", low * 10**8, high * 10**8)

    def sentence(self) -> str:
        """An opening sentence of one's own."""
        return f"the {self.draw.word('sentence').text} of a grey heron by the river"


def row_of(run: Run) -> str:
    """The row that was written, as it was told."""
    found = re.search(r"\d+", run.outcome.out)
    assert found is not None
    return found[0]


def run_all(sandbox: Sandbox, draw: Draw, random_bytes: Callable[[int], bytes], lang: str) -> LivedBook:
    """Run every command but those that burn the book; each must succeed."""
    book = Book(sandbox, sandbox.shelf / f"book-{lang}", draw, random_bytes, lang)
    book.passphrase = book.sentence()
    book.do("new", str(book.folder))
    key = _law(book)
    nick = _people(book)
    of = {"one": _first(book, nick)} | _others(book, nick)
    _debts(book, nick, of)
    _cards(book, nick, of)
    _imports(book, nick)
    _looks(book, nick, of)
    _readers(book, nick)
    papers = _papers(book)
    _stops(book, nick)
    _hand_over(book, key)
    return LivedBook(book, of, nick, papers)


def _law(book: Book) -> tuple[Path, str]:
    """Records that a law demands are kept from the first day on: the key's file, and the sentence that opens it."""
    key = book.sandbox.shelf / f"law-{book.lang}"
    sentence = typed_back(book, ("archive-key", str(key)), "drawn sentence")
    book.do("archive", "us", f"{key}.public")
    book.do("archive")
    return key, sentence


def _hand_over(book: Book, key: tuple[Path, str]) -> None:
    """What the law gets is sealed; whoever holds the key reads the fields the law names, and nothing else."""
    handed = book.sandbox.shelf / f"handed-{book.lang}"
    book.do("archive-out", str(handed))
    read = book.do("archive-read", str(key[0]), str(handed), archive_sentence=key[1])
    assert read.outcome.out.count("\n") > 40, read.outcome


def _people(book: Book) -> dict[str, str]:
    nick = {who: book.nick("case") for who in ("brother", "uncle", "cousin")}
    nick |= {who: book.nick("carrier") for who in ("park", "lee", "choi")}
    nick |= {"aunt": book.nick("person")}
    nick |= {"nh": book.nick("road", "--by", nick["park"]), "kb": book.nick("road", "--by", nick["lee"])}
    book.say("rate", "--rate", "1 CNY = 200 KRW", "--on", "2024-05-01", **_where(book))
    thing, price = book.draw.plain("thing").text, book.yuan()
    book.say("price", "--thing", thing, "--amount", price.said, "--on", "2024-05-01", **_where(book))
    book.say("cash", nick["choi"], "--amount", book.yuan().said)
    book.say("heard", nick["brother"], "--says", "receiver", "--phone", "own")
    return nick


def _where(book: Book) -> dict[str, str]:
    return {"place": book.draw.word("where").text, "source": f"from {book.draw.word('where').text}"}


def terms(book: Book, nick: dict[str, str], gross: Marker, latest: str = "2099-12-31") -> tuple[str, ...]:
    reason = f"for {book.draw.word('reason').text}"
    return (
        *("--gross", gross.said, "--fee", f"{nick['park']} / 30%", "--fee", f"{nick['lee']} / 10%"),
        *("--by", nick["park"], "--by", nick["lee"], "--answers", nick["park"], "--also", nick["aunt"]),
        *("--payout", "CNY / 1 CNY = 200 KRW / fixed", "--market", "1 CNY = 190 KRW"),
        *("--charge", f"{nick['lee']} / {book.won(5, 9).said} / trying"),
        *("--latest", latest, "--risk", "carrier", "--purpose", reason),
    )


def _first(book: Book, nick: dict[str, str]) -> str:
    """One order through nearly everything that can happen to it."""
    park, lee, aunt, draw = nick["park"], nick["lee"], nick["aunt"], book.draw
    one = book.open("ask", "--case", nick["brother"], "--amount", book.won().said, "--by", park)
    gross = book.won()
    book.say("promise", "--order", one, "--case", nick["brother"], *terms(book, nick, gross), **_where(book))
    gross = book.won()
    book.say("agree", one, *terms(book, nick, gross), **_where(book))
    book.say("hold", one, "--until", "2100-01-01", "--lifts", f"once {draw.word('reason').text} is there")
    book.say("lift", one)
    word = draw.word("word").text
    book.say("word", one, word=word)
    book.say("send", one, "--amount", gross.said, "--road", nick["nh"])
    book.say("reach", one, "--to", lee, "--says", park, "--amount", book.won(5, 9).said)
    for stop in (("stuck",), ("freeze", "--road", nick["nh"]), ("arrest", "--hand", lee)):
        book.say(stop[0], one, *stop[1:])
    book.say("free", one)
    taken = book.yuan()
    seen = ("--says", "receiver", "--phone", "own", "--proof", "live-answer")
    claim = row_of(book.say("claim", one, "--amount", taken.said, "--says", lee, "--proof", "voice", word=word))
    book.say("proof", one, "--says", "receiver", "--phone", "own", "--proof", "photo", word=word)
    book.say("accept", one, "--amount", taken.said, "--claim", claim, *seen, word=word)
    book.say("kept", one, "--says", "receiver", "--phone", "own")
    book.say("reopen", one)
    book.say("accept", one, "--amount", book.yuan().said, *seen)
    book.say("bad-notes", one, "--amount", book.yuan(44, 49).said)
    book.say("other", one, "--amount", book.yuan().said, "--to", aunt, "--agreed")
    book.say("seized-after", one)
    book.say("restored", one, "--which", "seized-after")
    book.say("taken-back", one)
    book.say("dispute", one)
    book.say("resolve", one)
    extra = book.won(5, 9)
    book.say("charge", one, "--amount", extra.said, "--payee", park, "--agreed")
    book.say("pay-charge", one, "--amount", extra.said, "--payee", park)
    book.say("extend", one, "--until", "2100-12-31")
    book.say("return", one, "--amount", book.won(5, 9).said)
    book.say("write-off", one)
    book.say("close", one)
    return one


def _others(book: Book, nick: dict[str, str]) -> dict[str, str]:
    """Orders that end early, and one that stays."""
    of = {}
    for name in ("unsent", "seized", "refused", "burned", "open"):
        gross = book.won()
        of[name] = book.open("promise", "--case", nick["brother"], *terms(book, nick, gross), **_where(book))
        if name != "refused":
            book.say("send", of[name], "--amount", gross.said)
    book.say("unsend", of["unsent"])
    book.say("cancel", of["unsent"])
    book.say("seize", of["seized"], "--amount", book.won(50, 90).said)
    book.say("unseize", of["seized"], "--amount", book.won(5, 9).said)
    book.say("accept", of["open"], "--amount", book.yuan().said, "--says", "receiver", "--phone", "own")
    past = ("--case", nick["brother"], *terms(book, nick, book.won(), latest="2024-05-31"))
    of["lapsed"] = book.open("promise", *past, "--on", "2024-05-01")
    book.say("lapse", of["lapsed"])
    book.say("refuse", of["refused"], "--says", "family")
    book.say("resume", nick["brother"], "--says", "family")
    return of


def _debts(book: Book, nick: dict[str, str], of: dict[str, str]) -> None:
    of["debt"] = debt = book.open("owe", "--debtor", nick["aunt"], "--creditor", "sender", "--amount", book.won().said)
    book.say("add", debt, "--amount", book.won(5, 9).said)
    for verb in ("doubt", "contest", "confirm"):
        book.say(verb, debt)
    book.say("repay", debt, "--amount", book.won(5, 9).said, "--order", of["open"])
    book.say("waive", debt, "--amount", book.won(5, 9).said)


def _cards(book: Book, nick: dict[str, str], of: dict[str, str]) -> None:
    """Three cards, of which two are burned. The book's sentence is long enough for names."""
    for kind, whose in zip(CARDS, ("brother", "uncle", "cousin"), strict=True):
        name, place = book.draw.word(kind).text, f"{book.draw.word(kind).text} 27"
        secrets = {"name": name, "place": place, "phone_number": book.draw.phone(kind).text}
        of[kind] = book.open("card", "--whose", nick[whose], **secrets)
    for kind in CARDS:
        opened = book.run("open", of[kind], may={kind})
        assert opened.outcome.status == 0, opened.outcome
    book.say("burn", of[CARDS[1]])
    book.do("burn-cards", of[CARDS[2]])


MAP: Final = """
line = "{No}"
[[command]]
say = "promise"
on = "2019-05-01"
case = "{Home}"
by = "{Carrier}"
gross = "{Sum}"
purpose = "{Reason}"
note = "{Note}"
"""
"""what the columns of a table of past records are"""
IN_A_TABLE: Final = frozenset({"nickname", "sum", "reason", "note"})
"""what a dry run shows of it"""


def table(book: Book, *lines: tuple[str, ...]) -> tuple[str, ...]:
    """Lay a table of past records and its map where nobody looks for leaks; gives the words that bring it in."""
    away = book.sandbox.away
    rows = (("No", "Home", "Carrier", "Sum", "Reason", "Note"), *lines)
    (away / "past.csv").write_text("".join(",".join(f'"{cell}"' for cell in row) + "\n" for row in rows))
    (away / "map.toml").write_text(MAP)
    return "import", str(away / "past.csv"), "--map", str(away / "map.toml")


def record(book: Book, nick: dict[str, str], number: str) -> tuple[str, ...]:
    """A line of such a table, with a marker in every cell."""
    reason = book.draw.word("reason").text
    return number, nick["brother"], nick["park"], book.won().said, reason, book.note()


def _imports(book: Book, nick: dict[str, str]) -> None:
    """Past records; what a dry run shows she asked to see."""
    words = table(book, record(book, nick, "1"), record(book, nick, "2"))
    shown = book.run(*words, "--dry-run", may=IN_A_TABLE)
    assert shown.outcome.status == 0, shown.outcome
    for _ in range(2):
        book.do(*words)


def _looks(book: Book, nick: dict[str, str], of: dict[str, str]) -> None:
    for words in (("show",), ("show", of["one"]), ("books",), ("books", of["open"]), ("owed",), ("audit",)):
        book.do(*words)
    book.do("export")
    for name in ("one", "open", "unsent", "lapsed"):
        book.do("statement", of[name])
    thing, one = book.draw.plain("thing").text, book.draw.word("nickname").text
    gross, price = book.won(), book.yuan()
    quoted = ("--gross", gross.said, "--fee", f"{one} / 40%", "--payout", "CNY / 1 CNY = 200 KRW / fixed")
    book.do("quote", *quoted, "--thing", thing, "--price", price.said)


def _papers(book: Book) -> list[str]:
    """Paper parts, a sentence forgotten, a backup and a book made of it."""
    three = _make_parts(book)
    sentence = book.sentence()
    book.do("recover", part_one=three[1], part_two=three[2], sentence=sentence)
    book.passphrase = sentence
    copy, second = book.sandbox.shelf / f"backup-{book.lang}", book.sandbox.shelf / f"second-{book.lang}"
    book.do("backup", str(copy))
    other = Book(book.sandbox, second, book.draw, book.random_bytes, book.lang)
    other.passphrase = book.sentence()
    secrets = {"part_one": three[0], "part_two": three[2], "sentence": other.passphrase}
    other.do("restore", str(copy), str(second), **secrets)
    for verb in ("show", "owed", "audit", "export"):
        other.do(verb)
    return three


def _make_parts(book: Book) -> list[str]:
    """Three papers. Two are typed back as she would: read off the screen first."""
    live = book.live("parts")
    told = live.read(lambda shown: shown.count("\n20 ") + shown.count(" 20 ") == 3 and shown.endswith("\n"))
    words = re.findall(r"(?:^|\s)\d{1,2} (\S+)", told)
    three = [" ".join(words[at : at + 20]) for at in range(0, 60, 20)]
    for paper in three:
        book.draw.own("paper", paper)
    for paper in (three[0], three[2]):
        live.type(paper)
    made = live.end()
    assert made.outcome.status == 0, made.outcome
    return three


def _readers(book: Book, nick: dict[str, str]) -> None:
    """Somebody else reads with her for a while, under a sentence that Naru draws; and she takes a new one herself."""
    helper = Book(book.sandbox, book.folder, book.draw, book.random_bytes, book.lang)
    who = book.draw.word("nickname").text
    helper.passphrase = typed_back(book, ("reader-add", who, "--case", nick["brother"]), "drawn sentence")
    helper.do("show")
    book.do("readers")
    book.do("reader-cases", who, nick["brother"], nick["uncle"])
    book.do("reader-remove", who)
    book.passphrase = typed_back(book, ("sentence",), "drawn sentence")


SENTENCE: Final = re.compile(r"\n  (\S[^\n]+[.。])\n")
"""a drawn sentence as it is shown, set in on a line of its own"""


def typed_back(book: Book, words: tuple[str, ...], kind: str) -> str:
    """A sentence that Naru draws is read off the screen and typed back; it is hunted from then on."""
    live = book.live(*words)
    told = live.read(lambda shown: SENTENCE.search(shown) is not None)
    found = SENTENCE.search(told)
    assert found is not None, told
    drawn = found[1]
    book.draw.own(kind, drawn)
    live.type(drawn)
    done = live.end()
    assert done.outcome.status == 0, (words, done.outcome)
    return drawn


def _stops(book: Book, nick: dict[str, str]) -> None:
    book.do("legal-hold", "on")
    book.do("legal-hold", "off")
    book.say("stop", nick["uncle"])
    book.say("block", nick["kb"])
    book.say("unblock", nick["kb"])
    book.say("taken", nick["choi"])
    book.say("back", nick["choi"])
    book.do("snapshot")
    book.do("audit")


def beside(sandbox: Sandbox, draw: Draw, random_bytes: Callable[[int], bytes], lang: str, play: Path) -> None:
    """What opens no book of hers: a book with drawn words, the demo, a play of her own making."""
    book = Book(sandbox, sandbox.shelf / f"drawn-{lang}", draw, random_bytes, lang)
    made = sandbox.naru("new", str(book.folder), options=["--lang", lang])
    assert made.outcome.status == 0, made.outcome
    book.passphrase = _drawn_words(draw, made, lang)
    who, sentence = book.nick("case"), book.sentence()
    book.open("card", "--whose", who, name=draw.word(CARDS[0]).text, sentence=sentence)  # asks for a longer sentence
    book.passphrase = sentence
    book.do("show")
    shown = sandbox.naru("demo", options=["--lang", lang])
    assert shown.outcome.status == 0, shown.outcome
    _drawn_words(draw, shown, lang)
    people = {name: draw.plain("invented").text for name in ("FAMILY", "FRIEND", "WORD")}
    text = PLAY
    for name, marker in people.items():
        text = text.replace(name, marker)
    play.write_text(text, encoding="utf-8")
    for words in (("play", str(play)), ("play", str(play), "--json")):
        played = sandbox.naru(*words, options=["--lang", lang])
        assert played.outcome.status == 0, played.outcome


PLAY: Final = """
title = "WORD"
valuation = "KRW"
[people]
cases = ["FAMILY"]
carriers = ["FRIEND"]
[[step]]
on = "2017-04-18"
say = "promise"
of = "R1"
case = "FAMILY"
by = "FRIEND"
gross = "20,000,000 KRW"
note = "WORD"
[[step]]
do = "snapshot"
"""


def _drawn_words(draw: Draw, run: Run, lang: str) -> str:
    """The opening words a run told first; all it told are hunted from then on."""
    before, _, after = Catalogue(lang).text("screen", "opening-words", words="\0").partition("\0")
    told = [one.partition(after)[0] for one in run.outcome.out.split(before)[1:]]
    assert told and all(len(drawn.split()) == 4 for drawn in told), told
    for drawn in told:
        draw.own("drawn words", drawn)
    return told[0]


def prompt(lived: LivedBook) -> None:
    """`naru at`: many lines at one open book; here also secrets stand in the line."""
    book, draw, nick, of = lived.book, lived.book.draw, lived.nick, lived.of
    brother = nick["brother"]
    lines = [
        f"heard {brother} --says receiver --phone own --note '{book.note()}'",
        f"dispute {of['open']} --note '{book.note()}'",
        f"resolve {of['open']} --note '{book.note()}'",
        f"word {of['open']} --word {draw.word('word').text}",
        f"claim {of['open']} --amount '{book.yuan().said}' --says {nick['park']} --note '{book.note()}' --sure",
        f"carrier {draw.word('nickname').text} --note '{book.note()}'",
        *(
            f"show {of['open']}",
            "show",
            "owed",
            "books",
            "audit",
            "export",
            f"statement {of['open']}",
            "snapshot",
            "quit",
        ),
    ]
    done = book.run("at", str(book.folder), typed="".join(f"{line}\n" for line in lines))
    assert done.outcome.status == 0 and done.outcome.out.count("\n") > 60, done.outcome
    assert done.outcome.err.replace("나루> ", "").strip() in ("", *CANNOT), done.outcome.err


CANNOT: Final = tuple(
    "\n".join([Catalogue(lang).text("screen", "cannot-be-burned")] * 2) for lang in ("ko", "zh", "en")
)
"""what stands beside an export and a statement"""


def burn(lived: LivedBook) -> None:
    """Orders, a case, everything."""
    book = lived.book
    book.do("burn-order", lived.of["burned"], lived.of["unsent"])
    for verb, key, of in (
        ("burn-case", "burn-case-phrase", (lived.nick["brother"],)),
        ("burn-everything", "burn-everything-phrase", ()),
    ):
        book.do(verb, *of, confirm=Catalogue(book.lang).text("screen", key))
    book.refused("show")


def dear(sandbox: Sandbox, draw: Draw, random_bytes: Callable[[int], bytes], lang: str) -> int:
    """A book as she makes it, not a test's: keys that take long to guess, the disk looked at, the grade told.

    Returns: how many runs ended for want of memory.
    """
    sandbox.own_options = []
    try:
        book = Book(sandbox, sandbox.shelf / f"dear-{lang}", draw, random_bytes, lang)
        made = sandbox.naru("new", str(book.folder), options=["--lang", lang])
        assert made.outcome.status == 0, made.outcome
        book.passphrase = _drawn_words(draw, made, lang)
        who, sentence = book.nick("case"), book.sentence()
        anyway = Catalogue(lang).text("screen", "write-anyway")
        card = book.open("card", "--whose", who, name=draw.word("card 1").text, sentence=sentence, confirm=anyway)
        book.passphrase = sentence
        book.say("burn", card)
        given, options = {"passphrase": sentence, "note": book.note()}, ["--lang", lang, "-d", str(book.folder)]
        lacking = [
            Live(sandbox, "heard", who, secrets=given, options=options, through=f'ulimit -v {most}; exec "$@"').end()
            for most in (100_000, 300_000, 340_000)
        ]
        return sum(run.outcome.status != 0 for run in lacking)
    finally:
        sandbox.own_options = [CHEAP]
