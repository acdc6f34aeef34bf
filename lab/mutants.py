"""T10: do the tests notice a broken line?

mutmut breaks one thing at a time in money, ledger, orders (with debts) and vault (a sign, a number, a word, an
argument) and runs the tests that come by there. A mutant that no test notices has *survived*: a gap in the tests, or a
change that changes nothing. Everything happens in a copy of the last commit; nothing of it reaches the checkout.

Controls, in every run of every room, without which the run fails: a planted module of which it is known beforehand
what becomes of each mutant. Six are null mutants (what they change nobody reads) and must survive; one has no test;
six must be killed; two must run into the time limit. Five of these run only while Naru is imported.

    python -m lab.run t10                        everything; on two quiet cores about an hour
    python -m lab.mutants money --show           one room, and every survivor as a diff
    python -m lab.mutants --sample 1000          a fixed sample of all rooms, with the margin that comes with it
"""

from __future__ import annotations

import argparse
import io
import json
import math
import os
import random
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).parents[1]
SEED: Final = 10
SMALL: Final = 400  # mutants in the sample for every day
LEAST: Final = 0.90  # of the mutants of every room have to be caught
BECAME: Final = {
    **dict.fromkeys((1, 3), "killed"),
    **dict.fromkeys((2, 4, 255), "killed"),  # Naru could not even be imported
    **dict.fromkeys((-24, -9), "timeout"),
    0: "survived",
    **dict.fromkeys((5, 33), "no tests"),
    None: "not run",
}
"""what the exit code of a run means"""
CAUGHT: Final = frozenset({"killed", "timeout"})


class Room(NamedTuple):
    """What is broken, and the tests that are there to notice."""

    name: str
    source: tuple[str, ...]
    tests: tuple[str, ...]


def _desk(*about: str) -> list[str]:
    return [f"tests/desk/test_{each}.py" for each in about]


LONG: Final = [
    f"--deselect=tests/vault/test_{each}"
    for each in (
        "keyring.py::test_many_keys_are_small",
        "keyring_power.py::test_a_second_cut_while_the_first_one_is_mended",
        "recovery.py::test_a_disk_that_fails_at_every_call",
        "recovery.py::test_a_single_part_leans_to_no_side",
        "recovery.py::test_any_two_and_all_three_give_the_secret_back",
        "recovery.py::test_the_lights_go_out_at_every_write",
    )
]
"""Half of the time of all tests of the vault: every mutant that survives would wait for them."""

ROOMS: Final = (
    Room("money", ("src/naru/money/*", "src/naru/days.py"), (
        "tests/money", "tests/test_days.py", "tests/test_days_at_the_edges.py")),
    Room("ledger", ("src/naru/ledger/*",), ("tests/ledger", "tests/orders")),
    Room("orders", ("src/naru/orders/*", "src/naru/debts/*"), (
        "tests/orders", "tests/ledger", "tests/plays/test_plays.py", *_desk(
            "statement", "worth_over_time", "said_twice", "snapshots", "burned", "burning", "cut_off"))),
    Room("vault", ("src/naru/vault/*",), ("tests/vault", *_desk(
        "archive", "backup", "burning", "burned", "cut_off", "snapshots", "one_at_a_time", "readers"), *LONG)),
)  # fmt: skip
"""Left out: tests/faults, cli, lab, docs, bench, and what of plays and desk is slow or there for other things. They
could only catch more."""


PLANTED: Final = '''"""What becomes of each mutant of this module is known beforehand."""


def added(one: int, other: int) -> int:
    return one + other


def unread(count: int) -> int:
    noted = count + 1
    del noted
    return count


def uncalled(count: int) -> int:
    return -count


def counted_down(count: int) -> int:
    while count > 0:
        count -= 1
    return count


def doubled(count: int) -> int:
    noted = count + 1
    del noted
    return count * 2


LOADED = doubled(4)
'''

PLANTED_TEST: Final = """from naru.planted import LOADED, added, counted_down, unread


def test_planted() -> None:
    assert (added(2, 3), unread(7), counted_down(3), LOADED) == (5, 7, 0, 8)
"""

KNOWN: Final = {
    "added": {"killed": 1},
    "unread": {"survived": 3},
    "uncalled": {"no tests": 1},
    "counted_down": {"killed": 3, "timeout": 2},
    "doubled": {"killed": 2, "survived": 3},
}


