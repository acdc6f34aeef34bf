"""The door itself, item 66: what is not understood, secrets in the wrong place, odd screens and keyboards."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import click.termui
import pytest

from testkit.commandline import ALL, CHEAP, SENTENCE, Ran, descriptor, door, naru, sentence
from testkit.every_state import Full

MARK = "zq-marker-7"
"""what was typed; it must be nowhere in what is printed"""


def real(*arguments: str, behind: str = "", env: dict[str, str] | None = None, secrets: str = "", **more: Any) -> Any:
    """A whole process, started as a person starts it. `behind` is put behind its command: redirections."""
    fd = descriptor(secrets.encode()) if secrets else None
    argv = [sys.executable, "-m", "naru", CHEAP, *(("--secrets-fd", str(fd)) if fd is not None else ()), *arguments]
    if behind:
        argv = ["sh", "-c", f'exec "$@" {behind}', "sh", *argv]
    more.setdefault("stdin", subprocess.DEVNULL)
    done = subprocess.run(
        argv,
        env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", **(env or {})},
        pass_fds=() if fd is None else (fd,),
        **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **more},
    )
    if fd is not None:
        os.close(fd)
    return done


NOT_UNDERSTOOD = (
    (("no-such-command", MARK), ""),
    ((f"--{MARK}", "show"), ""),
    (("send", MARK, f"--{MARK}", "1 KRW"), "send"),
    (("send", MARK, "--amount"), ""),
    (("send", MARK, MARK, MARK), "send"),
    (("burn", MARK, "--sure=yes"), ""),
    (("show", "-x"), "show"),
    (("--secrets-fd", MARK, "show"), ""),
    (("--lang", MARK, "show"), ""),
)


@pytest.mark.parametrize(("words", "verb"), NOT_UNDERSTOOD, ids=[" ".join(words) for words, _ in NOT_UNDERSTOOD])
def test_what_is_not_understood(words: tuple[str, ...], verb: str, full: Full) -> None:
    """Exit 2 and one sentence with the help's place and a line to type; nothing of what was typed, nothing written."""
    before = full.trace()
    for lang in ALL:
        ran = full.say(*words, lang=lang)
        assert ran == Ran(2, "", sentence("cli.not-understood", lang, verb=verb))
        assert MARK not in ran.err
    assert full.trace() == before


@pytest.mark.parametrize("verb", ["send", "case", "statement", "legal-hold"])
def test_what_is_left_out(verb: str, full: Full) -> None:
    """A command alone, where it needs to be said of what: exit 2, and a whole line of it to copy."""
    before = full.trace()
    for lang in ALL:
        told = sentence("cli.incomplete", lang, verb=verb)
        assert full.say(verb, lang=lang) == Ran(2, "", told)
        assert f"naru {verb} " in told
    assert full.trace() == before


SECRETS = (
    (("card", "--whose", "brother", f"--name={MARK}"), "name"),
    (("card", "--whose", "brother", "--name", MARK), "name"),
    (("card", "--whose", "brother", "--phone-number", MARK), "phone-number"),
    (("proof", "@worded", "--word", MARK), "word"),
    (("dispute", "@sent", "--note", MARK), "note"),
    (("rate", "--rate", "1 CNY = 200 KRW", "--place", MARK), "place"),
)


@pytest.mark.parametrize(("words", "field"), SECRETS, ids=[words[0] + " " + field for words, field in SECRETS])
def test_a_secret_in_an_argument(words: tuple[str, ...], field: str, full: Full) -> None:
    """Refused: arguments stay in the shell's history and in the list of processes."""
    before = full.trace()
    for lang in ALL:
        ran = full.say(*full.named(words), lang=lang, name="x")
        assert ran == Ran(1, "", sentence("cli.secret-argument", lang, field=field))
        assert MARK not in ran.err
    assert full.trace() == before


def test_no_way_to_hand_over_the_opening_words_but_two(full: Full) -> None:
    """Not as an option, not in the environment."""
    for words in (
        ("--passphrase", SENTENCE, "show"),
        (f"--passphrase={SENTENCE}", "show"),
        ("show", "--passphrase", SENTENCE),
    ):
        ran = naru("-d", str(full.folder), *words)
        assert ran.status == 2 and SENTENCE not in ran.err
    env = dict.fromkeys(("NARU_PASSPHRASE", "PASSPHRASE", "NARU_SECRETS_FD", "NARU_PASSWORD"), SENTENCE)
    done = real("--lang", "en", "-d", str(full.folder), "show", env=env)
    assert (done.returncode, done.stdout) == (1, b"") and SENTENCE not in done.stderr.decode()


@pytest.mark.parametrize("fd", ["97", "-1"])
def test_a_descriptor_that_is_not_there(fd: str, full: Full) -> None:
    """One sentence."""
    assert naru("--secrets-fd", fd, "-d", str(full.folder), "show") == Ran(1, "", sentence("cli.secrets-fd"))


@pytest.mark.parametrize("place", ["nowhere", "file", "x" * 300, "x/" * 3000], ids=lambda place: place[:8])
def test_a_folder_that_holds_no_book(place: str, tmp_path: Path) -> None:
    """Missing, a file, or a name no disk can hold: the book was not found there."""
    (tmp_path / "file").write_text("")
    ran = naru("-d", str(tmp_path / place), "show", secrets={"passphrase": SENTENCE})
    assert ran == Ran(1, "", sentence("keyring.missing"))


