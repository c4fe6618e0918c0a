"""Publications that have the same ISBN, however it is written.

Judged here and not by a shape: two records with one ISBN are joined by nothing that a validation
follows, and SPARQL compares ten digits with thirteen only by trying every pair.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from publod.bibliography.check_digits import ISBN_PROPERTIES, isbn_core
from publod.ingest.load_plan import Plan
from publod.ingest.record_addresses import Addresses
from publod.ledger import Ledger
from publod.messages import N_, Message, Numeral
from publod.rdf import Triple, literal_of, triples_of
from publod.validation import OtherRecord, Violation, result
from publod.vocabulary import SH

#: What all the properties have in their names.
_ISBN = "isbn"


def isbns_in_common(plan: Plan, ledger: Ledger | None, addresses: Addresses) -> Iterator[Violation]:
    """A warning for each ISBN of a changed record that another record has too."""
    graphs = ((change.path, change.graph or "") for change in (*plan.added, *plan.changed))
    changing = {change.path for change in plan.changes}
    return _in_common(graphs, ledger, changing, addresses)


def isbns_in_common_of_all(ledger: Ledger, addresses: Addresses) -> Iterator[Violation]:
    """A warning for each ISBN of a loaded record that another record has too."""
    return _in_common(ledger.graphs_containing(_ISBN), None, set(), addresses)


def _in_common(
    graphs: Iterable[tuple[str, str]],
    ledger: Ledger | None,
    changing: set[str],
    addresses: Addresses,
) -> Iterator[Violation]:
    written: dict[str, dict[str, Triple]] = defaultdict(dict)
    for path, graph in graphs:
        for core, triple in _isbns(graph):
            written[core][path] = triple
    if not written:
        return
    others: dict[str, set[str]] = {core: set(paths) for core, paths in written.items()}
    if ledger:
        for path, graph in ledger.graphs_containing(_ISBN):
            if path not in changing:
                for core, _ in _isbns(graph):
                    if core in others:
                        others[core].add(path)
    for core, triples in written.items():
        if len(others[core]) < 2:
            continue
        first = min(triples)
        for path, triple in triples.items():
            # The first names all of them, the others the first: a number that thousands have for
            # want of a better one would make as many results with thousands of records each.
            named = sorted(others[core] - {path}) if path == first else [first]
            found = result(
                "Isbn-unique", triple, str(SH.NotConstraintComponent),
                _message(named[0], len(others[core]) - 2), warning=True,
            )  # fmt: skip
            beside = tuple(OtherRecord(addresses.document(other)) for other in named)
            yield replace(found, record=addresses.document(path), others=beside)


def _message(other: str, more: int) -> Message:
    if more:
        return N_(
            "%(other)s and %(count)s more have the same ISBN: check which of them it belongs to.",
            other=other, count=Numeral(more),
        )  # fmt: skip
    return N_("%(other)s has the same ISBN: check which of them it belongs to.", other=other)


def _isbns(graph: str) -> Iterator[tuple[str, Triple]]:
    """The ISBNs of a record, each with what it has in common in all its forms."""
    if _ISBN not in graph:
        return
    lines = [line for line in graph.split("\n") if _ISBN in line]
    for triple in triples_of("\n".join(lines)):
        if triple[1] not in ISBN_PROPERTIES or not triple[2].startswith('"'):
            continue
        if core := isbn_core(literal_of(triple[2]).text):
            yield core, triple
