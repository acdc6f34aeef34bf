"""Records that a law demands: written with the row, sealed to somebody who was never here, beyond every burn."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from naru.custody import archive as desk_archive
from naru.custody.backup import write
from naru.custody.papers import new_parts, private_key, put_in_force
from naru.custody.readers import invite
from naru.custody.restore import restore
from naru.desk.audit import audit
from naru.desk.clock import Instant
from naru.rules.demands import DEMANDS
from naru.vault import archive, boxes
from naru.vault.archive import Archive
from naru.vault.kdf import CHEAPEST
from naru.vault.log import rows
from testkit.house import MINA, PARK, Disk, named, refused, seeded

LAWYER = "세 여우가 등불을 들고 집에 간다".encode()
KEY = archive.new_key(LAWYER, CHEAPEST, seeded("lawyer"))
CARD = named("card")


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    """Mina's book, which keeps what US law demands; a name, an order sent and believed, a sign, a note."""
    disk = Disk(tmp_path / "book", "USD")
    desk_archive.keep(disk.desk, "us", archive.read_public(KEY.public))
    disk.say("case", named("home"), story={"name": "brother"})
    disk.say("card", CARD, case=MINA, story={"name": "Invented Brother", "place": "an invented town", "source": "0-0"})
    disk.sent()
    disk.say("heard", MINA, says="receiver", story={"phone": "own", "note": "he coughs"})
    disk.accept("3,000 CNY")
    yield disk
    disk.desk.close()


def read(disk: Disk, key: bytes = KEY.private, sentence: bytes = LAWYER) -> list[dict[str, Any]]:
    """Hand the records over and open them, as the lawyer does on another machine."""
    out = disk.folder.parent / f"handed {len(list(disk.folder.parent.iterdir()))}"
    desk_archive.hand_over(disk.desk, out)
    return [record for _, record in desk_archive.read(out.read_bytes(), archive.unlock(key, sentence))]


def test_the_lawyer_reads_what_is_demanded_and_no_field_more(disk: Disk) -> None:
    """Who, how much, when, on what terms; not the telephone, not the note, not what she was asked beside it."""
    found = read(disk)
    assert [record["kind"] for record in found] == ["case", "card", "promise", "send", "accept"]
    _, card, promise, send, accept = found
    assert card["story"] == {"says": "sender", "name": "Invented Brother", "place": "an invented town"}
    assert promise["facts"]["terms"]["gross"] == "1000000 KRW"
    assert promise["facts"]["terms"]["payout"] == [{"currency": "CNY", "rate": "200 KRW = 1.00 CNY"}]
    assert promise["facts"]["terms"]["hands"] == [PARK.hex()]
    assert (send["day"], send["facts"]["amount"]) == ("2024-05-01", "1000000 KRW")
    assert accept["facts"]["amount"] == "3000.00 CNY"
    assert accept["of"] == send["of"] == promise["of"]
    assert "coughs" not in str(found) and "0-0" not in str(found)
    demand = DEMANDS["us"]
    for record in found:
        assert record.get("facts", {}).keys() <= set(demand.facts) and record["story"].keys() <= set(demand.story)


def test_burning_does_not_reach_it_and_nothing_here_opens_it(disk: Disk) -> None:
    """The order, the card and the home burn; the records are there; no key of the book opens one of them."""
    before = read(disk)
    disk.say("burn", CARD)
    disk.desk.snapshot(burn=[named("R1")])
    disk.desk.snapshot(case=MINA)
    assert audit(disk.desk).sound
    assert [record for record in read(disk) if record in before] == before
    found, keyring = disk.desk.keyring.keys.current, disk.desk.keyring
    held = [found.private, found.contents.log_key, found.contents.slot_key, *keyring.keys.objects.values()]
    held += [keyring.keys.case_key(number) for number in found.contents.cases]
    for row in disk.desk.log.read(1):
        assert not any(boxes.unseal(row.parts[-size:], key) for key in held for size in archive.RECORDS)


def test_every_row_carries_one_so_that_having_one_says_nothing(disk: Disk) -> None:
    """What is demanded and what is not look alike: the record of a call has the size of the record of a payment."""
    first = disk.state.cases[MINA].rows[0]
    sizes = {}
    for row in disk.desk.log.read(1):
        sizes[row.seq] = len(rows.record(row.seq, row.parts, disk.desk.keyring.keys.header_key(row.seq)))
    assert sizes[first] == 0  # written before she set it up
    paid, heard = disk.order().rows[1], disk.state.cases[MINA].rows[-1]
    assert sizes[paid] == sizes[heard] == 512 + boxes.OVERHEAD


