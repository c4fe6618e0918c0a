"""The formats, listed once.

Adding one: a module with its writer, and one line here. The order is the server's preference
among formats that a client likes equally well (RFC 9110, section 12.1), so HTML answers ``*/*``.
"""

from __future__ import annotations

from publod.bibliography.export import bibtex, csl_json, ris
from publod.formats import Format
from publod.rdf import jsonld, ntriples, rdfxml, schema_org, turtle

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

#: A part of what the others say, for whoever knows no other vocabulary.
SCHEMA_ORG = Format(
    "schema-org", "schema.org", "application/ld+json", "schema", schema_org.write,
    profile="https://schema.org/",
)  # fmt: skip

TRIG = Format(
    "trig", "TriG", "application/trig", "trig", turtle.write_trig, accepts=("application/x-trig",)
)

BIBTEX = Format(
    "bibtex", "BibTeX", "application/x-bibtex", "bib",
    accepts=("text/x-bibtex",), list_writer=bibtex.write_many,
)  # fmt: skip

RIS = Format(
    "ris", "RIS", "application/x-research-info-systems", "ris",
    list_writer=ris.write_many,
)  # fmt: skip

CSL_JSON = Format(
    # Not .csl, which is a style: programs that cite would try to install it.
    "csl-json", "CSL-JSON", "application/vnd.citationstyles.csl+json", "csljson",
    # Its media type at DOI agencies before 2013.
    accepts=("application/citeproc+json",), list_writer=csl_json.write_many,
)  # fmt: skip

#: Lists of publications only. The writers of this and of the next are the web floor's.
CSV = Format("csv", "CSV", "text/csv", "csv", charset=True)

ATOM = Format("atom", "Atom", "application/atom+xml", "atom")

#: Of every record.
FORMATS: tuple[Format, ...] = (HTML, TURTLE, JSON_LD, RDF_XML, N_TRIPLES, TRIG)
#: In which a publication is cited.
CITING: tuple[Format, ...] = (BIBTEX, RIS, CSL_JSON)
#: All that there are; no record may have an address that ends in one of their suffixes.
ALL: tuple[Format, ...] = (*FORMATS, *CITING, CSV, ATOM, SCHEMA_ORG)

#: The kinds of records of which there is a feed: of their publications, or of what changed.
_WITH_FEED = frozenset({"publication", "work", "agent", "subject", "type", "audience"})

_BY_SUFFIX = {f.suffix: f for f in ALL}
_BY_MEDIA_TYPE = {f.media_type: f for f in reversed(ALL)}


def formats_of(kind: str) -> tuple[Format, ...]:
    """The formats of a record of a kind, in the order of the server's preference."""
    citing = CITING if kind == "publication" else ()
    return (*FORMATS, *citing, *((ATOM,) if kind in _WITH_FEED else ()))


def by_suffix(suffix: str) -> Format | None:
    """The format that ``suffix`` names, without its dot."""
    return _BY_SUFFIX.get(suffix)


def by_media_type(media_type: str) -> Format | None:
    """The preferred format of exactly this media type, whatever its case and parameters."""
    return _BY_MEDIA_TYPE.get(media_type.partition(";")[0].strip().lower())
