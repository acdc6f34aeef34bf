"""What lies under a file system: partitions, locked disks, volumes and bundles, down to the disks themselves.

Only what is known to write in place passes; whatever is not known lowers the grade. Facts are those of Linux's
/sys/dev/block. A lock over the whole disk (LUKS) passes every sector on to its own place: it neither keeps old keys nor
forgets them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

from naru.vault.disk.machine import Machine

IN_PLACE_BUNDLES: Final = frozenset({"linear", "raid0", "raid1", "raid10"})
_DEEPEST: Final = 16
_VOLUME_ID: Final = 4 + 64  # "LVM-", group and volume; what follows names an inner layer (snapshot, thin pool, cache)
_INNER: Final = re.compile(r"_(rimage|rmeta|dif)(_|$)")
_VIRTUAL: Final = re.compile(r"QEMU|VBOX|VMware|Virtual|Msft|Parallels|Xen", re.IGNORECASE)
_SLOWEST_TURN: Final = 0x0401  # turns a minute; below that the number is a code: 0 not said, 1 does not turn


class Below(NamedTuple):
    """What a device stands on.

    Args:
        lowers: reasons against it, as catalogue keys; none for magnetic disks written in place.
        images: files that stand in for a disk (loop devices); they are to be judged where they lie.
        closed: whether everything written passes an encrypted layer.
    """

    lowers: frozenset[str] = frozenset()
    images: frozenset[str] = frozenset()
    closed: bool = False


def below(machine: Machine, device: str, deep: int = 0) -> Below:
    """Follow a device ("major:minor") down to its disks."""
    place = machine.real(f"/sys/dev/block/{device}")
    if deep > _DEEPEST or line(machine, f"{place}/dev") != device:
        return Below(frozenset({"unreadable"}))
    if machine.exists(f"{place}/partition"):
        place = place.rpartition("/")[0]
    name = place.rpartition("/")[2]
    slaves = machine.names(f"{place}/slaves")
    if not slaves and not name.startswith(("dm-", "md", "bcache")):
        return _disk(machine, place, name)
    parts = [below(machine, line(machine, f"{place}/slaves/{slave}/dev"), deep + 1) for slave in slaves]
    uuid, label = line(machine, f"{place}/dm/uuid"), line(machine, f"{place}/dm/name")
    if not parts or not (_is_bundle(machine, place) or _is_layer(uuid, label)):
        parts = [part._replace(lowers=part.lowers | {"layer"}) for part in parts or [Below()]]
    return merge(parts, closed=uuid.startswith("CRYPT-"))


def merge(found: Iterable[Below], *, closed: bool = False) -> Below:
    """Put together what lies side by side; `closed` where all of it is, or what lies above closes it."""
    parts = list(found)
    return Below(
        frozenset().union(*(part.lowers for part in parts)),
        frozenset().union(*(part.images for part in parts)),
        closed or (bool(parts) and all(part.closed for part in parts)),
    )


def line(machine: Machine, path: str) -> str:
    """What a one-line file of the system says; empty where there is none."""
    return (machine.read(path) or b"").decode("utf-8", "replace").strip()


def _is_bundle(machine: Machine, place: str) -> bool:
    return line(machine, f"{place}/md/level") in IN_PLACE_BUNDLES


def _is_layer(uuid: str, label: str) -> bool:
    """Whether a mapped device is one of those that pass a sector on to its own place."""
    if _INNER.search(label) or "INTEGRITY" in uuid or "VERITY" in uuid:
        return False
    if uuid.startswith("LVM-"):
        return len(uuid) == _VOLUME_ID
    return uuid.startswith(("CRYPT-LUKS", "CRYPT-PLAIN", "CRYPT-TCRYPT", "CRYPT-BITLK", "mpath-", "part"))


def _disk(machine: Machine, place: str, name: str) -> Below:
    if name.startswith("loop"):
        image = line(machine, f"{place}/loop/backing_file")
        if machine.images_magnetic:
            return Below()
        return Below(images=frozenset({image})) if image.startswith("/") else Below(frozenset({"unreadable"}))
    why = _against(machine, place, name)
    return Below(frozenset({why} if why else ()))


def _against(machine: Machine, place: str, name: str) -> str:
    """Why a disk is not known to write in place; empty where it says itself how fast it turns.

    The system's own "rotational" is no yes: it is 1 for USB sticks and virtual disks that say nothing. Only its 0
    counts, and beside it the disk's own page B1 (T10 SBC-4: rotation in bytes 4 and 5, zones in bits 4-5 of byte 8).
    """
    if name.startswith(("zram", "ram")):
        return "memory"
    if name.startswith(("nbd", "rbd", "drbd")):
        return "network"
    told = line(machine, f"{place}/device/vendor") + " " + line(machine, f"{place}/device/model")
    if name.startswith(("vd", "xvd")) or _VIRTUAL.search(told) or _is_guest(machine):
        return "virtual"
    if line(machine, f"{place}/queue/rotational") == "0":
        return "flash"
    page = machine.read(f"{place}/device/vpd_pgb1") or b""
    if line(machine, f"{place}/queue/zoned") not in ("", "none") or (len(page) > 8 and page[8] & 0x30):
        return "zoned"
    turns = int.from_bytes(page[4:6], "big")
    return "" if _SLOWEST_TURN <= turns < 0xFFFF else "unsaid"


def _is_guest(machine: Machine) -> bool:
    """Whether the processor says that this machine runs inside another one."""
    lines = (machine.read("/proc/cpuinfo") or b"").splitlines()
    return any(b"hypervisor" in each.split() for each in lines if each.startswith(b"flags"))
