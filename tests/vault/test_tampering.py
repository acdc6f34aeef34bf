"""Somebody has the files in their hands, and some of the keys, and alters them: it is seen, and nothing is written.

What `test_keyring_input` and `test_capsule` try by samples is tried here at every byte and every length; a check that
anybody can make anew is made anew. Then the log, by somebody who holds its key.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

import msgspec
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sqlcipher3 import dbapi2 as sqlcipher

from naru.desk.audit import audit, row_of_head
from naru.desk.desk import Desk
from naru.i18n.catalogue import Catalogue
from naru.i18n.languages import LANGS
from naru.i18n.words import head_words
from naru.refusal import Refusal
from naru.vault import boxes, files, kdf
from naru.vault.backup import capsule, stream
from naru.vault.backup.capsule import Capsule
from naru.vault.kdf import CAP
from naru.vault.keyring import generation, opening, paper, readers, slot
from naru.vault.log import chain, rows
from naru.vault.log.interface import Head, Row
from testkit.house import MINA, Disk, command, named
from testkit.keyrings import DESK, SENTENCE, contents, new, reopen, seeded
from testkit.power.cuts import watched

PRIVATE = bytes(range(32))
CATALOGUES = [Catalogue(lang) for lang in LANGS]
Open = Callable[[bytes], object]


def said(refusal: Refusal) -> str:
    """The key of a refusal that has its sentence in every language."""
    for catalogue in CATALOGUES:
        assert catalogue.refusal(refusal)
    return refusal.key


def refused(run: Callable[[], object]) -> str:
    """The key something is refused with; nothing was written by then. Empty where it is not refused."""
    with watched(nothing_is_written):
        try:
            run()
        except Refusal as refusal:
            return said(refusal)
    return ""


def nothing_is_written(call: str, args: object, go: Callable[[], object]) -> object:
    """Stands around every call of the file layer that writes."""
    raise AssertionError(f"written: {call}")


def altered(data: bytes) -> Iterator[bytes]:
    """The bytes with one bit turned, at every byte; then cut off at every length; then one byte too many."""
    for at in range(len(data)):
        yield data[:at] + bytes([data[at] ^ 1 << at % 8]) + data[at + 1 :]
    for length in range(len(data)):
        yield data[:length]
    yield data + b"\0"


# -------------------------------------------------------------------------------------------------- the keyring's files


class Sealed(NamedTuple):
    """A sealed file: its bytes, how it is opened, and what it may be refused with."""

    data: bytes
    open: Open
    keys: set[str]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A desk's folder: a keyring with paper parts."""
    new(tmp_path / "desk").access.add_recovery(PRIVATE)
    return tmp_path / "desk"


@contextmanager
def given_instead(name: str, data: bytes) -> Iterator[None]:
    """Whoever reads the file of this name gets other bytes."""
    real = files.read

    def read(path: Path, limit: int) -> bytes:
        return data if path.name == name else real(path, limit)

    with mock.patch.object(files, "read", read):
        yield


def by_sentence(folder: Path, name: str) -> Sealed:
    """A file of the keyring, opened as she opens it."""
    home = folder / "keyring"
    who = opening.credentials(opening.unlock(home, SENTENCE, allow_cheap=True))

    def run(data: bytes) -> object:
        with given_instead(name, data):
            if name.startswith("reader-"):
                return opening.unlock(home, SENTENCE, allow_cheap=True)
            return opening.find(home, who, seeded(5))

    return Sealed((home / name).read_bytes(), run, {"keyring.damaged", "keyring.newer-format"})


def by_paper(folder: Path, name: str) -> Sealed:
    """The paper parts' file, opened by them."""
    home = folder / "keyring"

    def run(data: bytes) -> object:
        with given_instead(name, data):
            return paper.unlock(home, PRIVATE)

    return Sealed((home / name).read_bytes(), run, {"keyring.damaged", "keyring.newer-format"})


