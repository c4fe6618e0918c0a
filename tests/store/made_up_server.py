"""A SPARQL server that answers as a test wants it to, good or bad."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Handler = BaseHTTPRequestHandler
ROWS = "application/sparql-results+json"


class Reader:
    """Somebody who asks, and may leave."""

    def __init__(self, key: str = "a") -> None:
        self.key = key
        self.gone = False

    def has_left(self) -> bool:
        return self.gone


@dataclass
class Asked:
    """A request: its path, its fields and its parameters."""

    path: str
    headers: dict[str, str]
    parameters: dict[str, list[str]]
    client: tuple[str, int]
    body: bytes

    @property
    def query(self) -> str:
        return self.parameters.get("query", [""])[0]


@dataclass
class MadeUpServer:
    url: str
    answer: Callable[[Handler, Asked], None]
    asked: list[Asked] = field(default_factory=list)
    marker: str = "3 3.abc token whole"
    union: str = ""
    is_virtuoso: bool = False


def whole(handler: Handler, body: bytes, kind: str = ROWS, status: int = 200, **more: str) -> None:
    """Answer with a length."""
    handler.send_response(status)
    handler.send_header("Content-Type", kind)
    handler.send_header("Content-Length", str(len(body)))
    for name, value in more.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)


def begin_chunks(handler: Handler, kind: str = ROWS) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", kind)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()


def chunk(handler: Handler, piece: bytes) -> None:
    handler.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
    handler.wfile.flush()


def has_gone(handler: Handler, seconds: float) -> bool:
    """Whether the client closes its connection within so many seconds."""
    handler.connection.settimeout(seconds)
    try:
        return not handler.connection.recv(1)
    except TimeoutError:
        return False
    except OSError:
        return True


def boolean(value: bool) -> bytes:
    return json.dumps({"head": {}, "boolean": value}).encode()


@contextmanager
def made_up_server() -> Iterator[MadeUpServer]:
    made: MadeUpServer

    class Handling(Handler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:  # noqa: N802
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            parts = urlsplit(self.path)
            text = f"{parts.query}&{body.decode()}".strip("&")
            asked = Asked(
                parts.path,
                {name.lower(): value for name, value in self.headers.items()},
                parse_qs(text, keep_blank_values=True),
                self.client_address,
                body,
            )
            made.asked.append(asked)
            if "SELECT ?marker" in asked.query:
                value = {"marker": {"type": "literal", "value": made.marker}}
                rows = {"head": {"vars": ["marker"]}, "results": {"bindings": [value]}}
                whole(self, json.dumps(rows).encode())
            elif "describe-mode" in asked.query:
                whole(self, boolean(True), status=200 if made.is_virtuoso else 400)
            elif "virtrdf" in asked.query:
                whole(self, boolean(made.is_virtuoso))
            elif "LIMIT 20000" in asked.query:
                whole(self, b"", X_SPARQL_MaxRows="10000")
            elif "?marker" in asked.query:
                whole(self, boolean(not made.union or made.union in asked.parameters))
            else:
                made.answer(self, asked)

        do_GET = do_POST  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: Any) -> None:
            """A client that closes its connection is what many tests are about."""

        def server_bind(self) -> None:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            super().server_bind()

    with Server(("127.0.0.1", 0), Handling) as server:
        made = MadeUpServer(
            f"http://127.0.0.1:{server.server_port}/sparql", lambda h, _: whole(h, boolean(True))
        )
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield made
        server.shutdown()
        thread.join()
