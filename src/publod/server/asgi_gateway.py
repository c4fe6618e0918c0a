"""WSGI (PEP 3333) on top of ASGI, so that an application can know of its clients' connections.

granian speaks WSGI itself, a little faster, but then an application is told neither that its client
has left nor by which connection it came, and the answer of a failed iterator ends as if it were
complete. docs/decisions/0014-streaming.md has the reasons and the measurements.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from io import BytesIO
from itertools import chain
from time import monotonic, thread_time
from typing import Any

from publod.messages import N_
from publod.server.client_budgets import Budgets
from publod.server.request_body import Bodies, Receive
from publod.server.request_threads import Busy, Gone, Lane
from publod.server.response_sender import Exchange, Fields, Reply, Send
from publod.web.http.client_connection import client_of
from publod.web.http.headers import OverBudget, RequestError
from publod.web.http.response_cache import Wsgi

#: Gives the application for a request, and whether it may wait.
Quick = Callable[[dict[str, Any]], Awaitable[tuple[Wsgi, bool]]]

#: Where an application finds the address and port of its client's connection.
PEER = "publod.peer"
#: Threads for what waits more than it works, in each process: they cost little while they do.
_PATIENT_THREADS = 128
#: Threads for long work, in each process: most of them wait for their turn at it.
_WORKING_THREADS = 16
#: Threads for pieces of long answers, which are there already, and for refusals.
_SENDING_THREADS = 4
#: How long a client may take for a piece of an answer, in seconds.
_STALLED = 60.0
log = logging.getLogger(__name__)

_STATIC: dict[str, Any] = {
    "SCRIPT_NAME": "",
    "wsgi.version": (1, 0),
    "wsgi.errors": sys.stderr,
    "wsgi.multithread": True,
    "wsgi.multiprocess": True,
    "wsgi.run_once": False,
}
_TOO_MANY = RequestError(503, N_("too many requests wait to be answered: try again"))
_FAILED = RequestError(500, N_("It has been written to the log."))


class Gateway:
    """Answers requests with a WSGI application, in ``threads`` threads.

    Paths in ``patient`` have threads of their own, many of them: their answers take long because
    they wait for others, and meanwhile everything else must be answered. What is there by the path
    finds, without waiting, an application for a request, and whether that will need a thread. Those
    for which ``is_work`` is true have threads of their own as well: they take turns at long work.

    Clients wait for threads, never threads for clients: a request is here whole before a thread
    has it, no thread waits while a piece of an answer is sent or made, and who takes no piece for
    ``stalled`` seconds is let go. Clients share threads fairly (see `Lane`), and are told apart
    behind so many ``proxies``. ``refuse`` gives what answers that a request is not received, and
    why; ``budgets`` say when a client has used too much. What ``stored``
    has for a request is sent at once, without a thread.
    """

    def __init__(
        self,
        application: Wsgi,
        threads: int,
        patient: Mapping[str, Quick],
        bodies: Bodies,
        refuse: Callable[[RequestError | OverBudget], Wsgi],
        stalled: float = _STALLED,
        is_work: Callable[[str], bool] = lambda _: False,
        proxies: int = 0,
        stored: Callable[[Any], tuple[int, Fields, bytes] | None] = lambda _: None,
        budgets: Budgets | None = None,
    ) -> None:
        self._application = application
        self._refuse = refuse
        self._patient = patient
        self._is_work = is_work
        self._stored = stored
        self._budgets = budgets or Budgets(0.0)
        self._bodies = bodies
        self._stalled = stalled
        self._proxies = proxies
        self._pages = Lane(threads, "request")
        self._patience = ThreadPoolExecutor(_PATIENT_THREADS, "patient")
        self._work = Lane(_WORKING_THREADS, "work", share=_WORKING_THREADS // 2)
        self._sending = ThreadPoolExecutor(_SENDING_THREADS, "sending")

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        """Answer one request (https://asgi.readthedocs.io/en/latest/specs/www.html)."""
        if (stored := self._stored(scope)) is not None:
            status, fields, body = stored
            await send({"type": "http.response.start", "status": status, "headers": fields})
            await send({"type": "http.response.body", "body": body, "more_body": False})
            return
        exchange = Exchange(receive, send, self._sending, self._stalled)
        environ = _environ(scope)
        try:
            reply = await self._reply(environ, exchange)
            await exchange.answer(reply, environ)
        except Gone:  # before anybody began to answer
            pass
        finally:
            exchange.end()

    async def _reply(self, environ: dict[str, Any], exchange: Exchange) -> Reply:
        """An answer that has begun. Raises Gone."""
        context = copy_context()

        path = environ["PATH_INFO"]
        client = client_of(environ, self._proxies)
        # What is computed for these is computed in other processes, while a thread waits.
        clock = monotonic if path in self._patient else thread_time

        def begin(application: Wsgi) -> Reply:
            before = clock()
            try:
                return context.run(self._begun, application, environ)
            finally:
                self._budgets.charge(client.key, clock() - before)

        application = self._application
        try:
            has_body = await self._take_body(environ, exchange.receive)
        except RequestError as error:
            application = self._refuse(error)
            reply = await exchange.run(self._sending, begin, application)
            # The rest of the request may still come on this connection.
            reply.fields.append((b"connection", b"close"))
            return reply
        if seconds := self._budgets.wait(client.key, client.address, path):
            application = self._refuse(OverBudget(seconds))
            return await exchange.run(self._sending, partial(self._begun, application, environ))
        if (quick := self._patient.get(path)) is not None:
            # Who may wait here, and for how long, is for the application to say.
            application, waits = await quick(environ)
            if not waits and not has_body:
                return begin(application)
            return await exchange.run(self._patience, begin, application)
        lane = self._work if self._is_work(path) else self._pages
        try:
            return await lane.run(client.key, exchange.leaving, partial(begin, application))
        except Busy:
            application = self._refuse(_TOO_MANY)
            return await exchange.run(self._sending, begin, application)

    def _begun(self, application: Wsgi, environ: dict[str, Any]) -> Reply:
        """An answer that has begun; granian's own to a failure lacks what every answer has."""
        try:
            return _begin(application, environ)
        except Exception:
            log.exception("%s %s failed", environ["REQUEST_METHOD"], environ["PATH_INFO"])
            return _begin(self._refuse(_FAILED), environ)

    async def _take_body(self, environ: dict[str, Any], receive: Receive) -> bool:
        """Whether there is a body, which is at hand then. Raises RequestError."""
        if "CONTENT_LENGTH" not in environ and "HTTP_TRANSFER_ENCODING" not in environ:
            return False
        length = environ.pop("CONTENT_LENGTH", "")
        environ.pop("HTTP_TRANSFER_ENCODING", None)
        body = await self._bodies.receive(receive, length)
        environ["CONTENT_LENGTH"], environ["wsgi.input"] = str(len(body)), BytesIO(body)
        return True


def _begin(application: Wsgi, environ: dict[str, Any]) -> Reply:
    """Let an application answer, to its first piece of a body."""
    begun: list[tuple[int, Fields]] = []
    written: list[bytes] = []  # by applications of before 2003, with write()

    def start(status: str, fields: list[tuple[str, str]], problem: Any = None) -> Any:
        del problem  # nothing has been sent yet, so a second start replaces the first
        coded = [(k.lower().encode("latin-1"), v.encode("latin-1")) for k, v in fields]
        begun[:] = [(int(status[:3]), coded)]
        return written.append

    parts: Any = application(environ, start)
    if isinstance(parts, list):
        return Reply(*begun[0], b"".join((*written, *parts)), None, _nothing)
    close = getattr(parts, "close", _nothing)
    if hasattr(parts, "when_ready"):  # it will tell when its first piece is there
        return Reply(*begun[0], b"", parts, close)
    try:
        pieces = (piece for piece in chain(written, parts) if piece)
        first = next(pieces, b"")
        status, fields = begun[0]
        if not first or (b"content-length", b"%d" % len(first)) in fields:
            close()
            return Reply(status, fields, first, None, _nothing)
    except BaseException:
        close()
        raise
    return Reply(status, fields, first, pieces, close)


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


def _nothing() -> None:
    pass
