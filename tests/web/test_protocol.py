"""Raw bytes on the socket: what no browser sends is refused or cut, and the next request is answered as before."""

from __future__ import annotations

import socket

import pytest

from naru.web.doorstep import Limits
from naru.web.gate import REFUSAL
from testkit.page import SECONDS, Browser
from tests.web.conftest import Start

QUICK = Limits(head_seconds=0.2, request_seconds=0.4, answer_seconds=0.4, connections=4)


@pytest.fixture(scope="module")
def door(start: Start) -> Browser:
    """A browser before a locked book, at a door that waits half a second at most."""
    browser = Browser(start(limits=QUICK))
    assert browser.launch().heading == "Locked"
    return browser


def head(browser: Browser, first: str, *more: str) -> bytes:
    """Request line and headers as her browser would send them, with `more`."""
    door = browser.child.door
    cookie = f"Cookie: {door.cookie}={browser.cookies[door.cookie]}"
    lines = [first.format(door=door), f"Host: {door.host}", cookie, *more]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def refused(answer: bytes) -> bool:
    """The constant page came, and nothing after it."""
    return answer.startswith(b"HTTP/1.1 403 ") and answer.endswith(b"\r\n\r\n" + REFUSAL.body)


ORIGIN = "Content-Type: application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("first", "more"),
    [
        ("POST /{door.prefix}/ HTTP/1.1", ("Content-Length: 3", "Content-Length: 4")),
        ("POST /{door.prefix}/ HTTP/1.1", ("Content-Length: 3, 4",)),
        ("POST /{door.prefix}/ HTTP/1.1", ("Content-Length: -1",)),
        ("POST /{door.prefix}/ HTTP/1.1", ("Content-Length: +3",)),
        ("POST /{door.prefix}/ HTTP/1.1", ("Content-Length: 0x3",)),
        ("POST /{door.prefix}/ HTTP/1.1", ("Content-Length: ９",)),
        ("POST /{door.prefix}/ HTTP/1.1", ("Content-Length: " + "9" * 400,)),
        ("POST /{door.prefix}/ HTTP/1.1", ("Transfer-Encoding: chunked",)),
        ("POST /{door.prefix}/ HTTP/1.1", ("Transfer-Encoding: chunked", "Content-Length: 3")),
        ("POST /{door.prefix}/ HTTP/1.1", ("Transfer-Encoding: xchunked",)),
        ("POST /{door.prefix}/ HTTP/1.1", ("Transfer-Encoding: chunked, identity",)),
        ("POST /{door.prefix}/ HTTP/1.1", ("Transfer-Encoding : chunked",)),
        ("POST /{door.prefix}/ HTTP/1.1", ("Transfer-Encoding:\x0bchunked",)),
        ("GET /{door.prefix}/ HTTP/1.1", ("Content-Length: 3",)),
        ("GET /{door.prefix}/ HTTP/1.1", ("Host: naru.example",)),
        ("GET /{door.prefix}/ HTTP/1.1", ("Cookie: a=b",)),
        ("GET /{door.prefix}/ HTTP/1.1", ("X-\x00: a",)),
        ("GET /{door.prefix}/ HTTP/1.1", tuple(f"X-{number}: a" for number in range(100))),
        ("GET /{door.prefix}/ HTTP/1.1", tuple(f"X-{number}: a" for number in range(10_000))),
        ("GET /{door.prefix}/ HTTP/1.1", ("X: " + "a" * 1_000_000,)),
        ("GET /{door.prefix}/ HTTP/1.1", ("Accept-Language: " + "q" * 1_000_000,)),
        ("GET http://naru.example/{door.prefix}/ HTTP/1.1", ()),
        ("GET /{door.prefix}/../{door.prefix}/ HTTP/1.1", ()),
        ("GET //{door.prefix}/ HTTP/1.1", ()),
        ("TRACE /{door.prefix}/ HTTP/1.1", ()),
        ("GET /{door.prefix}/ HTTP/2.0", ()),
        ("GET /{door.prefix}/", ()),
        ("PRI * HTTP/2.0", ()),
        ("hello", ()),
    ],
    ids=lambda told: told[:60] if isinstance(told, str) else " ".join(told)[:60],
)
def test_what_no_browser_sends_is_refused(door: Browser, first: str, more: tuple[str, ...]) -> None:
    """With her own cookie, too: two lengths, chunks, old protocols, more headers than there may be."""
    own = (f"Origin: http://{door.child.door.host}", ORIGIN) if first.startswith("POST") else ()
    sent = head(door, first, *own, *(text.encode().decode("latin-1") for text in more)) + b"abc"
    assert refused(door.child.raw(sent))
    assert door.get(f"/{door.child.door.prefix}/").heading == "Locked"


