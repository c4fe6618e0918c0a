"""Subjects and genres: what a publication is about, what it is, and in which vocabularies.

What it is in the tables of each format follows from the classes of its types. Labels are never
looked at: they are for people, and change. A class without a row here, and a publication whose
types have none, is a text of no particular kind, which is always true.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from publod.bibliography.agent_names_and_roles import cached_by_identity
from publod.bibliography.catalogue_languages import catalogue_languages
from publod.bibliography.entry import Concept, Entry
from publod.bibliography.language_codes_and_names import code_meant, code_of_tag, tag_of
from publod.bibliography.registers import Vocabulary, registers
from publod.bibliography.titles_and_labels import NO_TEXT, Text, all_of, one_of, speaks, tidy
from publod.vocabulary import SCHEMA


def subject_headings(entry: Entry) -> list[Heading]:
    """The subjects as headings of vocabularies whose terms are known, and by our own words."""
    return [heading for concept in entry.subjects for heading in _headings(concept)]


@cached_by_identity
def _headings(concept: Concept) -> list[Heading]:
    """The terms of other vocabularies, then the concept itself, unless one of them says it."""
    theirs = headings_of(concept, registers().subjects, NEAR)
    theirs += stated_headings(concept, theirs)
    exact = {"", *(iri for name, iri in concept.matches if name == "exactMatch")}
    own = [
        heading
        for heading in own_headings(concept, {their.iri for their in theirs})
        if not any(their.iri in exact and _is_same(their.term, heading.term) for their in theirs)
    ]
    return [*theirs, *own]


def _is_same(term: Text, own: Text) -> bool:
    is_alike = term.text.casefold() == own.text.casefold()
    return is_alike and (not term.tag or speaks(own.tag, term.tag))


def stated_headings(concept: Concept, known: Collection[Heading]) -> list[Heading]:
    """What the concept is said to be in vocabularies, but for what its matches say (``known``).

    The IRI is that of the one exact match in no vocabulary that is known.
    """
    has = {(one.vocabulary.code, one.term.text.casefold()) for one in known if one.vocabulary}
    others = [
        iri
        for name, iri in concept.matches
        if name == "exactMatch" and not registers().vocabulary_at(iri)
    ]
    headings = []
    for text, code in concept.headings:
        vocabulary = registers().vocabulary(code)
        if (code.partition("/")[0], text.casefold()) not in has:
            iri = "" if vocabulary or len(concept.headings) > 1 else next(iter(others), "")
            named = Vocabulary(code, vocabulary.label if vocabulary else code, "")
            headings.append(Heading(Text(text, language_of_source(code)), named, iri))
    return headings


def language_of_source(code: str) -> str:
    """The language of the terms of a vocabulary by its code, such as ``yso/swe``; '' if any."""
    _, _, own = code.partition("/")
    vocabulary = registers().vocabulary(code)
    if own:
        return tag_of(code_meant(own) or own.upper())
    return vocabulary.language if vocabulary else ""


class Heading(NamedTuple):
    """A term, in a language, of a vocabulary; without one, a word of no list.

    ``same`` are the IRIs of the same concept in vocabularies whose terms are not known here.
    """

    term: Text
    vocabulary: Vocabulary | None = None
    iri: str = ""
    same: tuple[str, ...] = ()

    @property
    def source(self) -> str:
        """The code of the vocabulary, in the language of the term where there is one for each."""
        if not self.vocabulary:
            return ""
        language = code_of_tag(self.term.tag) if self.vocabulary.by_language else ""
        return f"{self.vocabulary.code}/{language}" if language else self.vocabulary.code


#: The lists of subject headings that 6XX has a second indicator for.
INDICATORS = {"lcsh": "0", "lcshac": "1", "mesh": "2", "nal": "3", "cash": "5", "rvm": "6"}
#: The catalogue's own words. The source code lists of MARC have "local" for terms that are assigned
#: locally.
LOCAL = Vocabulary("local", "", "")
#: What is the same, or so near that it serves as well for finding (SKOS Reference, section 10).
NEAR = frozenset({"exactMatch", "closeMatch"})
#: A genre says what a thing is an instance of, which holds of wider and of near concepts too.
INSTANCE_OF = frozenset({"exactMatch", "closeMatch", "broadMatch"})


def headings_of(
    concept: Concept, vocabularies: Iterable[Vocabulary], matches: frozenset[str]
) -> list[Heading]:
    """A heading for each vocabulary whose own term for the concept is known.

    That is the text that stands beside the match or, for some vocabularies, in the IRI itself.
    """
    headings: list[Heading] = []
    for vocabulary in vocabularies:
        for name, iri in concept.matches:
            is_its = name in matches and iri.startswith(vocabulary.namespace)
            if is_its and (term := _term(concept, vocabulary, iri)):
                headings.append(Heading(term, vocabulary, iri))
                break
    return headings


def _term(concept: Concept, vocabulary: Vocabulary, iri: str) -> Text:
    """What the vocabulary itself calls the concept; no text where that is not known."""
    beside = concept.match_labels.get(iri, {})
    if not vocabulary.language:
        return one_of(beside, catalogue_languages().cataloguing)
    for text, tag in all_of(beside):
        if not tag or speaks(tag, vocabulary.language):
            return Text(text, vocabulary.language)
    term = next(filter(None, map(tidy, vocabulary.terms_in(iri))), "")
    return Text(term, vocabulary.language) if term else NO_TEXT


def own_headings(concept: Concept, known: Collection[str] = ()) -> list[Heading]:
    """The catalogue's own word, with the IRIs of the same concept elsewhere that are not known."""
    looked_up = tuple(one.namespace for one in registers().subjects if one.by_iri)
    same = tuple(
        iri
        for name, iri in concept.matches
        if name == "exactMatch" and iri.startswith(looked_up) and iri not in known
    )
    return [Heading(label, LOCAL, concept.iri, same) for label in labels_of(concept)[:1]]


