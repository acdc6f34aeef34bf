"""An open book in somebody's hands: what is said to it, what is asked of it."""

from __future__ import annotations

import os
import threading
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
    """One open book. Every door speaks to the desk through it; `close` it, or leave a ``with`` block.

    It listens to the thread that opened it and to no other: a desk decides one thing after the other, and two at once
    would write rows that nobody could open again. A process that was forked off has no writer.

    Attributes:
        disk: how a name is kept here, and how well the disk can forget it.
    """

    def __init__(self, desk: Desk, catalogue: Catalogue, clock: Clock, profile: KdfProfile) -> None:
        """Take over an open desk.

        Args:
            profile: how dear a guess at a new sentence is made.
        """
        self._desk: Desk | None = desk
        self.catalogue, self.clock, self.profile, self.disk = catalogue, clock, profile, desk.keeping
        self._names = DeskNames(desk, catalogue)
        self._opened_in = _here()

    @property
    def desk(self) -> Desk:
        """The desk.

        Raises:
            Refusal: ``app.closed``; ``app.other-thread``; ``desk.reopen``: a write failed, and what is in memory is
                not on the disk.
        """
        return self._at_work()

    @property
    def names(self) -> DeskNames:
        """Names to ids and back. Raises as `desk`."""
        self._at_work()
        return self._names

    def speak(self, catalogue: Catalogue) -> None:
        """Go on in another language."""
        if catalogue.lang != self.catalogue.lang:
            self.catalogue, self._names = catalogue, DeskNames(self.desk, catalogue)

    @property
    def today(self) -> int:
        """The calendar day, packed."""
        return self.clock().today

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
        seen: int = 0,
        **words: Any,
    ) -> Said:
        """Say one thing, as the verbs of ``naru --help`` take it. It is durable when this returns.

        Args:
            kind: the verb.
            of: nickname or code of what it is about.
            id: 32 hex digits, kept by the caller for a retry: the same id with the same content is one command.
            answers: to what has to be asked first, by name (`Question.name`).
            seen: how many rows of the subject were seen; where it has others by now, nothing is written.
            words: the fields of the verb: ``pay_rate`` stands for ``--pay-rate``, ``from_`` for ``--from``,
                ``answers_`` for ``--answers``; ``sure=True`` answers warnings.
        Raises:
            Question: something has to be answered first. Refusal: it cannot be said. Nothing was written.
        """
        given = answers if isinstance(answers, Answers) else Answers(answers)
        said = {name: value for name, value in words.items() if value is not False and value not in (None, (), "")}
        typed = {name.rstrip("_").replace("_", "-"): value for name, value in said.items()}
        done = use.say(self, kind, typed, given, of=of, id=id, seen=seen)
        given.end()
        return done

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
        desk, told = self.desk, []
        if desk.let_go:
            told.append(Text("screen", "let-go", {"count": desk.let_go}))
        if desk.kept_back:
            told.append(Text("screen", "kept-back", {"count": desk.kept_back}))
        if desk.unfinished:
            told.append(Text("screen", "unfinished"))
        return tuple(told)

    def close(self) -> None:
        """Finish writing, forget what was read, and let the next one in. Raises: Refusal("app.other-thread")."""
        if desk := self._mine():
            self._desk = None
            self._names.forget()
            desk.close()

    def _at_work(self) -> Desk:
        if (desk := self._mine()) is None:
            raise Refusal("app.closed")
        if desk.stopped:
            raise Refusal("desk.reopen")
        return desk

    def _mine(self) -> Desk | None:
        if self._desk and self._opened_in != _here():
            raise Refusal("app.other-thread")
        return self._desk

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _here() -> tuple[int, int]:
    """The process and the thread this runs in."""
    return os.getpid(), threading.get_ident()
