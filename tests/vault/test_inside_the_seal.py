"""Behind a seal that opens lies what no honest keyring wrote: each thing that is wrong is enough to refuse it."""

from __future__ import annotations

from pathlib import Path
from unittest import mock

import msgspec
import pytest
from nacl import bindings
from nacl.secret import SecretBox

from naru.refusal import Refusal
from naru.vault import boxes, files, frame
from naru.vault.disk import lock as lock
from naru.vault.disk.lock import Lock
from naru.vault.kdf import CHEAPEST
from naru.vault.keyring import generation, paper, readers, slot
from naru.vault.keyring.generation import Contents
from testkit.keyrings import DESK, SENTENCE, new, seeded

KEY = bytes(range(32))
PUBLIC, PRIVATE = boxes.key_pair(seeded(3))
GOOD = (b"NARUSLOT", 1, 0, 7, 1)


def half(*head: bytes | int) -> bytes:
    """A half of the slot with this head, and the check that belongs to it."""
    body = slot._HEAD.pack(*head) + slot._ENTRY.pack(bytes(8), boxes.seal(PUBLIC, KEY, seeded(4)))
    body += bytes(slot._BODY_BYTES - len(body))
    return body + slot._check(body, KEY, b"naru.slot")


@pytest.mark.parametrize(("at", "wrong"), [(0, b"NARUSLAT"), (1, 2), (1, 0), (2, 1), (4, 41)])
def test_one_wrong_field_in_the_head_of_a_slot_is_enough(at: int, wrong: bytes | int) -> None:
    """Magic, version, second holder, more readers than there can be; all others are right, and the check is."""
    record = slot.unpack(half(*GOOD), KEY)
    assert record is not None and record.generation == 7
    assert boxes.unseal(record.sealed[bytes(8).hex()], PRIVATE) == KEY
    assert slot.unpack(half(*GOOD[:at], wrong, *GOOD[at + 1 :]), KEY) is None


@pytest.fixture
def written(tmp_path: Path) -> tuple[Contents, bytes]:
    """What a new keyring wrote into its first generation, and the epoch key."""
    seen, pack = [], generation.pack

    def spy(contents: Contents, epoch: bytes, *rest: object) -> bytes:
        seen.append((contents, epoch))
        return pack(contents, epoch, *rest)

    with mock.patch.object(generation, "pack", spy):
        new(tmp_path)
    return seen[-1]


def sealed(inside: bytes, number: int, epoch: bytes) -> bytes:
    """Bytes sealed as a generation of our desk, whatever they are."""
    head = generation._HEAD.pack(generation._MAGIC, generation.VERSION, 0, number)
    nonce, key = bytes(24), generation._key(epoch, generation._NO_SHARE)
    return head + nonce + bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(inside, DESK + head, nonce, key)


def refused(data: bytes, number: int, epoch: bytes) -> str:
    """The key with which a generation is refused; empty if it opens."""
    try:
        generation.unpack(data, DESK, number, epoch)
    except Refusal as refusal:
        return refusal.key
    return ""


def test_a_generation_of_another_desk_or_number_is_refused(written: tuple[Contents, bytes]) -> None:
    """Either by itself, though the seal around it is ours."""
    contents, epoch = written
    number = contents.generation

    def told(**wrong: object) -> str:
        inside = msgspec.msgpack.encode(msgspec.structs.replace(contents, **wrong))
        return refused(sealed(generation._pad(inside), number, epoch), number, epoch)

    assert told() == ""
    assert told(desk=bytes(16)) == "keyring.damaged"
    assert told(generation=number + 1) == "keyring.damaged"
    assert told(blob=contents.blob[:-1]) == "keyring.damaged"


@pytest.mark.parametrize("size", [0, 1, 3, 4])
def test_a_generation_too_short_to_hold_its_length_is_refused(written: tuple[Contents, bytes], size: int) -> None:
    """Nothing, a byte, all but one, and a length of nothing."""
    contents, epoch = written
    assert refused(sealed(bytes(size), contents.generation, epoch), contents.generation, epoch) == "keyring.damaged"


def test_a_reader_whose_keys_do_not_fit_is_refused() -> None:
    """The sentence opens it, and then it is no secret of ours, or another's public key stands on it."""
    secret = readers.Secret(DESK, KEY, (PRIVATE,))
    opened = readers.make("0" * 16, secret, SENTENCE, CHEAPEST, seeded(5))

    def told(**wrong: object) -> str:
        file = msgspec.structs.replace(opened.file, **wrong)
        data = frame.close(readers._MAGIC, readers.VERSION, msgspec.msgpack.encode(file))
        try:
            return repr(readers.unlock(data, "0" * 16, SENTENCE, allow_cheap=True).secret)
        except Refusal as refusal:
            return refusal.key

    def lid(inside: bytes) -> bytes:
        return bytes(SecretBox(opened.key).encrypt(inside, bytes(24)))

    whole = lid(msgspec.msgpack.encode(secret))
    assert told(sealed=whole) == "Secret()"
    assert told(sealed=whole, public=KEY) == "keyring.damaged"
    assert told(sealed=lid(b"\xc1")) == "keyring.damaged"
    assert told(sealed=lid(b"\xa1\xff")) == "keyring.damaged"
    assert told(sealed=whole[:-1]) == "keyring.wrong-passphrase"
    assert told(sealed=whole, id="1" * 16) == "keyring.damaged"


@pytest.mark.parametrize(("size", "fits"), [(0, True), (9, True), (10, True), (11, False), (4_000, False)])
def test_a_file_is_read_up_to_its_limit(tmp_path: Path, size: int, fits: bool) -> None:
    """To the byte."""
    path = tmp_path / "file"
    files.put(path, bytes(range(256))[:size].ljust(size, b"x"))
    if fits:
        assert files.read(path, 10) == bytes(range(size))
    else:
        with pytest.raises(Refusal, match=r"^keyring\.damaged$"):
            files.read(path, 10)


def test_a_reader_file_names_the_key_that_lies_in_it() -> None:
    """When the reader's own key is changed, the public one outside changes with it, and the file still opens."""
    public, private = boxes.key_pair(seeded(6))
    opened = readers.make("0" * 16, readers.Secret(DESK, KEY, (PRIVATE,)), SENTENCE, CHEAPEST, seeded(5))
    changed = opened._replace(secret=readers.Secret(DESK, KEY, (private, PRIVATE)))
    again = readers.unlock(readers.close(changed, seeded(7)), "0" * 16, SENTENCE, allow_cheap=True)
    assert again.file.public == public
    assert again.secret.privates == (private, PRIVATE)


def test_a_door_that_is_taken_away_again_and_again_is_a_failing_disk(tmp_path: Path) -> None:
    """What was locked is never what lies there: after eight tries nobody is let in, and nothing stays locked."""
    with mock.patch.object(lock, "_is_at", return_value=False) as looked:
        with pytest.raises(Refusal, match=r"^disk\.failed$"):
            Lock.take(tmp_path, "prompt")
        assert looked.call_count == 8
    Lock.take(tmp_path, "prompt").release()


def test_what_holds_a_key_shows_none() -> None:
    """A report quotes what it is shown: the name of the thing, and nothing of what is in it."""
    secret = readers.Secret(DESK, KEY, (PRIVATE,))
    opened = readers.make("0" * 16, secret, SENTENCE, CHEAPEST, seeded(5))
    assert repr(secret) == "Secret()"
    assert repr(opened) == "Opened('0000000000000000')"
    assert repr(paper.SlotAccess(DESK, KEY)) == "SlotAccess()"