NAMES: Final = """
from mutmut.mutation.file_mutation import mutate_file_contents
from mutmut.utils.file_utils import walk_mutatable_files
from mutmut.utils.format_utils import get_mutant_name
for path in sorted(walk_mutatable_files()):
    for name in mutate_file_contents(str(path), path.read_text("utf-8")).mutant_names:
        print(get_mutant_name(path, name))
"""

IMPORTED: Final = """
from importlib import import_module
from pkgutil import walk_packages
import naru
from mutmut.state import state
for module in walk_packages(naru.__path__, "naru."):
    if module.name != "naru.__main__":
        import_module(module.name)
print(*sorted(state()._stats), sep="\\n")
"""
"""which functions run while Naru is imported"""

DIFFS: Final = """
import json, sys
from mutmut.mutation.diff_apply import get_diff_for_mutant
print(json.dumps([get_diff_for_mutant(name, path=file) for name, file in json.load(sys.stdin)]))
"""


class Mutant(NamedTuple):
    """One broken thing and what became of it: killed, timeout, survived, no tests; or the exit code of its run."""

    name: str
    file: str
    became: str


class Result(NamedTuple):
    """What came out in one room. `all` is the number of mutants the room has; `tried` those that were run."""

    room: str
    all: int
    tried: tuple[Mutant, ...]
    controls: dict[str, dict[str, int]]
    seconds: float

    def count(self, *became: str) -> int:
        """How many mutants became one of these."""
        return sum(one.became in became for one in self.tried)

    @property
    def caught(self) -> int:
        """How many mutants were noticed."""
        return self.count(*CAUGHT)

    @property
    def share(self) -> float:
        """The part of the tried ones that was noticed."""
        return self.caught / len(self.tried)

    @property
    def survivors(self) -> list[Mutant]:
        """What was not noticed, for whatever reason."""
        return [one for one in self.tried if one.became not in CAUGHT]

    def faults(self) -> list[str]:
        """What is not as it must be."""
        wrong = []
        if self.controls != KNOWN:
            wrong.append(f"the planted mutants became {self.controls}, and should have become {KNOWN}")
        if not self.tried:
            wrong.append("nothing was tried")
        elif self.share < LEAST:
            wrong.append(f"{self.share:.1%} caught, and at least {LEAST:.0%} have to be")
        return wrong


def margin(results: Iterable[Result]) -> tuple[float, float]:
    """The 95 % interval (Wilson) of the share caught, over rooms sampled alike; the share itself if all were tried."""
    caught = tried = every = 0
    for one in results:
        caught, tried, every = caught + one.caught, tried + len(one.tried), every + one.all
    share, z = caught / tried, 1.96
    if tried == every:
        return share, share
    middle = (share + z * z / (2 * tried)) / (1 + z * z / tried)
    half = z / (1 + z * z / tried) * math.sqrt(share * (1 - share) / tried + z * z / (4 * tried * tried))
    return middle - half, middle + half


def lacking() -> str:
    """What is missing to run any mutant here; empty if nothing is."""
    if not hasattr(os, "fork"):
        return "a system that can fork"
    if find_spec("mutmut") is None:
        return "mutmut (pip install --require-hashes --requirement requirements/lab.txt)"
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        return "git and the history of this folder: the last commit is what is broken"
    return ""


def commit() -> str:
    """The commit that is broken, short."""
    return _git("rev-parse", "--short", "HEAD").decode().strip()


def _git(*words: str) -> bytes:
    return subprocess.run(["git", "-C", str(ROOT), *words], check=True, capture_output=True).stdout


def broken(room: Room, folder: Path, sample: float = 1.0, seed: int = SEED) -> Result:
    """Break everything in one room (or a share of it, drawn by seed) in a copy of the last commit, and run its tests.

    Raises:
        RuntimeError: the tests are not green in the copy with nothing broken, or mutmut stopped. Its words are in it.
    """
    home = folder / room.name
    _copy(room, home)
    names = _named(home)
    drawn = _drawn([name for name in names if not _is_planted(name)], sample, seed)
    began = time.monotonic()
    _mutmut(home, [] if sample >= 1 else [*sorted(drawn), *filter(_is_planted, names)])
    _again(home, drawn | set(filter(_is_planted, names)))
    seconds = time.monotonic() - began
    became = _read(home)
    tried = tuple(one for one in became if one.name in drawn)
    controls: dict[str, Counter[str]] = {}
    for one in became:
        if _is_planted(one.name):
            controls.setdefault(one.name.split(".x_")[1].split("__mutmut")[0], Counter())[one.became] += 1
    every = len([name for name in names if not _is_planted(name)])
    return Result(room.name, every, tried, {name: dict(count) for name, count in controls.items()}, seconds)


