"""One desk, one process: the second one is told which door is open."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from naru.refusal import Refusal
from naru.vault.disk.lock import DOORS, NAME, Lock

HOLD = """
import sys
from pathlib import Path
from naru.vault.disk.lock import Lock
lock = Lock.take(Path(sys.argv[1]), sys.argv[2])
print("taken", flush=True)
sys.stdin.read()
"""


def other_process(folder: Path, which: str) -> subprocess.Popen[str]:
    """Another process that has taken the door."""
    held = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder), which], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert held.stdout is not None
    assert held.stdout.readline() == "taken\n"
    return held


@pytest.mark.parametrize("which", DOORS)
def test_a_second_process_is_told_which_door_is_open(tmp_path: Path, which: str) -> None:
    """And may come in when the first one has ended."""
    with other_process(tmp_path, which) as held:
        with pytest.raises(Refusal, match=r"desk\.in-use") as caught:
            Lock.take(tmp_path, "command")
        assert caught.value.facts == {"door": which}
        held.communicate("")
    Lock.take(tmp_path, "command").release()


def test_a_process_that_was_killed_holds_nothing(tmp_path: Path) -> None:
    """The lock file is left over; the lock is not."""
    with other_process(tmp_path, "page") as held:
        held.send_signal(signal.SIGKILL)
        held.communicate()
    assert (tmp_path / NAME).exists()
    with Lock.take(tmp_path, "prompt") as lock:
        assert lock.which == "prompt"


def test_the_file_says_door_and_process_and_no_more(tmp_path: Path) -> None:
    """Always the same length, whatever stood there before; for its owner only."""
    (tmp_path / NAME).write_bytes(b"x" * 10)
    (tmp_path / NAME).chmod(0o600)
    with Lock.take(tmp_path, "page"):
        assert (tmp_path / NAME).read_bytes() == f"page {os.getpid()}\n".encode().ljust(32)
    (tmp_path / NAME).unlink()
    with Lock.take(tmp_path, "command"):
        assert (tmp_path / NAME).read_bytes().split() == [b"command", str(os.getpid()).encode()]
        assert (tmp_path / NAME).stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


def test_two_doors_in_one_process_are_two(tmp_path: Path) -> None:
    """A page and a prompt of the same program do not share a desk; leaving twice does no harm."""
    lock = Lock.take(tmp_path, "prompt")
    with pytest.raises(Refusal, match=r"desk\.in-use"):
        Lock.take(tmp_path, "page")
    lock.release()
    lock.release()
    Lock.take(tmp_path, "page").release()


def test_a_note_nobody_can_read_names_no_door(tmp_path: Path) -> None:
    """Noise in the lock file does not reach the screen."""
    with Lock.take(tmp_path, "prompt"):
        (tmp_path / NAME).write_bytes(b"\xff\x1b[31m evil")
        with pytest.raises(Refusal) as caught:
            Lock.take(tmp_path, "page")
    assert caught.value.facts == {"door": "?"}


def test_a_lock_file_taken_away_does_not_open_a_second_door(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Removed between opening and locking: the lock is taken on the file that bears the name now."""
    from naru.vault.disk import lock as module

    real = module._lock
    seen: list[int] = []

    def lock(fd: int) -> bool:
        if not seen:
            (tmp_path / NAME).unlink()
        seen.append(fd)
        return real(fd)

    monkeypatch.setattr(module, "_lock", lock)
    with Lock.take(tmp_path, "page"):
        assert len(seen) == 2
        monkeypatch.undo()
        with pytest.raises(Refusal, match=r"desk\.in-use"):
            Lock.take(tmp_path, "prompt")


def test_what_is_no_lock_file_is_refused(tmp_path: Path) -> None:
    """A link, a FIFO, a folder, a file others may read, no folder at all, no such door."""
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / NAME).symlink_to(tmp_path / "elsewhere")
    (tmp_path / "b").mkdir()
    os.mkfifo(tmp_path / "b" / NAME, 0o600)
    (tmp_path / "c" / NAME).mkdir(parents=True)
    for folder in "abc":
        with pytest.raises(Refusal, match=r"keyring\.not-a-file"):
            Lock.take(tmp_path / folder, "page")
    assert not (tmp_path / "elsewhere").exists()
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / NAME).touch(0o644)
    with pytest.raises(Refusal, match=r"keyring\.too-open"):
        Lock.take(tmp_path / "d", "page")
    with pytest.raises(Refusal, match=r"keyring\.missing"):
        Lock.take(tmp_path / "e", "page")
    with pytest.raises(ValueError, match="door"):
        Lock.take(tmp_path, "window")
