"""Runs that end badly: killed by a signal, an exception inside, a failing or full disk, a closed pipe, Ctrl-C.

What each leaves behind (files, cores, standard error) is searched for markers like everything else.
"""

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
from testkit.hunt.every_command import POLICY, Book, LivedBook
from testkit.hunt.matcher import Matcher
from testkit.hunt.sandbox import Live, Run, Searched, Watched, search

SIGNALS: Final = (signal.SIGSEGV, signal.SIGABRT, signal.SIGQUIT, signal.SIGBUS, signal.SIGKILL)
UNGUARDED: Final = "from naru import guard; from naru.cli import main; guard.stand = lambda: None; main.main()"
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
import pkgutil, sys
from naru.cli import main
owner, name = sys.argv.pop(1).split(":")
def broken(*given, **named):
    local = repr(given) + repr(named) + repr([vars(one) for one in given if hasattr(one, "__dict__")])
    raise LookupError(local, *given)
setattr(pkgutil.resolve_name(owner), name, broken)
main.main()
"""
BREAKS: Final = (
    "naru.desk.desk.Desk:submit",
    "naru.desk.desk.Desk:_take",
    "naru.desk.desk.Desk:close",
    "naru.vault.log.sqlcipher.SqlCipherLog:append",
    "naru.vault.log.sqlcipher.SqlCipherLog:close",
    "naru.cli.order_page:heading",
    "naru.app.names.DeskNames:find",
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


def killed(lived: LivedBook, then: Callable[[Live], None] = lambda _: None) -> Killed:
    """Kill it at the open prompt with everything in its memory; `then` looks at the process before."""
    times = cores = 0
    for number in SIGNALS:
        live = at_the_prompt(lived, env={"PYTHONFAULTHANDLER": "1"} if times else {})
        then(live)
        cores += live.kill(number)
        times += 1
        live.end(may=POLICY["at"] | {"card 1"})
    return Killed(times, cores)


def at_the_prompt(
    lived: LivedBook, program: tuple[str, ...] = ("-m", "naru"), env: dict[str, str] | None = None
) -> Live:
    """An open prompt at which a note was told, a card opened and everything shown."""
    book, of = lived.book, lived.of
    options = ["--lang", book.lang]
    live = Live(
        book.sandbox, "at", str(book.folder), secrets={"passphrase": book.passphrase}, options=options,
        program=program, watching=False, env=env or {},
    )  # fmt: skip
    live.type(f"heard {lived.nick['brother']} --says receiver --phone own --note '{book.note()}'")
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


def a_core_is_found(lived: LivedBook, folder: Path, matcher: Callable[[], Matcher]) -> tuple[bool, set[str]]:
    """The control: the unguarded twin is killed in this folder. Whether it left a core, and the kinds found in it."""
    folder.mkdir()
    here, lived.book.sandbox.work = lived.book.sandbox.work, folder
    try:
        live = at_the_prompt(lived, ("-c", UNGUARDED))
        dumped = live.kill(signal.SIGSEGV)
        live.end(may=POLICY["at"] | {"card 1"})
    finally:
        lived.book.sandbox.work = here
    return dumped, {leak.hit.marker.kind for leak in search(folder, matcher()).leaks}


def killed_as_it_starts(lived: LivedBook, folder: Path, matcher: Callable[[], Matcher]) -> set[str]:
    """The kinds of markers in a core of a start, while the program is being loaded."""
    folder.mkdir()
    book = lived.book
    here, book.sandbox.work = book.sandbox.work, folder
    secrets = {"passphrase": book.passphrase, "note": book.note()}
    options = ["--lang", book.lang, "-d", str(book.folder)]
    words = ("claim", lived.of["open"], "--amount", book.yuan().said, "--says", lived.nick["park"])
    try:
        Live(book.sandbox, *words, secrets=secrets, options=options, program=("-c", EARLY), watching=False).end()
    finally:
        book.sandbox.work = here
    return {leak.hit.marker.kind for leak in search(folder, matcher()).leaks}


def broken_inside(lived: LivedBook) -> Iterator[Run]:
    """A fault planted in one place after another; whatever it says of it, it says in one sentence."""
    book, one = lived.book, lived.of["open"]
    for place in BREAKS:
        options = ["--lang", book.lang, "-d", str(book.folder)]
        secrets = {"passphrase": book.passphrase, "note": book.note()}
        live = Live(
            book.sandbox, "dispute", one, "--note", secrets=secrets, options=options, program=("-c", BREAK, place)
        )
        yield live.end()


def careless(lived: LivedBook) -> Run:
    """The careless twin says one thing."""
    book = lived.book
    options = ["--lang", book.lang, "-d", str(book.folder)]
    secrets = {"passphrase": book.passphrase, "note": book.note()}
    verb = ("heard", lived.nick["brother"], "--says", "receiver", "--note")
    return Live(book.sandbox, *verb, secrets=secrets, options=options, program=("-c", CARELESS)).end()


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


def on_a_failing_disk(lived: LivedBook) -> int:
    """A note, a card, a backup, a snapshot: each while the disk fails in every way. Gives how many runs."""
    book, of, times = lived.book, lived.of, 0
    for strike in STRIKES if book.sandbox.watching else ():
        for words in (
            ("dispute", of["open"]),
            ("card", "--whose", lived.nick["uncle"]),
            ("backup", ""),
            ("snapshot",),
        ):
            words = tuple(word or str(book.sandbox.shelf / f"struck-{times}") for word in words)
            secrets = {"note": book.note()} if words[0] == "dispute" else {"name": book.draw.word(UNSEALED).text}
            book.run(*words, secrets=secrets, strike=strike)
            times += 1
    return times


def nobody_reads(lived: LivedBook) -> Iterator[Run]:
    """Its screen is closed, full, or gone while it speaks."""
    book = lived.book
    given = {"passphrase": book.passphrase}
    options = ["--lang", book.lang, "-d", str(book.folder)]
    with open("/dev/full", "wb") as full:
        yield Live(book.sandbox, "show", secrets=given, options=options, out=full).end()
    gone = Live(book.sandbox, "show", lived.of["open"], secrets=given, options=options)
    assert gone.process.stdout is not None
    gone.process.stdout.close()
    yield gone.end()
    for closed in ("<&-", ">&-", "2>&-"):
        yield Live(book.sandbox, "show", secrets=given, options=options, through=f'exec "$@" {closed}').end()


def at_a_terminal(lived: LivedBook) -> tuple[Run, bool]:
    """Typed at a terminal of its own. The run, with all the terminal showed, and whether it showed the name typed.

    The sentence is typed where nothing is to be shown, the name where it is: that is the control.
    """
    book, name = lived.book, lived.book.draw.word(UNSEALED).text
    here, there = os.openpty()
    fcntl.ioctl(there, termios.TIOCSWINSZ, struct.pack("4H", 50, 200, 0, 0))
    words = ("card", "--whose", lived.nick["uncle"])
    options = ("--lang", book.lang, "-d", str(book.folder))
    process = subprocess.Popen(
        [sys.executable, "-m", "naru", *book.sandbox.own_options, *options, *words],
        stdin=there, stdout=there, stderr=there, cwd=book.sandbox.work,
        env={**quiet_environment(), **book.sandbox.env}, start_new_session=True, preexec_fn=_own_terminal,
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
    run = book.sandbox.keep(Run(words, options, outcome, Watched(), POLICY["at"] | {UNSEALED}))
    return run, name in outcome.out


def _own_terminal() -> None:
    """Standard input becomes the terminal that rules the session, as in a window."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


