"""An open book in somebody's hands: what is said to it, what is asked of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, Self, overload

from naru.app import asking
from naru.app import say as use
from naru.app.names import DeskNames
from naru.app.questions import Answers, Text
from naru.app.say import Said
from naru.app.sentences import change_sentence
from naru.command import Id
from naru.desk.clock import Clock
from naru.desk.desk import Desk
from naru.desk.keeping import Keeping
from naru.i18n.catalogue import Catalogue
from naru.refusal import Refusal
from naru.vault.kdf import KdfProfile
from naru.views.audit import AuditView
from naru.views.carrier import CarrierView
from naru.views.case import CaseView
from naru.views.document import BooksView, View
from naru.views.order import OrderView
from naru.views.overview import Overview
from naru.views.owed import OwedView


class Book:
    """One open book. Every door speaks to the desk through it; `close` it, or leave a ``with`` block."""

    def __init__(self, desk: Desk, catalogue: Catalogue, clock: Clock, profile: KdfProfile) -> None:
        """Take over an open desk.

        Args:
            profile: how dear a guess at a new sentence is made.
        """
        self._desk, self.catalogue, self.clock, self.profile = desk, catalogue, clock, profile
        self.names = DeskNames(desk, catalogue)

    @property
    def desk(self) -> Desk:
        """The desk. Raises: Refusal("desk.reopen"): a write failed, and what is in memory is not on the disk."""
        if self._desk.stopped:
            raise Refusal("desk.reopen")
        return self._desk

    @property
    def today(self) -> int:
        """The calendar day, packed."""
        return self.clock().today

    @property
    def disk(self) -> Keeping:
        """How a name is kept here, and how well the disk can forget it."""
        return self._desk.keeping

    @property
    def rows(self) -> int:
        """How many rows the log has."""
        return self.desk.state.seq

    def say(
        self,
        kind: str,
        /,
        *,
        of: str = "",
        id: str = "",
        answers: Answers | Mapping[str, str] | None = None,
        **words: Any,
    ) -> Said:
        """Say one thing, as the verbs of ``naru --help`` take it. It is durable when this returns.

        Args:
            kind: the verb.
            of: nickname or code of what it is about.
            id: 32 hex digits, kept by the caller for a retry: the same id with the same content is one command.
            answers: to what has to be asked first, by name (`Question.name`).
            words: the fields of the verb: ``pay_rate`` stands for ``--pay-rate``, ``from_`` for ``--from``, and
                ``sure=True`` answers warnings.
        Raises:
            Question: something has to be answered first. Refusal: it cannot be said. Nothing was written.
        """
        given = answers if isinstance(answers, Answers) else Answers(answers)
        said = {name: value for name, value in words.items() if value not in (None, (), "", False)}
        typed = {name.rstrip("_").replace("_", "-"): value for name, value in said.items()}
        return use.say(self, kind, typed, given, of=of, id=id)

    @overload
    def ask(self, view: Literal["overview"]) -> Overview: ...
    @overload
    def ask(self, view: Literal["order"], of: str) -> OrderView: ...
    @overload
    def ask(self, view: Literal["case"], of: str) -> CaseView: ...
    @overload
    def ask(self, view: Literal["carrier"], of: str) -> CarrierView: ...
    @overload
    def ask(self, view: Literal["books"], of: str = "") -> BooksView: ...
    @overload
    def ask(self, view: Literal["owed"]) -> OwedView: ...
    @overload
    def ask(self, view: Literal["audit"]) -> AuditView: ...
    def ask(self, view: asking.ViewName, of: str = "") -> View:
        """What a screen shows, as plain data: amounts in minor units with their currency, ids of this desk.

        Args:
            of: nickname or code of what it is about.
        Raises:
            Refusal: ``desk.no-such-…``, ``app.two-so-called``, ``app.no-such-view``.
        """
        return asking.ask(self, view, of)

    def name(self, of: Id) -> str:
        """What she calls whom an id stands for; the short code of an order, a debt or a card."""
        return self.names.name(of)

    def change_sentence(self, answers: Answers) -> None:
        """A new opening sentence for whoever has the book open. Raises as `naru.app.sentences.change_sentence`."""
        change_sentence(self.desk, answers, self.profile, self.catalogue.lang)

    def snapshot(self) -> int:
        """Write the state as one row, and let go of orders that are over; gives how many. Raises as `Desk.snapshot`."""
        return self.desk.snapshot()

    def opening_told(self) -> tuple[Text, ...]:
        """What the opening burned by itself, what it kept, and what it could not finish."""
        desk, told = self._desk, []
        if desk.let_go:
            told.append(Text("screen", "let-go", {"count": desk.let_go}))
        if desk.kept_back:
            told.append(Text("screen", "kept-back", {"count": desk.kept_back}))
        if desk.unfinished:
            told.append(Text("screen", "unfinished"))
        return tuple(told)

    def close(self) -> None:
        """Finish writing and let the next one in."""
        self._desk.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
