"""Losing things: the sentence, or the machine. What comes back is equal to the unit; what is gone is told."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import msgspec
import pytest

from naru.app.names import DeskNames, code
from naru.cli.statement import page
from naru.custody.backup import ENDING, bare, books_of, write
from naru.custody.papers import new_parts, private_key, put_in_force, recover, sheet
from naru.custody.restore import Restored, restore
from naru.desk.audit import audit, row_of_head
from naru.desk.clock import Instant
from naru.desk.desk import Desk
from naru.desk.events import encode
from naru.desk.state import State
from naru.i18n.catalogue import Catalogue
from naru.i18n.languages import LANGS
from naru.i18n.words import head_words
from naru.orders.accounts import OWED
from naru.orders.ends import standing
from naru.refusal import Refusal
from naru.vault.backup import recovery, stream
from naru.vault.backup.recovery import PaperPart
from naru.vault.kdf import CHEAPEST
from naru.vault.keyring import generation
from naru.vault.log.interface import Head
from naru.views import payout
from naru.views.books import books
from naru.views.export import beancount
from naru.views.exposure import exposure
from naru.views.owed import owes
from naru.views.statement import statement
from testkit.house import MINA, PARK, Clock, Disk, named, refused, seeded
from testkit.played import PLAYS, SECRETS, desk, played

NEW = "감자 구름 장독 마루".encode()
MADE = new_parts(seeded("paper"))
PRIVATE = private_key(MADE.parts[:2])
BEAN_CHECK = Path(sys.executable).with_name("bean-check")
LATER = 2024_07_01


def at(day: int) -> Clock:
    """A clock that stands at noon of a day."""
    return Clock(day)


def copied(part: PaperPart, lang: str = "ko") -> PaperPart:
    """A part after a hand has copied it and typed it in."""
    return recovery.read("\n".join(part.words(lang)))


def brought(file: Path, folder: Path, private: bytes = PRIVATE, day: int = LATER) -> Restored:
    """Restore on some day, under a new sentence."""
    return restore(file, folder, private, NEW, at(day), seeded("new machine"), profile=CHEAPEST)


def opened(folder: Path, sentence: bytes = NEW, day: int = LATER) -> Desk:
    """Open a restored book."""
    clock = at(day)
    clock.go_on(60)
    return Desk.open(folder, sentence, clock, seeded("opened"), allow_cheap=True)


@pytest.fixture(params=sorted(PLAYS))
def life(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Desk, Path]]:
    """A rich life of a desk, with parts in force, and its backup."""
    with desk(played(request.param, tmp_path / "first")) as book:
        put_in_force(book, MADE, MADE.parts[1:])
        yield book, write(book, tmp_path, at(2024_06_20)()).path


# ------------------------------------------------------------------------------------------------- the sentence is lost


def test_the_sentence_is_forgotten_after_eight_months(disk: Disk) -> None:
    """Mina made three papers on the first day. In January the sentence is gone; two papers open the book again."""
    made = new_parts(disk.random_bytes)
    put_in_force(disk.desk, made, [copied(made.parts[0]), copied(made.parts[2])])
    disk.sent("R1", latest=2024_05_31)
    disk.accept("2,000 CNY", on=2024_05_20, story={"phone": "own", "note": "he laughed"})
    disk.say("card", "card", case=MINA, story={"name": "Invented Somebody"})
    disk.say("burn", "card")
    before = encode(disk.state)
    disk.desk.close()

    disk.clock.move_to(2025_01_20)
    wrong = "나루 바람 호박 이불".encode()
    assert refused(lambda: Desk.open(disk.folder, wrong, disk.clock, disk.random_bytes, allow_cheap=True)) == (
        "keyring.wrong-passphrase"
    )
    assert "두 장" in Catalogue("ko").text("refusal", "keyring.wrong-passphrase")
    found = private_key([copied(made.parts[2], "zh"), copied(made.parts[1], "en")])
    recover(disk.folder, found, NEW, disk.random_bytes, CHEAPEST)

    assert refused(disk.open) == "keyring.wrong-passphrase"
    with Desk.open(disk.folder, NEW, disk.clock, disk.random_bytes, allow_cheap=True) as book:
        assert encode(book.state) == before and audit(book).sound
        assert book.story(book.state.orders[named("R1")].rows[-1]).note == "he laughed"
        assert refused(lambda: book.story(book.state.cards[named("card")].rows[0])) == "card.burned"
        book.say(disk.build("heard", MINA, says="family"))
    for pair in combinations(made.parts, 2):
        recover(disk.folder, private_key(pair), NEW, disk.random_bytes, CHEAPEST)
    disk.SENTENCE = NEW
    disk.open()


def test_parts_that_were_not_copied_are_not_put_in_force(disk: Disk) -> None:
    """Whoever reads back other words, one paper, or a mixed pair keeps the parts that were in force."""
    old, fresh = new_parts(disk.random_bytes), new_parts(disk.random_bytes)
    put_in_force(disk.desk, old, old.parts[:2])
    for back, key in (
        (old.parts[:2], "parts.read-back"),
        (fresh.parts[:1], "parts.one-alone"),
        ((fresh.parts[0], old.parts[1]), "parts.other-set"),
    ):
        assert refused(lambda back=back: put_in_force(disk.desk, fresh, back)) == key
    disk.desk.close()
    recover(disk.folder, private_key(old.parts[1:]), disk.SENTENCE, disk.random_bytes, CHEAPEST)
    put_in_force(disk.open().desk, fresh, fresh.parts)
    disk.desk.close()
    again = private_key(old.parts[1:])
    assert refused(lambda: recover(disk.folder, again, NEW, disk.random_bytes, CHEAPEST)) == "parts.not-this-book"
    disk.open()


def test_papers_open_no_book_that_is_open(disk: Disk) -> None:
    """One process holds a desk."""
    put_in_force(disk.desk, MADE, MADE.parts[:2])
    assert refused(lambda: recover(disk.folder, PRIVATE, NEW, disk.random_bytes, CHEAPEST)) == "desk.in-use"


@pytest.mark.parametrize("lang", LANGS)
def test_what_stands_on_a_paper(lang: str) -> None:
    """Its number, that it opens nothing alone, and its words; not what for, nor by what program; it fits a page."""
    sheets = [sheet(part, lang) for part in MADE.parts]
    for part, text in zip(MADE.parts, sheets, strict=True):
        words = "".join(text.split("\n\n")[1].splitlines())
        assert recovery.read(words) == part
        assert Catalogue(lang).text("parts", f"title-{part.number}") in text
        assert Catalogue(lang).text("parts", "alone") in text
        assert not re.search("나루|naru|장부|账本|book|돈|钱|money", text.partition("\n\n")[0], re.IGNORECASE)
        assert len(text.splitlines()) == 8 and max(map(len, text.splitlines())) < 80
    assert len({text.split("\n\n")[0] for text in sheets}) == 3
    assert repr(MADE) == "NewParts()"


# -------------------------------------------------------------------------------------------------- the machine is lost


def seen(state: State, today: int) -> dict[str, object]:
    """What she asks of a book, without names: everything here must come back to the unit."""
    return {
        "books": {of: sorted(books(order).lines, key=str) for of, order in state.orders.items()},
        "ends": {of: standing(order, today) for of, order in state.orders.items()},
        "owes": list(owes(state)),
        "exposure": {of: exposure(state, of, today) for of in (*state.carriers, *state.roads)},
        "cash": {of: (carrier.cash, carrier.promised, carrier.done) for of, carrier in state.carriers.items()},
        "years": state.years,
        "gone": state.carried_forward,
        "marks": {of: (case.heard, case.proof, case.refused) for of, case in state.cases.items()},
        "taken": {of: carrier.taken for of, carrier in state.carriers.items()},
        "blocked": {of: road.blocked for of, road in state.roads.items()},
        "debts": {of: (d.owed, d.promised, d.waived, d.doubtful, d.disputed) for of, d in state.debts.items()},
        "market": encode(state.market),
        "handed": {of: (payout.handed(order), payout.noted(order)) for of, order in state.orders.items()},
    }


def test_the_books_come_back_equal(life: tuple[Desk, Path], tmp_path: Path) -> None:
    """Who owes whom what, exposures, yearly sums, marks; what is gone is counted; the book opens and is sound."""
    first, file = life
    found = brought(file, tmp_path / "second")
    state = first.state
    assert found.head == first.head
    shelves = (state.cases, state.carriers, state.roads, state.persons)
    assert found.gone.names == sum(map(len, shelves)) and found.gone.rows == first.head.seq
    assert found.gone.words == sum("word" in order.flags for order in state.orders.values())
    with opened(tmp_path / "second") as second:
        assert seen(second.state, LATER) == seen(state, LATER)
        assert seen(second.state, LATER) != seen(State(state.desk, state.valuation), LATER)
        told = audit(second)
        assert told.sound and told.covered == first.head.seq and told.opened == 1
    assert sorted(os.listdir(tmp_path)) == ["2024-06-20.backup", "first", "second"]


def test_heads_on_paper_still_find_their_rows(life: tuple[Desk, Path], tmp_path: Path) -> None:
    """The old rows are in the new log under their digests, though nobody can open them."""
    first, file = life
    heads = [(row.seq, row.digest) for row in first.log.read(1)]
    brought(file, tmp_path / "second")
    with opened(tmp_path / "second") as second:
        for seq, digest in (heads[0], heads[len(heads) // 2], heads[-1]):
            assert row_of_head(second, " ".join(head_words(digest, "en"))) == seq
            assert refused(lambda seq=seq: second.story(seq)) == "card.burned"
            assert refused(lambda seq=seq: second.event(seq)) == "log.key-missing"


def test_everything_can_still_be_looked_at(life: tuple[Desk, Path], tmp_path: Path) -> None:
    """Short codes for names, statements, and an export that an accounting program finds nothing wrong with."""
    first, file = life
    orders = list(first.state.orders)
    brought(file, tmp_path / "second")
    with opened(tmp_path / "second") as second:
        names = DeskNames(second, Catalogue("ko"))
        for of in second.state.carriers:
            assert names.name(of) == code(of) and names.find("carrier", code(of)) == of
        for of in orders:
            assert page(statement(second, of, LATER), "ko")
        text = beancount(second, os.urandom, "ko")
    (tmp_path / "desk.beancount").write_text(text, encoding="utf-8")
    checked = subprocess.run([BEAN_CHECK, "--no-cache", tmp_path / "desk.beancount"], capture_output=True, check=False)
    assert checked.returncode == 0, checked.stderr
    assert '* "restored"' in text


def test_the_book_goes_on(disk: Disk, tmp_path: Path) -> None:
    """The order on its way is finished in the restored book; it snapshots, burns, is backed up and restored once
    more."""
    put_in_force(disk.desk, MADE, MADE.parts[:2])
    disk.sent("R1")
    disk.promise("R2", gross="500,000 KRW")
    disk.say("stop", MINA, says="family")
    disk.say("taken", PARK)
    file = write(disk.desk, tmp_path / "lost", disk.clock()).path
    disk.desk.close()
    folder = disk.folder
    shutil.rmtree(folder)

    restore(file, folder, PRIVATE, disk.SENTENCE, disk.clock, seeded("two"), profile=CHEAPEST)
    disk.open()
    assert disk.refusal("send", "R2", amount="500,000 KRW") == "stop.family-refused"
    assert disk.refusal("promise", "R3", case=MINA) != ""
    disk.accept("3,000 CNY", on=2024_05_10)
    disk.say("card", "card", case=MINA, story={"name": "Invented Somebody"})
    disk.say("word", "R2", story={"word": "호박"})
    disk.say("case", "second home", story={"name": "cousin"})
    assert disk.books() == {"sent": 1_000_000, "accepted": 600_000, "fee:0": 400_000}
    assert audit(disk.desk).sound and audit(disk.again().desk).sound
    disk.desk.snapshot()
    disk.say("burn", "card")
    assert audit(disk.again().desk).sound
    assert refused(lambda: disk.desk.story(disk.state.cards[named("card")].rows[0])) == "card.burned"

    once_more = write(disk.desk, tmp_path / "again", disk.clock()).path
    found = restore(once_more, tmp_path / "third", PRIVATE, NEW, disk.clock, seeded("three"), profile=CHEAPEST)
    assert found.gone.cards == 0 and found.gone.words == 1 and found.gone.rows == disk.desk.head.seq
    with Desk.open(tmp_path / "third", NEW, disk.clock, disk.random_bytes, allow_cheap=True) as third:
        assert seen(third.state, disk.today) == seen(disk.state, disk.today) and audit(third).sound


def test_a_retry_from_before_is_not_written_twice(disk: Disk, tmp_path: Path) -> None:
    """A command that was said before the machine was lost is known by its id; its story cannot be compared any more."""
    put_in_force(disk.desk, MADE, MADE.parts[:2])
    disk.promise("R1")
    send = disk.build("send", "R1", amount="1,000,000 KRW")
    disk.take(send)
    brought(write(disk.desk, tmp_path, disk.clock()).path, tmp_path / "second")
    with opened(tmp_path / "second") as second:
        assert refused(lambda: second.say(send)) == "desk.other-content"


def test_the_same_papers_open_the_restored_book(disk: Disk, tmp_path: Path) -> None:
    """And a hold that was on is on."""
    put_in_force(disk.desk, MADE, MADE.parts[:2])
    disk.desk.keyring.change(legal_hold=True)
    brought(write(disk.desk, tmp_path, disk.clock()).path, tmp_path / "second")
    recover(tmp_path / "second", private_key(MADE.parts[1:]), disk.SENTENCE, disk.random_bytes, CHEAPEST)
    assert refused(lambda: opened(tmp_path / "second")) == "keyring.wrong-passphrase"
    with opened(tmp_path / "second", disk.SENTENCE) as second:
        assert second.keyring.legal_hold


# ------------------------------------------------------------------------------------------- what a backup does not say


def plain(file: Path) -> bytes:
    """Everything in a backup, for whoever has two papers."""
    return b"".join(stream.read(file, stream.key_of(file, PRIVATE)))


def keys_of(book: Desk) -> dict[str, bytes]:
    """Every key the desk has."""
    held = book.keyring.keys.current.contents
    found = {f"object {number}": key for number, key in generation.unpack_keys(held).items()}
    found |= {f"case {n}": book.keyring.keys.case_key(n) for n in held.cases if book.keyring.keys.has_case(n)}
    found |= {f"mark {first}": key for first, key in held.header_keys if key}
    found |= {
        f"books {n}": book.keyring.keys.books_key(n) for n in range(book.state.next_key) if book.keyring.keys.has(n)
    }
    return found | {"log": held.log_key, "slot": held.slot_key}


def test_no_name_no_word_and_no_key_is_in_a_backup(life: tuple[Desk, Path]) -> None:
    """Opened with two papers, searched for every nickname, word, note and key; all of them are in the desk."""
    book, file = life
    stories = "".join(str(book.story(row.seq)) for row in book.log.read(2) if row.seq not in snapshots(book))
    planted = [secret for secret in SECRETS if secret in stories]
    assert len(planted) >= 6
    inside, outside = plain(file), file.read_bytes()
    for secret in planted:
        for way in ("utf-8", "utf-16-le", "euc-kr"):
            assert secret.encode(way) not in inside and secret.encode(way) not in outside
    keys = keys_of(book)
    whole = encode(book.keyring.keys.current.contents)
    for name, key in keys.items():
        assert key in whole or name.startswith(("case", "books"))
        assert key not in inside and key.hex().encode() not in inside and key not in outside, name
    for reader in (book.keyring.keys.current.private, MADE.secret, PRIVATE):
        assert reader not in inside


def snapshots(book: Desk) -> set[int]:
    """Rows whose story is a whole state, or that are burned."""
    found = set()
    for row in book.log.read(1):
        try:
            book.story(row.seq)
        except (Refusal, msgspec.MsgspecError):
            found.add(row.seq)
    return found


def test_what_is_left_out_of_the_state(life: tuple[Desk, Path]) -> None:
    """Cards, words, tags and key numbers; nothing else, and the desk's own state is not touched."""
    book, _ = life
    before = encode(book.state)
    copy = bare(book.state)
    assert encode(book.state) == before
    assert not copy.cards and all(not said & 0xFFFFFFFFF for said in copy.said.values())
    assert copy.said.keys() == book.state.said.keys()
    assert not any("word" in order.flags for order in copy.orders.values())
    assert encode(bare(copy)) == encode(copy)
    assert seen(copy, LATER) == seen(book.state, LATER)
    fields = {name for name in State.__struct_fields__ if getattr(copy, name) != getattr(book.state, name)}
    rest = {"said", "next_key", "next_case", "snapshot", "generation"}
    rest |= {"orders", "cases", "persons", "carriers", "roads"}
    assert fields <= rest | {"cards", "debts"}


