"""The labels of what a catalogue names and does not describe, for whoever asks by SPARQL."""

from __future__ import annotations

from collections.abc import Mapping

from publod.bibliography.external_labels import external_label
from publod.ledger.queries import Queries
from publod.vocabulary import OWL

_SAME_AS = str(OWL.sameAs)


def labels_in_use(ledger: Queries) -> dict[str, Mapping[str, str]]:
    """By IRI, the labels by language of things of other registers that records name, sorted.

    A place has those of the record of the same place. What a record says itself of such a thing
    stands in its own graph, and not here.
    """
    targets = ledger.external_targets()
    labels = {iri: label for iri in targets if (label := external_label(iri))}
    same = {link.target: link.source for link in ledger.links_to(targets, [_SAME_AS])}
    places = ledger.records(same.values())
    for iri, path in same.items():
        if path in places and not places[path].withdrawn and places[path].summary.label:
            labels[iri] = places[path].summary.label
    return dict(sorted(labels.items()))
