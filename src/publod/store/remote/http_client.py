"""Asking a SPARQL endpoint over HTTP, with its credentials, under a deadline."""

from __future__ import annotations

import base64
import http.client
import logging
import os
import select
import socket
from collections.abc import Iterator, Sequence
from time import monotonic
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit
from urllib.request import (
    AbstractDigestAuthHandler,
    HTTPPasswordMgrWithDefaultRealm,
    Request,
    build_opener,
    parse_http_list,
    parse_keqv_list,
)

from publod.errors import QueryAbandoned, QueryTimeout, StoreError
from publod.store.protocol import Asker

#: How much is taken from the connection at a time, in bytes.
_PIECE = 64 << 10
#: How often a waiting asker is looked after, in seconds.
_LOOK = 0.25
#: A query up to this many characters is sent in the address.
_SHORT = 2000
_FORM = "application/x-www-form-urlencoded"
#: How long a server may take to accept a connection, in seconds.
_CONNECT = 5.0
#: What chooses the dataset; a query that names its own is sent without.
_DATASET = frozenset({"default-graph-uri", "named-graph-uri", "union-default-graph"})

log = logging.getLogger(__name__)

Parameters = Sequence[tuple[str, str]]


class Clock:
    """When an answer is of no more use: after ``seconds``, or when ``asker`` has left."""

    def __init__(self, seconds: float, asker: Asker | None = None) -> None:
        self.seconds = seconds
        self.asker = asker
        self._until = monotonic() + seconds
        self._next_look = 0.0

    def left(self) -> float:
        """How many seconds are left. Raises QueryTimeout or QueryAbandoned when it is over."""
        now = monotonic()
        if now >= self._until:
            raise QueryTimeout(self.seconds)
        if self.asker is not None and now >= self._next_look:
            self._next_look = now + _LOOK
            if self.asker.has_left():
                raise QueryAbandoned("whoever asked the query has left")
        return self._until - now

    def wait_for(self, channel: socket.socket) -> None:
        """Wait until there is something to read. Raises as above."""
        poll = select.poll()
        poll.register(channel, select.POLLIN)
        while True:
            left = self.left()
            if poll.poll(1000 * (min(left, _LOOK) if self.asker else left)):
                return


class Endpoint:
    """An endpoint at ``url``, for any number of threads; connections are used again.

    Parameters in the URL are sent with each query, those that choose a dataset only with queries
    that do not choose one. A user and password in it are sent as HTTP Basic.
    """

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.url = parts._replace(netloc=parts.netloc.rpartition("@")[2], query="").geturl()
        self._is_secure = parts.scheme == "https"
        self._host, self._port = parts.hostname or "", parts.port
        own = parse_qsl(parts.query, keep_blank_values=True)
        always = [pair for pair in own if pair[0] not in _DATASET]
        self.dataset: Parameters = tuple(pair for pair in own if pair[0] in _DATASET)
        self._target = (parts.path or "/") + ("?" + urlencode(always) if always else "")
        self._headers = {"User-Agent": "publod"}
        if parts.username is not None:
            pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
            self._headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
        self._idle: list[http.client.HTTPConnection] = []
        self._process = os.getpid()

    def ask(self, parameters: Parameters, accept: str, clock: Clock) -> Reply:
        """Send a query; gives the reply once it has begun, whatever its status.

        Raises StoreError when the server cannot be reached, QueryTimeout or QueryAbandoned.
        """
        text = urlencode(parameters)
        if len(text) < _SHORT:  # one packet instead of two, and caches on the way may help
            joined = f"{self._target}{'&' if '?' in self._target else '?'}{text}"
            method, target, body = "GET", joined, None
        else:
            method, target, body = "POST", self._target, text.encode()
        headers = {**self._headers, **({"Content-Type": _FORM} if body else {})}
        while True:
            connection, is_used = self._connection()
            try:
                connection.timeout = min(_CONNECT, clock.left())
                if connection.sock is None:
                    connection.connect()
                channel: socket.socket = connection.sock
                channel.settimeout(clock.left())
                connection.request(method, target, body, {**headers, "Accept": accept})
                clock.wait_for(channel)
                channel.settimeout(clock.left())
                return Reply(self, connection, channel, connection.getresponse(), clock)
            except (http.client.HTTPException, OSError) as error:
                connection.close()
                clock.left()
                # The server may close a connection at any time between two queries.
                if not (is_used and isinstance(error, ConnectionError)):
                    raise self.trouble(error) from error
            except BaseException:
                connection.close()
                raise

    def trouble(self, why: object) -> StoreError:
        """Say that the server does not answer as it should.

        Why goes to the log: the public need not know where it is, nor what it says of itself.
        """
        log.warning("the SPARQL server at %s: %s", self.url, why or type(why).__name__)
        return StoreError("the SPARQL server does not answer as it should: try again later")

    def keep(self, connection: http.client.HTTPConnection) -> None:
        """Take back a connection on which all has been read."""
        if self._process == os.getpid():
            self._idle.append(connection)

    def close(self) -> None:
        """Close the connections that nobody uses."""
        while self._idle:
            self._idle.pop().close()

    def _connection(self) -> tuple[http.client.HTTPConnection, bool]:
        if self._process != os.getpid():
            self._idle, self._process = [], os.getpid()  # the parent goes on with its own
        try:
            return self._idle.pop(), True
        except IndexError:
            kind = http.client.HTTPSConnection if self._is_secure else http.client.HTTPConnection
            return kind(self._host, self._port), False


