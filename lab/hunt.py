"""T6: does anything in clear reach a disk? Markers are planted through every command, error and crash, then hunted.

A whole book is lived through by the real command line, on an ext4 disk of its own where one can be mounted: every
command, what is refused, what is killed or breaks, full disks, closed screens. All that Naru could write to is on that
disk. What is hunted, in nine forms and in digests: every byte that any run handed to the system, every file and every
name left over, what was printed beside, the list of processes, the logs of the system, cores, and at last the raw disk.

Controls, in every run: each marker, as other programs write it, is found in files, in names, in files that were deleted
again, and on a raw disk; a careless twin of Naru is caught at each thing it does; the same program without its guard
leaves a core, and the markers are found in it.
"""

from __future__ import annotations

import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from lab import examiner, images
from lab.images import Kind
from naru.cli.main import CRASHED, build
from naru.i18n.catalogue import Catalogue, tables
from testkit.faults.forkserver import strace_is_here
from testkit.house import seeded
from testkit.hunt import crashes, every_command, planted, refusals
from testkit.hunt.markers import DIGESTS, Draw, Marker
from testkit.hunt.matcher import Hit, Matcher
from testkit.hunt.sandbox import WATCH, Leak, Run, Sandbox, read_watched, search

DISK: Final = Kind("ext4", ("mkfs.ext4", "-q"), "nodiscard,sync", "B")
"""what is written goes to it at once: a file that is deleted again in the next moment has been there"""


class Size(NamedTuple):
    """How much is done: a book in each language; in the first every slip as a command, too; a book with dear keys."""

    langs: tuple[str, ...]
    one_by_one: bool
    dear: bool
    control: int
    """markers of each control"""


SMALL: Final = Size(("en",), one_by_one=False, dear=False, control=60)
FULL: Final = Size(("en", "ko", "zh"), one_by_one=True, dear=True, control=500)


class Control(NamedTuple):
    """What was found of what was planted."""

    found: int
    planted: int


class Result(NamedTuple):
    """What came out. Counts, unless it says otherwise."""

    markers: dict[str, int]  # by kind
    pairs: int  # of marker and form, digests aside
    commands: int
    missed: tuple[str, ...]  # commands that never succeeded
    runs: int
    refused: int  # runs that were refused
    slips: int  # lines at the prompt, or commands, with one field wrong
    sentences: tuple[int, int]  # refusals brought about, of those there are
    handed: int  # bytes handed to the system by runs that were watched
    made: int  # files opened for writing, made or renamed
    files: int
    bytes: int  # of all files left over
    raw: int  # bytes of the raw disk that were no zeros
    killed: int
    cores: int
    early: tuple[str, ...]  # kinds of markers in a core of a start, while the program is being loaded
    broken: int  # faults planted inside that were told in one sentence
    failing: int  # runs on a failing disk
    processes: int  # bytes of the list of processes
    logs: int  # bytes of the system's own logs
    printed: dict[str, tuple[str, ...]]  # kinds of markers that a command printed, as it may
    typed: tuple[str, ...]  # kinds of markers that stood in arguments of commands that were taken
    strays: tuple[str, ...]
    reached: tuple[str, ...]  # sockets, other programs, files in memory
    leaks: tuple[str, ...]
    controls: dict[str, Control]
    loud: tuple[str, ...]  # what was not looked at here
    seconds: float
    core_seconds: float

    def faults(self) -> list[str]:
        """What is not as it must be."""
        wrong = [f"a leak: {leak}" for leak in self.leaks]
        wrong += [f"a file outside: {path}" for path in self.strays]
        wrong += [f"reached for {what}" for what in self.reached]
        wrong += [f"never run: {name}" for name in self.missed]
        wrong += [f"{self.cores} cores"] if self.cores else []
        wrong += [f"an argument that was taken held a {kind}" for kind in self.typed if kind not in IN_ARGUMENTS]
        wrong += [f"a core of a start held a {kind}" for kind in self.early]
        for name, control in self.controls.items():
            if not control.planted or control.found != control.planted:
                wrong.append(f"the control '{name}' found {control.found} of {control.planted}")
        return wrong


IN_ARGUMENTS: Final = frozenset({"nickname", "sum", "reason", "thing"})
"""what she may type behind a command, so that the list of processes and the shell's history have it for a while"""


