"""Writing the projection to another SPARQL server, by updates that it takes in one go.

https://www.w3.org/TR/sparql11-update/ over https://www.w3.org/TR/sparql11-protocol/#update-operation.
There is no copy for readers: what is applied is seen at once. So a commit that fits in one request
goes in one, together with the watermark, which most servers carry out whole or not at all. A longer
one is marked as on its way first, and no answer is kept under its name. Each request empties its
graphs before it fills them, so it can be sent again when nobody knows whether it arrived.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from itertools import chain, islice
from typing import NamedTuple, Self, TypeVar
from urllib.parse import urlsplit

import httpx2 as httpx

from publod.errors import QueryError, StoreError
from publod.messages import N_, Message
from publod.store.remote.dialect import Dialect, is_virtuoso, values
from publod.store.remote.http_client import FAILURES, Endpoint
from publod.store.remote.watermark import Watermark, read_watermark, watermark_graph
from publod.store.store_interface import GraphChange

#: The most statements, and the most graphs, in one request. Virtuoso compiles each request; as
#: Debian configures it, that ends at 10,000 lines of its own language.
PART = 1000
#: The most bytes in one request, about.
_BYTES = 8 << 20

_QUAD = re.compile(r"(<[^<>\s]*>|_:\S+) (<[^<>\s]*>) (<[^<>\s]*>|_:\S+|\".*) (<[^<>\s]*>) \.")


#: For the time of one request: which blank node is which.
_LABEL = "<urn:publod:label>"


class _Line(NamedTuple):
    graph: str
    subject: str
    predicate: str
    object: str

    @property
    def labels(self) -> set[str]:
        """The blank nodes in it."""
        return {term for term in (self.subject, self.object) if term.startswith("_:")}

    def written(self, names: Mapping[str, str] = {}) -> str:
        """The statement, with other names for its blank nodes."""
        subject = names.get(self.subject, self.subject)
        return f"{subject} {self.predicate} {names.get(self.object, self.object)} ."


def parts(changes: Iterable[GraphChange]) -> Iterator[list[GraphChange]]:
    """Cut a commit into parts of a limited size in which no graph comes twice."""
    part: list[GraphChange] = []
    graphs: set[str] = set()
    lines = size = 0
    for change in changes:
        quads = change.quads or b""
        more = quads.count(b"\n")
        if part and (
            lines + more > PART
            or size + len(quads) > _BYTES
            or len(graphs) > PART
            or not graphs.isdisjoint(change.graphs)
        ):
            yield part
            part, graphs, lines, size = [], set(), 0, 0
        part.append(change)
        graphs.update(change.graphs)
        lines += more
        size += len(quads)
    if part:
        yield part


def requests(changes: Iterable[GraphChange], object_of: Callable[[str], str]) -> Iterator[str]:
    """The updates that make the graphs of ``changes`` hold what they should, in their order.

    ``object_of`` gives a term as the server takes it. Raises StoreError for what are no quads.
    """
    for part in parts(changes):
        graphs = [graph for change in part for graph in change.graphs]
        operations = [clear(graphs)] if graphs else []
        constant: list[_Line] = []
        for change in part:
            lines = list(_lines(change.quads or b"", object_of))
            constant += (line for line in lines if not line.labels)
            operations += _with_blank_nodes([line for line in lines if line.labels])
        # More than fits is one record's alone; the rest of it follows.
        for start in range(0, len(constant), PART):
            operations.append(_insert(constant[start : start + PART]))
            yield " ;\n".join(operations)
            operations = []
        if operations:
            yield " ;\n".join(operations)


def _insert(lines: list[_Line]) -> str:
    groups: dict[str, list[str]] = {}
    for line in lines:
        groups.setdefault(line.graph, []).append(line.written())
    inside = "\n".join(_group(graph, statements) for graph, statements in groups.items())
    return f"INSERT DATA {{\n{inside}\n}}"


def _with_blank_nodes(lines: list[_Line]) -> Iterator[str]:
    """The operations that write one record's statements with blank nodes.

    INSERT DATA may have none in Virtuoso; a template may, but in one graph. So where another graph
    has them too they get labels, are found by these, and lose them again.
    """
    groups: dict[str, list[_Line]] = {}
    for line in lines:
        groups.setdefault(line.graph, []).append(line)
    if not groups:
        return
    (first, own), *others = groups.items()
    shared = sorted({label for _, group in others for line in group for label in line.labels})
    labelled = (f'{label} {_LABEL} "{label[2:]}" .' for label in shared)
    statements = [*(line.written() for line in own), *labelled]
    yield f"INSERT {{\n{_group(first, statements)}\n}} WHERE {{}}"
    names = {label: f"?b{number}" for number, label in enumerate(shared)}
    for graph, group in others:
        inside = _group(graph, [line.written(names) for line in group])
        needed = sorted({label for line in group for label in line.labels})
        found = [f'{names[label]} {_LABEL} "{label[2:]}" .' for label in needed]
        yield f"INSERT {{\n{inside}\n}} WHERE {{\n{_group(first, found)}\n}}"
    if others:
        pattern = _group(first, [f"?b {_LABEL} ?label ."])
        yield f"DELETE {{\n{pattern}\n}} WHERE {{\n{pattern}\n}}"


def clear(graphs: Iterable[str]) -> str:
    """The operation that empties graphs, whether they exist or not."""
    names = " ".join(f"<{graph}>" for graph in graphs)
    pattern = "{ GRAPH ?g { ?s ?p ?o } }"
    return f"DELETE {pattern} WHERE {{ VALUES ?g {{ {names} }} {pattern[1:-1]} }}"


def _lines(quads: bytes, object_of: Callable[[str], str]) -> Iterator[_Line]:
    for line in quads.decode().split("\n"):
        if not line:
            continue
        match = _QUAD.fullmatch(line)
        if match is None:
            raise StoreError(
                N_("the SPARQL store could not write what is no N-Quad: %(line)s", line=line[:200])
            )
        s, p, o, graph = match.groups()
        yield _Line(graph, s, p, object_of(o))


def _group(graph: str, statements: Iterable[str]) -> str:
    return f"GRAPH {graph} {{\n" + "\n".join(statements) + "\n}"


_T = TypeVar("_T")

#: How long one update may take, in seconds.
_UPDATE_SECONDS = 600
_UPDATE = {"Content-Type": "application/sparql-update"}
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
        self._updates = httpx.Client(
            auth=_Credentials(user, password) if user else None,
            headers={"User-Agent": "publod", **_UPDATE},
            timeout=_UPDATE_SECONDS,
            trust_env=False,
        )
        self._base_url = base_url
        self._patience = patience
        self._wait = wait
        first = min(patience, _FIRST_PATIENCE)
        found = self._steadily(lambda: read_watermark(self._queries, base_url), first)
        self._watermark = found or Watermark()
        self._dialect = Dialect(is_virtuoso=self._steadily(lambda: is_virtuoso(self._queries)))

    @property
    def commit(self) -> int:
        """The last commit that was applied whole; 0 before any."""
        return self._watermark.commit

    @property
    def origin(self) -> str:
        """What the ledger called that commit; '' before any."""
        return self._watermark.origin

    @property
    def is_published(self) -> bool:
        """Whether readers see exactly what was applied last."""
        return not self._watermark.applying and self._watermark.token != Watermark().token

    def apply(self, commit: int, changes: Iterable[GraphChange], origin: str = "") -> None:
        """Replace what the store has in the graphs of ``changes``, and remember ``commit``.

        Readers see it at once, part by part. A server that goes away on the way is waited for;
        after an error the same call must be made again, and puts everything right.
        """
        shown = Watermark.shown(commit, origin)
        updates = requests(changes, self._dialect.object_of)
        first = list(islice(updates, 2))
        if len(first) < 2 and not self._watermark.applying:
            self._send(" ;\n".join([*first, shown.update(self._base_url)]))
        else:
            self._write_watermark(self._watermark._replace(applying=True))
            for update in chain(first, updates):
                self._send(update)
            self._send(shown.update(self._base_url))
        self._watermark = shown

    def publish(self) -> None:
        """Do nothing but look: readers see what was applied. StoreError when that is half done."""
        if self._watermark.applying:
            raise StoreError(
                N_(
                    "a commit after %(commit)s is only half applied to the SPARQL server: apply it "
                    "again before publishing",
                    commit=self.commit,
                )
            )
        if not self.is_published:
            self._write_watermark(Watermark.shown(self.commit, self.origin))

    def reset(self) -> None:
        """Empty all graphs below the base URL, and no others."""
        self._write_watermark(Watermark(applying=True))
        own = watermark_graph(self._base_url)
        query = (
            "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } FILTER(STRSTARTS(STR(?g), "
            f'"{self._base_url}") && STR(?g) != "{own}") }} LIMIT {_GRAPHS}'
        )
        while graphs := self._steadily(lambda: values(self._queries, query)):
            self._send(clear(graphs))

    def close(self) -> None:
        """Let go of the connections. Safe to call twice."""
        self._queries.close()
        self._updates.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _write_watermark(self, watermark: Watermark) -> None:
        self._send(watermark.update(self._base_url))
        self._watermark = watermark

    def _send(self, update: str) -> None:
        """Send an update until it has been carried out, for as long as the patience lasts."""
        self._steadily(
            lambda: self._updates.post(self._update_url, content=update).raise_for_status()
        )

    def _steadily(self, act: Callable[[], _T], patience: float | None = None) -> _T:
        """Do something with the server, again and again while it is away. Raises StoreError."""
        until = time.monotonic() + (self._patience if patience is None else patience)
        pause = 0.1
        while True:
            try:
                return act()
            except (httpx.HTTPError, QueryError, StoreError) as error:
                if not _will_pass(error) or time.monotonic() + pause > until:
                    where = urlsplit(self._update_url).hostname
                    raise StoreError(
                        N_(
                            "the SPARQL server at %(where)s could not be written: %(error)s",
                            where=where,
                            error=_reason(error),
                        )
                    ) from error
            self._wait(pause)
            pause = min(2 * pause, 5.0)


class _Credentials(httpx.Auth):
    """A name and a password: as HTTP Digest if the server asks for it, and as Basic if not.

    It is asked with an empty request, so that no update is sent twice.
    """

    def __init__(self, user: str, password: str) -> None:
        self._digest = httpx.DigestAuth(user, password)
        self._basic = httpx.BasicAuth(user, password)
        self._wanted: httpx.Auth | None = None

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response]:
        if self._wanted is None:
            empty = httpx.Request(
                "POST", request.url, headers=_UPDATE, extensions=request.extensions
            )
            flow = self._digest.auth_flow(empty)
            response = yield next(flow)
            try:
                flow.send(response)
                self._wanted = self._digest
            except StopIteration:  # no Digest is wanted
                self._wanted = self._basic
        yield from self._wanted.auth_flow(request)


def _will_pass(error: Exception) -> bool:
    """Whether the same may go well in a while: the server is away, busy or has a deadlock."""
    if isinstance(error, httpx.HTTPStatusError):
        # 40001 is SQL's name for a transaction that was given up.
        status = error.response.status_code
        return status in {429, 502, 503, 504} or (status == 500 and "40001" in error.response.text)
    return isinstance(error, httpx.TransportError) or isinstance(error.__cause__, FAILURES)


def _reason(error: Exception) -> Message:
    if not isinstance(error, httpx.HTTPStatusError):
        return Message.of(error)
    response = error.response
    if response.status_code == 401:
        return N_("it does not take PUBLOD_SPARQL_USER and PUBLOD_SPARQL_PASSWORD")
    # Virtuoso repeats the query after what is wrong with it.
    text = f"{response.status_code} {response.text[:1000]}".partition("\n\nSPARQL query")[0]
    return Message.of(text)
