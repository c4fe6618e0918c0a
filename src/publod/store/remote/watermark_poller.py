"""What a remote store shows now, without asking it before every answer.

An event loop asks for it too, so nobody waits for a server that is merely slow to tell.
"""

from __future__ import annotations

from threading import Lock, Thread
from time import monotonic

from publod.errors import QueryTimeout, StoreError
from publod.store.remote.dialect import Dialect, find_out, read_marker
from publod.store.remote.http_client import Endpoint
from publod.store.remote.watermark import Marker

#: How long what was seen is believed; and how long while somebody is looking again, in seconds.
_FRESH = 1.0
_STALE = 5.0
#: How long a look may take, in seconds.
_PATIENCE = 2.0

Seen = tuple[Dialect, Marker]


class Watch:
    """Looks at the marker of the store at an endpoint, once a second at most."""

    def __init__(self, endpoint: Endpoint, base_url: str) -> None:
        self._endpoint = endpoint
        self._base_url = base_url
        self._lock = Lock()
        self._dialect: Dialect | None = None
        self._seen: Seen | StoreError | None = None
        self._at = 0.0
        self._looker: Thread | None = None

    def seen_again(self) -> Seen:
        """The same for one who can wait: a server that was away has another chance."""
        if isinstance(self._seen, StoreError):
            came = monotonic()
            with self._lock:
                if self._at < came:
                    self._look()
        return self.seen()

    def seen(self) -> Seen:
        """How the server is spoken to, and what it shows. Raises StoreError when nothing."""
        age = monotonic() - self._at
        if self._seen is None or age > _STALE:
            with self._lock:
                if self._seen is None or monotonic() - self._at > _STALE:
                    self._look()
        elif age > _FRESH and (self._looker is None or not self._looker.is_alive()):
            self._looker = Thread(target=self._look, name="marker", daemon=True)
            self._looker.start()
        seen = self._seen
        if isinstance(seen, StoreError):
            raise StoreError(str(seen))
        if seen is None:
            raise StoreError("nothing is known of the SPARQL server")
        return seen

    def forget(self) -> None:
        """Look before the next answer."""
        self._seen = None

    def _look(self) -> None:
        try:
            found: Seen | StoreError = self._found()
        except StoreError as error:
            found = error
        except QueryTimeout as error:
            found = self._endpoint.trouble(error)
        self._seen, self._at = found, monotonic()

    def _found(self) -> Seen:
        marker = read_marker(self._endpoint, self._base_url, _PATIENCE)
        if marker is None:
            raise StoreError(
                "nothing has been published to the SPARQL server: `publod rebuild` does it"
            )
        if self._dialect is None:
            self._dialect = find_out(self._endpoint, self._base_url)
        return self._dialect, marker