def hunt(folder: Path, size: Size) -> Result:
    """Do all of it, with images and sandbox in this folder."""
    start, before = time.monotonic(), os.times()
    with ExitStack() as stack:
        disk = stack.enter_context(_disk(folder, "hunted"))
        away = folder / "away"
        away.mkdir()
        hunted = _Hunt(disk, away, size)
        stack.callback(hunted.sandbox.close)
        hunted.live_through()
        found = hunted.look()
    raw = folder / "hunted.img"
    if raw.exists():
        leaks, read = _raw(raw, hunted.matcher)
        found = found._replace(raw=read, leaks=(*found.leaks, *map(str, leaks)))
        raw.unlink()
    found = found._replace(controls={**found.controls, **_controls(folder, size.control)})
    if not images_here():
        found = found._replace(loud=(*found.loud, f"no raw disk was read; it needs {images.lacking() or 'apart'}"))
    after = os.times()
    used = sum(after[:4]) - sum(before[:4])
    return found._replace(seconds=time.monotonic() - start, core_seconds=used)


def images_here() -> bool:
    """Whether disks can be mounted here, in a namespace of our own."""
    return not images.lacking() and images.APART in os.environ


@contextmanager
def _disk(folder: Path, name: str) -> Iterator[Path]:
    """A disk of its own where one can be mounted, else a folder."""
    if images_here():
        with images.mounted(DISK, folder / f"{name}.img") as point:
            (point / "all").mkdir(mode=0o700)
            yield point / "all"
    else:
        (folder / name).mkdir(mode=0o700)
        yield folder / name


