"""The backup file: sealed to one key, refused when one byte is missing or another, and honest about the disk."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import msgspec
import pytest

from naru.vault import boxes
from naru.vault.backup import capsule, stream
from naru.vault.backup.capsule import Capsule
from naru.vault.backup.stream import CHUNK_BYTES
from naru.vault.log.interface import Row
from testkit.backups import DESK, PRIVATE, PUBLIC, held, rows, seeded
from testkit.house import refused
from testkit.power.cuts import Failing, watched

HEAD_BYTES, START_BYTES, SEALED_BYTES = 8 + 2 + 80 + 32, 24, CHUNK_BYTES + 17


OTHER = boxes.key_pair(seeded(2))[1]


def make(path: Path, count: int = 20, books: bytes = b"the books", seed: int = 4) -> Capsule:
    """Write a backup of invented rows."""
    told = rows(count)
    capsule.write(path, PUBLIC, held(told, books), told, seeded(seed))
    return held(told, books)


def read(path: Path, private: bytes = PRIVATE) -> tuple[Capsule, list[Row]]:
    """Read all of it, twice over, as restoring does."""
    return capsule.check(path, private), list(capsule.rows(path, private))


@pytest.mark.parametrize("count", [1, 2, 249, 250, 251, 1000])
def test_what_went_in_comes_out(tmp_path: Path, count: int) -> None:
    """Rows with their digests, and the books."""
    told = rows(count)
    size = capsule.write(tmp_path / "b", PUBLIC, held(told), told, seeded(4))
    assert read(tmp_path / "b") == (held(told), told)
    assert size == (tmp_path / "b").stat().st_size and os.listdir(tmp_path) == ["b"]
    assert (tmp_path / "b").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("spare", range(-12, 13))
def test_books_that_end_at_the_border_of_a_chunk(tmp_path: Path, spare: int) -> None:
    """Or a byte before or behind it."""
    books = bytes(4 * CHUNK_BYTES - 20 * 390 + spare)
    assert read_of(tmp_path, books) == books
    bare = len(msgspec.msgpack.encode(held(rows(1), b""))) + 4
    assert read_of(tmp_path, bytes(CHUNK_BYTES - bare + spare)) == bytes(CHUNK_BYTES - bare + spare)


def read_of(folder: Path, books: bytes) -> bytes:
    """Write books and read them."""
    path = folder / str(len(books))
    make(path, books=books)
    return capsule.check(path, PRIVATE).books


def test_a_size_is_a_step(tmp_path: Path) -> None:
    """Books and rows of many sizes make files of few; none is padded by more than an eighth, once past the least."""
    sizes: dict[int, list[int]] = {}
    for count in range(10, 2000, 70):
        make(tmp_path / str(count), count)
        sizes.setdefault((tmp_path / str(count)).stat().st_size, []).append(count)
    assert len(sizes) <= 12
    for size, counts in sizes.items():
        if size > 20 * CHUNK_BYTES:
            assert size < max(counts) * 392 * 9 / 8 + 5 * CHUNK_BYTES


def test_nothing_of_it_can_be_read_from_outside(tmp_path: Path) -> None:
    """Not the desk's id, not a row, not the books; two backups of one book have no bytes in common behind the magic."""
    told = rows(20)
    for name, seed in (("one", 1), ("two", 2)):
        capsule.write(tmp_path / name, PUBLIC, held(told, b"who owes whom what"), told, seeded(seed))
    one, two = ((tmp_path / name).read_bytes() for name in ("one", "two"))
    for secret in (DESK, told[3].parts[:32], told[3].digest, b"who owes whom", PUBLIC):
        assert secret not in one
    assert one[:10] == two[:10]
    assert not {one[at : at + 16] for at in range(10, len(one), 16)} & {two[at : at + 16] for at in range(10, len(two))}


# -------------------------------------------------------------------------------------------------------------- refused


