"""The process that serves: holds the secrets once she typed her words, shows the pages, and ends at every lock."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from naru import guard
from naru.app.book import Book
from naru.app.idle import Idle
from naru.app.opening import Setting, open_book
from naru.i18n.catalogue import Catalogue
from naru.machine import clock, random_bytes
from naru.refusal import Refusal
from naru.web.doorstep import Doorstep, Start, encode, read_start
from naru.web.front import Front
from naru.web.gate import REFUSAL, Gate
from naru.web.parent import LOCKED, STOP
from naru.web.server import Server
from naru.web.session import Session

LAST_SECONDS = 2.0
"""until a process that was told to end is gone, whatever still holds it"""


class Keeper:
    """Holds the book of this process: opened once, in the book's own thread, and never closed but by the end."""

    def __init__(self, folder: Path, *, trial: bool, book_thread: ThreadPoolExecutor) -> None:
        self._folder, self._trial, self._book_thread = folder, trial, book_thread
        self.book: Book | None = None
        self.opening = False
        self.refused: Refusal | None = None

    def open(self, words: str, catalogue: Catalogue) -> None:
        """Begin to open it. A second try while one runs changes nothing."""
        if self.opening or self.book is not None:
            return
        self.opening, self.refused = True, None
        self._book_thread.submit(self._open, words, catalogue)

    def _open(self, words: str, catalogue: Catalogue) -> None:
        setting = Setting(clock, random_bytes, catalogue, which="page", trial=self._trial)
        try:
            self.book = open_book(setting, self._folder, words)
        except Refusal as refusal:
            self.refused = refusal
        except Exception:  # told as a fault of ours; a traceback could quote her words
            self.refused = Refusal("cli.crashed")
        finally:
            self.opening = False

    def close(self) -> None:
        """Finish writing."""
        if self.book is not None:
            self.book.close()


def main() -> None:
    """Serve until the book is locked, the parent is gone, or this process fails."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to hear
    start = read_start(sys.stdin.buffer.readline())
    try:
        guard.stand()
        status = asyncio.run(serve(start, _listening(start)))
    finally:
        sys.stdout.flush()
    os._exit(status)  # nothing that was in memory is tidied up, and nothing waits


def _listening(start: Start) -> socket.socket:
    if sys.platform == "win32":
        return socket.fromshare(bytes.fromhex(start.socket))
    return socket.socket(fileno=int(start.socket))


def _report(door: Doorstep) -> None:
    sys.stdout.buffer.write(encode(door) + b"\n")
    sys.stdout.buffer.flush()


async def serve(start: Start, listening: socket.socket) -> int:
    """Serve one book on a listening socket; gives the status to end with."""
    loop = asyncio.get_running_loop()
    ended = [STOP]

    def end(status: int) -> None:
        ended[0] = status
        server.end()

    def lock() -> None:
        loop.call_soon_threadsafe(end, LOCKED)

    threading.Thread(target=_until_parent_ends, args=(loop, end), daemon=True).start()
    book_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="naru-book")
    keeper = Keeper(Path(start.folder), trial=start.trial, book_thread=book_thread)
    idle = Idle(lock, seconds=start.idle)
    gate = Gate(start.door, _report, random_bytes)
    front = Front(gate, Session(random_bytes), keeper, idle, lock, book_thread)
    server = Server(front.answer, start.limits, REFUSAL)
    await server.serve(listening)
    threading.Timer(LAST_SECONDS, os._exit, (ended[0],)).start()
    await loop.run_in_executor(book_thread, keeper.close)
    return ended[0]


def _until_parent_ends(loop: asyncio.AbstractEventLoop, end: Callable[[int], None]) -> None:
    """The parent holds the other end of our input: when that closes, we end too."""
    with suppress(OSError, ValueError):
        while sys.stdin.buffer.read(4096):
            pass
    with suppress(RuntimeError):  # the loop is over already
        loop.call_soon_threadsafe(end, STOP)
