"""Past records come in from a table: shown first, written all or not at all, and written once."""

from __future__ import annotations

import random
import re
import shlex
from pathlib import Path

import pytest

from naru.i18n import vocabulary
from naru.i18n.languages import LANGS
from naru.refusal import Refusal
from naru.vault.log import sqlcipher
from testkit.commandline import Book, Ran, door, naru, sentence

MAP = """
line = "{No}"

[[command]]
say = "promise"
on = "{Date}"
case = "{For}"
by = "{Through}"
gross = "{Won} KRW"
fee = "{Fee}"
payout = "CNY / 1 CNY = {Rate} KRW / fixed"
latest = "{Date}"
risk = "sender"
purpose = "living"

[[command]]
say = "send"
on = "{Date}"
amount = "{Won} KRW"

[[command]]
say = "accept"
when = "{Received}"
on = "{Received on}"
amount = "{Received} CNY"
says = "receiver"
phone = "own"
note = "{Remark}"
"""
HEADER = "No,Date,For,Through,Won,Fee,Rate,Received,Received on,Remark"
LINES = (
    '1,2014-05-03,brother,Kim,"1,000,000",30%,170,"4,117.64",2014-05-19,kimchi-jar',
    "2,2016-01-20,brother,Kim,500000,30%,180,,,",
    '3,2019-11-02,brother,Kim,"2,000,000",40%,168,"7,142.85",2019-11-20,',
)
SECRET = "kimchi-jar"


class Imports(Book):
    """A book with a table and a map beside it."""

    def map(self, text: str = MAP) -> Imports:
        """Put a map there."""
        (self.folder.parent / "map.toml").write_text(text, "utf-8")
        return self

    def table(self, *lines: str, header: str = HEADER, encoding: str = "utf-8", end: str = "\n") -> Imports:
        """Put a table there."""
        return self.bytes("".join(line + end for line in (header, *lines)).encode(encoding))

    def bytes(self, data: bytes) -> Imports:
        """Put a table there as bytes."""
        (self.folder.parent / "past.csv").write_bytes(data)
        return self

    def bring(self, *options: str, lang: str = "en") -> Ran:
        """Import it."""
        beside = self.folder.parent
        return self.say("import", str(beside / "past.csv"), "--map", str(beside / "map.toml"), *options, lang=lang)

    def refuses(self, key: str, **facts: str | int) -> None:
        """The whole table is refused, in every language; the book is as it was."""
        before = self.trace()
        for lang in LANGS:
            for options in ((), ("--dry-run",)):
                done = self.bring(*options, lang=lang)
                assert (done.status, done.out, done.err) == (1, "", sentence(key, lang, **facts)), (lang, options)
        assert self.trace() == before

    def refuses_line(self, line: int, key: str, column: str = "", **facts: str | int) -> Ran:
        """One line is refused, in every language, and with it the table; the book is as it was."""
        before = self.trace()
        for lang in LANGS:
            why = sentence(key, lang, **facts).strip()
            text = door(lang)[1].text("import", "why-column" if column else "why", column=column, why=why)
            done = self.bring(lang=lang)
            assert done.status == 1 and done.out == "", done
            assert f"{line:>5}  {text}" in done.err.splitlines(), (lang, done.err)
            assert f"{line:>5}  {text}" in self.bring("--dry-run", lang=lang).out.splitlines()
        assert self.trace() == before
        return self.bring()


@pytest.fixture
def book(tmp_path: Path) -> Imports:
    """A book that knows one home and one carrier."""
    made = Imports(tmp_path / "book")
    made.make()
    made.do("case", "brother")
    made.do("carrier", "Kim")
    return made.map().table(*LINES)


# ------------------------------------------------------------------------------------------------------------- it comes


