"""What a list shows of a record: its kind, its name in each language, its year."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from publod.syntax import Triple, iri_of, is_blank, is_iri, literal_of, term_of_iri
from publod.vocabulary import DCAT, DCTERMS, FOAF, PUB, RDF, RDFS, SCHEMA, SKOS

#: Kinds in the order in which a thing with several classes is told; the first class found wins.
KINDS: dict[str, str] = {
    term_of_iri(iri): kind
    for iri, kind in (
        (PUB.Publication, "publication"),
        (PUB.Work, "work"),
        (PUB.StatedEdition, "edition"),
        (FOAF.Organization, "agent"),
        (FOAF.Person, "agent"),
        (FOAF.Agent, "agent"),
        (SKOS.ConceptScheme, "scheme"),
        (SKOS.Concept, "concept"),
        (DCAT.Catalog, "catalog"),
    )
}
_TYPE = term_of_iri(RDF.type)
_NAMES = [
    term_of_iri(p) for p in (DCTERMS.title, FOAF.name, SKOS.prefLabel, RDFS.label, SCHEMA.name)
]
_SUBTITLE = term_of_iri(PUB.subtitle)
_ISSUED = term_of_iri(DCTERMS.issued)
_EDITION = term_of_iri(PUB.editionNumber)


@dataclass(frozen=True, slots=True)
class Summary:
    """A record in a line. ``label`` and ``subtitle`` map language tags ('' for none) to texts.

    ``fragment`` is what follows ``#`` in the IRI of the thing that has this name.
    """

    kind: str = "thing"
    label: dict[str, str] = field(default_factory=dict)
    subtitle: dict[str, str] = field(default_factory=dict)
    year: int | None = None
    edition: int | None = None
    fragment: str = "it"

    @property
    def sort_key(self) -> str:
        """The label without case and diacritics, so that a list has one order everywhere."""
        for language in ("sv", "en", "", *self.label):
            if language in self.label:
                plain = unicodedata.normalize("NFKD", self.label[language].casefold())
                return "".join(c for c in plain if c.isalnum() or c == " ").strip()
        return ""


def thing_of(document: str, triples: Iterable[Triple]) -> str:
    """The IRI of what a record describes: ``#it``, else its first typed subject, else itself."""
    subjects: dict[str, bool] = {}
    for s, p, _ in triples:
        if is_iri(s):
            subjects[s] = subjects.get(s, False) or p == _TYPE
    conventional = term_of_iri(document + "#it")
    if conventional in subjects:
        return document + "#it"
    own = sorted(s for s in subjects if iri_of(s).split("#", 1)[0] == document)
    typed = [s for s in own if subjects[s]]
    best = next(iter(typed or own), None)
    return iri_of(best) if best else document


def summary_of(thing: str, triples: Iterable[Triple]) -> Summary:
    """The summary of a thing, read from its record's triples."""
    subject = term_of_iri(thing)
    values: dict[str, list[str]] = {}
    for s, p, o in triples:
        if s == subject:
            values.setdefault(p, []).append(o)
    classes = set(values.get(_TYPE, ()))
    kind = next((kind for iri, kind in KINDS.items() if iri in classes), "thing")
    label: dict[str, str] = {}
    for predicate in _NAMES:
        if label := _texts(values.get(predicate, ())):
            break
    return Summary(
        kind=kind,
        label=label,
        subtitle=_texts(values.get(_SUBTITLE, ())),
        year=next(iter(_integers(values.get(_ISSUED, ()), 4)), None),
        edition=next(iter(_integers(values.get(_EDITION, ()))), None),
        fragment=thing.partition("#")[2],
    )


def _texts(terms: Iterable[str]) -> dict[str, str]:
    literals = [literal_of(t) for t in sorted(terms) if not is_iri(t) and not is_blank(t)]
    return {literal.language: literal.text for literal in reversed(literals)}


def _integers(terms: Iterable[str], digits: int | None = None) -> list[int]:
    """The leading digits of literals (a year of a date); what is no number is passed over."""
    texts = [literal_of(t).text[:digits] for t in sorted(terms) if t.startswith('"')]
    return [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 10]
