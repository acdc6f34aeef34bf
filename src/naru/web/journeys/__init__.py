"""The pages, one file for each journey, found by its name."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

from naru.web.frame import Page


def _pages() -> Iterator[tuple[str, Page]]:
    for found in iter_modules(__path__):
        for page in import_module(f"{__name__}.{found.name}").PAGES:
            yield page.name, page


PAGES: dict[str, Page] = dict(_pages())
"""Every page by its name."""
