"""Power cuts simulated: the vault's file calls are recorded, and every disk a cut can leave is rebuilt from them.

The model is stricter than any file system: bytes and lengths not synced are dropped, kept, or torn by the 512-byte
sector, some of them into garbage; names made, moved or removed since the folder was last synced are each undone or not.
It believes one thing of a disk: a write that is cut off spoils no byte that was not being written. `beside` takes that
away, too.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, NamedTuple
from unittest import mock

from naru.refusal import Refusal
from naru.vault import files

SECTOR = 512
CALLS = (
    "mkdir", "create", "edit", "write", "pwrite", "fsync", "fdatasync", "fsync_folder", "unlink", "rmdir", "rename",
)  # fmt: skip
ROOT = 0
Name = tuple[int, str]  # (number of the folder, name in it)


class Mode(NamedTuple):
    """How much of what was not synced a cut leaves, of names and of data.

    Each is "drop", "keep" or "torn" (each by itself, data by the sector); data may also be "hole": all but one sector.
    """

    names: str
    data: str


PLAIN = [Mode("drop", "drop"), Mode("keep", "keep"), Mode("drop", "keep"), Mode("keep", "drop")]
TORN = [Mode("torn", "torn"), Mode("keep", "torn"), Mode("drop", "torn"), Mode("torn", "torn")]
HOLES = [Mode("keep", "hole"), Mode("drop", "hole")]
LITTLE = PLAIN + TORN[:2] + HOLES[:1]
"""for a second cut, and for controls"""


def thorough(times: int) -> list[Mode]:
    """Everything kept and dropped once, and so many times what chance decides."""
    return PLAIN + times * (TORN + HOLES)


@dataclass
class Op:
    """One thing that reached the system: a call, or (kind "ack") a promise given to the caller."""

    kind: str
    what: int = 0  # number of the file or folder
    name: Name = (ROOT, "")
    to: Name = (ROOT, "")
    data: bytes = b""
    at: int = 0  # where the data goes; of a "truncate", the new length


@dataclass
class Content:
    """A file: what is surely on the disk, and what was written or cut off since, in order."""

    durable: bytes = b""
    pending: list[Op] = field(default_factory=list)


class Recorder:
    """Writes down every call below one folder: of the file layer (`note`), or of whoever else writes files there."""

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

    def number(self, path: Path) -> int:
        """The number of a file, which is made now if nothing has this name."""
        return self._names[path] if path in self._names else self._link("link", path)

    def write(self, what: int, data: bytes, at: int) -> None:
        """Bytes went into a file."""
        self.ops.append(Op("write", what, data=bytes(data), at=at))

    def truncate(self, what: int, length: int) -> None:
        """A file was cut off, or lengthened."""
        self.ops.append(Op("truncate", what, at=length))

    def sync(self, what: int) -> None:
        """Somebody waited for a file's bytes and length."""
        self.ops.append(Op("sync", what))

    def sync_names(self, folder: Path) -> None:
        """Somebody waited for the names in a folder."""
        self.ops.append(Op("sync_names", self._names[folder]))

    def unlink(self, path: Path) -> None:
        """A name was taken away."""
        if path in self._names:
            self.ops.append(Op("unlink", name=self._name(path)))
            del self._names[path]

    def _link(self, kind: str, path: Path) -> int:
        what = self._names[path] = self._made
        self._made += 1
        self.ops.append(Op(kind, what, self._name(path)))
        return what

    def note(self, call: str, args: tuple[Any, ...], result: Any) -> None:
        """Write one call of the file layer down; it has returned."""
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
            self.write(what, args[1], at)
        elif call == "pwrite":
            self.write(self._fds[first][0], args[1], args[2])
        elif call == "close":
            self._fds.pop(first, None)  # or the next file, or a folder, with this descriptor would be taken for it
        elif call in ("fsync", "fdatasync"):
            if first in self._fds:
                self.sync(self._fds[first][0])
        elif call == "fsync_folder":
            self.sync_names(first)
        elif call in ("unlink", "rmdir"):
            self.unlink(first)
        elif call == "rename":
            self.ops.append(Op("rename", name=self._name(first), to=self._name(args[1])))
            moved = {path: what for path, what in self._names.items() if path == first or first in path.parents}
            for path, what in moved.items():
                del self._names[path]
                self._names[args[1] / path.relative_to(first)] = what