def of(folder: Path, kind: str) -> Sealed:
    """The sealed file of a kind."""
    name = next(path.name for path in sorted((folder / "keyring").iterdir()) if path.name.startswith(kind))
    return by_paper(folder, name) if kind == "recovery" else by_sentence(folder, name)


@pytest.mark.parametrize("kind", ["reader", "recovery"])
def test_a_reader_s_file_altered_anywhere(folder: Path, kind: str) -> None:
    """Every byte, every length."""
    sealed = of(folder, kind)
    assert {refused(lambda data=data: sealed.open(data)) for data in altered(sealed.data)} == sealed.keys


def generation_of(folder: Path) -> Sealed:
    """The generation file straight at its seal, with the epoch key that opens it."""
    sealed = of(folder, "g")
    who = opening.credentials(opening.unlock(folder / "keyring", SENTENCE, allow_cheap=True))
    whole = (folder / "keyring" / "slot").read_bytes()
    record = slot.unpack(whole[:4096], who.slot_key) or slot.unpack(whole[4096:], who.slot_key)
    assert record is not None
    number, epoch = record.generation, boxes.unseal(record.sealed[who.id], who.privates[0])
    assert epoch is not None and generation.unpack(sealed.data, DESK, number, epoch)
    return sealed._replace(open=lambda data: generation.unpack(data, DESK, number, epoch))


def test_a_generation_altered_anywhere(folder: Path) -> None:
    """Every byte of 16 KiB and every length, straight at the seal; and at its borders as she opens it."""
    sealed, whole = generation_of(folder), of(folder, "g")
    assert {refused(lambda data=data: sealed.open(data)) for data in altered(sealed.data)} == sealed.keys
    for at in (0, 7, 8, 9, 10, 11, 12, 19, 20, 43, 44, 59, 60, len(sealed.data) - 17, len(sealed.data) - 1):
        turned = sealed.data[:at] + bytes([sealed.data[at] ^ 0x10]) + sealed.data[at + 1 :]
        for data in (turned, sealed.data[:at]):
            assert refused(lambda data=data: whole.open(data)) in sealed.keys


def test_the_record_in_the_slot_altered_anywhere(folder: Path) -> None:
    """Every byte of the half in force, every length of the file; the blank half is her own noise and is laid anew."""
    sealed = of(folder, "slot")
    halves = sealed.data[:4096], sealed.data[4096:]
    force = 0 if halves[0].startswith(b"NARUSLOT") else 1
    seen = set()
    for at in range(4096 * force, 4096 * force + 4096):
        data = sealed.data[:at] + bytes([sealed.data[at] ^ 1 << at % 8]) + sealed.data[at + 1 :]
        seen.add(refused(lambda data=data: sealed.open(data)))
    for length in range(len(sealed.data)):
        seen.add(refused(lambda length=length: sealed.open(sealed.data[:length])))
    seen.add(refused(lambda: sealed.open(sealed.data + b"\0")))
    assert seen == sealed.keys


@pytest.mark.parametrize("kind", ["reader", "recovery"])
def test_whoever_alters_a_file_can_make_its_open_check_anew(folder: Path, kind: str) -> None:
    """The check tells damage from a wrong sentence and is no secret: what it covers is refused all the same.

    One field of a reader's file is read by nobody, its profile's name: where only that was altered, it opens as it was.
    """
    sealed = of(folder, kind)
    good, seen = sealed.open(sealed.data), set()
    for data in altered(sealed.data[:-32]):
        key = refused(lambda data=data: sealed.open(checked(data)))
        if not key:
            assert kind == "reader" and told_by(sealed.open(checked(data))) == told_by(good)
        seen.add(key)
    wrong = {"", "keyring.wrong-passphrase", "keyring.kdf-beyond-cap"} if kind == "reader" else {"parts.not-this-book"}
    assert seen == sealed.keys | wrong


