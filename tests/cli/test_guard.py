"""Before it opens anything, the process sees to it that it leaves nothing behind and that its assertions are on."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from naru.i18n.catalogue import Catalogue


def test_no_book_opens_without_assertions() -> None:
    """The first promise is asserted after every event; `python -O` would leave that out, and is refused."""
    line = [sys.executable, "-O", "-m", "naru", "--lang", "ko", "--help"]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.strip() == Catalogue("ko").text("refusal", "cli.assertions-off")


@pytest.mark.skipif(sys.platform != "linux", reason="/proc tells it on Linux only")
def test_the_process_leaves_no_core() -> None:
    """Core dumps are off, and another process of the same user cannot read its memory."""
    look = "import resource, ctypes; from naru.cli import guard; guard.stand();"
    look += "print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "(0, 0) 0"
    assert Path("/proc/self/status").exists()
