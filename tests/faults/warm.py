"""A warmed interpreter that forks one `naru` for each request.

Every fault needs a process of its own that may die; starting Python and importing Naru would take most of the time.
So this program imports the command line once and forks. The child runs `naru.cli.main.main` on real arguments, with
real files as its output; nothing of it is replaced. Where a request asks for a fault, `strace` is tied to the child
before it begins. Requests and answers are lines of JSON on standard input and output; see `forge.py`.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import Any

from naru.cli import main as door

PR_SET_PTRACER, ANYBODY = 0x59616D61, ctypes.c_ulong(-1)
PADS: dict[str, Callable[[], object]] = {
    "write": lambda: os.write(-1, b""),
    "pwrite64": lambda: os.pwrite(-1, b"", 0),
    "fsync": lambda: os.fsync(-1),
    "fdatasync": lambda: os.fdatasync(-1),
    "ftruncate": lambda: os.ftruncate(-1, 0),
    "rename": lambda: os.rename("", ""),
    "unlink": lambda: os.unlink(""),
    "openat": lambda: os.open("", os.O_RDONLY),
}
"""Calls that do nothing. strace counts calls per thread and kind: with the right number of these in the thread that is
meant, and a count no other thread reaches, exactly one call of exactly one thread is struck."""


def pad(call: str, times: int) -> None:
    """Make idle calls of one kind in this thread."""
    for _ in range(times):
        with contextlib.suppress(OSError):
            PADS[call]()


def pad_next_thread(call: str, times: int) -> None:
    """Make them in the next thread instead, as the first thing it does: Naru's writer is the only other thread."""

    def first(*_: Any) -> None:
        sys.setprofile(None)
        pad(call, times)

    threading.setprofile(first)


def child(request: dict[str, Any], secrets: int, go: int) -> None:
    """Become `naru`. Never returns."""
    for name, number in (("out", 1), ("err", 2)):
        fd = os.open(request[name], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(fd, number)
        os.close(fd)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.read(go, 1)
    strike = request.get("strike")
    if strike:
        (pad_next_thread if strike["thread"] else pad)(strike["call"], strike["pad"])
    sys.argv = ["naru", "--secrets-fd", str(secrets), *request["argv"]]
    status: Any = 99
    try:
        door.main()
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


def serve(request: dict[str, Any]) -> dict[str, Any]:
    """Fork one `naru`, strike it where asked, and tell how it ended."""
    secrets, given = os.pipe()
    os.write(given, request["secrets"].encode())
    os.close(given)
    go, start = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(start)
        ctypes.CDLL(None).prctl(PR_SET_PTRACER, ANYBODY, 0, 0, 0)
        child(request, secrets, go)
    os.close(secrets)
    os.close(go)
    strace, refused = None, ""
    try:
        if request.get("strace"):
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


def main() -> None:
    """Serve until the line ends."""
    replies = os.fdopen(os.dup(1), "w")
    requests = os.fdopen(os.dup(0), "r")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for line in requests:
        replies.write(json.dumps(serve(json.loads(line))) + "\n")
        replies.flush()


if __name__ == "__main__":
    main()
