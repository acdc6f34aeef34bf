"""Disks for the lab: an image file of a real file system, mounted through a loop device, gone again whatever happens.

Nothing is touched but files in the folder that is handed in. Everything is mounted in a mount namespace of its own
(`apart`), so that even a killed run leaves neither a mount nor a loop device behind: the system takes both away with
the last process of the namespace.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

IMAGE_BYTES: Final = 320 << 20  # XFS makes none below 300 MiB
BOOKS: Final = "books"
"""the folder on each disk that the books lie in"""
APART: Final = "NARU_LAB_APART"
_SYS_ADMIN: Final = 21  # number of the right to mount


class Kind(NamedTuple):
    """A file system as the lab makes it: its maker, how it is mounted, and the grade that is right for it."""

    name: str
    make: tuple[str, ...]
    options: str
    grade: str
    tune: tuple[str, ...] = ()
    no_cow: bool = False
    share: tuple[str, ...] = ()


# A magnetic disk knows no discard, and an image that gave freed blocks back would show the examiner too little.
KINDS: Final = (
    Kind("ext4", ("mkfs.ext4", "-q"), "nodiscard", "B"),
    Kind("ext4 data=journal", ("mkfs.ext4", "-q"), "nodiscard,data=journal", "C"),
    Kind("XFS", ("mkfs.xfs", "-q"), "nodiscard", "B"),
    Kind("btrfs", ("mkfs.btrfs", "-q"), "nodiscard", "C"),
    Kind("btrfs, No-COW", ("mkfs.btrfs", "-q"), "nodiscard", "B", no_cow=True),
    Kind("ext4, no journal", ("mkfs.ext4", "-q", "-O", "^has_journal"), "nodiscard", "B"),
    Kind("ext4, journal by tune2fs", ("mkfs.ext4", "-q"), "nodiscard", "C", tune=("tune2fs", "-o", "journal_data")),
    Kind("XFS, book copied by reflink", ("mkfs.xfs", "-q"), "nodiscard", "C",
         share=("cp", "-a", "--reflink=always", f"{{point}}/{BOOKS}", "{point}/copy")),
    Kind("btrfs, No-COW, snapshot taken", ("mkfs.btrfs", "-q"), "nodiscard", "C", no_cow=True,
         share=("btrfs", "-q", "subvolume", "snapshot", "{point}", "{point}/kept")),
)  # fmt: skip
"""The five of the plan, and four that came up on the way: `share` runs when the book is made and nothing burned yet."""


class Lacking(Exception):
    """This machine cannot make such an image: a tool, or the file system itself, is not there."""


def lacking() -> str:
    """What is missing to mount any image here; empty if nothing is."""
    if sys.platform != "linux":
        return "Linux"
    if os.geteuid() != 0:
        return "root"
    if not _rights() >> _SYS_ADMIN & 1:
        return "the right to mount"
    if not os.access("/dev/loop-control", os.R_OK | os.W_OK):
        return "loop devices"
    return ", ".join(tool for tool in ("mount", "umount", "unshare") if shutil.which(tool) is None)


def _rights() -> int:
    told = Path("/proc/self/status").read_text().partition("CapEff:")[2].split()
    return int(told[0], 16) if told else 0


def apart() -> None:
    """Start this program again in a mount namespace of its own, unless it is in one; does not come back then."""
    if APART not in os.environ:
        command = ["unshare", "--mount", "--propagation", "private", sys.executable, *sys.orig_argv[1:]]
        os.execvpe(command[0], command, {**os.environ, APART: "1"})


@contextmanager
def mounted(kind: Kind, image: Path) -> Iterator[Path]:
    """Make an image and mount it; gives the folder it is mounted on. Afterwards the image lies there, unmounted.

    Raises: Lacking: with what the tool said.
    """
    assert APART in os.environ, "mounts are made apart from the machine's own"
    with image.open("xb") as file:
        file.truncate(IMAGE_BYTES)
    point = image.with_suffix(".mounted")
    point.mkdir()
    for command in (kind.make, kind.tune, kind.share):
        if command and shutil.which(command[0]) is None:
            raise Lacking(f"needs {command[0]}")
    _run(*kind.make, str(image))
    if kind.tune:
        _run(*kind.tune, str(image))
    _run("mount", "-o", f"loop,{kind.options}", str(image), str(point))
    try:
        yield point
    finally:
        _run("umount", str(point))
        point.rmdir()


def share(kind: Kind, point: Path) -> None:
    """Have something else use the blocks of the book, if this kind says so."""
    if kind.share:
        _run(*(word.format(point=point) for word in kind.share))


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise Lacking(" ".join((done.stderr or done.stdout).split()))