class Full(NamedTuple):
    """A book on a disk that is full to the last byte: what its files hold, and how many commands met the full disk."""

    searched: Searched
    refused: int


def on_a_full_disk(lived: LivedBook, point: Path, matcher: Callable[[], Matcher]) -> Full:
    """A copy of the book on a disk (mounted at `point`) that is filled up; then a note, a card, a backup, a
    snapshot."""
    first = lived.book
    book = Book(first.sandbox, point / "book", first.draw, first.random_bytes, first.lang)
    book.passphrase, refused = first.passphrase, 0
    shutil.copytree(first.folder, book.folder)
    with (point / "ballast").open("wb", buffering=0) as ballast, contextlib.suppress(OSError):
        for size in (1 << 16, 1 << 12, 1):
            with contextlib.suppress(OSError):
                while True:
                    ballast.write(bytes(size))
    for words, secrets in (
        (("dispute", lived.of["open"]), {"note": book.note()}),
        (("card", "--whose", lived.nick["uncle"]), {"name": book.draw.word(UNSEALED).text}),
        (("backup", str(point / "copy")), {}),
        (("snapshot",), {}),
        (("show",), {}),
    ):
        refused += bool(book.run(*words, secrets=secrets).outcome.status)
    return Full(search(point, matcher()), refused)


def stopped_at_a_question(lived: LivedBook) -> Iterator[Run]:
    """Ctrl-C where it asks for a sentence, for a name, at the prompt."""
    book = lived.book
    options = ["--lang", book.lang, "-d", str(book.folder)]
    for words, given, question in (
        (("show",), {}, _question(book, "passphrase")),
        (("card", "--whose", lived.nick["uncle"]), {"passphrase": book.passphrase}, _question(book, "name")),
        (("at", str(book.folder)), {"passphrase": book.passphrase}, "나루>"),
    ):
        live = Live(book.sandbox, *words, secrets=given, options=options, watching=False, together=True)
        assert question in live.read(lambda told, question=question: question in told)
        live.process.send_signal(signal.SIGINT)
        yield live.end(may=())


def _question(book: Book, name: str) -> str:
    return Catalogue(book.lang).text("ask", name)
