"""Every format once: its names, its media types, where it is offered, and how it is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from publod.bibliography.entry import Entry
from publod.bibliography.export import (
    bibframe,
    bibtex,
    csl_json,
    datacite,
    dublin_core,
    iso2709,
    json_feed,
    marc21,
    mods,
    openaire,
    ris,
    swepub,
)
from publod.bibliography.export.xml_writer import MetadataFormat
from publod.messages import N_
from publod.rdf import jsonld, ntriples, rdfxml, turtle
from publod.rdf.document import Document, NotRepresentable

Writer = Callable[[Document], bytes]
#: Writes publications one after the other, so that a long list needs no more memory than a short.
ListWriter = Callable[[Iterable[Entry]], Iterator[bytes]]


@dataclass(frozen=True, eq=False)  # there is one of each, and each answer looks them up
class Format:
    """A format, with all that negotiation, headers, links and help texts say about it.

    ``suffix`` is without its dot. ``accepts`` are further media types that ask for this format:
    former names, and types of which it is a subset. ``profile`` (RFC 6906) tells apart formats
    that share a media type. Formats of RDF have a ``writer``. Others are written from what the
    catalogue says of a publication: by ``entry_writer``, or by ``list_writer`` where a list of
    publications is one document. A format without any of these is written by the web.
    ``disposition`` is how a browser is to take a publication in it (RFC 6266): as an ``attachment``
    or ``inline``, in both cases with the name of a file; '' for what needs no name. ``otherwise``
    are media types that ask for a format where a client takes nothing else that there is.
    """

    name: str
    title: str
    media_type: str
    suffix: str
    writer: Writer | None = None
    accepts: tuple[str, ...] = ()
    profile: str | None = None
    charset: bool = False
    list_writer: ListWriter | None = None
    entry_writer: Callable[[Entry], bytes] | None = None
    disposition: str = ""
    otherwise: tuple[str, ...] = ()

    @property
    def content_type(self) -> str:
        """The Content-Type field; only text/* types have a charset parameter to give."""
        return f"{self.media_type}; charset=utf-8" if self.charset else self.media_type

    def write(self, document: Document, entry: Entry | None = None) -> bytes:
        """The document in this format: the same graph always gives the same bytes.

        ``entry`` is needed by formats other than RDF, which raise NotRepresentable without it.
        """
        if self.writer is not None:
            return self.writer(document)
        if entry is None:
            raise NotRepresentable(self.title, N_("only publications can be written in it"))
        if self.entry_writer is not None:
            return self.entry_writer(entry)
        return b"".join(self.write_many([entry]))

    def write_many(self, entries: Iterable[Entry]) -> Iterator[bytes]:
        """A list of publications, piece by piece; NotRepresentable where this floor writes none."""
        if self.list_writer is None:
            raise NotRepresentable(self.title, N_("only publications can be written in it"))
        return self.list_writer(entries)


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

#: application/xml is no wish for it beside text/html: browsers have sent it first.
RDF_XML = Format(
    "rdf-xml", "RDF/XML", "application/rdf+xml", "rdf", rdfxml.write,
    otherwise=("application/xml", "text/xml"),
)  # fmt: skip

N_TRIPLES = Format(
    "n-triples", "N-Triples", "application/n-triples", "nt", ntriples.write,
    # Its media type before 2014; rdflib's "nt" parser asks for nothing else.
    accepts=("text/plain",),
)  # fmt: skip

#: A part of what the others say, for whoever knows no other vocabulary.
SCHEMA_ORG = Format(
    "schema-org", "schema.org", "application/ld+json", "schema", jsonld.write_schema_org,
    profile="https://schema.org/",
)  # fmt: skip

TRIG = Format(
    "trig", "TriG", "application/trig", "trig", turtle.write_trig, accepts=("application/x-trig",)
)

#: The same dataset as TriG, a statement to a line.
N_QUADS = Format(
    "n-quads", "N-Quads", "application/n-quads", "nq", ntriples.write_quads,
    accepts=("text/x-nquads", "text/nquads"),
)  # fmt: skip

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


def _library_format(chosen: MetadataFormat, suffix: str, title: str = "") -> Format:
    """A format of the crosswalk for publications, and for lists where it knows collections."""
    is_list = bool(chosen.collection)
    return Format(
        chosen.prefix, title or chosen.label, chosen.media_type, suffix, profile=chosen.profile,
        entry_writer=chosen.document, list_writer=chosen.written_collection if is_list else None,
        disposition="inline" if is_list else "",
    )  # fmt: skip


#: No profile: it is told from MARCXML by its media type.
MARC = Format(
    "marc", iso2709.TITLE, "application/marc", "mrc",
    entry_writer=iso2709.write, list_writer=iso2709.write_many, disposition="attachment",
)  # fmt: skip
MARC_XML = _library_format(marc21.FORMAT, "marcxml", "MARCXML")
MODS = _library_format(mods.FORMAT, "mods")
BIBFRAME = _library_format(bibframe.FORMAT, "bibframe")
DATACITE = _library_format(datacite.FORMAT, "datacite")

#: Lists of publications only. The writers of this and of feeds are the web floor's.
CSV = Format("csv", "CSV", "text/csv", "csv", charset=True)

ATOM = Format("atom", "Atom", "application/atom+xml", "atom")
#: Not .json, by which clients ask for JSON-LD.
JSON_FEED = Format("json-feed", "JSON Feed", json_feed.MEDIA_TYPE, "jsonfeed")
#: Formats for those who follow what comes.
FEEDS: tuple[Format, ...] = (ATOM, JSON_FEED)

#: Of every record.
FORMATS: tuple[Format, ...] = (HTML, TURTLE, JSON_LD, RDF_XML, N_TRIPLES, TRIG, N_QUADS)
#: In which a publication is cited.
CITING: tuple[Format, ...] = (BIBTEX, RIS, CSL_JSON)
#: In which library systems take publications over, one or many.
LIBRARY: tuple[Format, ...] = (MARC, MARC_XML, MODS)
#: Formats of a publication that are told apart by a profile.
VIEWS: tuple[Format, ...] = (MODS, MARC_XML, BIBFRAME, DATACITE)
#: The formats of a whole result, whose length has no limit but the catalogue's.
WHOLE_LISTS: tuple[Format, ...] = (*CITING, CSV, *LIBRARY)
#: All that there are; no record may have an address that ends in one of their suffixes.
ALL: tuple[Format, ...] = (*FORMATS, *CITING, CSV, *FEEDS, SCHEMA_ORG, MARC, *VIEWS)

#: The kinds of records of which there is a feed: of their publications, or of what changed.
_WITH_FEED = frozenset({"publication", "work", "agent", "place", "subject", "type", "audience"})

#: Suffixes and names by which other servers call formats.
_ALIASES = {"json": JSON_LD, "xml": RDF_XML, "rdfxml": RDF_XML, "rdf+xml": RDF_XML, "n3": TURTLE}
_ALIASES |= {"ntriples": N_TRIPLES, "nquads": N_QUADS}
_BY_SUFFIX = _ALIASES | {f.suffix: f for f in ALL}
_BY_NAME = _BY_SUFFIX | {f.name: f for f in ALL}
_BY_MEDIA_TYPE = {f.media_type: f for f in reversed(ALL)}


def formats_of(kind: str) -> tuple[Format, ...]:
    """The formats of a record of a kind, in the order of the server's preference."""
    of_publications = (*CITING, *LIBRARY) if kind == "publication" else ()
    return (*FORMATS, *of_publications, *(FEEDS if kind in _WITH_FEED else ()))


def by_suffix(suffix: str) -> Format | None:
    """The format that ``suffix`` names, without its dot."""
    return _BY_SUFFIX.get(suffix)


def by_name(name: str) -> Format | None:
    """The format that somebody calls by its name, its suffix or its media type."""
    # A plus sign that nobody encoded arrives in an address as a space.
    name = name.strip().lower().replace(" ", "+")
    return _BY_NAME.get(name) or by_media_type(name)


def by_media_type(media_type: str) -> Format | None:
    """The preferred format of exactly this media type, whatever its case and parameters."""
    return _BY_MEDIA_TYPE.get(media_type.partition(";")[0].strip().lower())


#: By their metadataPrefix.
METADATA_FORMATS: dict[str, MetadataFormat] = {
    listed.prefix: listed
    for listed in (
        dublin_core.FORMAT, dublin_core.QUALIFIED, mods.FORMAT, swepub.FORMAT, marc21.FORMAT,
        openaire.FORMAT, datacite.FORMAT, bibframe.FORMAT,
    )
}  # fmt: skip

#: How rows and truth values of queries are written (https://www.w3.org/TR/sparql11-overview/).
QUERY_RESULTS = (
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
#: How graphs that queries construct are written.
QUERY_GRAPHS = (
    Format("ttl", "Turtle", "text/turtle", "ttl", charset=True, accepts=("application/x-turtle",)),
    Format("nt", "N-Triples", "application/n-triples", "nt", accepts=("text/plain",)),
    Format("rdfxml", "RDF/XML", "application/rdf+xml", "rdf", accepts=("application/xml",)),
    Format("jsonld", "JSON-LD", "application/ld+json", "jsonld", accepts=("application/json",)),
    Format("graphml", "GraphML", "application/graphml+xml", "graphml"),
)
#: What ``format=`` may call a format besides its name, suffix and media type.
QUERY_FORMAT_NAMES = {
    "json": ("jsonld",),
    "xml": ("rdfxml",),
    "ttl": ("turtle", "n3"),
    "nt": ("ntriples", "n-triples"),
    "rdfxml": ("xml", "rdf+xml"),
    "jsonld": ("json", "json-ld"),
}
