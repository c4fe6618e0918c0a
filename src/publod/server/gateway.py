"""WSGI (PEP 3333) on top of ASGI, so that an application can know of its clients' connections.

granian speaks WSGI itself, a little faster, but then an application is told neither that its client
has left nor by which connection it came, and the answer of a failed iterator ends as if it were
complete. docs/decisions/0014-streaming.md has the reasons and the measurements.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sys
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from io import BytesIO
from typing import Any, NamedTuple

from publod.errors import QueryError
from publod.server.body import Bodies, Receive, Refused
from publod.web.sparql.client import client_of

Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]
Send = Callable[[dict[str, Any]], Any]
_Fields = list[tuple[bytes, bytes]]
#: Lets a thread call a function, and gives what that returns.
_Run = Callable[..., Awaitable[Any]]

#: Gives the application for a request, and whether it may wait.
Quick = Callable[[dict[str, Any]], Awaitable[tuple[Wsgi, bool]]]

log = logging.getLogger(__name__)

#: Where an application finds the address and port of its client's connection.
PEER = "publod.peer"
#: Threads for what waits more than it works, in each process: they cost little while they do.
_PATIENT_THREADS = 128
#: How long a client may take for a piece of an answer, in seconds.
_STALLED = 60.0
_STATIC: dict[str, Any] = {
    "SCRIPT_NAME": "",
    "wsgi.version": (1, 0),
    "wsgi.errors": sys.stderr,
    "wsgi.multithread": True,
    "wsgi.multiprocess": True,
    "wsgi.run_once": False,
}
_END = b""


class Reply(NamedTuple):
    """An answer that has begun. ``rest`` is None where ``first`` is the whole body."""

    status: int
    fields: _Fields
    first: bytes
    rest: Iterator[bytes] | None
    close: Callable[[], None]


class Gateway:
    """Answers requests with a WSGI application, in ``threads`` threads.

    Paths in ``patient`` have threads of their own, many of them: their answers take long because
    they wait for others, and meanwhile everything else must be answered. What is there by the path
    finds, without waiting, an application for a request, and whether that will need a thread.

    Clients wait for threads, never threads for clients: a request is here whole before a thread
    has it, and who takes no piece of an answer for ``stalled`` seconds is let go. ``refuse`` gives
    what tells, with a status and a reason, that a request is not received.
    """

    def __init__(
        self,
        application: Wsgi,
        threads: int,
        patient: Mapping[str, Quick],
        bodies: Bodies,
        refuse: Callable[[int, str], Wsgi],
        stalled: float = _STALLED,
    ) -> None:
        self._application = application
        self._refuse = refuse
        self._patient = patient
        self._bodies = bodies
        self._stalled = stalled
        self._threads = ThreadPoolExecutor(threads, "request")
        self._patient_threads = ThreadPoolExecutor(_PATIENT_THREADS, "patient")

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        """Answer one request (https://asgi.readthedocs.io/en/latest/specs/www.html)."""
        loop = asyncio.get_running_loop()
        environ = _environ(scope)
        threads, application, waits = self._threads, self._application, True
        is_last = False
        try:
            has_body = await self._take_body(environ, receive)
        except Refused as refusal:
            application, has_body, is_last = self._refuse(refusal.status, str(refusal)), False, True
        else:
            quick = self._patient.get(scope["path"])
            if quick is not None:
                threads = self._patient_threads
                application, waits = await quick(environ)
        context = copy_context()

        def run(call: Callable[..., Any], *arguments: Any) -> Awaitable[Any]:
            return loop.run_in_executor(threads, context.run, call, *arguments)

        if waits or has_body:
            reply = await run(_begin, application, environ)
        else:
            reply = context.run(_begin, application, environ)
        if is_last:  # the rest of the request may still come on this connection
            reply.fields.append((b"connection", b"close"))
        start = {"type": "http.response.start", "status": reply.status, "headers": reply.fields}
        if reply.rest is None:
            await send(start)
            await send({"type": "http.response.body", "body": reply.first, "more_body": False})
            return
        leaving = loop.create_task(_departure(receive))
        try:
            await send(start)
            await self._send_on(reply.first, reply.rest, send, leaving, run)
        except Exception as error:
            # Nobody may take what was sent for the whole.
            await run(client_of(environ).break_off)
            if isinstance(error, TimeoutError):
                log.warning("%s %s: the client took nothing more", scope["method"], scope["path"])
            elif isinstance(error, QueryError):  # a limit was met: nobody's mistake
                log.warning("%s %s broke off: %s", scope["method"], scope["path"], error)
            else:
                log.exception("%s %s broke off", scope["method"], scope["path"])
        finally:
            leaving.cancel()
            await run(reply.close)

    async def _take_body(self, environ: dict[str, Any], receive: Receive) -> bool:
        """Whether there is a body, which is at hand then. Raises Refused."""
        if "CONTENT_LENGTH" not in environ and "HTTP_TRANSFER_ENCODING" not in environ:
            return False
        length = environ.pop("CONTENT_LENGTH", "")
        environ.pop("HTTP_TRANSFER_ENCODING", None)
        body = await self._bodies.receive(receive, length)
        environ["CONTENT_LENGTH"], environ["wsgi.input"] = str(len(body)), BytesIO(body)
        return True

    async def _send_on(
        self,
        piece: bytes,
        rest: Iterator[bytes],
        send: Send,
        leaving: asyncio.Future[None],
        run: _Run,
    ) -> None:
        """Send piece after piece until the client leaves. TimeoutError when it takes none."""
        while piece and not leaving.done():
            async with asyncio.timeout(self._stalled):
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            piece = await run(_next, rest)
        if not piece:
            await send({"type": "http.response.body", "body": b"", "more_body": False})


def _begin(application: Wsgi, environ: dict[str, Any]) -> Reply:
    """Let an application answer, to its first piece of a body."""
    begun: list[tuple[int, _Fields]] = []

    def start(status: str, fields: list[tuple[str, str]], problem: Any = None) -> Any:
        del problem  # nothing has been sent yet, so a second start replaces the first
        coded = [(k.lower().encode("latin-1"), v.encode("latin-1")) for k, v in fields]
        begun[:] = [(int(status[:3]), coded)]
        return _write

    parts = application(environ, start)
    if isinstance(parts, list):
        return Reply(*begun[0], b"".join(parts), None, _nothing)
    close = getattr(parts, "close", _nothing)
    try:
        pieces = (piece for piece in parts if piece)
        first = next(pieces, _END)
        status, fields = begun[0]
        if not first or (b"content-length", b"%d" % len(first)) in fields:
            close()
            return Reply(status, fields, first, None, _nothing)
    except BaseException:
        close()
        raise
    return Reply(status, fields, first, pieces, close)


def _next(pieces: Iterator[bytes]) -> bytes:
    return next(pieces, _END)


async def _departure(receive: Receive) -> None:
    """Wait until the client has left; what is left of its request is passed over."""
    with contextlib.suppress(Exception):
        while (await receive())["type"] != "http.disconnect":
            pass


def _environ(scope: Any) -> dict[str, Any]:
    """A request as PEP 3333 has it, without its body."""
    server, port = scope["server"] or ("localhost", 80)
    environ = _STATIC | {
        "REQUEST_METHOD": scope["method"],
        "PATH_INFO": scope["path"].encode().decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": server,
        "SERVER_PORT": str(port or 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": BytesIO(),
    }
    if scope["client"]:
        environ["REMOTE_ADDR"], environ[PEER] = scope["client"][0], tuple(scope["client"])
    for coded, value in scope["headers"]:
        if b"_" in coded:  # it would pass for the field with a hyphen, which a proxy has checked
            continue
        name = coded.decode("latin-1").upper().replace("-", "_")
        if name not in {"CONTENT_TYPE", "CONTENT_LENGTH"}:
            name = "HTTP_" + name
        text = value.decode("latin-1")
        if name in environ:
            text = f"{environ[name]}{'; ' if name == 'HTTP_COOKIE' else ','}{text}"
        environ[name] = text
    return environ


def _write(_: bytes) -> None:
    raise NotImplementedError("PEP 3333 keeps write() for applications of before 2003")


def _nothing() -> None:
    pass
