"""T2: every command killed at every write call: is anything lost that was acknowledged, does a restart finish the work?

The machinery is testkit/faults; tests/faults kills seven commands in every run of the tests; here it is all of them
(lines.py). After the single kills come kills in pairs: what says a command again is killed, too. The control has a
fault planted, and must be found to lose what it acknowledged.
"""

from __future__ import annotations

import gc
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Final, NamedTuple

from lab.lines import (
    ARCHIVED,
    BESIDE,
    DUE,
    FIRST_PAPERS,
    LAST_DAY,
    LINES,
    NEW_PAPERS,
    PAST,
    PEOPLE,
    SECRETS,
    orders,
)
from naru.custody.papers import new_parts
from naru.custody.readers import invite
from naru.i18n.words import canonical
from naru.plays.run import perform
from naru.plays.script import read_text
from naru.plays.stage import Stage
from naru.vault.backup.recovery import private_key
from naru.vault.kdf import CHEAPEST
from testkit.faults import books
from testkit.faults.books import Book, Prepared
from testkit.faults.forkserver import ForkServer, strace_is_here
from testkit.faults.killing import OTHERS, Line, Lost, Trial

FEW: Final = ("send", "accept", "burn", "card, the first", "burn-case", "burn-everything", "new")
"""the size for every day"""
PAIRS: Final = 8
"""pairs of kills for each command"""
CONTROL: Final = "send"


class Result(NamedTuple):
    """What came of one command. Counts of kills, unless it says otherwise; `faults` are sentences."""

    command: str
    calls: int
    pairs: int
    as_before: int
    there: int
    told: int
    lost: int
    faults: tuple[str, ...]


def experiment(folder: Path, *, small: bool, data: bool) -> int:
    """Run T2, print its table, and say what is not as it must be."""
    if not strace_is_here():
        print("T2 NOT RUN: nothing was killed; it needs strace.", file=sys.stderr)
        return 0
    start = time.monotonic()
    with prepared(folder) as (books, place):
        try:
            control = trial(CONTROL, LINES[CONTROL], books, place, plant="answers first")
        except PermissionError as error:
            print(f"T2 NOT RUN: strace may not be tied to a process here ({error}).", file=sys.stderr)
            return 0
        named = {name: LINES[name] for name in (FEW if small else LINES)}
        results = [trial(name, line, books, place, pairs=0 if small else PAIRS) for name, line in named.items()]
    told = [result._asdict() for result in results]
    print(json.dumps(told) if data else "\n".join(table(results, control, time.monotonic() - start)))
    faults = [f"T2 FAILED: {one.command}: {fault}" for one in results for fault in one.faults]
    if not control.lost:
        faults.append("T2 FAILED: the control lost nothing: this experiment finds nothing")
    print("\n".join(faults), file=sys.stderr, end="\n" if faults else "")
    return 1 if faults else 0


@contextmanager
def prepared(folder: Path) -> Iterator[tuple[dict[str, Prepared], Path]]:
    """Make the books that the lines are said of, and a place for copies; all of it is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="naru-lab-", dir=folder) as own:
        forkserver = ForkServer(Path(own))
        try:
            yield _books(forkserver, Path(own)), Path(own)
        finally:
            forkserver.close()


def _books(forkserver: ForkServer, place: Path) -> dict[str, Prepared]:
    """The books by name, as `lines` has them."""
    book, codes = books.prepare(forkserver, place / "early" / "desk", PEOPLE)
    books.write(book, orders(), codes)
    early = books.prepared(book, codes, place / "early, seen")
    book = books.first_card(early.copy(place / "full"), codes)
    for seed, which in ((FIRST_PAPERS, ""), (NEW_PAPERS, "new-")):
        made = new_parts(Random(seed).randbytes)
        for part, number in zip(made.parts, ("one", "two"), strict=False):
            codes[f"{which}part-{number}"] = " ".join(part.words("en"))
        codes[f"{which}papers"] = private_key(made.secret).hex()
    codes["place"] = str(book.folder.parent)
    forkserver.papers = FIRST_PAPERS
    books.write(book, BESIDE, codes, SECRETS)
    forkserver.papers = NEW_PAPERS
    for name, text in PAST.items():
        (book.folder.parent / name).write_text(text)
    full = books.prepared(book, codes, place / "full, seen")
    book = full.copy(place / "archived")
    books.write(book, ARCHIVED, codes)
    archived = books.prepared(book, codes, place / "archived, seen")
    due = books.prepared(_due(forkserver, place / "due"), {}, place / "due, seen")
    return {"early": early, "full": full, "archived": archived, "due": due}


def _due(forkserver: ForkServer, place: Path) -> Book:
    """A book that was written when the day of its order, and that of its helper, had not come yet."""
    place.mkdir()
    told = read_text(DUE)
    played = Stage(told, place / "desk", passphrase=canonical(books.WORDS))
    failures, _ = perform(played, told)
    invite(played.desk, "jiho", canonical(OTHERS[0]), CHEAPEST, played.today, until=LAST_DAY)
    played.desk.close()
    assert not failures
    return Book(forkserver, place / "desk", books.WORDS)


def trial(
    name: str,
    line: Line,
    books: dict[str, Prepared],
    place: Path,
    *,
    pairs: int = 0,
    singles: int | None = None,
    plant: str = "",
) -> Result:
    """Kill one command at each of its calls (or the first `singles`), and in some pairs."""
    forkserver, random_bytes = books[line.book].forkserver, Random(name)
    tally: Counter[str] = Counter()
    faults = []
    forkserver.plant = plant
    try:
        one = Trial(line, books[line.book], Path(tempfile.mkdtemp(dir=place)))
        single = [(call, None) for call in one.calls[:singles]]
        for call, again in [*single, *((random_bytes.choice(one.calls), random_bytes) for _ in range(pairs))]:
            try:
                tally[one.kill(call, again)] += 1
            except Lost as lost:
                tally["lost"] += 1
                faults.append(str(lost))
            except Exception as fault:  # whatever else went wrong: the book did not open, or is not as it must be
                faults.append(f"{call}: {type(fault).__name__}: {' '.join(str(fault).split())}")
    finally:
        forkserver.plant = ""
        gc.unfreeze()  # a desk that opens has the collector leave it alone, and here thousands open
    counted = (tally[key] for key in ("as before", "there", "told", "lost"))
    return Result(name, len(single), pairs, *counted, tuple(faults))


def table(results: list[Result], control: Result, seconds: float) -> list[str]:
    """The table of the page."""
    lines = [
        "T2: killed at every write call",
        "",
        "| command | calls | and pairs | as before | done, not yet told | told, and done | told, and lost |",
        "|---|---|---|---|---|---|---|",
    ]
    for one in results:
        counts = (one.calls, one.pairs, one.as_before, one.there, one.told)
        lines.append(f"| {one.command} | {' | '.join(map(str, counts))} | **{one.lost}** |")
    sums = [sum(one[at] for one in results) for at in range(1, 7)]
    lines.append(f"| all {len(results)} | " + " | ".join(f"{total:,}" for total in sums[:-1]) + f" | **{sums[-1]}** |")
    planted = f"Control, {CONTROL} answered before its row is written: {control.calls} calls, {control.lost} lost."
    return [*lines, "", planted, f"All of it took {seconds:,.0f} s."]
