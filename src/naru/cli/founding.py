"""Making a desk, and the longer opening sentence that the first name asks for."""

from __future__ import annotations

from pathlib import Path

from naru.cli.clock import clock, random_bytes
from naru.cli.disk import tell
from naru.cli.secrets import good_enough
from naru.cli.session import Session
from naru.custody.readers import must_be_maker
from naru.desk.desk import Desk
from naru.i18n.words import canonical, opening_sentence, opening_words
from naru.money import currency
from naru.refusal import Refusal
from naru.vault.disk.grade import make_no_cow
from naru.vault.kdf import CHEAPEST, EVERYDAY, KdfProfile

WORDS_RANDOM, SENTENCE_RANDOM = 8, 16


def profile_of(session: Session) -> KdfProfile:
    """How dear a guess is made. The cheap one is for tests, and no real desk opens with it."""
    return CHEAPEST if session.cheap else EVERYDAY


def make(session: Session, folder: Path, valuation: str) -> Desk:
    """Make a desk. Its opening words are drawn and shown once, unless she brought her own."""
    currency(valuation)
    given = session.secrets.has("passphrase")
    told = (
        session.secrets.get("passphrase")
        if given
        else opening_words(random_bytes(WORDS_RANDOM), session.catalogue.lang)
    )
    passphrase = good_enough(told)
    make_no_cow(folder)
    desk = Desk.new(folder, passphrase, valuation, clock, random_bytes, profile=profile_of(session))
    session.say("made", folder=str(folder))
    if not given:
        session.say("opening-words", words=told)
    tell(session, folder)
    return desk


def first_card(session: Session) -> None:
    """The first name wants a longer key. Raises as `drawn_sentence`, and ``readers.maker-first``."""
    must_be_maker(session.desk)
    session.say("sentence-wanted")
    change_sentence(session)


def change_sentence(session: Session) -> None:
    """A new sentence for whoever has the book open; the old one is asked for once more, and tried first.

    Raises: as `drawn_sentence`; Refusal: ``keyring.wrong-passphrase``.
    """
    before = session.secrets.passphrase()
    if not session.desk.keyring.access.opens(before):
        raise Refusal("keyring.wrong-passphrase")
    made = drawn_sentence(session, "sentence")
    session.desk.change_sentence(before, made, profile_of(session))
    session.say("sentence-set")


def drawn_sentence(session: Session, name: str) -> bytes:
    """A sentence like a picture, drawn, shown once and typed back; or one of their own, where it was handed in.

    Args:
        name: of the secret: whose sentence it is to be.
    Returns:
        its canonical bytes.
    Raises:
        Refusal: ``cli.sentence-differs``: what was typed back is another sentence; ``cli.passphrase-short``. Nothing
            has changed.
    """
    secrets, lang = session.secrets, session.catalogue.lang
    sentence = "" if secrets.has(name) else opening_sentence(random_bytes(SENTENCE_RANDOM), lang)
    if sentence:
        session.say("opening-sentence" if name == "sentence" else name, sentence=sentence)
    typed = secrets.get(name)
    if sentence and canonical(typed) != canonical(sentence):
        raise Refusal("cli.sentence-differs")
    return good_enough(typed)
