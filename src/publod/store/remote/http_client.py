"""Queries to a SPARQL endpoint over HTTP, each under a deadline.

https://www.w3.org/TR/sparql11-protocol/#query-operation. HTTP Core has the connections; what is
added is that whoever waits for the server also looks at the clock, and at whether the client is
still there.
"""

from __future__ import annotations

import base64
import contextlib
import logging
import os
import socket
import ssl
from collections.abc import Iterator, Mapping, Sequence
from time import monotonic
from typing import Any, Self
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

import httpcore2 as httpcore

from publod.errors import QueryAbandoned, QueryTimeout, StoreAway, StoreError
from publod.store.query_guard import shape_of
from publod.store.store_interface import Asker

#: How often a thread that waits for the server looks at the clock, in seconds.
_LOOK = 0.25
#: A query up to this many characters is sent in the address.
_SHORT = 2000
_FORM = "application/x-www-form-urlencoded"
#: How long a server may take to accept a connection, in seconds.
_CONNECT = 5.0
#: What chooses the dataset; a query that names its own is sent without.
_DATASET = frozenset({"default-graph-uri", "named-graph-uri", "union-default-graph"})
#: How HTTP Core says that a server cannot be reached, or breaks off.
FAILURES = (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException)

log = logging.getLogger(__name__)

Parameters = Sequence[tuple[str, str]]


class Clock(float):
    """When an answer is of no more use: after ``seconds``, or when ``asker`` has left.

    ``text`` is the query, by which advice is given when it takes too long.

    It is the read timeout of its request, which HTTP Core hands to the connection as it is.
    """

    def __new__(cls, seconds: float, *_: object) -> Self:  # noqa: D102
        return super().__new__(cls, seconds)

    def __init__(self, seconds: float, asker: Asker | None = None, text: str = "") -> None:
        self._asker = asker
        self._text = text
        self._until = monotonic() + seconds
        self._next_look = 0.0

    def left(self) -> float:
        """How many seconds are left. Raises QueryTimeout or QueryAbandoned when it is over."""
        now = monotonic()
        if now >= self._until:
            raise QueryTimeout(float(self), shape_of(self._text))
        if self._asker is not None and now >= self._next_look:
            self._next_look = now + _LOOK
            if self._asker.has_left():
                raise QueryAbandoned
        return self._until - now


class _Connection(httpcore.NetworkStream):
    """A connection that is left when the clock of its request says so."""

    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        while isinstance(timeout, Clock):
            with contextlib.suppress(httpcore.ReadTimeout):
                return self._stream.read(max_bytes, min(_LOOK, timeout.left()))
        return self._stream.read(max_bytes, timeout)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, timeout)

    def close(self) -> None:
        with contextlib.suppress(OSError):  # wakes a thread that is reading
            self._stream.get_extra_info("socket").shutdown(socket.SHUT_RDWR)
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        return _Connection(self._stream.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _Backend(httpcore.SyncBackend):
    def connect_tcp(self, *arguments: Any, **options: Any) -> httpcore.NetworkStream:
        return _Connection(super().connect_tcp(*arguments, **options))


class Endpoint:
    """An endpoint at ``url``, for any number of threads; connections are used again.

    Parameters in the URL are sent with each query, those that choose a dataset only with queries
    that do not choose one. A user and password in it are sent as HTTP Basic.
    """

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        host = parts.netloc.rpartition("@")[2]
        parameters = parse_qsl(parts.query, keep_blank_values=True)
        always = urlencode([pair for pair in parameters if pair[0] not in _DATASET])
        self.dataset: Parameters = tuple(pair for pair in parameters if pair[0] in _DATASET)
        self.url = parts._replace(netloc=host, path=parts.path or "/", query=always).geturl()
        self._headers = {"Host": host, "User-Agent": "publod"}
        if parts.username is not None:
            pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
            self._headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
        self._process = 0
        self._connections()

    def ask(self, parameters: Parameters, accept: str, clock: Clock) -> Reply:
        """Send a query; gives the reply once it has begun, whatever its status.

        Raises StoreError when the server cannot be reached, QueryTimeout or QueryAbandoned.
        """
        text, url, method, body = urlencode(parameters), self.url, "POST", b""
        headers = {**self._headers, "Accept": accept}
        if len(text) < _SHORT:  # one packet instead of two, and caches on the way may help
            url, method = f"{url}{'&' if '?' in url else '?'}{text}", "GET"
        else:
            body = text.encode()
            headers |= {"Content-Type": _FORM, "Content-Length": str(len(body))}
        left, pool = clock.left(), self._connections()
        timeouts = {"connect": min(_CONNECT, left), "write": left, "pool": left, "read": clock}
        request = httpcore.Request(
            method,
            url,
            headers=list(headers.items()),
            content=body,
            extensions={"timeout": timeouts},
        )
        try:
            try:
                response = pool.handle_request(request)
            except (httpcore.ReadError, httpcore.RemoteProtocolError):
                # The server may close a connection at any time between two queries.
                response = pool.handle_request(request)
        except FAILURES as error:
            clock.left()
            raise self.trouble(error) from error
        return Reply(self, response, clock)

    def trouble(self, why: object) -> StoreError:
        """Say that the server does not answer as it should.

        Why goes to the log: the public need not know where it is, nor what it says of itself.
        """
        where = self.url.partition("?")[0]
        log.warning("the SPARQL server at %s: %s", where, why or type(why).__name__)
        return StoreAway()

    def close(self) -> None:
        """Close the connections."""
        self._connections().close()

    def _connections(self) -> httpcore.ConnectionPool:
        if self._process != os.getpid():  # the parent goes on with its own
            context = ssl.create_default_context() if self.url.startswith("https:") else None
            self._pool = httpcore.ConnectionPool(
                context, network_backend=_Backend(), max_connections=None
            )
            self._process = os.getpid()
        return self._pool


class Reply:
    """What a server answers: its status, its media type, and the pieces of its body."""

    def __init__(self, endpoint: Endpoint, response: httpcore.Response, clock: Clock) -> None:
        self.status = response.status
        #: By name in small letters.
        self.headers: Mapping[str, str] = {
            name.decode("latin-1").lower(): value.decode("latin-1")
            for name, value in response.headers
        }
        self.media_type = self.headers.get("content-type", "").partition(";")[0].strip().lower()
        self._endpoint = endpoint
        self._response = response
        self._clock = clock

    def pieces(self) -> Iterator[bytes]:
        """The body as it comes. Raises StoreError when it is cut short, or as the clock does."""
        try:
            yield from self._response.iter_stream()
        except FAILURES as error:
            self._clock.left()
            raise self._endpoint.trouble(f"broke its answer off ({error})") from error
        finally:
            self.close()

    def text(self, most: int = 4096) -> str:
        """The beginning of a body that is a message."""
        body = b""
        for piece in self.pieces():
            body += piece
            if len(body) >= most:
                break
        self.close()
        return body[:most].decode(errors="replace")

    def close(self) -> None:
        """Let go of the connection; what has not been read by now is stopped."""
        self._response.close()
