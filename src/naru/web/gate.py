"""Who is let in: the one browser that was opened with the launch token, from its own pages only.

Everybody else, whatever they ask, gets one and the same page, which says nothing about the book or about what was
wrong. Loopback is no border: other users of this machine and every page in the browser can reach the port.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable
from typing import Final

import msgspec

from naru.web.doorstep import Doorstep, digest, token
from naru.web.server import Answer, Request

CSP: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none';"
    " base-uri 'none'; script-src 'self'"
)
HEADERS: Final = (
    ("Cache-Control", "no-store"),
    ("Content-Security-Policy", CSP),
    ("Cross-Origin-Embedder-Policy", "require-corp"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), clipboard-read=(), clipboard-write=(), display-capture=(), geolocation=(),"
     " microphone=(), payment=(), publickey-credentials-get=(), usb=()"),
    ("Referrer-Policy", "same-origin"),  # no-referrer makes a browser say `Origin: null` on our own forms
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
)  # fmt: skip
HTML: Final = ("Content-Type", "text/html; charset=utf-8")
ADDRESS: Final = re.compile(r"/([a-z2-7]{39})/([a-z2-7]{39}|page\.css|page\.js)?")
FORM: Final = "application/x-www-form-urlencoded"

_CLOSED: Final = """<!doctype html>
<html lang="ko" translate="no"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>나루</title>
<p>여기서는 열리지 않습니다. 나루를 닫고 다시 여세요.</p>
<p lang="zh">这里打不开。请关掉 Naru，再打开一次。</p>
<p lang="en">It does not open here. Close Naru and open it again.</p>
</html>
"""
REFUSAL: Final = Answer(403, (*HEADERS, HTML), _CLOSED.encode())
"""the same for everybody who is not let in, and for whatever is no browser's request"""


class Admitted(msgspec.Struct, frozen=True):
    """A request of her own browser.

    Args:
        page: the last part of its address; empty for the entrance.
    """

    request: Request
    page: str


class Gate:
    """Holds the door's state while one child serves; says each change to the parent before the browser hears of it."""

    def __init__(self, door: Doorstep, report: Callable[[Doorstep], None], random_bytes: Callable[[int], bytes]):
        self.door, self._report, self._random_bytes = door, report, random_bytes

    @property
    def entrance(self) -> str:
        """The first address."""
        return f"/{self.door.prefix}/"

    def change(self, **changes: str | bool) -> None:
        """Note a change of the door's state; it outlives this process."""
        self.door = msgspec.structs.replace(self.door, **changes)
        self._report(self.door)

    def admit(self, request: Request) -> Admitted | Answer:
        """Let her browser in; give everybody else the answer they get."""
        if not self._from_here(request):
            return REFUSAL
        if request.method == "GET" and self._launches(request.target[1:]):
            return self._launch()
        found = ADDRESS.fullmatch(request.target)
        session = self._session(request)
        if found is None or session is None or not hmac.compare_digest(found[1], self.door.prefix):
            return REFUSAL
        if self.door.next and hmac.compare_digest(digest(session), self.door.next):
            self.change(session=self.door.next, next="")
        return Admitted(request, found[2] or "")

    def renew(self) -> tuple[str, str]:
        """A new session for the same browser: the header that hands it over. The old one ends when it is shown."""
        session = token(self._random_bytes)
        self.change(next=digest(session))
        return self._cookie(session)

    def go(self, page: str = "", *more: tuple[str, str]) -> Answer:
        """Send the browser to a page with a new request, which a reload repeats without harm."""
        return Answer(303, (*HEADERS, ("Location", self.entrance + page), *more))

    def _from_here(self, request: Request) -> bool:
        """The right name, an allowed method, and not from a page of somebody else, in a frame, or as a part of one."""
        told = request.headers.get
        if told("host") != self.door.host or request.method not in ("GET", "POST"):
            return False
        if told("sec-fetch-site", "none") not in ("none", "same-origin"):
            return False
        if told("sec-fetch-dest", "document") not in ("document", "style", "script", "image", "empty"):
            return False
        if request.method == "GET":
            return "content-length" not in request.headers or request.headers["content-length"] == "0"
        own = told("origin") == f"http://{self.door.host}"
        return own and told("content-type", "").partition(";")[0].strip().lower() == FORM

    def _launches(self, said: str) -> bool:
        return bool(self.door.launch) and hmac.compare_digest(digest(said), self.door.launch)

    def _launch(self) -> Answer:
        """The launch token was shown: it is used up, and this browser has a session."""
        session = token(self._random_bytes)
        self.change(launch="", session=digest(session), next="")
        return self.go("", self._cookie(session))

    def _cookie(self, session: str) -> tuple[str, str]:
        """Not ``Secure``, and so no ``__Host-``: this is plain http, which never leaves the machine."""
        kept = f"{self.door.cookie}={session}; Path=/{self.door.prefix}; HttpOnly; SameSite=Strict"
        return "Set-Cookie", kept

    def _session(self, request: Request) -> str | None:
        """The session that the cookie names, if it is the one."""
        for part in request.headers.get("cookie", "").split(";"):
            name, _, value = part.strip().partition("=")
            if hmac.compare_digest(name.encode(), self.door.cookie.encode()) and self.door.knows(value):
                return value
        return None