def test_a_card_is_not_in_a_backup(disk: Disk, tmp_path: Path) -> None:
    """Neither what is in it nor that it is whose; only how many there were."""
    put_in_force(disk.desk, MADE, MADE.parts[:2])
    disk.say("card", "card", case=MINA, story={"name": "Invented Somebody", "place": "by the mill"})
    disk.say("card", "ash", case=MINA, story={"name": "Invented Other"})
    disk.say("burn", "ash")
    file = write(disk.desk, tmp_path, disk.clock()).path
    assert b"Invented" not in plain(file) and named("card") not in plain(file) and MINA in plain(file)
    assert books_of(disk.state).cards == 1
    assert brought(file, tmp_path / "second").gone.cards == 1


# -------------------------------------------------------------------------------------------------------------- refused


def test_no_backup_without_papers(disk: Disk, tmp_path: Path) -> None:
    """Nobody could open it."""
    assert refused(lambda: write(disk.desk, tmp_path / "b", disk.clock())) == "backup.no-parts"
    assert not (tmp_path / "b").exists()


def test_where_a_backup_goes(disk: Disk, tmp_path: Path) -> None:
    """Into a folder under the day's name, and the next free one; to a file of its own, never over one."""
    put_in_force(disk.desk, MADE, MADE.parts[:2])
    folder = tmp_path / "stick"
    folder.mkdir()
    names = [write(disk.desk, folder, disk.clock()).path.name for _ in range(3)]
    assert names == [f"2024-05-01{more}{ENDING}" for more in ("", "-2", "-3")]
    made = write(disk.desk, tmp_path / "mine", disk.clock())
    assert (made.path, made.head, made.size) == (tmp_path / "mine", disk.desk.head, (tmp_path / "mine").stat().st_size)
    assert refused(lambda: write(disk.desk, tmp_path / "mine", disk.clock())) == "backup.exists"
    assert refused(lambda: write(disk.desk, tmp_path / "no" / "folder", disk.clock())) == "disk.no-such-place"


