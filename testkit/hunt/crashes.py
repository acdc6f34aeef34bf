"""Bad ends: killed, crashed, broken inside, a disk that fails, nobody who reads, Ctrl-C. What is left behind then?"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import signal
import struct
import subprocess
import sys
import termios
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from naru.i18n.catalogue import Catalogue
from testkit.faults.forkserver import Outcome, quiet_environment
from testkit.hunt.every_command import POLICY, Book, Toured
from testkit.hunt.matcher import Sieve
from testkit.hunt.sandbox import Live, Run, Searched, Watched, search

SIGNALS: Final = (signal.SIGSEGV, signal.SIGABRT, signal.SIGQUIT, signal.SIGBUS, signal.SIGKILL)
UNGUARDED: Final = "from naru.cli import guard, main; guard.stand = lambda: None; main.main()"
"""the twin: the same program without the guard that forbids a core"""

UNSEALED: Final = "card 4"
"""kind of the names that are typed where a disk fails or somebody stops: most never become a card"""

EARLY: Final = """
import os, sys
class Dying:
    def find_spec(self, name, path=None, target=None):
        if name == "click":
            os.kill(os.getpid(), 11)
sys.meta_path.insert(0, Dying())
from naru.__main__ import main
main()
"""
"""it dies as it starts: the guard stands, most of the program is not loaded yet"""

BREAK: Final = """
import importlib, sys
from naru.cli import main
owner, name = sys.argv.pop(1).split(":")
module, _, of = owner.rpartition(".")
def broken(*given, **named):
    local = repr(given) + repr(named) + repr([vars(one) for one in given if hasattr(one, "__dict__")])
    raise LookupError(local, *given)
setattr(getattr(importlib.import_module(module), of), name, broken)
main.main()
"""
BREAKS: Final = (
    "naru.desk.desk.Desk:submit",
    "naru.desk.desk.Desk:story",
    "naru.desk.desk.Desk:close",
    "naru.vault.log.sqlcipher.SqlCipherLog:append",
    "naru.vault.log.sqlcipher.SqlCipherLog:close",
    "naru.cli.render.Renderer:heading",
    "naru.cli.names.DeskNames:find",
    "naru.cli.secrets.Secrets:get",
    "naru.cli.session.Session:say",
)
"""where a fault of Naru's own is planted: with everything it was handed in its message, as Python does it"""

CARELESS: Final = """
import os, sys, tempfile
from naru.cli import main
from naru.desk.desk import Desk
submit = Desk.submit
def told(self, commands):
    command = commands[0]
    with tempfile.NamedTemporaryFile("w") as file:
        file.write(repr(command))
        file.flush()
    with open(os.environ["HOME"] + "/.naru.log", "a") as log:
        log.write(repr(command))
    os.makedirs(os.environ["XDG_CACHE_HOME"] + "/" + command.story.note.split()[4].rstrip(","), exist_ok=True)
    print(command.story.note, file=sys.stderr)
    return submit(self, commands)
Desk.submit = told
main.main()
"""
"""the careless twin: writes down what was said in a file it takes away again, in a log, in a name, and says it"""


class Killed(NamedTuple):
    """How often it was killed, and how often the system wrote a core of it."""

    times: int
    cores: int


def killed(toured: Toured, then: Callable[[Live], None] = lambda _: None) -> Killed:
    """Kill it at the open prompt with everything in its memory; `then` looks at the process before."""
    times = cores = 0
    for number in SIGNALS:
        live = at_the_prompt(toured, env={"PYTHONFAULTHANDLER": "1"} if times else {})
        then(live)
        cores += live.kill(number)
        times += 1
        live.end(may=POLICY["at"] | {"card 1"})
    return Killed(times, cores)


def at_the_prompt(toured: Toured, program: tuple[str, ...] = ("-m", "naru"), env: dict[str, str] | None = None) -> Live:
    """An open prompt at which a note was told, a card opened and everything shown."""
    book, of = toured.book, toured.of
    options = ["--lang", book.lang]
    live = Live(
        book.ground, "at", str(book.folder), secrets={"passphrase": book.passphrase}, options=options,
        program=program, watching=False, env=env or {},
    )  # fmt: skip
    live.type(f"heard {toured.nick['brother']} --says receiver --phone own --note '{book.note()}'")
    live.type(f"open {of['card 1']}")
    for line in ("show", f"show {of['open']}", "audit"):
        live.type(line)
    head = Catalogue(book.lang).text("screen", "head", words="\0", rows="\0").partition("\0")[0]
    shown = live.read(lambda told: len(told) > 500 and head[:12] in told)
    assert head[:12] in shown, shown
    return live


