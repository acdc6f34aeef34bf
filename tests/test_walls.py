"""The walls between the rooms name every room there is: a new one stands inside them from its first day."""

from __future__ import annotations

import pkgutil
import tomllib
from pathlib import Path
from typing import Any

import pytest

import naru

ROOT = Path(__file__).parents[1]

MAY_SPEAK = {"naru.web", "naru.office"}
"""the rooms that may later listen (the page, on loopback) or connect (a hosted office's store)"""


def contracts() -> dict[str, dict[str, Any]]:
    """The import contracts, by their names."""
    source = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return {contract["id"]: contract for contract in source["tool"]["importlinter"]["contracts"]}


def test_every_room_but_the_page_and_the_office_is_kept_off_the_network() -> None:
    """What is new cannot listen or connect, unless it is one of the two that are named."""
    rooms = {f"naru.{found.name}" for found in pkgutil.iter_modules(naru.__path__)}
    assert set(contracts()["no-network"]["source_modules"]) == rooms - MAY_SPEAK
    assert contracts()["no-network"].get("ignore_imports", []) == []


def test_no_wall_has_a_hole() -> None:
    """No contract excuses an import by name."""
    assert not [name for name, contract in contracts().items() if contract.get("ignore_imports")]


PAGES = ("README.md", "CONTRIBUTING.md", "docs/explanation/house.md")


@pytest.mark.parametrize("page", PAGES)
def test_the_pages_name_every_room(page: str) -> None:
    """Whoever reads one of them has heard of each room."""
    told = (ROOT / page).read_text("utf-8")
    rooms = {found.name for found in pkgutil.iter_modules(naru.__path__)} - {"__main__"}
    assert not {room for room in rooms if f"`{room}`" not in told}
