"""The keyring: numbers, keys, what burns and what does not."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest
from nacl.bindings import crypto_box_seal_open

from naru.refusal import Refusal
from naru.vault import boxes
from naru.vault.kdf import CHEAPEST
from naru.vault.keyring import generation
from naru.vault.keyring.keyring import KeyBurned, Keyring
from testkit.keyrings import DESK, OTHER, SENTENCE, contents, new, reopen, seeded, state


def test_what_was_made_is_there_after_opening(tmp_path: Path) -> None:
    """Every key, case key, header key and snapshot, byte for byte."""
    ring = new(tmp_path / "desk")
    ring.change(make=3, make_cases=1, snapshot=(4, 7), new_header_from=9, drop=[1])
    again = reopen(tmp_path / "desk")
    assert state(ring) == state(again)
    assert [ring.keys.case_key(n) for n in range(ring.next_case)] == [
        again.keys.case_key(n) for n in range(ring.next_case)
    ]
    assert (ring.log_key, ring.reader_id, ring.desk_id) == (again.log_key, again.reader_id, DESK)
    assert [ring.keys.header_key(seq) for seq in (0, 8, 9, 10_000)] == [
        again.keys.header_key(seq) for seq in (0, 8, 9, 10_000)
    ]
    assert ring.keys.header_key(0) == ring.keys.header_key(8) != ring.keys.header_key(9) == ring.keys.header_key(10_000)
    assert again.snapshot == (4, 7)
    assert again.readers.keys() == {ring.reader_id}


def test_a_new_keyring_has_spare_keys_and_the_house(tmp_path: Path) -> None:
    """Numbers are counted from 0, all of them made, no two keys alike."""
    ring = new(tmp_path / "desk")
    assert ring.next_key >= 64
    assert ring.next_case >= 8
    assert ring.generation == 1
    assert ring.snapshot is None
    assert not ring.legal_hold
    keys = [ring.keys.key(n) for n in range(ring.next_key)] + [ring.keys.case_key(n) for n in range(ring.next_case)]
    assert len({*keys, ring.log_key, ring.keys.header_key(0)}) == len(keys) + 2


def test_two_runs_from_one_seed_write_the_same_bytes(tmp_path: Path) -> None:
    """No chance but the one handed in."""
    for name in ("one", "two"):
        new(tmp_path / name).change(drop=[1], make=2, make_cases=1)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    new(tmp_path / "three", seed=5)
    assert contents(tmp_path / "one").keys() != contents(tmp_path / "three").keys()


def test_a_burned_key_is_burned_everywhere(tmp_path: Path) -> None:
    """Gone from the object that was asked before, from a fresh opening, with all subkeys; the others stay."""
    ring = new(tmp_path / "desk")
    before = [
        (ring.keys.books_key(number), ring.keys.story_key(number, case)) for number, case in ((5, 0), (6, 2), (7, 3))
    ]
    ring.change(drop=[5], drop_cases=[2])
    for now in (ring, reopen(tmp_path / "desk")):
        assert not now.keys.has(5)
        assert not now.keys.has_case(2)
        burned = (
            (now.keys.key, (5,)),
            (now.keys.books_key, (5,)),
            (now.keys.story_key, (5, 0)),
            (now.keys.case_key, (2,)),
            (now.keys.story_key, (6, 2)),
        )
        for use, numbers in burned:
            with pytest.raises(KeyBurned):
                use(*numbers)
        assert now.keys.has(6)
        assert now.keys.books_key(6) == before[1][0]
        assert (now.keys.books_key(7), now.keys.story_key(7, 3)) == before[2]


def test_numbers_are_never_used_twice(tmp_path: Path) -> None:
    """Burning the newest key does not give its number away again."""
    ring = new(tmp_path / "desk")
    last, last_case = ring.next_key - 1, ring.next_case - 1
    ring.change(drop=[last], drop_cases=[last_case])
    again = reopen(tmp_path / "desk")
    again.change(make=1, make_cases=1)
    assert (again.next_key, again.next_case) == (last + 2, last_case + 2)
    assert not again.keys.has(last)
    assert not again.keys.has_case(last_case)
    assert again.keys.has(last + 1)
    assert again.keys.has_case(last_case + 1)


def test_burning_twice_is_no_error_and_every_key_may_burn(tmp_path: Path) -> None:
    """A burn repeated after a crash finds it done; an empty keyring still opens and still makes keys."""
    ring = new(tmp_path / "desk")
    ring.change(drop=range(ring.next_key), drop_cases=range(1, ring.next_case))
    ring.change(drop=[0, 1], drop_cases=[1])
    again = reopen(tmp_path / "desk")
    assert not any(again.keys.has(n) for n in range(again.next_key))
    again.change(make=1)
    assert again.keys.has(again.next_key - 1)


def test_subkeys_are_what_the_papers_say(tmp_path: Path) -> None:
    """Books from the key alone; story from key and case key; other numbers, other subkeys."""
    ring = new(tmp_path / "desk")
    books, story = ring.keys.books_key(3), ring.keys.story_key(3, 1)
    assert books == hashlib.blake2b(b"", digest_size=32, key=ring.keys.key(3), person=b"naru.books").digest()
    assert (
        story
        == hashlib.blake2b(ring.keys.key(3), digest_size=32, key=ring.keys.case_key(1), person=b"naru.story").digest()
    )
    assert ring.keys.story_key(3, 2) != story
    assert ring.keys.books_key(4) != books
    assert ring.keys.story_key(3, 1) is ring.keys.story_key(3, 1)


@pytest.mark.parametrize(
    "wrong",
    [
        {"drop": [100_000]},
        {"drop": [-1]},
        {"drop_cases": [100_000]},
        {"drop_cases": [0]},
        {"make": -1},
        {"make": 10**9},
        {"make_cases": -1},
        {"snapshot": (1, 100_000)},
        {"snapshot": (1, 2)},
        {"snapshot": (1, 5), "drop": [5]},
        {"drop": [7]},
        {"new_header_from": 0},
    ],
)
def test_a_change_that_cannot_be_made_touches_nothing(tmp_path: Path, wrong: dict[str, Any]) -> None:
    """Refused before the first write; the keyring goes on working. Key 2 is burned, 7 is the snapshot's."""
    ring = new(tmp_path / "desk")
    ring.change(drop=[2], snapshot=(0, 7))
    files, now = contents(tmp_path / "desk"), state(ring)
    with pytest.raises(ValueError, match=r"\w"):
        ring.change(**wrong)
    assert contents(tmp_path / "desk") == files
    assert state(ring) == now
    ring.change(make=1)


