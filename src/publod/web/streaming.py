"""Sending what is made piece by piece."""

from __future__ import annotations

import logging
from collections.abc import Iterator

log = logging.getLogger(__name__)

#: Pieces are sent when they are together this long, in bytes: each one sent costs the server work.
_ENOUGH = 32 << 10


class Gathered:
    """Pieces of a body, put together to larger ones; the first of these is made at once.

    A server closes it when the client has gone away: then the maker of the pieces is closed too,
    and makes no more. A failure on the way is written to the log and ends the body early, where it
    lacks the end that its format has.
    """

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._first: bytes | None = self._next()

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        piece, self._first = self._first, None
        if piece is None:
            try:
                piece = self._next()
            except Exception:
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

    def _next(self) -> bytes:
        """The next pieces together; nothing after the last."""
        found = bytearray()
        for piece in self._pieces:
            found += piece
            if len(found) >= _ENOUGH:
                break
        return bytes(found)
