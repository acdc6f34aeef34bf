"""One book with orders in every state: what a bad command finds."""

from __future__ import annotations

from testkit.commandline import SENTENCE, Book

TERMS = (
    *("--case", "brother", "--gross", "1,000,000 KRW", "--fee", "40%", "--by", "park"),
    *("--payout", "CNY / 1 CNY = 200 KRW / fixed", "--risk", "carrier", "--purpose", "living"),
)
OPEN = ("--latest", "2100-12-31")


class Full(Book):
    """A book in which something of every kind has happened. `of` gives codes: of orders, a debt, cards."""

    of: dict[str, str]
    claim: str

    def named(self, words: tuple[str, ...]) -> list[str]:
        """A command line with ``@name`` replaced by codes."""
        return [self.of[word[1:]] if word[:1] == "@" and word[1:] in self.of else word for word in words]


def fill(book: Full) -> Full:
    """Say what happened."""
    for words in (
        ("case", "brother"),
        ("case", "uncle"),
        *(("carrier", name) for name in ("park", "lee", "choi")),
        ("person", "aunt"),
        ("road", "nh", "--by", "park"),
        ("road", "kb", "--by", "park"),
        ("rate", "--rate", "1 CNY = 200 KRW", "--on", "2024-05-01"),
        ("stop", "uncle"),
        ("taken", "choi", "--on", "2024-05-01"),
        ("block", "kb", "--on", "2024-05-01"),
    ):
        book.do(*words)
    of = book.of = {}
    of["open"] = book.code("promise", *TERMS, *OPEN)
    north = (*TERMS[:8], "--payout", "KPW / 1 KRW = 6 KPW / fixed", *TERMS[10:])
    of["north"] = book.code("promise", *north, *OPEN, "--on", "2024-04-01")
    for day, name in enumerate(("sent", "claimed", "accepted", "off", "lost", "late", "worded"), 2):
        on = ("--on", f"2024-05-{day:02}")
        of[name] = book.code("promise", *TERMS, *on, *(("--latest", "2024-05-31") if name == "late" else OPEN))
        if name == "worded":
            book.do("word", of[name], *on, word="butterfly")
        if name != "off":
            book.do("send", of[name], "--amount", "1,000,000 KRW", *on)
    told = book.do("claim", of["claimed"], "--amount", "3,000 CNY", "--says", "park", "--on", "2024-05-20")
    book.claim = told.out.split("row ")[1].split(")")[0]
    book.do(
        "accept", of["accepted"], "--amount", "3,000 CNY", "--says", "receiver", "--phone", "own", "--on", "2024-05-20"
    )
    book.do("cancel", of["off"], "--on", "2024-05-20")
    book.do("write-off", of["lost"], "--on", "2024-06-20")
    of["debt"] = book.do("owe", "--debtor", "aunt", "--creditor", "sender", "--amount", "50,000 KRW").last
    of["burned"] = book.do("card", "--whose", "aunt", name="Invented Aunt", sentence=SENTENCE).last
    book.passphrase = SENTENCE
    of["card"] = book.do("card", "--whose", "brother", name="Invented Brother").last
    book.do("burn", of["burned"])
    return book
