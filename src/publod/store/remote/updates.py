"""Changes as SPARQL updates, in parts that a server takes in one go.

https://www.w3.org/TR/sparql11-update/. Each part empties its graphs before it fills them, so it
can be sent again when nobody knows whether it arrived.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from publod.errors import StoreError
from publod.messages import N_
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
