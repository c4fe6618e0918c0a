"""The formats that answers come in, and which of them a request asks for."""

from __future__ import annotations

from flask import request

from publod.errors import NotAcceptable
from publod.formats import Format
from publod.web.http.choice import choose

#: How rows and truth values are written (https://www.w3.org/TR/sparql11-overview/).
RESULTS = (
    Format(
        "json", "JSON", "application/sparql-results+json", "srj", accepts=("application/json",)
    ),
    Format(
        "xml", "XML", "application/sparql-results+xml", "srx",
        accepts=("application/xml", "text/xml"),
    ),
    Format("csv", "CSV", "text/csv", "csv", charset=True),
    Format("tsv", "TSV", "text/tab-separated-values", "tsv", charset=True),
)  # fmt: skip
#: How constructed graphs are written.
GRAPHS = (
    Format("ttl", "Turtle", "text/turtle", "ttl", charset=True, accepts=("application/x-turtle",)),
    Format("nt", "N-Triples", "application/n-triples", "nt", accepts=("text/plain",)),
    Format("rdfxml", "RDF/XML", "application/rdf+xml", "rdf", accepts=("application/xml",)),
    Format("jsonld", "JSON-LD", "application/ld+json", "jsonld", accepts=("application/json",)),
)
#: What ``format=`` may call a format besides its name, suffix and media type.
_NAMES = {
    "json": ("jsonld",),
    "xml": ("rdfxml",),
    "ttl": ("turtle", "n3"),
    "nt": ("ntriples", "n-triples"),
    "rdfxml": ("xml", "rdf+xml"),
    "jsonld": ("json", "json-ld"),
}


def asked_name() -> str:
    """The format that the form, or a client of theirs, asks for by name."""
    return request.args.get("format") or request.form.get("format") or ""


def wanted(offered: tuple[Format, ...]) -> Format | None:
    """The format that the client likes best of those, if it takes any.

    The form asks by name; so do clients that know other endpoints, and those have a correct Accept
    as well, so a name that means nothing here is passed over. What a name cannot be (rows in
    Turtle) is answered in the first format that can.
    """
    asked = asked_name()
    named = [f for f in offered if _is_called(f, asked)]
    if named:
        return named[0]
    if any(_is_called(f, asked) for f in (*RESULTS, *GRAPHS)):
        return offered[0]
    try:
        return choose(request.headers.get("Accept"), offered)
    except NotAcceptable:
        return None


def _is_called(known: Format, name: str) -> bool:
    return name in {known.name, known.suffix, known.media_type, *_NAMES.get(known.name, ())}