class Reply:
    """What a server answers: its status, its media type, and the pieces of its body."""

    def __init__(
        self,
        endpoint: Endpoint,
        connection: http.client.HTTPConnection,
        channel: socket.socket,
        response: http.client.HTTPResponse,
        clock: Clock,
    ) -> None:
        self.status = response.status
        self.media_type = response.headers.get_content_type()
        self.headers = response.headers
        self._endpoint = endpoint
        self._connection: http.client.HTTPConnection | None = connection
        self._channel = channel
        self._response = response
        self._clock = clock
        self._left = None if response.chunked else response.length

    def pieces(self) -> Iterator[bytes]:
        """The body as it comes. Raises StoreError when it is cut short, or as the clock does."""
        try:
            while piece := self._piece():
                yield piece
        except (http.client.HTTPException, OSError) as error:
            self._clock.left()
            raise self._endpoint.trouble(f"broke its answer off ({error})") from error
        finally:
            self.close()

    def text(self, most: int = 4096) -> str:
        """The beginning of a body that is a message."""
        held = b""
        for piece in self.pieces():
            held += piece
            if len(held) >= most:
                break
        self.close()
        return held[:most].decode(errors="replace")

    def close(self) -> None:
        """Let go of the connection; what has not been read by now is stopped."""
        connection, self._connection = self._connection, None
        if connection is None:
            return
        whole = self._response.isclosed() or self._left == 0
        self._response.close()
        if whole and not self._response.will_close:
            self._endpoint.keep(connection)
        else:
            connection.close()

    def _piece(self) -> bytes:
        if self._left == 0 or self._response.isclosed():
            return b""
        buffer: Any = self._response.fp
        if not self._has_more(buffer):
            self._clock.wait_for(self._channel)
        self._channel.settimeout(self._clock.left())
        if self._response.chunked:
            return self._response.read1(_PIECE)
        # Not by ``response.read1``, which does not count what it has read before Python 3.12.
        piece: bytes = buffer.read1(_PIECE if self._left is None else min(_PIECE, self._left))
        if self._left is not None:
            if not piece:
                raise http.client.IncompleteRead(b"", self._left)
            self._left -= len(piece)
        return piece

    def _has_more(self, buffer: Any) -> bool:
        """Whether something is here already, without waiting for it."""
        self._channel.settimeout(0)
        try:
            here: bytes = buffer.peek(1)
        except OSError:  # TLS, which has to wait for the rest of a record
            return False
        if self._response.chunked and not self._response.chunk_left:
            # Between two chunks there is the end of a line, which is nothing yet.
            return b"\n" in (here[2:] if here.startswith(b"\r\n") else here)
        return bool(here)


#: How long the server may take to ask for a password, in seconds.
_SECONDS = 30


class Credentials:
    """What a server at ``url`` is told about who sends an update."""

    def __init__(self, url: str, user: str, password: str) -> None:
        self._url = url
        self._user = user
        self._password = password
        self._challenge: dict[str, str] | None = None
        passwords = HTTPPasswordMgrWithDefaultRealm()
        passwords.add_password(None, url, user, password)
        self._digest = AbstractDigestAuthHandler(passwords)

    def header(self, target: str) -> str:
        """The field ``Authorization`` for a POST to ``target``; '' without a name.

        Raises OSError when the server does not answer.
        """
        if not self._user:
            return ""
        if self._challenge is None:
            self._challenge = self._ask()
        if not self._challenge:
            pair = f"{self._user}:{self._password}".encode()
            return "Basic " + base64.b64encode(pair).decode()
        request = Request(target, b"", method="POST")  # noqa: S310 (http or https: a setting)
        return f"Digest {self._digest.get_authorization(request, self._challenge)}"

    def forget(self) -> bool:
        """Let the server ask again: what it asked may have grown old. False if it asks nothing."""
        asked, self._challenge = self._challenge, None
        return bool(asked)

    def _ask(self) -> dict[str, str]:
        """What the server asks under Digest; nothing where it wants Basic."""
        request = Request(  # noqa: S310 (http or https: a setting)
            self._url, b"", {"Content-Type": "application/sparql-update"}
        )
        try:
            build_opener().open(request, timeout=_SECONDS).close()
        except HTTPError as error:
            with error:
                scheme, _, rest = (error.headers.get("WWW-Authenticate") or "").partition(" ")
                if scheme.lower() == "digest":
                    return dict(parse_keqv_list(parse_http_list(rest)))
        return {}
