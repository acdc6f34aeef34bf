"""From typed words to what became of them: names to ids, what has to be asked first, retries, this time's word."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

import msgspec

from naru.app import disk
from naru.app.burning import law
from naru.app.names import code, must_be_free
from naru.app.questions import AMOUNT, BURN, GO_ON, WEAK_DISK, Answers, Question, Text, to_type
from naru.app.sentences import change_sentence
from naru.command import ID_BYTES, Command, EventType, Id, Subject
from naru.commands.reading import Words, read_command, sums_in
from naru.commands.tables import BY_KIND
from naru.desk.answers import Answer
from naru.desk.state import TAG_BITS
from naru.i18n.words import fresh_word
from naru.money import Reading, print_amount, read_amount_echo
from naru.orders.order import Order
from naru.refusal import Refusal

if TYPE_CHECKING:
    from naru.app.book import Book

NAMED = ("case", "carrier", "person", "road")
"""verbs whose subject is called by the nickname they give it"""
ASKED_APART = ("card", "burn")
"""verbs that want more than the one yes of ``sure``, which answers warnings"""


class Said(msgspec.Struct, frozen=True):
    """What became of one thing that was said.

    Args:
        kind: the verb.
        seq: its row in the log.
        again: it had been said before, with the same content; nothing was written.
        warnings: what she is told unasked, as keys of the table ``warning``.
        of: what it is about.
        code: the short code of an order, a debt or a card; empty for anything else.
        word: this time's word, where it was said or drawn.
        read_as: amounts as they were understood, where they were not written in plain figures.
    """

    kind: str
    seq: int
    again: bool
    warnings: tuple[str, ...]
    of: Id
    code: str = ""
    word: str = ""
    read_as: str = ""


def say(book: Book, kind: str, words: Words, answers: Answers, *, of: str = "", id: str = "", seen: int = 0) -> Said:
    """Say one thing to a book.

    Args:
        words: its fields and the common ones (`naru.commands.reading.COMMON`).
        of: nickname or code of what it is about.
        id: 32 hex digits that the caller keeps for a retry; empty: one is made.
        seen: how many rows of the subject were seen (`naru.app.understood.rows`); 0: it does not matter.
    Raises:
        Question: something has to be answered first. Refusal: it cannot be said (``desk.moved-on``: the subject has
            other rows than were seen). Nothing was written.
    """
    event_type, command, words = prepared(book, kind, words, answers, of=of, id=id)
    known = command.id in book.desk.state.said
    read_as = "" if known else _read_as(book, event_type, words, answers)
    if kind in ASKED_APART:
        command = msgspec.structs.replace(command, sure=False)
    if seen and not known:
        command = msgspec.structs.replace(command, seen=seen)
    answer = _write(book, command, answers)
    return Said(
        kind,
        answer.seq,
        answer.again,
        answer.warnings,
        command.of,
        code(command.of) if event_type.subject in (Subject.ORDER, Subject.DEBT, Subject.CARD) else "",
        str(words["word"]) if kind == "word" else "",
        read_as,
    )


def prepared(
    book: Book, kind: str, words: Words, answers: Answers, *, of: str = "", id: str = ""
) -> tuple[EventType, Command, dict[str, Any]]:
    """What `say` would say: its line of the table, the command, and the words with what was drawn for them.

    Raises:
        Refusal: it cannot be read. Nothing was written.
    """
    event_type = BY_KIND.get(kind)
    if event_type is None:
        raise Refusal("desk.unknown-verb")
    desk, names, words = book.desk, book.names, dict(words)
    cmd = _cmd(id) if id else answers.id("id", lambda: desk.random_bytes(ID_BYTES))
    known = cmd in desk.state.said
    subject, order = _subject(book, event_type, of, answers, cmd if id else b"")
    names.consider(order)
    if kind in NAMED and not known:
        must_be_free(desk, names, kind, str(words.get("name", "")))
    if kind == "word" and not words.get("word"):
        words["word"] = _word_again(book, cmd) or answers.draw("word", lambda: _draw_word(book))
    base = order.terms if order and kind == "agree" else None
    command = read_command(event_type, words, names, id=cmd, of=subject, today=book.today, base=base)
    return event_type, command, words


def _write(book: Book, command: Command, answers: Answers) -> Answer:
    """Say it; where the desk asks for something, answer that first."""
    while True:
        try:
            return book.desk.say(command)
        except Refusal as refusal:
            command = _answered(book, command, refusal, answers)


def _answered(book: Book, command: Command, refusal: Refusal, answers: Answers) -> Command:
    """The command to try next, once what the desk refused for was answered. Raises: the refusal, or its question."""
    if refusal.key == "card.sentence-short":
        wanted = (Text("screen", "sentence-wanted"),)
        change_sentence(book.desk, answers, book.profile, book.catalogue.lang, wanted)
        return command
    if refusal.key == WEAK_DISK.key:
        told = (*disk.grade(book.disk), to_type(book.catalogue, "type-to-confirm", WEAK_DISK))
        answers.agree(Question(WEAK_DISK, told=told))
    elif refusal.key == BURN.key:
        answers.agree(Question(BURN, told=law(book)))
    elif refusal.key.startswith("ask."):
        answers.agree(Question(GO_ON, refusal.key))
    else:
        raise refusal
    return msgspec.structs.replace(command, sure=True)


def _read_as(book: Book, event_type: EventType, words: Words, answers: Answers) -> str:
    """Amounts in full-width figures or in 만 are shown as they were understood, and asked about before the write.

    Returns:
        the amounts, printed; empty where there are none.
    """
    typed = [text for field in event_type.fields for text in sums_in(field, words.get(field.name))]
    read = [_sum(text, book.names.among) for text in typed]
    odd = [print_amount(one.amount.minor, one.amount.currency, book.catalogue.lang) for one in read if one and one.echo]
    printed = ", ".join(odd)
    if odd and not words.get("sure"):
        shown = Text("screen", "read-as", {"amount": printed})
        answers.agree(Question(AMOUNT, told=(shown,), amount=printed))
    return printed


def _sum(text: str, among: Collection[str]) -> Reading | None:
    """A sum as it was understood; None for a payee whose name has figures in it. All was read once before."""
    try:
        return read_amount_echo(text, among, zero=True)
    except Refusal:
        return None


def _draw_word(book: Book) -> str:
    return fresh_word(book.desk.random_bytes(2), book.catalogue.lang)


def _word_again(book: Book, cmd: Id) -> str:
    """The word that was drawn when this command was said before; a retry must not draw another."""
    known = book.desk.state.said.get(cmd)
    return book.desk.story(known >> TAG_BITS).word if known is not None else ""


def _subject(book: Book, event_type: EventType, name: str, answers: Answers, cmd: Id) -> tuple[Id, Order | None]:
    """The id of what is spoken of: found by its name, or made for what is new. A retry (`cmd`) makes the same one."""
    desk = book.desk
    if event_type.subject is Subject.DESK:
        return desk.state.desk, None
    if event_type.opens and not (event_type.kind == "promise" and name):
        if cmd:
            return bytes(byte ^ 0xFF for byte in cmd), None
        return answers.id("of", lambda: desk.random_bytes(ID_BYTES)), None
    found = book.names.find(event_type.subject, name)
    return found, desk.state.orders.get(found)


def _cmd(text: str) -> Id:
    """A command's id from hex digits. Raises: Refusal("desk.bad-id")."""
    try:
        cmd = bytes.fromhex(text)
    except ValueError:
        raise Refusal("desk.bad-id") from None
    if len(cmd) != ID_BYTES:
        raise Refusal("desk.bad-id")
    return cmd
