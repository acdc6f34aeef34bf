"""Refusals, each with markers where the fault is: whatever is refused, nothing of what was typed is said or kept."""

from __future__ import annotations

import os
import shlex
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import click

from naru.cli.main import build
from naru.cli.screen import REFUSED, WRONG_WORDS
from naru.command import EventType, Field, Subject
from naru.commands.tables import BY_KIND
from naru.i18n.catalogue import Catalogue
from testkit.hunt.every_command import CARDS, IN_A_TABLE, Book, LivedBook, record, table, terms
from testkit.hunt.markers import Marker
from testkit.hunt.sandbox import Live

SUMS: Final = (
    *("십{0}만", "1_{0} KRW", "{0}e5 KRW", "+{0} KRW", "-{0} KRW", "00{0} KRW", "{0}. KRW", "{0}만 CNY", "{0} CNX"),
    *("{0} KRW CNY", "{0} KRW {0} KRW", "{0}{0} KRW", "{0}.5 KRW", "{0}", "１{0}x KRW", "=1+{0} KRW", "0 KRW", "{0} $"),
)
DAYS: Final = (
    *("2024-05-01T{0}", "2024-05-01+{0}", "{0}", "24-05-01", "2024-02-30", "1970-01-01", "2031-01-01", "20240501", " "),
    *("２０２４-05-01", "2024-13-{0}"),
)
SHARES: Final = ("-{0}%", "101%", "1.{0}%", "{0}", "{0} KRW / 5%", "5% / {0}", "99.99999%", "％{0}", "100%")
RATES: Final = ("1 CNY", "1 CNY = {0}", "1 CNY = {0} CNY", "{0} = {0}", "1 CNY = {0} USD", "1 CNY = {0} KRW", "= {0}")
FORMS: Final = (
    ("claim", "amount", SUMS),
    ("dispute", "on", DAYS),
    ("agree", "fee", SHARES),
    ("agree", "market", RATES),
)
"""what cannot be read: the verb, its option, and what is given for it, with the figures of a marker in it"""

HER_PLACES: Final = ("at", "new", "demo", "backup", "restore", "archive-key", "archive-out")
"""commands that make what they are told to make, under whatever name"""

Told = dict[str, tuple[str, ...]]
"""what a field takes, by its type"""


def junk(book: Book) -> str:
    """A word that is right nowhere."""
    return book.draw.word("junk").text


def wrong(lived: LivedBook) -> None:
    """One command after another, each wrong in its own way."""
    book, of, nick = lived.book, lived.of, lived.nick
    for words in _wrong_words(book, of, nick):
        book.refused(*words)
    for words, secrets in _wrong_secrets(book, of, nick):
        book.refused(*words, **secrets)
    _wrong_openings(book, of)
    _wrong_papers(book, lived.papers)
    _wrong_files(book)
    _wrong_places(book)
    _wrong_tables(book, nick)
    _wrong_readers(lived)
    _wrong_moments(lived)


def _wrong_words(book: Book, of: dict[str, str], nick: dict[str, str]) -> Iterator[tuple[str, ...]]:
    one = of["open"]
    yield (junk(book),)
    yield "show", junk(book)
    yield "show", "--", f"--{junk(book)}"
    yield "show", one, junk(book)
    yield "heard", junk(book)
    yield "case", nick["brother"]
    yield "case", f"{junk(book)}\u200b"
    yield "case", f"{junk(book)}\ud800"
    yield "road", junk(book), "--by", junk(book)
    yield "word", one, "--word", junk(book)
    yield "dispute", one, "--note", junk(book)
    yield "dispute", one, "--id", junk(book)
    yield "card", "--whose", nick["brother"], "--name", junk(book)
    yield "audit", "--since", f"{junk(book)} {junk(book)}"
    for extra in ("--sure=", "--on=", "--says=", "--phone=", "--"):
        yield "dispute", one, f"{extra}{junk(book)}"
    yield "accept", one, "--amount", book.won().said, "--amount", book.won().said
    yield "return", one, "--amount", book.won(910, 990).said
    yield "send", one, "--amount", book.won().said
    yield "accept", of["one"], "--amount", book.yuan().said, "--says", nick["park"], "--claim", "999"
    for fee in ("{0} / 101%", "{0} / {1}", "{1}%"):
        yield "quote", "--gross", book.won().said, "--fee", fee.format(junk(book), book.won().text), "--payout", "CNY"


