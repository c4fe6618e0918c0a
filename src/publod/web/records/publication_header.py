"""The head of a publication's page: what a visitor must see first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from babel.numbers import format_decimal
from flask_babel import gettext
from rdflib import Graph, Literal, URIRef
from rdflib.term import Node

from publod.bibliography.entry import (
    NOT_IN_FORCE,
    BibliographicResource,
    Edition,
    Entry,
    Texts,
    status_of,
)
from publod.bibliography.file_formats import media_name
from publod.bibliography.language_codes_and_names import language_name, own_name, tag_name, tag_of
from publod.bibliography.triple_index import Lens
from publod.vocabulary import DCAT, DCTERMS, EU_LANGUAGE, PUB
from publod.web.lists.parts import page_range
from publod.web.record_names import (
    Value,
    capitalized,
    date_text,
    edition_name,
    nearest,
    period_text,
    short_url,
)
from publod.web.records.edition_versions import EditionVersions, language_versions, versions_around
from publod.web.records.lineage_labels import Naming, form_of, status_text

#: What a file's line tells, so that it need not be told again below it.
FILE_PROPERTIES = frozenset(
    {
        DCAT.mediaType, DCAT.byteSize, DCAT.downloadURL, DCAT.accessURL, DCTERMS.language,
        DCTERMS["format"], DCTERMS.title,
    }
)  # fmt: skip
_UNITS = ("kB", "MB", "GB", "TB")
_STEP = 1000


def file_value(graph: Graph, file: Node, language: str, base: str) -> Value:
    """A file as a link, with its kind, size and languages told after it.

    ``base`` is the catalogue's base URL.
    """

    def values(*predicates: URIRef) -> list[str]:
        return sorted(str(o) for p in predicates for o in graph.objects(file, p))

    kind = next((n for t in values(DCAT.mediaType, DCTERMS["format"]) if (n := media_name(t))), "")
    urls = values(DCAT.downloadURL) or values(DCAT.accessURL)
    url = urls[0] if urls else ""
    titles = {
        o.language or "": str(o)
        for o in graph.objects(file, DCTERMS.title)
        if isinstance(o, Literal)
    }
    named = nearest(titles, language)
    text = named.text or kind or short_url(url)
    size = next((s for s in values(DCAT.byteSize) if s.isascii() and s.isdigit()), "")
    languages = [
        language_name(iri.removeprefix(EU_LANGUAGE), language)
        for iri in values(DCTERMS.language)
        if iri.startswith(EU_LANGUAGE)
    ]
    note = (
        kind if kind != text else "",
        size_text(int(size), language) if size else "",
        *languages,
    )
    target = url.removeprefix(base)
    return Value(text, named.language, target, note=", ".join(filter(None, note)))


def size_text(size: int, language: str) -> str:
    """A number of bytes in the unit that suits it (multiples of 1000, as IEC 80000-13 has it)."""
    if size < _STEP:
        return f"{size} B"
    amount = float(size)
    unit = ""
    for unit in _UNITS:  # noqa: B007 (the last is kept)
        amount /= _STEP
        if amount < _STEP:
            break
    digits = "#,##0.0" if amount < 10 else "#,##0"
    return f"{format_decimal(amount, format=digits, locale=language)} {unit}"


#: Words that stand together, some of them links.
Phrase = list[Value]


@dataclass(frozen=True)
class PublicationHeader:
    """What stands above all else.

    ``promised`` are languages that it has been announced in, by name; ``versions`` the same edition
    in other languages; ``stated_in`` who tells of a stated edition, ``stated_on`` web pages that
    do. ``around`` are the editions before and after it, ``newer`` and ``latest`` those after it in
    words. ``status`` is said plainly unless it is in force, with the dates in ``valid``;
    ``relations`` are labels with what they lead to.
    """

    types: list[Value]
    authors: list[Value]
    issued: Value
    edition: Value
    languages: list[Value]
    promised: list[str]
    versions: list[Value]
    around: EditionVersions
    newer: list[Phrase]
    latest: list[Phrase]
    stated_in: list[Value]
    stated_on: list[Value]
    number: str
    status: str
    valid: str
    relations: list[tuple[str, list[Phrase]]]
    is_stated: bool


def header_of(
    entry: Entry, naming: Naming, lens: Lens, name: Callable[[str], Value]
) -> PublicationHeader:
    """The head of the page of a publication or of a stated edition.

    ``lens`` is on its graph, ``name`` calls other records by their names.
    """
    language, base = naming.language, naming.base_url
    around = versions_around(naming.lineage, entry.iri)
    places = naming.places()
    announced = [iri.removeprefix(EU_LANGUAGE) for iri in lens.iris(PUB.announcedLanguage)]

    known: Edition | Entry = naming.lineage.known.get(entry.iri, entry)
    if isinstance(known, Edition):
        status, valid = known.status, known.valid
    else:
        status, valid = status_of(entry.status) if entry.status else "", entry.valid

    def phrase(iri: str) -> Phrase:
        if iri in places:
            return [places[iri]]
        return naming.other(iri) if iri in naming.lineage.others else [name(iri)]

    return PublicationHeader(
        types=[capitalized(_named(c.iri, c.label, language, base)) for c in entry.types],
        authors=[_named(agent.iri, agent.name, language, base) for agent in entry.creators],
        issued=_issued(known, language, is_listed=not entry.is_level),
        edition=_edition(known.edition_number, entry.edition, language),
        languages=[_language(code, language) for code in entry.languages],
        promised=[language_name(code, language) for code in announced],
        versions=[_version(naming, iri) for iri in language_versions(naming.lineage, entry.iri)],
        around=around,
        newer=[phrase(iri) for iri in around.newer],
        latest=[phrase(iri) for iri in around.latest],
        stated_in=[
            name(iri)
            for iri in dict.fromkeys(
                (*lens.iris(DCTERMS.isReferencedBy), *lens.iris(DCTERMS.source))
            )
            if iri.startswith(base)
        ],
        stated_on=[
            Value(short_url(iri), "", iri)
            for iri in lens.iris(DCTERMS.source)
            if not iri.startswith(base)
        ],
        number=", ".join(known.document_numbers),
        status=status_text(status) if status in NOT_IN_FORCE else "",
        valid=period_text(valid, language),
        relations=[
            *_wholes(entry, name),
            *_formats(entry, name),
            *_relations(known, phrase),
        ],
        is_stated=entry.is_stated_only,
    )


def _wholes(entry: Entry, name: Callable[[str], Value]) -> Iterator[tuple[str, list[Phrase]]]:
    """The issue that an article is in, or the publication that a part is of; and the series."""
    number = Value(f" {entry.number_in_series}" if entry.number_in_series else "")
    if entry.series:
        yield gettext("Part of:"), [[name(one.iri), number] for one in entry.series]
    for whole in entry.hosts[:1]:
        pages = page_range(entry)
        place = Value(gettext(", p. %(pages)s", pages=pages)) if pages else Value("")
        # Translators: stands before the journal or the book that an article is in
        yield gettext("In:"), [[name(whole.iri), place]]


def _formats(entry: Entry, name: Callable[[str], Value]) -> Iterator[tuple[str, list[Phrase]]]:
    """The same publication in print or online."""
    for other in entry.formats:
        yield gettext("Also %(form)s:", form=form_of(other)), [[name(other.iri)]]


def _relations(
    known: Edition | Entry, phrase: Callable[[str], Phrase]
) -> Iterator[tuple[str, list[Phrase]]]:
    """What changes or completes what, and what it was reworked as by somebody else."""
    replacing = known.replaced_by if isinstance(known, Edition) else ()
    for label, others in (
        (gettext("Amends"), known.amends),
        (gettext("Corrects"), known.corrects),
        (gettext("Supplements"), known.supplements),
        (gettext("Amended by"), known.amended_by),
        (gettext("Corrected by"), known.corrected_by),
        (gettext("Supplemented by"), known.supplemented_by),
        (gettext("Reworked as"), known.reworked_as),
    ):
        iris = [other if isinstance(other, str) else other.iri for other in others]
        phrases = [phrase(iri) for iri in iris if iri not in replacing]
        if phrases:
            yield label, phrases


def others_of(texts: Texts, shown: Value, language: str) -> list[tuple[str, Value]]:
    """A text in the languages that are not shown, each with its language's name."""
    return [
        (tag_name(tag, language), Value(text, tag))
        for tag, text in texts.items()
        if tag and text != shown.text
    ]


def _issued(known: BibliographicResource, language: str, *, is_listed: bool) -> Value:
    text = date_text(known.issued, language)
    if known.year is None or not is_listed:  # only publications can be searched
        return Value(text)
    return Value(text, "", "publications", query=f"year={known.year}")


def _named(iri: str, texts: Texts, language: str, base: str) -> Value:
    value = nearest(texts, language)
    target = iri.removeprefix(base)
    return Value(value.text or short_url(target), value.language, target)


def _edition(number: int | None, printed: Texts, language: str) -> Value:
    """Which edition it is: by its number, which every reader understands, or as it is printed."""
    return nearest(printed, language) if number is None else Value(edition_name(number, None))


def _language(code: str, language: str) -> Value:
    name = language_name(code, language)
    return Value(name, "", "publications", query=f"language={code.lower()}")


def _version(naming: Naming, iri: str) -> Value:
    """A language version, called by its own language in that language."""
    target = iri.removeprefix(naming.base_url)
    known = naming.lineage.known
    code = next(iter(known[iri].languages), "") if iri in known else ""
    if not code:
        return naming.titled(known[iri]) if iri in known else Value(short_url(iri), "", target)
    name, tag = own_name(code)
    return Value(name, tag, target, hreflang=tag_of(code))
