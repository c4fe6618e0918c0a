"""The bodies of requests, received by the event loop before any thread is given one to read.

A body that comes in slowly, or never, so costs some memory for a while, and no thread.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from publod.messages import N_
from publod.web.http.headers import BodyTooLong, RequestError

Receive = Callable[[], Awaitable[Any]]


class Bodies:
    """What is being received, in all of this process.

    One body may be ``most`` bytes long, and must be here within ``seconds``. All together may be
    ``room`` bytes.
    """

    def __init__(self, most: int, seconds: float = 30.0, room: int = 128 << 20) -> None:
        self._most = most
        self._seconds = seconds
        self._room = room

    async def receive(self, receive: Receive, announced: str = "") -> bytes:
        """One body, of which Content-Length has ``announced`` how long it will be.

        Raises RequestError with 400, 408, 413 or 503. An end before the end is 400: the client may
        have left, or what it sends is not what HTTP says, and then it waits to be told.
        """
        pieces: list[bytes] = []
        if announced.isdecimal():
            self._require_short(int(announced))
        size = 0
        try:
            async with asyncio.timeout(self._seconds):
                more = True
                while more:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        raise RequestError(400, N_("the body of the request ended before its end"))
                    piece = message.get("body", b"")
                    more = message.get("more_body", False)
                    self._require_short(size + len(piece))
                    if len(piece) > self._room:
                        raise RequestError(
                            503, N_("too many requests with long bodies are coming in")
                        )
                    self._room -= len(piece)
                    size += len(piece)
                    pieces.append(piece)
        except TimeoutError:
            raise RequestError(
                408,
                N_(
                    "the request was not here whole within %(seconds)s s",
                    seconds=float(self._seconds),
                ),
            ) from None
        finally:
            # What reads it now is one of a limited number of threads.
            self._room += size
        return b"".join(pieces)

    def _require_short(self, size: int) -> None:
        if size > self._most:
            raise BodyTooLong(self._most)
