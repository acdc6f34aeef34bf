"""What sealing, opening and burning cost: `python -m bench.vault [--folder DIR] [--write]`.

Each figure stands beside a floor taken in the same round, in turn: bare libsodium on the same bytes, or the same bytes
written and flushed as often by a bare loop. `--write` puts the table between its own marks in
docs/explanation/speed.md. `tables` is what `bench.run` may call.
"""

from __future__ import annotations

import argparse
import os
import secrets
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from nacl import bindings as sodium
from nacl.pwhash import argon2id

from bench import floor
from naru.command import Command, Facts, Story
from naru.vault import boxes, kdf
from naru.vault.backup import stream
from naru.vault.kdf import CHEAPEST, EVERYDAY
from naru.vault.keyring.keyring import FOLDER, Keyring
from naru.vault.log import rows
from naru.vault.log.interface import Row
from testkit.workload import year
from testkit.workload.office import Office, office

BEGIN, END = "<!-- vault -->", "<!-- /vault -->"
SENTENCE = b"bench"
CARD, PHOTO = 300, 2_000_000
OBJECTS, CASES = 10_000, 500
ROUNDS = 15
MANY = 500
AT_ONCE = 1.0
"""seconds within which a whole book must be burned"""
Work = Callable[[], object]


class Pair(NamedTuple):
    """One thing and its floor: seconds for each, round by round."""

    name: str
    ours: list[float]
    bare: list[float]

    @property
    def ratios(self) -> list[float]:
        """How many times the floor it took, in each round."""
        return [ours / bare for ours, bare in zip(self.ours, self.bare, strict=True)]


def tables(home: Path, head: Callable[[str], None], say: Callable[[str], None]) -> None:
    """Measure everything in a folder and say it, a line at a time.

    Raises:
        AssertionError: something that was sealed does not open, or that was burned does.
    """
    head(f"The vault: {ROUNDS} rounds, each beside its floor in turn")
    say(f"Load average {os.getloadavg()[0]:.1f} when it began. Median, least and most.\n")
    say("| what | Naru | floor | x floor |")
    say("| --- | --- | --- | --- |")
    for pair in (*_cards(), *_photos(home), *_keyring(home), *_desk(home)):
        say(f"| {pair.name} | {_time(pair.ours)} | {_time(pair.bare)} | {_range(pair.ratios, 2, '')} |")
        if pair.name.startswith("burn everything"):
            assert max(pair.ours) < AT_ONCE
    stretch = _in_turn("", lambda: kdf.stretch(SENTENCE, bytes(16), EVERYDAY), _argon, rounds=3)
    say(
        f"\nThe stretch of the passphrase (Argon2id, 256 MiB, 3 passes) comes on top at every opening: "
        f"{_time(stretch.ours)}, {_range(stretch.ratios, 2, '')} x bare libsodium. "
        f"Load average {os.getloadavg()[0]:.1f} at the end."
    )


# --------------------------------------------------------------------------------------------------- in memory: a card


class _Keys:
    """The keys of one row, made beforehand: what a keyring has in its memory after the first use."""

    def __init__(self) -> None:
        self._books, self._story = secrets.token_bytes(32), secrets.token_bytes(32)

    def books_key(self, number: int) -> bytes:
        """Of the books part."""
        return self._books

    def story_key(self, number: int, case: int) -> bytes:
        """Of the story part."""
        return self._story


