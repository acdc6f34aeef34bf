"""From a request to an answer: who asks, which page, in which language; and what locks."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Callable
from concurrent.futures import Executor
from typing import Final
from urllib.parse import parse_qs

from naru.app.idle import Idle
from naru.i18n.catalogue import Catalogue
from naru.i18n.languages import DEFAULT, ELSEWHERE, LANGS, language
from naru.web.frame import STATIC, Keeper, Page, Said, Visit, render, static
from naru.web.gate import Admitted, Gate
from naru.web.journeys import PAGES
from naru.web.server import Answer, Request
from naru.web.session import TOKEN, Place, Session

MOST_FIELDS: Final = 200
ASKED_MOST, LANGS_MOST = 1000, 20
"""letters and languages of a browser's wish that are looked at"""
FORGET: Final = ("Clear-Site-Data", '"cache", "storage"')
"""the cookie stays: it shows the locked page to the same browser, and opens nothing"""


class Front:
    """Answers the requests of one browser while one process serves."""

    def __init__(
        self, gate: Gate, session: Session, keeper: Keeper, idle: Idle, lock: Callable[[], None], book_thread: Executor
    ) -> None:
        """Put a door together.

        Args:
            lock: ends the process, after the answer that is being made has gone out.
            book_thread: the one thread in which the open book is spoken to.
        """
        self._gate, self._session, self._keeper = gate, session, keeper
        self._idle, self._lock, self._book_thread = idle, lock, book_thread
        self._over = False

    async def answer(self, request: Request) -> Answer:
        """Answer one request. Whatever fails inside is told without what was typed."""
        admitted = self._gate.admit(request)
        if isinstance(admitted, Answer):
            return admitted
        if admitted.page in STATIC:
            return static(admitted.page)
        visit = Visit(self._session, self._keeper, self._catalogue(request), Place("trouble"), self._gate.entrance)
        if self._over:
            return self._locked(visit)
        try:
            return await self._page(admitted, visit)
        except Exception:  # a traceback quotes what was typed
            return self._trouble(visit, 500, "crashed")

    async def _page(self, admitted: Admitted, visit: Visit) -> Answer:
        request, session = admitted.request, self._session
        if request.too_large:
            return self._trouble(visit, 413, "too-large")
        place = session.place(admitted.page) if admitted.page else self._first()
        page = PAGES.get(place.page) if place else None
        if place is None or page is None or (page.open and self._keeper.book is None):
            session.notice = "late" if request.method == "POST" else session.notice
            return self._gate.go()
        if page.template == "" and request.method == "GET":
            return self._gate.go()
        visit.place = place
        if request.method == "POST":
            try:
                visit.sent = parse_qs(
                    request.body.decode("ascii"),
                    keep_blank_values=True,
                    strict_parsing=bool(request.body),
                    errors="strict",
                    max_num_fields=MOST_FIELDS,
                )
            except ValueError:  # no form of ours
                return self._trouble(visit, 400, "not-understood")
            if page.said is None:
                return await self._plain(visit, place)
            said = page.said
            return await self._work(page, visit, lambda: self._sent(said, visit))
        return await self._work(page, visit, lambda: self._shown(page, visit))

    def _first(self) -> Place:
        """What stands at the entrance."""
        session = self._session
        if self._keeper.book is not None:
            then, session.then = session.then, None
            return then if then and then.page in PAGES else Place("first")
        if self._keeper.opening:
            return Place("opening")
        return Place("locked" if self._keeper.there else "start")

    def _sent(self, said: Said, visit: Visit) -> Answer:
        """On to where a form leads; with a new session where a book is being made from here on."""
        before = self._begun()
        address = self._session.address(said(visit))
        if before or not self._begun():
            return self._gate.go(address)
        self._idle.wait(name_shown=False)
        return self._gate.go(address, self._gate.renew())

    def _begun(self) -> bool:
        """Whether a book is open, or on the way to it: a quick one is there before anybody has looked."""
        return self._keeper.opening or self._keeper.book is not None

    async def _work(self, page: Page, visit: Visit, work: Callable[[], Answer]) -> Answer:
        """Do what a page does: what needs the book in the book's own thread, which may be busy; the rest at once."""
        if not page.open:
            return work()
        self._idle.wait(page.card)

        def in_turn() -> Answer:
            visit.book.speak(visit.catalogue)
            return work()

        return await asyncio.get_running_loop().run_in_executor(self._book_thread, in_turn)

    def _shown(self, page: Page, visit: Visit) -> Answer:
        closes = self._idle.seconds(page.card) if self._keeper.book is not None else 0
        shown = page.view(visit)
        forget = (FORGET,) if page.name == "locked" else ()
        return render(visit, page.template, shown, closes=closes, refresh=page.refresh, headers=forget)

    # ------------------------------------------------------------------------------------- forms that every page has

    async def _plain(self, visit: Visit, place: Place) -> Answer:
        """Lock, language and the opening words: forms without a draft, behind one token of this process."""
        sent, session = visit.sent, self._session
        if not hmac.compare_digest(sent.get(TOKEN, [""])[0].encode(), session.plain.encode()):
            session.notice = "late"
            return self._gate.go()
        if place.page == "lock":
            return self._locked(visit)
        if place.page == "language":
            return self._spoken(sent.get("to", [""])[0], sent.get("from", [""])[0])
        if place.page == "locked":
            words = sent.get(session.name(session.plain, "words"), [""])[0]
            self._keeper.open(words, visit.catalogue)
            self._idle.wait(name_shown=False)
            return self._gate.go("", self._gate.renew())
        return self._gate.go()

    def _locked(self, visit: Visit) -> Answer:
        """Lock at once: the answer is the locked page itself, and the process ends behind it. Nothing else is shown."""
        self._over = True
        self._lock()
        return render(visit, "closed.html", {}, refresh=1, headers=(FORGET,))

    def _spoken(self, lang: str, here: str) -> Answer:
        if lang in LANGS:
            self._gate.change(lang=lang)
        return self._gate.go(here if self._session.place(here) else "")

    def _trouble(self, visit: Visit, status: int, key: str) -> Answer:
        return render(visit, "trouble.html", {"what": key}, status=status)

    def _catalogue(self, request: Request) -> Catalogue:
        return Catalogue(self._gate.door.lang or wished(request.headers.get("accept-language", "")))


def wished(header: str) -> str:
    """The language a browser wishes for, of those there are: the first of its list that is one of ours.

    Source: RFC 9110, 12.5.4. A long list is looked at no further than its first part.
    """
    wishes: list[tuple[float, str]] = []
    for item in header[:ASKED_MOST].split(",")[:LANGS_MOST]:
        tag, _, weight = item.partition(";")
        if tag.strip().replace("-", "").isalnum() and _weight(weight):
            wishes.append((-_weight(weight), tag.strip()))
    for _, tag in sorted(wishes, key=lambda wish: wish[0]):
        if language(tag) == tag.partition("-")[0].lower():
            return language(tag)
    return ELSEWHERE if wishes else DEFAULT


def _weight(text: str) -> float:
    """How much a language is wished for, 0 to 1; 0: not at all, or nobody can tell."""
    name, _, value = text.strip().partition("=")
    try:
        weight = float(value) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0
    return weight if 0.0 <= weight <= 1.0 else 0.0
