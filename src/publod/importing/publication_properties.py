"""What a record says of a publication, field by field, as the properties that it is written with.

A value that its property cannot have is reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from publod.importing.concept_matching import ConceptMatcher
from publod.importing.dates import NO_DATE, DateRead, read_date
from publod.importing.field_values import DOI, ISBN, ISSN, WEB
from publod.importing.known_words import words
from publod.importing.languages import language_code, language_tag
from publod.importing.names import folded
from publod.importing.publication import Publication, tagged
from publod.importing.report import ImportReport, Kind
from publod.importing.source_record import SourceConcept
from publod.importing.turtle_files import Resource, string, text, thing, typed
from publod.messages import N_, Message
from publod.vocabulary import ADMS_STATUS

_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_SCHEME = re.compile("[a-z0-9]+")
_CLASSIFICATIONS = "http://id.loc.gov/vocabulary/classSchemes/"
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_DATATYPES = {4: "xsd:gYear", 7: "xsd:gYearMonth", 10: "xsd:date"}


@dataclass(slots=True)
class Properties:
    """Reads the properties of publications."""

    concepts: ConceptMatcher
    report: ImportReport

    def _unmapped(self, publication: Publication, name: str, value: str, reason: Message) -> None:
        self.report.add(Kind.UNMAPPED, reason, publication.record, field_name=name, value=value)

    def of(self, publication: Publication) -> Iterator[tuple[str, Iterable[tuple[str, str]]]]:
        """Fields of the record with what is said of them, one after another."""
        record = publication.record
        for name, key in (
            ("titles", "dcterms:title"), ("subtitles", "pub:subtitle"),
            ("abstracts", "dcterms:abstract"),
        ):  # fmt: skip
            yield name, self._one_a_language(publication, name, key)
        for name, key in (
            ("alternative_titles", "dcterms:alternative"), ("keywords", "schema:keywords"),
            ("rights", "dcterms:rights"), ("notes", "skos:note"),
        ):  # fmt: skip
            yield name, [(key, tagged(one, publication)) for one in record.values(name)]
        for name, key in (
            ("edition", "pub:edition"), ("edition_history", "pub:editionHistory"),
            ("extent", "dcterms:extent"),
        ):  # fmt: skip
            yield name, [(key, tagged(one, publication)) for one in record.values(name)]
        for name, key in (
            ("series_number", "pub:numberInSeries"), ("volume", "bibo:volume"),
            ("issue", "bibo:issue"), ("page_start", "bibo:pageStart"), ("page_end", "bibo:pageEnd"),
            ("document_numbers", "pub:documentNumber"),
            ("registration_numbers", "pub:registrationNumber"),
            ("identifiers", "dcterms:identifier"),
        ):  # fmt: skip
            yield name, self._strings(publication, name, key)
        yield "issued", self._issued(publication)
        yield "page_count", self._page_count(publication)
        for name, key, pattern in (
            ("isbn", "pub:isbn", ISBN), ("issn", "pub:issn", ISSN), ("doi", "pub:doi", DOI),
        ):  # fmt: skip
            yield name, self._strings(publication, name, key, pattern)
        for kind in ("subjects", "audiences"):
            yield kind, self._concepts(publication, kind)
        yield "places", self._places(publication, "places", "dcterms:spatial")
        yield (
            "place_of_publication",
            self._places(publication, "place_of_publication", "pub:placeOfPublication"),
        )
        yield "classifications", self._classifications(publication)
        yield "licence", self._licence(publication)
        yield "status", self._status(publication)
        yield "files", self._files(publication)
        yield "media", [("dcterms:medium", f"<{iri}>") for iri in publication.record.media]
        yield "pages", self._iris(publication, "pages", "foaf:page")

    def _one_a_language(
        self, publication: Publication, name: str, key: str
    ) -> Iterator[tuple[str, str]]:
        by_language: dict[str, str] = {}
        for one in publication.record.values(name):
            tag = language_tag(one.language) or publication.tag
            if by_language.setdefault(tag, one.text) == one.text:
                yield key, text(one.text, tag)
            else:
                reason = N_(
                    "there is one in the same language already: if it is in another one, say which"
                )
                self._unmapped(publication, name, one.text, reason)

    def _strings(
        self, publication: Publication, name: str, key: str, pattern: re.Pattern[str] | None = None
    ) -> Iterator[tuple[str, str]]:
        for value in publication.record.values(name):
            match = pattern.fullmatch(value) if pattern else None
            if _CONTROLS.search(value):
                self._unmapped(publication, name, value, N_("it has characters that it must not"))
            elif pattern and not match:
                reason = N_("it is not written as it should be")
                self._unmapped(publication, name, value, reason)
            elif name == "issn":
                yield key, string(ISSN.sub(r"\1-\2", value).upper())
            elif match and name == "doi":
                yield key, string(match[1])
            else:
                yield key, string(value)

    def _issued(self, publication: Publication) -> Iterator[tuple[str, str]]:
        issued = publication.record.issued
        if issued and read_date(issued) == DateRead(issued):
            yield "dcterms:issued", typed(issued, _DATATYPES[len(issued)])
        elif issued:
            self._unmapped(publication, "issued", issued, NO_DATE)

    def _page_count(self, publication: Publication) -> Iterator[tuple[str, str]]:
        count = publication.record.page_count
        if count and count > 0:
            yield "bibo:numPages", str(count)

    def _concepts(self, publication: Publication, kind: str) -> Iterator[tuple[str, str]]:
        key = {"subjects": "dcterms:subject", "audiences": "dcterms:audience"}[kind]
        for concept in publication.record.values(kind):
            path = self.concepts.concept(
                kind, concept, publication.record, publication.label_tag, kind
            )
            if path:
                yield key, thing(path)

    def _places(self, publication: Publication, name: str, key: str) -> Iterator[tuple[str, str]]:
        for value in publication.record.values(name):
            concept = value if isinstance(value, SourceConcept) else _concept(value)
            known = self.concepts.matching.folder.of_kind("places").identified([concept.iri])
            if concept.iri and not known and name == "places" and not concept.label:
                yield key, f"<{concept.iri}>"  # a place of another register
                continue
            path = self.concepts.concept(
                "places", concept, publication.record, publication.label_tag, name
            )
            if path:
                yield key, thing(path)

    def _classifications(self, publication: Publication) -> Iterator[tuple[str, str]]:
        for code, scheme in publication.record.classifications:
            if _SCHEME.fullmatch(scheme) and not _CONTROLS.search(code):
                yield "pub:classification", typed(code, f"<{_CLASSIFICATIONS}{scheme}>")
            else:
                reason = N_("the classification %(scheme)s is not known", scheme=scheme)
                self._unmapped(publication, "classifications", code, reason)

    def _licence(self, publication: Publication) -> Iterator[tuple[str, str]]:
        licence = publication.record.licence
        iri = words()["licences"].get(folded(licence), licence)
        if iri and WEB.fullmatch(iri):
            yield "dcterms:license", f"<{iri}>"
        elif iri:
            reason = N_("it is no licence that is known: give its address")
            self._unmapped(publication, "licence", licence, reason)

    def _status(self, publication: Publication) -> Iterator[tuple[str, str]]:
        status = publication.record.status
        if not status:
            return
        if path := self.concepts.matching.named("statuses", status):
            yield "adms:status", thing(path)
        elif known := words()["statuses"].get(folded(status.removeprefix(ADMS_STATUS))):
            yield "adms:status", f"<{ADMS_STATUS}{known}>"
        else:
            self._unmapped(publication, "status", status, N_("it is no status that is known"))

    def _files(self, publication: Publication) -> Iterator[tuple[str, str]]:
        for place, file in enumerate(publication.record.files, 1):
            if not WEB.fullmatch(file.url):
                reason = N_("it is no %(what)s", what=N_("address of the web"))
                self._unmapped(publication, "files", file.url, reason)
                continue
            part = Resource(publication.path, ("dcat:Distribution",), fragment=f"file-{place}")
            part.add("dcat:accessURL" if file.is_page else "dcat:downloadURL", f"<{file.url}>")
            if file.label:
                language = language_tag(file.label_language) or publication.tag
                part.add("dcterms:title", text(file.label, language))
            if re.fullmatch(r"[\w.+-]+/[\w.+-]+", file.media_type):
                part.add("dcat:mediaType", f"<{_MEDIA_TYPES}{file.media_type.lower()}>")
            if file.size is not None and file.size >= 0:
                part.add("dcat:byteSize", typed(str(file.size), "xsd:nonNegativeInteger"))
            if code := language_code(file.language):
                part.add("dcterms:language", f"lang:{code}")
            publication.others.append(part)
            yield "dcat:distribution", thing(publication.path, part.fragment)

    def _iris(self, publication: Publication, name: str, key: str) -> Iterator[tuple[str, str]]:
        for value in publication.record.values(name):
            if self.concepts.matching.folder.own_path(value) == publication.path:
                continue  # its own page
            if WEB.fullmatch(value):
                yield key, f"<{value}>"
            else:
                reason = N_("it is no %(what)s", what=N_("address of the web"))
                self._unmapped(publication, name, value, reason)


def _concept(text: str) -> SourceConcept:
    return SourceConcept(iri=text) if WEB.fullmatch(text) else SourceConcept(text)
