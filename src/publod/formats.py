"""What a format is: its names, its media types, and how a record is written in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from publod.bibliography.entry import Entry
from publod.rdf.document import Document, NotRepresentable

Writer = Callable[[Document], bytes]
#: Writes publications one after the other, so that a long list needs no more memory than a short.
ListWriter = Callable[[Iterable[Entry]], Iterator[bytes]]


@dataclass(frozen=True)
class Format:
    """A format, with all that negotiation, headers, links and help texts say about it.

    ``suffix`` is without its dot. ``accepts`` are further media types that ask for this format:
    former names, and types of which it is a subset. ``profile`` (RFC 6906) tells apart formats
    that share a media type. Formats of RDF have a ``writer``. Others are written from what the
    catalogue says of a publication: by ``entry_writer``, or by ``list_writer`` where a list of
    publications is one document. A format without any of these is written by the web.
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
            raise NotRepresentable(self.title, "only publications can be written in it")
        if self.entry_writer is not None:
            return self.entry_writer(entry)
        return b"".join(self.write_many([entry]))

    def write_many(self, entries: Iterable[Entry]) -> Iterator[bytes]:
        """A list of publications in this format, piece by piece."""
        if self.list_writer is None:
            raise NotImplementedError(f"{self.name} has no lists of publications on this floor")
        return self.list_writer(entries)
