"""The lab: `make lab`, or `python lab/run.py [t3 ...] [--small] [--json]`.

Prints the tables of docs/explanation/what-we-measured.md and ends with 1 where something is not as it must be. What
lacks a device or root is passed over with one line that says so.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import tempfile
from pathlib import Path

import burnscan
import images
from burnscan import FULL, PLANTS, SMALL, Result, Size
from images import KINDS, Kind, Lacking


def main() -> int:
    """Run what was asked for, or everything."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("which", nargs="*", choices=["t3", []], help="the experiments, by name; all if none is named")
    ask.add_argument("--small", action="store_true", help="the size for every day")
    ask.add_argument("--json", action="store_true", help="results as data, not as a table")
    ask.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()), help="where the images are made")
    asked = ask.parse_args()
    return t3(asked.folder, small=asked.small, data=asked.json)


def t3(folder: Path, *, small: bool, data: bool) -> int:
    """T3, on every kind of file system."""
    if missing := images.lacking():
        print(f"T3 NOT RUN: no raw disk was read; it needs {missing}.", file=sys.stderr)
        return 0
    images.apart(sys.argv)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that a run cut off takes its images away, too
    results = [result for kind in KINDS if (result := _scan(kind, folder, SMALL if small else FULL))]
    print(json.dumps([result._asdict() for result in results]) if data else "\n".join(table(results)))
    faults = [f"T3 FAILED: {result.kind}: {fault}" for result in results for fault in result.faults()]
    print("\n".join(faults), file=sys.stderr, end="\n" if faults else "")
    return 1 if faults else 0


def _scan(kind: Kind, folder: Path, size: Size) -> Result | None:
    with tempfile.TemporaryDirectory(prefix="naru-lab-", dir=folder) as own:
        try:
            return burnscan.scan(kind, Path(own), size)
        except Lacking as lacking:
            print(f"T3 NOT RUN on {kind.name}: {lacking}", file=sys.stderr)
            return None


def table(results: list[Result]) -> list[str]:
    """The table of the page."""
    if not results:
        return ["T3: no raw disk was read."]
    first = results[0]
    lines = [
        f"T3: {first.objects} objects, {first.burned} burned; raw image, every passphrase known",
        "",
        f"| disk | grade | control: nothing burned ({first.objects}) | control: planted ({PLANTS}) "
        f"| burned keys back: plug pulled | after unmounting | old epoch keys | control: slot replaced |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for one in results:
        lines.append(
            f"| {one.kind} | {one.grade} ({', '.join(one.reasons)}) | {one.control} | {one.plants} | **{one.pulled}** "
            f"| **{one.after}** | {one.old_epochs} of {one.old_epochs_most} | {one.careless} |"
        )
    return [*lines, "", f"All of it took {sum(one.seconds for one in results):,.0f} s."]


if __name__ == "__main__":
    sys.exit(main())