def _cards() -> Iterator[Pair]:
    keys, numbers, mark = _Keys(), rows.KeyNumbers(1, 2, 3), secrets.token_bytes(32)
    books, story, key, nonce = secrets.token_bytes(80), secrets.token_bytes(CARD), *map(secrets.token_bytes, (32, 24))
    sealer = rows.Sealer(secrets.token_bytes)
    parts = sealer.seal(7, numbers, books, story, mark, keys)
    box = sodium.crypto_secretbox_easy(story, nonce, key)
    assert rows.unseal(7, parts, mark, keys).story == story
    yield _by_processor(
        f"seal a card of {CARD} bytes: a row of {len(parts)}, three boxes",
        lambda: sealer.seal(7, numbers, books, story, mark, keys),
        lambda: sodium.crypto_secretbox_easy(story, nonce, key),
    )
    yield _by_processor(
        "open it",
        lambda: rows.unseal(7, parts, mark, keys),
        lambda: sodium.crypto_secretbox_open_easy(box, nonce, key),
    )
    public, private = boxes.key_pair(secrets.token_bytes)
    sealed = boxes.seal(public, story, secrets.token_bytes)
    assert boxes.unseal(sealed, private) == story
    yield _by_processor(
        f"seal {CARD} bytes to a reader's public key",
        lambda: boxes.seal(public, story, secrets.token_bytes),
        lambda: sodium.crypto_box_seal(story, public),
    )
    yield _by_processor(
        "open it with the private key",
        lambda: boxes.unseal(sealed, private),
        lambda: sodium.crypto_box_seal_open(sealed, public, private),
    )


# ------------------------------------------------------------------------------------------------------- a photo's file


def _photos(home: Path) -> Iterator[Pair]:
    """A file of two megabytes. Two floors: a bare secretstream of the same chunks; and that with a flushed file."""
    photo, key = secrets.token_bytes(PHOTO), secrets.token_bytes(stream.KEY_BYTES)
    public, private = boxes.key_pair(secrets.token_bytes)
    with _place(home) as folder:
        ours, bare = folder / "ours", folder / "bare"

        def seal() -> None:
            stream.write(ours, public, key, [photo], secrets.token_bytes)

        def reopen() -> bytes:
            return b"".join(stream.read(ours, stream.key_of(ours, private)))

        def clear() -> None:
            _gone(ours, bare)

        what = f"a photo of {PHOTO:,} bytes"
        alone, flushed = "beside a bare secretstream", "beside that and one flushed file"
        sealed = _pushed(photo, key)
        yield _by_processor(
            f"seal {what} into a file, {alone}", lambda: (clear(), seal()), lambda: _pushed(photo, key), 5
        )
        yield _in_turn(f"... {flushed}", seal, lambda: _flushed(bare, _pushed(photo, key)), before=clear)
        assert reopen() == photo == _pulled(bare.read_bytes(), key)
        yield _by_processor(f"open it again, {alone}", reopen, lambda: _pulled(sealed, key), 5)
        yield _in_turn("... beside that and its file read", reopen, lambda: _pulled(bare.read_bytes(), key))


def _pushed(photo: bytes, key: bytes) -> bytes:
    state = sodium.crypto_secretstream_xchacha20poly1305_state()
    made = [sodium.crypto_secretstream_xchacha20poly1305_init_push(state, key)]
    for at in range(0, len(photo), stream.CHUNK_BYTES):
        chunk = photo[at : at + stream.CHUNK_BYTES]
        made.append(sodium.crypto_secretstream_xchacha20poly1305_push(state, chunk))
    return b"".join(made)


def _pulled(data: bytes, key: bytes) -> bytes:
    state = sodium.crypto_secretstream_xchacha20poly1305_state()
    start = sodium.crypto_secretstream_xchacha20poly1305_HEADERBYTES
    sodium.crypto_secretstream_xchacha20poly1305_init_pull(state, data[:start], key)
    step = stream.CHUNK_BYTES + sodium.crypto_secretstream_xchacha20poly1305_ABYTES
    chunks = (data[at : at + step] for at in range(start, len(data), step))
    return b"".join(sodium.crypto_secretstream_xchacha20poly1305_pull(state, chunk)[0] for chunk in chunks)


# ------------------------------------------------------------------------------------------------------------ a keyring


