"""A disk that loses power: what the vault's file calls did is written down, and every disk a cut can leave is rebuilt.

The model is stricter than any file system: unsynced bytes are dropped, kept, or torn by the 512-byte sector, some of
them into garbage; names made, moved or removed since the folder was last synced are each undone or not.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from naru.vault import files

SECTOR = 512
CALLS = (
    "mkdir", "create", "edit", "write", "pwrite", "fsync", "fdatasync", "fsync_folder", "unlink", "rmdir", "rename",
)  # fmt: skip
ROOT = 0
Name = tuple[int, str]  # (number of the folder, name in it)


@dataclass
class Op:
    """One thing that reached the system: a call, or (kind "ack") a promise given to the caller."""

    kind: str
    what: int = 0  # number of the file or folder
    name: Name = (ROOT, "")
    to: Name = (ROOT, "")
    data: bytes = b""
    at: int = 0


@dataclass
class Content:
    """A file: what is surely on the disk, and what was written since, in order."""

    durable: bytes = b""
    pending: list[tuple[int, bytes]] = field(default_factory=list)


class Recorder:
    """Writes down every call of the file layer below one folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.ops: list[Op] = []
        self.start = Disk()
        self._names: dict[Path, int] = {root: ROOT}
        self._fds: dict[int, tuple[int, int]] = {}  # descriptor -> (file, place of the next write)
        for path in sorted(root.rglob("*")):
            what = self._names[path] = len(self._names)
            self.start.durable_names[self._name(path)] = what
            self.start.contents[what] = Content(b"" if path.is_dir() else path.read_bytes())
            if path.is_dir():
                self.start.folders.add(what)
        self._made = len(self._names)

    def _name(self, path: Path) -> Name:
        return self._names[path.parent], path.name

    def ack(self) -> None:
        """The caller was told that it is done."""
        self.ops.append(Op("ack"))

    def _link(self, kind: str, path: Path) -> int:
        what = self._names[path] = self._made
        self._made += 1
        self.ops.append(Op(kind, what, self._name(path)))
        return what

    def note(self, call: str, args: tuple[Any, ...], result: Any) -> None:
        """Write one call down; it has returned."""
        first = args[0]
        if call == "mkdir":
            self._link("mkdir", first)
        elif call == "create":
            self._fds[result] = (self._link("link", first), 0)
        elif call == "edit":
            self._fds[result] = (self._names[first], 0)
        elif call == "write":
            what, at = self._fds[first]
            self._fds[first] = (what, at + len(args[1]))
            self.ops.append(Op("write", what, data=bytes(args[1]), at=at))
        elif call == "pwrite":
            self.ops.append(Op("write", self._fds[first][0], data=bytes(args[1]), at=args[2]))
        elif call in ("fsync", "fdatasync"):
            if first in self._fds:
                self.ops.append(Op("sync", self._fds[first][0]))
        elif call == "fsync_folder":
            self.ops.append(Op("sync_names", self._names[first]))
        elif call in ("unlink", "rmdir"):
            if first in self._names:
                self.ops.append(Op("unlink", name=self._name(first)))
                del self._names[first]
        elif call == "rename":
            self.ops.append(Op("rename", name=self._name(first), to=self._name(args[1])))
            moved = {path: what for path, what in self._names.items() if path == first or first in path.parents}
            for path, what in moved.items():
                del self._names[path]
                self._names[args[1] / path.relative_to(first)] = what


