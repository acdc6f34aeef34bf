"""The fork server's own program: an interpreter with everything imported, which forks one `naru` for each request.

Every fault needs a process of its own that may die; starting Python and importing Naru would take most of the time.
So this program imports the command line once and forks. The child runs `naru.cli.main.main` on real arguments, with
real files as its output. Nothing of it is replaced, but for two things a request may ask for by name: papers drawn
from a seed, because two of them are read back within the same command, and a planted fault that a check has to find.
Where a request asks for a strike, `strace` is tied to the child before it begins. Requests and answers are lines of
JSON on standard input and output; see `forkserver.py`.
"""

from __future__ import annotations

import contextlib
import ctypes
import io
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from itertools import count
from random import Random
from typing import Any

from naru.cli import losing
from naru.cli import main as lock
from naru.i18n.catalogue import Catalogue
from naru.vault.log.writer import PendingWrite, Writer

PR_SET_PTRACER, ANYBODY = 0x59616D61, ctypes.c_ulong(-1)
NOBODY = 999  # a descriptor nobody holds
PADS: dict[str, Callable[[], object]] = {
    "write": lambda: os.write(NOBODY, b""),
    "pwrite64": lambda: os.pwrite(NOBODY, b"", 0),
    "fsync": lambda: os.fsync(NOBODY),
    "fdatasync": lambda: os.fdatasync(NOBODY),
    "ftruncate": lambda: os.ftruncate(NOBODY, 0),
    "rename": lambda: os.rename("", ""),
    "unlink": lambda: os.unlink(""),
    "mkdir": lambda: os.mkdir(""),
    "rmdir": lambda: os.rmdir(""),
    "openat": lambda: os.open("", os.O_RDONLY),
}
"""Calls that do nothing. strace counts calls per thread and kind: with the right number of these in the thread that is
meant, and a count no other thread reaches, exactly one call of exactly one thread is struck."""


def pad(call: str, times: int) -> None:
    """Make idle calls of one kind in this thread."""
    for _ in range(times):
        with contextlib.suppress(OSError):
            PADS[call]()


def pad_thread(number: int, call: str, times: int) -> None:
    """Make them in the thread that is started as the `number`-th instead, as the first thing it does."""
    started = count(1)

    def first(*_: Any) -> None:
        sys.setprofile(None)
        if next(started) == number:
            pad(call, times)

    threading.setprofile(first)


def answer_first() -> None:
    """The planted fault: whoever waits for a row is answered at once, and rows are written when the book is closed."""
    kept: list[tuple[Any, ...]] = []
    write, stop = Writer.write, Writer.stop

    def answer(self: Writer, *group: Any) -> PendingWrite:
        kept.append((self, *group))
        pending_write = PendingWrite()
        pending_write.settle()
        return pending_write

    def write_at_last(self: Writer) -> None:
        for group in kept:
            write(*group)
        stop(self)

    Writer.write, Writer.stop = answer, write_at_last  # type: ignore[method-assign]


PLANTS: dict[str, Callable[[], None]] = {"answers first": answer_first}


def child(request: dict[str, Any], secrets: int, typed: int, ready: int, go: int) -> None:
    """Become `naru`. Never returns."""
    for name, number in (("out", 1), ("err", 2)):
        fd = os.open(request[name], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(fd, number)
        os.close(fd)
    os.dup2(typed, 0)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever runs the tests may ignore it
    os.close(ready)  # from here on every call of this process is counted
    os.read(go, 1)
    if request["papers"]:
        losing.random_bytes = Random(request["papers"]).randbytes
    if request["plant"]:
        PLANTS[request["plant"]]()
    strike = request["strike"]
    if strike and strike["thread"]:
        pad_thread(strike["thread"], strike["call"], strike["pad"])
    elif strike:
        pad(strike["call"], strike["pad"])
    sys.argv = ["naru", "--secrets-fd", str(secrets), *request["argv"]]
    status: Any = 99
    try:
        lock.main()
    except SystemExit as ended:
        status = ended.code
    finally:
        with contextlib.suppress(OSError):
            sys.stdout.flush()
        os._exit(status if isinstance(status, int) else 1)


def attach(pid: int, arguments: list[str]) -> subprocess.Popen[str]:
    """Tie strace to a process that waits; return once it is tied."""
    strace = subprocess.Popen(
        ["strace", "-f", "-p", str(pid), *arguments], stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    assert strace.stderr is not None
    line = strace.stderr.readline()
    if "attached" not in line:
        strace.kill()
        strace.wait()
        raise PermissionError(line.strip())
    return strace


def pipe_of(text: bytes) -> int:
    """A descriptor from which a short text can be read once."""
    reading, writing = os.pipe()
    os.write(writing, text)
    os.close(writing)
    return reading


def serve(request: dict[str, Any]) -> dict[str, Any]:
    """Fork one `naru`, strike it where asked, and tell how it ended."""
    secrets, typed = pipe_of(request["secrets"].encode()), pipe_of(request["typed"].encode())
    go, start = os.pipe()
    waits, ready = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(start)
        os.close(waits)
        ctypes.CDLL(None).prctl(PR_SET_PTRACER, ANYBODY, 0, 0, 0)
        child(request, secrets, typed, ready, go)
    for fd in (secrets, typed, go, ready):
        os.close(fd)
    os.read(waits, 1)
    os.close(waits)
    strace, refused = None, ""
    try:
        if request["strace"]:
            strace = attach(pid, request["strace"])
    except OSError as error:
        refused = str(error) or type(error).__name__
        os.kill(pid, 9)
    os.write(start, b"!")
    os.close(start)
    _, status = os.waitpid(pid, 0)
    if strace is not None:
        strace.communicate()
    return {"status": os.waitstatus_to_exitcode(status), "refused": refused}


def warm_up() -> None:
    """Make a book and write into it, so that nothing is left to be loaded later: every child makes the same calls."""
    lines = b"passphrase=apple bicycle cloud drum\n"
    with tempfile.TemporaryDirectory() as place:
        for words in (
            ["new", f"{place}/book"],
            ["-d", f"{place}/book", "case", "brother"],
            ["-d", f"{place}/book", "audit"],
        ):
            catalogue = Catalogue("en")
            reading = pipe_of(lines)
            with contextlib.redirect_stdout(io.StringIO()):
                argv = ["--cheap-test-desk", "--secrets-fd", str(reading), *words]
                assert lock.run(lock.build(catalogue), catalogue, argv) == 0


def main() -> None:
    """Serve until the line ends."""
    warm_up()
    replies = os.fdopen(os.dup(1), "w")
    requests = os.fdopen(os.dup(0), "r")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for line in requests:
        replies.write(json.dumps(serve(json.loads(line))) + "\n")
        replies.flush()


if __name__ == "__main__":
    main()