@cached_by_identity
def labels_of(concept: Concept) -> list[Text]:
    """The concept's labels, one for each language, or its notation where it has none."""
    return all_of(concept.label) or all_of([("", concept.notation)])


_COAR = "http://purl.org/coar/resource_type/"


class Kind(NamedTuple):
    """One row.

    ``coar`` and ``coar_label``: COAR resource types 1.1 (https://vocabularies.coar-repositories.
    org/), as OpenAIRE 4.0 takes them. ``datacite``: resourceTypeGeneral. ``eprint``: the
    info:eu-repo vocabulary of the DRIVER guidelines. ``output`` and ``svep``: the two lists of
    Swepub, of which ``svep`` is the older. ``content`` is Swepub's grade of scholarship: "vet"
    for scholarly, "pop" for everything else; peer review ("ref") is never known.
    """

    coar: str
    coar_label: str
    datacite: str
    eprint: str
    output: str
    svep: str
    content: str = "pop"


#: The honest default.
TEXT = Kind(_COAR + "c_18cf", "text", "Text", "other", "publication/other", "ovr")

#: Swepub turns away articles without the journal that they are in, which is not recorded here.
KINDS = {
    str(SCHEMA.Report): Kind(
        _COAR + "c_93fc", "report", "Report", "report", "publication/report", "rap"
    ),
    str(SCHEMA.Book): Kind(_COAR + "c_2f33", "book", "Book", "book", "publication/book", "bok"),
    SCHEMA.iri + "Thesis": Kind(
        _COAR + "c_46ec", "thesis", "Dissertation", "other", "publication/other", "ovr", "vet"
    ),
    SCHEMA.iri + "ScholarlyArticle": Kind(
        _COAR + "c_6501", "journal article", "JournalArticle", "article",
        "publication/other", "ovr", "vet",
    ),
    str(SCHEMA.Article): Kind(
        _COAR + "c_3e5a", "contribution to journal", "Text", "contributionToPeriodical",
        "publication/other", "ovr",
    ),
}  # fmt: skip


def kind_of(entry: Entry) -> Kind:
    """The row of the first class of a type that has one."""
    for concept in entry.types:
        for iri in concept.classes:
            # schema.org is written with both schemes (https://schema.org/docs/faq.html).
            if kind := KINDS.get(iri.replace("http://", "https://", 1)):
                return kind
    return TEXT


def genres_of(entry: Entry) -> list[Heading]:
    """The types as genre terms of known vocabularies, and by their own names."""
    return [heading for concept in entry.types for heading in _genres(concept)]


@cached_by_identity
def _genres(concept: Concept) -> list[Heading]:
    own = [Heading(label, None, concept.iri) for label in labels_of(concept)[:1]]
    theirs = headings_of(concept, registers().genres, INSTANCE_OF)
    return [*theirs, *stated_headings(concept, theirs), *own]


_GENRE_TERMS = "http://id.loc.gov/vocabulary/marcgt/"
#: The genre terms of MARC that have a code among the contents of books (008/24-27).
_CONTENTS = dict(
    pair.split(":")
    for pair in (
        "abs:a bib:b cat:c dic:d enc:e han:f lea:g ind:i pat:j dis:k leg:l the:m sur:n rev:o pro:p "
        "fil:q dir:r sta:s ter:t stp:u lec:v law:w yea:y tre:z off:2 cal:5 cgn:6"
    ).split()
)
_CONTENTS_OF_CLASSES = {"Thesis": "m", "Legislation": "l"}


def contents_of(entry: Entry) -> list[str]:
    """Codes of 008/24-27 for what the publication is: by its types' matches, and their classes."""
    codes: dict[str, None] = {}
    for concept in entry.types:
        for name, iri in concept.matches:
            if name in INSTANCE_OF and iri.startswith(_GENRE_TERMS):
                codes[_CONTENTS.get(iri.removeprefix(_GENRE_TERMS), "")] = None
        for iri in concept.classes:
            codes[_CONTENTS_OF_CLASSES.get(iri.rpartition("/")[2], "")] = None
    return [code for code in codes if code][:4]