def test_papers_of_another_time(disk: Disk, tmp_path: Path) -> None:
    """A backup opens with the papers that were in force when it was made, and with no others."""
    put_in_force(disk.desk, MADE, MADE.parts[:2])
    old = write(disk.desk, tmp_path / "old", disk.clock()).path
    later = new_parts(disk.random_bytes)
    put_in_force(disk.desk, later, later.parts[:2])
    new = write(disk.desk, tmp_path / "new", disk.clock()).path
    other = private_key(later.parts[:2])
    assert refused(lambda: brought(new, tmp_path / "a")) == refused(lambda: brought(old, tmp_path / "a", other))
    assert refused(lambda: brought(new, tmp_path / "a")) == "backup.other-parts"
    assert brought(old, tmp_path / "a").head == brought(new, tmp_path / "b", other).head


@pytest.fixture
def backup(disk: Disk, tmp_path: Path) -> Path:
    """A small backup."""
    put_in_force(disk.desk, MADE, MADE.parts[:2])
    disk.sent("R1")
    return write(disk.desk, tmp_path / "backup", disk.clock()).path


def test_a_bad_backup_leaves_nothing(backup: Path, tmp_path: Path) -> None:
    """Cut, altered, missing, or of another time than the clock: no folder is made, nothing is left beside it."""
    data = backup.read_bytes()
    (tmp_path / "cut").write_bytes(data[:-1])
    (tmp_path / "bad").write_bytes(data[:-100] + b"x" + data[-99:])
    for name in ("cut", "bad"):
        assert refused(lambda name=name: brought(tmp_path / name, tmp_path / "second")) == "backup.damaged"
    assert refused(lambda: brought(tmp_path / "none", tmp_path / "second")) == "backup.missing"
    assert refused(lambda: brought(backup, tmp_path / "second", day=2024_04_01)) == "clock.behind"
    assert sorted(os.listdir(tmp_path)) == ["backup", "bad", "cut", "mina"]


