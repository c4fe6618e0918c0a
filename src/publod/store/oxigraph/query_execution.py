"""A long answer as it comes from a worker."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from publod.errors import QueryAbandoned
from publod.store.meter import ANSWERED, outcome_of
from publod.store.oxigraph import wire

if TYPE_CHECKING:
    from publod.store.oxigraph.exchange import Exchange


class Stream(Iterator[bytes]):
    """A long answer's chunks. Close it, or use it up, to free its worker."""

    __slots__ = ("_exchange", "_held", "_is_done", "_seconds")

    def __init__(self, exchange: Exchange, held: list[bytes]) -> None:
        self._exchange = exchange
        self._held = held[::-1]
        self._is_done = False
        #: How long it took to its beginning: how fast the rest goes is the reader's affair.
        self._seconds = exchange.age

    def __next__(self) -> bytes:
        if self._held:
            return self._held.pop()
        if self._is_done:
            raise StopIteration
        try:
            self._exchange.keep_time()
            letter, payload = self._exchange.frame()
        except BaseException as error:
            self._end(outcome_of(error), healthy=False)
            raise
        if letter == wire.END:
            self._end(ANSWERED, healthy=True)
            if not payload:
                raise StopIteration
        return payload

    def close(self) -> None:
        """Stop the query if it still runs."""
        if not self._is_done:
            self._held.clear()
            self._end(outcome_of(QueryAbandoned()), healthy=False)

    def __del__(self) -> None:
        self.close()

    def _end(self, outcome: str, *, healthy: bool) -> None:
        self._is_done = True
        self._exchange.leave(healthy=healthy)
        self._exchange.pool.meter.ended(outcome, self._seconds)
