"""Opening a keyring folder: the reader, the newest generation that opens, and the end of what a crash cut off."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from naru.refusal import Refusal
from naru.vault import files
from naru.vault.boxes import RandomBytes, unseal
from naru.vault.keyring import generation, readers, slot, steps
from naru.vault.keyring.generation import Contents
from naru.vault.keyring.readers import Opened
from naru.vault.keyring.slot import HALF_BYTES, SLOT_BYTES, Record

READER_FILES_MAX: Final = 64


class Current(NamedTuple):
    """The generation in force: its contents, who opened it with which private key, its half of the slot.

    `highest` is the highest generation the slot names; above this one where the newest does not open.
    """

    contents: Contents
    reader: str
    private: bytes
    half: int
    highest: int

    def __repr__(self) -> str:
        """Show no key."""
        return f"Current({self.contents!r})"


class Credentials(NamedTuple):
    """What opens a keyring: a reader's id, the desk and its slot key, and the private keys to try, newest first."""

    id: str
    desk: bytes
    slot_key: bytes
    privates: tuple[bytes, ...]

    def __repr__(self) -> str:
        """Show no key."""
        return f"Credentials({self.id!r})"


def credentials(opened: Opened) -> Credentials:
    """What a reader file gives whoever opened it with a sentence."""
    secret = opened.secret
    return Credentials(opened.file.id, secret.desk, secret.slot_key, secret.privates)


def unlock(home: Path, passphrase: bytes, *, allow_cheap: bool) -> Opened:
    """Find the reader file this passphrase opens. A bad file planted beside the right one does not lock anybody out.

    Raises: Refusal: see `Keyring.open`.
    """
    files.check(home, folder=True)
    with files.refusing():
        ids = [id for name in files.names(home) if (id := readers.id_of(name))]
    refusals: list[Refusal] = []
    found: list[tuple[int, str, bytes]] = []
    for id in ids[:READER_FILES_MAX]:
        try:
            data = files.read(home / readers.file_name(id), readers.FILE_BYTES_MAX)
            found.append((readers.work_of(data), id, data))
        except Refusal as refusal:
            refusals.append(refusal)
    for _, id, data in sorted(found):  # the least work first: files planted to waste an hour come last
        try:
            return readers.unlock(data, id, passphrase, allow_cheap=allow_cheap)
        except Refusal as refusal:
            refusals.append(refusal)
    if not refusals:
        raise Refusal("keyring.missing")
    raise next((each for each in refusals if each.key != "keyring.wrong-passphrase"), refusals[0])


def find(home: Path, who: Credentials, random_bytes: RandomBytes) -> Current:
    """Open the highest generation whose slot record and file both open, and finish the burn that led to it.

    Raises: Refusal: see `Keyring.open`.
    """
    halves = _halves(home)
    records = [slot.unpack(half, who.slot_key) for half in halves]
    seen = [(record.generation, half) for half, record in enumerate(records) if record]
    refusals: list[Refusal] = []
    for number, half in sorted(seen, reverse=True):
        record = records[half]
        assert record is not None
        if who.id not in record.sealed:  # shut out by a whole record: what is left of the one before is not theirs
            refusals.append(Refusal("keyring.wrong-passphrase"))
            break
        try:
            contents, private = _open(home, record, who)
        except Refusal as refusal:
            refusals.append(refusal)
            continue
        highest = max(seen)[0]
        if highest == number:
            stands = records[1 - half] is not None
            _finish(home, halves, half, stands=stands, key=who.slot_key, random_bytes=random_bytes)
            steps.sweep(home, number, contents.readers)
        return Current(contents, who.id, private, half, highest)
    if any(slot.is_newer(half) for half in halves):
        raise Refusal("keyring.newer-format")
    raise refusals[0] if refusals else Refusal("keyring.damaged")


def is_in_force(home: Path, current: Current) -> bool:
    """Whether the slot still says what was read. If not, somebody else writes here, or the folder was exchanged.

    Raises: Refusal("keyring.missing") and its kin, where there is no slot to be read.
    """
    key = current.contents.slot_key
    mine, other = (slot.unpack(_halves(home)[half], key) for half in (current.half, 1 - current.half))
    return (
        mine is not None
        and mine.generation == current.contents.generation
        and (other is None or other.generation <= current.highest)
    )


def _halves(home: Path) -> tuple[bytes, bytes]:
    data = files.read(home / steps.SLOT, SLOT_BYTES)
    if len(data) != SLOT_BYTES:
        raise Refusal("keyring.damaged")
    return data[:HALF_BYTES], data[HALF_BYTES:]


def _open(home: Path, record: Record, who: Credentials) -> tuple[Contents, bytes]:
    """Open one generation: (contents, the private key that did it)."""
    for private in who.privates:
        epoch = unseal(record.sealed[who.id], private)
        if epoch is not None:
            return _contents(home, record.generation, who.desk, epoch), private
    raise Refusal("keyring.wrong-passphrase")


def _contents(home: Path, number: int, desk: bytes, epoch: bytes) -> Contents:
    try:
        data = files.read(home / generation.file_name(number), generation.FILE_BYTES_MAX)
    except Refusal as refusal:
        raise Refusal("keyring.damaged") if refusal.key == "keyring.missing" else refusal from None
    return generation.unpack(data, desk, number, epoch)


def _finish(
    home: Path, halves: tuple[bytes, bytes], half: int, *, stands: bool, key: bytes, random_bytes: RandomBytes
) -> None:
    """Make sure that the other half is burned, whatever a crash or a failing disk left of the last change.

    Done at every opening: what was read may be the system's memory of a write that never reached the disk. Where the
    other record still `stands`, the one in force is written again first, so that one of the two is whole at every
    moment; where it does not, the one in force is not touched.

    Raises: Refusal("disk.full"), ("disk.read-only"), ("disk.failed"); the first two only where there is something to
        burn, because a book on a full disk, or one that cannot be written to, still has to open.
    """
    burned = slot.is_blank(halves[1 - half], key)
    try:
        fd = files.edit(home / steps.SLOT)
        try:
            if stands:
                files.pwrite(fd, halves[half], half * HALF_BYTES)
                files.fdatasync(fd)
            files.pwrite(fd, slot.blank(key, random_bytes), (1 - half) * HALF_BYTES)
            files.fdatasync(fd)
        finally:
            files.close(fd)
    except OSError as error:
        refusal = files.refusal(error)
        if not burned or refusal.key == "disk.failed":
            raise refusal from None


def forget_old_private(home: Path, opened: Opened, private: bytes, random_bytes: RandomBytes) -> None:
    """After a change of passphrase, drop the private key that opened only what is burned; if not now, next time.

    Only where the generation in force is the newest there is: while that is not sure, both are needed.
    """
    privates = opened.secret.privates
    if len(privates) > 1 and private == privates[0]:
        secret = msgspec.structs.replace(opened.secret, privates=(private,))
        with contextlib.suppress(OSError):
            file = readers.close(opened._replace(secret=secret), random_bytes)
            files.replace(home / readers.file_name(opened.file.id), file)
