"""Measure speed: `make bench`, or `python -m bench.run [--full | --small] [--write] [--folder DIR]`.

Prints the tables of docs/explanation/speed.md; `--write` puts them there. Every run is checked: answers as foretold,
audit sound, every currency adding up to nothing; a run that is not ends everything.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from bench import floor, measures, twins
from bench.measures import Round
from naru.vault.log import rows
from testkit.workload import year
from testkit.workload.office import office
from testkit.workload.year import YEAR, Size, Year

PAGE = Path(__file__).parents[1] / "docs" / "explanation" / "speed.md"
BEGIN, END = "<!-- figures -->", "<!-- /figures -->"
SAID: list[str] = []


def main() -> int:
    """Measure everything and print it."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--full", action="store_true", help="go on to a million rows in the log")
    ask.add_argument("--small", action="store_true", help="a hundredth of everything: to see that it runs")
    ask.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()), help="a folder on the disk to measure")
    ask.add_argument("--write", action="store_true", help="put the figures into docs/explanation/speed.md")
    asked = ask.parse_args()
    begin = time.perf_counter()
    part = 100 if asked.small else 1
    size = Size(YEAR.orders // part, YEAR.cases // part)
    tenth = year.make(Size(size.orders // 10, size.cases // 10))
    _machine(asked.folder)
    _waiting(asked.folder, tenth)
    _steps(asked.folder, tenth)
    _memory(asked.folder, Size(size.orders // 5, size.cases // 5), size.cases)
    del tenth
    _year(asked.folder, size, 3 if asked.full else 1)
    _say(f"\nAll of it took {time.perf_counter() - begin:,.0f} s.")
    if asked.write:
        _write("python -m bench.run" + " --full" * asked.full + " --small" * asked.small)
    return 0


def _machine(home: Path) -> None:
    model = next((line for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line), ":?")
    _head("The machine")
    _say(f"- {os.cpu_count()} cores ({model.partition(':')[2].strip()}), {platform.system()} {platform.release()}")
    _say(f"- Python {platform.python_version()}; folder on {_disk(home)}")
    _pace(home)


def _pace(home: Path) -> None:
    """How fast machine and disk are just now: read the figures beside these."""
    _say(f"- just now: {floor.flushes(home):,.0f} flushes/s of 4 KiB; CPU probe {measures.cpu():.0f} ms")


def _disk(home: Path) -> str:
    mounts = [line.split()[:3] for line in Path("/proc/mounts").read_text().splitlines()]
    under = [(len(where), kind, device) for device, where, kind in mounts if str(home.resolve()).startswith(where)]
    _, kind, device = max(under)
    return f"{kind} ({device})"


def _waiting(home: Path, tenth: Year) -> None:
    _head(f"Commands waiting: {len(tenth.commands):,} commands, desk and bare loop in turn, 5 rounds")
    _say("| waiting | commands/s | µs a command | group answered in, p50 / p99 ms | bare loop µs a row | x floor |")
    _say("| --- | --- | --- | --- | --- | --- |")
    for waiting, sample in ((1, 4000), (64, None), (1000, None)):
        found = list(measures.rounds(home, tenth, waiting, 5, sample))
        _round(f"{waiting:,}" + (f" (sample of {found[0].commands:,})" if sample else ""), found)


def _round(name: str, found: list[Round]) -> None:
    rate, least, most = measures.spread([one.commands / one.desk for one in found])
    waits = sorted(wait * 1000 for one in found for wait in one.waits)
    bare = measures.spread([one.floor / one.rows * 1e6 for one in found])
    waited = f"{waits[len(waits) // 2]:.2f} / {waits[len(waits) * 99 // 100]:.2f}"
    each = _range([one.each for one in found])
    ratio = _range([one.ratio for one in found], 2)
    rates = f"{rate:,.0f} ({least:,.0f}-{most:,.0f})"
    _say(f"| {name} | {rates} | {each} | {waited} | {bare[0]:.1f} | {ratio} |")


def _range(values: Iterable[float], digits: int = 1) -> str:
    middle, least, most = measures.spread(list(values))
    return f"{middle:,.{digits}f} ({least:,.{digits}f}-{most:,.{digits}f})"


def _steps(home: Path, tenth: Year) -> None:
    found, whole, without = measures.steps(home, tenth)
    _head("Where each microsecond goes (1,000 waiting, watches around every step)")
    _say("| step | µs a command | share | calls a command |")
    _say("| --- | --- | --- | --- |")
    beside = [step for step in found if step.name.startswith("writer")]
    deciding = [step for step in found if step not in beside]
    total = sum(step.each for step in deciding)
    for step in deciding:
        _say(f"| {step.name} | {step.each:.2f} | {step.each / total:.0%} | {step.calls:.2f} |")
    _say(f"| **all steps of the deciding thread** | **{total:.1f}** | | |")
    for step in beside:
        _say(f"| {step.name}, beside it in the other thread | {step.each:.2f} | | |")
    _say(f"\nThe whole took {whole:.1f} µs a command with the watches and {without:.1f} without them.")


def _memory(home: Path, size: Size, cases: int) -> None:
    _head("Memory and keys")
    resident, state = measures.memory(home, size)
    _say(f"- {resident:,.0f} bytes of memory for each order ({size.orders:,} orders of eight events, none let go of)")
    _say(f"- {state:,.0f} bytes for each order in a snapshot, before the eighth is added for padding")
    keys = measures.case_keys(home, cases)
    _say(f"- {cases:,} keys of cases made at once: {keys.seconds:.2f} s, {keys.bytes:,} bytes of keyring")


def _year(home: Path, size: Size, years: int) -> None:
    begin = time.perf_counter()
    one = year.make(size)
    _say(f"\n(Made {len(one.commands):,} commands in {time.perf_counter() - begin:.0f} s, outside every clock.)")
    _head(
        f"A diaspora year: {size.orders:,} orders, {one.events:,} events, {len(one.commands):,} commands, "
        f"{size.cases:,} cases; 1,000 waiting; 3 rounds"
    )
    _pace(home)
    found = list(measures.rounds(home, one, 1000, 3))
    _say(f"- the year: {_range([one.desk for one in found])} s, bare loop {_range([one.floor for one in found])} s")
    _say(f"- x floor: {_range([one.ratio for one in found], 2)}; {_range([one.each for one in found])} µs a command")
    del found
    side = [twins.twins(home, size) for _ in range(3)]
    _say(f"- the same year in two desks side by side, half of it each, a process each: {_range(side)} s")
    _grown(home, one, years)


def _grown(home: Path, one: Year, years: int) -> None:
    """A desk with one year or three: how it checks, opens, and whether the next command costs more than the first."""
    size = one.size
    more = year.make(size._replace(orders=max(100, size.orders // 50)), first=years * size.orders)
    with office(home) as here:
        settled = here.settle_in(one)
        _say(f"- before it, {settled.commands:,} carriers, roads, persons and cases opened in {settled.seconds:.1f} s")
        here.speak(here.whole(one), 1000)
        for number in range(1, years):
            here.speak(here.whole(year.make(size, first=number * size.orders)), 1000)
        rows_before = here.desk.head.seq
        pairs = measures.flat(home, here, more, min(10, len(more.commands) // measures.WINDOW))
        _head("Does it slow down as the log grows? Windows of 500 commands in turn")
        _say(f"- at about 1 thousand rows: {_range([pair.small for pair in pairs])} µs a command")
        _say(f"- at {rows_before:,} rows: {_range([pair.large for pair in pairs])} µs a command")
        _say(f"- ratio in the round: {_range([pair.large / pair.small for pair in pairs], 2)}")
        _head("Checking and opening after it")
        desk = measures.grown(here)
        _say(f"- chain checked: {desk.rows / desk.chain:,.0f} rows/s; full audit: {desk.rows / desk.audit:,.0f} rows/s")
        _say(f"- opened by replaying {desk.rows:,} rows: {desk.replay:.1f} s; the snapshot: {desk.snapshot:.1f} s")
        _say(f"- opened from the snapshot: {desk.from_snapshot:.2f} s")
        _say(f"- {desk.left:,} of {desk.orders:,} orders left with that snapshot: over, and their dispute time gone by")
        _say(f"- the log: {desk.log_bytes / desk.rows:.0f} bytes a row; a row is at least {rows.LEAST} of them")
        _say(f"- the keyring: {desk.key_bytes:,} bytes; the state in the snapshot: {desk.state_bytes:,} bytes")


def _head(title: str) -> None:
    _say(f"\n### {title}\n")


def _say(line: str) -> None:
    """Print a line at once, and keep it for the page."""
    print(line, flush=True)
    SAID.append(line)


def _write(command: str) -> None:
    """Put what was said between the two marks of the page."""
    before, _, rest = PAGE.read_text().partition(BEGIN)
    _, _, after = rest.partition(END)
    figures = "\n".join([BEGIN, f"Figures of `{command}`, as it printed them.", *SAID, "", END])
    PAGE.write_text(before + figures + after)


if __name__ == "__main__":
    sys.exit(main())
