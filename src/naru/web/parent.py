"""The parent: keeps the port, has no key and reads no request; starts the process that serves, and then the next.

A child serves until the book is locked, by hand or because nobody used it; then it ends, and what was in its memory
with it. The parent and the browser stay: the next child knows the browser by the digest that the parent kept.
"""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
import webbrowser
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import Final

from naru.machine import random_bytes
from naru.web.doorstep import HOST, Doorstep, Start, digest, encode, heard, token

LOCKED: Final = 75
"""status of a child that ends because the book was locked: the next one is started"""
STOP: Final = 0
"""status of a child that ends for good"""
BACKLOG: Final = 16
QUICK, MOST_QUICK = 2.0, 3
"""a child that ends by itself within so many seconds, so many times in a row, is not started again"""
REPORT_MOST: Final = 4096


def listen() -> socket.socket:
    """A listening socket on a free port of this machine's loopback, which no other process may share."""
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if sys.platform == "win32":
        made.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
    made.bind((HOST, 0))
    made.listen(BACKLOG)
    return made


class Parent:
    """Keeps the door of one book open until it is told to stop."""

    def __init__(self, folder: Path, lang: str, *, own: str = "", trial: bool = False) -> None:
        """Take a port. `own`: where her own book can be made beside this one; `trial`: a test's, cheap to open."""
        self._socket = listen()
        self._folder, self._own, self._trial = folder, own, trial
        self._launch = token(random_bytes)
        self.door = Doorstep(
            self._socket.getsockname()[1],
            prefix=token(random_bytes),
            cookie=token(random_bytes),
            launch=digest(self._launch),
            lang=lang,
        )
        self._child: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """What the browser is opened with. It works once."""
        return f"http://{self.door.host}/{self._launch}"

    def run(self, open_browser: Callable[[str], object] | None) -> int:
        """Serve until stopped; gives the exit status. Closing the terminal, SIGTERM and Ctrl-C all end it."""
        for name in ("SIGTERM", "SIGHUP", "SIGINT", "SIGBREAK"):
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), _leave)
        quick = 0
        try:
            while True:
                begun = time.monotonic()
                status = self._serve(open_browser)
                open_browser = None
                if status == STOP:
                    return 0
                ended_itself = status != LOCKED and time.monotonic() - begun < QUICK
                quick = quick + 1 if ended_itself else 0
                if quick == MOST_QUICK:
                    return 70
        finally:
            self.stop()

    def _serve(self, open_browser: Callable[[str], object] | None) -> int:
        """Start one child, take its reports until it ends; gives its status."""
        child = self._child = self._start()
        assert child.stdin is not None and child.stdout is not None
        child.stdin.write(encode(self._told(child)) + b"\n")
        child.stdin.flush()
        if open_browser is not None:
            open_browser(self.address)
        while line := child.stdout.readline(REPORT_MOST):
            self.door = heard(self.door, line)
        return child.wait()

    def _start(self) -> subprocess.Popen[bytes]:
        line = [sys.executable, "-P", "-m", "naru.web.child"]
        inherited = () if sys.platform == "win32" else (self._socket.fileno(),)
        pipe = subprocess.PIPE
        return subprocess.Popen(line, stdin=pipe, stdout=pipe, pass_fds=inherited)  # noqa: S603  our own program

    def _told(self, child: subprocess.Popen[bytes]) -> Start:
        if sys.platform == "win32":
            handle = self._socket.share(child.pid).hex()
        else:
            handle = str(self._socket.fileno())
        if self.door.own:
            return Start(self.door, self._own, handle, self._trial)
        return Start(self.door, str(self._folder), handle, self._trial, self._own)

    def stop(self) -> None:
        """End the child: at the end of its input it closes the book and goes; where it does not, it is killed."""
        child, self._child = self._child, None
        if child is not None and child.stdin is not None:
            with suppress(OSError):
                child.stdin.close()
            try:
                child.wait(3.0)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        self._socket.close()


def _leave(number: int, _: FrameType | None) -> None:
    raise SystemExit(128 + number)


def open_browser(address: str) -> None:
    """Open the person's browser; where there is none, print the address for them to open."""
    if not webbrowser.open(address):
        print_address(address)


def print_address(address: str) -> None:
    """Print the address, for whoever opens the browser otherwise."""
    sys.stdout.write(address + "\n")
    sys.stdout.flush()