def test_a_snapshot_may_use_a_key_made_with_it_and_drop_the_one_before(tmp_path: Path) -> None:
    """Each snapshot drops the key of the one before, in one generation."""
    ring = new(tmp_path / "desk")
    ring.change(snapshot=(10, 0))
    made = ring.next_key
    ring.change(make=1, snapshot=(20, made), drop=[0])
    assert ring.snapshot == (20, made)
    assert not ring.keys.has(0)
    ring.change(snapshot=None, drop=[made])
    assert reopen(tmp_path / "desk").snapshot is None


def test_under_a_hold_nothing_burns(tmp_path: Path) -> None:
    """Held, lifted by a change of its own, then burned; making keys and snapshots goes on meanwhile."""
    ring = new(tmp_path / "desk")
    for drop, drop_cases in (([1], []), ([], [1])):
        with pytest.raises(Refusal, match=r"keyring\.hold"):
            ring.change(legal_hold=True, drop=drop, drop_cases=drop_cases)
    ring.change(legal_hold=True)
    ring = reopen(tmp_path / "desk")
    assert ring.legal_hold
    for held in ({"drop": [1]}, {"drop_cases": [1]}, {"drop": [1], "legal_hold": False}):
        with pytest.raises(Refusal, match=r"keyring\.hold"):
            ring.change(**held)
    ring.change(make=1, snapshot=(0, 1))
    ring.change(legal_hold=False)
    ring.change(drop=[2])
    assert not ring.keys.has(2)


def test_many_keys_are_small(tmp_path: Path) -> None:
    """100,000 keys with gaps take at most 36 bytes each on the disk."""
    ring = new(tmp_path / "desk")
    ring.change(make=100_000, drop=range(0, 256, 3))
    size = (tmp_path / "desk" / "keyring" / f"g{ring.generation}").stat().st_size
    assert size <= 36 * 100_000
    assert state(reopen(tmp_path / "desk")) == state(ring)


def test_the_length_of_the_file_tells_little(tmp_path: Path) -> None:
    """Burning, making and a snapshot leaves the length as it was."""
    ring = new(tmp_path / "desk")
    lengths = set()
    making = ({"make": 30}, {"make_cases": 5}, {"snapshot": (3, 100)}, {"new_header_from": 7})
    for change in ({}, {"drop": range(40)}, *making):
        ring.change(**change)
        lengths.add(len(contents(tmp_path / "desk")[f"g{ring.generation}"]))
    assert len(lengths) == 1


