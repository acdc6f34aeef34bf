"""Losing things, as it happens: the words are forgotten, or the machine is gone. Two papers and a backup are enough."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

WORDS = "나비 사과 우물 절구"
NEW = "감나무 밑에서 할머니가 들려준 오래된 이야기"


def naru(folder: Path, *words: str, secrets: dict[str, str]) -> subprocess.Popen[str]:
    """A real `naru` process whose secrets come through a descriptor; what is not in them is read from its input."""
    end, begin = os.pipe()
    os.write(begin, "".join(f"{name}={value}\n" for name, value in secrets.items()).encode())
    os.close(begin)
    line = [
        sys.executable,
        "-m",
        "naru",
        "--lang",
        "en",
        "-d",
        str(folder),
        "--cheap-test-desk",
        "--secrets-fd",
        str(end),
    ]
    process = subprocess.Popen(
        [*line, *words],
        pass_fds=[end],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    os.close(end)
    return process


def done(process: subprocess.Popen[str], typed: str = "") -> str:
    """What it printed, once it ended well."""
    told, _ = process.communicate(typed, timeout=60)
    assert process.returncode == 0, told
    return told


def papers(told: str) -> list[str]:
    """The twenty words of each paper, as somebody would copy them: without their numbers."""
    words = re.findall(r"(?:^|\s)\d{1,2} ([a-z]+)", told)
    return [" ".join(words[at : at + 20]) for at in range(0, len(words), 20)]


def test_two_papers_open_what_the_words_do_not(tmp_path: Path) -> None:
    """She makes three papers on the first day, forgets the words, opens with two, and the old words are shut out."""
    book = tmp_path / "book"
    done(naru(book, "new", str(book), secrets={"passphrase": WORDS}))
    done(naru(book, "case", "brother", secrets={"passphrase": WORDS}))
    made = naru(book, "parts", secrets={"passphrase": WORDS})
    assert made.stdin is not None and made.stdout is not None
    told = ""
    while told.count("20 ") < 3 or not told.rstrip().endswith("from then on."):
        line = made.stdout.readline()
        assert line, told
        told += line
    three = papers(told)
    assert len(three) == 3
    assert "any two of these papers open the book" in done(made, f"{three[0]}\n{three[2]}\n")

    lost = {"part-one": three[1], "part-two": three[2], "sentence": NEW}
    assert "The opening sentence has changed" in done(naru(book, "recover", secrets=lost))
    assert "brother" in done(naru(book, "show", secrets={"passphrase": NEW}))
    shut = naru(book, "show", secrets={"passphrase": WORDS})
    shut.communicate(timeout=60)
    assert shut.returncode == 1

    copy, second = tmp_path / "copy", tmp_path / "second"
    done(naru(book, "backup", str(copy), secrets={"passphrase": NEW}))
    again = {"part-one": three[0], "part-two": three[1], "sentence": WORDS + " 호미"}
    told = done(naru(book, "restore", str(copy), str(second), secrets=again))
    assert "Nicknames: 1." in told
    assert "Compared." in done(naru(second, "audit", secrets={"passphrase": WORDS + " 호미"}))
