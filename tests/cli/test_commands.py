"""The list of commands: every module makes what the list says, a line loads no other, older words still work."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

import pytest

from naru.cli.main import PLACES
from naru.i18n.catalogue import Catalogue
from naru.i18n.languages import LANGS
from naru.i18n.text import width
from testkit.commandline import ALL, WORDS, Book, door, naru


@pytest.mark.parametrize("module", PLACES)
def test_a_module_makes_what_the_list_says(module: str) -> None:
    """In this order, in every language."""
    for lang in LANGS:
        made = import_module(f"naru.cli.{module}").commands(Catalogue(lang))
        assert tuple(command.name for command in made) == PLACES[module]


def test_every_command_has_a_page() -> None:
    """Whatever is listed can be made, and its page opens."""
    for lang in ALL:
        for name in door(lang)[0].commands:
            assert naru(name, "--help", lang=lang).status == 0, name


def test_help_loads_no_desk() -> None:
    """The list of commands is told without what a book needs."""
    look = (
        "import sys; from naru.cli.main import build; from naru.i18n.catalogue import Catalogue; "
        "build(Catalogue('en')).main(['--help'], standalone_mode=False); "
        "print([name for name in ('naru.desk.desk', 'naru.vault.keyring.keyring', 'nacl') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("lang", ALL)
def test_the_version(lang: str) -> None:
    """The installed one, alike in every language."""
    assert naru("--version", lang=lang) == (0, f"naru {version('naru-desk')}\n", "")


def test_older_words_still_work(tmp_path: Path) -> None:
    """`fold` and `desk-hold` are what they were; the list names them no more."""
    book = Book(tmp_path / "book", WORDS).make()
    assert book.do("fold").out == book.do("snapshot").out
    assert book.do("desk-hold", "on").out == book.do("legal-hold", "on").out
    listed = naru("--help").out
    assert "legal-hold" in listed and "snapshot" in listed
    assert not {"fold", "desk-hold"} & set(listed.split())


@pytest.mark.parametrize("lang", LANGS)
def test_help_stands_in_its_columns(lang: str) -> None:
    """No line is wider than a screen of 80, and what the commands do begins in one column, in any script."""
    lines = naru("--help", lang=lang).out.splitlines()
    assert max(map(width, lines)) <= 80
    catalogue = Catalogue(lang)
    begins = {
        width(line[: line.index(told)])
        for name in ("new", "owed", "audit", "burn-everything", "reader-add")
        for line in lines
        if line.startswith((f"  {name}, ", f"  {name} "))
        for told in [catalogue.text("help", name)[:8]]
    }
    assert len(begins) == 1
