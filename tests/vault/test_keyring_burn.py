"""Burned is gone: an examiner with every file of every age and every sentence does not find the key."""

from __future__ import annotations

from pathlib import Path

from naru.vault.kdf import CHEAPEST
from testkit.keyrings import OTHER, SENTENCE, contents, examine, new, reopen


def test_the_examiner_finds_every_key_before_it_burns(tmp_path: Path) -> None:
    """The control: who cannot find 200 of 200 unburned keys proves nothing by finding none later."""
    ring = new(tmp_path / "desk")
    read = examine([contents(tmp_path / "desk")], [SENTENCE])
    assert all(ring.keys.key(number) in read for number in range(200))


def test_a_burned_key_is_in_no_file(tmp_path: Path) -> None:
    """One by one and in a batch: 0 of 60 found, all others found, and none ever in clear."""
    ring = new(tmp_path / "desk")
    keys = [ring.keys.key(number) for number in range(200)]
    for number in range(10):
        ring.change(drop=[number])
    ring.change(drop=range(10, 60))
    files = contents(tmp_path / "desk")
    read = examine([files], [SENTENCE])
    assert [number for number, key in enumerate(keys) if key in read] == list(range(60, 200))
    assert not any(key in data for key in keys for data in files.values())


def test_the_old_generation_file_helps_nobody(tmp_path: Path) -> None:
    """Its blocks stay on the disk after unlink; without the overwritten record they stay shut."""
    ring = new(tmp_path / "desk")
    before, key = contents(tmp_path / "desk"), ring.keys.key(5)
    ring.change(drop=[5])
    after = contents(tmp_path / "desk")
    remains = {name: data for name, data in before.items() if name != "slot"}
    assert key not in examine([remains, after], [SENTENCE])
    assert key in examine([before, after], [SENTENCE])  # the control: with the old slot it would open


def test_a_burned_case_takes_its_stories_along(tmp_path: Path) -> None:
    """No box that holds the case key is left, and none of the reader's keys opens an older one."""
    ring = new(tmp_path / "desk")
    before = contents(tmp_path / "desk")
    read = examine([before], [SENTENCE])
    box = ring.keys.current.contents.cases[3][ring.reader_id]
    assert box in read
    ring.change(drop_cases=[3])
    remains = {name: data for name, data in before.items() if name != "slot"}
    assert box not in examine([remains, contents(tmp_path / "desk")], [SENTENCE])


def test_after_a_change_of_sentence_the_new_one_opens_nothing_old(tmp_path: Path) -> None:
    """Even with the old slot back from the flash cells: the old key pair is in no file the new sentence opens."""
    ring = new(tmp_path / "desk")
    before, key = contents(tmp_path / "desk"), ring.keys.key(5)
    ring.change(drop=[5])
    ring.access.change_passphrase(SENTENCE, OTHER, CHEAPEST)
    remains = {name: data for name, data in before.items() if not name.startswith("reader-")}
    assert key not in examine([remains, contents(tmp_path / "desk")], [OTHER])
    assert key in examine([before, contents(tmp_path / "desk")], [SENTENCE, OTHER])
    assert reopen(tmp_path / "desk", OTHER).keys.has(6)


def test_only_one_slot_half_says_anything(tmp_path: Path) -> None:
    """After each burn one record stands, in turn in either half, and the file never grows or moves."""
    ring = new(tmp_path / "desk")
    slot = tmp_path / "desk" / "keyring" / "slot"
    inode, sides = slot.stat().st_ino, []
    for number in range(4):
        ring.change(drop=[number])
        data = slot.read_bytes()
        sides.append([data[at : at + 8] == b"NARUSLOT" for at in (0, 4096)])
    assert sides == [[False, True], [True, False]] * 2
    assert slot.stat().st_ino == inode
    assert slot.stat().st_size == 8192