class _Hunt:
    """One hunt: the sandbox it searches, the markers, and what is gathered on the way."""

    def __init__(self, place: Path, away: Path, size: Size) -> None:
        self.size, self.away = size, away
        self.sandbox = Sandbox(place, away)
        self.draw = Draw(seeded("hunted"))
        self.leaks: list[Leak] = []
        self.controls: dict[str, Control] = {}
        self.counts = dict.fromkeys(("slips", "killed", "cores", "broken", "failing", "files", "bytes"), 0)
        self._early: tuple[str, ...] = ()
        self._listed: list[tuple[str, bytes]] = []
        self.loud: list[str] = [] if self.sandbox.watching else ["no run was watched; it needs strace"]
        self.matcher = Matcher(())
        self._began = time.time()

    def live_through(self) -> None:
        """A book in each language, from its first day to its last."""
        first = self.size.langs[0]
        for lang in self.size.langs:
            random_bytes = seeded(f"chance {lang}")
            lived = every_command.run_all(self.sandbox, self.draw, random_bytes, lang)
            every_command.beside(self.sandbox, self.draw, random_bytes, lang, self.away / "play.toml")
            every_command.prompt(lived)
            refusals.wrong(lived)
            self.counts["slips"] += refusals.typos(lived, one_by_one=self.size.one_by_one and lang == first)
            if lang == first:
                self._crash(lived)
            if self.size.dear:
                assert every_command.dear(self.sandbox, self.draw, random_bytes, lang)
            self.counts["slips"] += refusals.said_of_everything(lived)
            self._search()
            every_command.burn(lived)

    def _search(self) -> None:
        """Look at every file there is now."""
        found = search(self.sandbox.place, Matcher(self.draw.drawn))
        self.leaks += found.leaks
        self.counts["files"] += found.files
        self.counts["bytes"] += found.bytes

    def _crash(self, lived: every_command.LivedBook) -> None:
        """All bad ends, and the twins that show what one of them would leave."""
        self.counts["failing"] = crashes.on_a_failing_disk(lived)
        self.counts["broken"] = sum(run.outcome.status == CRASHED for run in crashes.broken_inside(lived))
        list(crashes.nobody_reads(lived))
        list(crashes.stopped_at_a_question(lived))
        _, echoed = crashes.at_a_terminal(lived)
        self.controls["a terminal shows what is typed"] = Control(echoed, 1)
        self._full_disk(lived)
        killed = crashes.killed(lived, lambda live: self._listed.extend(crashes.in_the_list_of_processes(live)))
        self.counts |= {"killed": killed.times, "cores": killed.cores}
        self._core(lived)
        self._careless(lived)

    def _told(self) -> Matcher:
        """What was told until now, without what was only typed wrongly."""
        return Matcher(marker for marker in self.draw.drawn if marker.kind != "junk")

    def _full_disk(self, lived: every_command.LivedBook) -> None:
        if not images_here():
            self.loud.append("no disk was filled up; it needs mounts")
            return
        point = self.away / "full"
        point.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m,mode=700", "tmpfs", str(point)], check=True)
        try:
            full = crashes.on_a_full_disk(lived, point, self._told)
            self.leaks += full.searched.leaks
            self.controls["commands met the full disk"] = Control(min(full.refused, 1), 1)
        finally:
            subprocess.run(["umount", str(point)], check=True)

    def _core(self, lived: every_command.LivedBook) -> None:
        """The control of cores: the unguarded twin leaves one. Where cores go elsewhere, the system's word counts."""
        pattern = Path("/proc/sys/kernel/core_pattern").read_text().strip()
        if resource.getrlimit(resource.RLIMIT_CORE)[1] == 0:
            self.loud.append("no core was made to be searched; whoever started this forbids cores")
            return
        twin = self.away / "twin"
        dumped, kinds = crashes.a_core_is_found(lived, twin, self._told)
        shutil.rmtree(twin)
        self.controls["the twin without its guard leaves a core"] = Control(dumped, 1)
        if pattern.startswith(("|", "/")):
            self.loud.append(
                f"cores go to {pattern!r} here, so none was searched; the system says whether it wrote one"
            )
        else:
            early = self.away / "early"
            self._early = tuple(sorted(crashes.killed_as_it_starts(lived, early, self._told)))
            shutil.rmtree(early)
            told = {"nickname", "sum", "note", "sentence", "card 1"} & kinds  # of five; memory is used again at once
            self.controls["three kinds of markers in its core"] = Control(min(len(told), 3), 3)

    def _careless(self, lived: every_command.LivedBook) -> None:
        """The careless twin is caught at everything it does; then its traces are taken away."""
        before = len(self.draw.drawn)
        run = crashes.careless(lived)
        self.sandbox.runs.remove(run)
        said = Matcher(self.draw.drawn[before:])
        left = search(self.sandbox.place, said).leaks
        caught = {
            "beside what it printed": bool(list(every_command.told_too_much(run, said))),
            "in a file": any(leak.place == "home/.naru.log" for leak in left),
            "in a name": any(leak.where == "names of files" for leak in left),
        }
        if self.sandbox.watching:
            caught["in a file taken away again"] = any(
                said.look(data) for path, data in run.watched.handed if path.startswith(self.sandbox.env["TMPDIR"])
            )
            caught["outside the book"] = any(path.endswith("/.naru.log") for path in run.strays(self.sandbox))
        self.controls["the careless twin is caught"] = Control(sum(caught.values()), len(caught))
        Path(self.sandbox.env["HOME"], ".naru.log").unlink()
        shutil.rmtree(self.sandbox.env["XDG_CACHE_HOME"])
        del self.draw.drawn[before:]

    def look(self) -> Result:
        """Hunt everything but the raw disk."""
        self.matcher = matcher = Matcher(self.draw.drawn)
        runs, leaks = self.sandbox.runs, self.leaks
        for run in runs:
            leaks += every_command.told_too_much(run, matcher)
            for path, data in run.watched.handed:
                leaks += [Leak("handed over", f"{run.verb}: {path}", hit) for hit in matcher.look(data)]
            for path in run.watched.made:
                leaks += [Leak("names of files", run.verb, hit) for hit in matcher.look(path.encode())]
        for name, data in self._listed:
            leaks += [Leak("list of processes", name, hit) for hit in matcher.look(data)]
        logs = list(_logs(self._began))
        leaks += [Leak("the system's logs", name, hit) for name, data in logs for hit in matcher.look(data)]
        self._search()
        commands = set(build(Catalogue("en")).commands)
        done = {run.verb for run in runs if run.outcome.status == 0}
        kinds: dict[str, int] = {}
        for marker in self.draw.drawn:
            kinds[marker.kind] = kinds.get(marker.kind, 0) + 1
        return Result(
            markers=kinds,
            pairs=sum(_forms(marker) for marker in self.draw.drawn),
            commands=len(commands),
            missed=tuple(sorted(commands - done - every_command.ELSEWHERE)),
            runs=len(runs),
            refused=sum(run.outcome.status in (1, 2) for run in runs),
            sentences=_sentences(runs),
            handed=sum(len(data) for run in runs for _, data in run.watched.handed),
            made=sum(len(run.watched.made) for run in runs),
            files=self.counts.pop("files"),
            bytes=self.counts.pop("bytes"),
            raw=0,
            printed=_printed(runs, matcher),
            typed=_typed(runs, matcher),
            early=self._early,
            strays=tuple(sorted({path for run in runs for path in run.strays(self.sandbox)})),
            reached=tuple(sorted({what for run in runs for what in run.watched.reached})),
            leaks=tuple(sorted({str(leak) for leak in leaks})),
            controls=self.controls,
            loud=tuple(self.loud),
            logs=sum(len(data) for _, data in logs),
            seconds=0.0,
            core_seconds=0.0,
            processes=sum(len(data) for _, data in self._listed),
            **self.counts,
        )


