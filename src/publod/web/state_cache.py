"""What is asked of the SPARQL store once for each of its states."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from hashlib import blake2b
from threading import Lock, Thread
from typing import Generic, NamedTuple, TypeVar
from weakref import WeakKeyDictionary

from cachetools import LRUCache

from publod.errors import PublodError
from publod.store.store_interface import QueryService

T = TypeVar("T")

#: How long a state that was just published is waited for where the one before is known, in seconds.
_PATIENCE = 0.5


class StateValue(NamedTuple, Generic[T]):
    """What a store has said, and the state of it that this is true of; '' for none."""

    state: str
    value: T

    @property
    def tag(self) -> str:
        """Differs when the state does, and tells nothing of where the store lies; '' for none."""
        return blake2b(self.state.encode(), digest_size=6).hexdigest() if self.state else ""


class StateCache(Generic[T]):
    """What ``ask`` finds out from a store; ``nothing`` where it raises a PublodError.

    To count a large catalogue takes seconds. Whoever wants to know it meanwhile waits for the same
    counting, or takes what was true before the last commit.
    """

    def __init__(self, ask: Callable[[QueryService], T], nothing: T) -> None:
        self._ask = ask
        self._nothing = nothing
        self._lock = Lock()
        self._known: LRUCache[str, T] = LRUCache(4)
        self._coming: dict[str, Future[T]] = {}
        self._last: WeakKeyDictionary[QueryService, StateValue[T]] = WeakKeyDictionary()

    def now(self, queries: QueryService) -> T:
        """What is true of the present state, however long it takes to find out."""
        return self._current(queries, None).value

    def soon(self, queries: QueryService, seconds: float = _PATIENCE) -> StateValue[T]:
        """The same, or what was true before, if that is known and the present takes longer."""
        with self._lock:
            last = self._last.get(queries)
        return self._current(queries, last, seconds)

    def within(self, queries: QueryService, seconds: float) -> T:
        """The same; nothing if neither is known in that time, as when the store is busy."""
        with self._lock:
            last = self._last.get(queries, StateValue("", self._nothing))
        return self._current(queries, last, seconds).value

    def forget(self) -> None:
        """Know nothing any more."""
        with self._lock:
            self._known.clear()
            self._last.clear()

    def _current(
        self, queries: QueryService, last: StateValue[T] | None, seconds: float = _PATIENCE
    ) -> StateValue[T]:
        try:
            state = queries.version
        except PublodError:  # nothing has been published yet
            return StateValue("", self._nothing)
        with self._lock:
            if state in self._known:
                return StateValue(state, self._known[state])
            coming = self._coming.get(state)
            if coming is None:
                coming = self._coming[state] = Future()
                Thread(target=self._find, args=(queries, state, coming), daemon=True).start()
        try:
            return StateValue(state, coming.result(None if last is None else seconds))
        except TimeoutError:
            if last is None:
                raise
            return last
        except PublodError:  # too many queries: the next asker may have more luck
            return StateValue("", self._nothing)

    def _find(self, queries: QueryService, state: str, coming: Future[T]) -> None:
        try:
            value = self._ask(queries)
            is_of_state = queries.version == state
        except BaseException as error:  # noqa: BLE001 (whoever waits will raise it)
            with self._lock:
                del self._coming[state]
            coming.set_exception(error)
            return
        with self._lock:
            del self._coming[state]
            if is_of_state:  # else a commit has come in between
                self._known[state] = value
                self._last[queries] = StateValue(state, value)
        coming.set_result(value)
