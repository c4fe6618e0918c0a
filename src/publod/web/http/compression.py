"""Answers compressed for whoever takes it (RFC 9110 §8.4, §12.5.3).

gzip at a low level: three quarters of what a higher one saves, at a third of its cost. Whoever
takes it gets weak ETags, since the bytes may not be those of the plain answer; for revalidation
that does not matter (RFC 9110 §8.8.3.2).
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator

from flask import Response, request

from publod.web.http.headers import EVERYWHERE, EXPOSED
from publod.web.http.streaming import Spool

#: Below this, in bytes, an answer fits in a packet or two anyway.
LEAST = 1024
_LEVEL = 4
_GZIP = 16 + zlib.MAX_WBITS
_WORTHWHILE = (
    "text/", "application/json", "application/ld+json", "application/xml", "application/rdf+xml",
    "application/sparql-results", "application/n-", "application/trig", "application/problem+json",
    "application/atom+xml", "application/x-", "application/vnd.", "application/opensearch",
    "application/linkset", "application/activity+json", "image/svg+xml",
)  # fmt: skip


def takes_gzip(accept_encoding: str | None) -> bool:
    """Whether a client takes gzip, by its Accept-Encoding field."""
    if not accept_encoding:
        return False
    for part in accept_encoding.lower().split(","):
        coding, _, parameters = part.partition(";")
        if coding.strip() in {"gzip", "x-gzip", "*"}:
            quality = parameters.replace(" ", "").removeprefix("q=") or "1"
            return quality.strip("0.") != ""
    return False


def compress(response: Response) -> Response:
    """Compress an answer if the client takes it and it is worth it; say that it depends."""
    kind = response.mimetype or ""
    if not kind.startswith(_WORTHWHILE) or "Content-Encoding" in response.headers:
        return response
    if response.cache_control.no_transform:  # RFC 9111 §5.2.2.6
        return response
    response.vary.add("Accept-Encoding")
    if response.status_code not in {200, 304, 404, 410} or not takes_gzip(
        request.headers.get("Accept-Encoding")
    ):
        return response
    etag, _ = response.get_etag()
    if etag is not None:
        response.set_etag(etag, weak=True)
    return response if response.status_code == 304 else _compressed(response)


def complete(
    fields: list[tuple[str, str]], body: bytes, accept_encoding: str | None
) -> tuple[list[tuple[str, str]], bytes]:
    """A whole response made without the framework, as it is sent: what every one has is added.

    Its fields name a type that is worth compressing, and a weak tag if any.
    """
    vary = ", ".join([*(v for k, v in fields if k == "Vary"), "Accept-Encoding"])
    done = [*(f for f in fields if f[0] != "Vary"), ("Vary", vary), *EVERYWHERE, EXPOSED]
    if len(body) >= LEAST and takes_gzip(accept_encoding):
        body = _packed(body)
        done.append(("Content-Encoding", "gzip"))
    done.append(("Content-Length", str(len(body))))
    return done, body


def _packed(body: bytes) -> bytes:
    coder = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP)
    return coder.compress(body) + coder.flush()


def _compressed(response: Response) -> Response:
    if isinstance(response.response, Spool):
        response.response = GzipPieces(response.response)
        response.headers.pop("Content-Length", None)
    else:
        if response.direct_passthrough:  # a style sheet or a script: small files
            response.direct_passthrough = False
            response.make_sequence()
        body = response.get_data()
        if len(body) < LEAST:
            return response
        response.set_data(_packed(body))
    response.headers["Content-Encoding"] = "gzip"
    return response


class GzipPieces(Iterator[bytes]):
    """A long answer compressed as it is read.

    Each piece is sent on at once, so that what comes first is seen first.
    """

    def __init__(self, spool: Spool) -> None:
        self._spool = spool
        self._coder = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP)
        self._is_ended = False

    def when_ready(self, notify: Callable[[], None]) -> bool:
        """See `Spool.when_ready`."""
        return self._spool.when_ready(notify)

    def __next__(self) -> bytes:
        if self._is_ended:
            raise StopIteration
        try:
            piece = next(self._spool)
        except StopIteration:
            self._is_ended = True
            return self._coder.flush()
        return self._coder.compress(piece) + self._coder.flush(zlib.Z_SYNC_FLUSH)

    def close(self) -> None:
        """See `Spool.close`."""
        self._spool.close()