def test_a_cookie_of_a_megabyte_is_refused(door: Browser) -> None:
    """Whatever stands before or after her session in it."""
    sent = head(door, "GET /{door.prefix}/ HTTP/1.1")
    assert refused(door.child.raw(sent.replace(b"Cookie: ", b"Cookie: a=" + b"b" * 1_000_000 + b"; ")))


def test_http_0_9_gets_no_page(door: Browser) -> None:
    """A request without a version has no headers, so it is nobody's."""
    assert refused(door.child.raw(b"GET /\r\n\r\n"))


def test_one_connection_carries_one_request(door: Browser) -> None:
    """What is sent behind a request is never read as another: nothing can be smuggled in."""
    sent = head(door, "GET /{door.prefix}/ HTTP/1.1")
    answer = door.child.raw(sent + sent)
    assert answer.count(b"HTTP/1.1 ") == 1 and b"Connection: close" in answer


def test_an_upgrade_is_not_taken_up(door: Browser) -> None:
    """No other protocol is spoken: the request is answered as if nothing had been asked."""
    more = ("Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQAAP__")
    assert door.child.raw(head(door, "GET /{door.prefix}/ HTTP/1.1", *more)).startswith(b"HTTP/1.1 200 ")


def test_the_same_length_twice_is_one_length(door: Browser) -> None:
    """Equal lengths are one by the standard (RFC 9110, 8.6); the form is read by it, and refused for its token."""
    own = (f"Origin: http://{door.child.door.host}", ORIGIN)
    sent = head(door, "POST /{door.prefix}/ HTTP/1.1", *own, "Content-Length: 3", "Content-Length: 3")
    assert door.child.raw(sent + b"k=a").startswith(b"HTTP/1.1 303 ")


@pytest.mark.parametrize(
    "sent",
    [b"", b"G", b"GET / HTTP/1.1\r\nHost: x\r\n", b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nab"],
    ids=["nothing", "one letter", "half a head", "half a body"],
)
def test_what_is_half_sent_is_cut(door: Browser, sent: bytes) -> None:
    """The deadline stands over the whole request, so silence ends it, with no answer at all."""
    assert door.child.raw(sent) == b""


def test_what_drips_is_cut(door: Browser) -> None:
    """A byte now and then does not put the deadline off: head and body are cut at their time."""
    for first in (b"GET / HTTP/1.1\r\nX: ", b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999\r\n\r\n"):
        with socket.create_connection(("127.0.0.1", door.child.door.port), 0.05) as made:
            made.sendall(first)
            with pytest.raises(ConnectionError):
                while True:
                    try:
                        made.sendall(b"a")
                        if made.recv(1) == b"":
                            raise ConnectionResetError
                    except TimeoutError:
                        continue


def test_a_crowd_of_half_requests_keeps_nobody_out(start: Start) -> None:
    """Where there are too many, those that have kept their requests back longest are cut, long before their time."""
    patient = Limits(head_seconds=600, request_seconds=600, connections=4)
    browser = Browser(start(limits=patient))
    crowd = [socket.create_connection(("127.0.0.1", browser.child.door.port), SECONDS) for _ in range(10)]
    assert browser.launch().heading == "Locked"
    for one in crowd[:-3]:
        assert cut(one)
    crowd[-1].setblocking(False)
    with pytest.raises(BlockingIOError):
        crowd[-1].recv(1)
    for one in crowd:
        one.close()


def cut(one: socket.socket) -> bool:
    """Wait until the other side ends a connection on which it sent nothing."""
    try:
        return one.recv(1) == b""
    except ConnectionError:
        return True


def test_a_body_that_is_too_large_is_told_and_not_kept(door: Browser) -> None:
    """Her own browser is told in words, and what was sent is thrown away. A stranger gets the constant page."""
    page = door.send("POST", f"/{door.child.door.prefix}/", "k=" + "a" * 1_000_000)
    assert page.status == 413 and page.heading == "This is too long to send at once"
    stranger = Browser(door.child)
    assert stranger.send("POST", f"/{door.child.door.prefix}/", "k=" + "a" * 1_000_000).body == REFUSAL.body


@pytest.mark.parametrize(
    "body",
    ["k=\xff", "k=%FF%FE", "k=%ED%A0%80", "k", "&&", "&".join(f"f{n}=1" for n in range(300)), "[" * 10_000],
    ids=["not ASCII", "not UTF-8", "half a character", "no value", "nothing", "300 fields", "brackets"],
)
def test_a_form_that_cannot_be_read_is_told(door: Browser, body: str) -> None:
    """What is no form, or not UTF-8, is refused before any page is asked."""
    address = door.get(f"/{door.child.door.prefix}/").form("Open").action
    page = door.send("POST", address, body)
    assert page.status == 400 and page.heading == "What arrived could not be read"


def test_all_of_it_left_the_process_as_it_was(door: Browser) -> None:
    """It never ended, and reported nothing but the launch."""
    assert door.child.process.poll() is None