def _forms(marker: Marker) -> int:
    return len({hit.form for hit, _ in planted.written(marker)} - DIGESTS.keys())


def _printed(runs: Collection[Run], matcher: Matcher) -> dict[str, tuple[str, ...]]:
    kinds: dict[str, set[str]] = {}
    for run in runs:
        if run.may is None and run.outcome.status == 0:
            kinds.setdefault(run.verb, set()).update(hit.marker.kind for hit in matcher.look(run.outcome.out.encode()))
    return {verb: tuple(sorted(found)) for verb, found in sorted(kinds.items()) if found}


def _typed(runs: Collection[Run], matcher: Matcher) -> tuple[str, ...]:
    taken = "\0".join(word for run in runs if run.outcome.status == 0 for word in run.words)
    return tuple(sorted({hit.marker.kind for hit in matcher.look(taken.encode())}))


def _sentences(runs: Collection[Run]) -> tuple[int, int]:
    """How many of the refusals in the English catalogue were told."""
    told = "\n".join(run.outcome.err for run in runs)
    keys = tables("en")["refusal"]
    return sum(bool(re.search(_as_pattern(text), told)) for text in keys.values()), len(keys)


def _as_pattern(text: str) -> str:
    return ".*".join(re.escape(piece) for piece in re.split(r"\{\w+\}", text))


def _logs(since: float) -> Iterator[tuple[str, bytes]]:
    """What the system itself wrote down since then: the kernel's messages, and every log that has changed."""
    if shutil.which("dmesg"):
        yield "kernel", subprocess.run(["dmesg"], capture_output=True, check=False).stdout
    for root, _, names in os.walk("/var/log"):
        for path in (Path(root, name) for name in names):
            if path.is_file() and os.access(path, os.R_OK) and path.stat().st_mtime >= since:
                yield str(path), path.read_bytes()


def _raw(image: Path, matcher: Matcher) -> tuple[list[Leak], int]:
    """What stands anywhere on a raw disk, and how many bytes of it were read."""
    raw = examiner.Raw(image)
    try:
        read = 0
        hits: set[Hit] = set()
        for start, end in raw.written:
            for at in range(start, end, 1 << 20):
                piece = raw.bytes[at : min(at + (1 << 20) + matcher.longest, len(raw.bytes))]
                read += len(piece) - piece.count(0)
                hits |= matcher.look(piece, hits)
    finally:
        raw.close()
    return [Leak("raw disk", image.stem, hit) for hit in hits], read


def _controls(folder: Path, many: int) -> dict[str, Control]:
    """Markers of their own for each kind of place, planted as other programs write them, and how many were found."""
    sets = {name: _some(name, many) for name in ("files", "names", "deleted", "handed over")}
    matcher = Matcher(marker for markers in sets.values() for marker in markers)
    wanted = {name: planted.expected(markers) for name, markers in sets.items()}
    found: dict[str, set[Hit]] = {}
    with _disk(folder, "control") as place:
        at = {name: place / name.replace(" ", "-") for name in sets}
        for path in at.values():
            path.mkdir()
        planted.into_files(at["files"], sets["files"])
        wanted["names"] = planted.into_names(at["names"], sets["names"])
        found |= {name: search(at[name], matcher).hits for name in ("files", "names")}
        if strace_is_here():
            found["handed over"] = _watched(folder, at["handed over"], sets["handed over"], matcher)
        # Last, because a place that is free again is soon taken by another file.
        planted.into_files(at["deleted"], sets["deleted"])
        shutil.rmtree(at["deleted"])
    image = folder / "control.img"
    if image.exists():
        hits = {leak.hit for leak in _raw(image, matcher)[0]}
        found |= {f"{name}, raw disk": hits for name in ("files", "names", "deleted")}
        wanted |= {f"{name}, raw disk": wanted[name] for name in ("files", "names", "deleted")}
        image.unlink()
    return {name: Control(len(hits & wanted[name]), len(wanted[name])) for name, hits in found.items()}


