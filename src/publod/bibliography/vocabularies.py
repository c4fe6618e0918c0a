"""The vocabularies that concepts are matched to: subject headings, genre terms.

A heading of a vocabulary is its own term, letter by letter. A match says which concept is the same
there, not what it is called. So the terms of a vocabulary are told where the IRIs contain them; any
other match is told by its IRI, beside the catalogue's own word, for which nobody else answers.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import unquote

from publod.bibliography.entry import Concept
from publod.bibliography.remembering import remembered
from publod.bibliography.texts import Text, all_of, tidy


class Vocabulary(NamedTuple):
    """A vocabulary. ``code`` is that of the MARC source code lists, ``language`` its terms'."""

    code: str
    label: str
    namespace: str
    language: str


class Heading(NamedTuple):
    """A term, in a language, of a vocabulary; without one, a keyword.

    ``same`` are the IRIs of the same concept in vocabularies whose terms are not known here.
    """

    term: Text
    vocabulary: Vocabulary | None = None
    iri: str = ""
    same: tuple[str, ...] = ()


#: Those whose IRIs end in the term itself, in the order in which they are written.
SUBJECTS = (
    Vocabulary("sao", "Svenska ämnesord", "https://id.kb.se/term/sao/", "sv"),
    Vocabulary("barn", "Barnämnesord", "https://id.kb.se/term/barn/", "sv"),
)
GENRES = (
    Vocabulary("saogf", "SAOGF", "https://id.kb.se/term/saogf/", "sv"),
    Vocabulary("barngf", "Barngf", "https://id.kb.se/term/barngf/", "sv"),
)
#: The catalogue's own words for concepts that others have as well. The source code lists of MARC
#: have "local" for terms that are assigned locally.
LOCAL = Vocabulary("local", "", "", "")
#: YSO, LCSH and EuroVoc: their IRIs have numbers.
_NUMBERED = (
    "http://www.yso.fi/onto/yso/",
    "http://id.loc.gov/authorities/subjects/",
    "http://eurovoc.europa.eu/",
)
#: A heading says that the concepts are the same.
SAME = frozenset({"exactMatch"})
#: A genre says what a thing is an instance of, which holds of wider and of near concepts too.
INSTANCE_OF = frozenset({"exactMatch", "closeMatch", "broadMatch"})


def headings_of(
    concept: Concept, vocabularies: Iterable[Vocabulary], matches: frozenset[str]
) -> list[Heading]:
    """A heading for each vocabulary that has the concept: the term that its IRI tells."""
    found: list[Heading] = []
    for vocabulary in vocabularies:
        for name, iri in concept.matches:
            if name in matches and iri.startswith(vocabulary.namespace):
                if term := tidy(unquote(iri.removeprefix(vocabulary.namespace))):
                    found.append(Heading(Text(term, vocabulary.language), vocabulary, iri))
                break
    return found


def own_headings(concept: Concept) -> list[Heading]:
    """The catalogue's own word: a local heading where others have the concept, else a keyword."""
    same = tuple(iri for name, iri in concept.matches if name in SAME and iri.startswith(_NUMBERED))
    source = LOCAL if same else None
    return [Heading(label, source, concept.iri, same) for label in labels_of(concept)[:1]]


@remembered
def labels_of(concept: Concept) -> list[Text]:
    """The concept's labels, one for each language, or its notation where it has none."""
    return all_of(concept.label) or all_of([("", concept.notation)])
