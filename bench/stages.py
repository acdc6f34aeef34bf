"""Where each microsecond goes: the steps of a command, timed from outside by wrapping the functions they are made of.

A watch stands around each step and takes away what the watches inside it took, and what a watch itself costs. Nothing
in the desk knows of it. The writer's thread is timed apart: its steps run beside the deciding ones.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, NamedTuple

from naru.command import EventType
from naru.commands.tables import EVENT_TYPES
from naru.desk import decide as deciding
from naru.desk import desk as desks
from naru.desk import journal as journals
from naru.desk import state as states
from naru.vault.log import chain, rows
from naru.vault.log import sqlcipher as logs

now = time.perf_counter_ns


class Place(NamedTuple):
    """A function to watch: where it is looked up, its name there, and the step it counts for."""

    owner: Any
    name: str
    step: str


PLACES = (
    Place(desks, "decode_command", "decode the command"),
    Place(desks.Desk, "_keys", "find the row's keys"),
    Place(desks.Desk, "_tag", "tag (keyed digest of the content)"),
    Place(desks.Desk, "_word_shown", "read the fresh word back"),
    Place(desks, "decide", "decide: the rest (find, day, make the event)"),
    Place(deciding, "_check_shape", "decide: shape and names"),
    Place(states.State, "apply", "apply: transfers, hands, sums"),
    Place(states, "identity", "apply: the first promise asserted"),
    Place(rows.Sealer, "seal", "seal (three boxes)"),
    Place(rows.Sealer, "_nonce", "nonce"),
    Place(chain, "link", "chain (SHA-256)"),
    Place(desks, "encode", "encode story and facts"),
    Place(journals, "encode", "encode event"),
    Place(desks.Desk, "_take", "the frame around them"),
    Place(journals.Journal, "hand_over", "hand over to the writer"),
    Place(logs.SqlCipherLog, "append", "writer: insert and commit"),
)


class Watch:
    """Sums of nanoseconds by step, each without the steps inside it."""

    def __init__(self) -> None:
        self.spent: dict[str, int] = {}
        self.calls: dict[str, int] = {}
        self._inside = threading.local()

    def own(self) -> float:
        """Nanoseconds that one watch adds to what it measures."""
        nothing = self.around(lambda: None, "nothing")
        for _ in range(100_000):
            nothing()
        return self.spent.pop("nothing") / self.calls.pop("nothing")

    def around(self, function: Callable[..., Any], step: str) -> Callable[..., Any]:
        """The function with a watch around it."""
        inside, spent, calls = self._inside, self.spent, self.calls
        spent.setdefault(step, 0)
        calls.setdefault(step, 0)

        def watched(*args: Any, **named: Any) -> Any:
            before = getattr(inside, "spent", 0)
            inside.spent = 0
            begin = now()
            try:
                return function(*args, **named)
            finally:
                took = now() - begin
                spent[step] += took - inside.spent
                calls[step] += 1
                inside.spent = before + took

        return watched


@contextmanager
def watched() -> Iterator[Watch]:
    """Watch every place, and the parts of every row of the tables, for a while."""
    watch, kept = Watch(), [(owner, name, getattr(owner, name)) for owner, name, _ in PLACES]
    for event_type in EVENT_TYPES:
        kept += [(event_type, name, getattr(event_type, name)) for name in ("needs", "rule", "warnings", "notes")]
    try:
        for owner, name, step in PLACES:
            setattr(owner, name, watch.around(getattr(owner, name), step))
        for event_type in EVENT_TYPES:
            _watch_row(event_type, watch)
        yield watch
    finally:
        for owner, name, function in kept:
            (object.__setattr__ if isinstance(owner, EventType) else setattr)(owner, name, function)


def _watch_row(event_type: EventType, watch: Watch) -> None:
    """Rows are frozen for everybody else; here their functions are put into watches and taken out again."""
    put = object.__setattr__
    put(event_type, "needs", tuple(watch.around(need, "decide: what must be true") for need in event_type.needs))
    told = (replace(one, rule=watch.around(one.rule, "decide: warnings")) for one in event_type.warnings)
    put(event_type, "warnings", tuple(told))
    if event_type.rule:
        put(event_type, "rule", watch.around(event_type.rule, "decide: the books after it"))
    if event_type.notes:
        put(event_type, "notes", watch.around(event_type.notes, "apply: notes on the order"))
