"""Long work for answers: whole lists, harvests, batches of names to reconcile.

Python computes with one thread at a time, so two lists that are made at once are each made half
as fast, and a page between them a third. Long work is therefore cut into slices, and whoever does
some waits for a turn before each: one slice is worked on in a process at a time, and clients take
turns. However much one client asks for, another's work gets every second slice.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from time import thread_time
from typing import Any, cast

from publod.errors import Abandoned, Overload
from publod.formats import WHOLE_LISTS
from publod.messages import N_
from publod.store.admission import Crowded, Slots
from publod.web.http.client_connection import Client

#: Pieces of long work that a process has under way; the last place is always another client's.
_PLACES = 6
#: How long a place, and then a turn, is waited for at most, in seconds.
_FOR_PLACE, _FOR_TURN = 1.0, 60.0
#: Requests of one client that wait for a place at most.
_WAITING = 8
_AGAIN = 10
_LISTS = tuple(f"/publications.{chosen.suffix}" for chosen in WHOLE_LISTS)


#: Pieces are sent when they are together this long, in bytes: each one sent costs the server work.
ENOUGH = 32 << 10


def is_work(path: str) -> bool:
    """Whether what is at a path may be long work; a server keeps threads for it apart."""
    return path in _LISTS or path.startswith(("/oai", "/reconcile"))


def gathered(pieces: Iterator[bytes]) -> bytes:
    """The next pieces of a body together; nothing after the last."""
    body = bytearray()
    for piece in pieces:
        body += piece
        if len(body) >= ENOUGH:
            break
    return bytes(body)


class Workload:
    """The long work of one process."""

    def __init__(self, places: int = _PLACES, seconds: float = _FOR_PLACE) -> None:
        self._places = Slots[None]([None] * places, _WAITING)
        self._turns = Slots[None]([None])
        self._seconds = seconds

    @property
    def waiting(self) -> int:
        """How many wait for a turn."""
        return self._turns.waiting

    @contextmanager
    def place(self, client: Client) -> Iterator[Work]:
        """A place for a client's work. Raises Overload, or Abandoned if the client has left."""
        key = client.key
        try:
            self._places.take(self._seconds, key)
        except (TimeoutError, Crowded):
            raise Overload(
                N_(
                    "too many long lists and batches are being made, or too many for you: try "
                    "again in %(again)s s",
                    again=_AGAIN,
                ),
                _AGAIN,
            ) from None
        try:
            yield Work(self._turns, client)
        finally:
            self._places.give(None, key)

    def sliced(self, pieces: Iterator[bytes], client: Client) -> Iterator[bytes]:
        """Pieces of an answer, some in each turn. Raises as `place` and `Work.turn` do."""
        with self.place(client) as work, closing(cast(Any, pieces)):
            while True:
                with work.turn():
                    piece = gathered(pieces)
                if not piece:
                    return
                yield piece


class Work:
    """What a client has a place for: it is done in turns."""

    def __init__(self, turns: Slots[None], client: Client) -> None:
        self._turns = turns
        self._client = client

    @contextmanager
    def turn(self) -> Iterator[None]:
        """A turn for one slice of work. Raises Abandoned if the client has left meanwhile."""
        key = self._client.key
        try:
            self._turns.take(_FOR_TURN, key)
        except TimeoutError:
            raise Overload(N_("other clients' work takes too long: try again"), _AGAIN) from None
        began = thread_time()
        try:
            if self._client.has_left():
                raise Abandoned
            yield
        finally:
            self._turns.give(None, key, thread_time() - began)
