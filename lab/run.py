"""The lab: `make lab`, or `python -m lab.run [t2 t3 ...] [--small] [--json]`.

Prints the tables of docs/explanation/what-we-measured.md and ends with 1 where something is not as it must be. What
lacks a tool, a device or root is passed over with one line that says so.
"""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from lab import burnscan, forgetting, hunt, images, killed, mutants, powercut

EXPERIMENTS: Final[dict[str, Callable[..., int]]] = {
    "t1": powercut.experiment,
    "t2": killed.experiment,
    "t3": burnscan.experiment,
    "t6": hunt.experiment,
    "t9": forgetting.experiment,
    "t10": mutants.experiment,
}
"""By name; each takes a folder to work in, ``small`` and ``data``, prints its table, and gives 0, or 1 for a fault."""


def main() -> int:
    """Run what was asked for, or everything."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("which", nargs="*", choices=[*EXPERIMENTS, []], help="by name; all if none is named")
    ask.add_argument("--small", action="store_true", help="the size for every day")
    ask.add_argument("--json", action="store_true", help="results as data, not as a table")
    ask.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()), help="where disks and books are made")
    asked = ask.parse_args()
    if not images.lacking():
        images.apart()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that a run cut off takes what it made away, too
    ends = [EXPERIMENTS[name](asked.folder, small=asked.small, data=asked.json) for name in asked.which or EXPERIMENTS]
    return max(ends)


if __name__ == "__main__":
    sys.exit(main())