def _wrong_secrets(
    book: Book, of: dict[str, str], nick: dict[str, str]
) -> Iterator[tuple[tuple[str, ...], dict[str, str]]]:
    one = of["open"]
    for fault in ("\x00", "\x1b[31m", "\u200b", "\u202e", "\ud55c" + "\u0301" * 9, "\u3131" * 3 + "\u3164"):
        yield ("dispute", one), {"note": junk(book) + fault}
    yield ("dispute", one), {"note": junk(book) * 900}
    for said in (f"{junk(book)}!", f"{junk(book)}\u0430a", junk(book) * 20):
        yield ("word", one), {"word": said}
    yield ("proof", of["one"], "--proof", "photo"), {"word": junk(book)}
    yield ("card", "--whose", nick["brother"]), {"name": "", "place": junk(book)}
    yield ("card", "--whose", nick["brother"]), {"name": f"{junk(book)}\x07", "place": junk(book)}
    yield ("card", "--whose", junk(book)), {"name": junk(book), "phone_number": book.draw.phone("junk").text}
    for verb, words in (("burn-case", (nick["brother"],)), ("burn-everything", ())):
        yield (verb, *words), {"confirm": junk(book)}


def _wrong_openings(book: Book, of: dict[str, str]) -> None:
    """Sentences that open nothing, that are too short, that were typed back wrong; descriptors that say nothing."""
    for passphrase in (f"the {junk(book)} of another river", junk(book), f"{junk(book)}\x00", "", junk(book) * 1000):
        book.refused("show", passphrase=passphrase)
    new = str(book.sandbox.shelf / "never")
    book.refused("new", new, passphrase=junk(book)[:5])
    book.refused("new", new, "--valuation", junk(book))
    book.refused("sentence", typed=f"{junk(book)} is not what was shown\n")
    book.refused("sentence", sentence=f"{junk(book)[:4]} ab")
    book.refused("reader-add", junk(book), "--case", junk(book))
    book.refused("reader-remove", junk(book))
    sandbox, options = book.sandbox, ["--lang", book.lang, "-d", str(book.folder)]
    for fd in ("999", "-1", junk(book)):
        assert sandbox.naru("show", options=[*options, "--secrets-fd", fd]).outcome.status
    for place in ("nowhere", "work"):
        assert sandbox.naru(
            "show", options=["-d", str(sandbox.place / place)], secrets={"passphrase": junk(book)}
        ).outcome.status


def _wrong_papers(book: Book, papers: list[str]) -> None:
    """Papers with words of no list, of other lists, of another cut, twice the same; and typed back, never shown."""
    listed = " ".join(["apple"] * 20)
    own = papers[0]
    pairs = [(junk(book), junk(book)), (f"{listed} {junk(book)}", junk(book)), (listed, listed)]
    for one, two in (*pairs, (own, own), (own, ""), (own, f"{own} {junk(book)}"), (own, papers[1][:-2])):
        book.refused("recover", part_one=one, part_two=two, sentence=book.sentence())
        book.refused("parts", part_one=one, part_two=two)
    book.refused("parts", part_one=own, part_two=papers[1])
    copy, to = str(book.sandbox.shelf / f"backup-{book.lang}"), str(book.sandbox.shelf / "never")
    book.refused("restore", copy, to, part_one=junk(book), part_two=junk(book), sentence=book.sentence())
    other = _another(book, "other")
    other.refused("recover", part_one=own, part_two=papers[1], sentence=book.sentence())
    other.refused("backup", to)
    for text in ("", "naru", Path(copy).read_bytes().decode("latin-1")[:-9]):
        scrap = book.sandbox.away / "scrap"
        scrap.write_bytes(text.encode("latin-1"))
        sentence = book.sentence()
        book.refused("restore", str(scrap), to, part_one=own, part_two=papers[1], sentence=sentence)
    book.refused("restore", copy, str(book.folder), part_one=own, part_two=papers[1], sentence=book.sentence())


def _another(book: Book, name: str) -> Book:
    """Another book, new: no papers, no archive."""
    other = Book(book.sandbox, book.sandbox.shelf / f"{name}-{book.lang}", book.draw, book.random_bytes, book.lang)
    other.passphrase = book.sentence()
    other.do("new", str(other.folder))
    return other