def _watched(folder: Path, place: Path, markers: Collection[Marker], matcher: Matcher) -> set[Hit]:
    """A program writes each into a file, in every way there is, and takes it away again: what the watcher saw of it."""
    log, told = folder / "watched", folder / "told"
    told.write_text("".join(f"{data.hex()}\n" for marker in markers for _, data in planted.written(marker)))
    line = ["strace", *WATCH, "-o", str(log), sys.executable, "-c", TAKES_AWAY, str(told), str(place)]
    subprocess.run(line, check=True)
    watched = read_watched(log.read_text(), place)
    assert not list(place.iterdir())
    return {hit for _, data in watched.handed for hit in matcher.look(data)}


TAKES_AWAY: Final = """
import os, sys
for number, line in enumerate(open(sys.argv[1])):
    data, path = bytes.fromhex(line), f"{sys.argv[2]}/{number}"
    fd = os.open(path, os.O_CREAT | os.O_WRONLY)
    if number % 3 == 0:
        os.write(fd, data)
    elif number % 3 == 1:
        os.pwrite(fd, data, 4096)
    else:
        os.writev(fd, [b"so: ", data])
    os.close(fd)
    os.unlink(path)
"""


def _some(name: str, many: int) -> list[Marker]:
    draw = Draw(seeded(f"control {name}"))
    while len(draw.drawn) < many:
        for _ in range(3):
            draw.word("name")
        draw.plain("thing")
        draw.phone()
        draw.sum("KRW", 4 * 10**11, 9 * 10**11)
    return draw.drawn[:many]


# ----------------------------------------------------------------------------------------------------------- the lab


def experiment(folder: Path, *, small: bool, data: bool) -> int:
    """T6, beside the others of `lab.run`: prints its figures, gives 1 where something is not as it must be."""
    with tempfile.TemporaryDirectory(prefix="naru-lab-", dir=folder) as own:
        result = hunt(Path(own), SMALL if small else FULL)
    print(json.dumps(result._asdict(), ensure_ascii=False) if data else "\n".join(table(result)))
    print("".join(f"T6 NOT LOOKED AT: {line}\n" for line in result.loud), file=sys.stderr, end="")
    print("".join(f"T6 FAILED: {fault}\n" for fault in result.faults()), file=sys.stderr, end="")
    return 1 if result.faults() else 0


def table(result: Result) -> list[str]:
    """The tables of the page."""
    told, hits = result, Counter(leak.partition(":")[0] for leak in result.leaks)
    places = {
        "handed over": f"{told.handed:,} bytes by {told.runs:,} runs, which opened or renamed {told.made:,} files",
        "files": f"{told.bytes:,} bytes in {told.files:,} files",
        "names of files": f"{told.made + told.files:,}",
        "raw disk": f"{told.raw:,} bytes that are not zero" if told.raw else "not read",
        "printed": "what each command may not print, and any refusal",
        "said beside": f"{told.refused:,} refusals, {told.broken} faults inside, {told.failing} failing disks",
        "list of processes": f"{told.processes:,} bytes",
        "the system's logs": f"{told.logs:,} bytes",
    }
    lines = [
        f"T6: {sum(told.markers.values()):,} markers, {told.pairs:,} pairs of marker and form; "
        f"{told.commands - len(told.missed)} of {told.commands} commands; "
        f"{told.sentences[0]} of {told.sentences[1]} refusals; {told.slips:,} slips",
        "",
        "| looked at | how much | hits |",
        "|---|---|---|",
        *(f"| {name} | {much} | **{hits[name]}** |" for name, much in places.items()),
        f"| cores | killed {told.killed} times | **{told.cores}** |",
        f"| a core of a start, while the program is being loaded | | **{len(told.early)}** |",
        f"| files outside | | **{len(told.strays)}** |",
        f"| sockets, programs, files in memory | | **{len(told.reached)}** |",
        "",
        "| control | found | of |",
        "|---|---|---|",
        *(f"| {name} | {one.found:,} | {one.planted:,} |" for name, one in told.controls.items()),
        "",
        f"Markers: {_words(f'{kind} {count:,}' for kind, count in told.markers.items())}.",
        f"In arguments that were taken: {_words(told.typed)}.",
    ]
    by_kinds: dict[tuple[str, ...], list[str]] = {}
    for verb, kinds in told.printed.items():
        by_kinds.setdefault(kinds, []).append(verb)
    lines += [f"Printed {_words(kinds)}: {_words(verbs)}." for kinds, verbs in by_kinds.items()]
    return [*lines, f"All of it took {told.seconds:,.0f} s, {told.core_seconds:,.0f} s of one core."]


def _words(words: Iterable[str]) -> str:
    return ", ".join(words)