def _keyring(home: Path) -> Iterator[Pair]:
    """Of so many objects and homes. The floor writes and flushes what the keyring does, and seals nothing."""
    with _place(home) as folder:
        ring = Keyring.create(folder / "desk", secrets.token_bytes(16), SENTENCE, CHEAPEST)
        ring.change(make=OBJECTS - ring.next_key, make_cases=CASES - ring.next_case)
        size, bare = _size(folder / "desk"), _Bare(folder / "bare", _size(folder / "desk"))
        many = f"among {OBJECTS:,} objects and {CASES} homes ({size:,} bytes)"

        def reopen() -> Keyring:
            return Keyring.open(folder / "desk", SENTENCE, allow_cheap=True)

        yield _in_turn(f"open a keyring {many}, its stretch apart", reopen, bare.read)
        ring, numbers = reopen(), iter(range(OBJECTS))
        yield _in_turn(f"burn one key {many}", lambda: ring.change(drop=[next(numbers)]), bare.turn)
        assert not any(ring.keys.has(number) for number in range(ROUNDS)) and ring.keys.has(ROUNDS)
        names = iter(range(ROUNDS))

        def invite() -> None:
            number = next(names)
            ring.access.add_reader(b"reader %d" % number, CHEAPEST, f"reader {number}")

        yield _in_turn("add a reader who sees every home, the stretch apart (the floor is one turn)", invite, bare.turn)
        yield _everything(folder, bare)


def _everything(folder: Path, bare: _Bare) -> Pair:
    ours, theirs = [], []
    for number in range(ROUNDS):
        copy = folder / f"copy {number}"
        shutil.copytree(folder / "desk", copy)
        ring = Keyring.open(copy, SENTENCE, allow_cheap=True)
        theirs.append(_clock(bare.wipe))
        ours.append(_clock(ring.burn_everything))
        assert not list((copy / FOLDER).iterdir())
    return Pair(f"burn everything, of {OBJECTS:,} objects", ours, theirs)


class _Bare:
    """A folder with a large file and two halves of a small one, and what it takes to write and flush them."""

    def __init__(self, folder: Path, size: int) -> None:
        folder.mkdir()
        self._folder, self._data, self._half = folder, secrets.token_bytes(size), secrets.token_bytes(4096)
        self._key, self._nonce = secrets.token_bytes(32), bytes(24)
        _flushed(folder / "slot", self._half * 2)
        self._sealed = sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(self._data, None, self._nonce, self._key)
        _flushed(folder / "g", self._sealed)

    def turn(self) -> None:
        """A new large file and its name, two halves, the old file gone: five flushes, as in every change."""
        _flushed(self._folder / "new", self._sealed)
        _flush_folder(self._folder)
        self._halves(self._half, self._half)
        (self._folder / "new").unlink()
        _flush_folder(self._folder)

    def read(self) -> None:
        """Both files read, the large one opened, one half written."""
        data = (self._folder / "g").read_bytes()
        sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(data, None, self._nonce, self._key)
        (self._folder / "slot").read_bytes()
        self._halves(self._half)

    def wipe(self) -> None:
        """Both halves at once."""
        self._halves(self._half * 2)

    def _halves(self, *pieces: bytes) -> None:
        fd = os.open(self._folder / "slot", os.O_RDWR)
        for at, piece in enumerate(pieces):
            os.pwrite(fd, piece, at * 4096)
            os.fdatasync(fd)
        os.close(fd)


# --------------------------------------------------------------------------------------------------------------- a desk


def _desk(home: Path) -> Iterator[Pair]:
    """From command "burn" at a desk with so many envelopes to the answer: a row, durable, then the keyring's turn."""
    with office(home) as here, _place(home) as folder:
        cards = [year.id_of("card", number) for number in range(OBJECTS)]
        _envelopes(here, cards)
        left, said = iter(cards), iter(range(OBJECTS))

        def burn() -> None:
            number = next(said)
            here.desk.say(
                Command(year.id_of("burn", number), "burn", next(left), year.day_at(0), story=SENDER, sure=True)
            )

        bare = _Bare(folder / "bare", _size(here.folder))
        row = [Row(1, 1, secrets.token_bytes(rows.LEAST), secrets.token_bytes(32))]
        waits = iter([floor.append(folder, row, 1) for _ in range(ROUNDS)])
        pair = _in_turn(f'"burn" said at a desk with {OBJECTS:,} envelopes', burn, bare.turn)
        yield pair._replace(bare=[turn + next(waits) for turn in pair.bare])
        for card in cards[:ROUNDS]:
            assert not here.desk.keyring.keys.has(here.desk.state.cards[card].key)


