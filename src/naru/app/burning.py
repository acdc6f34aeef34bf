"""Burning more than one envelope: an order, a case, everything. The law's text first, then her word, then the fire."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from naru.app.archive import stays
from naru.app.questions import (
    BURN,
    BURN_CASE,
    BURN_EVERYTHING,
    BURN_ORDER,
    Answers,
    Asked,
    Question,
    Text,
    to_type,
)
from naru.command import ID_BYTES, Command, Story
from naru.custody import burning as custody
from naru.refusal import Refusal

if TYPE_CHECKING:
    from naru.app.book import Book


def law(book: Book) -> tuple[Text, ...]:
    """What whoever asks to burn reads first: what the law may say, and what no burning here reaches."""
    return (Text("screen", "before-burning"), *stays(book))


def burn_cards(book: Book, names: Sequence[str], answers: Answers) -> int:
    """Burn several envelopes in one stroke; all of them, or none where one cannot burn.

    Returns:
        how many.
    Raises:
        Question: she was not asked yet. Refusal: ``card.burned``, ``case.not-yours``, ``keyring.hold``,
            ``app.not-burned``, ``desk.no-such-card``: nothing burned.
    """
    desk = book.desk
    found = list(dict.fromkeys(book.names.find("card", name) for name in names))
    for card in (desk.state.cards[of] for of in found):
        if card.burned:
            raise Refusal("card.burned")
        if card.whose in desk.state.cases:
            desk.must_open(card.whose)
    _no_hold(book)
    answers.agree(Question(BURN, told=law(book)))
    story = Story(says="sender")
    said = [Command(desk.random_bytes(ID_BYTES), "burn", of, book.today, story=story, sure=True) for of in found]
    for answer in desk.submit(said).wait():
        if answer.refusal:
            raise answer.refusal
    return len(found)


def burn_orders(book: Book, names: Sequence[str], answers: Answers) -> int:
    """Burn orders with all that was told of them; what is still owed stays in the balances. Gives how many.

    Raises:
        Question: she was not asked yet. Refusal: ``case.not-yours``, ``keyring.hold``, ``app.not-burned``,
            ``desk.no-such-order``: nothing burned.
    """
    desk = book.desk
    found = [book.names.find("order", name) for name in names]
    for of in found:
        desk.must_open(desk.state.orders[of].case)
    _no_hold(book)
    answers.agree(Question(BURN_ORDER, told=law(book)))
    custody.burn_orders(desk, found)
    return len(found)


def burn_case(book: Book, name: str, answers: Answers) -> None:
    """Burn a case: its orders, its envelopes, its marks, its nickname.

    Raises:
        Question: its sentence was not typed yet. Refusal: ``case.not-yours``, ``keyring.hold``,
            ``app.nothing-burned``, ``desk.no-such-case``: nothing burned.
    """
    desk, of = book.desk, book.names.find("case", name)
    desk.must_open(of)
    _no_hold(book)
    state = desk.state
    cards = sum(1 for card in state.cards.values() if card.whose == of and not card.burned)
    forgets = [Text("screen", "case-forgets", {"orders": len(state.live.get(of, ())), "cards": cards})]
    if state.cases[of].refused:
        forgets.append(Text("screen", "case-forgets-refusal"))
    _typed_back(book, BURN_CASE, answers, *forgets)
    custody.burn_case(desk, of)
    book.names.forget()


def burn_everything(book: Book, answers: Answers) -> None:
    """Burn the whole book at once, and close it.

    Raises:
        Question: its sentence was not typed yet. Refusal: ``readers.owner-only``, ``keyring.hold``,
            ``app.nothing-burned``: nothing burned.
    """
    book.desk.must_see_all()
    _no_hold(book)
    _typed_back(book, BURN_EVERYTHING, answers)
    custody.burn_everything(book.desk)
    book.close()


class Opened(Protocol):
    """Gives the open book, or opens it. Whatever has come to its day burns at an opening that may expire."""

    def __call__(self, *, expire: bool) -> Book: ...


def legal_hold(opened: Opened, on: bool) -> None:
    """Stop all expiry and burning, or let it go on again. The opening itself burns nothing: a hold that is being set
    must not find it begun. Raises: Refusal("readers.owner-only"), ("disk.*")."""
    custody.set_legal_hold(opened(expire=False).desk, on)


def _typed_back(book: Book, asked: Asked, answers: Answers, *forgets: Text) -> None:
    """What cannot be undone wants its sentence typed."""
    answers.agree(Question(asked, told=(*law(book), *forgets, to_type(book.catalogue, "type-to-burn", asked))))


def _no_hold(book: Book) -> None:
    if book.desk.keyring.legal_hold:
        raise Refusal("keyring.hold")