def test_cut_anywhere(tmp_path: Path) -> None:
    """At every border, beside every border, in the whole head, and at a stride that meets every part."""
    make(tmp_path / "whole")
    data, path = (tmp_path / "whole").read_bytes(), tmp_path / "cut"
    borders = [0, 8, 10, 90, HEAD_BYTES, *range(HEAD_BYTES + START_BYTES, len(data) + 1, SEALED_BYTES)]
    assert borders[-1] == len(data)
    near = {at + by for at in borders for by in (-1, 0, 1)}
    places = sorted(at for at in near | {*range(HEAD_BYTES + 30), *range(0, len(data), 97)} if 0 <= at < len(data))
    seen = set()
    for at in places:
        path.write_bytes(data[:at])
        seen.add(refused(lambda: capsule.check(path, PRIVATE)))
        assert refused(lambda: list(capsule.rows(path, PRIVATE)))
    assert seen == {"backup.not-a-backup", "backup.damaged"} and len(places) > 700


def test_altered_anywhere(tmp_path: Path) -> None:
    """One bit turned: in every byte of the head and the first chunk's front, then at a stride; one byte too many."""
    make(tmp_path / "whole")
    data, path = (tmp_path / "whole").read_bytes(), tmp_path / "bad"
    seen = set()
    for at in {*range(HEAD_BYTES + START_BYTES + 40), *range(0, len(data), 101), len(data) - 1}:
        path.write_bytes(data[:at] + bytes([data[at] ^ 1 << at % 8]) + data[at + 1 :])
        seen.add(refused(lambda: capsule.check(path, PRIVATE)))
    assert seen == {"backup.not-a-backup", "backup.newer-format", "backup.damaged"}
    path.write_bytes(data + b"\0")
    assert refused(lambda: capsule.check(path, PRIVATE)) == "backup.damaged"


def test_chunks_moved_about(tmp_path: Path) -> None:
    """Left out, twice, or in another order; or taken from another backup of the same book."""
    make(tmp_path / "one", 300)
    make(tmp_path / "two", 301, seed=5)
    data, other = ((tmp_path / name).read_bytes() for name in ("one", "two"))
    front = HEAD_BYTES + START_BYTES
    chunks = [data[at : at + SEALED_BYTES] for at in range(front, len(data), SEALED_BYTES)]
    foreign = [other[at : at + SEALED_BYTES] for at in range(front, len(other), SEALED_BYTES)]
    for spoiled in (
        chunks[1:],
        chunks[:2] + chunks[3:],
        [chunks[1], chunks[0], *chunks[2:]],
        [chunks[0], *chunks],
        [*chunks, chunks[-1]],
        [*foreign[:1], *chunks[1:]],
        [*chunks[:-1], foreign[-1]],
    ):
        (tmp_path / "bad").write_bytes(data[:front] + b"".join(spoiled))
        assert refused(lambda: capsule.check(tmp_path / "bad", PRIVATE)) == "backup.damaged"
    (tmp_path / "bad").write_bytes(other[:HEAD_BYTES] + data[HEAD_BYTES:])
    assert refused(lambda: capsule.check(tmp_path / "bad", PRIVATE)) == "backup.damaged"


def test_other_parts_and_other_things(tmp_path: Path) -> None:
    """A key that is not its own; nothing there; a folder, a pipe, a picture, nothing in it; a later version."""
    make(tmp_path / "b")
    assert refused(lambda: read(tmp_path / "b", OTHER)) == "backup.other-parts"
    assert refused(lambda: read(tmp_path / "nowhere")) == "backup.missing"
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "empty").write_bytes(b"")
    (tmp_path / "picture").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(70_000))
    for name in ("pipe", ".", "empty", "picture"):
        assert refused(lambda name=name: read(tmp_path / name)) == "backup.not-a-backup"
    data = bytearray((tmp_path / "b").read_bytes())
    data[9] = 2
    (tmp_path / "later").write_bytes(data)
    assert refused(lambda: read(tmp_path / "later")) == "backup.newer-format"
    (tmp_path / "link").symlink_to(tmp_path / "b")
    assert read(tmp_path / "link") == read(tmp_path / "b")


