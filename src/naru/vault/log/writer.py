"""The writer: a thread of the desk's own process that makes groups of rows durable while the next ones are decided.

It holds no key of any object: the rows it is handed are sealed. Groups are written in their order; the first that fails
fails all behind it, because they were decided on a state that does not exist now.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from queue import SimpleQueue

from naru.refusal import Refusal
from naru.vault.log.interface import Head, Log, Row


class PendingWrite:
    """A group on its way to the disk."""

    __slots__ = ("_done", "_error")

    def __init__(self) -> None:
        self._done = threading.Lock()
        self._done.acquire()
        self._error: BaseException | None = None

    @property
    def done(self) -> bool:
        """Whether the group was written, or could not be."""
        return not self._done.locked()

    def settle(self, error: BaseException | None = None) -> None:
        """Say that the group is durable, or why it is not; wakes whoever waits."""
        self._error = error
        self._done.release()

    def wait(self) -> None:
        """Return once the group is durable.

        Raises:
            Refusal: ``disk.*`` or ``log.moved``; nothing of the group was written.
        """
        with self._done:
            if self._error is not None:
                raise self._error


class Writer:
    """Takes groups of rows and writes them after one another."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._queue: SimpleQueue[tuple[Head, Sequence[Row], PendingWrite] | None] = SimpleQueue()
        self.failed = False
        self._thread = threading.Thread(target=self._work, name="naru-writer", daemon=True)
        self._thread.start()

    def write(self, after: Head, rows: Sequence[Row]) -> PendingWrite:
        """Hand over a group; wait for the pending write before anybody is told it is done."""
        pending_write = PendingWrite()
        self._queue.put((after, rows, pending_write))
        return pending_write

    def _work(self) -> None:
        while (job := self._queue.get()) is not None:
            after, rows, pending_write = job
            if self.failed:
                pending_write.settle(Refusal("desk.reopen"))
                continue
            try:
                self._log.append(after, rows)
            except BaseException as error:
                self.failed = True
                pending_write.settle(error)
            else:
                pending_write.settle()

    def stop(self) -> None:
        """Finish what was handed over, then end."""
        self._queue.put(None)
        self._thread.join()
