"""What one serving process remembers of its browser between two requests: addresses, drafts, tokens. It ends with it.

A draft is one form being filled in. It keeps what was typed through refusals and questions, and one command id, so that
the same form sent twice is one command. Each time a form is shown it gets a token, from which the names of its fields
are made: a browser learns none of them, and a token that is unknown or old is told apart from a new one.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from naru.app.questions import Answers, Question
from naru.app.say import Said
from naru.refusal import Refusal
from naru.web.doorstep import token

MOST_TOKENS: Final = 256
MOST_ADDRESSES: Final = 20_000
TOKEN: Final = "k"  # noqa: S105  the name of a field, not what stands in it
"""name of the hidden field that carries a form's token"""


class Place(NamedTuple):
    """A page and what it is about. It stands in no address."""

    page: str
    about: str = ""


@dataclass
class Draft:
    """One form, from its first showing until it is written.

    Args:
        place: the page it stands on.
        command: hexadecimal id of the command it will be.
        seen: rows of the subject when she was shown what would be written; 0: it makes a new one.
        version: how often something was sent with it.
        words: what was typed, by the name of the field.
        step: what comes next: ``fields``, ``confirm`` or ``question``.
        told: what was refused the last time.
        notice: key of a text (table ``page``) to be told above the form.
        done: where its answer stands, once it is written.
    """

    place: Place
    command: str
    seen: int = 0
    version: int = 0
    words: dict[str, Any] = field(default_factory=dict)
    answers: Answers = field(default_factory=Answers)
    step: str = "fields"
    told: Refusal | None = None
    question: Question | None = None
    notice: str = ""
    done: Place | None = None


class Shown(NamedTuple):
    """One showing of a draft."""

    draft: Draft
    version: int
    step: str


class Session:
    """One browser at one serving process."""

    def __init__(self, random_bytes: Callable[[int], bytes]) -> None:
        self._random_bytes = random_bytes
        self._key = random_bytes(32)
        self._places: dict[str, Place] = {}
        self._addresses: dict[Place, str] = {}
        self._shown: dict[str, Shown] = {}
        self._drafts: dict[Place, Draft] = {}
        self.plain = token(random_bytes)
        """token of forms without fields: lock, language"""
        self.notice = ""
        """key of a text that the next page tells once"""
        self.then: Place | None = None
        """where to go on once the book is open"""
        self.results: dict[str, Said] = {}
        """what became of what was said, by command"""

    def address(self, place: Place) -> str:
        """The last part of the address of a page: random, the same until this process ends."""
        if place not in self._addresses:
            if len(self._addresses) >= MOST_ADDRESSES:
                self._addresses.clear()
                self._places.clear()
            made = token(self._random_bytes)
            self._addresses[place] = made
            self._places[made] = place
        return self._addresses[place]

    def place(self, address: str) -> Place | None:
        """The page behind an address; None: it is of an earlier process, or of nobody."""
        return self._places.get(address)

    # --------------------------------------------------------------------------------------------------------- forms

    def draft(self, place: Place) -> Draft:
        """The draft of a page's form: the one that is being filled in, or a new one."""
        found = self._drafts.get(place)
        if found is None or found.done is not None:
            found = self._drafts[place] = Draft(place, self._random_bytes(16).hex())
        return found

    def show(self, draft: Draft, step: str) -> str:
        """Note that a step of a draft is shown, and give the token of this showing."""
        made = token(self._random_bytes)
        self._shown[made] = Shown(draft, draft.version, step)
        while len(self._shown) > MOST_TOKENS:
            self._shown.pop(next(iter(self._shown)))
        return made

    def shown(self, token: str) -> Shown | None:
        """What was shown under a token; None: it is forgotten, or never was."""
        return self._shown.get(token)

    def name(self, token: str, field: str) -> str:
        """The name that a field has in the form shown under a token."""
        made = hashlib.blake2b(f"{token} {field}".encode("utf-8", "replace"), key=self._key, digest_size=10).digest()
        return base64.b32encode(made).decode().lower()

    def read(self, token: str, fields: Iterable[str], sent: Mapping[str, list[str]]) -> dict[str, list[str]]:
        """What was sent, by the fields' own names; empty values are left out."""
        found = {name: [text for text in sent.get(self.name(token, name), ()) if text.strip()] for name in fields}
        return {name: texts for name, texts in found.items() if texts}