def in_the_list_of_processes(live: Live) -> Iterator[tuple[str, bytes]]:
    """What anybody sees of a running process: arguments, environment, name, names of its open files."""
    proc = Path(f"/proc/{live.process.pid}")
    for name in ("cmdline", "environ", "comm"):
        yield name, (proc / name).read_bytes()
    for link in (proc / "fd").iterdir():
        yield "fd", os.fsencode(os.readlink(link))


def a_core_is_found(toured: Toured, folder: Path, sieve: Callable[[], Sieve]) -> tuple[bool, set[str]]:
    """The control: the unguarded twin is killed in this folder. Whether it left a core, and the kinds found in it."""
    folder.mkdir()
    here, toured.book.ground.work = toured.book.ground.work, folder
    try:
        live = at_the_prompt(toured, ("-c", UNGUARDED))
        dumped = live.kill(signal.SIGSEGV)
        live.end(may=POLICY["at"] | {"card 1"})
    finally:
        toured.book.ground.work = here
    return dumped, {leak.hit.marker.kind for leak in search(folder, sieve()).leaks}


def killed_as_it_starts(toured: Toured, folder: Path, sieve: Callable[[], Sieve]) -> set[str]:
    """The kinds of markers in a core of a start, while the program is being loaded."""
    folder.mkdir()
    book = toured.book
    here, book.ground.work = book.ground.work, folder
    secrets = {"passphrase": book.passphrase, "note": book.note()}
    options = ["--lang", book.lang, "-d", str(book.folder)]
    words = ("claim", toured.of["open"], "--amount", book.yuan().said, "--says", toured.nick["park"])
    try:
        Live(book.ground, *words, secrets=secrets, options=options, program=("-c", EARLY), watching=False).end()
    finally:
        book.ground.work = here
    return {leak.hit.marker.kind for leak in search(folder, sieve()).leaks}


def broken_inside(toured: Toured) -> Iterator[Run]:
    """A fault planted in one place after another; whatever it says of it, it says in one sentence."""
    book, one = toured.book, toured.of["open"]
    for place in BREAKS:
        options = ["--lang", book.lang, "-d", str(book.folder)]
        secrets = {"passphrase": book.passphrase, "note": book.note()}
        live = Live(
            book.ground, "dispute", one, "--note", secrets=secrets, options=options, program=("-c", BREAK, place)
        )
        yield live.end()


def careless(toured: Toured) -> Run:
    """The careless twin says one thing."""
    book = toured.book
    options = ["--lang", book.lang, "-d", str(book.folder)]
    secrets = {"passphrase": book.passphrase, "note": book.note()}
    verb = ("heard", toured.nick["brother"], "--says", "receiver", "--note")
    return Live(book.ground, *verb, secrets=secrets, options=options, program=("-c", CARELESS)).end()


STRIKES: Final = (
    "pwrite64:error=ENOSPC",
    "pwrite64:error=EIO:when=3+",
    "fsync,fdatasync:error=EIO",
    "openat:error=EMFILE:when=6+",
    "ftruncate:error=EROFS",
    "write:error=ENOSPC",
    "pwrite64:signal=SIGINT:when=4",
    "pwrite64:signal=SIGKILL:when=4",
)
"""what befalls a run's calls, in strace's words"""


def on_a_failing_disk(toured: Toured) -> int:
    """A note, a card, a backup, a snapshot: each while the disk fails in every way. Gives how many runs."""
    book, of, times = toured.book, toured.of, 0
    for strike in STRIKES if book.ground.watching else ():
        for words in (
            ("dispute", of["open"]),
            ("card", "--whose", toured.nick["uncle"]),
            ("backup", ""),
            ("snapshot",),
        ):
            words = tuple(word or str(book.ground.shelf / f"struck-{times}") for word in words)
            secrets = {"note": book.note()} if words[0] == "dispute" else {"name": book.draw.word(UNSEALED).text}
            book.run(*words, secrets=secrets, strike=strike)
            times += 1
    return times


