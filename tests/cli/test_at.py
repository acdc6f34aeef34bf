"""`naru at`: many lines at one open book. A line that is wrong does not end it; secrets may stand in a line here."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from testkit.commandline import CHEAP, SENTENCE, descriptor, sentence
from testkit.every_state import Full

PROMPT = "나루> "
NARU = "import signal; from naru.cli.main import main; signal.signal(2, signal.default_int_handler); main()"
"""`naru`, though whoever runs the tests may ignore Ctrl-C"""


def start(book: Full, **pipes: Any) -> subprocess.Popen[str]:
    """The prompt of a book, in a process of its own."""
    fd = descriptor({"passphrase": book.passphrase})
    argv = [sys.executable, "-c", NARU, CHEAP, "--lang", "en", "--secrets-fd", str(fd), "at", str(book.folder)]
    env = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
    process = subprocess.Popen(argv, pass_fds=(fd,), env=env, text=True, **pipes)
    os.close(fd)
    return process


def typed(book: Full, *lines: str) -> tuple[int, list[str], str]:
    """What a session answers to these lines: status, what was printed, what went beside it."""
    process = start(book, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    out, err = process.communicate("".join(f"{line}\n" for line in lines))
    return process.returncode, out.splitlines(), err


def test_a_wrong_line_does_not_end_it(mine: Full) -> None:
    """Each line is answered by itself; what was right is written, what was wrong is told in one sentence."""
    rows = mine.rows()
    status, out, err = typed(
        mine,
        "heard brother --says receiver --phone own",
        "no-such-verb at all",
        f"send {mine.of['open']} --amount -5",
        "hold 'unclosed",
        "",
        "at elsewhere",
        f"send {mine.of['open']} --amount '1,000,000 KRW'",
        "show zzzzz",
        "--help",
        "heard brother --says receiver --phone own",
        "quit",
        "heard brother --says receiver --phone own",
    )
    told = [line.replace(PROMPT, "") + "\n" for line in err.splitlines() if line.replace(PROMPT, "")]
    assert status == 2 and out[-1] == "The book is closed."
    assert [line for line in out if "Written" in line] == [f"Written down (row {rows + n})." for n in (1, 2, 3)]
    assert told == [
        sentence("cli.not-understood", command="naru"),
        sentence("money.negative"),
        sentence("cli.quotes"),
        sentence("cli.already-open"),
        sentence("desk.no-such-order"),
    ]
    assert mine.rows() == rows + 3


def test_secrets_may_stand_in_a_line(mine: Full) -> None:
    """Nothing of the session goes into a history or a list of processes, so words need not be asked for apart."""
    status, out, err = typed(
        mine,
        f"word {mine.of['open']} --word lantern",
        f"dispute {mine.of['sent']} --note 'told on the telephone'",
        f"show {mine.of['sent']}",
    )
    assert (status, err.replace(PROMPT, "").strip()) == (0, "")
    assert any("lantern" in line for line in out) and any("told on the telephone" in line for line in out)


def test_the_line_ends(mine: Full) -> None:
    """The end of the input closes the book as `quit` does, and the next one gets in."""
    status, out, _ = typed(mine)
    assert status == 0 and out[-1] == "The book is closed."
    assert mine.do("show").status == 0


@pytest.mark.skipif(sys.platform == "win32", reason="NOT TESTED: no terminals of this kind here")
def test_at_a_terminal(mine: Full) -> None:
    """Typed at a terminal, with Ctrl-C at the prompt: the book closes, and what was written is there."""
    rows = mine.rows()
    here, there = os.openpty()
    process = start(mine, stdin=there, stdout=there, stderr=there)
    os.close(there)
    _until(here, PROMPT)
    os.write(here, b"heard brother --says receiver --phone own\n")
    assert f"Written down (row {rows + 1})." in _until(here, PROMPT)
    os.write(here, f"accept {mine.of['sent']} --amount '3,001 CNY' --says receiver --phone own\n".encode())
    assert sentence("ask.more-than-due").strip() in _until(here, "(yes/no): ")
    os.write(here, b"n\n")
    assert sentence("app.left-it").strip() in _until(here, PROMPT)
    shown = b""
    while b"The book is closed." not in shown:
        process.send_signal(signal.SIGINT)  # one that comes just before the read is not seen: people press it again
        while select.select([here], [], [], 2)[0] and b"closed." not in shown:
            shown += os.read(here, 4096)
    assert process.wait() == 0
    os.close(here)
    assert mine.rows() == rows + 1


def _until(terminal: int, ending: str) -> str:
    """Read what the screen shows up to something."""
    shown = b""
    while ending.encode() not in shown:
        shown += os.read(terminal, 4096)
    return shown.decode().replace("\r\n", "\n").replace("\n", " ").replace("  ", " ")


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="NOT TESTED: no /proc here")
def test_nothing_secret_in_the_list_of_processes(mine: Full) -> None:
    """While the book is open neither arguments nor environment of the process hold the sentence or a name."""
    process = start(mine, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert process.stdout is not None
    assert any("is open" in line for line in iter(process.stdout.readline, ""))
    shown = b"".join(Path(f"/proc/{process.pid}/{name}").read_bytes() for name in ("cmdline", "environ"))
    process.communicate("quit\n")
    for secret in (SENTENCE, "heron", "Invented", "brother", "butterfly"):
        assert secret.encode() not in shown


def test_nothing_in_another_language_passes_what_an_open_book_refuses(mine: Full, tmp_path: Path) -> None:
    """No second book is made while one is open, whatever the command is called, and that is said."""
    status, out, err = typed(mine, f"새 장부 {tmp_path / 'second'}", f"新账本 {tmp_path / 'third'}", "quit")
    assert status == 1 and out
    assert err.count(sentence("cli.already-open").strip()) == 2
    assert not (tmp_path / "second").exists() and not (tmp_path / "third").exists()