def test_a_place_that_is_taken(backup: Path, tmp_path: Path) -> None:
    """A book, a file, a folder with something in it; an empty folder will do, and what a crash left is cleared."""
    (tmp_path / "file").write_bytes(b"mine")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter").write_bytes(b"mine")
    (tmp_path / "second.new").mkdir()
    (tmp_path / "second.new" / "letter").write_bytes(b"mine")
    for name in ("mina", "file", "full", "second"):
        assert refused(lambda name=name: brought(backup, tmp_path / name)) == "backup.place-taken"
    assert (tmp_path / "full" / "letter").read_bytes() == (tmp_path / "second.new" / "letter").read_bytes() == b"mine"
    (tmp_path / "empty").mkdir()
    shutil.copytree(tmp_path / "mina", tmp_path / "empty.new")
    assert refused(lambda: brought(backup, tmp_path / "empty")) == "backup.place-taken"
    assert (tmp_path / "empty.new" / "keyring" / "slot").exists(), "somebody's book that happens to be called so"
    (tmp_path / "empty.new" / "restoring").touch()
    brought(backup, tmp_path / "empty")
    assert sorted(os.listdir(tmp_path / "empty")) == ["door", "keyring", "log"]
    assert not (tmp_path / "empty.new").exists()


def test_a_backup_that_does_not_come_out_equal_is_taken_away(
    backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the fault was: better no book than a wrong one."""
    real = Desk.take_over

    def wrong(book: Desk, state: State, head: Head) -> None:
        order = next(iter(state.orders.values()))
        order.sent_pay += 1
        real(book, state, head)

    monkeypatch.setattr(Desk, "take_over", wrong)
    assert refused(lambda: brought(backup, tmp_path / "second")) == "backup.not-restored"
    assert sorted(os.listdir(tmp_path)) == ["backup", "mina"]


def test_a_crash_in_the_middle_leaves_no_half_book(
    backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is left beside the place is cleared by the next try."""

    def crash(book: Desk, state: State, head: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Desk, "take_over", crash)
        patch.setattr("naru.custody.restore._forget", lambda fresh: None)
        with pytest.raises(KeyboardInterrupt):
            brought(backup, tmp_path / "second")
    assert sorted(os.listdir(tmp_path)) == ["backup", "mina", "second.new"]
    brought(backup, tmp_path / "second")
    assert sorted(os.listdir(tmp_path)) == ["backup", "mina", "second"]


def test_a_desk_that_stopped_is_not_backed_up(disk: Disk, tmp_path: Path) -> None:
    """What is in memory is ahead of the log then."""
    put_in_force(disk.desk, MADE, MADE.parts[:2])
    disk.desk.stop()
    assert refused(lambda: write(disk.desk, tmp_path / "b", Instant(1, 2024_05_01, 1))) == "desk.reopen"


def test_books_that_do_not_add_up(disk: Disk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sealed by somebody who knows the public key: the audit of the new book says no before it has a name."""
    put_in_force(disk.desk, MADE, MADE.parts[:2])
    disk.sent("R1")
    books = books_of(disk.state)
    books.state.orders[named("R1")].book.balances["KRW"][OWED] += 1
    monkeypatch.setattr("naru.custody.backup.books_of", lambda state: books)
    file = write(disk.desk, tmp_path / "b", disk.clock()).path
    assert refused(lambda: brought(file, tmp_path / "second")) == "backup.not-restored"
    assert sorted(os.listdir(tmp_path)) == ["b", "mina"]