class Left(dict[str, bytes | None]):
    """A disk a cut has left: the bytes of each file by its path, None for a folder; folders before what is in them."""

    def lay(self, to: Path) -> None:
        """Make it real in an empty folder."""
        for name, data in self.items():
            path = to / name
            if data is None:
                path.mkdir(mode=0o700)
            else:
                with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                    file.write(data)

    @property
    def digest(self) -> bytes:
        """Two disks with the same digest are the same to the byte; SQLite's index of its WAL, made anew, is no news."""
        told = hashlib.blake2b(digest_size=16)
        for name, data in sorted((name, data) for name, data in self.items() if not name.endswith("-shm")):
            told.update(repr((name, None if data is None else len(data))).encode())
            told.update(data or b"")
        return told.digest()


def what_lies_in(folder: Path) -> Left:
    """The real disk, told as one that a cut has left."""
    paths = sorted(folder.rglob("*"))
    return Left({str(path.relative_to(folder)): None if path.is_dir() else path.read_bytes() for path in paths})


@dataclass
class Disk:
    """What a disk holds at one moment, sure and unsure."""

    durable_names: dict[Name, int] = field(default_factory=dict)
    pending_names: list[Op] = field(default_factory=list)
    contents: dict[int, Content] = field(default_factory=dict)
    folders: set[int] = field(default_factory=lambda: {ROOT})
    beside: int = 0
    """bytes of the block around a sector that becomes garbage with it, with all that stood in it before; 0: none"""

    def copy(self) -> Disk:
        """Another one like it, which goes its own way."""
        return deepcopy(self)

    def take(self, op: Op) -> None:
        """Let one more call happen."""
        if op.kind in ("write", "truncate"):
            self.contents[op.what].pending.append(op)
        elif op.kind == "sync":
            content = self.contents[op.what]
            content.durable = _settle(content, _Fates("keep"), self.beside)
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

    def left(self, random_bytes: Random, mode: Mode) -> Left:
        """One disk that a cut at this moment can leave."""
        names = dict(self.durable_names)
        _rename(names, [op for op in self.pending_names if _stays(mode.names, random_bytes)])
        sectors = sum(1 for what in names.values() for op in self.contents[what].pending for _ in _sectors(op))
        found = Left()
        self._fill(found, names, ROOT, "", _Fates(mode.data, random_bytes, sectors))
        return found

    def _fill(self, found: Left, names: dict[Name, int], folder: int, above: str, fates: _Fates) -> None:
        for (parent, name), what in names.items():
            if parent != folder:
                continue
            if what in self.folders:
                found[above + name] = None
                self._fill(found, names, what, f"{above}{name}/", fates)
            else:
                found[above + name] = _settle(self.contents[what], fates, self.beside)


class _Fates:
    """What becomes of each unsynced sector, one after the other: "keep", "drop" or "garbage"."""

    def __init__(self, mode: str, random_bytes: Random | None = None, sectors: int = 0) -> None:
        self.random_bytes = random_bytes or Random(0)
        self._mode, self._seen = mode, -1
        self._hole = self.random_bytes.randrange(sectors) if mode == "hole" and sectors else -1

    def next(self) -> str:
        """The fate of the next one."""
        self._seen += 1
        if self._mode == "torn":
            fate = self.random_bytes.random()
            return "keep" if fate < 0.45 else "garbage" if fate > 0.9 else "drop"
        if self._mode == "hole":
            return "keep" if self._seen != self._hole else self.random_bytes.choice(("drop", "garbage"))
        return self._mode


def _stays(mode: str, random_bytes: Random) -> bool:
    return mode == "keep" or (mode == "torn" and random_bytes.random() < 0.5)


def _rename(names: dict[Name, int], ops: list[Op]) -> None:
    for op in ops:
        if op.kind in ("mkdir", "link"):
            names[op.name] = op.what
        elif op.kind == "unlink":
            names.pop(op.name, None)
        elif op.name in names:
            names[op.to] = names.pop(op.name)