def _copy(room: Room, home: Path) -> None:
    """The last commit with the planted module in it, and word for mutmut what to break and which tests to run."""
    with tarfile.open(fileobj=io.BytesIO(_git("archive", "HEAD"))) as archive:
        archive.extractall(home, filter="data")
    (home / "src/naru/planted.py").write_text(PLANTED)
    (home / "tests/test_planted.py").write_text(PLANTED_TEST)
    lists = {
        "source_paths": ["src/"],
        "only_mutate": [*room.source, "src/naru/planted.py"],
        "also_copy": ["testkit", "plays", "docs", "tools", "README.md"],
        "pytest_add_cli_args_test_selection": [*room.tests, "tests/test_planted.py"],
        "pytest_add_cli_args": ["-p", "no:cacheprovider", "-p", "quickest"],
    }
    text = "".join(f"{name}=\n" + "".join(f"    {word}\n" for word in words) for name, words in lists.items())
    # A fork server has never run a test, so nothing a test left in a cache hides a mutant from the next one.
    single = "process_isolation=forkserver\ntimeout_multiplier=8.0\nuse_git_change_detection=false\n"
    (home / "setup.cfg").write_text(f"[mutmut]\n{text}{single}")
    # A folder on Python's path that is not there when Python starts is taken for missing for ever, and the tests
    # would quietly import the unbroken Naru.
    (home / "mutants/src").mkdir(parents=True)
    shutil.copy(Path(__file__).with_name("quickest.py"), home / "mutants/src")


def _mutmut(home: Path, names: list[str]) -> None:
    place = {"PYTHONPATH": str(home / "mutants/src"), "CI": "1", "PYTHONHASHSEED": "0"}
    start = [sys.executable, "-c", "from mutmut.__main__ import cli; cli()", "run"]
    command = [*start, "--max-children", str(os.cpu_count() or 1), *names]
    done = subprocess.run(command, cwd=home, env={**os.environ, **place}, capture_output=True, text=True)
    if done.returncode:
        last = "\n".join(done.stdout.replace("\r", "\n").splitlines()[-40:])
        raise RuntimeError(f"mutmut stopped in {home.name}:\n{last}\n{done.stderr[-2000:]}")


def _again(home: Path, drawn: frozenset[str]) -> None:
    """A second chance for what runs while Naru is imported: tables, and the functions that make their functions.

    mutmut imports everything once, unbroken, and then breaks it in a fork: too late for these. So those that seem to
    have survived are run once more, each in a process that imports Naru broken, and with every test of the room.
    """
    loaded = _lines(home, IMPORTED, MUTANT_UNDER_TEST="stats")
    again = [one.name for one in _read(home) if one.name in drawn and one.became not in CAUGHT]
    again = [name for name in again if name.split("__mutmut_")[0] in loaded]
    if not again:
        return
    times = home / "mutants/mutmut-stats.json"
    stats = json.loads(times.read_text("utf-8"))
    for name in again:
        stats["tests_by_mangled_function_name"][name.split("__mutmut_")[0]] = list(stats["duration_by_test"])
    times.write_text(json.dumps(stats), "utf-8")
    with (home / "setup.cfg").open("a") as words:
        words.write("forkserver_warmup=none\n")
    _mutmut(home, again)


def _named(home: Path) -> list[str]:
    """The name of every mutant there will be."""
    return _lines(home, NAMES)


def _lines(home: Path, code: str, asked: str = "", **place: str) -> list[str]:
    """What a piece of Python prints in the copy."""
    command, env = [sys.executable, "-c", code], os.environ | place | {"PYTHONPATH": str(home / "mutants/src")}
    done = subprocess.run(command, cwd=home, env=env, check=True, capture_output=True, text=True, input=asked)
    return done.stdout.splitlines()


