"""Sending what is made piece by piece, through a temporary file where it is long.

No answer is made at the pace of whoever reads it: a maker holds a connection to the ledger, and a
reader may take all day. `spooled` sees to it, for every answer of the application.
"""

from __future__ import annotations

import logging
import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextvars import copy_context
from tempfile import TemporaryFile
from threading import Condition, Lock, Thread
from typing import Any, BinaryIO, cast

from flask import Response, request

from publod.errors import AnswerTooLarge, PublodError, QueryAbandoned, QueryOverload
from publod.messages import N_
from publod.web.http.client_connection import Client, client_of
from publod.web.http.long_work_limits import ENOUGH, gathered

#: How much is sent at a time, in bytes.
_PIECE = 64 << 10
#: How long a reader waits before it looks whether anybody still wants the answer, in seconds.
_LOOK = 0.5


class Spool(Iterator[bytes]):
    """The pieces of an answer from ``chunks``, within a ``quota`` of disk space.

    Where making the answer fails on the way, the client's connection is broken off and the error
    raised: what was sent can then be taken for a whole answer by nobody. Close it when done.
    """

    def __init__(self, chunks: Iterator[bytes], client: Client, quota: DiskQuota) -> None:
        self._chunks: Any = chunks
        self._client = client
        self._quota = quota
        self._file = TemporaryFile()  # noqa: SIM115 (closed in close)
        self._written = self._read = 0
        self._is_whole = self._is_closed = False
        self._problem: BaseException | None = None
        self._notify: Callable[[], None] | None = None
        self._news = Condition()
        self._thread = Thread(
            target=copy_context().run, args=(self._take,), name="answer", daemon=True
        )
        self._thread.start()

    def wait(self, seconds: float | None = None) -> int | None:
        """Wait until the answer is whole and give its length; None when it takes longer.

        Raises what stopped the making.
        """
        with self._news:
            self._news.wait_for(lambda: self._is_whole, seconds)
            if self._problem is not None:
                raise self._problem
            return self._written if self._is_whole else None

    def when_ready(self, notify: Callable[[], None]) -> bool:
        """Whether the next piece, or the end, can be had without waiting.

        If not, ``notify`` is called once it can, by another thread.
        """
        with self._news:
            if self._read < self._written or self._is_whole or self._is_closed:
                return True
            self._notify = notify
            return False

    def __next__(self) -> bytes:
        with self._news:
            while self._read == self._written and not self._is_whole and not self._is_closed:
                if not self._news.wait(_LOOK) and self._client.has_left():
                    self._is_closed = True
                    self._problem = QueryAbandoned()
            problem, ready = self._problem, self._written - self._read
        if problem is not None:
            self._client.break_off()
            raise problem
        if not ready or self._is_closed:
            raise StopIteration
        piece = os.pread(self._file.fileno(), min(ready, _PIECE), self._read)
        self._read += len(piece)
        return piece

    def close(self) -> None:
        """Stop making the answer if it is still being made, and let go of the file."""
        with self._news:
            self._is_closed = True
            if self._is_whole:
                self._let_go()

    def _let_go(self) -> None:
        if not self._file.closed:
            self._file.close()
            self._quota.give(self._client.key, self._written)

    def _tell(self) -> None:
        """Let whoever waits know; holds the lock."""
        self._news.notify_all()
        notify, self._notify = self._notify, None
        if notify is not None:
            notify()

    def _take(self) -> None:
        """Write down the chunks as they are made, for as long as anybody wants them."""
        problem: BaseException | None = None
        try:
            for chunk in self._chunks:
                if self._written + len(chunk) > self._quota.largest:
                    raise AnswerTooLarge(self._quota.largest)
                self._quota.take(self._client.key, len(chunk))
                try:
                    self._file.write(chunk)
                    self._file.flush()
                finally:
                    with self._news:
                        self._written += len(chunk)
                        self._tell()
                if self._is_closed:
                    break
        except Exception as error:  # noqa: BLE001 (raised again by whoever reads)
            problem = error
        finally:
            close: Callable[[], None] | None = getattr(self._chunks, "close", None)
            if close is not None:
                close()
            with self._news:
                self._problem = self._problem or problem
                self._is_whole = True
                self._tell()
                if self._is_closed:
                    self._let_go()


class PartOfFile(Iterator[bytes]):
    """Bytes of an open file, from ``start`` on; it is closed with the answer."""

    def __init__(self, stream: BinaryIO, start: int, length: int) -> None:
        self._stream = stream
        self._at, self._end = start, start + length

    def __next__(self) -> bytes:
        piece = os.pread(self._stream.fileno(), min(_PIECE, self._end - self._at), self._at)
        if not piece:
            raise StopIteration
        self._at += len(piece)
        return piece

    def close(self) -> None:
        """Close the file."""
        self._stream.close()


class DiskQuota:
    """The disk space for all long answers that one process is sending.

    One answer may be ``largest`` bytes long, and all together four times that. One client's leave
    the space of one answer to others, however slowly it reads.
    """

    def __init__(self, largest: int) -> None:
        self.largest = largest
        self._lock = Lock()
        self._taken: Counter[str] = Counter()

    def take(self, key: str, size: int) -> None:
        """Take so many bytes more for a client's answer; QueryOverload when there are none."""
        with self._lock:
            own, all_taken = self._taken[key] + size, self._taken.total() + size
            if own > 3 * self.largest or all_taken > 4 * self.largest:
                raise QueryOverload(
                    N_(
                        "the long answers that are being read take %(size)s MiB, or yours "
                        "%(own)s MiB, which is the most that may lie here: try again when some "
                        "have been read, or ask for less at a time with LIMIT",
                        size=4 * self.largest >> 20,
                        own=3 * self.largest >> 20,
                    )
                )
            self._taken[key] = own

    def give(self, key: str, size: int) -> None:
        """Give bytes back."""
        with self._lock:
            self._taken[key] -= size
            if not self._taken[key]:
                del self._taken[key]


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


def spooled(response: Response, proxies: int, quota: DiskQuota) -> Response:
    """The answer with a body that holds nothing which others need while a client reads it.

    A body that is made piece by piece is written to a temporary file at its maker's own pace (see
    `Spool`); one that is short is made here and now. Bytes and files are left as they are.
    """
    body = response.response
    if not response.is_streamed or response.direct_passthrough:  # a file, a part of one, a spool
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
    return send_spool(response, Spool(cast(Iterator[bytes], pieces), client, quota))


def send_spool(response: Response, spool: Spool) -> Response:
    """Let a server have the spool itself, which tells it when the next piece is there."""
    response.response = spool
    response.direct_passthrough = True
    return response