def _sectors(op: Op) -> Iterator[tuple[int, int]]:
    """The pieces of a write by the disk's sectors, as (from, to) in its data; a truncation is one piece."""
    begin, size = 0, len(op.data)
    while begin < size:
        end = min(size, begin + SECTOR - (op.at + begin) % SECTOR)
        yield begin, end
        begin = end
    if op.kind == "truncate":
        yield 0, 0


def _settle(content: Content, fates: _Fates, beside: int) -> bytes:
    if not content.pending:
        return content.durable
    now = bytearray(content.durable)
    for op in content.pending:
        for begin, end in _sectors(op):
            fate = fates.next()
            if op.kind == "truncate":
                if fate != "drop":
                    _lengthen(now, op.at)
                    del now[op.at :]
            elif fate == "keep":
                _put(now, op.at + begin, op.data[begin:end])
            elif fate == "garbage":
                at, to = op.at + begin, op.at + end
                if beside:
                    at, to = at - at % beside, max(to, min(len(now), -(-to // beside) * beside))
                _put(now, at, fates.random_bytes.randbytes(to - at))
    return bytes(now)


def _lengthen(now: bytearray, length: int) -> None:
    now.extend(bytes(max(0, length - len(now))))


def _put(now: bytearray, at: int, data: bytes) -> None:
    _lengthen(now, at)
    now[at : at + len(data)] = data


# ------------------------------------------------------------------------------------------------ cutting, and counting


class Lost(AssertionError):
    """Something that was answered as done is not there."""


class Unburned(AssertionError):
    """Something that was answered as burned is there."""


class Corrupt(AssertionError):
    """It does not open, or something is there by half."""


Check = Callable[[Path, int], None]
"""looks at a disk, by its folder and the number of promises given before the cut; raises where one is broken"""


class Day(NamedTuple):
    """What was written on a day, what every disk of it owes its owner, and how a disk of it is opened and closed."""

    recorder: Recorder
    check: Check
    mend: Check


class Cut(NamedTuple):
    """One cut: after how many calls, and what it left. With its day and its seed it can be made again."""

    after: int
    mode: Mode
    acks: int


@dataclass
class Tally:
    """What the cuts of a day came to. Counts of disks, except `points`."""

    points: int = 0
    disks: int = 0
    different: int = 0
    """not counting disks that are the same to the byte and by what was promised; these were opened and looked at"""
    lost: int = 0
    unburned: int = 0
    corrupt: int = 0
    first: dict[str, Cut] = field(default_factory=dict)
    """the first cut of each kind that broke a promise"""

    @property
    def broken(self) -> tuple[int, int, int]:
        """(lost, un-burned, corrupt)."""
        return self.lost, self.unburned, self.corrupt

    def __add__(self, other: Tally) -> Tally:
        counts = (getattr(self, name) + getattr(other, name) for name in _COUNTS)
        return Tally(*counts, {**other.first, **self.first})

    def __str__(self) -> str:
        return f"{self.points:,} moments, {self.disks:,} disks, {self.different:,} of them different; " + (
            f"{self.lost} lost, {self.unburned} un-burned, {self.corrupt} corrupt"
        )


_COUNTS = ("points", "disks", "different", "lost", "unburned", "corrupt")


def cuts(recorder: Recorder, modes: list[Mode], seed: str, every: int = 1) -> Iterator[tuple[Cut, Left]]:
    """Every disk of every `every`-th moment, one for each mode."""
    disk, acks, random_bytes = recorder.start.copy(), 0, Random(seed)
    for at, op in enumerate([None, *recorder.ops]):
        if op is not None:
            disk.take(op)
            acks += op.kind == "ack"
        for mode in modes if at % every == 0 else ():
            yield Cut(at, mode, acks), disk.left(random_bytes, mode)


def tally(day: Day, modes: list[Mode], seed: str, every: int = 1) -> Tally:
    """Look at every disk of a day and count what is broken. The same seed makes the same disks."""
    told, seen, points = Tally(), set[tuple[bytes, int]](), set[int]()
    with scratch() as folder, unhurried():
        for cut, left in cuts(day.recorder, modes, seed, every):
            points.add(cut.after)
            told.disks += 1
            if (key := (left.digest, cut.acks)) in seen:
                continue
            seen.add(key)
            if broken := _broken(day.check, left, folder / "disk", cut.acks):
                setattr(told, broken, getattr(told, broken) + 1)
                told.first.setdefault(broken, cut)
    told.points, told.different = len(points), len(seen)
    return told


def tally_again(
    day: Day, modes: list[Mode], seed: str, every: int, listen: Callable[[Path], AbstractContextManager[Recorder]]
) -> Tally:
    """Open what cuts have left, which writes, too; cut that at every write, and count what is broken then."""
    told = Tally()
    with scratch() as place, unhurried():
        for at, (cut, left) in enumerate(cuts(day.recorder, [Mode("keep", "torn"), Mode("drop", "keep")], seed, every)):
            folder = place / str(at)
            folder.mkdir()
            left.lay(folder)
            with listen(folder) as second:
                day.mend(folder, cut.acks)

            def check(disk: Path, _: int, acks: int = cut.acks) -> None:
                day.check(disk, acks)

            told += tally(Day(second, check, day.mend), modes, f"{seed} {at}")
            shutil.rmtree(folder)
    return told


def nothing_is_broken(name: str, found: Tally, least: int = 0) -> None:
    """Print the counts; no disk may have broken a promise, and at least so many different ones were looked at."""
    print(f"\n{name}: {found}")
    assert found.broken == (0, 0, 0), (str(found), found.first)
    assert found.different >= least, str(found)


@contextmanager
def scratch() -> Iterator[Path]:
    """An empty folder for disks that are made, looked at and thrown away: in memory, where there is such a place."""
    memory = "/dev/shm"  # noqa: S108  made anew, for its owner only
    with tempfile.TemporaryDirectory(prefix="naru-", dir=memory if os.access(memory, os.W_OK) else None) as folder:
        yield Path(folder).resolve()


def _broken(check: Check, left: Left, folder: Path, acks: int) -> str:
    """Which count a disk belongs to that breaks a promise; empty where it keeps them all."""
    try:
        _check(check, left, folder, acks)
    except Lost:
        return "lost"
    except Unburned:
        return "unburned"
    except (Corrupt, Refusal):
        return "corrupt"
    return ""


def _check(check: Check, left: Left, folder: Path, acks: int) -> None:
    folder.mkdir()
    try:
        left.lay(folder)
        check(folder, acks)
    finally:
        shutil.rmtree(folder)


def cut_everywhere(recorder: Recorder, scratch: Path, check: Check, modes: list[Mode], every: int = 1) -> int:
    """Check every disk of every cut, and let what is broken be raised; give how many disks there were."""
    disks = 0
    with unhurried():
        for disks, (cut, left) in enumerate(cuts(recorder, modes, scratch.name, every), start=1):
            _check(check, left, scratch / str(disks), cut.acks)
    return disks


@contextmanager
def unhurried() -> Iterator[None]:
    """Wait for no real disk: the cut disks are looked at by this process alone, and the power stays on meanwhile."""
    with ExitStack() as stack:
        for call in ("fsync", "fdatasync", "fsync_folder"):
            stack.enter_context(mock.patch.object(files, call, _nothing))
        stack.enter_context(mock.patch.object(os, "posix_fadvise", _nothing, create=True))
        yield


def _nothing(*_: object) -> None:
    """Stands where a disk is waited for."""


# ------------------------------------------------------------------------------------------- standing around every call


@contextmanager
def watched(
    note: Callable[[str, tuple[Any, ...], Callable[[], Any]], Any], calls: tuple[str, ...] = CALLS
) -> Iterator[None]:
    """Let `note(name, arguments, go)` stand around every call of the file layer."""
    real = {call: getattr(files, call) for call in calls}

    def around(call: str) -> Callable[..., Any]:
        return lambda *args: note(call, args, lambda: real[call](*args))

    try:
        for call in calls:
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

    with watched(note, (*CALLS, "close")):
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
