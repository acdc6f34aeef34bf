"""What the serving process does to the disk, seen from outside: system calls, and the files afterwards."""

from __future__ import annotations

import re
import subprocess
import unicodedata
from pathlib import Path

import pytest

from testkit.commandline import Book
from testkit.faults.forkserver import strace_is_here
from testkit.page import Browser
from tests.web.conftest import Start

MARKER = "marker of the ferry 나루터표식"
CALLS = (
    "trace=open,openat,openat2,creat,memfd_create,rename,renameat,renameat2,link,linkat,symlink,symlinkat,mkdir,mkdirat"
)
FOR_WRITING = re.compile(r"O_WRONLY|O_RDWR|O_CREAT|O_TMPFILE|creat\(|memfd_create|rename|link|mkdir")


@pytest.fixture
def traced(tmp_path: Path) -> tuple[Path, tuple[str, ...]]:
    """The log of strace, and the line that puts a program under it."""
    log = tmp_path / "calls"
    line = ("strace", "-f", "-qq", "-s", "4096", "-o", str(log), "-e", CALLS)
    if not strace_is_here():
        pytest.skip("WRITES NOT TRACED: strace is not installed")
    if subprocess.run([*line, "true"], capture_output=True, check=False).returncode:
        pytest.skip("WRITES NOT TRACED: strace may not be tied to a process here")
    return log, line


def test_nothing_is_written_but_the_book(traced: tuple[Path, tuple[str, ...]], start: Start, small: Book) -> None:
    """Opened, typed into, refused, flooded, confirmed, locked: no file but the book's own is opened for writing."""
    log, line = traced
    child = start(before=line)
    browser = Browser(child)
    first = browser.open(small.passphrase)
    address = browser.get(first.links["Write something down"]).links["money is asked for"]
    for amount in (MARKER, "1 CNY"):
        page = browser.press(browser.get(address), "Next", which_home="home", the_sum=amount, a_note=MARKER)
    assert MARKER in page.html
    assert browser.press(page, "Write it down").heading == "Written down"
    assert browser.send("POST", address, "k=" + MARKER.encode().hex() * 10_000).status == 413
    assert browser.send("POST", address, "%FF").status == 400
    browser.press(browser.get(address), "Lock")
    child.status()
    calls = [call for call in log.read_text("utf-8", "replace").splitlines() if FOR_WRITING.search(call)]
    written = {path for call in calls if "ENOENT" not in call for path in re.findall(r'"([^"]+)"', call)}
    folder = str(child.folder)
    assert any(path.startswith(folder) for path in written), "the control: the book itself was written"
    assert {path for path in written if not path.startswith(folder)} <= {"/dev/null"}
    forms = [
        unicodedata.normalize(form, MARKER).encode(code) for form in ("NFC", "NFD") for code in ("utf-8", "utf-16-le")
    ]
    files = [path.read_bytes() for path in child.folder.rglob("*") if path.is_file()]
    assert files and not any(form in file for form in forms for file in files)
