"""The log as it is, on SQLCipher: strace writes down every call it makes on its files, with the bytes.

Slower than plain_sqlite.py, and it needs strace; but nothing of the log is exchanged.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from random import Random

from testkit.power.cuts import Recorder
from testkit.power.plain_sqlite import SHM_BYTES

ROOT = Path(__file__).parents[2]
_CALLS = "openat,close,pwrite64,fsync,fdatasync,ftruncate,unlink,unlinkat"
_LINE = re.compile(r"^(?:\d+ +)?(\w+)\((.*)\) += (-?\d+)")
_QUOTED = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_ACK = "answered"
"""a name that is never there: the child takes it away to say that it was given an answer"""


class NoTrace(Exception):
    """strace is not here, or may not be tied to a process."""


def answered(folder: Path) -> None:
    """Say into the trace that an answer was given."""
    (folder / _ACK).unlink(missing_ok=True)


def traced(folder: Path, module: str) -> Recorder:
    """Run a module as a program that keeps a log in the folder it is told; give everything it did there, in order.

    Raises:
        NoTrace: with the reason.
    """
    strace = shutil.which("strace")
    if strace is None:
        raise NoTrace("strace is not installed")
    told = folder.with_name(f"{folder.name}-trace")
    command = [strace, "-f", "-o", str(told), "-s", "100000", "-xx", "-e", f"trace={_CALLS}"]
    recorder = Recorder(folder)
    done = subprocess.run(
        [*command, sys.executable, "-m", module, str(folder)], cwd=ROOT, capture_output=True, text=True
    )
    if "ptrace" in done.stderr or not told.exists():
        raise NoTrace(done.stderr.strip()[-200:])
    assert done.returncode == 0, done.stderr
    listener = _Listener(recorder)
    with told.open() as lines:
        for line in lines:
            listener.hear(line)
    told.unlink()
    return recorder


class _Listener:
    """Turns strace's lines into what a recorder knows."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder, self._folder = recorder, recorder.root
        self._files: dict[int, int] = {}  # descriptor -> file
        self._folders: set[int] = set()

    def hear(self, line: str) -> None:
        """One call."""
        match = _LINE.match(line)
        if match is None or (int(match[3]) < 0 and _ACK.encode().hex() not in line.replace("\\x", "")):
            return
        call, result, recorder = match[1], int(match[3]), self._recorder
        said = [bytes.fromhex(quoted.replace("\\x", "")) for quoted in _QUOTED.findall(match[2])]
        numbers = [int(word) for word in re.sub(_QUOTED, "", match[2]).replace(",", " ").split() if word.isdigit()]
        if call == "openat":
            self._open(Path(os.fsdecode(said[0])), result)
        elif call in ("unlink", "unlinkat"):
            self._unlink(Path(os.fsdecode(said[0])))
        elif call == "close":
            self._files.pop(numbers[0], None)
            self._folders.discard(numbers[0])
        elif call in ("fsync", "fdatasync") and numbers[0] in self._folders:
            recorder.sync_names(self._folder)
        elif numbers[0] in self._files:
            what = self._files[numbers[0]]
            if call == "pwrite64":
                assert len(said[0]) == numbers[1] == result, line[:80]
                recorder.write(what, said[0], numbers[2])
            elif call == "ftruncate":
                recorder.truncate(what, numbers[1])
            else:
                recorder.sync(what)

    def _open(self, path: Path, fd: int) -> None:
        if path == self._folder:
            self._folders.add(fd)
        elif path.parent == self._folder and not path.name.endswith("-shm"):
            self._files[fd] = self._recorder.number(path)
            if path.name.endswith("-wal"):
                self._index(path.with_name(path.name.removesuffix("-wal") + "-shm"))

    def _index(self, shm: Path) -> None:
        """The index of the WAL is mapped into memory: nobody knows what of it reaches the disk. Here that is noise."""
        what = self._recorder.number(shm)
        self._recorder.write(what, Random(1).randbytes(SHM_BYTES), 0)
        self._recorder.sync(what)

    def _unlink(self, path: Path) -> None:
        if path.name == _ACK:
            self._recorder.ack()
        elif path.parent == self._folder:
            self._recorder.unlink(path)
