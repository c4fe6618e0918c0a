"""Checking what is loaded: every record again, when the rules have changed since.

Records are read and judged some hundreds at a time, so that a catalogue of any size needs the same
memory; only what is wrong with them is gathered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from math import ceil

from publod.ingest.isbns_in_common import isbns_in_common_of_all
from publod.ingest.load_plan import Plan
from publod.ingest.record_addresses import Addresses
from publod.ingest.record_drafts import Drafting
from publod.ingest.record_references import broken_references
from publod.ingest.result_details import detailed
from publod.ingest.validation_scope import Scope
from publod.ledger import Change, Ledger, Link
from publod.rdf import BLANK, Triple, is_blank, term_of_iri, triples_of
from publod.steps import Steps
from publod.validation import (
    Batch,
    Folders,
    Report,
    Shapes,
    Violation,
    judged_batches,
    processes_for,
)

#: Records that are read at once.
_AT_ONCE = 1500


def check_loaded(
    ledger: Ledger,
    addresses: Addresses,
    shapes: Folders,
    *,
    workers: int = 2,
    steps: Steps,
) -> tuple[int, Report]:
    """Validate every record of a ledger; how many there are, and all that is wrong with them."""
    paths = ledger.paths()
    progress = steps("validate", len(paths))
    batches = _batches(ledger, paths, addresses, Shapes.of(shapes).joining)
    by_shapes: list[Violation] = []
    processes = processes_for(len(paths), ceil(len(paths) / _AT_ONCE), workers)
    for batch, results in judged_batches(shapes, batches, processes):
        progress(len(batch.judged))
        by_shapes += results
    shaped = set(map(_subject, by_shapes))
    others = [
        *_by_statements(ledger, paths, addresses), *isbns_in_common_of_all(ledger, addresses),
    ]  # fmt: skip
    results = [*by_shapes, *(one for one in others if _subject(one) not in shaped)]
    found = detailed([(one, (), ()) for one in results], {}, ledger, addresses)
    return len(paths), Report.of(found)


def _subject(violation: Violation) -> tuple[str, str, str, str]:
    focus = BLANK if is_blank(violation.focus) else violation.focus
    return violation.record, focus, violation.path, violation.value


def _chunks(paths: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(paths), _AT_ONCE):
        yield paths[start : start + _AT_ONCE]


def _batches(
    ledger: Ledger, paths: list[str], addresses: Addresses, joining: frozenset[str]
) -> Iterator[Batch]:
    """Batches in which each record is judged once."""
    done: set[str] = set()
    for chunk in _chunks(paths):
        wanted = [path for path in chunk if addresses.document(path) not in done]
        scope = Scope((), ledger, addresses, joining, also=wanted)
        for batch in scope.batches():
            # What is joined to records of several chunks is judged with the first of them.
            fresh = batch.judged - done
            done |= fresh
            if fresh:
                yield replace(batch, judged=fresh)


def _by_statements(ledger: Ledger, paths: list[str], addresses: Addresses) -> Iterator[Violation]:
    """What the rules for statements and for references say, record by record."""
    for chunk in _chunks(paths):
        drafting = Drafting(addresses)
        graphs = ledger.graphs(chunk)
        for number, path in enumerate(chunk):
            graph = term_of_iri(addresses.document(path))
            for triple in _apart(triples_of(graphs[path]), number):
                drafting.add((triple, graph), "")
        for violation, _, _ in drafting.findings():
            yield violation
        links: dict[str, list[Link]] = {}
        for link in ledger.links_from(chunk):
            links.setdefault(link.source, []).append(link)
        changes = [Change(path, graphs[path], links=tuple(links.get(path, ()))) for path in chunk]
        yield from broken_references(Plan(changed=changes), ledger, addresses)


def _apart(triples: Iterable[Triple], number: int) -> Iterator[Triple]:
    """Canonical labels of blank nodes repeat from record to record: number them apart."""
    for s, p, o in triples:
        subject = f"{s}x{number}" if is_blank(s) else s
        yield subject, p, f"{o}x{number}" if is_blank(o) else o
