"""How well a disk can forget: A, B or C, said in plain words before the first name is written.

A: a part of the root lies in hardware or with a second holder (none yet). B: whatever the book overwrites is gone from
the disk. C: that cannot be promised. B is given only where everything from the file system down to the disk is known to
write in place; whatever is not known makes it C. Why, and what was measured: docs/explanation/what-we-measured.md.
"""

from __future__ import annotations

import contextlib
import os
import re
from pathlib import Path
from typing import Final, Literal, NamedTuple

from naru.vault import files
from naru.vault.disk import disks, places
from naru.vault.disk.machine import NO_COW, Here, Machine, set_no_cow
from naru.vault.keyring import steps
from naru.vault.keyring.creation import FOLDER

LOWERS: Final = (
    "windows",
    "mac",
    "system",
    "synced",
    "network",
    "memory",
    "fuse",
    "overlay",
    "copy-on-write",
    "journal-data",
    "snapshots",
    "shared",
    "unsynced",
    "unmeasured",
    "flash",
    "zoned",
    "virtual",
    "layer",
    "unsaid",
    "swap",
    "hibernation",
    "unreadable",
)
"""Every reason against B, in the order in which they are told."""
NOTES: Final = ("in-place", "closed-disk", "swap-sealed")
"""What is told besides: why it is B, and what a lock over the whole disk changes and does not."""

# Folders that are copied elsewhere by themselves: names of the folder, and of what their programs leave in it.
_SYNCED: Final = re.compile(
    r"dropbox( \(.*\))?|onedrive( - .*)?|google ?drive|googledrive-.*|my drive|icloud ?drive|com~apple~clouddocs"
    r"|mobile documents|cloudstorage|nextcloud\d*|owncloud\d*|syncthing|seafile|(?-i:MEGA)|megasync|pcloud ?drive"
    r"|yandex\.disk|(?-i:Box)|box sync|(?-i:Sync)|resilio sync|proton ?drive|tresorit.*|insync|naver mybox"
    r"|baidunetdisk|坚果云",
    re.IGNORECASE,
)
_MARKS: Final = re.compile(
    r"\.dropbox|\.dropbox\.cache|\.stfolder|\.stversions|\.sync|\._?sync_[0-9a-f]+\.db|\.(nextcloud|owncloud)sync\.log"
    r"|\.seafile-data|\.tmp\.drive(down|up)load|\.megaignore|desktop\.ini\.onedrive|\.849c9593-d756-4e56-8d6e-42412f2a707b"
)


class Grade(NamedTuple):
    """What can be promised on a disk.

    Args:
        letter: text of the catalogue's table ``disk``.
        reasons: keys of its table ``disk-why``, the weightiest first; never empty.
    """

    letter: Literal["A", "B", "C"]
    reasons: tuple[str, ...]


def look(folder: Path, machine: Machine | None = None) -> Grade:
    """Grade the place of a desk's folder, whether it is there yet or not. Reads only; raises nothing.

    On btrfs call `make_no_cow` first when the desk is new. An old desk is judged by its slot.
    """
    machine = machine or Here()
    path = machine.real(str(folder))
    found = {"synced"} if _is_synced(machine, path) else set()
    if machine.system != "linux":
        found.add({"win32": "windows", "darwin": "mac"}.get(machine.system, "system"))
    else:
        place = places.judge(machine, _book(machine, path))
        found |= place.lowers | _memory(machine) | ({"closed-disk"} if place.closed else set())
    against = tuple(why for why in LOWERS if why in found)
    notes = tuple(why for why in NOTES if why in found)
    return Grade("C", against + notes) if against else Grade("B", ("in-place", *notes))


def make_no_cow(folder: Path) -> bool:
    """On btrfs, have a new desk's folder written in place; to be called before anything is in it.

    Makes the folder if it is not there. What is made in it later takes the flag over; a file that has content does not,
    so nothing is done where there is a keyring already. A snapshot of it undoes the promise until the next burn.

    Returns: whether the folder, or the slot in it, is written in place by this flag. False on every other disk, where
        the flag means nothing, and where it cannot be set; `look` then says what that comes to.
    """
    slot = str(folder / FOLDER / steps.SLOT)
    if os.path.lexists(slot):
        return bool((Here().flags(slot) or 0) & NO_COW)
    with contextlib.suppress(OSError):
        if not folder.exists():
            files.mkdir(folder)
            files.fsync_folder(folder.parent)
    return set_no_cow(folder)


def _book(machine: Machine, path: str) -> str:
    """What stands for the book: its slot, else the innermost folder that is there."""
    inner = [f"{path}/{FOLDER}/{steps.SLOT}", f"{path}/{FOLDER}"]
    return next((place for place in [*inner, *places.parents(path)] if machine.exists(place)), "/")


def _memory(machine: Machine) -> set[str]:
    """Whether what is in memory may come to lie on a disk: swap, and sleep with the power off."""
    found = set()
    for told in (machine.read("/proc/swaps") or b"").decode("utf-8", "surrogateescape").splitlines()[1:]:
        found.add(_swap(machine, places.unescape(told.partition(" ")[0])))
    resume = disks.line(machine, "/sys/power/resume")
    sleeps = "disk" in disks.line(machine, "/sys/power/state").split()
    if sleeps and resume not in ("", "0:0"):
        found.add("swap-sealed" if disks.below(machine, resume).closed else "hibernation")
    return found - {""}


def _swap(machine: Machine, path: str) -> str:
    """What a swap partition or file comes to: nothing, a note or a reason against."""
    device = machine.real(path)
    name = device.rpartition("/")[2]
    if device.startswith("/dev/"):
        if name.startswith("zram"):
            return "" if disks.line(machine, f"/sys/block/{name}/backing_dev") in ("", "none") else "swap"
        place = disks.below(machine, disks.line(machine, f"/sys/class/block/{name}/dev"))
    else:
        place = places.judge(machine, device.rpartition("/")[0] or "/")
    return "swap-sealed" if place.closed else "swap"


def _is_synced(machine: Machine, path: str) -> bool:
    """Whether a program copies this folder elsewhere: by its name, or by what such a program leaves in it."""
    for parent in places.parents(path):
        name = parent.rpartition("/")[2]
        if _SYNCED.fullmatch(name) or any(_MARKS.fullmatch(inner) for inner in machine.names(parent)):
            return True
    return False
