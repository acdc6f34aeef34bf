"""One folder into which everything is pointed that Naru could write to, and the runs of `naru` in it, under strace.

Each run is watched: every file it opens for writing, makes or renames, every byte it hands to the system for a file, a
pipe or a socket. So what a run takes away again before anybody can look is looked at, too.
"""

from __future__ import annotations

import contextlib
import os
import re
import resource
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import IO, Final, NamedTuple
from unittest import mock

from testkit.faults.forkserver import ForkServer, Outcome, quiet_environment, strace_is_here
from testkit.hunt.matcher import Hit, Matcher

CHEAP: Final = "--cheap-test-desk"
MAKES: Final = "open openat creat rename renameat renameat2 link linkat symlink symlinkat mkdir mkdirat mknod mknodat"
HANDS: Final = "write writev pwrite64 pwritev pwritev2 sendto sendmsg sendmmsg sendfile copy_file_range splice vmsplice"
REACHES: Final = "socket connect memfd_create execve"
CALLS: Final = f"trace={','.join(f'{MAKES} {HANDS} {REACHES}'.split())}"
WATCH: Final = ("-f", "-y", "-xx", "-s", str(1 << 24), "-e", CALLS)
"""what strace is told: follow every thread, name every descriptor, all bytes of all data as hex"""
WRITING: Final = ("O_WRONLY", "O_RDWR", "O_CREAT", "O_TRUNC", "O_TMPFILE")
PATIENCE: Final = 120
"""seconds without a word after which a run is given up"""
OWN: Final = {"demo": ("work/demo-desk", "work/demo-family"), "play": ("tmp/naru-play-",)}
"""places no path was given for: the demo's books lie where it was called, a play's where temporary things lie"""
DEVICES: Final = frozenset({"/dev/null", "/dev/tty"})
_NUMBERED: Final = re.compile(r"(?<=/naru-play-)\w+|(?<=/demo-desk)-\d+|(?<=/demo-family)-\d+")
_CALL: Final = re.compile(r"^(?:\d+ +)?(\w+)\((.*)$")
_BYTES: Final = re.compile(r'["<]((?:\\x[0-9a-f]{2})+)[">](\.\.\.)?')


class Leak(NamedTuple):
    """A marker where it must not be: in what kind of place, and in which one."""

    where: str
    place: str
    hit: Hit

    def __str__(self) -> str:
        return f"{self.where}: {self.place}: {self.hit.marker.kind} as {self.hit.form}"


class Watched(NamedTuple):
    """What a run did: paths it opened for writing or made, what else it reached for, bytes it handed over by path."""

    made: tuple[str, ...] = ()
    reached: tuple[str, ...] = ()
    handed: tuple[tuple[str, bytes], ...] = ()


class Run(NamedTuple):
    """One `naru`: its words from the verb on, the options before it, how it ended, and what it did."""

    words: tuple[str, ...]
    options: tuple[str, ...]
    outcome: Outcome
    watched: Watched
    may: frozenset[str] | None
    """kinds of markers that may stand in what was printed; None: as the policy has it for this command"""

    @property
    def verb(self) -> str:
        """The command."""
        return self.words[0]

    def strays(self, sandbox: Sandbox) -> Iterator[str]:
        """Files it made that lie neither in the book's folder nor in a place it was told."""
        told = [word for word in (*self.options, *self.words) if word.startswith("/")]
        told += [str(sandbox.place / name) for name in OWN.get(self.verb, ())]
        for path in self.watched.made:
            path = _NUMBERED.sub("", path)
            inside = any(f"{path}/".startswith((f"{place}/", f"{place}.")) for place in told)
            if not inside and path not in DEVICES and "/__pycache__/" not in path:
                yield path


class Searched(NamedTuple):
    """What was found in a folder: leaks by path, files, bytes."""

    leaks: tuple[Leak, ...]
    files: int
    bytes: int

    @property
    def hits(self) -> set[Hit]:
        """The leaks without their places."""
        return {leak.hit for leak in self.leaks}


