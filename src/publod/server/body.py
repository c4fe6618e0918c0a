"""The body of a request, read by a thread while the event loop receives it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from io import RawIOBase
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

Receive = Callable[[], Awaitable[Any]]

#: How long a client may take for the next piece of a body, in seconds.
PATIENCE = 30.0


class Body(RawIOBase):
    """The pieces that ASGI's ``receive`` gives, as the file that PEP 3333 calls ``wsgi.input``.

    Nothing is received before it is asked for, so a body that nobody reads takes no memory.
    Reading raises OSError when the client has left, or sends nothing for too long.
    """

    def __init__(self, receive: Receive, loop: asyncio.AbstractEventLoop) -> None:
        self._receive = receive
        self._loop = loop
        self._piece = memoryview(b"")
        self._is_whole = False

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Read what there is; 0 at the end."""
        while not self._piece and not self._is_whole:
            self._next()
        room = memoryview(buffer).cast("B")
        count = min(len(room), len(self._piece))
        room[:count] = self._piece[:count]
        self._piece = self._piece[count:]
        return count

    def _next(self) -> None:
        coming = asyncio.run_coroutine_threadsafe(_first_of(self._receive), self._loop)
        try:
            message = coming.result(PATIENCE)
        except TimeoutError:
            coming.cancel()
            raise OSError("the client sends nothing more of its request") from None
        if message["type"] == "http.disconnect":
            self._is_whole = True
            raise OSError("the client left before its request was whole")
        self._piece = memoryview(message.get("body", b""))
        self._is_whole = not message.get("more_body", False)


async def _first_of(receive: Receive) -> Any:
    return await receive()
