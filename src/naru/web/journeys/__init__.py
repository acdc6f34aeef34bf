"""The pages, one file for each journey, found by its name."""

from __future__ import annotations

from naru.web.frame import Page
from naru.web.journeys import first, locked, say

PAGES: dict[str, Page] = {page.name: page for page in (*locked.PAGES, *first.PAGES, *say.PAGES)}
"""Every page by its name."""