def test_bytes_that_are_no_text_are_damage(folder: Path) -> None:
    """In her own file; and in one planted beside it, before it in the order of names, which must lock nobody out."""
    sealed = of(folder, "reader")
    planted = checked(sealed.data[:-32].replace(b"cheapest", b"\xffheapest"))
    assert refused(lambda: sealed.open(planted)) == "keyring.damaged"
    path = folder / "keyring" / "reader-0000000000000000"
    path.write_bytes(planted)
    path.chmod(0o600)
    assert reopen(folder).keys.has(0)


def checked(body: bytes) -> bytes:
    """The bytes of a reader's file with its check made anew."""
    return body + hashlib.blake2b(body, digest_size=32).digest()


def told_by(opened: object) -> object:
    """What the sentence opened, and all the file said beside it but its profile's name."""
    assert isinstance(opened, readers.Opened)
    return opened.secret, msgspec.structs.replace(opened.file, profile="")


# ------------------------------------------------------------------------------------- what a reader's file may ask for


def asking(sealed: Sealed, **numbers: object) -> bytes:
    """Her reader's file with other numbers in it, and its check made anew."""
    fields = msgspec.msgpack.decode(sealed.data[10:-32])
    return checked(sealed.data[:10] + msgspec.msgpack.encode({**fields, **numbers}))


BEYOND = (
    {"memory_kib": CAP.memory_kib + 1},
    {"memory_kib": 2**63},
    {"memory_kib": -1},
    {"memory_kib": 7},
    {"passes": CAP.passes + 1},
    {"passes": 2**64 - 1},
    {"passes": 0},
)
NO_NUMBERS = ({"memory_kib": 8.5}, {"memory_kib": True}, {"passes": "1"}, {"passes": None}, {"salt": bytes(15)})


def test_numbers_beyond_the_cap_take_no_memory_and_no_time(folder: Path) -> None:
    """Just above it, far above, below what there is, and no number at all: refused before a byte is stretched.

    Planted beside hers, before it in the order of names, such a file costs her nothing.
    """
    sealed, planted = of(folder, "reader"), folder / "keyring" / "reader-0000000000000000"
    with mock.patch.object(kdf.argon2id, "kdf", side_effect=AssertionError("stretched")):
        for numbers in BEYOND:
            assert refused(lambda numbers=numbers: sealed.open(asking(sealed, **numbers))) == "keyring.kdf-beyond-cap"
        for numbers in NO_NUMBERS:
            assert refused(lambda numbers=numbers: sealed.open(asking(sealed, **numbers))) == "keyring.damaged"
    for numbers in BEYOND:
        planted.write_bytes(asking(sealed, id="0000000000000000", **numbers))
        planted.chmod(0o600)
        assert reopen(folder).keys.has(0)
        planted.write_bytes(asking(sealed, id="0000000000000000", **numbers))


# ------------------------------------------------------------------------------------------------- backups and streams


def small(path: Path) -> bytes:
    """A backup of three short rows, in whatever size of chunks is in force."""
    told, head = [], chain.start(DESK)
    for seq in (1, 2, 3):
        told.append(chain.link(head, 2800, bytes([seq]) * 100))
        head = Head(seq, told[-1].digest)
    held = Capsule(DESK, 1_700_000_000, 3, head.digest, False, b"books")
    capsule.write(path, boxes.public_of(PRIVATE), held, told, seeded(4))
    return path.read_bytes()