class Sandbox:
    """A folder, and the `naru` that runs in it. What the runs print and do is kept in `away`."""

    def __init__(self, place: Path, away: Path) -> None:
        self.place, self.away = place, away
        self.work, self.shelf = place / "work", place / "shelf"
        self.env = environment(place)
        for folder in {self.work, self.shelf, *map(Path, self.env.values())}:
            folder.mkdir(mode=0o700)
        self.runs: list[Run] = []
        self.own_options = [CHEAP]
        self.watching = strace_is_here()
        with mock.patch.dict(os.environ, self.env), contextlib.chdir(self.work):
            self.forkserver = ForkServer(away)
        try:
            self.naru("--help")
        except PermissionError:
            self.watching = False

    def naru(
        self,
        *words: str,
        secrets: Mapping[str, str] | None = None,
        typed: str = "",
        options: Collection[str] = (),
        strike: str = "",
        may: Collection[str] | None = None,
    ) -> Run:
        """Run one command.

        Args:
            options: before the verb.
            strike: what befalls its calls, in strace's words: ``pwrite64:error=ENOSPC``.
            may: kinds of markers that may stand in what it prints, if not those of the policy.
        """
        given = "".join(f"{name}={value}\n" for name, value in (secrets or {}).items())
        log = self.away / "watched"
        log.unlink(missing_ok=True)
        trace = ["-o", str(log), *WATCH[1:]] if self.watching else []
        trace += ["-e", f"inject={strike}"] if strike else []
        outcome = self.forkserver.run([*self.own_options, *options, *words], given, trace, typed=typed)
        watched = read_watched(log.read_text(), self.work) if self.watching else Watched()
        return self.keep(Run(words, tuple(options), outcome, watched, None if may is None else frozenset(may)))

    def keep(self, run: Run) -> Run:
        """Keep a run, to be looked at when all markers are drawn."""
        self.runs.append(run)
        return run

    def close(self) -> None:
        """Let the warmed interpreter go."""
        self.forkserver.close()


