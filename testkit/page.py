"""A browser without scripts and the parent of a page, both played by a test: real sockets, a real serving process."""

from __future__ import annotations

import http.client
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from naru.machine import random_bytes
from naru.web.doorstep import Doorstep, Start, digest, encode, read_door, token
from naru.web.parent import listen

SECONDS = 20.0
"""until a test gives up on a process that says nothing"""


class Child:
    """A serving process, started and listened to as its parent does it."""

    def __init__(self, folder: Path, *, before: Sequence[str] = (), **told: Any) -> None:
        """Take a port and start it. `before`: a program it is run by; `told`: what differs from a `Start`."""
        self.socket = listen()
        self.launch = token(random_bytes)
        port = self.socket.getsockname()[1]
        self.door = Doorstep(port, token(random_bytes), token(random_bytes), launch=digest(self.launch))
        self.folder, self._before, self._told = folder, before, told
        self._begin()

    def _begin(self) -> None:
        fd = self.socket.fileno()
        line = [*self._before, sys.executable, "-P", "-m", "naru.web.child"]
        self.process = subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, pass_fds=(fd,))
        assert self.process.stdin is not None
        self.process.stdin.write(encode(Start(self.door, str(self.folder), str(fd), trial=True, **self._told)) + b"\n")
        self.process.stdin.flush()

    def next(self) -> None:
        """Wait until the process ends, and start the one that follows, as the parent does."""
        self.status()
        self._begin()

    def status(self) -> int:
        """Wait until it ends; take in what it reported; give its status."""
        assert self.process.stdout is not None and self.process.stdin is not None
        status = self.process.wait(SECONDS)
        for line in self.process.stdout:
            self.door = read_door(line)
        self.process.stdout.close()
        with suppress(BrokenPipeError):
            self.process.stdin.close()
        return status

    def end(self) -> int:
        """End its input, as a parent that goes away does, and let go of the port."""
        assert self.process.stdin is not None
        with suppress(BrokenPipeError):
            self.process.stdin.close()
        status = self.process.returncode if self.process.returncode is not None else self.status()
        self.socket.close()
        return status

    def raw(self, sent: bytes) -> bytes:
        """Send bytes on a connection of their own; give everything that comes until it is closed."""
        with socket.create_connection(("127.0.0.1", self.door.port), SECONDS) as made:
            answer = b""
            try:
                made.sendall(sent)
                while piece := made.recv(65536):
                    answer += piece
            except ConnectionError:
                pass
            return answer


@dataclass
class Input:
    """One control of a form."""

    name: str
    type: str
    value: str
    label: str
    choices: list[str] = field(default_factory=list)


@dataclass
class Form:
    """One form: where it goes, its controls, its buttons."""

    action: str
    id: str
    inputs: list[Input] = field(default_factory=list)
    buttons: list[Input] = field(default_factory=list)

    def filled(self, values: Mapping[str, str | list[str]], button: str = "") -> list[tuple[str, str]]:
        """What a browser sends: hidden controls, what stands in the others, `values` by their labels, one button."""
        sent: list[tuple[str, str]] = []
        given = {label: list(value) if isinstance(value, list) else [value] for label, value in values.items()}
        for one in self.inputs:
            label = next((label for label in given if one.label.startswith(label)), "")
            if label and one.type in ("checkbox", "radio"):
                sent += [(one.name, one.value)] if one.value in given[label] or one.label in given[label] else []
            elif label and given[label]:
                sent.append((one.name, given[label].pop(0)))
            elif one.type not in ("checkbox", "radio") or one.choices:
                sent.append((one.name, one.value))
        sent += [(one.name, one.value) for one in self.buttons if one.name and button and one.label == button]
        return sent


