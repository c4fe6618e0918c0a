"""What publications have of a catalogue's own facets: values of any of their properties."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from rdflib import URIRef

from publod.bibliography.record_summary import record_path_of, thing_at
from publod.bibliography.triple_index import Statements
from publod.ledger import Ledger, Record
from publod.rdf import iri_of, is_iri, literal_of, term_of_iri, triples_of
from publod.search.facet_definitions import LONGEST_VALUE, FacetDefinition, text_value

#: Values by the names of the facets, as `FacetDefinition` tells.
Values = Mapping[str, tuple[str, ...]]
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


def values_of(
    ledger: Ledger, records: Sequence[Record], facets: Sequence[FacetDefinition]
) -> dict[str, Values]:
    """What publications have of some facets, by their paths; as it was authored."""
    if not facets:
        return {}
    graphs = ledger.graphs([record.path for record in records])
    return {
        record.path: _of_record(ledger.base_url, record, graphs[record.path], facets)
        for record in records
    }


def paths_among(values: Values) -> list[str]:
    """The paths of records among values."""
    return [v for some in values.values() for v in some if v[0] != '"' and not _IRI.match(v)]


def texts_among(values: Values) -> list[str]:
    """The texts among values."""
    return [v[1:] for some in values.values() for v in some if v[0] == '"']


def _of_record(
    base: str, record: Record, graph: str, facets: Sequence[FacetDefinition]
) -> dict[str, tuple[str, ...]]:
    statements = Statements(triples_of(graph))
    node = term_of_iri(thing_at(base, record.path, record.summary.fragment))
    return {
        facet.name: tuple(
            value
            for term in statements.objects(node, URIRef(facet.property))
            if (value := _value(term, base))
        )
        for facet in facets
    }


def _value(term: str, base: str) -> str:
    """What a facet has for a term; '' for a blank node, and for what is too long to be chosen."""
    if term.startswith('"'):
        return text_value(literal_of(term).text)
    iri = iri_of(term) if is_iri(term) else ""
    path = record_path_of(iri, base) if iri.startswith(base) else ""
    # A path that has no slash could not be told from a text in an address.
    value = path if "/" in path else iri
    return value if len(value) < LONGEST_VALUE else ""
