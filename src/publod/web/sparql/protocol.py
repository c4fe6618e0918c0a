"""Names of graphs in addresses: IRIs, which may be relative to the catalogue's base."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from werkzeug.exceptions import BadRequest

from publod.web.site import site

_NOT_IN_IRI = frozenset('<>"{}|\\^`') | frozenset(map(chr, range(33)))


def iri_of(reference: str) -> str:
    """What a reference means here: it may be relative, as in a query. Raises BadRequest.

    SPARQL 1.1 Graph Store HTTP Protocol §4.2, and Protocol §2.1.4 (default-graph-uri).
    """
    try:
        iri = urljoin(site().base_url, reference)
        is_iri = bool(urlsplit(iri).scheme) and not set(iri) & _NOT_IN_IRI
    except ValueError:  # such as brackets that hold no address
        is_iri = False
    if not is_iri:
        raise BadRequest(f"the name of a graph is an IRI, and this is none: {reference[:100]}")
    return iri
