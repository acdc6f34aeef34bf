"""The command line reaches into no desk: it calls the app and prints views."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import naru.cli

MODULES = sorted(Path(naru.cli.__file__).parent.glob("*.py"))
INSIDES = {"desk", "state", "keyring", "journal", "log"}
"""attributes behind which a desk keeps what is its own"""


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_a_door_reads_no_state(module: Path) -> None:
    """No chain of attributes in the module leads into a desk."""
    tree = ast.parse(module.read_text("utf-8"))
    assert [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr in INSIDES] == []
