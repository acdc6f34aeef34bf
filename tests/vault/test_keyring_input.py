"""What lies in the folder is not what Naru wrote: refused with the right sentence, never opened wrongly or harmed."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random

import msgspec
import pytest

from naru.refusal import Refusal
from naru.vault import boxes, files
from naru.vault.kdf import EVERYDAY
from naru.vault.keyring import generation, readers, slot
from naru.vault.keyring.keyring import Keyring
from testkit.keyrings import DESK, OTHER, SENTENCE, contents, new, reopen, seeded

KINDS = ("reader", "slot", "g1")


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A desk with one keyring."""
    new(tmp_path / "desk")
    return tmp_path / "desk"


def part(desk: Path, kind: str) -> Path:
    """The path of one of the three files."""
    return next((desk / "keyring").glob("reader-*")) if kind == "reader" else desk / "keyring" / kind


def refused(desk: Path, *keys: str, sentence: bytes = SENTENCE) -> None:
    """Opening is refused with one of these keys and leaves every file as it was."""
    before = {path: path.read_bytes() for path in (desk / "keyring").glob("*") if path.is_file()}
    with pytest.raises(Refusal) as caught:
        reopen(desk, sentence)
    assert caught.value.key in keys
    assert not caught.value.facts
    assert before == {path: path.read_bytes() for path in (desk / "keyring").glob("*") if path.is_file()}


def test_a_wrong_sentence_is_refused_and_erases_nothing(desk: Path) -> None:
    """As often as she likes."""
    for wrong in (OTHER, b"", SENTENCE + b" ", SENTENCE[:-1], bytes(5000)):
        refused(desk, "keyring.wrong-passphrase", sentence=wrong)
    assert reopen(desk).keys.has(0)


def test_nothing_there(tmp_path: Path, desk: Path) -> None:
    """No desk, no keyring folder, no reader file; then no slot, no generation."""
    for folder in (tmp_path / "none", tmp_path):
        with pytest.raises(Refusal, match=r"keyring\.missing"):
            reopen(folder)
    for kind, key in (("reader", "keyring.missing"), ("slot", "keyring.missing"), ("g1", "keyring.damaged")):
        shutil.copytree(desk, tmp_path / kind)
        part(tmp_path / kind, kind).unlink()
        refused(tmp_path / kind, key)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("data", [b"", b"\0", bytes(8192), bytes(range(256)) * 32, b"NARU" * 2048])
def test_another_content_is_damage(desk: Path, kind: str, data: bytes) -> None:
    """Empty, one byte, zeros, noise."""
    part(desk, kind).write_bytes(data)
    refused(desk, "keyring.damaged")


@pytest.mark.parametrize("kind", KINDS)
def test_a_cut_file_is_damage(desk: Path, kind: str) -> None:
    """At 40 places, and with bytes too many."""
    path = part(desk, kind)
    data = path.read_bytes()
    for length in Random(1).sample(range(1, len(data)), 40):
        path.write_bytes(data[:length])
        refused(desk, "keyring.damaged")
    path.write_bytes(data + b"\0")
    refused(desk, "keyring.damaged")


@pytest.mark.parametrize("kind", KINDS)
def test_a_changed_bit_is_seen(desk: Path, kind: str) -> None:
    """300 bits each; in the slot, a bit of the blank half is mended and a bit of the record is damage."""
    path, random_bytes = part(desk, kind), Random(2)
    data = path.read_bytes()
    newer = {"reader": {8, 9}, "slot": {8, 9, 10}, "g1": {8, 9, 10}}[kind]
    for _ in range(300):
        at = random_bytes.randrange(4096 if kind == "slot" else len(data))
        path.write_bytes(data[:at] + bytes([data[at] ^ 1 << random_bytes.randrange(8)]) + data[at + 1 :])
        refused(desk, "keyring.damaged", *(["keyring.newer-format"] if at in newer else []))
    path.write_bytes(data)
    reopen(desk)


def test_a_blank_half_with_a_changed_bit_is_written_anew(desk: Path) -> None:
    """It might be the rest of an old record: overwritten before anything else."""
    path = part(desk, "slot")
    data = path.read_bytes()
    path.write_bytes(data[:5000] + b"?" + data[5001:])
    key = reopen(desk).keys.current.contents.slot_key
    assert slot.is_blank(path.read_bytes()[4096:], key)
    assert path.read_bytes()[:4096] == data[:4096]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("other", ["folder", "link", "fifo", "device"])
def test_something_that_is_no_file(desk: Path, tmp_path: Path, kind: str, other: str) -> None:
    """A folder, a link (even to the right file), a FIFO, a device: refused without waiting for it."""
    path = part(desk, kind)
    path.rename(tmp_path / "moved")
    if other == "folder":
        path.mkdir(mode=0o700)
    elif other == "fifo":
        os.mkfifo(path, 0o600)
    else:
        path.symlink_to(tmp_path / "moved" if other == "link" else Path("/dev/zero"))
    with pytest.raises(Refusal, match=r"keyring\.not-a-file"):
        reopen(desk)


