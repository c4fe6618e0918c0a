"""Concepts as a tree, as far as they are one, and their matches in other vocabularies."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from publod.bibliography.triple_index import Statements
from publod.ledger.concept_hierarchy import tops_and_children
from publod.vocabulary import SKOS

#: How many levels a page shows.
DEEPEST = 6


@dataclass(frozen=True, slots=True)
class Node:
    """A concept by its path, with those below it.

    ``elsewhere`` marks one whose narrower concepts are not told here: they are told where the
    concept comes first, or lie too deep and are on its own page.
    """

    path: str
    below: tuple[Node, ...] = ()
    elsewhere: bool = False


def arranged(paths: Sequence[str], parents: Mapping[str, Collection[str]]) -> tuple[Node, ...]:
    """The trees of the concepts, in their order at each level; parents not among them don't count.

    Each concept with its narrower ones is told once, and named wherever it belongs. Of concepts
    that are in a circle with nothing above it, the first in order stands at the top.
    """
    tops, children = tops_and_children(paths, parents)
    shown: set[str] = set()

    def node(path: str, depth: int) -> Node:
        if not children[path]:
            return Node(path)
        if path in shown or depth == DEEPEST:
            return Node(path, elsewhere=True)
        shown.add(path)
        return Node(path, tuple(node(child, depth + 1) for child in children[path]))

    return tuple(node(path, 1) for path in tops)


#: With what the IRIs of well-known vocabularies begin.
_VOCABULARIES = (
    ("eurovoc.europa.eu/", "EuroVoc"),
    ("id.loc.gov/authorities/subjects/", "LCSH"),
    ("id.loc.gov/authorities/genreForms/", "LCGFT"),
    ("www.yso.fi/onto/yso/", "YSO"),
    ("www.yso.fi/onto/", "Finto"),
    ("www.wikidata.org/entity/", "Wikidata"),
    ("id.kb.se/term/sao/", "Svenska ämnesord"),
    ("id.kb.se/term/saogf/", "Svenska genre/form-termer"),
    ("id.kb.se/", "KB"),
    ("d-nb.info/gnd/", "GND"),
    ("vocabularies.unesco.org/thesaurus/", "UNESCO"),
    ("publications.europa.eu/resource/authority/", "EU"),
    ("purl.org/coar/resource_type/", "COAR"),
)
_RELATIONS: tuple[tuple[str, LazyString], ...] = (
    (str(SKOS.exactMatch), _("The same elsewhere")),
    (str(SKOS.closeMatch), _("Nearly the same elsewhere")),
    (str(SKOS.broadMatch), _("Broader elsewhere")),
    (str(SKOS.narrowMatch), _("Narrower elsewhere")),
    (str(SKOS.relatedMatch), _("Related elsewhere")),
)
_SAME = {str(SKOS.exactMatch), str(SKOS.closeMatch)}


@dataclass(frozen=True, slots=True)
class Match:
    """A concept elsewhere. ``code`` is what the other vocabulary calls it, as its IRI ends.

    ``is_same`` tells an exact or close match from one that is broader, narrower or related.
    """

    vocabulary: str
    code: str
    iri: str
    relation: LazyString
    is_same: bool


def matches_of(said: Statements, node: str) -> tuple[Match, ...]:
    """The matches that are said of a node, the exact ones first."""
    return tuple(
        Match(_vocabulary(iri), _code(iri), iri, label, relation in _SAME)
        for relation, label in _RELATIONS
        for iri in said.iris(node, SKOS[relation.rpartition("#")[2]])
    )


def _vocabulary(iri: str) -> str:
    """The name of the vocabulary that an IRI belongs to; of one that is not known, its host."""
    place = iri.partition("://")[2]
    for start, name in _VOCABULARIES:
        if place.startswith(start):
            return name
    try:
        return urlsplit(iri).hostname or iri
    except ValueError:  # data may hold what is no URL
        return iri


def _code(iri: str) -> str:
    return unquote(iri.rstrip("/").rpartition("/")[2].rpartition("#")[2])