@pytest.mark.parametrize(
    "words",
    [
        ("quote", "--gross", "1,000,000 KRW", "--fee", "\udcff / 40%", "--payout", "1 CNY = 200 KRW / fixed"),
        ("quote", "--gross", f"{MARK} KRW", "--fee", "40%", "--payout", "1 CNY = 200 KRW / fixed"),
        ("quote", "--gross", "1 KRW", "--fee", "40%", "--payout", MARK),
        ("play", f"/nowhere/{MARK}.toml"),
        ("new", "/dev/null/x"),
        ("new", "/proc/x"),
        ("--valuation", MARK),
    ],
    ids=lambda words: " ".join(words)[:24],
)
def test_commands_without_a_book(words: tuple[str, ...]) -> None:
    """Also what opens no book refuses in one sentence, and repeats nothing."""
    ran = naru(*words, secrets={"passphrase": SENTENCE})
    assert ran.status in (1, 2) and ran.out == "" and ran.err.count("\n") == 1
    assert MARK not in ran.err and "Traceback" not in ran.err


# ---------------------------------------------------------------------------------------------- screens and keyboards


@pytest.mark.parametrize(
    ("locale", "shown"),
    [
        ("C", "보냈습니다"),
        ("POSIX", "보냈습니다"),
        ("", "보냈습니다"),
        ("nowhere.UTF-8", "sent"),
        ("fr_FR.UTF-8", "sent"),
    ],
)
def test_any_locale(locale: str, shown: str, full: Full) -> None:
    """Korean where nothing is known, English where it is another language; in whole letters, without a complaint."""
    env = {"LC_ALL": locale, "LANG": locale}
    done = real("-d", str(full.folder), "show", env=env, secrets=f"passphrase={SENTENCE}\n")
    assert (done.returncode, done.stderr) == (0, b"")
    assert shown in done.stdout.decode()


def test_a_screen_that_lacks_letters(full: Full) -> None:
    """A screen of the old kind shows marks in their place; nothing ends half told."""
    env = {"PYTHONIOENCODING": "latin-1"}
    done = real("--lang", "ko", "-d", str(full.folder), "show", env=env, secrets=f"passphrase={SENTENCE}\n")
    assert (done.returncode, done.stderr) == (0, b"") and b"?" in done.stdout


@pytest.mark.parametrize("shell", ["<&-", "</dev/null", "<&- >&-", "<&- 2>&-"])
def test_nobody_at_the_keyboard(shell: str, full: Full) -> None:
    """Asked for the opening words where nobody can answer: one sentence, no traceback."""
    done = real("--lang", "en", "-d", str(full.folder), "show", behind=shell, stdin=None)
    assert done.returncode == 1 and done.stdout == b"" and b"Traceback" not in done.stderr
    assert shell.endswith("2>&-") or done.stderr.decode().endswith(sentence("cli.no-answer"))


def test_a_reader_who_leaves(full: Full) -> None:
    """`naru show | head`: a broken pipe is no fault."""
    reading, writing = os.pipe()
    os.close(reading)
    done = real("-d", str(full.folder), "show", secrets=f"passphrase={SENTENCE}\n", stdout=writing)
    os.close(writing)
    assert (done.returncode, done.stderr) == (1, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="NOT TESTED: no /dev/full here")
def test_an_output_that_is_full(mine: Full) -> None:
    """Written down, but not shown: she is told to look before she writes it again, and finds it there."""
    words = ("heard", "brother", "--says", "receiver", "--id", "5a" * 16)
    done = real("--lang", "en", "-d", str(mine.folder), *words, behind=">/dev/full", secrets=f"passphrase={SENTENCE}\n")
    assert (done.returncode, done.stderr.decode()) == (1, sentence("cli.not-shown"))
    assert "was written down before" in mine.do(*words).out


PROMPTS = (
    ("show",),
    ("quote",),
    ("at", "@folder"),
    ("card", "--whose", "brother", "--name"),
    ("dispute", "@sent", "--note"),
    ("word", "@open", "--word"),
)


@pytest.mark.parametrize("words", PROMPTS, ids=lambda words: words[0])
@pytest.mark.parametrize("pressed", [KeyboardInterrupt, EOFError])
def test_stopped_at_a_prompt(
    words: tuple[str, ...], pressed: type[BaseException], full: Full, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C or Ctrl-D at each prompt: nothing was written, and the next command works."""

    def leave(*_: object) -> str:
        raise pressed

    monkeypatch.setattr(click.termui, "visible_prompt_func", leave)
    monkeypatch.setattr(click.termui, "hidden_prompt_func", leave)
    before = full.trace()
    for lang in ALL:
        given = None if words[0] in ("show", "quote") else {"passphrase": full.passphrase}
        told = full.named(tuple(str(full.folder) if word == "@folder" else word for word in words))
        ran = naru("-d", str(full.folder), *told, lang=lang, secrets=given)
        if words[0] == "at":
            assert ran.status == 0 and door(lang)[1].text("screen", "prompt-closed") in ran.out
        else:
            assert (ran.status, ran.out) == (1, "") and ran.err.endswith(sentence("cli.no-answer", lang))
    assert full.trace() == before