def test_three_old_orders_come_in(book: Imports) -> None:
    """Eight things from three lines; the books balance, and the file that still lies there is told of."""
    rows = book.rows()
    done = book.bring()
    assert (done.status, done.err) == (0, "")
    assert "Written now: 8. There already: 0." in done.out and "Naru cannot burn it" in done.out
    assert book.rows() == rows + 8
    shown = book.do("show").out
    assert shown.count("held for received in full") == 2 and shown.count("sent, not all handed over yet") == 1


def test_a_dry_run_writes_nothing_and_shows_every_line(book: Imports) -> None:
    """Each with its line number, as it could be typed."""
    before = book.trace()
    done = book.bring("--dry-run")
    assert done.status == 0 and book.trace() == before
    told = done.out.splitlines()
    assert [int(line.split()[0]) for line in told[:-1]] == [2, 2, 2, 3, 3, 4, 4, 4]
    assert told[0].endswith(
        "naru promise --on 2014-05-03 --case brother --by Kim --gross '1,000,000 KRW' --fee 30%"
        " --payout 'CNY / 1 CNY = 170 KRW / fixed' --latest 2014-05-03 --risk sender --purpose living"
    )
    assert told[-1] == "Nothing was written. To be written: 8. There already: 0. Cannot be brought in: 0."


@pytest.mark.parametrize("lang", LANGS)
def test_what_a_dry_run_shows_can_be_typed(book: Imports, lang: str) -> None:
    """In the reader's language, word for word: the same orders come of it."""
    typed = [line[7:] for line in book.bring("--dry-run", lang=lang).out.splitlines()[:-1]]
    codes: dict[str, str] = {}
    for line in typed:
        words = vocabulary.command(shlex.split(line)[1:])
        secrets = {"note": SECRET} if "--note" in words else {}
        words = [word for word in words if word not in ("--note", SECRET)]
        if words[0] == "promise":
            opened = book.code(*words)
        else:
            words[1] = codes.setdefault(words[1], opened)
            book.do(*words, **secrets)
    by_hand = re.sub(r"\b[a-z2-7]{5}\b(?=\))", "", book.do("owed").out)
    other = Imports(book.folder.with_name("other"))
    other.make()
    other.do("case", "brother")
    other.do("carrier", "Kim")
    assert other.bring().status == 0
    assert re.sub(r"\b[a-z2-7]{5}\b(?=\))", "", other.do("owed").out) == by_hand


def test_the_same_table_twice_writes_once(book: Imports) -> None:
    """The second time every line is there already: no row more, and it is a success."""
    book.bring()
    before = book.trace()
    done = book.bring()
    assert done.status == 0 and "Written now: 0. There already: 8." in done.out
    assert book.trace() == before
    assert book.bring("--dry-run").out.count("there already: naru") == 8


def test_new_lines_come_in_wherever_they_stand(book: Imports) -> None:
    """At the top, in between, at the end, in any order: only what is new is written."""
    book.bring()
    more = (
        "9,2013-02-03,brother,Kim,100000,30%,170,,,",
        LINES[2],
        "7,2020-02-03,brother,Kim,300000,30%,170,,,",
        LINES[0],
    )
    assert "Written now: 4. There already: 6." in book.table(*more).bring().out
    assert "Written now: 0. There already: 12." in book.table(*more, LINES[1]).bring().out


def test_a_changed_line_is_refused(book: Imports) -> None:
    """Another sum, another day, another remark under a number that came in before."""
    book.bring()
    for old, new in (("500000", "600000"), ("2016-01-20", "2016-01-21"), ("30%", "31%")):
        book.table(LINES[0], LINES[1].replace(old, new), LINES[2]).refuses_line(3, "import.changed")
    book.table(LINES[0].replace(SECRET, "another"), *LINES[1:]).refuses_line(2, "import.changed")


