"""The demo family's book on the page: by `naru page --demo`, and by `naru demo` where a person sits at the terminal."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from naru.i18n.catalogue import Catalogue
from testkit.commandline import CHEAP
from testkit.page import SECONDS, Browser
from tests.web.test_call import Reader
from tests.web.test_processes import Elsewhere

FOUND = re.compile(r"http://127\.0\.0\.1:\d+/[a-z2-7]{39}")


class Started:
    """A program in a folder of its own, read until it has printed the address."""

    def __init__(self, process: subprocess.Popen[bytes], output: int) -> None:
        self.process, self.told = process, ""
        while not FOUND.search(self.told):
            piece = os.read(output, 65536)
            assert piece, self.told
            self.told += piece.decode("utf-8", "replace").replace("\r\n", "\n")

    @property
    def address(self) -> str:
        """What the browser is opened with."""
        found = FOUND.search(self.told)
        assert found is not None
        return found[0]

    def words(self, lang: str) -> str:
        """The opening words that were printed last."""
        label = Catalogue(lang).text("screen", "opening-words", words="").partition("\n")[0]
        return re.findall(re.escape(label) + r" ?(.+)", self.told)[-1].strip()


@contextmanager
def started(folder: Path, *line: str, terminal: bool = False) -> Iterator[Started]:
    """Start `naru` in a folder; on a terminal, with a browser that only says where it was sent."""
    here, there = os.openpty() if terminal else os.pipe()
    process = subprocess.Popen(
        [sys.executable, "-m", "naru", *line],
        cwd=folder,
        env={**os.environ, "BROWSER": "echo %s"},
        stdin=there if terminal else subprocess.DEVNULL,
        stdout=there,
        stderr=there if terminal else subprocess.DEVNULL,
    )
    os.close(there)
    try:
        yield Started(process, here)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(SECONDS)
        os.close(here)


def reader(program: Started, lang: str) -> Reader:
    """A person before the browser that was opened."""
    return Reader(Browser(Elsewhere(program), lang))  # type: ignore[arg-type]  a browser asks for no more than this


def test_the_demo_is_shown_again(tmp_path: Path) -> None:
    """Its words stand in the terminal and open it; every home of the family is there."""
    with started(tmp_path, CHEAP, "--lang", "ko", "page", "--demo", "--no-browser") as program:
        person = reader(program, "ko")
        page = person.press("open", words=program.words("ko"))
        assert page.heading == person.text("where") and (tmp_path / "demo-family").is_dir()
        assert Catalogue("ko").text("demo", "sister") in page.html


def test_where_a_person_sits_at_the_terminal_the_demo_opens_the_browser(tmp_path: Path) -> None:
    """From there to a book of her own in six presses; the demo's words are told before the browser is sent."""
    with started(tmp_path, "--lang", "en", "demo", terminal=True) as program:
        assert program.words("en") and program.told.index("Opening words") < program.told.index(program.address)
        person = reader(program, "en")
        person.follow("make")
        words = person.to_words("brother")
        person.press("make.words.go")
        person.press("make.again.go", words=words)
        assert person.page.heading == person.text("where") and person.taps == 6
        assert (tmp_path / "my-book").is_dir()


def test_without_a_person_the_demo_ends_by_itself(tmp_path: Path) -> None:
    """No port is taken and nothing waits."""
    line = [sys.executable, "-m", "naru", "--lang", "en", "demo"]
    done = subprocess.run(line, cwd=tmp_path, stdin=subprocess.DEVNULL, capture_output=True, timeout=120)
    assert done.returncode == 0 and b"http" not in done.stdout and b"Now try" in done.stdout
