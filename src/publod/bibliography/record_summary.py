"""What a list shows of a record: its kind, its name in each language, its year."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from publod.bibliography.collation import sort_key
from publod.bibliography.triple_index import pick
from publod.rdf import Triple, iri_of, is_blank, is_iri, literal_of, term_of_iri
from publod.vocabulary import DCAT, DCTERMS, EU_LANGUAGE, FOAF, PUB, RDF, RDFS, SCHEMA, SKOS

#: Kinds in the order in which a thing with several classes is told; the first class found wins.
KINDS: dict[str, str] = {
    term_of_iri(iri): kind
    for iri, kind in (
        (PUB.Publication, "publication"),
        (PUB.Work, "work"),
        (PUB.StatedEdition, "edition"),
        (PUB.Edition, "edition"),
        (FOAF.Organization, "agent"),
        (FOAF.Person, "agent"),
        (FOAF.Agent, "agent"),
        (DCTERMS.Location, "place"),
        (SKOS.ConceptScheme, "scheme"),
        (SKOS.Concept, "concept"),
        (DCAT.Catalog, "catalog"),
    )
}
#: Concepts are of the kind that their address tells (see docs/data-model.md, "Addresses").
_CONCEPTS = frozenset({"subject", "type", "audience"})
_TYPE = term_of_iri(RDF.type)
#: What a thing is called by; the first that it has is its title.
NAMES = (DCTERMS.title, FOAF.name, SKOS.prefLabel, RDFS.label, SCHEMA.name)
_NAMES = [term_of_iri(p) for p in NAMES]
_SUBTITLE = term_of_iri(PUB.subtitle)
_ISSUED = term_of_iri(DCTERMS.issued)
_EDITION = term_of_iri(PUB.editionNumber)
_NUMBER = term_of_iri(PUB.documentNumber)
_LANGUAGE = term_of_iri(DCTERMS.language)


@dataclass(frozen=True, slots=True)
class Summary:
    """A record in a line. ``label`` and ``subtitle`` map language tags ('' for none) to texts.

    ``number`` is the document number, by which a publication or an edition is cited; '' if there
    is none. ``fragment`` is what follows ``#`` in the IRI of the thing that has this name.
    """

    kind: str = "thing"
    label: dict[str, str] = field(default_factory=dict)
    subtitle: dict[str, str] = field(default_factory=dict)
    year: int | None = None
    edition: int | None = None
    fragment: str = "it"
    number: str = ""

    def sort_key(self, language: str) -> str:
        """The place of the label in the alphabet of a language: that of the label shown in it."""
        return sort_key(pick(self.label, language)[0], language)


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


def record_path_of(iri: str, base_url: str) -> str:
    """The path of the record that a thing's IRI leads to, in the catalogue at ``base_url``."""
    return iri.partition("#")[0].removeprefix(base_url)


def thing_at(base_url: str, path: str, fragment: str) -> str:
    """The IRI of a thing, by its record's path and its fragment there: '' for the record itself."""
    return base_url + path + (f"#{fragment}" if fragment else "")


def summary_of(thing: str, triples: Iterable[Triple]) -> Summary:
    """The summary of a thing, read from its record's triples."""
    subject = term_of_iri(thing)
    values: dict[str, list[str]] = {}
    for s, p, o in triples:
        if s == subject:
            values.setdefault(p, []).append(o)
    classes = set(values.get(_TYPE, ()))
    kind = next((kind for iri, kind in KINDS.items() if iri in classes), "thing")
    if kind == "concept":
        above = thing.partition("#")[0].rpartition("/")[0].rpartition("/")[2]
        kind = above if above in _CONCEPTS else kind
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
        number=min(
            (literal_of(o).text for o in values.get(_NUMBER, ()) if o[0] == '"'), default=""
        ),
    )


#: After these marks, or a quotation that ends in one, a subtitle follows without a colon.
_ENDS = re.compile("[.?!:\u2026][\"'\u201d\u2019\u00bb)]*$")


def with_subtitle(title: str, subtitle: str) -> str:
    """A title with its subtitle."""
    if not (title and subtitle):
        return title or subtitle
    return f"{title}{' ' if _ENDS.search(title) else ': '}{subtitle}"


def full_title(
    titles: Mapping[str, str], subtitles: Mapping[str, str], year: int | None, language: str
) -> tuple[str, str]:
    """The title nearest to a language, with its subtitle and the year; and which language it has.

    '' without a title.
    """
    title, tag = pick(titles, language)
    whole = with_subtitle(title, subtitles.get(tag, ""))
    return (f"{whole} ({year})" if whole and year else whole), tag


def languages_of(thing: str, triples: Iterable[Triple]) -> list[str]:
    """The languages of a publication, as codes of the EU authority table."""
    subject, start = term_of_iri(thing), f"<{EU_LANGUAGE}"
    return [
        o[len(start) : -1]
        for s, p, o in triples
        if p == _LANGUAGE and s == subject and o.startswith(start)
    ]


def _texts(terms: Iterable[str]) -> dict[str, str]:
    literals = [literal_of(t) for t in sorted(terms) if not is_iri(t) and not is_blank(t)]
    return {literal.language: literal.text for literal in reversed(literals)}


def _integers(terms: Iterable[str], digits: int | None = None) -> list[int]:
    """The leading digits of literals (a year of a date); what is no number is passed over."""
    texts = [literal_of(t).text[:digits] for t in sorted(terms) if t.startswith('"')]
    return [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 10]
