"""Whoever reads Korean or Chinese screens can type what they read there."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from testkit.commandline import Book


class Typed(NamedTuple):
    """The same five things, as one language's screens name them."""

    home: tuple[str, ...]
    carrier: tuple[str, ...]
    promise: tuple[str, ...]
    send: tuple[str, ...]
    accept: tuple[str, ...]
    audit: tuple[str, ...]


KOREAN = Typed(
    ("집을", "적음", "동생"),
    ("전하는사람을적음", "김씨"),
    *(
        ("약속을 정함", "--case", "동생", "--by", "김씨", "--fee", "20% / 전체에서", "--risk", "전하는 사람"),
        ("돈을-보냄",),
        ("받은 것으로 봄", "--says", "받을 사람", "--phone", "자기 전화", "--proof", "바로 한 대답"),
        ("맞춰", "보기"),
    ),
)
CHINESE = Typed(
    ("记下一家", "동생"),
    ("记下送钱的人", "김씨"),
    *(
        ("定下约定", "--case", "동생", "--by", "김씨", "--fee", "20% / 从全额", "--risk", "送钱的人"),
        ("寄出了钱",),
        ("算作收到", "--says", "收钱的人", "--phone", "自己的电话", "--proof", "当场回答"),
        ("对账",),
    ),
)
TERMS = ("--payout", "1 CNY = 200 KRW / fixed", "--gross", "1,000,000 KRW", "--latest", "2024-06-30", "--purpose", "쌀")


@pytest.mark.parametrize("said", [KOREAN, CHINESE], ids=["ko", "zh"])
def test_a_book_is_kept_without_an_english_verb(said: Typed, tmp_path: Path) -> None:
    """A home, a carrier, a promise, money sent and received: the books say so, and are sound."""
    book = Book(tmp_path / "book").make()
    book.do(*said.home)
    book.do(*said.carrier)
    order = book.code(*said.promise, *TERMS, "--on", "2024-05-01")
    book.do(*said.send, order, "--amount", "1,000,000 KRW", "--on", "2024-05-02")
    book.do(*said.accept, order, "--amount", "4,000 CNY", "--on", "2024-05-03")
    assert "held for received in full" in book.do("show", order).out
    assert "Rows: 6." in book.do(*said.audit).out
