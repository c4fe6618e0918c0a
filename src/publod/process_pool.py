"""Much work in several processes, in order: validating, and making projections."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Any, TypeVar

from publod.errors import PublodError
from publod.messages import N_

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


class ProcessEnded(PublodError):
    """A process that worked was ended from outside."""


#: What is told of it.
ENDED = N_("a process was ended, by a lack of memory perhaps. PUBLOD_VALIDATORS=1 needs less")


def in_processes(
    call: Callable[[_Item], _Result], items: Iterable[_Item], processes: int
) -> Iterator[tuple[_Item, _Result]]:
    """Items with what a function makes of each, in order; in this process if ``processes`` is 1.

    Items are asked for as they are needed. Function, items and results are pickled. Raises what the
    function raises, and ProcessEnded.
    """
    if processes < 2:
        yield from ((item, call(item)) for item in items)
        return
    # Spawned, not forked: a fork would share the database connection and any open store.
    context = multiprocessing.get_context("spawn")
    waiting: deque[tuple[_Item, Future[_Result]]] = deque()
    with ProcessPoolExecutor(processes, mp_context=context, initializer=_end_with_parent) as pool:
        try:
            for item in items:
                waiting.append((item, pool.submit(call, item)))
                if len(waiting) > 2 * processes:
                    first, future = waiting.popleft()
                    yield first, future.result()
            while waiting:
                first, future = waiting.popleft()
                yield first, future.result()
        except BrokenProcessPool:
            raise ProcessEnded(ENDED) from None
        finally:
            for _, future in waiting:
                future.cancel()


@contextmanager
def in_process(call: Callable[..., _Result], *arguments: Any) -> Iterator[Future[_Result]]:
    """What a function gives in a process of its own, for as long as something else is done."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context, initializer=_end_with_parent) as pool:
        yield pool.submit(call, *arguments)  # which has BrokenProcessPool if that is ended


def _end_with_parent() -> None:
    """Let this process end when its parent is killed: it would wait for work for ever."""
    parent = multiprocessing.parent_process()

    def follow() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=follow, daemon=True).start()
