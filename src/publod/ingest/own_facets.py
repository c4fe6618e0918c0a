"""What publications have of a catalogue's own facets: values of any of their properties."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from rdflib import URIRef

from publod.bibliography.record_summary import record_path_of, thing_at
from publod.bibliography.triple_index import Statements
from publod.ledger import LedgerReader, Record
from publod.rdf import iri_of, is_iri, literal_of, term_of_iri, triples_of
from publod.search.facet_definitions import LONGEST_VALUE, FacetDefinition, text_value
from publod.vocabulary import PUB

#: Values by the names of the facets, as `FacetDefinition` tells.
Values = Mapping[str, tuple[str, ...]]
#: What a record describes, as a term, and its statements.
_Described = tuple[str, Statements]
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


def values_of(
    ledger: LedgerReader, records: Sequence[Record], facets: Sequence[FacetDefinition]
) -> dict[str, Values]:
    """What publications have of some facets, by their paths; as it was authored.

    Of a property that a publication does not have itself, it has the values of its edition
    (``pub:ofEdition``), as with publod's own facets.
    """
    if not facets:
        return {}
    base = ledger.base_url
    own = _statements_of(ledger, {record.path: record for record in records})
    editions = {path: _edition_of(base, *own[path]) for path in own}
    levels = _statements_of(ledger, ledger.records({*editions.values()} - {""}))
    return {
        path: {
            facet.name: _values(base, own[path], facet)
            or (_values(base, levels[edition], facet) if edition in levels else ())
            for facet in facets
        }
        for path, edition in editions.items()
    }


def paths_among(values: Values) -> list[str]:
    """The paths of records among values."""
    return [v for some in values.values() for v in some if v[0] != '"' and not _IRI.match(v)]


def texts_among(values: Values) -> list[str]:
    """The texts among values."""
    return [v[1:] for some in values.values() for v in some if v[0] == '"']


def _statements_of(ledger: LedgerReader, records: Mapping[str, Record]) -> dict[str, _Described]:
    graphs = ledger.graphs([path for path, record in records.items() if not record.withdrawn])
    return {
        path: (
            term_of_iri(thing_at(ledger.base_url, path, records[path].summary.fragment)),
            Statements(triples_of(graph)),
        )
        for path, graph in graphs.items()
    }


def _edition_of(base: str, node: str, statements: Statements) -> str:
    """The path of the edition that a publication is of; '' for none in this catalogue."""
    for iri in statements.iris(node, PUB.ofEdition):
        if iri.startswith(base):
            return record_path_of(iri, base)
    return ""


def _values(base: str, described: _Described, facet: FacetDefinition) -> tuple[str, ...]:
    node, statements = described
    terms = statements.objects(node, URIRef(facet.property))
    return tuple(value for term in terms if (value := _value(term, base)))


def _value(term: str, base: str) -> str:
    """What a facet has for a term; '' for a blank node, and for what is too long to be chosen."""
    if term.startswith('"'):
        return text_value(literal_of(term).text)
    iri = iri_of(term) if is_iri(term) else ""
    path = record_path_of(iri, base) if iri.startswith(base) else ""
    # A path that has no slash could not be told from a text in an address.
    value = path if "/" in path else iri
    return value if len(value) < LONGEST_VALUE else ""
