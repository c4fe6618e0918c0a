"""The connection that a request came by: does somebody still wait there, and breaking it off."""

from __future__ import annotations

import contextlib
import errno
import os
import select
import socket
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from ipaddress import ip_address
from typing import Any

#: Where `publod.server.asgi_gateway` tells the address and port of the client's end.
_PEER = "publod.peer"
#: Where gunicorn tells the socket itself.
_SOCKET = "gunicorn.socket"


class Client:
    """Who waits for an answer, as far as the server in front tells. Any thread may ask.

    A server keeps its sockets to itself, but they are open files of this process, and an address
    with a port names one of them. It is looked up each time and held for no longer than a look at
    it takes: a socket that is held here would stay open when the server closes it.
    """

    def __init__(
        self, host: str, peer: tuple[str, int] | None, known: socket.socket | None = None
    ) -> None:
        self._host = host
        self._peer = peer
        self._known = known
        self._descriptor = -1

    @property
    def address(self) -> str:
        """The client's address, as text; empty where the server does not tell it."""
        return self._host

    @property
    def key(self) -> str:
        """The client's address; of IPv6 the 48 bits that a site is given at most (RFC 6177 §2).

        Whoever has a /48 has 65,536 networks and any number of addresses, and is one client.
        """
        return _site(self._host)

    @property
    def is_known(self) -> bool:
        """Whether anything can be said of the connection, and done to it."""
        return self._known is not None or self._peer is not None

    def has_left(self) -> bool:
        """Whether the connection has ended at the client's end; False where nobody knows."""
        if not self.is_known:
            return False
        try:
            with self._connection() as connection:
                return connection is None or _is_ended(connection)
        except OSError:  # so many files are open that it cannot be looked at
            return False

    def break_off(self) -> None:
        """End the connection now, so that nobody can take what was sent for a whole answer."""
        with contextlib.suppress(OSError), self._connection() as connection:
            if connection is not None:
                connection.shutdown(socket.SHUT_RDWR)

    @contextmanager
    def _connection(self) -> Iterator[socket.socket | None]:
        if self._known is not None:
            yield self._known if self._known.fileno() >= 0 else None
            return
        connection = self._opened(self._descriptor) or self._among_descriptors()
        try:
            yield connection
        finally:
            if connection is not None:
                connection.close()

    def _among_descriptors(self) -> socket.socket | None:
        for name in os.listdir("/dev/fd"):  # noqa: PTH208 (numbers, not files)
            descriptor = int(name)
            connection = self._opened(descriptor)
            if connection is not None:
                self._descriptor = descriptor
                return connection
        return None

    def _opened(self, descriptor: int) -> socket.socket | None:
        """A copy of a descriptor, if that is the connection."""
        if descriptor < 0:
            return None
        try:
            if not stat.S_ISSOCK(os.fstat(descriptor).st_mode):
                return None
            duplicate = os.dup(descriptor)
        except OSError as error:
            if error.errno == errno.EMFILE:
                raise
            return None  # closed meanwhile
        try:
            copy = socket.socket(fileno=duplicate)
        except OSError:
            os.close(duplicate)
            return None
        with contextlib.suppress(OSError):
            if copy.family in {socket.AF_INET, socket.AF_INET6}:
                host, port = copy.getpeername()[:2]
                if (host.removeprefix("::ffff:"), port) == self._peer:
                    return copy
        copy.close()
        return None


@lru_cache(1024)
def _site(host: str) -> str:
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if address.version == 4:
        return host
    return ":".join(address.exploded.split(":")[:3])


def _is_ended(connection: socket.socket) -> bool:
    """Whether nothing more will come from the other end; what has come already may lie there."""
    if hasattr(select, "POLLRDHUP"):
        look = select.poll()
        look.register(connection, select.POLLRDHUP)
        return bool(look.poll(0))  # hanging up and errors are told unasked
    try:
        return connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True


def client_of(environ: Mapping[str, Any], proxies: int = 0) -> Client:
    """The client of a request that came through so many proxies that are to be believed.

    Each of these adds to ``X-Forwarded-For`` whom it was asked by; what was there before that
    anybody may have written.
    """
    address = str(environ.get("REMOTE_ADDR", "")).strip("[]").removeprefix("::ffff:")
    known, peer = environ.get(_SOCKET), environ.get(_PEER)
    if peer is not None:
        host, port = peer
        peer = (str(host).strip("[]").removeprefix("::ffff:"), int(port))
    if not isinstance(known, socket.socket):
        known = None
    if proxies:
        addresses = [part.strip() for part in environ.get("HTTP_X_FORWARDED_FOR", "").split(",")]
        address = addresses[-proxies] if len(addresses) >= proxies else address
    return Client(address, peer, known)
