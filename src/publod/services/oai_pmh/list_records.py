"""The formats that records are disseminated in (OAI-PMH §3.4), each a line.

Those of the crosswalk are written from entries; ``rdf`` is the record's own graph, with all that
follows from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from publod.bibliography.export.metadata_format import MetadataFormat
from publod.crosswalk_registry import FORMATS as CROSSWALK
from publod.errors import RecordError
from publod.rdf import rdfxml
from publod.rdf.document import Document
from publod.repository import Repository
from publod.vocabulary import RDF

#: Gives the XML of publications by path, without declaration, in the order of the paths.
Render = Callable[[Repository, Sequence[str]], Iterator[tuple[str, bytes]]]


@dataclass(frozen=True, slots=True)
class Dissemination:
    """A format as ListMetadataFormats tells it, and how a page of records is rendered in it."""

    prefix: str
    namespace: str
    schema: str
    render: Render


def _from_entries(chosen: MetadataFormat) -> Dissemination:
    def render(repository: Repository, paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        for path, entry in repository.entries(paths):
            yield path, chosen.write(entry)

    return Dissemination(chosen.prefix, chosen.namespace, chosen.schema, render)


def _graphs(repository: Repository, paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    for path in paths:
        try:
            found = repository.describe(path)
        except RecordError:
            continue
        written = rdfxml.write(Document(found.document, found.thing, found.graph, ""))
        yield path, written[written.index(b"<rdf:RDF") :]


FORMATS: dict[str, Dissemination] = {
    **{prefix: _from_entries(chosen) for prefix, chosen in CROSSWALK.items()},
    "rdf": Dissemination("rdf", RDF.iri, "http://www.openarchives.org/OAI/2.0/rdf.xsd", _graphs),
}