def _wrong_files(book: Book) -> None:
    """Files with junk in them where a play, a backup, a key is expected, and books that were damaged."""
    sandbox, scrap = book.sandbox, book.sandbox.away / "scrap"
    head, step = 'valuation = "KRW"\n[people]\ncases = ["a"]\n', '[[step]]\non = "2024-05-01"\n'
    plays = (
        'title = "{0}', "{0} = 1", '[people]\ncases = ["{0}"]', "\udcff", "", head, f"{head}{step}say = '{{0}}'",
        f"{head}{step}say = 'heard'\nof = '{{0}}'", f"{head}{step}do = '{{0}}'", f"{head}{step}{{0}} = 1",
        f"{head}{step}say = 'heard'\nof = 'a'\nnote = '{{0}}'\n[step.expect]\nends = {{{{ a = '{{0}}' }}}}",
        f"{head}{step}say = 'heard'\nof = 'a'\n{step.replace('2024', '2023')}do = 'snapshot'",
    )  # fmt: skip
    for text in plays:
        invented = book.draw.word("invented").text
        scrap.write_bytes(text.format(invented).encode(errors="surrogateescape"))
        sandbox.naru("play", str(scrap), options=["--lang", book.lang], may={"invented"})
    book.refused("play", f"/nowhere/{junk(book)}")
    for name, harm in HARMS:
        other = Book(sandbox, sandbox.shelf / "damaged", book.draw, book.random_bytes, book.lang)
        other.passphrase = book.passphrase
        shutil.copytree(book.folder, other.folder)
        harm(other.folder / name)
        other.run("show")
        other.run("dispute", "zzzzz", secrets={"note": junk(book)})
        shutil.rmtree(other.folder)