def _drawn(names: list[str], sample: float, seed: int = SEED) -> frozenset[str]:
    return frozenset(random.Random(seed).sample(names, math.ceil(len(names) * min(1.0, sample))))


def _is_planted(name: str) -> bool:
    return name.startswith("naru.planted.")


def _read(home: Path) -> list[Mutant]:
    mutants = home / "mutants"
    return [
        Mutant(name, str(meta.relative_to(mutants).with_suffix("")), BECAME.get(code, str(code)))
        for meta in sorted(mutants.rglob("*.py.meta"))
        for name, code in json.loads(meta.read_text("utf-8"))["exit_code_by_key"].items()
    ]


def diffs(home: Path, mutants: Iterable[Mutant]) -> list[str]:
    """Each of these mutants as a diff, from the copy they were run in."""
    told = _lines(home, DIFFS, json.dumps([(one.name, one.file) for one in mutants]))
    shown: list[str] = json.loads(told[0])
    return shown


def table(results: list[Result], seed: int = SEED) -> list[str]:
    """The table of the page."""
    lines = [
        f"T10: commit {commit()}, "
        + ("every mutant" if all(len(one.tried) == one.all for one in results) else f"a sample by seed {seed}"),
        "",
        "| room | mutants | tried | killed | ran into the limit | survived | came by no test | caught |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for one in results:
        missed = len(one.tried) - one.caught - one.count("no tests")
        lines.append(
            f"| {one.room} | {one.all:,} | {len(one.tried):,} | {one.count('killed'):,} "
            f"| {one.count('timeout')} | {missed} | {one.count('no tests')} | **{one.share:.1%}** |"
        )
    low, high = margin(results)
    tried, caught = sum(len(one.tried) for one in results), sum(one.caught for one in results)
    bounds = "" if low == high else f", with 95 % certainty {low:.1%} to {high:.1%} of all"
    return [*lines, "", f"Together {caught:,} of {tried:,} caught: {caught / tried:.1%}{bounds}.",
            f"All of it took {sum(one.seconds for one in results):,.0f} s."]  # fmt: skip


def experiment(folder: Path, *, small: bool = False, data: bool = False, rooms: Iterable[str] = (),
        sample: int = 0, seed: int = SEED, show: bool = False) -> int:  # fmt: skip
    """T10 in every room, or in those named; `sample` mutants of all, or every one. Prints, and returns 1 on a fault."""
    if missing := lacking():
        print(f"T10 NOT RUN: nothing was broken; it needs {missing}.", file=sys.stderr)
        return 0
    asked = [room for room in ROOMS if not rooms or room.name in rooms]
    results = []
    with tempfile.TemporaryDirectory(prefix="naru-lab-", dir=folder) as own:
        share = _share(asked, Path(own), sample or SMALL) if sample or small else 1.0
        for room in asked:
            result = broken(room, Path(own), share, seed)
            results.append(result)
            if show:
                print("\n".join(diffs(Path(own) / room.name, result.survivors)))
    print(json.dumps([result._asdict() for result in results]) if data else "\n".join(table(results, seed)))
    faults = [f"T10 FAILED: {result.room}: {fault}" for result in results for fault in result.faults()]
    print("\n".join(faults), file=sys.stderr, end="\n" if faults else "")
    return 1 if faults else 0


def _share(rooms: list[Room], folder: Path, sample: int) -> float:
    """The same share of every room, so that together they are about `sample`."""
    every = 0
    for room in rooms:
        home = folder / "counted" / room.name
        _copy(room, home)
        every += len(_named(home))
    return sample / every


def main() -> int:
    """One room or several, as asked."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("rooms", nargs="*", choices=[*(room.name for room in ROOMS), []], help="all if none is named")
    ask.add_argument("--sample", type=int, default=0, help="this many mutants instead of every one")
    ask.add_argument("--seed", type=int, default=SEED, help="another sample: tests made for one say little by it")
    ask.add_argument("--show", action="store_true", help="every survivor as a diff")
    ask.add_argument("--json", action="store_true", help="results as data, not as a table")
    ask.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()), help="where the copies are made")
    asked = ask.parse_args()
    return experiment(
        asked.folder, data=asked.json, rooms=asked.rooms, sample=asked.sample, seed=asked.seed, show=asked.show
    )


if __name__ == "__main__":
    sys.exit(main())
