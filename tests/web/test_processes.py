"""Two processes: the parent keeps the port, the child holds the book. Each ends when it should, and nothing stays."""

from __future__ import annotations

import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from naru.web import parent
from naru.web.doorstep import Doorstep, encode, heard
from naru.web.parent import LOCKED, STOP
from testkit.commandline import CHEAP, Book, sentence
from testkit.page import SECONDS, Browser
from tests.web.conftest import Start


class Program:
    """`naru page`, started as a person does, without a browser."""

    def __init__(self, folder: Path) -> None:
        line = [sys.executable, "-m", "naru", CHEAP, "--lang", "en", "-d", str(folder), "page", "--no-browser"]
        self.process = subprocess.Popen(line, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.address = self.process.stdout.readline().strip()

    def children(self) -> list[int]:
        """The processes it started that are there still."""
        told = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text("ascii")
        return [int(pid) for pid in told.split()]


@pytest.fixture
def program(small: Book, tmp_path: Path) -> Iterator[Program]:
    """The whole program on a copy of the book."""
    started = Program(small.copy(tmp_path / "book").folder)
    yield started
    started.process.kill()
    started.process.wait()
    assert started.process.stdout is not None
    started.process.stdout.close()


class Elsewhere:
    """As much of a child as a browser needs, where another program keeps the door."""

    def __init__(self, program: Program) -> None:
        host, _, self.launch = program.address.removeprefix("http://").partition("/")
        self.door = Address(host)


class Address:
    """Host and port, as a browser sees them."""

    def __init__(self, host: str) -> None:
        self.host, self.port = host, int(host.partition(":")[2])


def launched(program: Program) -> Browser:
    """Her browser, opened with the address that was printed."""
    return Browser(Elsewhere(program))  # type: ignore[arg-type]  it asks for no more than this


linux = pytest.mark.skipif(sys.platform != "linux", reason="/proc tells which processes there are on Linux only")


@linux
def test_the_parent_goes_on_where_a_child_ends(program: Program, small: Book) -> None:
    """One browser, one port: open, locked by hand, opened again, locked by a crash, opened again."""
    browser = launched(program)
    page = browser.open(small.passphrase)
    assert page.heading == "Where is it?"
    seen = set(program.children())
    page = browser.press(page, "Lock")
    page = browser.unlock(browser.get(page.refresh.partition("url=")[2]), small.passphrase)
    assert page.heading == "Where is it?"
    seen |= set(program.children())
    child = os.pidfd_open(program.children()[0])
    signal.pidfd_send_signal(child, signal.SIGKILL)
    assert select.select([child], [], [], SECONDS)[0] == [child]  # until it is gone it may still take a request
    os.close(child)
    page = browser.unlock(browser.get(browser.address), small.passphrase)
    assert page.heading == "Where is it?" and len(seen | set(program.children())) == 3
    program.process.terminate()
    assert program.process.wait(SECONDS) == 128 + signal.SIGTERM


@linux
@pytest.mark.parametrize("how", ["SIGTERM", "SIGHUP", "SIGINT", "SIGKILL"])
def test_however_the_parent_ends_the_child_ends_too(program: Program, how: str) -> None:
    """Ctrl-C, a closed terminal, a kill: nothing listens on the port afterwards, and no process is left."""
    browser = launched(program)
    assert browser.launch().heading == "Locked"
    child = os.pidfd_open(program.children()[0])
    program.process.send_signal(signal.Signals[how])
    program.process.wait(SECONDS)
    assert select.select([child], [], [], SECONDS)[0] == [child]
    os.close(child)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", browser.child.door.port))


def test_a_child_without_its_parent_closes_the_book(start: Start, small: Book) -> None:
    """Where the system does not tell of it, the end of its input does; the book opens elsewhere at once."""
    child = start()
    Browser(child).open(small.passphrase)
    assert child.end() == STOP
    assert Book(child.folder).do("show").status == 0


def test_ctrl_c_is_the_parent_s_to_hear(start: Start, small: Book) -> None:
    """The terminal sends it to both; the child goes on until it is told, and finishes what it writes."""
    browser = Browser(start())
    browser.open(small.passphrase)
    browser.child.process.send_signal(signal.SIGINT)
    assert browser.get(f"/{browser.child.door.prefix}/").heading == "Where is it?"


def test_a_second_door_is_told_which_one_is_open(start: Start, small: Book) -> None:
    """The command line is told of the page, another page of the page, and the page of the prompt."""
    child = start()
    browser = Browser(child)
    browser.open(small.passphrase)
    book = Book(child.folder)
    told = sentence("desk.in-use", door="page")
    assert book.say("show").err == told
    second = Browser(start(child.folder))
    page = second.unlock(second.launch(), small.passphrase)
    assert page.heading == "Locked" and told.strip() in page.html.replace("&#39;", "'")
    browser.press(browser.get(f"/{child.door.prefix}/"), "Lock")
    assert child.status() == LOCKED
    assert second.unlock(page, small.passphrase).heading == "Where is it?"


def test_a_folder_without_a_book_gets_its_page_too(tmp_path: Path) -> None:
    """It offers to make one there, and to reckon a call; the folder stays as it was until then."""
    program = Program(tmp_path / "none")
    page = launched(program).launch()
    assert page.heading == "What comes first?" and {"On the phone now", "Make my book"} <= page.links.keys()
    assert not (tmp_path / "none").exists()
    program.process.terminate()
    assert program.process.wait(SECONDS) == 128 + signal.SIGTERM
    assert program.process.stdout is not None
    program.process.stdout.close()


def test_the_port_is_nobody_else_s() -> None:
    """Loopback only, and no second socket on the same port, whoever asks to share it."""
    with parent.listen() as made:
        assert made.getsockname()[0] == "127.0.0.1"
        assert not made.getsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR)
        with socket.socket() as other:
            other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with pytest.raises(OSError):
                other.bind(made.getsockname())


def test_the_parent_believes_no_strange_report() -> None:
    """A child reports who the browser is, and nothing else: neither another port nor other addresses, nor noise."""
    door = Doorstep(1, "prefix", "cookie", launch="a")
    launched = Doorstep(1, "prefix", "cookie", session="b")
    assert heard(door, encode(launched)) == launched
    for strange in (Doorstep(2, "prefix", "cookie"), Doorstep(1, "other", "cookie"), Doorstep(1, "prefix", "other")):
        assert heard(door, encode(strange)) is door
    for noise in (b"", b"{", b"null", b'{"port": "1"}', encode(door)[:-1] + b',"words":"apple"}', b"\xff" * 99):
        assert heard(door, noise) is door


@linux
def test_neither_process_leaves_a_core(program: Program) -> None:
    """From the first moment on: no core dump, and no look into the memory by another process of the same user."""
    assert launched(program).launch().heading == "Locked"
    for pid in (program.process.pid, *program.children()):
        limits = Path(f"/proc/{pid}/limits").read_text("ascii")
        assert "Max core file size        0                    0 " in limits
