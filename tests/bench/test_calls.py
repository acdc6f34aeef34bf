"""Speed is guarded by counting: how many calls the interpreter makes for one command, whatever machine it runs on."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from types import FrameType
from typing import Any

from testkit.workload import year
from testkit.workload.office import office
from testkit.workload.year import Size

SMALL = Size(400, 180, carriers=40, roads=12, persons=5)
PYTHON, BUILT_IN = 77, 95
"""calls a command: of functions written in Python, and of those built in. When this was written: 75.3, 93.7."""


def test_a_command_costs_no_more_calls_than_it_did(tmp_path: Path) -> None:
    """The profile is flat, so what makes a command slower shows as calls before it shows as time."""
    one, calls = year.make(SMALL), Counter[str]()

    def count(_: FrameType, event: str, __: Any) -> None:
        calls[event] += 1

    with office(tmp_path) as here:
        here.settle_in(one)
        here.clock.at = max(command.at for command in one.commands)
        groups = [[each.said for each in one.commands[at : at + 500]] for at in range(0, len(one.commands), 500)]
        for group in groups:
            sys.setprofile(count)
            try:
                said = here.desk.submit(group)
            finally:
                sys.setprofile(None)
            said.wait()
    commands = len(one.commands)
    assert calls["call"] / commands < PYTHON
    assert calls["c_call"] / commands < BUILT_IN
