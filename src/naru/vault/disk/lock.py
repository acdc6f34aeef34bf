"""One process at a time: the lock on a desk's folder. Its file says through which door the desk is open."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import TracebackType
from typing import Final

from naru.refusal import Refusal
from naru.vault import files

NAME: Final = "door"
DOORS: Final = ("prompt", "command", "page")
_NOTE_BYTES: Final = 32
_LOCK_AT: Final = 1 << 20  # on Windows a locked byte cannot be read, so one far behind the note is locked
_TRIES: Final = 8

if sys.platform == "win32":
    import msvcrt

    def _lock(fd: int) -> bool:
        os.lseek(fd, _LOCK_AT, os.SEEK_SET)
        try:
            msvcrt.locking(fd, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _lock(fd: int) -> bool:
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


class Lock:
    """A lock held by this process; the system lets go of it when the process ends, however it ends.

    The file stays where it is: taking it away would let two processes lock two files of the same name. Left over, it
    locks nobody out.
    """

    def __init__(self, fd: int, which: str) -> None:
        """Use `take`."""
        self._fd: int | None = fd
        self.which = which

    @classmethod
    def take(cls, folder: Path, which: str) -> Lock:
        """Lock a desk's folder for this process.

        Args:
            which: "prompt", "command" or "page"; written into the lock file with the process number, nothing else.
        Raises: Refusal("desk.in-use", door=...) where another process has it, with its door, or "?";
            Refusal("keyring.missing") where there is no such folder; ("keyring.not-a-file") and its kin for what is no
            lock file; the disk's own.
        """
        if which not in DOORS:
            raise ValueError("no such door")
        path = folder / NAME
        for _ in range(_TRIES):
            fd = _open(path)
            try:
                if not _lock(fd):
                    raise Refusal("desk.in-use", door=_door_of(fd))
                if _is_at(fd, path):
                    _write_note(fd, which)
                    return cls(fd, which)
            except BaseException:
                files.close(fd)
                raise
            files.close(fd)  # somebody took the name away meanwhile: what was locked is a file nobody will look for
        raise Refusal("disk.failed")

    def release(self) -> None:
        """Let go; a second time does nothing."""
        fd, self._fd = self._fd, None
        if fd is not None:
            files.close(fd)

    def __enter__(self) -> Lock:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.release()


def _open(path: Path) -> int:
    """Open the lock file, made first where there is none."""
    with files.refusing():
        try:
            files.close(files.create(path))
        except FileExistsError:
            pass
        except FileNotFoundError:
            raise Refusal("keyring.missing") from None
        files.check(path)
        return files.edit(path)


def _is_at(fd: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(fd), path.lstat())
    except OSError:
        return False


def _write_note(fd: int, which: str) -> None:
    with files.refusing():
        files.pwrite(fd, f"{which} {os.getpid()}\n".encode().ljust(_NOTE_BYTES), 0)


def _door_of(fd: int) -> str:
    """Read which door the other process said it is."""
    try:
        os.lseek(fd, 0, os.SEEK_SET)
        word = os.read(fd, _NOTE_BYTES).split(b" ")[0].decode(errors="replace")
    except OSError:
        return "?"
    return word if word in DOORS else "?"
