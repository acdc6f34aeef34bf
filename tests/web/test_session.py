"""The launch token, the session and the addresses: each works for one browser, and ends when it should."""

from __future__ import annotations

from urllib.parse import urlencode

from naru.web.gate import REFUSAL
from naru.web.parent import LOCKED, STOP
from testkit.commandline import Book
from testkit.page import Browser
from tests.web.conftest import Start


def test_the_launch_token_works_once_and_leaves_the_address(start: Start) -> None:
    """The first request is sent on to another address, with a cookie for it alone; the token opens nothing again."""
    child = start()
    first, second = Browser(child), Browser(child)
    page = first.send("GET", "/" + child.launch)
    cookie = page.headers["Set-Cookie"]
    assert page.status == 303 and child.launch not in page.headers["Location"]
    assert cookie.startswith(f"{child.door.cookie}=")
    assert cookie.endswith(f"; Path=/{child.door.prefix}; HttpOnly; SameSite=Strict")
    assert len(first.cookies[child.door.cookie]) * 5 >= 128
    for browser in (first, second):
        assert browser.send("GET", "/" + child.launch).body == REFUSAL.body
    assert first.get(page.headers["Location"]).heading == "Locked"
    child.process.kill()
    child.next()  # the parent was told before the browser: the token stays used, the session known
    assert second.send("GET", "/" + child.launch).body == REFUSAL.body
    assert first.get(f"/{child.door.prefix}/").heading == "Locked"


def test_a_session_somebody_set_before_is_not_taken_over(start: Start) -> None:
    """Fixation: a cookie that was there before the launch, or before the opening words, is nothing afterwards."""
    child = start()
    browser = Browser(child)
    browser.cookies[child.door.cookie] = "a" * 39
    browser.launch()
    before = browser.cookies[child.door.cookie]
    assert before != "a" * 39
    browser.unlock(browser.get(f"/{child.door.prefix}/"), "four words are wrong")
    assert browser.cookies[child.door.cookie] != before
    thief = Browser(child)
    thief.cookies[child.door.cookie] = before
    assert thief.send("GET", f"/{child.door.prefix}/").body == REFUSAL.body


def test_a_lock_ends_the_process_and_every_address(start: Start, small: Book) -> None:
    """The answer to the button is the locked page; the next process knows the browser, and none of the addresses."""
    child = start()
    browser = Browser(child)
    first = browser.open(small.passphrase)
    write = browser.get(first.links["Write something down"])
    asked = write.links["money is asked for"]
    form = browser.get(asked)
    locked = browser.press(form, "Lock")
    assert locked.status == 200 and locked.heading == "Locked" and not locked.forms
    assert locked.headers["Clear-Site-Data"] == '"cache", "storage"' and locked.refresh.startswith("1;")
    child.next()
    assert browser.get(asked).heading == "Locked"
    late = browser.press(form, "Next")  # a form of before, sent after the lock
    assert late.heading == "Locked" and "was not written" in late.html
    assert browser.unlock(late, small.passphrase).heading == "Where is it?"
    assert browser.get(asked).heading == "Where is it?"
    assert child.end() == STOP


def test_the_wrong_words_are_refused_and_can_be_said_again(start: Start, small: Book) -> None:
    """They stand on no page afterwards."""
    browser = Browser(start(), "en")
    page = browser.unlock(browser.launch(), "four words are wrong")
    assert page.heading == "Locked" and "do not match" in page.html and "four words" not in page.html
    assert browser.unlock(page, small.passphrase).heading == "Where is it?"


def test_nobody_at_the_page_locks_the_book(start: Start, small: Book) -> None:
    """The server counts from the last page on; the browser's own clock only shows the locked page sooner."""
    child = start(idle=(0.05, 0.2))
    browser = Browser(child)
    form = browser.launch().form("Open")  # she says the words and never looks
    fields = form.filled({"Opening words": small.passphrase})
    assert browser.send("POST", form.action, urlencode(fields)).status == 303
    assert child.status() == LOCKED


def test_the_browser_asks_for_the_locked_page_by_itself(served: Browser) -> None:
    """Every page of an open book carries the refresh, scripts or not."""
    first = served.get(f"/{served.child.door.prefix}/")
    write = served.get(first.links["Write something down"])
    for page in (first, write, served.get(write.links["money is asked for"])):
        assert page.refresh == f"602;url=/{served.child.door.prefix}/"