class Page(HTMLParser):
    """A page as it came."""

    def __init__(self, status: int, headers: http.client.HTTPMessage, body: bytes) -> None:
        super().__init__()
        self.status, self.headers, self.body = status, headers, body
        self.html = body.decode()
        self.forms: list[Form] = []
        self.links: dict[str, str] = {}
        self.refresh = ""
        self.tags: list[str] = []
        self._labels: dict[str, str] = {}
        self._ids: list[tuple[Input, str]] = []
        self._text: list[str] | None = None
        self._for = self._href = ""
        self.feed(self.html)
        for one, id in self._ids:
            one.label = self._labels.get(id, "")

    @property
    def heading(self) -> str:
        """The text of its one h1."""
        return self._labels["h1"]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        if tag == "meta" and known.get("http-equiv") == "refresh":
            self.refresh = known["content"]
        if tag == "form":
            self.forms.append(Form(known["action"], known.get("id", "")))
        if tag == "label":
            self._for = known.get("for", f"label {len(self.tags)}")
        if tag in ("input", "select", "textarea"):
            made = Input(known["name"], known.get("type", tag), known.get("value", ""), "")
            if "checked" in known:
                made.choices.append("checked")
            self.forms[-1].inputs.append(made)
            self._ids.append((made, known.get("id", self._for if self._text is not None else "")))
        if tag == "option":
            self.forms[-1].inputs[-1].choices.append(known["value"])
            if "selected" in known:
                self.forms[-1].inputs[-1].value = known["value"]
        if tag == "button":
            self.forms[-1].buttons.append(Input(known.get("name", ""), "button", known.get("value", ""), ""))
        self._href = known.get("href", self._href)
        if tag in ("label", "a", "button", "h1", "textarea"):
            self._text = []

    def handle_endtag(self, tag: str) -> None:
        if self._text is None or tag not in ("label", "a", "button", "h1", "textarea"):
            return
        text, self._text = "".join(self._text).strip(), None
        if tag == "label":
            self._labels[self._for] = text
        elif tag == "a":
            self.links[text] = self._href
        elif tag == "button":
            self.forms[-1].buttons[-1].label = text
        elif tag == "textarea":
            self.forms[-1].inputs[-1].value = text
        else:
            self._labels["h1"] = text

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text.append(data)

    def form(self, button: str) -> Form:
        """The form with a button of this label."""
        return next(form for form in self.forms if any(one.label == button for one in form.buttons))


class Browser:
    """Keeps cookies, follows redirects, fills in forms; runs no script."""

    def __init__(self, child: Child, lang: str = "en") -> None:
        self.child, self.lang = child, lang
        self.cookies: dict[str, str] = {}
        self.address = ""
        self.trail: list[tuple[str, str, int]] = []
        """method, address and status of every request"""

    def send(
        self, method: str, address: str, body: str | None = None, headers: Mapping[str, str] | None = None
    ) -> Page:
        """Send one request and take its answer, wherever it points."""
        host = self.child.door.host
        told = {"Host": host, "Accept-Language": self.lang, "Sec-Fetch-Site": "same-origin"}
        if self.cookies:
            told["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if body is not None:
            told |= {"Origin": f"http://{host}", "Content-Type": "application/x-www-form-urlencoded"}
        told |= headers or {}
        made = http.client.HTTPConnection("127.0.0.1", self.child.door.port, timeout=SECONDS)
        try:
            made.request(method, address, body, {name: value for name, value in told.items() if value})
            answer = made.getresponse()
            for cookie in answer.headers.get_all("Set-Cookie", []):
                name, _, value = cookie.partition(";")[0].partition("=")
                self.cookies[name] = value
            self.trail.append((method, address, answer.status))
            return Page(answer.status, answer.headers, answer.read())
        finally:
            made.close()

    def get(self, address: str) -> Page:
        """Go to an address, and on to where it points."""
        return self._arrive(address, self.send("GET", address))

    def post(self, address: str, fields: Sequence[tuple[str, str]]) -> Page:
        """Send a form, and go on to where the answer points."""
        return self._arrive(address, self.send("POST", address, urlencode(fields)))

    def _arrive(self, address: str, page: Page) -> Page:
        while page.status == 303:
            address = page.headers["Location"]
            page = self.send("GET", address)
        self.address = address
        return page

    def press(self, page: Page, button: str, /, **values: str | list[str]) -> Page:
        """Fill in the form that has this button, by the labels' beginnings (`_` is a blank), and press it."""
        form = page.form(button)
        by_label = {label.replace("_", " "): value for label, value in values.items()}
        return self.post(form.action, form.filled(by_label, button))

    def launch(self) -> Page:
        """Open the address the program starts the browser with."""
        return self.get("/" + self.child.launch)

    def open(self, words: str) -> Page:
        """Launch, say the opening words, wait until the book is open."""
        return self.unlock(self.launch(), words)

    def unlock(self, page: Page, words: str) -> Page:
        """Say the opening words on the locked page, wait until the book is open or they are refused."""
        page = self.press(page, "Open", Opening_words=words)
        while page.refresh.startswith("1;"):
            page = self.get(page.refresh.partition("url=")[2])
        return page
