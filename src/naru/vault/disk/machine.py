"""What this machine says about itself: mounts, block devices, the flags of a file. It reads, and sets one flag.

Every question has an answer on every system: a fact that cannot be had is None or empty, never an error. Whoever judges
takes what is missing as the worse case. Tests hand in machines that do not exist.
"""

from __future__ import annotations

import os
import struct
import sys
from pathlib import Path
from typing import Final, Protocol

NO_COW: Final = 0x0080_0000
"""Of a file or folder: changes are written over what is there (``chattr +C``). New files take it from their folder."""
JOURNAL_DATA: Final = 0x4000
"""Of a file or folder on ext4: what is written goes through the journal first (``chattr +j``)."""
ENCODED: Final = 0x0008
SHARED: Final = 0x2000
"""Of an extent: it lies on the disk in another form (compressed); another file or a snapshot uses it too."""

_MOST_BYTES: Final = 1 << 20
# Request numbers as all but a few old processors number them; elsewhere the call fails and the fact is missing.
_GET_FLAGS: Final = 0x80006601 | struct.calcsize("l") << 16
_SET_FLAGS: Final = 0x40006602 | struct.calcsize("l") << 16
_EXTENT_MAP: Final = 0xC020660B
_MAP_HEAD: Final = struct.Struct("=QQIIII")  # start, length, flags (1: write out first), found, room for, 0
_EXTENT: Final = struct.Struct("=40xI12x")  # places and lengths, flags
_EXTENTS_MOST: Final = 256


class Machine(Protocol):
    """Facts about one machine. Paths are absolute."""

    system: str
    """As `sys.platform`."""
    images_magnetic: bool
    """Whether the file behind a loop device counts as a magnetic disk of its own. Only ever true in the lab."""

    def read(self, path: str) -> bytes | None:
        """What is in a file, at most 1 MiB."""

    def names(self, path: str) -> list[str]:
        """The names in a folder."""

    def exists(self, path: str) -> bool:
        """Whether there is such a file or folder."""

    def real(self, path: str) -> str:
        """The path with every link followed."""

    def mount(self, path: str) -> int | None:
        """The number of the mount a path lies on, as in /proc/self/mountinfo."""

    def flags(self, path: str) -> int | None:
        """The attribute flags of a file or folder (``lsattr``)."""

    def extents(self, path: str) -> int | None:
        """The flags of all extents of a file, or-ed together."""


class Here:
    """This very machine."""

    system = sys.platform

    def __init__(self, *, images_magnetic: bool = False) -> None:
        """`images_magnetic`: see `Machine`."""
        self.images_magnetic = images_magnetic

    def read(self, path: str) -> bytes | None:
        """See `Machine`."""
        try:
            with open(path, "rb", buffering=0) as file:
                parts: list[bytes] = []
                while (part := file.read(_MOST_BYTES)) and len(parts) < 256:  # these files come a page at a time
                    parts.append(part)
                return b"".join(parts)[:_MOST_BYTES]
        except OSError:
            return None

    def names(self, path: str) -> list[str]:
        """See `Machine`."""
        try:
            return sorted(os.listdir(path))
        except OSError:
            return []

    def exists(self, path: str) -> bool:
        """See `Machine`."""
        return os.path.lexists(path)

    def real(self, path: str) -> str:
        """See `Machine`."""
        return os.path.realpath(path)

    def mount(self, path: str) -> int | None:
        """See `Machine`."""
        if sys.platform != "linux":
            return None
        try:
            fd = os.open(path, os.O_PATH | os.O_CLOEXEC)
        except OSError:
            return None
        try:
            told = self.read(f"/proc/self/fdinfo/{fd}") or b""
        finally:
            os.close(fd)
        found = [line.split()[1] for line in told.splitlines() if line.startswith(b"mnt_id:")]
        return int(found[0]) if found else None

    def flags(self, path: str) -> int | None:
        """See `Machine`."""
        told = _ask(path, _GET_FLAGS, bytearray(struct.calcsize("l")))
        return struct.unpack_from("=I", told)[0] if told is not None else None

    def extents(self, path: str) -> int | None:
        """See `Machine`."""
        asked = bytearray(_MAP_HEAD.size + _EXTENTS_MOST * _EXTENT.size)
        _MAP_HEAD.pack_into(asked, 0, 0, 0xFFFF_FFFF_FFFF_FFFF, 1, 0, _EXTENTS_MOST, 0)
        told = _ask(path, _EXTENT_MAP, asked)
        if told is None:
            return None
        found: int = _MAP_HEAD.unpack_from(told)[3]
        flags = 0
        for at in range(found):
            flags |= _EXTENT.unpack_from(told, _MAP_HEAD.size + at * _EXTENT.size)[0]
        return flags


def set_no_cow(folder: Path) -> bool:
    """Set `NO_COW` on a folder; whether it stands now."""
    told = _ask(str(folder), _GET_FLAGS, bytearray(struct.calcsize("l")))
    if told is None:
        return False
    wanted = struct.unpack_from("=I", told)[0] | NO_COW
    struct.pack_into("=I", told, 0, wanted)
    if _ask(str(folder), _SET_FLAGS, told) is None:
        return False
    return bool((Here().flags(str(folder)) or 0) & NO_COW)


def _ask(path: str, request: int, about: bytearray) -> bytearray | None:
    """Put a request about a file to the system; what it filled in, or None where it does not answer."""
    if sys.platform != "linux":
        return None
    import fcntl  # not on every system

    try:
        fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOFOLLOW)
    except OSError:
        return None
    try:
        fcntl.ioctl(fd, request, about)
    except OSError:
        return None
    finally:
        os.close(fd)
    return about
