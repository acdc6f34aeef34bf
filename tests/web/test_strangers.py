"""Whoever is not her browser, asking from one of her pages, gets one and the same page, whatever was asked."""

from __future__ import annotations

import pytest

from naru.web.gate import REFUSAL
from naru.web.server import Answer
from testkit.page import Browser, Page

FORM = "application/x-www-form-urlencoded"


def refused(page: Page) -> bool:
    """It is the constant page, byte for byte, with the constant headers and nothing else."""
    told = [*REFUSAL.headers, ("Content-Length", str(len(REFUSAL.body))), ("Connection", "close")]
    return (page.status, page.body, page.headers.items()) == (REFUSAL.status, REFUSAL.body, told)


def lock_address(served: Browser) -> tuple[str, str]:
    """An address that changes something, and the body that would."""
    form = served.get(f"/{served.child.door.prefix}/").form("Lock")
    return form.action, f"k={form.inputs[0].value}"


def test_without_the_cookie_every_address_is_refused_alike(served: Browser) -> None:
    """Another user of this machine learns nothing: not whether a page is there, not whether a book is open."""
    stranger = Browser(served.child)
    known = served.child.door.prefix
    address, body = lock_address(served)
    for tried in ("/", "/favicon.ico", f"/{known}/", f"/{known}/page.css", address, "/" + "a" * 39, "/" + "é" * 9):
        assert refused(stranger.send("GET", tried.encode().decode("latin-1") if tried.isascii() else "/%C3%A9")), tried
    assert refused(stranger.send("POST", address, body))
    assert refused(stranger.send("GET", f"/{known}/", headers={"Cookie": f"{served.child.door.cookie}={'a' * 39}"}))


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "localhost"},
        {"Host": "naru.example"},
        {"Host": "127.0.0.1"},
        {"Host": "127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Dest": "iframe"},
        {"Sec-Fetch-Dest": "object"},
        {"Cookie": "a=b"},
    ],
    ids=str,
)
def test_a_name_of_somebody_else_or_a_frame_is_refused_with_the_cookie_too(
    served: Browser, headers: dict[str, str]
) -> None:
    """A rebound name, another port's page and a frame come with her browser's cookie, and get nothing for it."""
    assert refused(served.send("GET", f"/{served.child.door.prefix}/", headers=headers))


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "null"},
        {"Origin": ""},
        {"Origin": "http://naru.example"},
        {"Origin": "http://127.0.0.1:1"},
        {"Content-Type": "text/plain"},
        {"Content-Type": "multipart/form-data; boundary=x"},
        {"Content-Type": ""},
        {"Sec-Fetch-Site": "cross-site", "Origin": "null"},
    ],
    ids=str,
)
def test_a_form_of_another_page_changes_nothing(served: Browser, headers: dict[str, str]) -> None:
    """A forged POST is refused before its body is read, whatever token it brings."""
    address, body = lock_address(served)
    assert refused(served.send("POST", address, body, headers=headers))
    assert served.get(f"/{served.child.door.prefix}/").heading == "Where is it?"


def test_a_form_without_this_process_s_token_changes_nothing(served: Browser) -> None:
    """The cookie alone sends no form: each carries a token no other page has seen."""
    address, body = lock_address(served)
    for forged in ("", "k=", "k=" + "a" * 39, body + "x"):
        assert served.post(address, [tuple(forged.partition("=")[::2])] if forged else []).heading == "Where is it?"  # type: ignore[list-item]  a pair by its shape
    assert served.child.process.poll() is None


@pytest.mark.parametrize("method", ["HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "CONNECT", "PROPFIND", "get"])
def test_only_get_and_post_are_methods(served: Browser, method: str) -> None:
    """Everything else is refused, HEAD too."""
    page = served.send(method, lock_address(served)[0])
    assert page.status == REFUSAL.status and page.body in (b"", REFUSAL.body)


def test_no_header_changes_the_method_and_no_get_changes_anything(served: Browser) -> None:
    """An override header is not read; a GET of an address that changes something leads to the first page."""
    address, body = lock_address(served)
    for header in ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"):
        page = served.send("GET", address, headers={header: "POST"})
        assert page.status == 303 and page.headers["Location"] == f"/{served.child.door.prefix}/"
    assert refused(served.send("GET", f"{address}?{body}&_method=POST"))
    assert served.get(f"/{served.child.door.prefix}/").heading == "Where is it?"


def test_the_constant_page_says_nothing_of_the_book() -> None:
    """It has no address, no name and no reason in it, and the same headers as every page."""
    assert isinstance(REFUSAL, Answer)
    assert b"href" not in REFUSAL.body and b"http" not in REFUSAL.body and REFUSAL.status == 403