class Live:
    """A real `naru` in a process of its own, typed to line by line through a pipe."""

    def __init__(
        self,
        sandbox: Sandbox,
        *words: str,
        secrets: Mapping[str, str],
        options: Collection[str] = (),
        program: Collection[str] = ("-m", "naru"),
        watching: bool = True,
        env: Mapping[str, str] = MappingProxyType({}),
        out: int | IO[bytes] = subprocess.PIPE,
        through: str = "",
        together: bool = False,
    ) -> None:
        """Start it.

        Args:
            program: what the interpreter runs.
            env: comes on top of the sandbox's.
            out: where it prints, if that is not to be read.
            through: what a shell does that starts it: ``exec "$@" <&-``.
            together: what it says beside is printed with the rest, so that a question can be waited for.
        """
        self.sandbox, self.words, self.options = sandbox, words, tuple(options)
        self.watching = watching and sandbox.watching
        self._log, self._err = sandbox.away / "watched-live", sandbox.away / "err-live"
        fd = pipe_of("".join(f"{name}={value}\n" for name, value in secrets.items()).encode())
        self._through = bool(through)
        shell = ["sh", "-c", through, "sh"] if through else []
        line = [*shell, sys.executable, *program, *sandbox.own_options, "--secrets-fd", str(fd), *options, *words]
        with self._err.open("wb") as err:
            self.process = subprocess.Popen(
                [*self._trace(), *line],
                pass_fds=[fd],
                stdin=subprocess.PIPE,
                stdout=out,
                stderr=subprocess.STDOUT if together else err,
                cwd=sandbox.work,
                env={**quiet_environment(), **sandbox.env, **env},
                start_new_session=True,
                preexec_fn=_as_a_shell_would,
            )
        os.close(fd)
        self.out = b""

    def _trace(self) -> list[str]:
        return ["strace", "-o", str(self._log), *WATCH] if self.watching else []

    def read(self, enough: Callable[[str], bool]) -> str:
        """What it prints, until that is enough or it ends."""
        assert self.process.stdout is not None
        while not enough(self.out.decode(errors="ignore")):
            if not select.select([self.process.stdout], [], [], PATIENCE)[0]:
                self.process.kill()
                raise TimeoutError(f"{self.words[0]} said nothing more after {self.out.decode(errors='replace')!r}")
            piece = os.read(self.process.stdout.fileno(), 1 << 16)
            if not piece:
                break
            self.out += piece
        return self.out.decode(errors="replace")

    def type(self, line: str) -> None:
        """Type a line."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n".encode())
        self.process.stdin.flush()

    def kill(self, number: int) -> bool:
        """Kill it; whether the system wrote a core of it, wherever to."""
        assert not self.watching, "it would be the watcher that dies"
        self.process.send_signal(number)
        _, status = os.waitpid(self.process.pid, 0)
        self.process.returncode = os.waitstatus_to_exitcode(status)
        return os.WCOREDUMP(status)

    def end(self, may: Collection[str] | None = None) -> Run:
        """Close its input, wait for its end, and keep the run."""
        for end in (self.process.stdin, self.process.stdout):
            if end is not None and end.closed:  # nobody is there any more
                self.process.stdin = None if end is self.process.stdin else self.process.stdin
                self.process.stdout = None if end is self.process.stdout else self.process.stdout
        rest, _ = self.process.communicate()
        log = self._log.read_text() if self.watching else ""
        outcome = Outcome(
            self.process.returncode,
            (self.out + (rest or b"")).decode(errors="replace"),
            self._err.read_text(errors="replace"),
        )
        watched = read_watched(log, self.sandbox.work)
        own = [call for call in watched.reached if call.startswith("execve")][: 1 + self._through]
        watched = watched._replace(reached=tuple(call for call in watched.reached if call not in own))
        options = None if may is None else frozenset(may)
        return self.sandbox.keep(Run(self.words, self.options, outcome, watched, options))


def _as_a_shell_would() -> None:
    """No limit on cores, and every signal means what it means, whatever whoever runs this has set to be ignored."""
    hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)


def pipe_of(text: bytes) -> int:
    """A descriptor from which a short text can be read once."""
    reading, writing = os.pipe()
    os.write(writing, text)
    os.close(writing)
    return reading


def environment(place: Path) -> dict[str, str]:
    """Every variable by which a program on this system is told where to write, pointed into one folder."""
    told = {"HOME": "home", "TMPDIR": "tmp", "TMP": "tmp", "TEMP": "tmp", "SQLITE_TMPDIR": "tmp"}
    told |= {f"XDG_{name}": name.lower() for name in ("CONFIG_HOME", "CACHE_HOME", "DATA_HOME", "STATE_HOME")}
    told |= {"XDG_RUNTIME_DIR": "runtime"}
    return {name: str(place / folder) for name, folder in told.items()}


def read_watched(log: str, work: Path) -> Watched:
    """Read strace's log, in which every path and all data stand as ``\\x..``. What goes to the screen is not in it.

    Args:
        work: the folder the program ran in.
    """
    made, reached, handed = [], [], []
    for line in log.splitlines():
        call = _CALL.match(line)
        if call is None:
            continue
        name, rest = call[1], call[2]
        assert not any(cut for _, cut in _BYTES.findall(rest)), f"{name}: the log is cut short"
        parts = [bytes.fromhex(text.replace("\\x", "")) for text, _ in _BYTES.findall(rest.partition(" = ")[0])]
        if name in REACHES.split():
            reached.append(f"{name} {b' '.join(parts[:1]).decode(errors='replace')} {rest.split(',')[0][:20]}".strip())
        elif name in HANDS.split():
            if rest[:2] not in ("1<", "2<"):
                handed.append((parts[0].decode(errors="replace"), b"".join(parts[1:])))
        elif not name.startswith("open") or any(flag in rest for flag in WRITING):
            made += _paths(name, rest, parts, work)
    return Watched(tuple(made), tuple(reached), tuple(handed))


def _paths(name: str, rest: str, parts: list[bytes], work: Path) -> Iterator[str]:
    """The paths a call is about; one that stands behind a folder's descriptor is in that folder."""
    quoted = [bytes.fromhex(text.replace("\\x", "")) for text in re.findall(r'"((?:\\x[0-9a-f]{2})+)"', rest)]
    folder = os.fsencode(work)
    for part in parts:
        if part in quoted:
            yield os.path.normpath(os.path.join(folder, part)).decode(errors="replace")
        else:
            folder = part


def search(folder: Path, matcher: Matcher) -> Searched:
    """Look at every byte of every file below a folder, and at every name."""
    leaks: list[Leak] = []
    files = size = 0
    for root, folders, names in os.walk(os.fsencode(folder)):
        for name in (*folders, *names):
            path = os.path.join(root, name)
            shown = os.path.relpath(path, os.fsencode(folder)).decode(errors="replace")
            leaks += [Leak("names of files", shown, hit) for hit in matcher.look(name)]
            if os.path.islink(path):
                leaks += [Leak("links", shown, hit) for hit in matcher.look(os.readlink(path))]
            elif os.path.isfile(path):
                data = Path(os.fsdecode(path)).read_bytes()
                files, size = files + 1, size + len(data)
                leaks += [Leak("files", shown, hit) for hit in matcher.look(data)]
    return Searched(tuple(leaks), files, size)