def test_the_folder_itself_may_be_no_link(desk: Path, tmp_path: Path) -> None:
    """Nor a file."""
    (desk / "keyring").rename(tmp_path / "moved")
    (desk / "keyring").symlink_to(tmp_path / "moved")
    with pytest.raises(Refusal, match=r"keyring\.not-a-file"):
        reopen(desk)
    (desk / "keyring").unlink()
    (desk / "keyring").write_bytes(b"")
    with pytest.raises(Refusal, match=r"keyring\.not-a-file"):
        reopen(desk)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o666])
@pytest.mark.parametrize("kind", [*KINDS, "folder"])
def test_what_others_may_read_is_refused(desk: Path, kind: str, mode: int) -> None:
    """Group or others, one file or the folder; what Naru makes itself is for its owner only."""
    path = desk / "keyring" if kind == "folder" else part(desk, kind)
    assert path.stat().st_mode & 0o777 == (0o700 if kind == "folder" else 0o600)
    path.chmod(mode | 0o100 if kind == "folder" else mode)
    with pytest.raises(Refusal, match=r"keyring\.too-open"):
        reopen(desk)


def test_files_of_another_user_are_refused(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Opened as somebody else, her new files would be lost to her."""
    monkeypatch.setattr(os, "geteuid", lambda: 4711)
    refused(desk, "keyring.not-yours")


def test_a_disk_that_knows_no_owner_is_refused_when_the_keyring_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some sticks show every file to everybody: said on the first day, and nothing left behind."""
    monkeypatch.setattr(files, "mkdir", lambda path: path.mkdir(mode=0o755))
    with pytest.raises(Refusal, match=r"keyring\.too-open"):
        new(tmp_path / "desk")
    assert not list((tmp_path / "desk").iterdir())


def test_a_desk_of_the_cheap_profile_is_no_real_desk(desk: Path) -> None:
    """Judged by its numbers, whatever it calls itself."""
    with pytest.raises(Refusal, match=r"keyring\.cheap-profile"):
        Keyring.open(desk, SENTENCE)
    rewrite_reader(desk, profile=EVERYDAY.name)
    with pytest.raises(Refusal, match=r"keyring\.cheap-profile"):
        Keyring.open(desk, SENTENCE)
    assert reopen(desk).keys.has(0)


def test_a_reader_file_that_asks_for_too_much_is_refused(desk: Path) -> None:
    """64 GiB."""
    rewrite_reader(desk, memory_kib=64 * 1024 * 1024)
    refused(desk, "keyring.kdf-beyond-cap")


def test_newer_formats_say_so(desk: Path, tmp_path: Path) -> None:
    """By version, by a second holder, by a hardware token: three files, one sentence."""
    for kind, at in (("reader", 9), ("slot", 9), ("g1", 9), ("slot", 10), ("g1", 10)):
        copy = tmp_path / f"{kind}{at}"
        shutil.copytree(desk, copy)
        data = bytearray(part(copy, kind).read_bytes())
        data[at] += 1
        part(copy, kind).write_bytes(data)
        refused(copy, "keyring.newer-format")
    rewrite_reader(desk, hardware=b"a token")
    refused(desk, "keyring.newer-format")


def rewrite_reader(desk: Path, **changes: object) -> None:
    """Change fields of the reader file as somebody can who knows the format, but not the sentence."""
    path = part(desk, "reader")
    file = msgspec.msgpack.decode(path.read_bytes()[10:-32], type=readers.ReaderFile)
    opened = readers.Opened(msgspec.structs.replace(file, **changes), reader_secret(desk), bytes(32))
    body = readers.close(opened, seeded(1))[:10] + msgspec.msgpack.encode(opened.file)
    path.write_bytes(body + files_check(body))


def files_check(body: bytes) -> bytes:
    """The plain check at the end of a reader file."""
    return hashlib.blake2b(body, digest_size=32).digest()


def reader_secret(desk: Path) -> readers.Secret:
    """What the reader file closes."""
    path = part(desk, "reader")
    return readers.unlock(path.read_bytes(), path.name[7:], SENTENCE, allow_cheap=True).secret


def test_a_planted_reader_file_locks_nobody_out(desk: Path) -> None:
    """Junk, a FIFO, a hostile or a foreign reader file beside hers, before it in the order of names."""
    home, hers = desk / "keyring", part(desk, "reader").read_bytes()
    (home / "reader-0000000000000000").write_bytes(b"junk")
    os.mkfifo(home / "reader-0000000000000001", 0o600)
    (home / "reader-0000000000000002").write_bytes(hers)
    (home / "reader-0000000000000002").chmod(0o600)
    (home / "notes.txt").write_text("hers")
    assert reopen(desk).keys.has(0)
    assert (home / "notes.txt").read_text() == "hers"


def test_a_keyring_of_another_desk_does_not_mix(desk: Path, tmp_path: Path) -> None:
    """Reader, slot or generation of another desk with the same sentence: none opens."""
    new(tmp_path / "other", seed=50)
    for kind in KINDS:
        copy = tmp_path / f"mix-{kind}"
        shutil.copytree(desk, copy)
        part(copy, kind).unlink()
        shutil.copy(part(tmp_path / "other", kind), copy / "keyring")
        refused(copy, "keyring.damaged")


def test_a_forged_generation_is_not_taken(desk: Path) -> None:
    """Who knows only what lies open (public keys) cannot slip in keys of their own, however high the number."""
    ring, random_bytes = reopen(desk), seeded(99)
    epoch, slot_key = random_bytes(32), random_bytes(32)
    forged = msgspec.structs.replace(ring.keys.current.contents, generation=9, log_key=bytes(32), slot_key=slot_key)
    publics = {ring.reader_id: boxes.public_of(ring.keys.current.private)}
    record = slot.pack(9, epoch, publics, slot_key, random_bytes)
    (desk / "keyring" / "g9").write_bytes(generation.pack(forged, epoch, random_bytes))
    path = part(desk, "slot")
    path.write_bytes(path.read_bytes()[:4096] + record)
    again = reopen(desk)
    assert again.generation == 1
    assert again.log_key == ring.log_key


def test_last_weeks_files_put_back_have_a_lower_generation(desk: Path, tmp_path: Path) -> None:
    """A whole old folder opens, as it must, but its number tells; an old slot or file alone opens nothing."""
    shutil.copytree(desk, tmp_path / "old")
    ring = reopen(desk)
    ring.change(drop=[1], make=1)
    assert reopen(tmp_path / "old").generation < ring.generation
    for kind in ("slot", "g1"):
        copy = tmp_path / f"mix-{kind}"
        shutil.copytree(desk, copy)
        shutil.copy(part(tmp_path / "old", kind), copy / "keyring")
        if kind == "slot":
            refused(copy, "keyring.damaged")
        else:
            assert not reopen(copy).keys.has(1)


def _change(**changes: object) -> Callable[[generation.Contents], generation.Contents]:
    return lambda contents: msgspec.structs.replace(contents, **changes)


@pytest.mark.parametrize(
    "spoil",
    [
        _change(runs=((0, 255),)),
        _change(runs=((0, 100), (50, 156))),
        _change(runs=((0, 256), (300, 0))),
        _change(next_key=255),
        _change(next_case=3),
        _change(header_keys=()),
        _change(header_keys=((5, bytes(32)),)),
        _change(header_keys=((0, bytes(32)), (0, bytes(32)))),
        _change(snapshot=(1, 256)),
        _change(readers={}),
        _change(cases={}),
        _change(desk=bytes(16)),
        _change(log_key=bytes(31)),
        _change(generation=2),
    ],
)
def test_contents_that_contradict_themselves_are_damage(
    desk: Path, spoil: Callable[[generation.Contents], generation.Contents], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rightly sealed, wrongly made: a fault of ours must not open as if nothing were the matter."""
    good, epoch = reopen(desk).keys.current.contents, bytes(range(32))
    with monkeypatch.context() as patch:
        patch.setattr(generation, "_is_sound", lambda contents: True)
        data = generation.pack(spoil(good), epoch, seeded(4))
    with pytest.raises(Refusal, match=r"keyring\.damaged"):
        generation.unpack(data, DESK, 1, epoch)


def test_the_newest_record_without_its_file_falls_back_and_loses_nothing(desk: Path) -> None:
    """Both records stand, the newer generation is damaged: the older opens, and what is newer is left as it is."""
    ring = reopen(desk)
    before = contents(desk)
    ring.change(make=1)
    after = contents(desk)
    (desk / "keyring" / "slot").write_bytes(before["slot"][:4096] + after["slot"][4096:])
    (desk / "keyring" / "g1").write_bytes(before["g1"])
    (desk / "keyring" / "g1").chmod(0o600)
    (desk / "keyring" / "g2").write_bytes(b"damaged")
    again = reopen(desk)
    assert again.generation == 1
    assert (desk / "keyring" / "g2").exists()
    again.change(make=2)
    assert again.generation == 3
    assert reopen(desk).generation == 3


def test_files_planted_to_waste_an_hour_come_last(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A guess at a planted file may take twenty seconds; hers is tried before any of them."""
    tried: list[int] = []
    stretch = readers.kdf.stretch
    monkeypatch.setattr(readers.kdf, "stretch", lambda *a: (tried.append(a[2].memory_kib), stretch(*a))[1])
    honest = part(desk, "reader").read_bytes()
    file = msgspec.msgpack.decode(honest[10:-32], type=readers.ReaderFile)
    for id in ("0" * 16, "1" * 16, "e" * 16, "f" * 16):  # before and behind hers, in the order of names
        dear = msgspec.structs.replace(file, id=id, memory_kib=1_048_576, passes=16)
        body = honest[:10] + msgspec.msgpack.encode(dear)
        path = desk / "keyring" / f"reader-{id}"
        path.write_bytes(body + hashlib.blake2b(body, digest_size=32).digest())
        path.chmod(0o600)
    reopen(desk)
    assert tried == [8]