def test_after_a_change_of_sentence_only_the_new_one_opens(tmp_path: Path) -> None:
    """Same keys, same reader; the old reader file, put back, opens nothing."""
    ring = new(tmp_path / "desk")
    ring.change(drop=[1], drop_cases=[3])
    old = contents(tmp_path / "desk")[f"reader-{ring.reader_id}"]
    cases = {n: ring.keys.case_key(n) for n in range(ring.next_case) if ring.keys.has_case(n)}
    ring.access.change_passphrase(SENTENCE, OTHER, CHEAPEST)
    ring.change(drop=[2])
    again = reopen(tmp_path / "desk", OTHER)
    assert state(again) == state(ring)
    assert again.reader_id == ring.reader_id
    assert {n: again.keys.case_key(n) for n in cases} == cases
    with pytest.raises(Refusal, match=r"keyring\.wrong-passphrase"):
        reopen(tmp_path / "desk")
    (tmp_path / "desk" / "keyring" / f"reader-{ring.reader_id}").write_bytes(old)
    with pytest.raises(Refusal, match=r"keyring\.wrong-passphrase"):
        reopen(tmp_path / "desk")


def test_a_change_of_sentence_asks_for_the_old_one(tmp_path: Path) -> None:
    """An open keyring left on the table does not let a passer-by set a sentence."""
    ring = new(tmp_path / "desk")
    files = contents(tmp_path / "desk")
    with pytest.raises(Refusal, match=r"keyring\.wrong-passphrase"):
        ring.access.change_passphrase(OTHER, OTHER, CHEAPEST)
    with pytest.raises(ValueError, match="empty"):
        ring.access.change_passphrase(SENTENCE, b"", CHEAPEST)
    assert contents(tmp_path / "desk") == files
    ring.change(make=1)


def test_two_objects_on_one_folder_do_not_write_over_each_other(tmp_path: Path) -> None:
    """The door keeps this from happening; should it fail, the one that is behind writes nothing and says so."""
    ahead = new(tmp_path / "desk")
    behind = reopen(tmp_path / "desk")
    ahead.change(drop=[1])
    files = contents(tmp_path / "desk")
    for _ in range(2):
        with pytest.raises(Refusal, match=r"keyring\.unsure"):
            behind.change(drop=[2])
    assert contents(tmp_path / "desk") == files
    assert state(reopen(tmp_path / "desk")) == state(ahead)


def test_nothing_is_made_over_what_is_there(tmp_path: Path) -> None:
    """A keyring, a file or a dangling link under its name: refused, untouched."""
    new(tmp_path / "desk")
    files = contents(tmp_path / "desk")
    with pytest.raises(Refusal, match=r"keyring\.exists"):
        new(tmp_path / "desk", seed=9)
    assert contents(tmp_path / "desk") == files
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "keyring").symlink_to(tmp_path / "nowhere")
    with pytest.raises(Refusal, match=r"keyring\.exists"):
        new(tmp_path / "other")


def test_a_creation_cut_off_is_cleared_by_the_next(tmp_path: Path) -> None:
    """What was never relied on is in nobody's way."""
    (tmp_path / "keyring.new").mkdir()
    (tmp_path / "keyring.new" / "slot").write_bytes(b"half")
    new(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["keyring"]


@pytest.mark.parametrize(("desk", "sentence"), [(b"short", SENTENCE), (DESK, b"")])
def test_a_desk_has_an_id_and_a_sentence(tmp_path: Path, desk: bytes, sentence: bytes) -> None:
    """Mistakes of the caller, seen before anything is written."""
    with pytest.raises(ValueError, match="desk"):
        Keyring.create(tmp_path / "desk", desk, sentence, CHEAPEST)
    assert not (tmp_path / "desk").exists()


def test_nothing_shown_holds_a_key(tmp_path: Path) -> None:
    """What ends in an error report says which generation, no more."""
    ring = new(tmp_path / "desk")
    assert repr(ring.keys.current) == "Current(Contents(1))"
    assert ring.keys.key(1).hex() not in repr(ring)


def test_runs_and_keys_are_two_forms_of_one_thing() -> None:
    """Gathering keeps every gap."""
    keys = {n: bytes([n]) * 32 for n in (0, 1, 2, 5, 9, 10)}
    runs, blob = generation.pack_keys(keys)
    assert runs == ((0, 3), (5, 1), (9, 2))
    assert blob == b"".join(keys.values())
    assert generation.pack_keys({}) == ((), b"")


def test_boxes_are_libsodiums_sealed_boxes() -> None:
    """Any libsodium opens them; only for the right reader; and a changed byte closes them for good."""
    random_bytes = seeded(3)
    (public, private), (_, stranger) = boxes.key_pair(random_bytes), boxes.key_pair(random_bytes)
    box = boxes.seal(public, b"secret", random_bytes)
    assert crypto_box_seal_open(box, public, private) == b"secret"
    assert boxes.unseal(box, private) == b"secret"
    assert boxes.unseal(box, stranger) is None
    assert boxes.unseal(b"", private) is None
    assert boxes.unseal(box[:-1] + bytes([box[-1] ^ 1]), private) is None
