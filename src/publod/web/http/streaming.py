"""Sending what is made piece by piece.

No answer is made at the pace of whoever reads it: a maker holds a connection to the ledger, and a
reader may take all day. `spooled` sees to it, for every answer of the application.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import cast

from flask import Response, request
from werkzeug.wsgi import FileWrapper

from publod.errors import PublodError
from publod.web.http.client_connection import client_of
from publod.web.http.spool import Room, Spool
from publod.web.http.workload import ENOUGH, gathered

log = logging.getLogger(__name__)


class Gathered:
    """Pieces of a body, put together to larger ones; the first of these is made at once.

    When it is closed, the maker of the pieces is closed too, and makes no more. A mistake on the
    way is written to the log.
    """

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._first: bytes | None = gathered(self._pieces)
        #: Whether the first piece is all there is.
        self.is_whole = len(self._first or b"") < ENOUGH

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        piece, self._first = self._first, None
        if piece is None:
            try:
                piece = gathered(self._pieces)
            except Exception as error:
                if not isinstance(error, PublodError):
                    log.exception("an answer broke off")
                self.close()
                raise
        if not piece:
            raise StopIteration
        return piece

    def close(self) -> None:
        """Stop making pieces."""
        close = getattr(self._pieces, "close", None)
        if close is not None:
            close()


def spooled(response: Response, proxies: int, room: Room) -> Response:
    """The answer with a body that holds nothing which others need while a client reads it.

    A body that is made piece by piece is written to a temporary file at its maker's own pace (see
    `Spool`); one that is short is made here and now. Bytes and files are left as they are.
    """
    body = response.response
    if not response.is_streamed or isinstance(body, (Spool, FileWrapper)):
        return response
    if request.method == "HEAD":  # nothing of it is sent
        response.response = iter(())
        return response
    pieces = body if isinstance(body, Gathered) else Gathered(response.iter_encoded())
    if pieces.is_whole:
        response.set_data(b"".join(pieces))
        pieces.close()
        return response
    client = client_of(request.environ, proxies)
    return send_spool(response, Spool(cast(Iterator[bytes], pieces), client, room))


def send_spool(response: Response, spool: Spool) -> Response:
    """Let a server have the spool itself, which tells it when the next piece is there."""
    response.response = spool
    response.direct_passthrough = True
    return response