def test_a_backup_altered_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every byte and length of a stream whose chunks were made 64 bytes short; also with its head's check made anew."""
    monkeypatch.setattr(stream, "CHUNK_BYTES", 64)
    monkeypatch.setattr(stream, "_SEALED_BYTES", 64 + 17)
    path, head = tmp_path / "whole", 8 + 2 + 80
    data = small(path)
    assert len(data) == head + 32 + 24 + 8 * (64 + 17)

    def key(spoiled: bytes) -> str:
        with mock.patch.object(stream, "_file", lambda path: BytesIO(spoiled)):
            assert refused(lambda: list(capsule.rows(path, PRIVATE)))
            return refused(lambda: capsule.check(path, PRIVATE))

    keys = {"backup.not-a-backup", "backup.newer-format"}
    assert {key(spoiled) for spoiled in altered(data)} == keys | {"backup.damaged"}
    turned = (data[:at] + bytes([data[at] ^ 1 << at % 8]) + data[at + 1 : head] for at in range(head))
    assert {key(checked(front) + data[head + 32 :]) for front in turned} == keys | {"backup.other-parts"}


# --------------------------------------------------------------------------------------------------------- a log's rows


class Book(NamedTuple):
    """A closed book and what somebody knows who has the key of its log: all rows, and the head on her paper.

    `snapshot` is the row of the last snapshot; `older` is the folder as it was before that; `foreign` are the rows of
    another desk with the same sentence, which lies in the folder `sora`.
    """

    folder: Path
    older: Path
    sora: Path
    key: bytes
    desk: bytes
    clock: Any
    told: tuple[Row, ...]
    snapshot: int
    paper: str
    foreign: tuple[Row, ...]


def live(folder: Path, seed: str) -> Disk:
    """A life with everything in it: snapshots, an order that burned, one under way, an envelope that is ash."""
    disk = Disk(folder, seed=seed)
    disk.sent()
    disk.accept("3,000 CNY")
    disk.say("card", named("C1"), case=MINA, story={"name": "강물"})
    disk.desk.snapshot(burn=[named("R1")])
    disk.sent("R2", gross=500_000)
    disk.desk.close()
    shutil.copytree(folder, folder.with_name(f"{folder.name}-older"))
    disk.open().desk.snapshot()
    disk.say("burn", named("C1"))
    disk.accept("500 CNY", "R2")
    disk.say("card", named("C2"), case=MINA, story={"name": "이모"})
    disk.sent("R3", gross=300_000)
    return disk


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """One book, and another whose rows might be passed off for its own."""
    folder = tmp_path_factory.mktemp("tampering")
    other = live(folder / "sora", "sora")
    foreign = tuple(other.desk.log.read(1))
    other.desk.close()
    disk = live(folder / "mina", "mina")
    desk, ring = disk.desk, disk.desk.keyring
    paper_head = " ".join(head_words(desk.head.digest, "ko"))
    told = tuple(desk.log.read(1))
    places = disk.folder, folder / "mina-older", other.folder
    made = Book(*places, ring.log_key, ring.desk_id, disk.clock, told, disk.state.snapshot[0], paper_head, foreign)
    desk.close()
    return made


def opened(book: Book, folder: Path) -> Desk:
    """Open the book in a folder as she does."""
    return Desk.open(folder, Disk.SENTENCE, book.clock, seeded(7), allow_cheap=True)


def with_key(book: Book, folder: Path) -> Any:
    """The log of a folder in the hands of somebody who has its key."""
    db = sqlcipher.connect(str(folder / "log"), isolation_level=None)
    db.execute(f"PRAGMA key=\"x'{book.key.hex()}'\"")
    return db


def rewritten(book: Book, folder: Path, told: Iterable[Row]) -> Path:
    """A copy of the book whose log holds these rows instead."""
    if folder.exists():
        shutil.copy(book.folder / "log", folder / "log")
    else:
        shutil.copytree(book.folder, folder)
    db = with_key(book, folder)
    db.execute("PRAGMA synchronous=OFF")
    db.execute("BEGIN")
    db.execute("DELETE FROM log")
    db.executemany("INSERT INTO log VALUES (?,?,?,?)", told)
    db.execute("COMMIT")
    db.close()
    return folder


def mended(book: Book, told: Iterable[Row]) -> list[Row]:
    """The chain worked out again over these rows: it has no key, so whoever has the file can do that."""
    head, made = chain.start(book.desk), []
    for row in told:
        made.append(chain.link(Head(row.seq - 1, head.digest), row.week, row.parts))
        head = Head(row.seq, made[-1].digest)
    return made


