"""The publications of a page of results, each as the few lines that a list has for it.

An entry tells all; to read dozens of them takes longer than to search. So only those statements
are read that a list shows, and the names of others come from their summaries.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from publod.bibliography.language_codes_and_names import TWO_LETTERS, language_name
from publod.bibliography.property_values import (
    creators_of,
    files_of,
    format_names,
    language_codes,
)
from publod.bibliography.record_summary import Summary, record_path_of, thing_at
from publod.bibliography.triple_index import Statements, pick
from publod.files.facts import Cover
from publod.ledger import Record
from publod.rdf import term_of_iri, triples_of
from publod.search.search_interface import Hit, Snippet
from publod.vocabulary import BIBO, DCAT, DCTERMS, PUB, RDF
from publod.web.file_badges import named_formats
from publod.web.http.links import relative
from publod.web.record_names import (
    Value,
    capitalized,
    name_of,
    nearest,
    place_of,
    record_name,
    summaries,
)
from publod.web.site import Site

_SHOWN = (
    DCTERMS.creator, BIBO.authorList, RDF.first, RDF.rest, DCTERMS.type, DCTERMS.language,
    PUB.edition, DCAT.distribution, DCAT.downloadURL, DCAT.mediaType, DCTERMS["format"],
    DCTERMS.isVersionOf,
)  # fmt: skip
_TERMS = frozenset(term_of_iri(predicate) for predicate in _SHOWN)
_link = lru_cache(maxsize=8192)(relative)
#: Creators that a list names; of more it says how many.
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Line:
    """A publication in a list, with the path of its record; links are from the page that lists it.

    ``others`` counts the creators that are not named. ``languages`` are named where they are not
    simply the catalogue's own. ``files`` names the formats of files, and ``cover`` is of
    one of them. ``title_marks``,
    ``subtitle_marks`` and ``snippet`` tell what was found where: pieces of text, each with whether
    it is a find.
    """

    path: str
    link: str
    title: Value
    subtitle: Value
    year: str
    number: str
    type: Value
    creators: tuple[tuple[str, Value], ...]
    others: int
    edition: Value
    languages: tuple[str, ...]
    is_replaced: bool
    files: tuple[str, ...]
    cover: Cover | None = None
    title_marks: tuple[tuple[str, bool], ...] = ()
    subtitle_marks: tuple[tuple[str, bool], ...] = ()
    snippet: Snippet | None = None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ListedPublication:
    """A publication as it is recorded, before it is put in words. Others are told by paths."""

    record: Record
    creators: tuple[str, ...]
    types: tuple[str, ...]
    languages: tuple[str, ...]
    edition: dict[str, str]
    is_replaced: bool
    files: tuple[str, ...] = ()
    local_files: tuple[str, ...] = ()
    work: str = ""

    @property
    def named(self) -> tuple[str, ...]:
        """The records whose names are shown."""
        return (*self.creators[:_NAMED], *self.types)


def listed_publications(
    site: Site, lines: Sequence[str], under: Sequence[str] = ()
) -> dict[str, ListedPublication]:
    """The publications by path, those with a line and those ``under`` one; who is there.

    Of those under one it is not looked whether they are replaced: nobody is told.
    """
    paths = [*lines, *under]
    records = site.repository.present_records(paths)
    graphs = site.repository.graphs(paths)
    replaced = site.repository.replaced(lines)
    return {
        path: _publication(site.base_url, records[path], graphs[path], path in replaced)
        for path in paths
        if path in records and path in graphs
    }


def lines_of(
    site: Site,
    version: str,
    hits: Sequence[Hit],
    publications: dict[str, ListedPublication],
    language: str,
    here: str,
) -> list[Line]:
    """Publications as the page at ``here`` shows them, in the order of the hits."""
    shown = [publications[hit.path] for hit in hits if hit.path in publications]
    known = summaries(site, version, {path for one in shown for path in one.named})
    usual = next((code for code, two in TWO_LETTERS.items() if two == site.language), "")
    return [
        _line(site, publications[hit.path], hit, known, language, usual, here)
        for hit in hits
        if hit.path in publications
    ]


def _publication(base_url: str, record: Record, graph: str, is_replaced: bool) -> ListedPublication:
    # Not `splitlines`, which ends lines in the middle of some texts.
    shown = (line for line in graph.split("\n") if line and line.split(" ", 2)[1] in _TERMS)
    statements = Statements(triples_of("\n".join(shown) + "\n"))
    node = term_of_iri(thing_at(base_url, record.path, record.summary.fragment))

    files = files_of(statements, node)

    def paths(iris: Iterable[str]) -> tuple[str, ...]:
        return tuple(record_path_of(iri, base_url) for iri in dict.fromkeys(iris))

    return ListedPublication(
        record,
        creators=paths(creators_of(statements, node)),
        types=paths(statements.iris(node, DCTERMS.type)),
        languages=language_codes(statements, node),
        edition=statements.texts(node, PUB.edition),
        is_replaced=is_replaced,
        files=format_names(files),
        local_files=tuple(
            file.url.removeprefix(base_url) for file in files if file.url.startswith(base_url)
        ),
        work=min(paths(statements.iris(node, DCTERMS.isVersionOf)), default=""),
    )


def _line(
    site: Site,
    publication: ListedPublication,
    hit: Hit,
    known: dict[str, Summary],
    language: str,
    usual: str,
    here: str,
) -> Line:
    record = publication.record
    title = record_name(record.summary, language, record.path)
    subtitle = _beside(record.summary, language)
    snippets = {snippet.field: snippet for snippet in hit.snippets}
    languages: tuple[str, ...] = ()
    if publication.languages != (usual,):
        names = (language_name(code, language) for code in publication.languages)
        languages = tuple(sorted(names, key=lambda name: place_of(name, language)))
    return Line(
        path=record.path,
        link=_link(record.path, here),
        title=title,
        subtitle=subtitle,
        year=str(record.summary.year or ""),
        number=record.summary.number if record.summary.label else "",
        type=capitalized(name_of(known, publication.types[0], language))
        if publication.types
        else Value(""),
        creators=tuple(
            (_link(path, here), name_of(known, path, language))
            for path in publication.creators[:_NAMED]
        ),
        others=max(0, len(publication.creators) - _NAMED),
        edition=nearest(publication.edition, language) if publication.edition else Value(""),
        languages=languages,
        is_replaced=publication.is_replaced,
        files=named_formats(publication.files),
        cover=site.files.cover_at(publication.local_files) if site.files else None,
        title_marks=_marks(snippets.get("title"), title),
        subtitle_marks=_marks(snippets.get("subtitle"), subtitle),
        snippet=snippets.get("abstract"),
        missing=hit.missing,
    )


def _beside(summary: Summary, language: str) -> Value:
    """The subtitle that goes with the title that is shown: the one in the title's language."""
    spoken = pick(summary.label, language)[1]
    if spoken in summary.subtitle:
        return Value(summary.subtitle[spoken], "" if spoken == language else spoken)
    return nearest(summary.subtitle, language) if summary.subtitle else Value("")


def _marks(snippet: Snippet | None, shown: Value) -> tuple[tuple[str, bool], ...]:
    """The pieces of a text that is shown anyway, where the finds are in just this text."""
    if snippet and "".join(text for text, _ in snippet.pieces) == shown.text:
        return snippet.pieces
    return ()
