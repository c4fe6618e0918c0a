"""The bodies of requests, received by the event loop before any thread is given one to read.

A body that comes in slowly, or never, so costs some memory for a while, and no thread.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

Receive = Callable[[], Awaitable[Any]]


class Departed(Exception):
    """The client left before its request was whole."""


class Refused(Exception):
    """A body is not received to its end. ``status`` (RFC 9110 §15) and the message say why."""

    def __init__(self, status: int, reason: str) -> None:
        self.status = status
        super().__init__(reason)


class Bodies:
    """What is being received, in all of this process.

    Of one body no more than ``most`` bytes and one are taken, so that whoever reads it can tell
    that it is too long; it must be here within ``seconds``. All together may be ``room`` bytes.
    """

    def __init__(self, most: int, seconds: float = 30.0, room: int = 128 << 20) -> None:
        self._most = most
        self._seconds = seconds
        self._room = room

    async def receive(self, receive: Receive) -> bytes:
        """One body. Raises Departed, or Refused with 408 or 503."""
        pieces: list[bytes] = []
        size = 0
        try:
            async with asyncio.timeout(self._seconds):
                more = True
                while more and size <= self._most:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        raise Departed
                    piece = message.get("body", b"")
                    more = message.get("more_body", False)
                    if len(piece) > self._room:
                        raise Refused(503, "too many requests with long bodies are coming in")
                    self._room -= len(piece)
                    size += len(piece)
                    pieces.append(piece)
        except TimeoutError:
            raise Refused(
                408, f"the request was not here whole within {self._seconds:g} s"
            ) from None
        finally:
            # What reads it now is one of a limited number of threads.
            self._room += size
        return b"".join(pieces)[: self._most + 1]