def how_found(book: Book, folder: Path) -> str:
    """How an altered book is found out: "refused", "audit" or "paper"; empty where it is not. Nothing is written."""
    before = lying(folder)
    try:
        with opened(book, folder) as desk:
            if not audit(desk).sound:
                return "audit"
            return "" if row_of_head(desk, book.paper) == len(book.told) else "paper"
    except Refusal as refusal:
        said(refusal)
        return "refused"
    finally:
        assert lying(folder) == before


def lying(folder: Path) -> dict[str, bytes]:
    """What lies in a folder: the log, the keyring's files; of the slot, whose blank is laid anew, the record."""
    ring = contents(folder)
    halves = ring["slot"][:4096], ring["slot"][4096:]
    record = next(half for half in halves if half.startswith(b"NARUSLOT"))
    return {**ring, "slot": record, "log": (folder / "log").read_bytes()}


def test_a_row_altered_anywhere_opens_nowhere(book: Book, tmp_path: Path) -> None:
    """Every byte and length of an order's row and of an envelope's: asked for, it is refused, never half believed."""
    with opened(book, rewritten(book, tmp_path / "copy", book.told)) as desk:
        order, card = desk.state.orders[named("R3")].rows[0], desk.state.cards[named("C2")].rows[0]
        for row in (book.told[order - 1], book.told[card - 1]):
            keys, header_key = desk.keyring.keys, desk.keyring.keys.header_key(row.seq)
            assert rows.unseal(row.seq, row.parts, header_key, keys).story
            for data in altered(row.parts):
                with pytest.raises(rows.Torn):
                    rows.unseal(row.seq, data, header_key, keys)
                with mock.patch.object(desk.log, "one", lambda seq, data=data, row=row: row._replace(parts=data)):
                    assert refused(lambda row=row: desk.story(row.seq)) == "log.broken-row"
        others = [book.told[order], book.told[order - 2], *book.foreign[order - 2 : order + 1]]
        for other in others:
            with mock.patch.object(desk.log, "one", lambda seq, other=other: other._replace(seq=seq)):
                assert refused(lambda: desk.event(order)) == "log.broken-row"
                assert refused(lambda: desk.story(order)) == "log.broken-row"


def turned(row: Row, at: int) -> Row:
    """The row with one bit of its parts turned."""
    return row._replace(parts=row.parts[:at] + bytes([row.parts[at] ^ 1]) + row.parts[at + 1 :])


HEADER, BOOKS, STORY = rows.NONCE + 1, rows.NONCE + 50, -1
"""a byte of each part"""
Alter = Callable[[list[Row], Book], list[Row]]


def at(place: int, alter: Callable[[Row], Row]) -> Alter:
    """Alter the row at a place, counted from the last snapshot (0), or from the front where it is below -20."""
    return lambda told, book: [
        alter(row) if row.seq == (book.snapshot + place if place > -20 else place + 100) else row for row in told
    ]


def swapped(told: list[Row], one: int, other: int) -> list[Row]:
    """Two rows change what is in them."""
    parts = {one: told[other].parts, other: told[one].parts}
    return [row._replace(parts=parts.get(index, row.parts)) for index, row in enumerate(told)]


def numbered(told: Iterable[Row]) -> list[Row]:
    """Numbers without a gap."""
    return [row._replace(seq=seq) for seq, row in enumerate(told, start=1)]


BURNED_ROW = -100 + 10
"""the first order's promise: it burned with the first snapshot but one"""

