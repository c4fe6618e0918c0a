"""The vocabularies that concepts are matched to: subject headings, genre terms."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import unquote

from publod.crosswalk.remembering import remembered
from publod.crosswalk.texts import Text, all_of, one_of, speaks, tidy
from publod.model.entry import Concept


class Vocabulary(NamedTuple):
    """A vocabulary. ``code`` is that of the MARC source code lists.

    ``language`` is that of its terms, '' if it has many. ``tells_term``: the IRI ends in the
    term itself, as the IRIs of the National Library of Sweden do.
    """

    code: str
    label: str
    namespace: str
    language: str = ""
    tells_term: bool = False


class Heading(NamedTuple):
    """A term, in a language, of a vocabulary; or of this catalogue, which is no vocabulary."""

    term: Text
    vocabulary: Vocabulary | None = None
    iri: str = ""


#: In the order in which they are written.
SUBJECTS = (
    Vocabulary("sao", "Svenska ämnesord", "https://id.kb.se/term/sao/", "sv", tells_term=True),
    Vocabulary("barn", "Barnämnesord", "https://id.kb.se/term/barn/", "sv", tells_term=True),
    Vocabulary("yso/swe", "YSO", "http://www.yso.fi/onto/yso/", "sv"),
    Vocabulary("lcsh", "LCSH", "http://id.loc.gov/authorities/subjects/", "en"),
    Vocabulary("eurovoc", "EuroVoc", "http://eurovoc.europa.eu/"),
)
GENRES = (
    Vocabulary("saogf", "SAOGF", "https://id.kb.se/term/saogf/", "sv", tells_term=True),
    Vocabulary("barngf", "Barngf", "https://id.kb.se/term/barngf/", "sv", tells_term=True),
    Vocabulary("lcgft", "LCGFT", "http://id.loc.gov/authorities/genreForms/", "en"),
)
#: A heading says that the concepts are the same.
SAME = frozenset({"exactMatch"})
#: A genre says what a thing is an instance of, which holds of wider and of near concepts too.
INSTANCE_OF = frozenset({"exactMatch", "closeMatch", "broadMatch"})


def headings_of(
    concept: Concept, vocabularies: Iterable[Vocabulary], matches: frozenset[str]
) -> list[Heading]:
    """A heading for each vocabulary that has the concept, in a language of that vocabulary.

    The term is the catalogue's own label, save where the IRI tells the vocabulary's; what
    identifies the concept is the IRI.
    """
    found: list[Heading] = []
    for vocabulary in vocabularies:
        for name, iri in concept.matches:
            if name in matches and iri.startswith(vocabulary.namespace):
                if term := _term(concept, vocabulary, iri):
                    found.append(Heading(term, vocabulary, iri))
                break
    return found


@remembered
def labels_of(concept: Concept) -> list[Text]:
    """The concept's labels, one for each language, or its notation where it has none."""
    return all_of(concept.label) or all_of([("", concept.notation)])


def _term(concept: Concept, vocabulary: Vocabulary, iri: str) -> Text:
    if vocabulary.tells_term:
        return Text(tidy(unquote(iri.removeprefix(vocabulary.namespace))), vocabulary.language)
    term = one_of(concept.label, vocabulary.language) if vocabulary.language else Text("")
    if vocabulary.language and not speaks(term.tag, vocabulary.language):
        return Text("")
    return term or one_of(concept.label)
