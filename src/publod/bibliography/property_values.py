"""Values of single properties, read from the statements of a record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rdflib import URIRef

from publod.bibliography.check_digits import isbn_core
from publod.bibliography.entry import File
from publod.bibliography.link_safety import is_harmful
from publod.bibliography.triple_index import Statements
from publod.rdf import iri_of, is_iri, literal_of, term_of_iri
from publod.vocabulary import BIBO, DCAT, DCTERMS, EU_LANGUAGE, PUB, RDF, RDFS, SKOS

_MATCHES = {
    "exactMatch": SKOS.exactMatch,
    "closeMatch": SKOS.closeMatch,
    "broadMatch": SKOS.broadMatch,
    "narrowMatch": SKOS.narrowMatch,
    "relatedMatch": SKOS.relatedMatch,
}
#: Vocabularies of subjects and of genres, by the codes of the MARC source code lists.
_SOURCES = (
    "http://id.loc.gov/vocabulary/subjectSchemes/",
    "http://id.loc.gov/vocabulary/genreFormSchemes/",
)
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"


def matches_of(statements: Statements, node: str) -> tuple[tuple[str, str], ...]:
    """The concepts of other vocabularies, each with the name of the property that leads to it."""
    return tuple(
        (name, match)
        for name, predicate in _MATCHES.items()
        for match in statements.iris(node, predicate)
    )


def match_labels_of(statements: Statements, node: str) -> dict[str, dict[str, str]]:
    """What the vocabularies of the matches say for themselves, where the record has it."""
    labels = {
        iri: statements.texts(term_of_iri(iri), SKOS.prefLabel, RDFS.label)
        for _, iri in matches_of(statements, node)
    }
    return {iri: texts for iri, texts in labels.items() if texts}


def notations_of(statements: Statements, node: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The code of a concept or a place, and what it is in vocabularies, each with their code.

    Those are notations whose datatype is the vocabulary.
    """
    code, headings = "", []
    for term in statements.objects(node, SKOS.notation):
        literal = literal_of(term) if term.startswith('"') else None
        if literal and (source := source_code(literal.datatype)):
            headings.append((literal.text, source))
        elif literal:
            code = code or literal.text
    return code, tuple(headings)


def source_code(datatype: str) -> str:
    """The code of the vocabulary that a datatype is; '' for another datatype."""
    return next((datatype.removeprefix(s) for s in _SOURCES if datatype.startswith(s)), "")


def classifications_of(statements: Statements, node: str) -> Iterator[tuple[str, str]]:
    """Codes of classifications, each with the code of its scheme."""
    for term in statements.objects(node, PUB.classification):
        if term.startswith('"'):
            literal = literal_of(term)
            yield literal.text, literal.datatype.rpartition("/")[2]


def creators_of(statements: Statements, node: str) -> tuple[str, ...]:
    """The IRIs of creators, in the printed order where that was recorded."""
    unordered = statements.iris(node, DCTERMS.creator)
    return tuple(dict.fromkeys((*statements.listed(node, BIBO.authorList), *unordered)))


def language_codes(
    statements: Statements, node: str, predicate: URIRef = DCTERMS.language
) -> tuple[str, ...]:
    """Languages by their codes in the EU authority table, such as SWE."""
    return tuple(
        iri.removeprefix(EU_LANGUAGE)
        for iri in statements.iris(node, predicate)
        if iri.startswith(EU_LANGUAGE)
    )


def identifier_texts(statements: Statements, node: str, predicate: URIRef) -> tuple[str, ...]:
    """The values of a property for identifiers, but for those that run a program."""
    texts = (text for _, text in statements.all_texts(node, predicate))
    return tuple(text for text in texts if not is_harmful(text))


#: What a work is that is no series, by its class.
HOST_KINDS = {
    term_of_iri(iri): kind
    for iri, kind in (
        (BIBO.Periodical, "journal"), (BIBO.Proceedings, "proceedings"), (BIBO.Book, "book"),
    )
}  # fmt: skip


def isbns_of(statements: Statements, node: str) -> tuple[str, ...]:
    """ISBNs; of a book that is known as a work alone, those among its identifiers."""
    own = identifier_texts(statements, node, PUB.isbn)
    if own or HOST_KINDS.keys().isdisjoint(statements.objects(node, RDF.type)):
        return own
    return tuple(filter(isbn_core, identifier_texts(statements, node, DCTERMS.identifier)))


def files_of(statements: Statements, node: str) -> tuple[File, ...]:
    """The files of a publication, and the pages where it can be had."""
    return tuple(file_of(statements, o) for o in statements.objects(node, DCAT.distribution))


def format_names(files: Iterable[File]) -> tuple[str, ...]:
    """The formats that there are files in, by name, in alphabetical order; '' for one unknown."""
    names = {file.format_name for file in files if file.url and not file.is_page}
    return tuple(sorted(names, key=lambda name: (not name, name)))


def file_of(statements: Statements, node: str) -> File:
    """A file of a publication, which may have no IRI."""
    media_type = next(iter(statements.iris(node, DCAT.mediaType)), "") or statements.text(
        node, DCAT.mediaType
    )
    files = statements.iris(node, DCAT.downloadURL)
    urls = files or statements.iris(node, DCAT.accessURL)
    return File(
        iri=iri_of(node) if is_iri(node) else "",
        url=next(iter(urls), ""),
        media_type=media_type.removeprefix(_MEDIA_TYPES),
        size=statements.number(node, DCAT.byteSize),
        title=statements.texts(node, DCTERMS.title),
        languages=language_codes(statements, node),
        file_types=tuple(statements.iris(node, DCTERMS["format"])),
        licence=next(iter(statements.iris(node, DCTERMS.license)), ""),
        is_page=not files,
    )
