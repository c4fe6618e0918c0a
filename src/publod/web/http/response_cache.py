"""Whole responses, sent again from memory before the framework is asked.

A response is found by its address and by what it was chosen for: the format, the language and the
coding that the negotiation of this request comes to, not the text of its header fields. It is good
for as long as what it was made from is in the same state, which is looked at on every request.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import count
from threading import Lock
from time import monotonic
from typing import Any, NamedTuple, Protocol

from cachetools import LRUCache
from flask import Response, g, request

from publod.errors import NotAcceptable, PublodError
from publod.web.http.compression import takes_gzip
from publod.web.http.etag_and_cache_control import of_unchanged, tag_matches
from publod.web.http.negotiation import Preferences

Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]
Coded = list[tuple[bytes, bytes]]
#: A status, header fields as ASGI has them, and a body.
StoredResponse = tuple[int, Coded, bytes]

#: A longer response is not stored, in bytes.
_LONGEST = 512 << 10
#: Nor is one stored, or looked for, for a longer address or longer fields, in characters: the
#: event loop reads them.
_LONGEST_ADDRESS, _LONGEST_FIELDS = 8 << 10, 1 << 10
#: What a response takes besides its body and its address, in bytes: about.
_OVERHEAD = 1 << 10
#: How many selections, and what they came to for which header fields, are remembered.
_SELECTIONS, _CHOICES = 512, 4096
#: How long a response that sets a cookie is sent again, in seconds: the cookie says when it ends.
_COOKIE_SECONDS = 3600.0
#: What may be in Vary: all that `Preferences` has.
_CONSIDERED = frozenset(
    {"accept", "accept-profile", "accept-language", "cookie", "accept-encoding"}
)
#: A request with one of these is for the application to answer.
_PASSED_ON = frozenset(
    {b"content-length", b"transfer-encoding", b"range", b"if-match", b"if-unmodified-since"}
)
_PLACES = {
    b"accept": 0, b"accept-profile": 1, b"accept-language": 2, b"cookie": 3, b"accept-encoding": 4,
    b"if-none-match": 5, b"if-modified-since": 6,
}  # fmt: skip


class Selection(Protocol):
    """How a representation at an address is chosen. It is hashable, and equal to its likes."""

    def choose(self, preferences: Preferences) -> Hashable:
        """What tells the representation from others at its address. Raises NotAcceptable."""


@dataclass(frozen=True, slots=True)
class Storable:
    """Says of the response to a request that it may be stored, and until when it is good.

    ``source`` is one of those that the cache knows the state of, and ``state`` what that was before
    the response was begun; None where it is not known.
    """

    selection: Selection
    source: str
    state: Hashable


class _Stored(NamedTuple):
    """A response. ``count_sent`` counts that it was sent again, by status."""

    source: str
    state: Hashable
    fields: Coded
    fields_of_304: Coded
    body: bytes
    tag: str
    count_sent: Callable[[int], None]
    until: float
    size: int


class _Selected(NamedTuple):
    """How representations at an address are chosen; equal selections have one number."""

    number: int
    selection: Selection
    size: int


class ResponseCache:
    """Stores responses in ``capacity`` bytes of this process; any thread may ask, and no one waits.

    ``states`` tell the present state of each source; asked for it at once, they answer None where
    that could take more than microseconds. As a WSGI application (PEP 3333) it stands before
    another, ``inner``.
    """

    def __init__(
        self,
        inner: Wsgi,
        capacity: int,
        states: Mapping[str, Callable[[bool], Hashable]],
        counter: Callable[[str], Callable[[int], None]],
    ) -> None:
        self.inner = inner
        self._states = states
        self._counter = counter
        self._lock = Lock()
        self._stored: LRUCache[Hashable, _Stored] = LRUCache(capacity, lambda entry: entry.size)
        self._selections: LRUCache[tuple[str, bytes], _Selected] = LRUCache(
            capacity >> 2, lambda selected: selected.size
        )
        self._numbers: LRUCache[Selection, int] = LRUCache(_SELECTIONS)
        self._number = count()
        self._choices: LRUCache[Hashable, int] = LRUCache(_CHOICES)
        self._choice_numbers: dict[Hashable, int] = {}
        self._seen: dict[str, Hashable] = {}

    def state(self, source: str, *, at_once: bool = False) -> Hashable:
        """The present state of a source; None where it is not known, or not ``at_once``."""
        try:
            return self._states[source](at_once)
        except PublodError:
            return None

    def _state_in_loop(self, source: str) -> Hashable:
        """The same, looked at once for all requests that an event loop has at hand.

        A request that came after the look waits in the loop behind what forgets it.
        """
        if source not in self._seen:
            self._seen[source] = self.state(source, at_once=True)
            asyncio.get_running_loop().call_soon(self._seen.clear)
        return self._seen[source]

    # Looking up

    def answer(self, scope: Mapping[str, Any]) -> StoredResponse | None:
        """The stored answer to a request as ASGI has it, if there is one; for an event loop."""
        return self._look_up(scope, self._state_in_loop)

    def _look_up(
        self, scope: Mapping[str, Any], state: Callable[[str], Hashable]
    ) -> StoredResponse | None:
        if scope["method"] not in {"GET", "HEAD"}:
            return None
        values: list[bytes | None] = [None] * 7
        length = 0
        for name, value in scope["headers"]:
            place = _PLACES.get(name)
            if place is not None:
                before = values[place]
                join = b"; " if place == 3 else b","
                values[place] = value if before is None else before + join + value
                length += len(value)
            elif name in _PASSED_ON:
                return None
        if length > _LONGEST_FIELDS:
            return None
        return self._find(
            scope["method"], scope["path"], scope["query_string"], state,
            tuple(values[:5]), *values[5:],
        )  # fmt: skip

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Send a stored response, or let the application answer."""
        response = self._look_up(_scope(environ), partial(self.state, at_once=True))
        if response is None:
            return self.inner(environ, start_response)
        status, fields, body = response
        plain = [(name.decode().title(), value.decode("latin-1")) for name, value in fields]
        start_response("200 OK" if status == 200 else "304 Not Modified", plain)
        return [body]

    def _find(
        self,
        method: str,
        path: str,
        query: bytes,
        state: Callable[[str], Hashable],
        texts: tuple[bytes | None, ...],
        none_match: bytes | None,
        since: bytes | None,
    ) -> StoredResponse | None:
        with self._lock:
            known = self._selections.get((path, query))
            if known is None:
                return None
            choice = self._choices.get((known.number, texts))
        if choice is None:
            choice = self._choose(known, texts)
        with self._lock:
            stored = self._stored.get((path, query, choice))
        if stored is None or stored.until < monotonic():
            return None
        if state(stored.source) != stored.state:
            return None
        if none_match is not None:
            if tag_matches(none_match.decode("latin-1"), stored.tag):
                stored.count_sent(304)
                return 304, stored.fields_of_304, b""
        elif since is not None:  # whether a date is enough is for the application to say
            return None
        stored.count_sent(200)
        return 200, stored.fields, stored.body if method == "GET" else b""

    def _choose(self, known: _Selected, texts: tuple[bytes | None, ...]) -> int:
        """What a selection comes to for header fields; remembered by their texts."""
        preferences = Preferences(
            *(None if text is None else text.decode("latin-1") for text in texts)
        )
        try:
            choice = self._choice(known.selection, preferences)
        except NotAcceptable:
            choice = -1
        with self._lock:
            self._choices[known.number, texts] = choice
        return choice

    def _choice(self, selection: Selection, preferences: Preferences) -> int:
        """The number of a representation and its coding. Raises NotAcceptable."""
        choice = selection.choose(preferences), takes_gzip(preferences.accept_encoding)
        return self._choice_numbers.setdefault(choice, next(self._number))

    # Storing

    def keep(self, response: Response) -> Response:
        """Store the finished response to the present request, if it is for storing."""
        storable: Storable | None = g.pop("storable", None)
        if (
            storable is None
            or request.method != "GET"
            or response.status_code != 200
            or response.is_streamed
            or response.direct_passthrough
        ):
            return response
        fields = list(response.headers)
        environ = request.environ
        self.store(environ, storable, request.endpoint or "none", fields, response.get_data())
        return response

    def store(
        self,
        environ: Mapping[str, Any],
        storable: Storable,
        view: str,
        fields: list[tuple[str, str]],
        body: bytes,
    ) -> None:
        """Store a whole response with status 200 if it is good for others, and still good."""
        scope = _scope(environ)
        path, query = scope["path"], scope["query_string"]
        coded = [(k.lower().encode("latin-1"), v.encode("latin-1")) for k, v in fields]
        by_name = dict(coded)
        varies = {name.strip().lower() for name in by_name.get(b"vary", b"").decode().split(",")}
        length = len(path) + len(query)
        size = len(body) + length + _OVERHEAD
        if (
            storable.state is None
            # What a body says besides the address, others do not say.
            or _has_body(environ)
            or b"etag" not in by_name
            or not varies <= _CONSIDERED
            or length > _LONGEST_ADDRESS
            or size > min(_LONGEST, self._stored.maxsize)
            or self.state(storable.source) != storable.state
        ):
            return
        selection = storable.selection
        choice = self._choice(selection, Preferences.of(environ))
        stored = _Stored(
            storable.source,
            storable.state,
            coded,
            of_unchanged(coded),
            body,
            by_name[b"etag"].decode("latin-1").removeprefix("W/").strip('"'),
            self._counter(view),
            monotonic() + _COOKIE_SECONDS if b"set-cookie" in by_name else float("inf"),
            size,
        )
        with self._lock:
            number = self._numbers.setdefault(selection, next(self._number))
            self._selections[path, query] = _Selected(number, selection, length + _OVERHEAD // 4)
            self._stored[path, query, choice] = stored


def _has_body(environ: Mapping[str, Any]) -> bool:
    length = environ.get("CONTENT_LENGTH") or "0"
    return length != "0" or "HTTP_TRANSFER_ENCODING" in environ


def _scope(environ: Mapping[str, Any]) -> dict[str, Any]:
    """What a look-up needs of a request, as ASGI has it."""
    names = ((key, key[5:]) for key in environ if key.startswith("HTTP_"))
    headers = [
        (name.lower().replace("_", "-").encode("latin-1"), environ[key].encode("latin-1"))
        for key, name in names
    ]
    if _has_body(environ):
        headers.append((b"content-length", b""))
    return {
        "method": environ["REQUEST_METHOD"],
        "path": environ.get("PATH_INFO", "").encode("latin-1").decode(errors="replace"),
        "query_string": environ.get("QUERY_STRING", "").encode("latin-1"),
        "headers": headers,
    }


class RenderCache:
    """Bodies by a key that names their content whole, so that nothing in it can be out of date.

    ``capacity`` is in bytes. What is used least lately goes first.
    """

    def __init__(self, capacity: int) -> None:
        self._bodies: LRUCache[Hashable, bytes] = LRUCache(capacity, getsizeof=len)
        self._lock = Lock()

    def get(self, key: Hashable, render: Callable[[], bytes]) -> bytes:
        """The body for a key; rendered at most a few times if many ask for it at once."""
        with self._lock:
            body = self._bodies.get(key)
        if body is None:
            body = render()
            with self._lock:
                if len(body) <= self._bodies.maxsize:
                    self._bodies[key] = body
        return body