@dataclass
class Disk:
    """What a disk holds at one moment, sure and unsure."""

    durable_names: dict[Name, int] = field(default_factory=dict)
    pending_names: list[Op] = field(default_factory=list)
    contents: dict[int, Content] = field(default_factory=dict)
    folders: set[int] = field(default_factory=lambda: {ROOT})

    def take(self, op: Op) -> None:
        """Let one more call happen."""
        if op.kind == "write":
            self.contents[op.what].pending.append((op.at, op.data))
        elif op.kind == "sync":
            content = self.contents[op.what]
            for at, data in content.pending:
                content.durable = _over(content.durable, at, data)
            content.pending.clear()
        elif op.kind == "sync_names":
            mine = [each for each in self.pending_names if op.what in (each.name[0], each.to[0])]
            _rename(self.durable_names, mine)
            self.pending_names = [each for each in self.pending_names if each not in mine]
        elif op.kind != "ack":
            self.pending_names.append(op)
            if op.kind in ("mkdir", "link"):
                self.contents[op.what] = Content()
            if op.kind == "mkdir":
                self.folders.add(op.what)

    def after_cut(self, chance: Random, names: str, data: str, to: Path) -> None:
        """Build one disk the cut can leave, in an empty folder; `names` and `data` are "drop", "keep" or "torn"."""
        kept = dict(self.durable_names)
        _rename(kept, [op for op in self.pending_names if _stays(names, chance)])
        self._build(kept, ROOT, to, data, chance)

    def _build(self, names: dict[Name, int], folder: int, to: Path, data: str, chance: Random) -> None:
        for (parent, name), what in names.items():
            if parent != folder:
                continue
            path = to / name
            if what in self.folders:
                path.mkdir(mode=0o700)
                self._build(names, what, path, data, chance)
            else:
                path.write_bytes(_settle(self.contents[what], data, chance))
                path.chmod(0o600)


def _stays(mode: str, chance: Random) -> bool:
    return mode == "keep" or (mode == "torn" and chance.random() < 0.5)


def _rename(names: dict[Name, int], ops: list[Op]) -> None:
    for op in ops:
        if op.kind in ("mkdir", "link"):
            names[op.name] = op.what
        elif op.kind == "unlink":
            names.pop(op.name, None)
        elif op.name in names:
            names[op.to] = names.pop(op.name)


def _over(old: bytes, at: int, data: bytes) -> bytes:
    old = old.ljust(at, b"\0")
    return old[:at] + data + old[at + len(data) :]


def _settle(content: Content, mode: str, chance: Random) -> bytes:
    now = content.durable
    for at, data in content.pending:
        if mode == "keep":
            now = _over(now, at, data)
        elif mode == "torn":
            for start in range(0, len(data), SECTOR):
                sector = data[start : start + SECTOR]
                fate = chance.random()
                if fate < 0.45:
                    now = _over(now, at + start, sector)
                elif fate > 0.9:
                    now = _over(now, at + start, chance.randbytes(len(sector)))
    return now


@contextmanager
def watched(note: Callable[[str, tuple[Any, ...], Callable[[], Any]], Any]) -> Iterator[None]:
    """Let `note(name, arguments, go)` stand around every call of the file layer."""
    real = {call: getattr(files, call) for call in CALLS}

    def around(call: str) -> Callable[..., Any]:
        return lambda *args: note(call, args, lambda: real[call](*args))

    try:
        for call in CALLS:
            setattr(files, call, around(call))
        yield
    finally:
        for call, function in real.items():
            setattr(files, call, function)


@contextmanager
def recorded(root: Path) -> Iterator[Recorder]:
    """Write down everything the file layer does below a folder."""
    recorder = Recorder(root)

    def note(call: str, args: tuple[Any, ...], go: Callable[[], Any]) -> Any:
        result = go()
        recorder.note(call, args, result)
        return result

    with watched(note):
        yield recorder


class Failing:
    """Lets the n-th call (from 0) fail, and counts them; a failing write has already written half."""

    def __init__(self, at: int | None, number: int = errno.EIO) -> None:
        self.at, self.number, self.calls = at, number, 0

    def __call__(self, call: str, args: tuple[Any, ...], go: Callable[[], Any]) -> Any:
        mine, self.calls = self.calls, self.calls + 1
        if mine != self.at:
            return go()
        if call == "pwrite":
            os.pwrite(args[0], args[1][: len(args[1]) // 2], args[2])
        elif call == "write":
            os.write(args[0], args[1][: len(args[1]) // 2])
        raise OSError(self.number, "the disk said no", "/a/path/nobody/should/see")
