"""What outlives the process that serves: the address, and by what the same browser is known. No secret of a book.

The parent keeps it and hands it to each child; a child that changes it says so before it answers the browser.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable
from typing import Final

import msgspec

from naru.app.idle import OTHERWISE, WITH_A_NAME

TOKEN_BYTES: Final = 24
"""192 bits, in each of: launch token, session, prefix of the addresses, address of a page, token of a form"""
HOST: Final = "127.0.0.1"


class Doorstep(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The state of the door between two children. Digests are hexadecimal BLAKE2b of 32 bytes.

    Args:
        port: on 127.0.0.1.
        prefix: what every address begins with. The cookie is bound to it: browsers tell ports apart for pages, but not
            for cookies, and this keeps the cookie from whatever else listens on this machine.
        cookie: its name, new at every start of the program.
        launch: digest of the launch token; empty once it was used.
        session: digest of the session; empty before the launch token was used.
        next: digest of the session to come, sent to the browser and not yet shown by it.
        lang: chosen on the page; empty: as the browser asks.
        own: she made her own book beside the one that was shown, and it is the one to open from now on.
    """

    port: int
    prefix: str
    cookie: str
    launch: str = ""
    session: str = ""
    next: str = ""
    lang: str = ""
    own: bool = False

    @property
    def host(self) -> str:
        """What a request to this door carries as its ``Host``."""
        return f"{HOST}:{self.port}"

    def knows(self, session: str) -> bool:
        """Whether a cookie's value is this session, or the one to come."""
        found = digest(session)
        current, coming = hmac.compare_digest(found, self.session), hmac.compare_digest(found, self.next)
        return current or coming


def digest(token: str) -> str:
    """What is kept of a token: nothing that could be sent in its place."""
    return hashlib.blake2b(token.encode("utf-8", "surrogatepass"), digest_size=32, person=b"naru page").hexdigest()


def token(random_bytes: Callable[[int], bytes]) -> str:
    """A new token: letters of a-z and 2-7, as they may stand in an address."""
    return base64.b32encode(random_bytes(TOKEN_BYTES)).decode().rstrip("=").lower()


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What one browser may take up. Seconds count from the moment a connection is accepted.

    Args:
        head_bytes: of the request line and headers together.
        headers: how many there may be.
        body_bytes: of a form as it is sent.
        drained_bytes: of what is refused: read and thrown away, so that the refusal arrives.
        head_seconds: until the headers have to be there.
        request_seconds: until the whole request has to be there.
        answer_seconds: until the answer has to be taken.
        connections: open at once; where there are more, the one that has kept its request back longest is cut.
    """

    head_bytes: int = 16_384
    headers: int = 64
    body_bytes: int = 65_536
    drained_bytes: int = 2_097_152
    head_seconds: float = 5.0
    request_seconds: float = 15.0
    answer_seconds: float = 15.0
    connections: int = 64


class Start(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a child is told on its standard input, on one line, before anything else; the end of it ends the child.

    Args:
        door: as the parent keeps it.
        folder: of the book.
        own: where she can make her own beside it; empty: in the same folder, where none lies there yet.
        socket: number of the inherited descriptor; on Windows what `socket.share` gave, hexadecimal.
        trial: a test's own book, cheap to open.
        idle: seconds until an open book closes itself, with a card on the page and otherwise.
    """

    door: Doorstep
    folder: str
    socket: str
    trial: bool = False
    own: str = ""
    idle: tuple[float, float] = (WITH_A_NAME, OTHERWISE)
    limits: Limits = Limits()


encode = msgspec.json.Encoder().encode
read_start = msgspec.json.Decoder(Start).decode
read_door = msgspec.json.Decoder(Doorstep).decode


def heard(door: Doorstep, line: bytes) -> Doorstep:
    """The door after a child's report, one line of its output; the same where that is no report of this door."""
    try:
        said = read_door(line)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return door
    same = (said.port, said.prefix, said.cookie) == (door.port, door.prefix, door.cookie)
    return said if same else door
