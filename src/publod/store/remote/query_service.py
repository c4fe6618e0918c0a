"""Answering public queries from a store on another server, so many at a time."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from threading import Lock
from time import monotonic

from publod.errors import (
    QueryOverload,
    QueryRefused,
    QuerySyntaxError,
    QueryTimeout,
    QueryTooLarge,
    StoreError,
)
from publod.formats import QUERY_GRAPHS, QUERY_RESULTS
from publod.messages import N_, English
from publod.store import query_guard
from publod.store.admission import QuerySlots, key_of
from publod.store.limits import Limits
from publod.store.query_guard import shape_of
from publod.store.remote.dialect import CUT, Dialect, boolean_of, tsv_of
from publod.store.remote.http_client import Clock, Endpoint, Reply
from publod.store.remote.query_rewriter import KINDS, RewrittenQuery, rewritten
from publod.store.remote.watermark import WatermarkPoller, watermark_graph
from publod.store.store_interface import (
    ANSWERED,
    Answer,
    Asker,
    GraphFormat,
    Meter,
    Query,
    ResultsFormat,
    outcome_of,
)
from publod.vocabulary import QUERY_PREFIXES


class Turn:
    """A place among the queries that run at once. Raises QueryOverload when there is none."""

    def __init__(self, slots: QuerySlots[None], meter: Meter, asker: Asker | None) -> None:
        self.meter = meter
        self.began = monotonic()
        self._slots = slots
        self._key = key_of(asker)
        self._lock = Lock()
        slots.wait(asker)
        meter.running("fast", 1)
        self._entered = monotonic()
        self._is_taken = True

    def leave(self) -> None:
        """Give the place to another; safe to call twice."""
        with self._lock:
            was_taken, self._is_taken = self._is_taken, False
        if was_taken:
            self.meter.running("fast", -1)
            self._slots.give(None, self._key, monotonic() - self._entered)


class Stream(Iterator[bytes]):
    """The pieces of a long answer. Close it, or use it up, to let another query in."""

    def __init__(
        self, first: list[bytes], pieces: Iterator[bytes], reply: Reply, turn: Turn
    ) -> None:
        self._first = first[::-1]
        self._pieces = pieces
        self._reply = reply
        self._turn = turn

    def __next__(self) -> bytes:
        if self._first:
            return self._first.pop()
        try:
            return next(self._pieces)
        except StopIteration:
            self.close()
            raise
        except BaseException as error:
            self._turn.meter.ended(outcome_of(error), monotonic() - self._turn.began)
            self.close()
            raise

    def close(self) -> None:
        """Stop the query if it still runs."""
        self._first.clear()
        with contextlib.suppress(ValueError):  # another thread is reading this very moment
            getattr(self._pieces, "close", lambda: None)()
        self._reply.close()
        self._turn.leave()

    def __del__(self) -> None:
        self.close()


#: An answer up to this many bytes is handed over whole, with its length.
SMALL = 256 << 10
#: What a server is asked for; TSV is made here, of JSON.
_RESULTS = {known.name: known.media_type for known in QUERY_RESULTS}
_RESULTS["tsv"] = _RESULTS["json"]
_GRAPHS = {known.name: known.media_type for known in QUERY_GRAPHS}


class RemoteQueries:
    """Answers queries from the SPARQL server at ``url``; any number of threads may call.

    All prefixes of publod's vocabulary are declared in every query. Of ``limits``, all slots
    together are how many queries run at once.
    """

    def __init__(
        self,
        url: str,
        *,
        base_url: str,
        limits: Limits | None = None,
        meter: Meter | None = None,
    ) -> None:
        self.limits = limits or Limits()
        self.meter = meter or Meter()
        self._endpoint = Endpoint(url)
        self._base_url = base_url
        self._no_graph = watermark_graph(base_url) + "-nothing"
        places = self.limits.fast_slots + self.limits.slow_slots
        self._slots = QuerySlots([None] * places, self.limits, self.meter)
        self._poller = WatermarkPoller(self._endpoint, base_url)
        self._is_closed = False

    @property
    def commit(self) -> int:
        """The commit that a query starting now would show. StoreError when there is none yet."""
        return self._poller.state()[1].commit

    @property
    def version(self) -> str:
        """Names what a query starting now would show. StoreError when there is nothing yet."""
        return self._poller.state()[1].version

    def shows(self, commit: int, origin: str) -> bool:
        """Whether a query starting now would show exactly this commit of the ledger."""
        try:
            watermark = self._poller.state()[1]
        except StoreError:
            return False
        return (watermark.commit, watermark.origin, watermark.applying) == (commit, origin, False)

    def query(
        self,
        query: Query,
        *,
        results: ResultsFormat = "json",
        graphs: GraphFormat = "ttl",
        asker: Asker | None = None,
    ) -> Answer:
        """Answer ``query`` in whichever of the two formats fits its kind.

        Raises QuerySyntaxError, QueryRefused, QueryTimeout, QueryTooLarge, QueryOverload,
        QueryAbandoned or StoreError.
        """
        started = monotonic()
        try:
            answer = self._answer(query, results, graphs, asker)
        except BaseException as error:
            self.meter.ended(outcome_of(error), monotonic() - started)
            raise
        self.meter.ended(ANSWERED, monotonic() - started)
        return answer

    def _answer(
        self, query: Query, results: ResultsFormat, graphs: GraphFormat, asker: Asker | None
    ) -> Answer:
        query_guard.require_length(query.text, query.added)
        if self._is_closed:
            raise StoreError(N_("the query service is closed"))
        dialect, watermark = self._poller.refreshed()
        turn = Turn(self._slots, self.meter, asker)
        try:
            parts = rewritten(query, self._base_url, QUERY_PREFIXES)
            kind = KINDS[parts.form]
            form = graphs if kind == "graph" else results
            media_type = _GRAPHS[graphs] if kind == "graph" else _RESULTS[results]
            if kind == "boolean" and results in {"csv", "tsv"}:
                media_type = _RESULTS["json"]
            clock = Clock(self.limits.deadline_seconds, asker, query.text)
            reply = self._endpoint.ask(self._parameters(parts, dialect), media_type, clock)
            self._judge(reply, media_type, query.text)
            pieces = reply.pieces()
            if kind == "boolean" and results in {"csv", "tsv"}:
                pieces = iter((str(boolean_of(b"".join(pieces))).lower().encode(),))
            elif form == "tsv":
                pieces = tsv_of(pieces)
            first, is_whole = _begin(pieces)
        except BaseException:
            turn.leave()
            raise
        if is_whole:
            turn.leave()
            body = b"".join(first)
            return Answer(kind, form, watermark.commit, self.version, body, iter((body,)))
        stream = Stream(first, pieces, reply, turn)
        return Answer(kind, form, watermark.commit, self.version, None, stream)

    def close(self) -> None:
        """Answer no more queries."""
        self._is_closed = True
        self._endpoint.close()

    def _parameters(self, parts: RewrittenQuery, dialect: Dialect) -> list[tuple[str, str]]:
        query = (
            "query",
            dialect.pragmas(parts.form) + parts.prologue + parts.text,
        )
        if parts.default is None or parts.named is None:
            return [query, *dialect.union]
        # What is left out counts as empty by the standard, and as everything for some engines.
        return [
            query,
            *(("default-graph-uri", graph) for graph in parts.default or (self._no_graph,)),
            *(("named-graph-uri", graph) for graph in parts.named or (self._no_graph,)),
        ]

    def _judge(self, reply: Reply, media_type: str, text: str) -> None:
        """Raise what an answer that is none means; ``text`` is the query."""
        if reply.status == 200 and reply.media_type == media_type:
            for sign in (CUT, "x-sql-state"):
                if sign in reply.headers:  # Virtuoso cuts rows off, and says so nowhere else
                    reply.close()
                    raise QueryTooLarge(
                        N_(
                            "the SPARQL server gave a part of the answer only: ask for it in "
                            "parts, such as year by year"
                        )
                    )
            return
        status, message = reply.status, reply.text().strip()
        reason = message.partition("\n\n")[0]
        if status in {200, 406}:
            raise QueryRefused(
                N_(
                    "the SPARQL server does not write %(media_type)s: try another format",
                    media_type=media_type,
                )
            )
        if status == 400:
            raise QuerySyntaxError(
                query_guard.readable(reason, "", QUERY_PREFIXES)
                if reason
                else N_("it does not parse")
            )
        if status in {408, 504} or "S1T00" in reason or "timeout" in reason.lower():
            raise QueryTimeout(self.limits.deadline_seconds, shape_of(text))
        if status in {429, 502, 503}:
            raise QueryOverload(
                N_("the SPARQL server is too busy: %(reason)s", reason=English(reason))
            )
        if "estimated execution time" in reason:
            raise QueryTooLarge(
                N_("the SPARQL server will not try: %(reason)s", reason=English(reason))
            )
        raise self._endpoint.trouble(f"{status} {reason[:500]}")


def _begin(pieces: Iterator[bytes]) -> tuple[list[bytes], bool]:
    first, size = [], 0
    for piece in pieces:
        first.append(piece)
        size += len(piece)
        if size >= SMALL:
            return first, False
    return first, True
