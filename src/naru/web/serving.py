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
from naru.app import opening
from naru.app.book import Book
from naru.app.idle import Idle
from naru.app.opening import Setting
from naru.app.questions import Answers
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

    def __init__(
        self, folder: Path, own: str, *, trial: bool, book_thread: ThreadPoolExecutor, made: Callable[[], None]
    ) -> None:
        """Begin without a book.

        Args:
            own: where hers can be made beside the one in `folder`; empty: there.
            made: called once her own is made beside it.
        """
        self._folder, self._own, self._made = folder, own, made
        self._trial, self._book_thread = trial, book_thread
        self.book: Book | None = None
        self.opening = False
        self.refused: Refusal | None = None

    @property
    def there(self) -> bool:
        """Whether there is a book to open."""
        return opening.is_there(self._folder)

    @property
    def place(self) -> Path | None:
        """Where a book can be made; None: hers is there already."""
        place = Path(self._own) if self._own else self._folder
        return None if opening.is_there(place) else place

    def open(self, words: str, catalogue: Catalogue) -> None:
        """Begin to open it. A second try while one runs changes nothing."""
        self._begin(lambda: opening.open_book(self._setting(catalogue), self._folder, words))

    def new_words(self, answers: Answers, catalogue: Catalogue) -> str:
        """Opening words for a new book: drawn once, kept in the answers."""
        return opening.first_words(self._setting(catalogue), answers)

    def make(self, valuation: str, home: str, answers: Answers, catalogue: Catalogue) -> None:
        """Begin to make a book. Raises: Refusal: her words are not those that were drawn."""
        opening.typed_back(answers)
        place = self.place
        if place is None:
            raise Refusal("keyring.exists")
        self._begin(lambda: self._make(place, valuation, home, answers, catalogue))

    def _make(self, place: Path, valuation: str, home: str, answers: Answers, catalogue: Catalogue) -> Book:
        book = opening.first_book(self._setting(catalogue), place, valuation, home, answers)
        if place != self._folder:
            self._folder, self._own = place, ""
            self._made()
        return book

    def _setting(self, catalogue: Catalogue) -> Setting:
        return Setting(clock, random_bytes, catalogue, which="page", trial=self._trial)

    def _begin(self, work: Callable[[], Book]) -> None:
        if self.opening or self.book is not None:
            return
        self.opening, self.refused = True, None
        self._book_thread.submit(self._do, work)

    def _do(self, work: Callable[[], Book]) -> None:
        try:
            self.book = work()
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
    gate = Gate(start.door, _report, random_bytes)

    def made() -> None:
        loop.call_soon_threadsafe(lambda: gate.change(own=True))

    keeper = Keeper(Path(start.folder), start.own, trial=start.trial, book_thread=book_thread, made=made)
    idle = Idle(lock, seconds=start.idle)
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