WAYS: dict[str, tuple[Alter, str, str]] = {
    # what is done: how it is found as it is, and after the chain was worked out again
    "header after the snapshot": (at(2, lambda row: turned(row, HEADER)), "refused", "refused"),
    "books after the snapshot": (at(2, lambda row: turned(row, BOOKS)), "refused", "refused"),
    "story after the snapshot": (at(2, lambda row: turned(row, STORY)), "refused", "paper"),
    "header before the snapshot": (at(-2, lambda row: turned(row, HEADER)), "audit", "audit"),
    "books before the snapshot": (at(-2, lambda row: turned(row, BOOKS)), "audit", "audit"),
    "books that burned": (at(BURNED_ROW, lambda row: turned(row, BOOKS)), "audit", "paper"),
    "story that burned": (at(BURNED_ROW, lambda row: turned(row, STORY)), "audit", "paper"),
    "another week": (at(2, lambda row: row._replace(week=row.week + 1)), "refused", "paper"),
    "a digest": (at(-3, lambda row: row._replace(digest=bytes(32))), "audit", ""),
    "two rows after the snapshot swapped": (
        lambda told, book: swapped(told, book.snapshot, book.snapshot + 2),
        "refused",
        "refused",
    ),
    "two rows before the snapshot swapped": (lambda told, book: swapped(told, 3, book.snapshot - 2), "audit", "audit"),
    "a row left out": (
        lambda told, book: numbered([*told[: book.snapshot], *told[book.snapshot + 1 :]]),
        "refused",
        "refused",
    ),
    "an early row left out": (lambda told, book: numbered(told[:4] + told[5:]), "refused", "refused"),
    "an early gap": (lambda told, book: told[:4] + told[5:], "audit", "audit"),
    "a row twice": (lambda told, book: numbered([*told, told[-1]]), "refused", "refused"),
    "another desk's row": (
        lambda told, book: [*told[:-1], told[-1]._replace(parts=book.foreign[-1].parts)],
        "refused",
        "refused",
    ),
    "another desk's log": (lambda told, book: list(book.foreign), "refused", "refused"),
    "the last row cut off": (lambda told, book: told[:-1], "paper", "paper"),
    "everything after the snapshot cut off": (lambda told, book: told[: book.snapshot], "paper", "paper"),
    "cut off before the snapshot": (lambda told, book: told[: book.snapshot - 1], "refused", "refused"),
    "nothing left": (lambda told, book: [], "refused", "refused"),
}


@pytest.mark.parametrize("way", WAYS)
def test_each_way_of_altering_the_log_is_found(book: Book, tmp_path: Path, way: str) -> None:
    """By the next opening, by the audit, or by the head on her paper; at the latest by that one."""
    alter, plain, again = WAYS[way]
    told = alter(list(book.told), book)
    assert how_found(book, rewritten(book, tmp_path / "plain", told)) == plain
    assert how_found(book, rewritten(book, tmp_path / "again", mended(book, told))) == again


def test_a_log_altered_beneath_an_open_book_is_found(book: Book, tmp_path: Path) -> None:
    """The tail cut off while she has it open: the audit says so, and the next thing she says is refused."""
    with opened(book, rewritten(book, tmp_path / "copy", book.told)) as desk:
        db = with_key(book, tmp_path / "copy")
        db.execute("DELETE FROM log WHERE seq = ?", (len(book.told),))
        db.close()
        found = audit(desk)
        assert (found.broken, found.why) == (len(book.told), "chain")
        with pytest.raises(Refusal) as caught:
            desk.say(command("stuck", named("R3"), id=named("said"), day=book.clock.today))
        assert said(caught.value) == "log.moved"


# -------------------------------------------------------------------------------- whole files of another time or desk


def exchanged(book: Book, folder: Path, source: Path, *names: str) -> Path:
    """A copy of the book in which these files are those of another folder."""
    shutil.copytree(book.folder, folder)
    for name in names:
        whole = folder / name
        shutil.rmtree(whole) if whole.is_dir() else whole.unlink()
        (shutil.copytree if (source / name).is_dir() else shutil.copy)(source / name, whole)
    return folder


