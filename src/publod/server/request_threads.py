"""The threads that requests are answered in, shared fairly among clients."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from time import thread_time
from typing import TypeVar

from publod.store.admission import Crowded, Slots

T = TypeVar("T")

#: How many requests of one client wait for a thread at most, how many in all, and for how long, in
#: seconds.
_WAITING, _TOTAL, _PATIENCE = 64, 512, 10.0


class Busy(Exception):
    """There is no thread for a request, and no waiting for one: the client must come again."""


class Gone(Exception):
    """The client left while its request waited for a thread."""


class Lane:
    """Threads for requests of a kind.

    One client has ``share`` of the threads at most, and among those who wait, clients go
    first whose requests have cost less (see `Slots`). So however many requests one has sent, those
    of others are answered between them.
    """

    def __init__(
        self,
        threads: int,
        name: str,
        waiting: int = _WAITING,
        seconds: float = _PATIENCE,
        *,
        share: int = 1,
    ) -> None:
        self._threads = ThreadPoolExecutor(threads, name)
        # Threads of one process compute in turns: a second one of a client's takes the processor
        # a quarter longer for both, and answers no sooner.
        self._slots = Slots[None]([None] * threads, waiting, _TOTAL, share=share)
        self._seconds = seconds

    async def run(
        self, key: str, leaving: Callable[[], asyncio.Future[None]], call: Callable[[], T]
    ) -> T:
        """Let a thread call a function for a client, and give what that returns.

        Raises Busy, or Gone once ``leaving()`` is done before a thread is free.
        """
        try:
            self._slots.take(0, key)
        except TimeoutError:
            await self._wait(key, leaving())
        except Crowded:
            raise Busy from None
        cost = 0.0

        def timed() -> T:
            nonlocal cost
            began = thread_time()
            try:
                return call()
            finally:
                cost = thread_time() - began

        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, timed)
        finally:
            self._slots.give(None, key, cost)

    async def _wait(self, key: str, leaving: asyncio.Future[None]) -> None:
        waiting = asyncio.ensure_future(self._slots.take_soon(self._seconds, key))
        await asyncio.wait({waiting, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not waiting.done():
            waiting.cancel()
            raise Gone
        try:
            waiting.result()
        except (TimeoutError, Crowded):
            raise Busy from None
