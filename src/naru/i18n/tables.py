"""The files of the catalogues, read once: one folder of TOML files for each language."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files


@cache
def tables(lang: str) -> dict[str, dict[str, str]]:
    """All texts of a language: table -> key -> text.

    Raises:
        ValueError: a key stands in two files.
    """
    merged: dict[str, dict[str, str]] = {}
    for file in sorted(files(__package__).joinpath("catalogue", lang).iterdir(), key=lambda entry: entry.name):
        if not file.name.endswith(".toml"):
            continue
        for table, texts in tomllib.loads(file.read_text(encoding="utf-8")).items():
            known = merged.setdefault(table, {})
            if twice := known.keys() & texts.keys():
                raise ValueError(f"{lang}: {table}: twice: {sorted(twice)}")
            known.update(texts)
    return merged
