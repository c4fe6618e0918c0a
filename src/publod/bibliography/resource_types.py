"""Kinds: what a publication is in the tables of each format, by the classes of its types.

Labels are never looked at: they are for people, and change. A class without a row here, and a
publication whose types have none, is a text of no particular kind, which is always true.
"""

from __future__ import annotations

from typing import NamedTuple

from publod.bibliography.agent_names_and_roles import remembered
from publod.bibliography.entry import Concept, Entry
from publod.bibliography.subjects import GENRES, INSTANCE_OF, Heading, headings_of, labels_of
from publod.vocabulary import SCHEMA

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


@remembered
def _genres(concept: Concept) -> list[Heading]:
    own = [Heading(label, None, concept.iri) for label in labels_of(concept)[:1]]
    return [*headings_of(concept, GENRES, INSTANCE_OF), *own]
