"""A fork server for `naru`: each run is a process that may die, and strace injects a fault into one chosen system call.

The server program itself is `forkserver_main.py`.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any, NamedTuple

WRITES = ("write", "pwrite64", "fsync", "fdatasync", "ftruncate", "rename", "unlink", "mkdir", "rmdir")
"""system calls by which Naru and SQLite change a disk; the older and the newer names of some are in `KINDS`"""
KINDS = ("openat", *WRITES)
_LINE = re.compile(r"^(\d+) +(\w+)\((.*)$")
_THREAD = re.compile(r"^(\d+) ")
_FD = re.compile(r"^\d+<(.*?)>")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')


class Call(NamedTuple):
    """One system call of a run: the `count`-th of its `kind` in its thread (0: the main one, 1: its first writer)."""

    thread: int
    kind: str
    count: int
    most: int
    """calls of this kind in the thread that makes most of them"""
    what: str
    """the file it was about, relative to the folder that is watched; "1" and "2" are what the person reads"""

    def __str__(self) -> str:
        return f"{'main' if not self.thread else 'writer'}-{self.kind}-{self.count}-{Path(self.what).name or self.what}"


class Outcome(NamedTuple):
    """How a run ended: exit status (below zero: the signal that killed it), what was printed."""

    status: int
    out: str
    err: str


def quiet_environment() -> dict[str, str]:
    """Nothing that changes how Python writes, such as PYTHONUNBUFFERED: the calls are counted."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON") or name == "PYTHONPATH"}
    return {**kept, "LC_ALL": "C.UTF-8"}


class ForkServer:
    """One warmed interpreter and a place for what its children print.

    `papers` is the seed that a run draws papers from, `plant` the fault that is planted in it: `forkserver_main.py`.
    """

    def __init__(self, place: Path) -> None:
        self._place = place
        self.papers, self.plant = 0, ""
        self._server = subprocess.Popen(
            [sys.executable, "-P", str(Path(__file__).with_name("forkserver_main.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=quiet_environment(),
        )

    def close(self) -> None:
        """Let it go."""
        self._server.communicate()

    def run(
        self, argv: Sequence[str], secrets: str, strace: Sequence[str] = (), strike: Any = None, typed: str = ""
    ) -> Outcome:
        """Run one `naru` to its end, under strace where asked, with `typed` as its standard input.

        Raises:
            PermissionError: strace may not be tied to a process here.
        """
        out, err = self._place / "out", self._place / "err"
        request = {
            "argv": list(argv),
            "secrets": secrets,
            "typed": typed,
            "out": str(out),
            "err": str(err),
            "strace": list(strace),
            "strike": strike,
            "papers": self.papers,
            "plant": self.plant,
        }
        assert self._server.stdin is not None and self._server.stdout is not None
        self._server.stdin.write(json.dumps(request) + "\n")
        self._server.stdin.flush()
        answer = json.loads(self._server.stdout.readline())
        if answer["refused"]:
            raise PermissionError(answer["refused"])
        return Outcome(answer["status"], out.read_text(), err.read_text())

    def strike(self, argv: Sequence[str], secrets: str, call: Call, effect: str, typed: str = "") -> Outcome:
        """Run it with one call struck: `effect` is strace's own word for it, ``signal=SIGKILL`` or ``error=ENOSPC``.

        With a ``+`` behind it, every later call of that kind is struck, too.

        The run is counted on only where strace says that it struck.
        """
        when = call.most + 1
        log = self._place / "struck"
        log.unlink(missing_ok=True)
        inject = f"inject={call.kind}:{effect.rstrip('+')}:when={when}{'+' * effect.endswith('+')}"
        trace = ["-o", str(log), "-y", "-e", f"trace={call.kind}", "-e", inject]
        strike = {"thread": call.thread, "call": call.kind, "pad": when - call.count}
        found = self.run(argv, secrets, trace, strike, typed)
        told = log.read_text()
        struck = _struck(told.splitlines())
        name = f"({call.what}<" if call.what in ("1", "2") else re.sub("[0-9a-f]{16}", "", Path(call.what).name)
        assert found.status == -9 or "--- SIG" in told or name in struck, f"struck another call than {call}: {struck}"
        return found

    def calls(self, argv: Sequence[str], secrets: str, folder: Path, typed: str = "") -> tuple[Outcome, list[Call]]:
        """Run it once and list its calls that change what is in a folder, or tell the person something."""
        log = self._place / "calls"
        found = self.run(argv, secrets, ["-o", str(log), "-y", "-e", f"trace={','.join(KINDS)}"], typed=typed)
        return found, read_calls(log.read_text().splitlines(), folder)


def _struck(lines: list[str]) -> str:
    """The line of the call that was struck; where another thread's came in between, its beginning stands before."""
    for at, line in enumerate(lines):
        if "INJECTED" in line or "= ?" in line:
            thread = line.split()[0]
            begun = (one for one in reversed(lines[:at]) if one.startswith(f"{thread} ") and "<unfinished" in one)
            return next(begun, line) if "resumed>" in line else line
    return "\n".join(lines)


def read_calls(lines: Collection[str], folder: Path) -> list[Call]:
    """Read strace's log of an undisturbed run."""
    threads = _threads(lines)
    counts: Counter[tuple[int, str]] = Counter()
    found: list[tuple[int, str, int, str]] = []
    for line in lines:
        match = _LINE.match(line)
        if match is None:
            continue
        thread = threads[int(match[1])]
        counts[thread, match[2]] += 1
        what = _what(match[2], match[3], folder)
        if what:
            found.append((thread, match[2], counts[thread, match[2]], what))
    most = {kind: max((n for (_, k), n in counts.items() if k == kind), default=0) for kind in KINDS}
    return [Call(thread, kind, count, most[kind], what) for thread, kind, count, what in found]


def _threads(lines: Collection[str]) -> dict[int, int]:
    """Threads by their number in the system, numbered as they were started; each leaves a line when it ends, at least.

    The first line is the main thread's. The system's own numbers rise until they begin again at the bottom.
    """
    found = {int(match[1]): None for match in map(_THREAD.match, lines) if match}
    main = next(iter(found), 0)
    most = int(Path("/proc/sys/kernel/pid_max").read_text())
    return {thread: at for at, thread in enumerate(sorted(found, key=lambda thread: (thread - main) % most))}


def _what(kind: str, rest: str, folder: Path) -> str:
    """The file a call is about, if it is in the folder, or the number of an output."""
    if kind == "openat":
        return _inside(_QUOTED.findall(rest)[0], folder) if "O_CREAT" in rest else ""
    if kind in ("rename", "unlink", "mkdir", "rmdir"):
        return _inside(_QUOTED.findall(rest)[-1], folder)
    fd = _FD.match(rest)
    if fd is None:
        return ""
    if kind == "write" and rest[:2] in ("1<", "2<"):
        return rest[0]
    return _inside(fd[1], folder)


def _inside(path: str, folder: Path) -> str:
    inside = Path(path)
    return str(inside.relative_to(folder)) if inside.is_relative_to(folder) else ""


def strace_is_here() -> bool:
    """Whether strace is installed."""
    return shutil.which("strace") is not None