def test_a_retry_after_the_write_failed_is_whole(book: Imports, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk fails under the group: not one row of it is there, and the next time all of them are."""
    before = book.rows()
    with monkeypatch.context() as patch:

        def full(*_: object) -> None:
            raise Refusal("disk.full")

        patch.setattr(sqlcipher.SqlCipherLog, "append", full)
        done = book.bring()
        assert done.status == 1 and done.err == sentence("disk.full")
    assert book.rows() == before
    assert "Written now: 8." in book.bring().out


def test_one_bad_line_keeps_all_out(book: Imports) -> None:
    """Nothing before it and nothing after it is written."""
    for at in range(3):
        lines = [*LINES]
        lines[at] = lines[at].replace("Kim", "Nobody")
        said = book.table(*lines).refuses_line(2 + at, "desk.no-such-carrier", "Through", field="by", verb="promise")
        assert "Nobody" not in said.err


def test_events_one_to_a_line(book: Imports) -> None:
    """A table may say one thing a line: what, of which order, when, how much."""
    book.map(
        """
        line = "{No}"
        days = "DD.MM.YYYY"
        separator = ";"
        [[command]]
        say = "promise"
        where = { What = "agreed" }
        of = "{Order}"
        on = "{Day}"
        case = "brother"
        by = ["Kim"]
        gross = "{Sum} KRW"
        fee = "30%"
        payout = "CNY / 1 CNY = 170 KRW / fixed"
        latest = "{Until}"
        risk = "sender"
        purpose = "living"
        [[command]]
        say = "send"
        where = { What = "sent" }
        of = "{Order}"
        on = "{Day}"
        amount = "{Sum} KRW"
        [[command]]
        say = "heard"
        where = { What = "called" }
        of = "brother"
        on = "{Day}"
        says = "family"
        [[command]]
        say = "rate"
        where = { What = "rate" }
        on = "{Day}"
        rate = "1 CNY = {Sum} KRW"
        """
    )
    header = "No;What;Order;Day;Sum;Until"
    book.table(
        "1;agreed;A;3.5.2014;1000000;30.5.2014",
        "2;sent;A;04.05.2014;400000;",
        "3;called;;5.5.2014;;",
        "4;sent;A;06.05.2014;600000;",
        "5;rate;;06.05.2014;171;",
        "6;something else;;;;",
        header=header,
    )
    done = book.bring()
    assert "Written now: 5." in done.out, done
    assert "KRW 1,000,000  sent" in book.do("show").out


def test_an_order_of_the_table_only(book: Imports) -> None:
    """A label that opens nothing is no order, even where an order of the book has that very code."""
    code = book.code("promise", "--case", "brother", "--gross", "1 KRW")
    book.map('line = "{No}"\n[[command]]\nsay = "cancel"\nof = "{Order}"\non = "{Day}"\n')
    book.table(f"1,{code},2026-11-01", header="No,Order,Day").refuses_line(2, "desk.no-such-order")


def test_what_asks_is_refused_until_she_is_sure(book: Imports) -> None:
    """A warning that asks keeps the table out, unless she says with the command that she is sure."""
    book.table(LINES[0].replace("4,117.64", "9,117.64")).refuses_line(2, "ask.more-than-due")
    assert "Written now: 3." in book.bring("--sure").out
    assert "Written now: 0. There already: 3." in book.bring().out


# ----------------------------------------------------------------------------------------------------------- bad tables


def test_a_byte_order_mark_is_no_part_of_a_name(book: Imports) -> None:
    """Spreadsheets put one there."""
    assert "Written now: 8." in book.table(*LINES, encoding="utf-8-sig", end="\r\n").bring().out


def test_other_encodings_are_named_in_the_map(book: Imports) -> None:
    """A table that is not UTF-8 is refused with its line, and comes in once the map says what it is."""
    korean = LINES[1] + "사과"
    book.table(LINES[0], korean, encoding="cp949").refuses("import.encoding", at=3)
    assert "Written now: 5." in book.map('encoding = "cp949"' + MAP).bring().out
    book.map().bytes("No".encode("utf-16")).refuses("import.encoding", at=1)


def test_semicolons_are_named_in_the_map(book: Imports) -> None:
    """And tabs."""
    for sign in (";", "\t"):
        lines = [line.replace(",", sign) for line in (LINES[1],)]
        book.map().table(*lines, header=HEADER.replace(",", sign)).refuses("import.separator")
        done = book.map(f'separator = "{sign}"' + MAP).bring("--dry-run")
        assert done.status == 0, done


def test_quotes_that_do_not_close(book: Imports) -> None:
    """A cell over several lines, where lines might hide; a quotation mark in the wrong place; one that never ends."""
    book.table(LINES[0], '2,2016-01-20,brother,Kim,500000,30%,180,,,"one', 'two"').refuses("import.newline", at=3)
    book.table(LINES[0], '2,"2016"-01-20,brother,Kim,500000,30%,180,,,').refuses("import.quotes", at=3)
    book.table(LINES[0], '2,2016-01-20,brother,Kim,500000,30%,180,,,"one').refuses("import.quotes", at=3)


def test_columns_that_lack(book: Imports) -> None:
    """By their names; and lines that are longer or shorter than the first."""
    book.table(*LINES, header=HEADER.replace("Through", "Who")).refuses("import.no-column", column="Through")
    book.table(header=HEADER + ",Won").refuses("import.column-twice", column="Won")
    book.table(LINES[0], LINES[1] + ",").refuses("import.cells", at=3, found=11, wanted=10)
    book.table().refuses("import.empty")
    book.bytes(b"").refuses("import.no-column", column="Date")


def test_formulas_are_not_worked_out(book: Imports) -> None:
    """Nor taken for what they are not."""
    for formula in ("=1+1", "@SUM(A1)", "+5", "-5"):
        book.table(LINES[1].replace("500000", formula)).refuses_line(2, "import.formula", "Won")


def test_days_in_several_forms(book: Imports) -> None:
    """One form for the whole table, as the map says; a day that does not exist is none."""
    book.table(LINES[1].replace("2016-01-20", "20/01/2016")).refuses_line(
        2, "day.form", "Date", field="on", verb="promise"
    )
    book.map('days = "DD/MM/YYYY"' + MAP)
    book.table(LINES[1].replace("2016-01-20", "20/1/2016"))
    assert book.bring("--dry-run").status == 0
    book.table(LINES[1]).refuses_line(2, "import.day", "Date", form="DD/MM/YYYY")
    book.table(LINES[1].replace("2016-01-20", "30/02/2016")).refuses_line(
        2, "day.no-such-day", "Date", field="on", verb="promise"
    )
    book.map().table(LINES[1].replace("2016-01-20", "")).refuses_line(
        2, "field.missing", "Date", field="on", verb="promise"
    )


def test_lines_that_cannot_be_told_apart(book: Imports) -> None:
    """Two of one number, and one of none."""
    book.table(*LINES, LINES[1]).refuses_line(5, "import.line-twice", "No", first=3)
    book.table(LINES[0], LINES[1][1:]).refuses_line(3, "import.line-empty", "No")


def test_letters_nobody_sees(book: Imports) -> None:
    """Controls, marks that turn the direction, and more than a note may hold."""
    book.table(LINES[0].replace(SECRET, "a\x1b[31mb")).refuses_line(2, "text.control", "Remark")
    book.table(LINES[0].replace(SECRET, "a\u202eb")).refuses_line(2, "text.hidden-letter", "Remark")
    book.table(LINES[0].replace(SECRET, "a" * 1001)).refuses_line(2, "text.too-long", "Remark", most=1000)


def test_tables_that_are_too_long(book: Imports) -> None:
    """By bytes, before they are read; by lines; a cell of half a million letters."""
    book.bytes(b"x" * (4 << 20) + b"xx").refuses("import.too-long", most=10_000)
    book.table(*(f"{n},,,,,,,,," for n in range(10_001))).refuses("import.too-long", most=10_000)
    book.table(LINES[0].replace(SECRET, "a" * 500_000)).refuses("import.quotes", at=2)


def test_files_that_are_not_there(book: Imports) -> None:
    """Each by what it is, not by its name."""
    beside = book.folder.parent
    (beside / "past.csv").unlink()
    book.refuses("import.missing")
    book.table(*LINES)
    (beside / "map.toml").unlink()
    book.refuses("import.map-missing")


@pytest.mark.parametrize(
    ("text", "key", "facts"),
    [
        ("line = ", "import.map-broken", {"at": 1}),
        ('line = "{No}"', "import.map-lacks", {"word": "command"}),
        ("[[command]]\nsay = 'send'", "import.map-lacks", {"word": "line"}),
        ("colour = 1\n" + MAP, "import.map-word", {"word": "colour"}),
        ('separator = "|"\n' + MAP, "import.map-word", {"word": "separator"}),
        ('encoding = "latin-1"\n' + MAP, "import.map-word", {"word": "encoding"}),
        ('days = "DD.MM.YY"\n' + MAP, "import.map-word", {"word": "days"}),
        ("command = 1\nline = 'x'", "import.map-word", {"word": "command"}),
        (MAP.replace("gross =", "total ="), "import.map-word", {"word": "total"}),
        (MAP.replace("{Won} KRW", "{Won KRW"), "import.map-word", {"word": "gross"}),
        (MAP.replace('risk = "sender"', "risk = 7"), "import.map-word", {"word": "risk"}),
        (MAP.replace('when = "{Received}"', "where = 'x'"), "import.map-word", {"word": "where"}),
        (MAP + "sure = true\n", "import.map-word", {"word": "sure"}),
        (MAP + 'word = "{Remark}"\n', "import.map-word", {"word": "word"}),
        (MAP + 'claim = "{Remark}"\n', "import.map-word", {"word": "claim"}),
        (MAP.replace('"accept"', '"snapshot"'), "import.map-verb", {"word": "snapshot"}),
        *(
            (MAP.replace('"accept"', f'"{verb}"'), "import.map-verb", {"word": verb})
            for verb in ("case", "carrier", "person", "road", "card", "burn", "word", "fly")
        ),
    ],
)
def test_maps_with_a_slip_of_the_pen(book: Imports, text: str, key: str, facts: dict[str, str | int]) -> None:
    """Every word that is not known, and every value that does not fit its word."""
    book.map(text).refuses(key, **facts)


def test_a_map_that_is_no_text(book: Imports) -> None:
    """Nor one of any length."""
    place = book.folder.parent / "map.toml"
    place.write_bytes(b"\xff\xfe\x00")
    book.refuses("import.map-broken", at=1)
    place.write_bytes(b"#" * 70_000)
    book.refuses("import.map-broken", at=1)


def test_no_refusal_says_what_stands_in_a_cell(book: Imports) -> None:
    """Whatever is broken, and wherever: not on the screen, not beside it."""
    chance = random.Random(7)
    junk = ["Nobody", "Zebra-17", "Zebra 99999 KRW", "=Zebra", "Zebra%", "2016-13-45 Zebra", "Zebra\x07", "Zebra\u200b"]
    for _ in range(60):
        cells = LINES[1].split(",")
        cells[chance.randrange(1, len(cells))] = chance.choice(junk)
        done = book.table(",".join(cells)).bring()
        assert "Zebra" not in done.out + done.err and "Nobody" not in done.err
        assert done.status in (0, 1) and (done.status == 0 or book.rows() == 3)
        if done.status == 0:
            break


def test_the_message_is_bounded(book: Imports) -> None:
    """A thousand bad lines are counted, and twenty are told."""
    lines = [f"{n},2016-01-20,brother,Nobody,5,30%,180,,," for n in range(1000)]
    done = book.table(*lines).bring()
    assert len(done.err.splitlines()) == 21
    assert done.err.splitlines()[-1] + "\n" == sentence("import.refused", count=2000)


def test_it_is_a_command_like_others() -> None:
    """With its help and an example."""
    assert "--map" in naru("import", "--help").out