def _garble(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2] + os.urandom(len(data) - len(data) // 2))


def _to_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


HARMS: Final[tuple[tuple[str, Callable[[Path], object]], ...]] = (
    *((name, harm) for name in ("log", "keyring/slot", "door") for harm in (_garble, _to_folder, Path.unlink)),
    ("log", lambda path: path.write_bytes(b"")),
    ("keyring/slot", lambda path: path.chmod(0o644)),
    ("keyring/slot", lambda path: path.write_bytes(bytes(8192))),
    ("keyring", shutil.rmtree),
)
"""what befalls a copy of the book: which file of it, and what is done to that"""


def _wrong_places(book: Book) -> None:
    """Files that are there already or cannot be, keys that are none, a sentence that is not theirs."""
    shelf, lang = book.sandbox.shelf, book.lang
    scrap = book.sandbox.away / "scrap"
    scrap.write_text(junk(book))
    key, handed = str(shelf / f"law-{lang}"), str(shelf / f"handed-{lang}")
    book.refused("new", str(book.folder))
    book.refused("backup", "/proc/nowhere")
    book.refused("backup", str(shelf / f"backup-{lang}"))
    book.refused("archive", junk(book), f"{key}.public")
    book.refused("archive", "us")
    book.refused("archive", "us", str(scrap))
    book.refused("archive-key", key)
    book.refused("archive-key", str(shelf / "never"), typed=f"{junk(book)} is not what was shown\n")
    book.refused("archive-out", handed)
    book.refused("archive-read", key, handed, archive_sentence=book.sentence())
    book.refused("archive-read", str(scrap), handed, archive_sentence=book.sentence())
    book.refused("restore", str(scrap), str(shelf / "never"))
    book.refused("import", str(scrap), "--map", str(scrap))
    _another(book, "third").refused("archive-out", str(shelf / "never"))


def _wrong_tables(book: Book, nick: dict[str, str]) -> None:
    """Tables with something wrong in one cell: a name nobody has, a sum that is none, a letter nobody sees."""
    for cell, wrongly in ((1, "{0}"), (2, "{0}"), (3, "{0}"), (3, "={0}"), (4, "{0}\u200b"), (5, "{0}\n{0}")):
        cells = list(record(book, nick, "3"))
        cells[cell] = wrongly.format(junk(book))
        words = table(book, record(book, nick, "4"), tuple(cells))
        book.refused(*words)
        if "\n" not in wrongly:  # the other line is shown, because she asked to see it; of this one only what is wrong
            assert book.run(*words, "--dry-run", may=IN_A_TABLE).outcome.status == 1
    book.refused(*table(book, record(book, nick, "1")))  # it came in before, with other content


def _wrong_readers(lived: LivedBook) -> None:
    """A helper who asks for more than was given, and invitations that cannot be."""
    book, nick = lived.book, lived.nick
    who, sentence = book.draw.word("nickname").text, book.sentence()
    book.do("reader-add", who, "--case", nick["uncle"], reader_sentence=sentence)
    for words, given in (
        ((who, "--every"), book.sentence()),
        ((junk(book), "--every"), sentence),
        ((junk(book), "--every"), book.passphrase),
        ((junk(book) * 40, "--every"), book.sentence()),
        ((junk(book), "--every", "--until", "2020-01-01"), book.sentence()),
    ):
        book.refused("reader-add", *words, reader_sentence=given)
    helper = Book(book.sandbox, book.folder, book.draw, book.random_bytes, book.lang)
    helper.passphrase = sentence
    for words in (("show", lived.of["open"]), ("open", lived.of["card 1"]), ("export",), ("backup", "/nowhere")):
        helper.run(*words)
    for words in (("reader-remove", who), ("burn-order", lived.of["open"]), ("card", "--whose", nick["brother"])):
        helper.run(*words, secrets={"name": junk(book), "note": book.note(), "confirm": junk(book)})
    for verb in ("dispute", "word"):
        helper.run(verb, lived.of["open"], secrets={"note": book.note(), "word": junk(book)})
    book.do("reader-remove", who)
    helper.refused("show")


def _wrong_moments(lived: LivedBook) -> None:
    """Hard stops, a hold, a second process, Python without its assertions."""
    book, nick, of = lived.book, lived.nick, lived.of
    own = terms(book, nick, book.won())
    book.do("promise", "--case", nick["brother"], *own, "--sure")
    book.refused("promise", "--case", nick["brother"], *own, "--sure", note=book.note())
    book.say("taken", nick["lee"])
    book.refused("promise", "--case", nick["brother"], *terms(book, nick, book.won()), "--sure", note=book.note())
    book.say("back", nick["lee"])
    book.say("block", nick["nh"])
    gross = book.won()
    one = book.open("promise", "--case", nick["brother"], *terms(book, nick, gross))
    book.refused("send", one, "--amount", gross.said, "--road", nick["nh"], "--sure", note=book.note())
    book.say("unblock", nick["nh"])
    book.do("legal-hold", "on")
    book.refused("burn", of["card 1"], "--sure", note=book.note())
    book.refused("burn-order", one)
    book.do("legal-hold", "off")
    open_ = book.live("at", str(book.folder))
    open_.read(lambda told: str(book.folder) in told)
    book.refused("dispute", one, note=book.note())
    open_.type("dispute 'unclosed " + junk(book))
    assert open_.end().outcome.status == WRONG_WORDS
    options = ["--lang", book.lang, "-d", str(book.folder)]
    secrets = {"passphrase": book.passphrase, "note": book.note()}
    program = ("-O", "-m", "naru")
    careless = Live(book.sandbox, "dispute", one, secrets=secrets, options=options, program=program).end()
    assert careless.outcome.status == 1, careless.outcome


def typos(lived: LivedBook, *, one_by_one: bool) -> int:
    """Every field of every command with a marker that it cannot take. Gives how many.

    Args:
        one_by_one: each as a command of its own, and not only as lines at the prompt.
    """
    book, told = lived.book, _right(lived)
    commands = build(Catalogue(book.lang)).commands.values()
    lines = [line for command in commands for line in _typos(lived, command, told)]
    typed = "".join(f"{shlex.join(line)}\n" for line in lines)
    done = book.run("at", str(book.folder), typed=typed)
    # A few get as far as a question and take the next line for its answer.
    assert done.outcome.status == WRONG_WORDS and done.outcome.err.count("나루> ") > len(lines) * 9 // 10, done.outcome
    for line in lines if one_by_one else []:
        book.run(*line)
    return len(lines)


def said_of_everything(lived: LivedBook) -> int:
    """Every verb said of everything there is, whether it is the moment for it or not. Gives how many lines.

    Once with what is needed and no yes; once with every field and a yes. What cannot be read at all comes before.
    """
    book, told = lived.book, _right(lived)
    lines = []
    for verb, name, forms in FORMS:
        for form in forms:
            lines.append([verb, lived.of["open"], f"--{name}", form.format(book.won().text), *told["--says"]])
    for whole in (False, True):
        for event_type in BY_KIND.values():
            for subject in _subjects(lived, event_type):
                fields = [field for field in event_type.fields if field.type in told and (whole or field.needed)]
                given = [word for field in fields for word in _given(field, told)]
                lines.append([event_type.kind, *subject, *given, *["--sure"] * whole, "--note", book.note()])
    typed = "".join(f"{shlex.join(line)}\n" for line in lines)
    done = book.run("at", str(book.folder), typed=typed)
    assert done.outcome.status == REFUSED, done.outcome
    return len(lines)


def _right(lived: LivedBook) -> Told:
    """What a field takes, by its type; for a text a marker, and so for a sum."""
    nick, book = lived.nick, lived.book
    return {
        "amount": (book.yuan().said,),
        "amount-or-none": (book.yuan().said,),
        "rate": ("1 CNY = 1900 KRW",),
        "day": ("2024-05-01",),
        "thing": ("rice",),
        "party": ("sender",),
        "carrier": (nick["lee"],),
        "person": (nick["aunt"],),
        "case": (nick["brother"],),
        "subject": (nick["brother"],),
        "road": (nick["kb"],),
        "order": (lived.of["open"],),
        "debt": (lived.of["debt"],),
        "claim": ("7",),
        "fee": (f"{nick['lee']} / 99%",),
        "payout": ("CNY / 1 CNY = 200 KRW / fixed",),
        "choice": (),
        "flag": (),
        "count": ("7",),
        "text": (book.draw.word("reason").text,),
        "--says": ("--says", nick["park"]),
    }


def _given(field: Field, told: Told) -> list[str]:
    if field.type == "flag":
        return [f"--{field.name}"]
    return [f"--{field.name}", *(field.choices[:1] or told[field.type])]


def _subjects(lived: LivedBook, event_type: EventType) -> list[list[str]]:
    """Everything of the kind a verb is said of."""
    of, nick = lived.of, lived.nick
    if event_type.subject is Subject.ORDER and not event_type.opens:
        return [[code] for name, code in of.items() if name != "debt" and name not in CARDS]
    if event_type.kind in ("case", "carrier", "person", "road"):
        return [[nick["park"]]]
    return [_subject(lived, event_type)] * 2


def _typos(lived: LivedBook, command: click.Command, told: Told) -> Iterator[list[str]]:
    """One line for each thing a command takes, that thing being wrong and what stands before it right."""
    name, event_type = str(command.name), BY_KIND.get(str(command.name))
    if name in HER_PLACES:
        return
    subject = _subject(lived, event_type)
    needed = [field for field in (event_type.fields if event_type else ()) if field.needed and field.type in told]
    for param in command.params:
        word = junk(lived.book)
        if isinstance(param, click.Argument):
            yield [name, word + ("\u200b" if event_type and event_type.opens else ""), *subject[1:]]
        elif not param.is_flag:
            flag, value = param.opts[0], f"{word}\u200b"
            before = [part for field in needed if f"--{field.name}" != flag for part in _given(field, told)]
            yield [name, *subject, *before, flag, value]
            yield [name, *subject, *before, flag, f"{_sum(lived.book).said} {value}"]
        else:
            yield [name, *subject, f"{param.opts[0]}={word}"]


def _sum(book: Book) -> Marker:
    return book.draw.sum("KRW", 400 * 10**9, 900 * 10**9, "junk")


def _subject(lived: LivedBook, event_type: EventType | None) -> list[str]:
    """What a command is about, rightly named, so that it is something else that is wrong."""
    if event_type is None or (event_type.opens and event_type.kind not in ("case", "carrier", "person", "road")):
        return []
    if event_type.opens:
        return [f"{junk(lived.book)}\u200b"]
    of, nick = lived.of, lived.nick
    named = {
        Subject.ORDER: of["open"],
        Subject.CASE: nick["brother"],
        Subject.CARRIER: nick["park"],
        Subject.ROAD: nick["nh"],
        Subject.PERSON: nick["aunt"],
        Subject.DEBT: of["debt"],
        Subject.CARD: of["card 1"],
    }
    return [named[event_type.subject]] if event_type.subject in named else []
