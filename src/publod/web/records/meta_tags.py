"""What the head of a publication's page tells programs that read pages.

Highwire Press tags for Google Scholar (https://scholar.google.com/intl/en/scholar/inclusion.html)
and Zotero, Dublin Core (https://www.dublincore.org/specifications/dublin-core/dcq-html/) for
library programs, Open Graph (https://ogp.me/) for previews; and COinS (Z39.88-2004) for lists.
Names of organisations end in a comma in ``citation_author``: readers part a name at its last space
if there is no comma in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from babel.core import get_global

from publod.bibliography.entry import Entry
from publod.bibliography.export.ris import uncut
from publod.bibliography.reference import Kind, Name, Reference, one_line, reference_of
from publod.bibliography.triple_index import pick

Pair = tuple[str, str]

#: How Zotero takes a type that Highwire tags do not tell.
_DC_TYPES = {Kind.REPORT: "report", Kind.PAMPHLET: "report", Kind.BOOK: "book"}
_OF_INSTITUTIONS = frozenset({Kind.REPORT, Kind.PAMPHLET})


@dataclass(frozen=True, slots=True)
class Tags:
    """``named`` are pairs for ``<meta name content>``, ``properties`` for ``<meta property>``."""

    named: tuple[Pair, ...]
    properties: tuple[Pair, ...]


def tags(entry: Entry, language: str, image: str = "") -> Tags:
    """The tags of a publication, on a page in a language. ``image`` is the URL of its cover."""
    reference = reference_of(entry, language)
    abstract = one_line(pick(entry.abstract, language)[0])
    named = [*_highwire(reference), *_dublin_core(reference, entry.licence)]
    properties = [*_open_graph(reference, abstract, language), ("og:image", image)]
    return Tags(tuple(_filled(named)), tuple(_filled(properties)))


def _highwire(reference: Reference) -> Iterator[Pair]:
    yield "citation_title", reference.title
    for name in reference.authors:
        yield "citation_author", _comma_ended(name)
    yield "citation_publication_date", reference.issued.best.replace("-", "/")
    issuers = ", ".join(reference.publishers)
    if reference.kind in _OF_INSTITUTIONS:
        # Whose report it is has to be told, or it is taken for an article.
        authors = "; ".join(name.literal for name in reference.authors)
        yield "citation_technical_report_institution", issuers or authors
        yield "citation_technical_report_number", reference.document_number or reference.number
    elif reference.kind is Kind.ARTICLE:
        yield "citation_journal_title", reference.container
        yield "citation_volume", reference.volume
        yield "citation_issue", reference.issue
        for place, page in zip(("first", "last"), reference.pages, strict=False):
            yield f"citation_{place}page", page
    else:
        yield "citation_publisher", issuers
    yield "citation_series_title", reference.series
    for tag in (reference.language, *reference.languages):
        yield "citation_language", tag
    for isbn in reference.isbn:
        yield "citation_isbn", isbn
    yield "citation_doi", reference.doi
    yield "citation_pdf_url", reference.pdf
    yield "citation_abstract_html_url", reference.url
    for keyword in reference.keywords:
        yield "citation_keywords", keyword.replace(";", ",")


def _dublin_core(reference: Reference, licence: str) -> Iterator[Pair]:
    yield "DC.title", reference.title
    for name in reference.authors:
        yield "DC.creator", _inverted(name)
    for name in reference.contributors:
        yield "DC.contributor", _inverted(name)
    for publisher in reference.publishers:
        yield "DC.publisher", publisher
    yield "DC.type", _DC_TYPES.get(reference.kind, "document")
    yield "DC.identifier", reference.url
    yield "DC.identifier", f"https://doi.org/{reference.doi}" if reference.doi else ""
    for isbn in reference.isbn:
        yield "DC.identifier", f"urn:isbn:{isbn}"
    for tag in reference.languages:
        yield "DC.language", tag
    for keyword in reference.keywords:
        yield "DC.subject", keyword
    yield "DCTERMS.issued", reference.issued.best
    yield "DCTERMS.abstract", reference.abstract
    yield "DCTERMS.license", one_line(licence)


def _open_graph(reference: Reference, abstract: str, language: str) -> Iterator[Pair]:
    yield "og:type", "book" if reference.kind is Kind.BOOK else "article"
    yield "og:title", reference.title
    yield "og:description", abstract
    yield "og:url", reference.url
    yield "og:locale", _locale(language)


def _locale(language: str) -> str:
    """A language with the country where it is likely spoken, as Open Graph wants it."""
    if language == "en":
        return "en_GB"  # whose spelling the pages have
    likely = get_global("likely_subtags").get(language, "").split("_")
    return f"{language}_{likely[-1]}" if len(likely) > 1 else language


def _comma_ended(name: Name) -> str:
    whole = (
        f"{uncut(name.family)}, {uncut(name.given)}" if name.family else f"{uncut(name.literal)},"
    )
    # A semicolon would part one name into two.
    return whole.replace(";", " \N{EN DASH}")


def _inverted(name: Name) -> str:
    return f"{name.family}, {name.given}" if name.family else name.literal


def _filled(pairs: Iterable[Pair]) -> Iterator[Pair]:
    """The pairs that say something, each once."""
    return iter(dict.fromkeys((name, value) for name, value in pairs if value))
