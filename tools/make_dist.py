"""Build the wheel and the source archive of what is committed, and try each where there is no network.

    python tools/make_dist.py WHEELS    build into dist/; WHEELS is a folder of the locked wheels (`make dist` fills it)

Only the last commit is built, with its date: the same commit gives the same bytes, and nothing that merely lies in the
work tree, a book perhaps, can get into an archive.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
import venv
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DIST = ROOT / "dist"


def build(source: Path, into: Path, epoch: int) -> list[Path]:
    """Build both archives of a source tree: the wheel first, then the source archive.

    Args:
        epoch: seconds since 1970 UTC, the date of every file in them.
    """
    env = {**os.environ, "SOURCE_DATE_EPOCH": str(epoch)}
    command = [sys.executable, "-m", "hatchling", "build", "--directory", str(into)]
    subprocess.run(command, cwd=source, env=env, check=True, capture_output=True)
    return [next(into.glob("*.whl")), next(into.glob("*.tar.gz"))]


def git(*words: str) -> bytes:
    """What git answers about this tree."""
    return subprocess.run(["git", *words], cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout


def build_commit(into: Path) -> list[Path]:
    """Build both archives of the last commit, as it stands in git."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["tar", "-x", "-C", folder], input=git("archive", "HEAD"), check=True)
        return build(Path(folder), into, int(git("log", "-1", "--format=%ct")))


def try_out(archive: Path, wheels: Path) -> None:
    """Install an archive into an empty environment, from the folder of wheels alone, and walk through the demo.

    Raises:
        CalledProcessError: it cannot be installed so, or the demo fails; what was printed is shown.
    """
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        venv.create(home / "env", with_pip=True)
        env = {"PATH": os.defpath, "HOME": folder, "LC_ALL": "C.UTF-8", "PIP_CONFIG_FILE": os.devnull}
        env |= {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(wheels), "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
        _quiet([str(home / "env/bin/pip"), "install", "--quiet", str(archive)], home, env)
        (home / "empty").mkdir()
        _quiet([str(home / "env/bin/naru"), "--lang", "en", "demo"], home / "empty", env)


def _quiet(command: Sequence[str], folder: Path, env: dict[str, str]) -> None:
    done = subprocess.run(command, cwd=folder, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if done.returncode:
        sys.stderr.buffer.write(done.stdout)
        done.check_returncode()


def main(wheels: Path) -> None:
    """Build, try and name both archives, one line each."""
    if git("status", "--porcelain"):
        print("There are changes that are not committed: they are not in what is built.", file=sys.stderr)
    DIST.mkdir(exist_ok=True)
    for old in (*DIST.glob("*.whl"), *DIST.glob("*.tar.gz")):
        old.unlink()
    for archive in build_commit(DIST):
        try_out(archive, wheels)
        digest = hashlib.sha256(archive.read_bytes()).hexdigest()
        print(f"{archive.relative_to(ROOT)}  {digest}  installed without a network, naru demo ran")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