def test_only_with_the_right_key_and_the_right_sentence(disk: Disk, tmp_path: Path) -> None:
    """Another archive's key, a wrong sentence, the public half, a torn file: each is told apart in one sentence."""
    other = archive.new_key(LAWYER, CHEAPEST, seeded("another"))
    assert refused(lambda: read(disk, other.private)) == "archive.not-this-key"
    assert refused(lambda: read(disk, KEY.private, Disk.SENTENCE)) == "archive.wrong-passphrase"
    assert refused(lambda: read(disk, KEY.public)) == "archive.not-a-key"
    assert refused(lambda: archive.read_public(KEY.private)) == "archive.not-a-key"
    out = tmp_path / "out"
    desk_archive.hand_over(disk.desk, out)
    handed, private = out.read_bytes(), archive.unlock(KEY.private, LAWYER)
    for torn in (b"", handed[:-1], handed[:40], handed[:60] + b"x" + handed[61:], handed + b"x"):
        assert refused(lambda data=torn: list(desk_archive.read(data, private))) == "archive.not-records"
    for torn in (b"", KEY.private[:-1], KEY.private[:20]):
        assert refused(lambda data=torn: archive.unlock(data, LAWYER)) == "archive.not-a-key"
    assert refused(lambda: desk_archive.hand_over(disk.desk, out)) == "archive.exists"
    assert out.read_bytes() == handed


def test_a_record_cannot_be_taken_out_or_exchanged_unseen(disk: Disk) -> None:
    """It lies in its row: whoever holds the log's key and changes one breaks the chain."""
    row = next(iter(disk.desk.log.read(disk.order().rows[1])))
    kept = rows.record(row.seq, row.parts, disk.desk.keyring.keys.header_key(row.seq))
    for parts in (row.parts[: -len(kept)], row.parts[:-1] + bytes([row.parts[-1] ^ 1])):
        disk.desk.log._db.execute("UPDATE log SET parts = ? WHERE seq = ?", (parts, row.seq))
        found = audit(disk.desk)
        assert (found.broken, found.why) == (row.seq, "chain")


def test_what_cannot_be_set_up(disk: Disk) -> None:
    """A place whose law demands nothing we know of; a helper who asks; a book that keeps none."""
    public = archive.read_public(KEY.public)
    assert refused(lambda: desk_archive.keep(disk.desk, "kr", public)) == "archive.no-demand"
    invite(disk.desk, "Jiho", b"a sentence of the helper", CHEAPEST, disk.today, cases=[MINA])
    disk.desk.close()
    disk.SENTENCE = b"a sentence of the helper"  # type: ignore[misc]
    disk.open()
    assert refused(lambda: desk_archive.keep(disk.desk, "us", public)) == "readers.owner-only"
    plain = Disk(disk.folder.parent / "plain")
    assert refused(lambda: desk_archive.hand_over(plain.desk, disk.folder.parent / "x")) == "archive.none"
    plain.desk.close()


def test_it_goes_on_in_a_restored_book(disk: Disk, tmp_path: Path) -> None:
    """The public key is in the backup's capsule: old records are handed over, new ones are written."""
    made = new_parts(disk.random_bytes)
    put_in_force(disk.desk, made, made.parts[:2])
    before = read(disk)
    saved = write(disk.desk, tmp_path / "saved", Instant(disk.clock.at, disk.today, 0)).path
    disk.desk.close()
    home = tmp_path / "restored"
    restore(saved, home, private_key(made.parts[:2]), Disk.SENTENCE, disk.clock, disk.random_bytes, profile=CHEAPEST)
    disk.folder = home
    disk.open()
    assert disk.desk.keyring.archive == Archive(archive.read_public(KEY.public), "us")
    disk.say("case", named("later"), story={"name": "l"})
    found = read(disk)
    assert found[: len(before)] == before
    assert found[-1]["kind"] == "case" and found[-1]["story"]["name"] == "l"


@pytest.mark.parametrize("size", [0, 1, 507, 508, 509, 1020, 16_380])
def test_any_length_up_to_the_last_step(size: int) -> None:
    """A record comes back as it was; its box has one of six sizes."""
    random_bytes = seeded("one")
    public, private = boxes.key_pair(random_bytes)
    sealed = archive.seal(Archive(public, "us"), b"r" * size, random_bytes)
    assert (len(sealed) - boxes.OVERHEAD) in {512 << n for n in range(6)}
    handed = archive.hand_over([archive.Handed(7, b"whatever lies before" + sealed)])
    assert list(archive.open_all(handed, private)) == ([(7, b"r" * size)] if size else [])