def sealed(path: Path, records: list[bytes]) -> None:
    """A file somebody made who knows the public key, with whatever they like in it."""
    stream.write(path, PUBLIC, bytes(32), records, seeded(1))


def test_rightly_sealed_and_wrongly_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows that do not come to the head, a capsule that is none, a week no row can have, a length beyond all bounds."""
    told = rows(3)
    good, batch = msgspec.msgpack.encode(held(told)), [(row.week, row.parts) for row in told]
    pack = msgspec.msgpack.encode
    sealed(tmp_path / "good", [good, pack(batch)])
    assert read(tmp_path / "good") == (held(told), told)
    for number, records in enumerate(
        (
            [good],
            [good, pack(batch[:2])],
            [good, pack([*batch, batch[0]])],
            [good, pack([batch[1], batch[0], batch[2]])],
            [good, pack([(1 << 32, b"x")])],
            [good, pack([(-1, b"x")])],
            [good, b"\xff"],
            [good[:-1], pack(batch)],
            [pack({"desk": DESK}), pack(batch)],
            [],
        )
    ):
        sealed(tmp_path / str(number), records)
        assert refused(lambda number=number: read(tmp_path / str(number))) == "backup.damaged", number
    monkeypatch.setattr(stream, "_chunks", lambda records: [(b"\xff" * CHUNK_BYTES, stream.LAST)])
    sealed(tmp_path / "long", [])
    assert refused(lambda: read(tmp_path / "long")) == "backup.damaged"


# -------------------------------------------------------------------------------------------------------------- writing


def test_nothing_is_written_over(tmp_path: Path) -> None:
    """A file of that name, a link that leads nowhere, or somebody's own file where ours would be made."""
    (tmp_path / "there").write_bytes(b"mine")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    for name in ("there", "link"):
        assert refused(lambda name=name: make(tmp_path / name)) == "backup.exists"
    (tmp_path / "b.new").write_bytes(b"mine")
    assert refused(lambda: make(tmp_path / "b")) == "backup.exists"
    assert (tmp_path / "there").read_bytes() == (tmp_path / "b.new").read_bytes() == b"mine"
    for left in (b"", b"NARU", b"NARUBACK\0\1 and more"):
        (tmp_path / "b.new").write_bytes(left)
        make(tmp_path / "b")
        (tmp_path / "b").unlink()


def test_a_log_that_does_not_fit_together_is_not_backed_up(tmp_path: Path) -> None:
    """A row changed, left out, or missing at the end: nothing is left lying about."""
    told = rows(9)
    changed = told[4]._replace(parts=told[4].parts[:-1] + b"!")
    for spoiled in ([*told[:4], changed, *told[5:]], [*told[:4], *told[5:]], told[:-1]):
        key = refused(lambda spoiled=spoiled: capsule.write(tmp_path / "b", PUBLIC, held(told), spoiled, seeded(1)))
        assert key == "log.broken-row"
        assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EROFS])
def test_a_disk_that_fails_at_every_call(tmp_path: Path, number: int) -> None:
    """Either there is a whole backup of that name or none; the next try works, whatever was left."""
    at = 0
    while True:
        path, failing = tmp_path / str(at), Failing(at, number)
        with watched(failing):
            key = refused(lambda path=path: make(path))
        if key:
            assert key in ("disk.full", "disk.failed", "disk.read-only")
            if path.exists():
                read(path)
            else:
                make(path)
                read(path)
        if failing.calls <= at:
            assert not key and at > 5
            break
        at += 1


def test_what_the_disk_gave_back_is_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that takes every byte and keeps others: found before the backup has its name."""
    real = capsule.files.write

    def lying(fd: int, data: bytes) -> None:
        real(fd, data[:-1] + b"?")

    monkeypatch.setattr(capsule.files, "write", lying)
    assert refused(lambda: make(tmp_path / "b")) == "backup.damaged"
    assert os.listdir(tmp_path) == []
