"""A query that somebody asks over HTTP: how its answer is chosen, and what header fields it has."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from publod.errors import NotAcceptable
from publod.formats import Format
from publod.store.protocol import Answer, Query
from publod.web.http.client_connection import Client
from publod.web.http.etag_and_cache_control import NO_STORE, REVALIDATE, Caching, header_fields
from publod.web.http.negotiation import Preferences
from publod.web.http.response_cache import Storable
from publod.web.sparql.query_request import GRAPHS, RESULTS, format_of

#: The header field that tells which commit an answer shows.
COMMIT = "Publod-Commit"
#: What the response cache calls the state of the store.
STORE = "store"
#: SPARQL 1.1 §17.4: functions of the time and of chance; ``\\u`` could spell their names.
_CHANGING = re.compile(r"now|rand|uuid|\\u", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Formats:
    """How the formats of an answer are chosen, where the address asks for one by ``name``."""

    name: str = ""

    def choose(self, preferences: Preferences) -> tuple[Format | None, Format | None]:
        """The formats of rows and of graphs, None where none will do. Raises NotAcceptable."""
        accept = preferences.accept
        found = format_of(RESULTS, self.name, accept), format_of(GRAPHS, self.name, accept)
        if found == (None, None):
            raise NotAcceptable([f.media_type for f in (*RESULTS, *GRAPHS)])
        return found


@dataclass(frozen=True, slots=True)
class QueryRequest:
    """A query with the formats that will do; at least one is not None.

    ``is_safe`` is whether the method is (RFC 9110 §9.2.1): only then has the answer validators.
    """

    query: Query
    formats: Formats
    results: Format | None
    graphs: Format | None
    client: Client
    is_safe: bool = True

    @property
    def options(self) -> dict[str, Any]:
        """How a query service is asked for the answer, beside the query itself."""
        return {
            "results": (self.results or RESULTS[0]).name,
            "graphs": (self.graphs or GRAPHS[0]).name,
            "asker": self.client,
        }

    def chosen(self, answer: Answer) -> Format | None:
        """The format of an answer; None where the client takes none for its kind."""
        return self.graphs if answer.kind == "graph" else self.results

    def caching(self, version: str) -> Caching:
        """How the answer from one state of the store may be stored.

        Its tag is weak: rows without ORDER BY come in whatever order the engine finds them. And
        nobody knows that there is an answer before the query has been answered.
        """
        if not self.is_safe or _CHANGING.search(self.query.text):
            return Caching(vary=("Accept",), control=NO_STORE)
        names = [found.name if found else "" for found in (self.results, self.graphs)]
        parts = repr((version, tuple(self.query), names)).encode()
        tag = blake2b(parts, digest_size=9).hexdigest()
        return Caching(tag, None, ("Accept",), REVALIDATE, is_weak=True, is_known=False)

    def fields(self, answer: Answer, chosen: Format) -> list[tuple[str, str]]:
        """The header fields of an answer; those that every response has come besides."""
        # A commit may have come in between: the answer tells of which state it is.
        return [
            ("Content-Type", chosen.content_type),
            (COMMIT, str(answer.commit)),
            *header_fields(self.caching(answer.version)),
        ]

    def storable(self, answer: Answer) -> Storable:
        """How an answer may be stored; one without validators is not."""
        return Storable(self.formats, STORE, answer.version)