def nobody_reads(toured: Toured) -> Iterator[Run]:
    """Its screen is closed, full, or gone while it speaks."""
    book = toured.book
    given = {"passphrase": book.passphrase}
    options = ["--lang", book.lang, "-d", str(book.folder)]
    with open("/dev/full", "wb") as full:
        yield Live(book.ground, "show", secrets=given, options=options, out=full).end()
    gone = Live(book.ground, "show", toured.of["open"], secrets=given, options=options)
    assert gone.process.stdout is not None
    gone.process.stdout.close()
    yield gone.end()
    for closed in ("<&-", ">&-", "2>&-"):
        yield Live(book.ground, "show", secrets=given, options=options, through=f'exec "$@" {closed}').end()


def at_a_terminal(toured: Toured) -> tuple[Run, bool]:
    """Typed at a terminal of its own. The run, with all the terminal showed, and whether it showed the name typed.

    The sentence is typed where nothing is to be shown, the name where it is: that is the control.
    """
    book, name = toured.book, toured.book.draw.word(UNSEALED).text
    here, there = os.openpty()
    fcntl.ioctl(there, termios.TIOCSWINSZ, struct.pack("4H", 50, 200, 0, 0))
    words = ("card", "--whose", toured.nick["uncle"])
    options = ("--lang", book.lang, "-d", str(book.folder))
    process = subprocess.Popen(
        [sys.executable, "-m", "naru", *book.ground.own_options, *options, *words],
        stdin=there, stdout=there, stderr=there, cwd=book.ground.work,
        env={**quiet_environment(), **book.ground.env}, start_new_session=True, preexec_fn=_own_terminal,
    )  # fmt: skip
    os.close(there)
    shown = b""
    for question, answer in (("passphrase", book.passphrase), ("name", name)):
        asked = _question(book, question).encode()
        while asked not in shown:
            shown += os.read(here, 4096)
        os.write(here, f"{answer}\n".encode())
    with contextlib.suppress(OSError):  # the terminal ends with whoever used it
        while piece := os.read(here, 4096):
            shown += piece
    os.close(here)
    outcome = Outcome(process.wait(), shown.decode(errors="replace"), "")
    run = book.ground.keep(Run(words, options, outcome, Watched(), POLICY["at"] | {UNSEALED}))
    return run, name in outcome.out


def _own_terminal() -> None:
    """Standard input becomes the terminal that rules the session, as in a window."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


class Full(NamedTuple):
    """A book on a disk that is full to the last byte: what its files hold, and how many commands met the full disk."""

    searched: Searched
    refused: int


def on_a_full_disk(toured: Toured, point: Path, sieve: Callable[[], Sieve]) -> Full:
    """A copy of the book on a disk (mounted at `point`) that is filled up; then a note, a card, a backup, a
    snapshot."""
    first = toured.book
    book = Book(first.ground, point / "book", first.draw, first.random_bytes, first.lang)
    book.passphrase, refused = first.passphrase, 0
    shutil.copytree(first.folder, book.folder)
    with (point / "ballast").open("wb", buffering=0) as ballast, contextlib.suppress(OSError):
        for size in (1 << 16, 1 << 12, 1):
            with contextlib.suppress(OSError):
                while True:
                    ballast.write(bytes(size))
    for words, secrets in (
        (("dispute", toured.of["open"]), {"note": book.note()}),
        (("card", "--whose", toured.nick["uncle"]), {"name": book.draw.word(UNSEALED).text}),
        (("backup", str(point / "copy")), {}),
        (("snapshot",), {}),
        (("show",), {}),
    ):
        refused += bool(book.run(*words, secrets=secrets).outcome.status)
    return Full(search(point, sieve()), refused)


def stopped_at_a_question(toured: Toured) -> Iterator[Run]:
    """Ctrl-C where it asks for a sentence, for a name, at the prompt."""
    book = toured.book
    options = ["--lang", book.lang, "-d", str(book.folder)]
    for words, given, question in (
        (("show",), {}, _question(book, "passphrase")),
        (("card", "--whose", toured.nick["uncle"]), {"passphrase": book.passphrase}, _question(book, "name")),
        (("at", str(book.folder)), {"passphrase": book.passphrase}, "나루>"),
    ):
        live = Live(book.ground, *words, secrets=given, options=options, watching=False, together=True)
        assert question in live.read(lambda told, question=question: question in told)
        live.process.send_signal(signal.SIGINT)
        yield live.end(may=())


def _question(book: Book, name: str) -> str:
    return Catalogue(book.lang).text("ask", name)
