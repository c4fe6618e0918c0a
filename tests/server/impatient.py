"""A gateway with little patience, for granian to serve: what it does to whom, in a second or two.

``/endless`` has no end, ``/stopped`` meets a limit and ``/broken`` a mistake on the way, ``/failing`` fails before that. ``/echo`` gives the body of a request back, and tells which thread read it. ``/unmade`` begins and never goes on, and
``/held`` is answered when somebody has asked for ``/release``.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from publod.errors import QueryTimeout
from publod.server.asgi_gateway import Gateway
from publod.server.request_body import Bodies
from publod.web.http.headers import OverBudget, RequestError

#: How long clients may be silent, in seconds.
PATIENCE = 1.0
MOST = 1000
_closed = threading.Event()
_released = threading.Event()


def gateway() -> Gateway:
    bodies = Bodies(MOST, PATIENCE)
    return Gateway(application, 2, {"/quick": quick}, bodies, refuse, PATIENCE, stored=stored)


def stored(scope: Any) -> tuple[int, list[tuple[bytes, bytes]], bytes] | None:
    """What is in memory: ``/stored``."""
    if scope["path"] != "/stored":
        return None
    body = b"stored" if scope["method"] == "GET" else b""
    return 200, [(b"content-type", b"text/plain"), (b"content-length", b"6")], body


def refuse(error: RequestError | OverBudget) -> Callable[..., Iterable[bytes]]:
    assert isinstance(error, RequestError)

    def told(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        del environ
        start(f"{error.status} Refused", [("Content-Type", "text/plain")])
        return [str(error).encode()]

    return told


def application(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    fields = [("Content-Type", "text/plain")]
    if environ["PATH_INFO"] == "/failing":
        raise ZeroDivisionError
    start("200 OK", fields)
    bodies: dict[str, Callable[[], Iterator[bytes]]] = {
        "/endless": _endless,
        "/stopped": lambda: _stopped(QueryTimeout(20)),
        "/broken": lambda: _stopped(ZeroDivisionError()),
        "/unmade": Unmade,
    }
    if make := bodies.get(environ["PATH_INFO"]):
        return make()
    if environ["PATH_INFO"] == "/held":
        return [b"yes" if _released.wait(20) else b"no"]
    if environ["PATH_INFO"] == "/release":
        _released.set()
    if environ["PATH_INFO"] == "/closed":
        return [b"yes" if _closed.wait(10) else b"no"]
    thread = threading.current_thread().name.rpartition("_")[0]
    names = ",".join(sorted(name for name in environ if name.startswith("HTTP_X_")))
    return [f"{thread}|{names}|".encode() + environ["wsgi.input"].read()]


class Unmade(Iterator[bytes]):
    """A body of one piece, whose second one is never ready."""

    def __init__(self) -> None:
        self._has_begun = False

    def when_ready(self, notify: Callable[[], None]) -> bool:
        del notify
        return not self._has_begun

    def __next__(self) -> bytes:
        self._has_begun = True
        return b"x"

    def close(self) -> None:
        _closed.set()


async def quick(environ: dict[str, Any]) -> tuple[Any, bool]:
    del environ
    return application, False


def _stopped(reason: Exception) -> Iterator[bytes]:
    yield b"x" * 65536
    raise reason


def _endless() -> Iterator[bytes]:
    try:
        while True:
            yield b"x" * 65536
    finally:
        _closed.set()
