"""The formats of a record, listed once.

Adding one: a module with its writer, and one line here. The order is the server's preference
among formats that a client likes equally well (RFC 9110, section 12.1), so HTML answers ``*/*``.
"""

from __future__ import annotations

from publod.representation import jsonld, ntriples, rdfxml, turtle
from publod.representation.format import Format

#: Its writer is the web floor's: pages need templates, translations and search.
HTML = Format("html", "HTML", "text/html", "html", charset=True)

TURTLE = Format(
    "turtle", "Turtle", "text/turtle", "ttl", turtle.write, charset=True,
    # Turtle's name before 2014, and N3, of which it is a subset: rdflib and rapper ask for these.
    accepts=("application/x-turtle", "application/turtle", "text/n3", "text/rdf+n3"),
)  # fmt: skip

JSON_LD = Format(
    "json-ld", "JSON-LD", "application/ld+json", "jsonld", jsonld.write,
    accepts=("application/json",), profile="http://www.w3.org/ns/json-ld#compacted",
)  # fmt: skip

#: Not also application/xml: browsers have sent that first, and would be shown the data.
RDF_XML = Format("rdf-xml", "RDF/XML", "application/rdf+xml", "rdf", rdfxml.write)

N_TRIPLES = Format(
    "n-triples", "N-Triples", "application/n-triples", "nt", ntriples.write,
    # Its media type before 2014; rdflib's "nt" parser asks for nothing else.
    accepts=("text/plain",),
)  # fmt: skip

TRIG = Format(
    "trig", "TriG", "application/trig", "trig", turtle.write_trig, accepts=("application/x-trig",)
)

FORMATS: tuple[Format, ...] = (HTML, TURTLE, JSON_LD, RDF_XML, N_TRIPLES, TRIG)

_BY_SUFFIX = {f.suffix: f for f in FORMATS}
_BY_MEDIA_TYPE = {f.media_type: f for f in reversed(FORMATS)}


def by_suffix(suffix: str) -> Format | None:
    """The format that ``suffix`` names, without its dot."""
    return _BY_SUFFIX.get(suffix)


def by_media_type(media_type: str) -> Format | None:
    """The preferred format of exactly this media type, whatever its case and parameters."""
    return _BY_MEDIA_TYPE.get(media_type.partition(";")[0].strip().lower())