def key_of(book: Book, folder: Path) -> str:
    """The key with which a folder is refused."""
    before = lying(folder)
    with pytest.raises(Refusal) as caught:
        opened(book, folder)
    assert lying(folder) == before
    return said(caught.value)


def test_files_of_another_desk_do_not_mix(book: Book, tmp_path: Path) -> None:
    """Her log with Sora's keyring, Sora's log with hers, both with the same sentence."""
    assert key_of(book, exchanged(book, tmp_path / "ring", book.sora, "keyring")) == "log.damaged"
    assert key_of(book, exchanged(book, tmp_path / "log", book.sora, "log")) == "log.damaged"


def test_files_of_last_week_do_not_mix(book: Book, tmp_path: Path) -> None:
    """Last week's log with today's keyring, last week's keyring with today's log: refused.

    The whole folder of last week opens, as a copy put back in need must; the head on her paper is not in it.
    """
    assert key_of(book, exchanged(book, tmp_path / "log", book.older, "log")) == "log.older-than-keyring"
    older = key_of(book, exchanged(book, tmp_path / "ring", book.older, "keyring"))
    assert older == "keyring.older-than-log"
    both = exchanged(book, tmp_path / "both", book.older, "log", "keyring")
    assert how_found(book, both) == "paper"


# -------------------------------------------------------------------------------- any edit by whoever has the log's key

SEQ, PLACE = st.integers(0, 40), st.integers(0, 600)
EDITS = st.one_of(
    st.tuples(st.just("turn"), SEQ, PLACE, st.integers(1, 255)),
    st.tuples(st.just("digest"), SEQ, st.integers(0, 31), st.integers(1, 255)),
    st.tuples(st.just("week"), SEQ, st.integers(0, 2**32 - 1)),
    st.tuples(st.just("parts"), SEQ, st.binary(max_size=500)),
    st.tuples(st.just("cut"), SEQ, PLACE),
    st.tuples(st.just("more"), SEQ, st.binary(min_size=1, max_size=70)),
    st.tuples(st.just("swap"), SEQ, SEQ),
    st.tuples(st.just("move"), SEQ, SEQ),
    st.tuples(st.just("again"), SEQ, SEQ),
    st.tuples(st.just("delete"), SEQ, st.integers(1, 5)),
    st.tuples(st.just("tail"), SEQ),
    st.tuples(st.just("foreign"), SEQ, SEQ),
)


def edited(book: Book, told: list[Row], edit: tuple[Any, ...]) -> list[Row]:
    """One edit of the rows. Places beyond the end count from the front again."""
    kind, *numbers = edit
    if not told:
        return told
    first = numbers[0] % len(told)
    row = told[first]

    def put(**changes: Any) -> list[Row]:
        return [*told[:first], row._replace(**changes), *told[first + 1 :]]

    match kind:
        case "turn" | "digest":
            name = "parts" if kind == "turn" else "digest"
            data = bytearray(getattr(row, name) or b"\0")
            data[numbers[1] % len(data)] ^= numbers[2]
            return put(**{name: bytes(data)})
        case "week":
            return put(week=numbers[1])
        case "parts":
            return put(parts=numbers[1])
        case "cut":
            return put(parts=row.parts[: numbers[1] % (len(row.parts) + 1)])
        case "more":
            return put(parts=row.parts + numbers[1])
        case "swap":
            return swapped(told, first, numbers[1] % len(told))
        case "move":
            rest = told[:first] + told[first + 1 :]
            to = numbers[1] % (len(rest) + 1)
            return [*rest[:to], row, *rest[to:]]
        case "again":
            to = numbers[1] % (len(told) + 1)
            return [*told[:to], row, *told[to:]]
        case "delete":
            return told[:first] + told[first + numbers[1] :]
        case "tail":
            return told[:first]
        case _:
            return put(parts=book.foreign[numbers[1] % len(book.foreign)].parts)


