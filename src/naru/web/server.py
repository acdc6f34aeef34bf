"""Answers browsers on an inherited socket, one request a connection, the whole of it in memory.

A request is read to its end before any page is asked: half a head, a body that drips and a reader that never reads are
cut by deadlines on the whole, not on each piece. h11 reads the protocol; what a browser's form never sends (chunks,
upgrades, a second request on the same connection) is refused. Nothing is written to disk, nothing is logged.
Why not a ready-made server: docs/adr/0020-page-server.md.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Final

import h11
import msgspec

from naru.web.doorstep import Limits

_PIECE: Final = 8192


class Refused(Exception):
    """A request that is no browser's: answered with the constant refusal."""


class Request(msgspec.Struct, frozen=True):
    """One whole request.

    Args:
        target: path and query, as they were sent.
        headers: names in small letters.
        too_large: the body was larger than allowed, and was not kept.
    """

    method: str
    target: str
    headers: dict[str, str]
    body: bytes = b""
    too_large: bool = False


class Answer(msgspec.Struct, frozen=True):
    """One whole answer. Its length and the end of the connection are added when it is sent."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = b""


App = Callable[[Request], Awaitable[Answer]]


class Server:
    """Serves one app until `end` is called."""

    def __init__(self, app: App, limits: Limits, refusal: Answer) -> None:
        """`refusal` is the constant answer to what is not understood."""
        self._app, self._limits, self._refusal = app, limits, refusal
        self._ended = asyncio.Event()
        self._waiting: dict[asyncio.StreamWriter, None] = {}
        """connections that have not sent their whole request yet, the oldest first"""
        self._at_work: set[asyncio.Task[None]] = set()

    def end(self) -> None:
        """Take no more requests; `serve` returns once the answers under way have gone out."""
        self._ended.set()

    async def serve(self, listening: socket.socket) -> None:
        """Answer until the end. The socket listens already and is another process's too."""
        listening.setblocking(False)
        # A fault's traceback quotes what was typed: nobody gets to read one.
        asyncio.get_running_loop().set_exception_handler(lambda loop, told: None)
        server = await asyncio.start_server(self._connected, sock=listening, limit=_PIECE)
        await self._ended.wait()
        server.close()
        if self._at_work:
            await asyncio.wait(self._at_work, timeout=1.0)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._waiting[writer] = None
        if len(self._waiting) + len(self._at_work) > self._limits.connections:
            longest = next(iter(self._waiting))
            del self._waiting[longest]
            longest.transport.abort()
        try:
            with suppress(OSError, TimeoutError, h11.ProtocolError):
                await self._answer_one(reader, writer, task)
        finally:
            self._waiting.pop(writer, None)
            self._at_work.discard(task)
            writer.transport.abort()

    async def _answer_one(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, task: asyncio.Task[None]
    ) -> None:
        limits = self._limits
        protocol = h11.Connection(h11.SERVER, max_incomplete_event_size=limits.head_bytes)
        unread = True
        try:
            async with asyncio.timeout(limits.request_seconds):
                async with asyncio.timeout(limits.head_seconds):
                    head = await self._head(protocol, reader)
                request = await self._whole(protocol, reader, head)
            self._waiting.pop(writer, None)
            self._at_work.add(task)
            unread = request.too_large
            answer = await self._app(request)
        except (Refused, h11.RemoteProtocolError):
            answer = self._refusal
        async with asyncio.timeout(limits.answer_seconds):
            await _send(writer, answer)
            if unread:
                await self._drain(reader)

    async def _head(self, protocol: h11.Connection, reader: asyncio.StreamReader) -> h11.Request:
        while True:
            event = protocol.next_event()
            if isinstance(event, h11.Request):
                return event
            if event is not h11.NEED_DATA:
                raise Refused
            piece = await reader.read(_PIECE)
            if not piece:
                raise ConnectionResetError
            protocol.receive_data(piece)

    async def _whole(self, protocol: h11.Connection, reader: asyncio.StreamReader, head: h11.Request) -> Request:
        """The request with its body. Raises: Refused: too many headers, one of them twice, a body in chunks."""
        headers = {name.decode("ascii"): value.decode("latin-1") for name, value in head.headers}
        length = headers.get("content-length", "0")
        twice = len(headers) != len(head.headers)
        other = head.http_version != b"1.1" or "transfer-encoding" in headers
        if other or twice or len(headers) > self._limits.headers or len(length) > 12:
            raise Refused
        method, target, body = head.method.decode("ascii"), head.target.decode("latin-1"), bytearray()
        if int(length) > self._limits.body_bytes:
            return Request(method, target, headers, too_large=True)
        while True:
            event = protocol.next_event()
            if isinstance(event, h11.Data):
                body += event.data
            elif isinstance(event, h11.EndOfMessage):
                return Request(method, target, headers, bytes(body))
            elif event is h11.NEED_DATA:
                piece = await reader.read(_PIECE)
                if not piece:
                    raise ConnectionResetError
                protocol.receive_data(piece)
            else:
                raise Refused

    async def _drain(self, reader: asyncio.StreamReader) -> None:
        """Read what was not wanted and throw it away: closing before would take the answer back on its way."""
        left = self._limits.drained_bytes
        while left > 0 and (piece := await reader.read(_PIECE)):
            left -= len(piece)


async def _send(writer: asyncio.StreamWriter, answer: Answer) -> None:
    lines = [f"HTTP/1.1 {answer.status} -", *(f"{name}: {value}" for name, value in answer.headers)]
    lines += [f"Content-Length: {len(answer.body)}", "Connection: close", "", ""]
    writer.transport.set_write_buffer_limits(high=0)
    writer.write("\r\n".join(lines).encode("latin-1") + answer.body)
    await writer.drain()
    writer.write_eof()
