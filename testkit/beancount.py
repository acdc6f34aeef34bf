"""Beancount's own opinion of an export."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

BEAN_CHECK = Path(sys.executable).with_name("bean-check")


def check(text: str, folder: Path) -> bool:
    """Whether Beancount finds nothing wrong with it."""
    file = folder / "desk.beancount"
    file.write_text(text, encoding="utf-8")
    found = subprocess.run([BEAN_CHECK, file], capture_output=True, text=True, check=False)
    assert (found.returncode == 0) == (found.stderr == "")
    return found.returncode == 0
