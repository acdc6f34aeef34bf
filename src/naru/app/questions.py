"""Questions as data: what has to be answered before something is done, and the answers so far.

A use case takes `Answers`. Where one is missing it raises the `Question`; nothing has been written then. The door shows
what is to be read first, asks, puts the answer in and calls the use case again with the same `Answers`. A program that
cannot ask meets the question as the refusal it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Final, NamedTuple

from naru.i18n.catalogue import Catalogue
from naru.i18n.languages import LANGS, YES
from naru.refusal import Fact, Refusal


class Kind(StrEnum):
    """How a question is answered."""

    YES = "yes"
    """with a yes; anything else leaves things as they are"""
    PHRASE = "phrase"
    """with a sentence typed back, in any of the languages"""
    TEXT = "text"
    """with words of her own"""
    HIDDEN = "hidden"
    """with words that are not shown while they are typed"""


class Text(NamedTuple):
    """A text of the catalogues, by table and key, with its facts."""

    table: str
    key: str
    facts: Mapping[str, Fact] = {}


class Asked(NamedTuple):
    """One question there is.

    Args:
        key: its text as a refusal, for whoever cannot be asked.
        name: what it is asked by (table ``ask`` of the catalogues), and what its answer is handed in under.
        declined: key of the refusal that any other answer comes to.
        phrase: text of the table ``screen`` that is to be typed.
        alone: the answer where nobody is there to give one; empty: it cannot be done then.
    """

    key: str
    name: str
    kind: Kind
    declined: str = ""
    phrase: str = ""
    alone: str = ""


GO_ON: Final = Asked("", "go-on", Kind.YES, "app.left-it")
"""what a warning of the desk asks; its key is the desk's"""
AMOUNT: Final = Asked("ask.amount", "read-as", Kind.YES, "app.left-it", alone="yes")
WEAK_DISK: Final = Asked("ask.weak-disk", "confirm", Kind.PHRASE, "app.not-confirmed", "write-anyway")
BURN: Final = Asked("ask.burn", "burn-now", Kind.YES, "app.not-burned", alone="yes")
BURN_ORDER: Final = Asked("ask.burn-order", "burn-now", Kind.YES, "app.not-burned", alone="yes")
BURN_CASE: Final = Asked("ask.burn-case", "confirm", Kind.PHRASE, "app.nothing-burned", "burn-case-phrase")
BURN_EVERYTHING: Final = Asked(
    "ask.burn-everything", "confirm", Kind.PHRASE, "app.nothing-burned", "burn-everything-phrase"
)
PASSPHRASE: Final = Asked("ask.wanted", "passphrase", Kind.HIDDEN)
PART_ONE: Final = Asked("ask.wanted", "part-one", Kind.TEXT)
PART_TWO: Final = Asked("ask.wanted", "part-two", Kind.TEXT)
QUESTIONS: Final = (
    *(GO_ON, AMOUNT, WEAK_DISK, PASSPHRASE, PART_ONE, PART_TWO),
    *(BURN, BURN_ORDER, BURN_CASE, BURN_EVERYTHING),
)
"""every question there is, but for those after a sentence (`sentence_named`)"""


def sentence_named(name: str, kind: Kind = Kind.TEXT) -> Asked:
    """The question for a sentence, by the name of whose it is."""
    return Asked("ask.wanted", name, kind)


class Question(Refusal):
    """Something has to be answered first.

    Args:
        told: what is to be read before it is answered.
        drawn: something was drawn to be typed back: the door shows it from `Answers.drawn`, with the last of `told`.
            It is never carried here, because a refusal travels to places where no secret belongs.
    """

    def __init__(
        self, asked: Asked, key: str = "", told: tuple[Text, ...] = (), *, drawn: bool = False, **facts: Fact
    ) -> None:
        super().__init__(key or asked.key, **facts)
        self.asked, self.told, self.drawn = asked, told, drawn

    @property
    def name(self) -> str:
        """What its answer is handed in under."""
        return self.asked.name


class Answers:
    """What was answered so far, and what was drawn on the way: kept while one thing is tried until it is done.

    Args:
        given: answers known before anything was asked.
        own: names of answers that she brought herself: nothing is drawn for them.
    """

    def __init__(self, given: Mapping[str, str] | None = None, own: frozenset[str] = frozenset()) -> None:
        self.given: dict[str, str] = dict(given or {})
        self.own = own | self.given.keys()
        self.drawn: dict[str, str] = {}
        self.done: list[Text] = []
        """what was done on the way and is to be told, whatever comes of the rest"""
        self._once: dict[str, bytes] = {}

    def draw(self, name: str, make: Callable[[], str]) -> str:
        """What is drawn under a name: once, and the same at every later try."""
        if name not in self.drawn:
            self.drawn[name] = make()
        return self.drawn[name]

    def id(self, name: str, make: Callable[[], bytes]) -> bytes:
        """An id that is made once, and is the same at every later try."""
        if name not in self._once:
            self._once[name] = make()
        return self._once[name]

    def end(self) -> None:
        """What was tried is done: ids and words that chance drew for it are for nothing else."""
        self._once.clear()
        self.drawn.clear()

    def answer(self, question: Question) -> str:
        """The answer to a question. Raises: the question, where there is none yet."""
        if question.name not in self.given:
            raise question
        return self.given[question.name]

    def agree(self, question: Question) -> None:
        """Go on if she agrees.

        Raises:
            Question: there is no answer yet. Refusal: it is something else than a yes, or than the sentence.
        """
        typed, asked = self.answer(question), question.asked
        agreed = is_phrase(typed, asked.phrase) if asked.kind is Kind.PHRASE else says_yes(typed)
        if not agreed:
            raise Refusal(asked.declined)


def says_yes(answer: str) -> bool:
    """Whether an answer is a yes in one of the languages. Anything else leaves things as they are."""
    return answer.strip().lower().rstrip(".") in YES


def is_phrase(typed: str, key: str) -> bool:
    """Whether what was typed is a sentence of the table ``screen`` in one of the languages. Blanks do not matter."""
    return _run_on(typed) in {_run_on(Catalogue(lang).text("screen", key)) for lang in LANGS}


def to_type(catalogue: Catalogue, key: str, asked: Asked) -> Text:
    """The line that says what is to be typed."""
    return Text("screen", key, {"phrase": catalogue.text("screen", asked.phrase)})


def _run_on(text: str) -> str:
    return "".join(text.split())
