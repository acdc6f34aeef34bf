"""Every byte the keyring writes goes through here, one small function a system call.

So a test can count the calls, make the n-th one fail, or write them down and cut the power between any two. Functions
raise OSError; `refusing` turns it into the sentence a person reads. Files are made 0600, folders 0700.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from naru.refusal import Refusal

# Follow no link, wait on no FIFO, hand nothing down to a child; on Windows, leave line ends alone.
_SAFE: Final = sum(getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY"))
NEW: Final = ".new"
"""Ending of a file or folder that is still being written and has never been relied on."""

_FULL: Final = {errno.ENOSPC, errno.EDQUOT}
_NO_PLACE: Final = {errno.ENOENT, errno.ENOTDIR}
_READ_ONLY: Final = {errno.EROFS, errno.EACCES, errno.EPERM}


def refusal(error: OSError) -> Refusal:
    """Name a disk's failure without a path or a name.

    Refusal("disk.full"), ("disk.read-only"), ("disk.no-such-place") or ("disk.failed").
    """
    if error.errno in _FULL:
        return Refusal("disk.full")
    if error.errno in _NO_PLACE:
        return Refusal("disk.no-such-place")
    return Refusal("disk.read-only" if error.errno in _READ_ONLY else "disk.failed")


@contextmanager
def refusing() -> Iterator[None]:
    """Turn an OSError into its Refusal; the error itself is dropped, because it quotes the path."""
    try:
        yield
    except OSError as error:
        raise refusal(error) from None


def mkdir(path: Path) -> None:
    """Make a folder only its owner can enter."""
    os.mkdir(path, 0o700)


def create(path: Path) -> int:
    """Make a file that must not be there yet; give its descriptor, for writing."""
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _SAFE, 0o600)


def edit(path: Path) -> int:
    """Open a file for writing in place. Nothing is cut off: truncating would write to new blocks, not over the old."""
    return os.open(path, os.O_RDWR | _SAFE)


def close(fd: int) -> None:
    """Give a descriptor back."""
    os.close(fd)


def write(fd: int, data: bytes) -> None:
    """Write all of it, at the end of what was written before."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(fd, rest) :]


def pwrite(fd: int, data: bytes, offset: int) -> None:
    """Write all of it at a byte offset, over what is there."""
    if sys.platform == "win32":
        os.lseek(fd, offset, os.SEEK_SET)
        write(fd, data)
        return
    done = 0
    while done < len(data):
        done += os.pwrite(fd, data[done:], offset + done)


def fsync(fd: int) -> None:
    """Wait until content and length of a file are on the disk."""
    if sys.platform == "darwin":
        import fcntl

        fcntl.fcntl(fd, fcntl.F_FULLFSYNC)  # there fsync stops at the drive's own cache
    else:
        os.fsync(fd)


def fdatasync(fd: int) -> None:
    """Wait until the content of a file whose length did not change is on the disk."""
    if sys.platform == "linux":
        os.fdatasync(fd)
    else:
        fsync(fd)


def fsync_folder(path: Path) -> None:
    """Wait until names made or removed in a folder are on the disk. Windows has no such call and orders them itself."""
    if sys.platform == "win32":
        return
    fd = os.open(path, os.O_RDONLY | os.O_DIRECTORY | _SAFE)
    try:
        fsync(fd)
    finally:
        os.close(fd)


def unlink(path: Path) -> None:
    """Remove a name; a name that is gone already is no error."""
    path.unlink(missing_ok=True)


def rmdir(path: Path) -> None:
    """Remove an empty folder."""
    path.rmdir()


def rename(old: Path, new: Path) -> None:
    """Give a file another name at once, over what had it."""
    os.replace(old, new)


def put(path: Path, data: bytes) -> None:
    """Write a whole new file and wait for its content; its name is durable only after `fsync_folder`."""
    fd = create(path)
    try:
        write(fd, data)
        fsync(fd)
    finally:
        close(fd)


def replace(path: Path, data: bytes) -> None:
    """Write a whole file and give it its name at once, over what had it. A failure leaves the old one or the new."""
    fresh = path.with_name(path.name + NEW)
    unlink(fresh)
    put(fresh, data)
    rename(fresh, path)
    fsync_folder(path.parent)


def names(folder: Path) -> list[str]:
    """List the names in a folder, sorted."""
    return sorted(os.listdir(folder))


def check(path: Path, *, folder: bool = False) -> None:
    """Look at what lies at a path without opening it.

    Raises: Refusal("keyring.missing"); ("keyring.not-a-file"): a link, FIFO, device, or a folder where a file belongs;
        ("keyring.too-open"): others may read it; ("keyring.not-yours"): it belongs to another user of this machine.
    """
    try:
        seen = path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        raise Refusal("keyring.missing") from None
    except OSError as error:
        raise refusal(error) from None
    if not (stat.S_ISDIR(seen.st_mode) if folder else stat.S_ISREG(seen.st_mode)):
        raise Refusal("keyring.not-a-file")
    if sys.platform != "win32":
        if seen.st_uid != os.geteuid():
            raise Refusal("keyring.not-yours")
        if seen.st_mode & 0o077:
            raise Refusal("keyring.too-open")


def read(path: Path, limit: int) -> bytes:
    """Read a whole file from the disk itself, not from what the system remembers of it.

    After a failed write the system's memory can show bytes that never reached the disk, so it is asked to forget first.

    Args:
        limit: most bytes an honest file has.
    Raises: as `check`; Refusal("keyring.damaged") above the limit; Refusal("disk.failed") and its kin.
    """
    check(path)
    with refusing():
        fd = os.open(path, os.O_RDONLY | _SAFE)
        with open(fd, "rb", buffering=0):
            if not stat.S_ISREG(os.fstat(fd).st_mode):  # swapped since the look
                raise Refusal("keyring.not-a-file")
            if sys.platform == "linux":
                os.posix_fadvise(fd, 0, 0, os.POSIX_FADV_DONTNEED)
            data = _upto(fd, limit + 1)
            if len(data) > limit:
                raise Refusal("keyring.damaged")
            return data


def _upto(fd: int, most: int) -> bytes:
    parts: list[bytes] = []
    while most > 0 and (part := os.read(fd, min(most, 1 << 20))):
        parts.append(part)
        most -= len(part)
    return b"".join(parts)
