"""Sending answers as ASGI has it (https://asgi.readthedocs.io/en/latest/specs/www.html).

No thread waits meanwhile: neither while a client reads, nor while more of a long answer is being
made, nor for a client that has left.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import Executor
from typing import Any, NamedTuple, TypeVar

from publod.errors import PublodError
from publod.server.request_body import Receive
from publod.web.http.client_connection import client_of

Send = Callable[[dict[str, Any]], Any]
Fields = list[tuple[bytes, bytes]]
T = TypeVar("T")

log = logging.getLogger(__name__)


class Reply(NamedTuple):
    """An answer that has begun. ``rest`` is None where ``first`` is the whole body."""

    status: int
    fields: Fields
    first: bytes
    rest: Iterator[bytes] | None
    close: Callable[[], None]


class Exchange:
    """One request and its answer, as ASGI has them: ``receive`` and ``send``."""

    def __init__(self, receive: Receive, send: Send, sending: Executor, stalled: float) -> None:
        self.receive = receive
        self._send = send
        self._sending = sending
        self._stalled = stalled
        self._loop = asyncio.get_running_loop()
        self._leaving: asyncio.Future[None] | None = None

    def leaving(self) -> asyncio.Future[None]:
        """Done when the client has left; asked for once the request is here whole."""
        if self._leaving is None:
            self._leaving = self._loop.create_task(_departure(self.receive))
        return self._leaving

    def end(self) -> None:
        """Look no longer whether the client leaves."""
        if self._leaving is not None:
            self._leaving.cancel()

    def run(self, threads: Executor, call: Callable[..., T], *arguments: Any) -> Awaitable[T]:
        """Let a thread call a function, and give what that returns."""
        return self._loop.run_in_executor(threads, call, *arguments)

    async def answer(self, reply: Reply, environ: dict[str, Any]) -> None:
        """Send an answer, and close it."""
        start = {"type": "http.response.start", "status": reply.status, "headers": reply.fields}
        if reply.rest is None:
            await self._send(start)
            await self._send(_body(reply.first, more=False))
            return
        try:
            await self._send(start)
            await self._send_on(reply.first, reply.rest)
        except Exception as error:
            # Nobody may take what was sent for the whole.
            await self.run(self._sending, client_of(environ).break_off)
            method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
            if isinstance(error, TimeoutError):
                log.warning("%s %s: the client took nothing more", method, path)
            elif isinstance(error, PublodError):  # a limit was met: nobody's mistake
                log.warning("%s %s broke off: %s", method, path, error)
            else:
                log.exception("%s %s broke off", method, path)
        finally:
            await self.run(self._sending, reply.close)

    async def _send_on(self, piece: bytes, rest: Iterator[bytes]) -> None:
        """Send piece after piece until the client leaves. TimeoutError when it takes none."""
        while True:
            if piece:
                await self._unless_left(self._send(_body(piece, more=True)), self._stalled)
            if hasattr(rest, "when_ready"):
                await self._unless_left(self._readiness(rest))
            if self.leaving().done():
                return
            piece = await self.run(self._sending, next, rest, b"")
            if not piece:
                await self._send(_body(b"", more=False))
                return

    async def _unless_left(self, doing: Awaitable[Any], seconds: float | None = None) -> None:
        """Wait for something, but no longer than the client. Raises TimeoutError."""
        task = asyncio.ensure_future(doing)
        try:
            async with asyncio.timeout(seconds):
                await asyncio.wait({task, self.leaving()}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            if not task.done():
                task.cancel()
        if task.done() and not task.cancelled():
            task.result()

    async def _readiness(self, rest: Any) -> None:
        """Wait, without a thread, until the next piece of an answer is there."""
        news: asyncio.Future[None] = self._loop.create_future()

        def tell() -> None:
            with contextlib.suppress(RuntimeError):  # the loop has ended
                self._loop.call_soon_threadsafe(_tell, news)

        if not rest.when_ready(tell):
            await news


def _tell(news: asyncio.Future[None]) -> None:
    if not news.done():
        news.set_result(None)


def _body(piece: bytes, *, more: bool) -> dict[str, Any]:
    return {"type": "http.response.body", "body": piece, "more_body": more}


async def _departure(receive: Receive) -> None:
    """Wait until the client has left; what is left of its request is passed over."""
    with contextlib.suppress(Exception):
        while (await receive())["type"] != "http.disconnect":
            pass
