"""What may be asked of a SPARQL store, whichever engine it is, and how it is metered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol

from publod import errors

#: How rows and booleans are written: https://www.w3.org/TR/sparql11-overview/#sparql11-results
ResultsFormat = Literal["json", "xml", "csv", "tsv"]
#: How the graph of a CONSTRUCT or DESCRIBE is written.
GraphFormat = Literal["ttl", "nt", "rdfxml", "jsonld"]
#: What a query turns out to give, once it is parsed: rows, yes or no, or triples.
Kind = Literal["bindings", "boolean", "graph"]


class GraphChange(NamedTuple):
    """What one record's graphs hold from now on.

    ``graphs`` are the IRIs of all graphs that the record has or has ever had (its own and the
    derived one): each is emptied first. ``quads`` are complete N-Quads lines in these graphs,
    with no blank node that another change also names; None withdraws the record. Within one
    commit the last change of a graph wins.
    """

    graphs: tuple[str, ...]
    quads: bytes | None


class TripleStore(Protocol):
    """The writing side: a projection of the ledger that answers SPARQL 1.1.

    https://www.w3.org/TR/sparql11-query/

    There is one writer. Each method raises StoreError when the store cannot be written.
    """

    @property
    def commit(self) -> int:
        """The last commit of the ledger that was applied whole and durably; 0 before any."""

    @property
    def origin(self) -> str:
        """What the ledger called that commit, as given to ``apply``; '' before any."""

    @property
    def is_published(self) -> bool:
        """Whether readers already see exactly what was applied last."""

    def apply(self, commit: int, changes: Iterable[GraphChange], origin: str = "") -> None:
        """Make the store show ``commit``. Applying it again gives the same, also after a crash.

        ``origin`` is remembered with it: it tells the commit from others of the same number.
        """

    def publish(self) -> None:
        """Let readers see what has been applied; queries that run keep what they started on."""

    def reset(self) -> None:
        """Empty the store, to rebuild it from commit 0. Readers keep what was published."""

    def close(self) -> None:
        """Give the store free for another writer."""


class Query(NamedTuple):
    """A query and its dataset, as https://www.w3.org/TR/sparql11-protocol/#dataset has it.

    With no graphs here and no FROM in the text, the default graph is the union of all graphs.
    With some here, the text's own FROM and FROM NAMED do not count. ``added`` is how many
    characters of the text the service has put in itself; they do not count for its length.
    """

    text: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    added: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that has begun well: parsing, at least, is behind it.

    ``body`` is the whole of a small answer, or None for one that streams. ``chunks`` gives either
    sort. It raises a QueryError when the query is stopped on the way, so that the answer can be
    broken off visibly; it must be used up or closed, since a query that streams keeps a worker.
    ``version`` is that of `QueryService` at which it was asked.
    """

    kind: Kind
    format: ResultsFormat | GraphFormat
    commit: int
    version: str
    body: bytes | None
    chunks: Iterator[bytes]

    def read(self) -> bytes:
        """Give the whole answer, however long; only for answers known to be small."""
        return self.body if self.body is not None else b"".join(self.chunks)


class Asker(Protocol):
    """Whoever waits for an answer."""

    @property
    def key(self) -> str:
        """Tells one client from another, so that none can keep the others from their turn."""

    def has_left(self) -> bool:
        """Whether the answer is of use to nobody any more; asked a few times a second."""


class QueryService(Protocol):
    """The reading side: answers queries, and survives every one of them.

    https://www.w3.org/TR/sparql11-query/
    """

    @property
    def commit(self) -> int:
        """The commit that a query starting now would show. StoreError when there is none yet."""

    @property
    def version(self) -> str:
        """Names what a query starting now would show, and nothing else. StoreError as above."""

    def shows(self, commit: int, origin: str) -> bool:
        """Whether a query starting now would show exactly this commit of the ledger.

        ``origin`` is what the ledger calls it.
        """

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
        QueryAbandoned (``asker`` has left meanwhile) or StoreError.
        """

    def close(self) -> None:
        """Stop what runs and let go of everything; no query is answered afterwards."""


Lane = Literal["fast", "slow"]

#: What became of a query, by the error that it ended in.
OUTCOMES: dict[type[BaseException], str] = {
    errors.QueryTimeout: "deadline",
    errors.QueryTooLarge: "memory",
    errors.AnswerTooLarge: "length",
    errors.QueryOverload: "overload",
    errors.QueryAbandoned: "abandoned",
    errors.QueryRefused: "refused",
    errors.QuerySyntaxError: "syntax",
}
ANSWERED = "answered"


class Meter:
    """Hears what happens in a pool. This one does nothing; any thread may call it."""

    def waiting(self, change: int) -> None:
        """So many queries more wait for a place."""

    def running(self, lane: Lane, change: int) -> None:
        """So many queries more run in a lane."""

    def ended(self, outcome: str, seconds: float) -> None:
        """A query was answered, or not; after how long, from its coming."""


def outcome_of(error: BaseException) -> str:
    """What became of a query that ended in an error."""
    return OUTCOMES.get(type(error), "failed")
