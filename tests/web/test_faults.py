"""A fault of Naru's own while it makes a page: told in words, and nothing of what was typed goes anywhere."""

from __future__ import annotations

import asyncio
import gc
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from types import SimpleNamespace
from typing import Any

import pytest

from naru.app.idle import Idle
from naru.machine import random_bytes
from naru.web import front
from naru.web.doorstep import Doorstep, Limits, digest
from naru.web.frame import Page
from naru.web.gate import REFUSAL, Gate
from naru.web.parent import listen
from naru.web.server import Answer, Request, Server
from naru.web.session import Place, Session
from testkit.page import Browser

TYPED = "hyesan street nine"


def test_a_page_that_fails_is_told_without_what_was_typed(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """The browser gets a page of three lines; the terminal, where somebody else may read, gets nothing."""

    def fails(visit: Any) -> Any:
        raise ValueError(TYPED)

    monkeypatch.setitem(front.PAGES, "fails", Page("fails", "said.html", fails, open=False))
    door = Doorstep(1, "a" * 39, "cookie", session=digest("s"))
    session = Session(random_bytes)
    keeper = SimpleNamespace(book=None, opening=False, refused=None)
    made = front.Front(
        Gate(door, lambda _: None, random_bytes),
        session,
        keeper,
        Idle(lambda: None),
        lambda: None,
        ThreadPoolExecutor(1),
    )
    address = f"/{door.prefix}/{session.address(Place('fails'))}"
    request = Request("GET", address, {"host": door.host, "cookie": "cookie=s", "accept-language": "en"})
    answer = asyncio.run(made.answer(request))
    assert answer.status == 500 and b"could not show this page" in answer.body
    assert TYPED.encode() not in answer.body and capfd.readouterr() == ("", "")


def test_a_fault_below_every_page_tells_the_terminal_nothing(
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """Where even that fails, the connection closes without a word, and the next one is answered."""

    async def app(request: Request) -> Answer:
        if request.target == "/fails":
            raise ValueError(TYPED)
        return REFUSAL

    async def ask(port: int, target: str) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(f"GET {target} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
        answer = await reader.read()
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()
        return answer

    async def both() -> tuple[bytes, bytes]:
        made = listen()
        server = Server(app, Limits(), REFUSAL)
        serving = asyncio.create_task(server.serve(made))
        port = made.getsockname()[1]
        answers = await ask(port, "/fails"), await ask(port, "/")
        gc.collect()  # asyncio tells of a fault when its task is let go of
        server.end()
        await serving
        return answers

    first, second = asyncio.run(both())
    assert first == b"" and second.endswith(REFUSAL.body)
    assert capfd.readouterr() == ("", "") and not caplog.records


def test_a_browser_that_is_not_let_in_never_reaches_a_page(served: Browser) -> None:
    """The control: the same address with the cookie of nobody."""
    assert Browser(served.child).get(f"/{served.child.door.prefix}/").body == REFUSAL.body
