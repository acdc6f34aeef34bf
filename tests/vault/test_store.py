"""What every store of logs keeps to, whatever keeps the rows; and a desk lives on any of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from naru.desk.audit import audit
from naru.desk.desk import Desk
from naru.refusal import Refusal
from naru.vault.kdf import CHEAPEST
from naru.vault.log import sqlcipher
from naru.vault.log.chain import start
from naru.vault.log.interface import Head, Log, Store
from testkit.chained import numbered
from testkit.house import MINA, Disk, accounts, named
from testkit.keyrings import DESK
from testkit.memory_log import MemoryStore

KEY = bytes(range(32))


@pytest.fixture(params=["memory", "sqlcipher"])
def store(request: pytest.FixtureRequest) -> Store:
    """Each store there is."""
    stores: dict[str, Store] = {"memory": MemoryStore(), "sqlcipher": sqlcipher}
    return stores[request.param]


@pytest.fixture
def log(store: Store, tmp_path: Path) -> Iterator[Log]:
    """A new log."""
    one = store.create(tmp_path, KEY, DESK)
    yield one
    one.close()


@pytest.mark.parametrize("many", [1, 2, 250, 251, 501])
def test_what_was_appended_is_read_back(store: Store, log: Log, tmp_path: Path, many: int) -> None:
    """Whole, from a row on, between two, and one by itself; the head is the last one, also after opening anew."""
    told = numbered(many)
    assert log.head() == start(DESK)
    log.append(start(DESK), told)
    again = store.open_(tmp_path, KEY, DESK)
    for one in (log, again):
        assert one.head() == Head(told[-1].seq, told[-1].digest)
        assert list(one.read(1)) == told
        assert list(one.read(many)) == told[-1:]
        assert list(one.read(1, many - 1)) == told[:-1]
        assert list(one.read(many + 1)) == []
        assert one.one(many) == told[-1]
        assert one.has_room()
    again.close()


def test_a_row_that_is_not_there_is_a_gap(log: Log) -> None:
    """It says which."""
    log.append(start(DESK), numbered(2))
    with pytest.raises(Refusal, match=r"^log\.gap$") as caught:
        log.one(3)
    assert caught.value.facts == {"row": 3}


def test_nothing_is_appended_after_another_head(log: Log) -> None:
    """Whoever had not seen the last row writes nothing, and the log goes on as it was."""
    told = numbered(3)
    log.append(start(DESK), told[:2])
    for wrong in (start(DESK), Head(1, told[0].digest), Head(2, told[0].digest)):
        with pytest.raises(Refusal, match=r"^log\.moved$"):
            log.append(wrong, told[2:])
    assert log.head() == Head(2, told[1].digest)
    log.append(log.head(), told[2:])
    assert list(log.read(1)) == told


def test_an_empty_log_belongs_to_its_desk(store: Store, tmp_path: Path) -> None:
    """Opened as another desk's it has another head, so nothing that fits there fits here."""
    store.create(tmp_path, KEY, DESK).close()
    other = store.open_(tmp_path, KEY, bytes(16))
    assert other.head() == start(bytes(16)) != start(DESK)
    other.close()


def test_a_log_is_there_until_it_is_removed(store: Store, tmp_path: Path) -> None:
    """Removing what is not there is no error; what is missing, or shut with another key, is not opened."""
    assert not store.exists(tmp_path)
    store.remove(tmp_path)
    store.create(tmp_path, KEY, DESK).close()
    assert store.exists(tmp_path)
    with pytest.raises(Refusal, match=r"^log\.damaged$"):
        store.open_(tmp_path, bytes(32), DESK)
    store.remove(tmp_path)
    assert not store.exists(tmp_path)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(Refusal, match=r"^log\.missing$"):
        store.open_(tmp_path, KEY, DESK)


class Kept(Disk):
    """Mina's book, its log in some store."""

    def __init__(self, folder: Path, store: Store) -> None:
        self.store = store
        super().__init__(folder)

    def begin(self, valuation: str) -> None:
        """A new desk."""
        self.desk = Desk.new(
            self.folder, self.SENTENCE, valuation, self.clock, self.random_bytes, profile=CHEAPEST, store=self.store
        )

    def open(self) -> Disk:
        """Open it again."""
        self.desk = Desk.open(
            self.folder, self.SENTENCE, self.clock, self.random_bytes, allow_cheap=True, store=self.store
        )
        return self


def test_a_desk_lives_on_any_store(store: Store, tmp_path: Path) -> None:
    """Made, spoken to, burned in, closed and opened: the same books, whole at its audit, and a second is not made."""
    book = Kept(tmp_path / "mina", store)
    book.sent()
    book.say("card", card := named("card"), case=MINA, story={"name": "강물"})
    told = book.desk.story(book.desk.head.seq).name
    book.say("burn", card)
    book.accept("3,000 CNY")
    books = accounts(book.order())
    book.again()
    assert (told, accounts(book.order())) == ("강물", books)
    book.desk.snapshot()
    book.again()
    found = audit(book.desk)
    assert (found.sound, found.rows) == (True, book.desk.head.seq)
    assert [row.seq for row in book.desk.log.read(1)] == list(range(1, found.rows + 1))
    with pytest.raises(Refusal, match=r"^keyring\.exists$"):
        Kept(book.folder, store)
    book.desk.close()
    assert sorted(each.name for each in book.folder.iterdir() if each.name.startswith("log")) == (
        ["log"] if store is sqlcipher else []
    )


def test_a_desk_whose_making_failed_leaves_no_log(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The log goes with it, wherever it was kept, and the next making finds the place free."""

    def fails(self: Desk) -> int:
        raise Refusal("disk.full")

    with monkeypatch.context() as full:
        full.setattr(Desk, "snapshot", fails)
        with pytest.raises(Refusal, match=r"^disk\.full$"):
            Kept(tmp_path / "mina", store)
    assert not store.exists(tmp_path / "mina")
    Kept(tmp_path / "mina", store).desk.close()
