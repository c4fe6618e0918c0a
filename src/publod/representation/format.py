"""What a format is, what a writer gets, and what it says when it cannot write."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from rdflib import Graph

from publod.errors import PublodError
from publod.model.entry import Entry


@dataclass(frozen=True)
class Document:
    """What is to be written: a graph, and which of its nodes it is about.

    ``iri`` names the document, ``thing`` what it describes (the primary topic); either may be
    absent from the graph. ``context_url`` is where the JSON-LD context is published. ``entry`` is
    what views other than RDF are written from, where the thing is a publication. ``named`` has the
    named graphs of the SPARQL store that the document is made of, by their IRIs, for formats that
    can name graphs; their blank nodes are those of ``graph``.
    """

    iri: str
    thing: str
    graph: Graph
    context_url: str
    entry: Entry | None = None
    named: Mapping[str, Graph] = field(default_factory=dict)


Writer = Callable[[Document], bytes]
#: Writes publications one after the other, so that a long list needs no more memory than a short.
ListWriter = Callable[[Iterable[Entry]], Iterator[bytes]]


@dataclass(frozen=True)
class Format:
    """A format, with all that negotiation, headers, links and help texts say about it.

    ``suffix`` is without its dot. ``accepts`` are further media types that ask for this format:
    former names, and types of which it is a subset. ``profile`` (RFC 6906) tells apart formats
    that share a media type. A format without a ``writer`` is written by the floor above;
    ``list_writer`` is that of formats in which a list of publications is one document.
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

    @property
    def content_type(self) -> str:
        """The Content-Type field; only text/* types have a charset parameter to give."""
        return f"{self.media_type}; charset=utf-8" if self.charset else self.media_type

    def write(self, document: Document) -> bytes:
        """The document in this format: the same graph always gives the same bytes."""
        if self.writer is None:
            raise NotImplementedError(f"{self.name} is not written on this floor")
        return self.writer(document)

    def write_many(self, entries: Iterable[Entry]) -> Iterator[bytes]:
        """A list of publications in this format, piece by piece."""
        if self.list_writer is None:
            raise NotImplementedError(f"{self.name} has no lists of publications on this floor")
        return self.list_writer(entries)


class NotRepresentable(PublodError):
    """The graph holds what this format has no way to say; nothing is dropped in silence."""

    def __init__(self, format_name: str, reason: str) -> None:
        self.format_name = format_name
        self.reason = reason
        super().__init__(f"{format_name}: {reason}")
