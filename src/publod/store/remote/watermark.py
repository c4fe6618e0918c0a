"""What a remote store remembers about itself: one statement in a graph of its own.

It stands in the store and not beside it, so that a store which is emptied, restored from a copy
or asked by several machines always says what it holds.
"""

from __future__ import annotations

import secrets
from threading import Lock, Thread
from time import monotonic
from typing import NamedTuple, Self
from urllib.parse import quote, unquote

from publod.errors import QueryTimeout, StoreEmpty, StoreError
from publod.messages import N_
from publod.store.remote.dialect import PATIENCE, Dialect, detect, values
from publod.store.remote.http_client import Endpoint
from publod.vocabulary import DCTERMS

#: No record can have this address: it is the service's own.
_FRAGMENT = "sparql#shown"
#: Names the content of a store in which nothing has been written.
_EMPTY = "empty"


def watermark_graph(base_url: str) -> str:
    """The graph that holds the watermark, and nothing else."""
    return base_url + _FRAGMENT


class Watermark(NamedTuple):
    """Which commit a store shows.

    ``commit`` is the last one that was applied whole, ``origin`` what the ledger calls it.
    ``token`` names the content. While a commit is being applied ``applying`` is true, and readers
    may see some of it.
    """

    commit: int = 0
    origin: str = ""
    token: str = _EMPTY
    applying: bool = False

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Read a watermark as it stands in the store; None when it is none."""
        parts = text.split(" ")
        if len(parts) != 4 or not parts[0].isdigit() or parts[3] not in {"whole", "part"}:
            return None
        origin = "" if parts[1] == "-" else unquote(parts[1])
        return cls(int(parts[0]), origin, parts[2], parts[3] == "part")

    @classmethod
    def shown(cls, commit: int, origin: str) -> Self:
        """The watermark of a commit that is whole."""
        return cls(commit, origin, secrets.token_hex(8))

    @property
    def version(self) -> str:
        """Names what the store holds, and nothing else."""
        # What is being written to has another content each time.
        return f"{self.commit}.{secrets.token_hex(8) if self.applying else self.token}"

    def __str__(self) -> str:
        kind = "part" if self.applying else "whole"
        return f"{self.commit} {quote(self.origin, safe='') or '-'} {self.token} {kind}"

    def update(self, base_url: str) -> str:
        """The SPARQL update that puts this watermark in the place of any other."""
        graph = watermark_graph(base_url)
        statement = f'<{base_url}sparql> <{DCTERMS.identifier}> "{self}"'
        return (
            f"DELETE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }} WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} "
            f"}} ;\nINSERT DATA {{ GRAPH <{graph}> {{ {statement} }} }}"
        )


def watermark_query(base_url: str) -> str:
    """The query for the watermark, by name, whatever the default graph is."""
    return (
        f"SELECT ?marker {{ GRAPH <{watermark_graph(base_url)}> "
        f"{{ <{base_url}sparql> <{DCTERMS.identifier}> ?marker }} }}"
    )


def read_watermark(
    endpoint: Endpoint, base_url: str, seconds: float = PATIENCE
) -> Watermark | None:
    """The watermark of the store at ``endpoint``; None when it has none. Raises StoreError."""
    texts = values(endpoint, watermark_query(base_url), seconds)
    return Watermark.read(texts[0]) if texts else None


def watermark_at(url: str, base_url: str) -> Watermark:
    """The watermark of the store at ``url``. StoreError when it has none, or does not answer."""
    endpoint = Endpoint(url)
    try:
        watermark = read_watermark(endpoint, base_url)
    except QueryTimeout as error:
        raise endpoint.trouble(error) from error
    finally:
        endpoint.close()
    if watermark is None:
        raise StoreError(N_("nothing has been published to the SPARQL server"))
    return watermark


#: How long a state is believed; and how long while somebody is looking again, in seconds.
_FRESH = 1.0
_STALE = 5.0
#: How long a look may take, in seconds.
_POLL_SECONDS = 2.0

State = tuple[Dialect, Watermark]


class WatermarkPoller:
    """Looks at the watermark of the store at an endpoint, once a second at most."""

    def __init__(self, endpoint: Endpoint, base_url: str) -> None:
        self._endpoint = endpoint
        self._base_url = base_url
        self._lock = Lock()
        self._dialect: Dialect | None = None
        self._last: State | StoreError | None = None
        self._at = 0.0
        self._thread: Thread | None = None

    def refreshed(self) -> State:
        """As :meth:`state`, for those who can wait: a server that was away has another chance."""
        if isinstance(self._last, StoreError):
            asked_at = monotonic()
            with self._lock:
                if self._at < asked_at:
                    self._poll()
        return self.state()

    def state(self) -> State:
        """How the server is spoken to, and what it shows. Raises StoreError when nothing."""
        age = monotonic() - self._at
        if self._last is None or age > _STALE:
            with self._lock:
                if self._last is None or monotonic() - self._at > _STALE:
                    self._poll()
        elif age > _FRESH and (self._thread is None or not self._thread.is_alive()):
            self._thread = Thread(target=self._poll, name="watermark", daemon=True)
            self._thread.start()
        state = self._last
        if isinstance(state, StoreError):
            raise type(state)(state.message)
        if state is None:
            raise StoreError(N_("nothing is known of the SPARQL server"))
        return state

    def forget(self) -> None:
        """Look before the next answer."""
        self._last = None

    def _poll(self) -> None:
        try:
            state: State | StoreError = self._read()
        except StoreError as error:
            state = error
        except QueryTimeout as error:
            state = self._endpoint.trouble(error)
        self._last, self._at = state, monotonic()

    def _read(self) -> State:
        watermark = read_watermark(self._endpoint, self._base_url, _POLL_SECONDS)
        if watermark is None:
            raise StoreEmpty(
                N_("nothing has been published to the SPARQL server: `publod rebuild` does it")
            )
        if self._dialect is None:
            self._dialect = detect(self._endpoint, self._base_url)
        return self._dialect, watermark
