"""A gateway with little patience, for granian to serve: what it does to whom, in a second or two.

``/endless`` has no end, ``/stopped`` meets a limit and ``/broken`` a mistake on the way. ``/echo`` gives the body of a request back, and tells which thread read it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from publod.errors import QueryTimeout
from publod.server.body import Bodies
from publod.server.gateway import Gateway

#: How long clients may be silent, in seconds.
PATIENCE = 1.0
MOST = 1000
_closed = threading.Event()


def gateway() -> Gateway:
    bodies = Bodies(MOST, PATIENCE)
    return Gateway(application, 2, {"/quick": quick}, bodies, refuse, PATIENCE)


def refuse(status: int, reason: str) -> Callable[..., Iterable[bytes]]:
    def told(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        del environ
        start(f"{status} Refused", [("Content-Type", "text/plain")])
        return [reason.encode()]

    return told


def application(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    fields = [("Content-Type", "text/plain")]
    start("200 OK", fields)
    if environ["PATH_INFO"] == "/endless":
        return _endless()
    if environ["PATH_INFO"] == "/stopped":
        return _stopped(QueryTimeout(20))
    if environ["PATH_INFO"] == "/broken":
        return _stopped(ZeroDivisionError())
    if environ["PATH_INFO"] == "/closed":
        return [b"yes" if _closed.wait(10) else b"no"]
    thread = threading.current_thread().name.rpartition("_")[0]
    names = ",".join(sorted(name for name in environ if name.startswith("HTTP_X_")))
    return [f"{thread}|{names}|".encode() + environ["wsgi.input"].read()]


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
