"""What becomes of commands: an answer for each, given only after the group it was written with is durable."""

from __future__ import annotations

import msgspec

from naru.refusal import Refusal
from naru.vault.log.writer import PendingWrite


class Answer(msgspec.Struct, frozen=True):
    """What became of a command. The collector sees it: a refusal that was raised leads back to whoever holds it.

    Args:
        seq: its row in the log; 0 when it was refused.
        again: it had been said before, with the same content; nothing was written.
        warnings: what she is told unasked.
        refusal: why nothing was written, or None.
    """

    seq: int
    again: bool = False
    warnings: tuple[str, ...] = ()
    refusal: Refusal | None = None


class Group:
    """Commands decided together and written as one. Answers may be read once `wait` has returned."""

    __slots__ = ("_answers", "_pending_write")

    def __init__(self, answers: list[Answer], pending_write: PendingWrite | None) -> None:
        self._answers, self._pending_write = answers, pending_write

    def wait(self) -> list[Answer]:
        """The answers, after the write is durable.

        Raises:
            Refusal: the write failed (``disk.*``): nothing of the group was written; the desk wants reopening.
        """
        if self._pending_write is not None:
            self._pending_write.wait()
        return self._answers
