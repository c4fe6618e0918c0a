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


_ENDED = N_("a process was ended, by a lack of memory perhaps. PUBLOD_VALIDATORS=1 needs less")


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
    waiting: deque[tuple[_Item, Future[_Result]]] = deque()
    with _pool(processes) as pool:
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
            raise ProcessEnded(_ENDED) from None
        finally:
            for _, future in waiting:
                future.cancel()


@contextmanager
def in_process(call: Callable[..., _Result], *arguments: Any) -> Iterator[Callable[[], _Result]]:
    """Let a function work in a process of its own, while something else is done.

    What the context gives waits for its result, and raises what the function raises, or
    ProcessEnded.
    """
    with _pool(1) as pool:
        future = pool.submit(call, *arguments)

        def result() -> _Result:
            try:
                return future.result()
            except BrokenProcessPool:
                raise ProcessEnded(_ENDED) from None

        yield result


def _pool(processes: int) -> ProcessPoolExecutor:
    # Spawned, not forked: a fork would share the database connection and any open store.
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(processes, mp_context=context, initializer=_end_with_parent)


def _end_with_parent() -> None:
    """Let this process end when its parent is killed: it would wait for work for ever."""
    parent = multiprocessing.parent_process()

    def follow() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=follow, daemon=True).start()
