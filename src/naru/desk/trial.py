"""A desk tried out: commands are decided in order on a copy of its state. Nothing is written, nothing changes."""

from __future__ import annotations

from naru.command import Command, Id, Subject
from naru.commands.tables import BY_KIND
from naru.desk.answers import Answer
from naru.desk.decide import DeskContext, decide
from naru.desk.desk import Desk
from naru.desk.events import encode
from naru.desk.journal import decode_state
from naru.desk.state import State
from naru.refusal import Refusal


class Trial:
    """What a desk would come to. Commands that draw, show or burn something are not for it."""

    def __init__(self, desk: Desk, today: int, at: int) -> None:
        """Copy the state.

        Args:
            today: the calendar day, packed.
            at: seconds since 1970 UTC.
        """
        self._desk, self._today, self._at = desk, today, at
        self.state: State = decode_state(encode(desk.state))

    def take(self, command: Command) -> Answer:
        """What the desk would answer, after all that was taken before."""
        state = self.state
        try:
            if row := self._desk.said_before(command):
                return Answer(row, again=True)
            case = self._case(command)
            if case in state.cases:
                self._desk.must_open(case)
            context = DeskContext(state, self._today, None, self._desk.keeping)
            decided = decide(state, command, 0, self._at, context)
        except Refusal as refusal:
            return Answer(0, refusal=refusal.with_traceback(None))
        state.apply(decided.event)
        return Answer(decided.event.seq, warnings=decided.warnings)

    def _case(self, command: Command) -> Id:
        """Whose case a command is about; empty: nobody's."""
        subject = BY_KIND[command.kind].subject
        if subject is Subject.CASE:
            return command.of
        order = self.state.orders.get(command.of)
        return order.case if order else command.facts.case
