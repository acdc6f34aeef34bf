"""The lab: `make lab`, or `python lab/run.py [t3 ...] [--small] [--json]`.

Prints the tables of docs/explanation/what-we-measured.md and ends with 1 where something is not as it must be. What
lacks a device or root is passed over with one line that says so.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

import burnscan
import images
from burnscan import FULL, PLANTS, SMALL, Result
from images import KINDS


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
    with tempfile.TemporaryDirectory(prefix="naru-lab-", dir=folder) as own:
        results = [burnscan.scan(kind, Path(own), SMALL if small else FULL) for kind in KINDS]
    print(json.dumps([result._asdict() for result in results]) if data else "\n".join(table(results)))
    faults = [f"T3 FAILED: {result.kind}: {fault}" for result in results for fault in result.faults()]
    print("\n".join(faults), file=sys.stderr, end="\n" if faults else "")
    return 1 if faults else 0


def table(results: list[Result]) -> list[str]:
    """The table of the page."""
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
