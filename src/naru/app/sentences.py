"""Opening words and sentences: drawn, shown once and typed back, or brought; and changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from naru.app.questions import PASSPHRASE, Answers, Question, Text, sentence_named
from naru.desk.desk import Desk
from naru.i18n.words import canonical, is_sentence, opening_sentence
from naru.refusal import Refusal
from naru.vault.kdf import KdfProfile

WORDS_RANDOM, SENTENCE_RANDOM = 8, 16
"""random bytes that opening words and a sentence are made from"""
SHORTEST: Final = 15
"""letters of a sentence of one's own"""
SHOWN_AS: Final = {"sentence": "opening-sentence"}
"""texts that show what was drawn, where they are not called like the answer"""


def good_enough(text: str) -> bytes:
    """A passphrase somebody chose: list words, or a sentence of at least 15 letters. Gives its canonical bytes.

    Raises:
        Refusal: ``app.passphrase-short``.
    """
    made = canonical(text)
    letters = sum(1 for letter in text if not letter.isspace())
    if letters < SHORTEST and len(text.split()) < 4:
        raise Refusal("app.passphrase-short", least=SHORTEST)
    return made


def new_sentence(
    answers: Answers, name: str, random_bytes: Callable[[int], bytes], lang: str, told: tuple[Text, ...] = ()
) -> bytes:
    """A sentence like a picture, drawn, shown once and typed back; or one of their own, where it was brought.

    Args:
        name: of the answer: whose sentence it is to be.
        told: what is to be read before.
    Returns:
        its canonical bytes.
    Raises:
        Question: it was not typed yet. Refusal: ``app.sentence-differs``: what was typed back is another sentence;
            ``app.passphrase-short``. Nothing has changed.
    """
    if name in answers.own:
        return good_enough(answers.answer(Question(sentence_named(name), told=told)))
    drawn = answers.draw(name, lambda: opening_sentence(random_bytes(SENTENCE_RANDOM), lang))
    shown = Text("screen", SHOWN_AS.get(name, name))
    typed = answers.answer(Question(sentence_named(name), told=(*told, shown), drawn=True))
    if canonical(typed) != canonical(drawn):
        raise Refusal("app.sentence-differs")
    return good_enough(typed)


def change_sentence(desk: Desk, answers: Answers, profile: KdfProfile, lang: str, told: tuple[Text, ...] = ()) -> None:
    """A new sentence for whoever has the book open; the one in force is asked for once more, and tried first.

    Args:
        told: what is to be read before.
    Raises:
        Question, Refusal: as `new_sentence`; ``keyring.wrong-passphrase``; ``card.sentence-short``: names lie in the
            book, or are about to. Nothing has changed.
    """
    before = canonical(answers.answer(Question(PASSPHRASE, told=told)))
    if "tried" not in answers.drawn and not desk.keyring.access.opens(before):  # takes as long as an opening
        raise Refusal("keyring.wrong-passphrase")
    answers.draw("tried", str)
    after = new_sentence(answers, "sentence", desk.random_bytes, lang)
    if (told or desk.state.cards) and not is_sentence(after):
        raise Refusal("card.sentence-short")
    desk.change_sentence(before, after, profile)
    answers.done.append(Text("screen", "sentence-set"))
