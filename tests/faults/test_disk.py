"""A disk that is really full, a folder that is really read-only: clear sentences, and a book that opens."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from naru.desk import desk as desk_module
from naru.refusal import Refusal
from testkit.faults.books import CMD, COMMANDS, PROMISE, TEXT, Book, as_words, look, said, unsaid, was_said

FULL, READ_ONLY = (TEXT.refusal(Refusal(f"disk.{key}")) + "\n" for key in ("full", "read-only"))
UNFINISHED = TEXT.text("screen", "unfinished") + "\n"
BURNED = TEXT.refusal(Refusal("card.burned")) + "\n"
PAGE = 4096


class Small:
    """A disk of four mebibytes in memory."""

    def __init__(self, place: Path) -> None:
        self.place = place

    def fill(self, left: int = 0) -> None:
        """Fill it, but for `left` bytes."""
        with (self.place / "ballast").open("ab", buffering=0) as ballast:
            for size in (16 * PAGE, PAGE, 1):
                try:
                    while True:
                        ballast.write(bytes(size))
                except OSError:
                    pass
            ballast.truncate(os.fstat(ballast.fileno()).st_size - left)

    def make_room(self) -> None:
        """Empty it again."""
        (self.place / "ballast").unlink()

    def remount(self, how: str) -> None:
        """Make it read-only (``ro``) or not (``rw``)."""
        subprocess.run(["mount", "-o", f"remount,{how}", str(self.place)], check=True, capture_output=True)


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Small]:
    """A small disk, mounted for one test; a loud skip where this user may not mount."""
    place = tmp_path / "small"
    place.mkdir(mode=0o700)
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m,mode=700", "tmpfs", str(place)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("REAL DISKS NOT TESTED: mounting a small disk is not allowed here")
    try:
        yield Small(place)
    finally:
        subprocess.run(["umount", str(place)], check=True, capture_output=True)


@pytest.fixture
def book(small: Small, prepared: Any) -> Book:
    """The prepared book on the small disk."""
    shutil.copytree(prepared.folder, small.place / "desk")
    return Book(prepared.forkserver, small.place / "desk")


def test_a_full_disk_refuses_and_still_opens(small: Small, book: Book, prepared: Any) -> None:
    """With not one byte left the book is shown and audited; every command says that the disk is full."""
    small.fill()
    for words in (["show"], ["show", prepared.codes["second"]], ["owed"], ["audit"], ["open", prepared.codes["card"]]):
        assert (done := book.run(*words)).status == 0 and not done.err, done
    for line in COMMANDS.values():
        found = book.run(*as_words(line, prepared.codes), "--id", CMD)
        assert (found.status, found.err) == (1, FULL) and unsaid(found)
    for words in (["snapshot"], as_words(f"{PROMISE} --on 2024-06-01", {})):
        found = book.run(*words)
        assert (found.status, found.out, found.err) == (1, "", FULL), words
    small.make_room()
    assert look(book) == prepared.seen
    assert said(book.run(*as_words(COMMANDS["send"], prepared.codes), "--id", CMD))


@pytest.mark.parametrize("pages", range(1, 20, 2))
def test_a_nearly_full_disk_burns_or_says_so(pages: int, small: Small, book: Book, prepared: Any) -> None:
    """However little room is left: burned is burned, begun is told and never opened, refused is as before."""
    small.fill(pages * PAGE)
    words = [*as_words(COMMANDS["burn"], prepared.codes), "--id", CMD]
    found = book.run(*words)
    opened = book.run("open", prepared.codes["card"])
    if found.status == 0:
        assert said(found) and opened.err == BURNED
    else:
        assert (found.status, found.err) == (1, FULL) and unsaid(found)
        assert opened.err in ("", BURNED, UNFINISHED + BURNED)
        if opened.err.startswith(UNFINISHED):  # nothing more is written before it is finished
            assert book.run("stop", "brother").err == UNFINISHED + FULL
    small.make_room()
    again = book.run(*words)
    assert again.status == 0 and (said(again) or was_said(again))
    assert len(prepared.seen.keys - look(book).keys) == 1


def test_a_snapshot_that_is_due_waits_for_room(
    small: Small, book: Book, prepared: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Opening gathers a long log by itself; on a full disk it opens without."""
    monkeypatch.setattr(desk_module, "SNAPSHOT_AFTER", 2)
    small.fill()
    with book.open() as desk:
        assert desk.state.snapshot[0] == prepared.seen.snapshot
    small.make_room()
    with book.open() as desk:
        assert desk.state.snapshot[0] > prepared.seen.snapshot


def test_a_new_book_on_a_full_disk(small: Small, prepared: Any) -> None:
    """It is refused, and made at the second try, when there is room."""
    small.fill()
    secrets = "passphrase=apple bicycle cloud drum\n"
    argv = ["--cheap-test-desk", "--lang", "en", "new", str(small.place / "mine")]
    found = prepared.forkserver.run(argv, secrets)
    assert (found.status, found.out, found.err) == (1, "", FULL)
    small.make_room()
    assert prepared.forkserver.run(argv, secrets).status == 0


def test_a_read_only_disk_refuses(small: Small, book: Book, prepared: Any) -> None:
    """Every command says that the place does not allow writing; afterwards the book is as it was."""
    small.remount("ro")
    for words in (["show"], *(as_words(line, prepared.codes) for line in COMMANDS.values())):
        found = book.run(*words)
        assert (found.status, found.out, found.err) == (1, "", READ_ONLY), words
    small.remount("rw")
    assert look(book) == prepared.seen


@pytest.mark.skipif(os.geteuid() == 0, reason="NOT TESTED: the rights of a folder do not bind this user (root)")
def test_a_folder_without_rights_refuses(copy: Callable[[], Book], prepared: Any) -> None:
    """The same where the rights of the folder and the files in it forbid writing."""
    book = copy()
    paths = [book.folder, *book.folder.rglob("*")]
    for path in paths:
        path.chmod(0o500 if path.is_dir() else 0o400)
    try:
        for words in (["show"], *(as_words(line, prepared.codes) for line in COMMANDS.values())):
            found = book.run(*words)
            assert (found.status, found.out, found.err) == (1, "", READ_ONLY), words
    finally:
        for path in paths:
            path.chmod(0o700 if path.is_dir() else 0o600)
    assert look(book) == prepared.seen