SENDER = Story(says="sender")


def _envelopes(here: Office, cards: list[bytes]) -> None:
    case, day, story = year.id_of("case", 1), year.day_at(0), Story(says="sender", name="-" * CARD)
    said = [Command(year.id_of("open", 1), "case", case, day, story=Story(says="sender", name="-"))]
    said += [
        Command(year.id_of("open", at), "card", card, day, Facts(case=case), story) for at, card in enumerate(cards, 2)
    ]
    answers = [answer for at in range(0, len(said), 1000) for answer in here.desk.submit(said[at : at + 1000]).wait()]
    assert not any(answer.refusal for answer in answers)


# ----------------------------------------------------------------------------------------------------------- the clocks


def _in_turn(name: str, ours: Work, bare: Work, *, rounds: int = ROUNDS, before: Work = lambda: None) -> Pair:
    """Time both in turn, each first in every other round; `before` comes ahead of the clock."""
    found = Pair(name, [], [])
    for number in range(rounds):
        before()
        pairs = ((ours, found.ours), (bare, found.bare))
        for work, times in pairs if number % 2 else reversed(pairs):
            times.append(_clock(work))
    return found


def _clock(work: Work) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def _by_processor(name: str, ours: Work, bare: Work, many: int = MANY) -> Pair:
    """Processor time for one of each, out of many in turn: what others on the machine do hardly shows in it."""
    found = Pair(f"{name} (processor time)", [], [])
    for number in range(ROUNDS):
        pairs = ((ours, found.ours), (bare, found.bare))
        for work, times in pairs if number % 2 else reversed(pairs):
            begin = time.thread_time()
            for _ in range(many):
                work()
            times.append((time.thread_time() - begin) / many)
    return found


@contextmanager
def _place(home: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="naru-bench-", dir=home) as folder:
        yield Path(folder)


def _gone(*paths: Path) -> None:
    for path in paths:
        with suppress(FileNotFoundError):
            path.unlink()


def _size(desk: Path) -> int:
    """Bytes of the generation file in force."""
    return max(path.stat().st_size for path in (desk / FOLDER).iterdir() if path.name.startswith("g"))


def _flushed(path: Path, data: bytes) -> None:
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.write(fd, data)
    os.fsync(fd)
    os.close(fd)


def _flush_folder(folder: Path) -> None:
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    os.fsync(fd)
    os.close(fd)


def _argon() -> bytes:
    return argon2id.kdf(32, SENTENCE, bytes(16), opslimit=EVERYDAY.passes, memlimit=EVERYDAY.memory_kib * 1024)


def _time(seconds: list[float]) -> str:
    """In the unit that suits the middle."""
    middle = statistics.median(seconds)
    unit, by = ("µs", 1e6) if middle < 1e-3 else ("ms", 1e3) if middle < 1 else ("s", 1.0)
    return _range([value * by for value in seconds], 1, f" {unit}")


def _range(values: list[float], digits: int, unit: str) -> str:
    middle, least, most = statistics.median(values), min(values), max(values)
    return f"{middle:,.{digits}f}{unit} ({least:,.{digits}f}-{most:,.{digits}f})"


def main() -> int:
    """Measure the vault alone and print it."""
    from bench import run

    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()), help="a folder on the disk to measure")
    ask.add_argument("--write", action="store_true", help="put the figures into docs/explanation/speed.md")
    asked = ask.parse_args()
    run._machine(asked.folder)
    tables(asked.folder, run._head, run._say)
    if asked.write:
        run.BEGIN, run.END = BEGIN, END
        run._write("python -m bench.vault")
    return 0


if __name__ == "__main__":
    sys.exit(main())