@given(edits=st.lists(EDITS, min_size=1, max_size=3), mend=st.booleans(), gapless=st.booleans())
def test_any_edit_is_found_from_the_head_on_paper(
    book: Book, tmp_path_factory: pytest.TempPathFactory, edits: list[tuple[Any, ...]], mend: bool, gapless: bool
) -> None:
    """Edited, deleted, reordered, rolled back, from elsewhere, with the chain worked out again or not: never unseen."""
    told = list(book.told)
    for edit in edits:
        told = edited(book, told, edit)
    told = numbered(told) if gapless or len({row.seq for row in told}) < len(told) else told
    told = mended(book, told) if mend else told
    assume(sorted(told) != list(book.told))
    assert how_found(book, rewritten(book, tmp_path_factory.getbasetemp() / "any-edit", told))


def test_a_book_nobody_touched_is_not_found(book: Book, tmp_path: Path) -> None:
    """The control: opened, audited, and the head on her paper is the last row's."""
    assert how_found(book, rewritten(book, tmp_path / "copy", book.told)) == ""


def sql(book: Book, folder: Path, *statements: str) -> Path:
    """A copy of the book on whose log somebody with its key ran statements."""
    shutil.copytree(book.folder, folder)
    db = with_key(book, folder)
    for statement in statements:
        db.execute(statement)
    db.close()
    return folder


LOOSE = (
    "ALTER TABLE log RENAME TO old",
    "CREATE TABLE log (seq, week, parts, digest)",
    "INSERT INTO log SELECT * FROM old",
)
"""a table that keeps whatever is put into it, under the name of the log's"""


def test_a_snapshot_whose_state_was_altered_is_refused(book: Book, tmp_path: Path) -> None:
    """The chain worked out again: the state in it does not open, and she is told which row."""
    told = [turned(row, STORY) if row.seq == book.snapshot else row for row in book.told]
    assert how_found(book, rewritten(book, tmp_path / "copy", mended(book, told))) == "refused"


@pytest.mark.parametrize("week", [2**32, 2**40, -1])
def test_a_week_no_row_can_have_is_refused(book: Book, tmp_path: Path, week: int) -> None:
    """In the last row, at the opening."""
    folder = sql(book, tmp_path / "copy", f"UPDATE log SET week = {week} WHERE seq = {len(book.told)}")  # noqa: S608
    assert how_found(book, folder) == "refused"


@pytest.mark.parametrize("change", ["week = 'abc'", "week = NULL", "parts = 'abc'", "parts = 7", "digest = 'abc'"])
def test_a_column_of_another_type_is_refused(book: Book, tmp_path: Path, change: str) -> None:
    """The table was replaced by one that takes anything."""
    update = f"UPDATE log SET {change} WHERE seq = {len(book.told) if 'digest' not in change else book.snapshot - 1}"  # noqa: S608
    assert how_found(book, sql(book, tmp_path / "copy", *LOOSE, update)) == "refused"


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRIGGER t AFTER INSERT ON log BEGIN DELETE FROM log WHERE seq = NEW.seq; END",
        "CREATE TABLE beside (what)",
    ],
)
def test_whatever_was_added_to_the_log_file_is_found(book: Book, tmp_path: Path, statement: str) -> None:
    """A trigger that eats every new row lets her read "written down" and forgets it; at the opening she is told."""
    assert how_found(book, sql(book, tmp_path / "copy", statement))


@pytest.mark.parametrize("seq", [0, -5, (1 << 62) + 5])
def test_rows_where_none_can_be_are_found(book: Book, tmp_path: Path, seq: int) -> None:
    """Before the first, or far behind the last: nobody reads them; the far one stops every command with `log.moved`."""
    insert = f"INSERT INTO log VALUES ({seq}, 1, x'00', zeroblob(32))"  # noqa: S608
    assert how_found(book, sql(book, tmp_path / "copy", "PRAGMA ignore_check_constraints=ON", insert))
