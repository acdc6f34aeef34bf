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
    look = "import resource, ctypes; from naru import guard; guard.stand();"
    look += "print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "(0, 0) 0"
    assert Path("/proc/self/status").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="/proc tells it on Linux only")
def test_the_guard_stands_before_anything_else_is_loaded() -> None:
    """What was typed is in the process from its first moment, so a core must be forbidden before the long imports."""
    look = (
        "import resource, sys\n"
        "class Look:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name in ('click', 'msgspec', 'nacl'):\n"
        "            print(name, resource.getrlimit(resource.RLIMIT_CORE)); sys.exit()\n"
        "resource.setrlimit(resource.RLIMIT_CORE, (1, resource.getrlimit(resource.RLIMIT_CORE)[1]))\n"
        "sys.meta_path.insert(0, Look())\n"
        "from naru.__main__ import main\n"
        "main()\n"
    )
    done = subprocess.run([sys.executable, "-c", look, "show"], capture_output=True, text=True, check=True)
    assert done.stdout.strip().endswith("(0, 0)")
