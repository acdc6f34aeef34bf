"""What the file system under a file does with what is written over: in place, or somewhere else first.

Measured: ext4, XFS and btrfs (docs/explanation/what-we-measured.md). Every other one lowers the grade.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from naru.vault.disk import disks
from naru.vault.disk.disks import Below
from naru.vault.disk.machine import ENCODED, JOURNAL_DATA, NO_COW, SHARED, Machine

_DEEPEST: Final = 4
_BY_KIND: Final = {
    kind: why
    for why, kinds in {
        "copy-on-write": "zfs bcachefs nilfs2 f2fs ubifs jffs2 yaffs2 apfs",
        "overlay": "overlay aufs unionfs ecryptfs",
        "network": "nfs nfs4 cifs smb3 smbfs 9p virtiofs afs ceph coda vboxsf prl_fs vmhgfs lustre gfs2 ocfs2 ncpfs",
        "memory": "tmpfs ramfs rootfs",
    }.items()
    for kind in kinds.split()
}
_PARITY: Final = frozenset({"raid5", "raid6"})


class Mount(NamedTuple):
    """One line of /proc/self/mountinfo: device as "major:minor", where it stands, what it is, and how it is used."""

    device: str
    point: str
    kind: str
    source: str
    options: frozenset[str]


def mounts(machine: Machine) -> dict[int, Mount]:
    """Everything that is mounted, by number."""
    found = {}
    for told in (machine.read("/proc/self/mountinfo") or b"").decode("utf-8", "surrogateescape").splitlines():
        words = [unescape(word) for word in told.split(" ")]
        if "-" not in words or len(tail := words[words.index("-") + 1 :]) < 3:
            continue
        options = frozenset((words[5] + "," + tail[2]).split(","))
        found[int(words[0])] = Mount(words[2], words[4], tail[0], tail[1], options)
    return found


def judge(machine: Machine, path: str, deep: int = 0) -> Below:
    """Judge the place of a file or folder that is there, down to the disks, and through images to where they lie."""
    mount = mounts(machine).get(machine.mount(path) or 0)
    if mount is None or deep > _DEEPEST:
        return Below(frozenset({"unreadable"}))
    if mount.kind.partition(".")[0] in ("fuse", "fuseblk"):
        return Below(frozenset({"fuse"}))
    if mount.kind in _BY_KIND:
        return Below(frozenset({_BY_KIND[mount.kind]}))
    under = disks.merge(disks.below(machine, device) for device in devices(machine, mount))
    images = disks.merge(judge(machine, image, deep + 1) for image in sorted(under.images))
    lowers = under.lowers | images.lowers | _file_system(machine, mount, path)
    return Below(lowers, closed=under.closed or images.closed)


def devices(machine: Machine, mount: Mount) -> list[str]:
    """The devices ("major:minor") a file system lies on; btrfs has several, and numbers of its own in mountinfo."""
    if mount.kind != "btrfs":
        return [mount.device]
    name = _name(machine, mount)
    folders = [f"{pool}/devices" for pool in _pools(machine, name)] or ["/sys/class/block"]
    names = machine.names(folders[0]) if folders[0] != "/sys/class/block" else [name]
    return [disks.line(machine, f"{folders[0]}/{each}/dev") for each in names]


def _name(machine: Machine, mount: Mount) -> str:
    return machine.real(mount.source).rpartition("/")[2]


def _pools(machine: Machine, name: str) -> list[str]:
    """The folder in which btrfs tells of the file system that holds this device."""
    pools = [f"/sys/fs/btrfs/{uuid}" for uuid in machine.names("/sys/fs/btrfs")]
    return [pool for pool in pools if name in machine.names(f"{pool}/devices")]


def _file_system(machine: Machine, mount: Mount, path: str) -> set[str]:
    found = {"ext4": _ext4, "xfs": _xfs, "btrfs": _btrfs}.get(mount.kind, _unknown)(machine, mount, path)
    if mount.options & {"nobarrier", "barrier=0"}:
        found.add("unsynced")
    return found


def _unknown(machine: Machine, mount: Mount, path: str) -> set[str]:
    return {"unmeasured"}


def _ext4(machine: Machine, mount: Mount, path: str) -> set[str]:
    """The journal's mode is not among the mount's options where the disk itself asks for it (``tune2fs -o``).

    The list of all options has no mode only where there is no journal at all.
    """
    name = machine.real(f"/sys/dev/block/{mount.device}").rpartition("/")[2]
    listed = (machine.read(f"/proc/fs/ext4/{name}/options") or b"").decode("ascii", "replace").split()
    flags = machine.flags(path)
    if "data=journal" in mount.options.union(listed) or (flags or 0) & JOURNAL_DATA:
        return {"journal-data"}
    told = listed or mount.options & {"data=ordered", "data=writeback"}
    return set() if told and flags is not None else {"unreadable"}


def _xfs(machine: Machine, mount: Mount, path: str) -> set[str]:
    """XFS writes in place unless an extent is shared (``cp --reflink``); so what counts is the file, not the mount."""
    return _extents(machine, path)


def _btrfs(machine: Machine, mount: Mount, path: str) -> set[str]:
    flags = machine.flags(path)
    kept = flags is not None and flags & NO_COW and "autodefrag" not in mount.options
    found = set() if kept else {"copy-on-write"}
    if any(machine.exists(f"{parent}/.snapshots") for parent in parents(path)):
        found.add("snapshots")
    for pool in _pools(machine, _name(machine, mount)):
        if _PARITY & set(machine.names(f"{pool}/allocation/data")):
            found.add("layer")
    return found | _extents(machine, path)


def _extents(machine: Machine, path: str) -> set[str]:
    """A folder has none; a file whose extents cannot be seen is taken as shared."""
    flags = machine.extents(path)
    if flags is None:
        return set() if machine.exists(f"{path}/.") else {"unreadable"}
    return {why for flag, why in ((SHARED, "shared"), (ENCODED, "copy-on-write")) if flags & flag}


def parents(path: str) -> list[str]:
    """A path and every folder above it, without the top."""
    steps = re.split(r"[\\/]", path)
    return ["/".join(steps[:many]) for many in range(len(steps), 1, -1)]


def unescape(word: str) -> str:
    """Undo how the kernel writes blanks and their like in a path."""
    return re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), word)
