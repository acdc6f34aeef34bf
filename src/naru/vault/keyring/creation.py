"""Making a keyring: built whole in a folder of its own, then given its name at once."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Final

from naru.refusal import Refusal
from naru.vault import boxes, files
from naru.vault.boxes import RandomBytes
from naru.vault.kdf import KdfProfile
from naru.vault.keyring import changes, generation, readers, slot, steps
from naru.vault.keyring.changes import Change
from naru.vault.keyring.generation import Contents
from naru.vault.keyring.opening import Current
from naru.vault.keyring.readers import Secret

FOLDER: Final = "keyring"
SPARE_KEYS: Final = 256
SPARE_CASES: Final = 16
DESK_BYTES: Final = 16
_KEY: Final = generation.KEY_BYTES


def create(
    folder: Path, desk: bytes, passphrase: bytes, profile: KdfProfile, random_bytes: RandomBytes
) -> tuple[Path, Current]:
    """Make the keyring folder of a desk: (its path, what it holds). See `Keyring.create`.

    Whoever finds the folder under its name finds all of it: a power cut on the way leaves only ``keyring.new``, which
    nobody relied on and the next creation clears.
    """
    if len(desk) != DESK_BYTES or not passphrase:
        raise ValueError("a desk has an id of 16 bytes and a passphrase")
    home, fresh = folder / FOLDER, folder / (FOLDER + files.NEW)
    if os.path.lexists(home):
        raise Refusal("keyring.exists")
    parts, made = _compose(desk, passphrase, profile, random_bytes)
    with files.refusing():
        if not folder.exists():
            files.mkdir(folder)
            files.fsync_folder(folder.parent)
        try:
            _build(fresh, parts)
        except (OSError, Refusal):
            with contextlib.suppress(OSError):
                _clear(fresh)
            raise
        files.rename(fresh, home)
        files.fsync_folder(folder)
    return home, made


def _compose(
    desk: bytes, passphrase: bytes, profile: KdfProfile, random_bytes: RandomBytes
) -> tuple[dict[str, bytes], Current]:
    """Make the first generation in memory: (file contents by name, what they hold)."""
    id = random_bytes(readers.ID_BYTES).hex()
    public, private = boxes.key_pair(random_bytes)
    empty = Contents(
        desk=desk,
        generation=0,
        log_key=random_bytes(_KEY),
        slot_key=random_bytes(_KEY),
        header_keys=((0, random_bytes(_KEY)),),
        snapshot=None,
        readers={id: generation.Reader(public)},
        runs=(),
        blob=b"",
        cases={},
        next_key=0,
        next_case=generation.HOUSE,
    )
    contents, _ = changes.apply(Change(make=SPARE_KEYS, make_cases=1 + SPARE_CASES), empty, {}, 1, id, random_bytes)
    epoch = random_bytes(slot.EPOCH_BYTES)
    key = contents.slot_key
    opened = readers.make(id, Secret(desk, key, (private,)), passphrase, profile, random_bytes)
    parts = {
        readers.file_name(id): readers.close(opened, random_bytes),
        generation.file_name(1): generation.pack(contents, epoch, random_bytes),
        steps.SLOT: slot.pack(1, epoch, {id: public}, key, random_bytes) + slot.blank(key, random_bytes),
    }
    return parts, Current(contents, id, private, half=0, highest=1)


def _build(fresh: Path, parts: dict[str, bytes]) -> None:
    _clear(fresh)
    files.mkdir(fresh)
    files.check(fresh, folder=True)
    for name, data in parts.items():
        files.put(fresh / name, data)
        files.check(fresh / name)  # some disks know no owner: better said now than at the next opening
    files.fsync_folder(fresh)


def _clear(fresh: Path) -> None:
    """Take away a creation that was cut off."""
    if fresh.is_symlink() or fresh.is_file():
        files.unlink(fresh)
    elif fresh.is_dir():
        for name in files.names(fresh):
            files.unlink(fresh / name)
        files.rmdir(fresh)
