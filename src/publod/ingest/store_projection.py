"""Following the ledger: the SPARQL store as a projection that can be lost and made again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from rdflib import Graph

from publod.bibliography.licence import CATALOG, licence_of_metadata
from publod.bibliography.record_summary import thing_of
from publod.inference import (
    Derivation,
    InstanceClasses,
    derived_graph,
    external_label_triples,
    label_graph,
)
from publod.ledger import Ledger, Record
from publod.ledger.labels_in_use import labels_in_use
from publod.rdf import Triple, is_blank, term_of_iri, triples_of
from publod.steps import Steps, silent
from publod.store.store_interface import GraphChange, TripleStore


def catch_up(
    ledger: Ledger,
    projection: TripleStore,
    steps: Steps = silent,
    vocabularies: Callable[[], Mapping[str, Graph]] = dict,
) -> int:
    """Bring a projection to the ledger's last commit; returns how many records were projected.

    What is touched but not changed is projected too: what follows from a record depends on others.
    A projection that shows a commit which this ledger does not have is of another ledger, or of
    one that has been restored from a copy since: it is made anew. ``vocabularies`` are graphs by
    their IRIs that a projection gets when it is made.
    """
    head = ledger.head()
    if projection.commit:
        shown = ledger.commit_of(projection.commit)
        if shown is None or shown.version != projection.origin:
            projection.reset()
    done = 0

    def counted(batches: Iterator[list[Record]], *, is_new: bool) -> Iterator[GraphChange]:
        nonlocal done
        if is_new:
            for iri, graph in vocabularies().items():
                yield GraphChange((iri,), _written(graph, iri).encode())
        base = ledger.base_url
        catalogue = triples_of(ledger.graphs([CATALOG]).get(CATALOG, ""))
        derivation = Derivation(
            base,
            InstanceClasses(base, ledger.graphs),
            licence_of_metadata(base + CATALOG, catalogue),
        )
        for batch in batches:
            yield from _projected(ledger, derivation, batch)
            done += len(batch)
            progress(len(batch))
        labels = external_label_triples(labels_in_use(ledger))
        name = label_graph(base)
        yield GraphChange((name,), "".join(_quads(labels, name, 0)).encode() or None)

    if projection.commit < head.id:
        since = projection.commit
        progress = steps("project", ledger.number_touched_since(since))
        changes = counted(ledger.touched_since(since), is_new=since == 0)
        projection.apply(head.id, changes, head.version)
    if not projection.is_published:  # a crash may have come between applying and publishing
        projection.publish()
    return done


def rebuild(
    ledger: Ledger,
    projection: TripleStore,
    steps: Steps = silent,
    vocabularies: Callable[[], Mapping[str, Graph]] = dict,
) -> int:
    """Make a projection anew from the ledger alone."""
    projection.reset()
    return catch_up(ledger, projection, steps, vocabularies)


def _projected(
    ledger: Ledger, derivation: Derivation, records: list[Record]
) -> Iterator[GraphChange]:
    graphs = ledger.graphs(record.path for record in records if not record.withdrawn)
    for record in records:
        document = ledger.base_url + record.path
        names = (document, derived_graph(document))
        text = graphs.get(record.path)
        if text is None:
            yield GraphChange(names, None)
            continue
        triples = list(triples_of(text))
        thing = thing_of(document, triples)
        derived = derivation.of(document, thing, triples, record.time)
        quads = (*_quads(triples, names[0], record.id), *_quads(derived, names[1], record.id))
        yield GraphChange(names, "".join(quads).encode())


def _written(graph: Graph, iri: str) -> str:
    """A graph as lines of N-Quads; rdflib's names of blank nodes are no record's."""
    lines = graph.serialize(format="nt").splitlines()
    return "".join(f"{line[:-1]}{term_of_iri(iri)} .\n" for line in sorted(lines) if line)


def _quads(triples: Iterable[Triple], graph: str, number: int) -> Iterator[str]:
    """Triples as lines of N-Quads, with blank node labels that no other record has."""
    name = term_of_iri(graph)
    for s, p, o in triples:
        subject = f"_:r{number}{s[2:]}" if is_blank(s) else s
        value = f"_:r{number}{o[2:]}" if is_blank(o) else o
        yield f"{subject} {p} {value} {name} .\n"
