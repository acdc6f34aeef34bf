"""From a view to lines on the screen, in one language and with the names she uses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from naru.app.names import DeskNames
from naru.cli import desk_page, order_page
from naru.cli.wording import Wording
from naru.i18n.catalogue import Catalogue
from naru.i18n.words import head_words
from naru.views.audit import AuditView
from naru.views.carrier import CarrierView
from naru.views.case import CaseView
from naru.views.document import BooksView, View
from naru.views.order import Brief, OrderView
from naru.views.overview import Overview
from naru.views.owed import OwedView


class Renderer:
    """Lines for one book in one language."""

    def __init__(self, catalogue: Catalogue, names: DeskNames) -> None:
        self.words = Wording(catalogue, names.name)

    def show(self, view: View) -> Iterator[str]:
        """Any view."""
        match view:
            case OrderView():
                yield from order_page.page(self.words, view)
            case Overview():
                yield from desk_page.overview(self.words, view)
            case OwedView():
                yield from desk_page.owed(self.words, view)
            case CarrierView():
                yield from desk_page.carrier(self.words, view)
            case CaseView():
                yield from desk_page.case(self.words, view)
            case BooksView():
                for one in view.orders:
                    yield order_page.heading(self.words, one.order)
                    yield from order_page.books(self.words, one.books, one.position)
            case AuditView():
                yield from self._audit(view)

    def _audit(self, view: AuditView) -> Iterator[str]:
        """What an audit found, the head as eight words, and what came of a head on paper."""
        words = self.words
        if view.broken:
            yield words.screen("audit-broken", row=view.broken, why=words.text("broken", view.why))
            return
        yield words.screen("audit-sound", rows=view.rows, opened=view.opened, covered=view.covered)
        head = " ".join(head_words(bytes.fromhex(view.head), words.cat.lang))
        yield words.screen("head", words=head, rows=view.rows)
        if view.paper is not None:
            yield words.screen("head-found" if view.paper else "head-missing", row=view.paper)

    def after(self, told: Brief | None) -> Iterator[str]:
        """What to show of an order once something was said of it; of anything else, nothing."""
        if told is not None:
            yield order_page.heading(self.words, told)
            yield from order_page.unasked(self.words, told)

    def taken(self, told: CarrierView | None) -> Iterator[str]:
        """What to show once a carrier was taken; of anything else, nothing."""
        if told is not None:
            yield from desk_page.taken(self.words, told)

    def warnings(self, keys: Iterable[str]) -> Iterator[str]:
        """Warnings, one line each."""
        for key in keys:
            yield self.words.text("warning", key)
