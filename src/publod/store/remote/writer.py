"""Writing the projection to another SPARQL server, by updates.

https://www.w3.org/TR/sparql11-update/ over https://www.w3.org/TR/sparql11-protocol/#update-operation.
There is no copy for readers: what is applied is seen at once. So a commit that fits in one request
goes in one, together with the marker, which most servers carry out whole or not at all. A longer
one is marked as on its way first, and no answer is kept under its name.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from http.client import HTTPException
from itertools import chain, islice
from types import TracebackType
from typing import Self, TypeVar
from urllib.error import HTTPError
from urllib.parse import urlsplit

from SPARQLWrapper import INSERT, POST, POSTDIRECTLY, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import (
    EndPointInternalError,
    SPARQLWrapperException,
    Unauthorized,
)

from publod.errors import QueryError, StoreError
from publod.store.protocol import GraphChange
from publod.store.remote.dialect import Dialect, is_virtuoso, read_marker, values
from publod.store.remote.http_client import Credentials, Endpoint
from publod.store.remote.updates import clear, requests
from publod.store.remote.watermark import Marker, graph_of_marker

_T = TypeVar("_T")

#: How long one update may take, in seconds.
_UPDATE_SECONDS = 600
#: How long a server may be away before the writer gives up, in seconds.
PATIENCE = 60.0
#: The same before anything has been written.
_FIRST_PATIENCE = 3.0
#: How many graphs are emptied at a time when all are.
_GRAPHS = 500


class RemoteStore:
    """The writing side of the store at ``url``, which takes updates at ``update_url``.

    ``user`` and ``password`` are for updates; whether the server wants them as HTTP Basic or Digest
    is found out. Raises StoreError when the server does not answer. Writers are kept apart by the
    writer's lock of the home, not here: let one machine write.
    """

    def __init__(
        self,
        url: str,
        update_url: str,
        *,
        base_url: str,
        user: str = "",
        password: str = "",
        patience: float = PATIENCE,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        self._queries = Endpoint(url)
        self._update_url = update_url
        self._credentials = Credentials(update_url, user, password)
        self._base_url = base_url
        self._patience = patience
        self._wait = wait
        first = min(patience, _FIRST_PATIENCE)
        found = self._steadily(lambda: read_marker(self._queries, base_url), first)
        self._marker = found or Marker()
        self._dialect = Dialect(is_virtuoso=self._steadily(lambda: is_virtuoso(self._queries)))

    @property
    def commit(self) -> int:
        """The last commit that was applied whole; 0 before any."""
        return self._marker.commit

    @property
    def origin(self) -> str:
        """What the ledger called that commit; '' before any."""
        return self._marker.origin

    @property
    def is_published(self) -> bool:
        """Whether readers see exactly what was applied last."""
        return not self._marker.applying and self._marker.token != Marker().token

    def apply(self, commit: int, changes: Iterable[GraphChange], origin: str = "") -> None:
        """Replace what the store has in the graphs of ``changes``, and remember ``commit``.

        Readers see it at once, part by part. A server that goes away on the way is waited for;
        after an error the same call must be made again, and puts everything right.
        """
        shown = Marker.shown(commit, origin)
        updates = requests(changes, self._dialect.object_of)
        first = list(islice(updates, 2))
        if len(first) < 2 and not self._marker.applying:
            self._send(" ;\n".join([*first, shown.update(self._base_url)]))
        else:
            self._remember(self._marker._replace(applying=True))
            for update in chain(first, updates):
                self._send(update)
            self._send(shown.update(self._base_url))
        self._marker = shown

    def publish(self) -> None:
        """Do nothing but look: readers see what was applied. StoreError when that is half done."""
        if self._marker.applying:
            raise StoreError(
                f"a commit after {self.commit} is only half applied to the SPARQL server: "
                "apply it again before publishing"
            )
        if not self.is_published:
            self._remember(Marker.shown(self.commit, self.origin))

    def reset(self) -> None:
        """Empty all graphs below the base URL, and no others."""
        self._remember(Marker(applying=True))
        marker = graph_of_marker(self._base_url)
        query = (
            "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } FILTER(STRSTARTS(STR(?g), "
            f'"{self._base_url}") && STR(?g) != "{marker}") }} LIMIT {_GRAPHS}'
        )
        while graphs := self._steadily(lambda: values(self._queries, query)):
            self._send(clear(graphs))

    def close(self) -> None:
        """Let go of the connections. Safe to call twice."""
        self._queries.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _remember(self, marker: Marker) -> None:
        self._send(marker.update(self._base_url))
        self._marker = marker

    def _send(self, update: str) -> None:
        """Send an update until it has been carried out, for as long as the patience lasts."""

        def once() -> None:
            wrapper = SPARQLWrapper(self._update_url)
            wrapper.setMethod(POST)
            wrapper.setRequestMethod(POSTDIRECTLY)
            wrapper.setTimeout(_UPDATE_SECONDS)
            # Not by its own means: those change how the whole process opens URLs.
            header = self._credentials.header(self._update_url)
            if header:
                wrapper.addCustomHttpHeader("Authorization", header)
            # Not by setQuery, which would look for the kind of update in megabytes of text.
            wrapper.queryString, wrapper.queryType = update, INSERT
            wrapper.query().response.read()

        def once_or_again() -> None:
            try:
                once()
            except Unauthorized:
                if not self._credentials.forget():
                    raise
                once()

        self._steadily(once_or_again)

    def _steadily(self, act: Callable[[], _T], patience: float | None = None) -> _T:
        """Do something with the server, again and again while it is away. Raises StoreError."""
        until = time.monotonic() + (self._patience if patience is None else patience)
        pause = 0.1
        while True:
            try:
                return act()
            except (
                SPARQLWrapperException,
                QueryError,
                StoreError,
                OSError,
                HTTPException,
            ) as error:
                if not _will_pass(error) or time.monotonic() + pause > until:
                    where = urlsplit(self._update_url).hostname
                    raise StoreError(
                        f"the SPARQL server at {where} could not be written: {_told(error)}"
                    ) from error
            self._wait(pause)
            pause = min(2 * pause, 5.0)


def _will_pass(error: Exception) -> bool:
    """Whether the same may go well in a while: the server is away, busy or has a deadlock."""
    if isinstance(error, HTTPError):
        return error.code in {429, 502, 503, 504}
    if isinstance(error, StoreError):
        return isinstance(error.__cause__, (OSError, HTTPException))
    if isinstance(error, EndPointInternalError):
        return "40001" in str(error)  # SQL's name for a transaction that was given up
    return isinstance(error, (OSError, HTTPException))


def _told(error: Exception) -> str:
    if isinstance(error, Unauthorized) or (isinstance(error, HTTPError) and error.code == 401):
        return "it does not take PUBLOD_SPARQL_USER and PUBLOD_SPARQL_PASSWORD"
    return str(error)[:1000].replace("\\n", "\n").partition("\n\nSPARQL query")[0]
