"""Subjects, types and audiences as trees, with numbers of publications and matches elsewhere."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from urllib.parse import unquote, urlsplit

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from rdflib import URIRef

from publod.bibliography.record_summary import thing_of
from publod.bibliography.registers import registers
from publod.bibliography.triple_index import Statements
from publod.errors import PublodError
from publod.ledger import Record
from publod.ledger.concept_hierarchy import Vocabulary, tops_and_children
from publod.rdf import term_of_iri, triples_of
from publod.search.search_interface import Results, SearchRequest, Sort
from publod.vocabulary import DCTERMS, SKOS
from publod.web.record_names import Value, nearest
from publod.web.site import Site

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


def trees_of(paths: Sequence[str], parents: Mapping[str, Collection[str]]) -> tuple[Node, ...]:
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

    ``language`` is that of a code that is a word, as some subject headings have them.

    ``is_same`` tells an exact or close match from one that is broader, narrower or related.
    """

    vocabulary: str
    code: str
    iri: str
    relation: LazyString
    is_same: bool
    language: str = ""


def matches_of(statements: Statements, node: str) -> tuple[Match, ...]:
    """The matches that are said of a node, the exact ones first."""
    return tuple(
        Match(register_of(iri), _code(iri), iri, label, relation in _SAME, _language(iri))
        for relation, label in _RELATIONS
        for iri in statements.iris(node, SKOS[relation.rpartition("#")[2]])
    )


def register_of(iri: str) -> str:
    """The name of the register or vocabulary that an IRI belongs to; of an unknown one the host."""
    place = iri.partition("://")[2]
    for one in registers().names:
        if place.startswith(one.start):
            return one.label
    try:
        return urlsplit(iri).hostname or iri
    except ValueError:  # data may hold what is no URL
        return iri


def _language(iri: str) -> str:
    words = (one for one in (*registers().subjects, *registers().genres) if one.in_iri)
    return next((one.language for one in words if iri.startswith(one.namespace)), "")


def _code(iri: str) -> str:
    return unquote(iri.rstrip("/").rpartition("/")[2].rpartition("#")[2])


#: The most concepts that are shown with definitions and matches, and on a page of a list.
MOST = 200
#: The most concepts that are shown as trees, all on one page.
MOST_IN_TREES = 2500


@dataclass(frozen=True)
class Shown:
    """What a page tells of one concept. ``matches`` are the same concept in other vocabularies.

    ``other_names`` are what it is called besides, in all languages.
    """

    record: Record
    count: int
    definition: Value
    matches: tuple[Match, ...]
    other_names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Tree:
    """The concepts of one scheme. ``scheme`` is None for those that are in none."""

    scheme: Record | None
    description: Value
    roots: tuple[Node, ...]


@dataclass(frozen=True)
class Trees:
    """All schemes of a kind of concept, and what is told of each concept, by path.

    Of filtered trees, ``hits`` are the paths of what fits, and ``visible`` has those above
    them as well; both are None where all is shown.
    """

    trees: tuple[Tree, ...]
    shown: Mapping[str, Shown] = field(default_factory=dict)
    hits: frozenset[str] | None = None
    visible: frozenset[str] | None = None


@dataclass(frozen=True)
class RecordStatements:
    """The statements of a record, and the thing that it describes, as a term."""

    statements: Statements
    thing: str

    def text(self, predicate: URIRef, language: str) -> Value:
        """A text for a reader."""
        return nearest(self.statements.texts(self.thing, predicate), language)


def statements_of(document: str, graph: str) -> RecordStatements:
    """What a record's canonical N-Triples say."""
    triples = list(triples_of(graph))
    return RecordStatements(Statements(triples), term_of_iri(thing_of(document, triples)))


def trees(site: Site, kind: str, language: str) -> Trees | None:
    """The concepts of a kind as trees; None where there are more than a page can hold."""
    vocabulary = site.repository.vocabulary(kind, MOST_IN_TREES, language)
    if vocabulary is None:
        return None
    paths = [concept.path for concept in vocabulary.concepts]
    counts = counts_of(site, kind, paths)
    schemes = {path for some in vocabulary.schemes.values() for path in some}
    statements = _statements_by_path(site, [*paths, *schemes])
    is_small = len(paths) <= MOST
    shown = {
        concept.path: Shown(
            concept,
            counts.get(concept.path, 0),
            about.text(SKOS.definition, language) if is_small else Value(""),
            tuple(m for m in matches_of(about.statements, about.thing) if m.is_same)
            if is_small
            else (),
            _other_names(concept, about, language),
        )
        for concept in vocabulary.concepts
        for about in (statements[concept.path],)
    }
    return Trees(tuple(_trees(site, vocabulary, statements, language)), shown)


def _other_names(concept: Record, about: RecordStatements, language: str) -> tuple[str, ...]:
    texts = (
        text
        for predicate in (SKOS.altLabel, SKOS.hiddenLabel)
        for _, text in about.statements.all_texts(about.thing, predicate)
    )
    shown = nearest(concept.summary.label, language).text
    names = dict.fromkeys((*concept.summary.label.values(), *texts))
    return tuple(name for name in names if name != shown)


def filtered(trees: Trees, text: str) -> Trees:
    """The trees of which those concepts are to be seen that fit a text, and those above them.

    All words must be in one of the names, whatever the case and the marks on letters.
    """
    words = folded(text).split()
    hits = frozenset(
        path
        for path, one in trees.shown.items()
        if any(
            all(word in folded(name) for word in words)
            for name in (*one.record.summary.label.values(), *one.other_names)
        )
    )
    visible: set[str] = set()

    def look(node: Node) -> bool:
        below = [look(child) for child in node.below]
        if node.path in hits or any(below):
            visible.add(node.path)
            return True
        return False

    for tree in trees.trees:
        for root in tree.roots:
            look(root)
    return replace(trees, hits=hits, visible=frozenset(visible))


def folded(text: str) -> str:
    """A text without case, and without marks on letters, as static/filter.js folds it."""
    plain = unicodedata.normalize("NFD", text.lower())
    return "".join(c for c in plain if not unicodedata.category(c).startswith("M"))


def _trees(
    site: Site, vocabulary: Vocabulary, statements: Mapping[str, RecordStatements], language: str
) -> Iterable[Tree]:
    described = site.repository.present_records(statements.keys())
    names = {path for some in vocabulary.schemes.values() for path in some}
    schemes = sorted(
        (described[path] for path in names if path in described),
        key=lambda record: record.summary.sort_key(language),
    )
    members: dict[str, list[str]] = {scheme.path: [] for scheme in schemes}
    outside = []
    for concept in vocabulary.concepts:
        within = [p for p in vocabulary.schemes.get(concept.path, ()) if p in members]
        for path in within:
            members[path].append(concept.path)
        if not within:
            outside.append(concept.path)
    for scheme in schemes:
        about = statements[scheme.path].text(DCTERMS.description, language)
        yield Tree(scheme, about, trees_of(members[scheme.path], vocabulary.parents))
    if outside:
        yield Tree(None, Value(""), trees_of(outside, vocabulary.parents))


def _statements_by_path(site: Site, paths: Collection[str]) -> dict[str, RecordStatements]:
    """What records say of their things, by path; of those that are not there, nothing."""
    graphs = site.repository.graphs(list(paths))
    return {path: statements_of(site.base_url + path, graphs.get(path, "")) for path in paths}


#: The index tells at least as many values of a facet, where there are as many.
_MOST_COUNTED = 500


def counts_of(site: Site, kind: str, paths: Iterable[str]) -> Mapping[str, int]:
    """Publications of concepts of a kind, of agents, or about places, by path; others may miss.

    Those of a subject's narrower ones count for it as well.
    """
    wanted = list(paths)
    repository = site.repository
    if kind == "place":
        return repository.about_places(wanted)
    indexed = results(site, SearchRequest())
    known = indexed.facets.get(kind, {}) if indexed else {}
    # The index tells the values with the most publications, and no word of the others.
    left = wanted if indexed is None else [p for p in wanted if p not in known]
    if not left or (indexed and len(known) < _MOST_COUNTED):
        return known
    rest = repository.by_agent(left) if kind == "agent" else repository.by_concept(kind, left)
    return {**known, **rest}


def years_of(site: Site) -> Mapping[int, int]:
    """Publications of each year, the first year first."""
    indexed = results(site, SearchRequest())
    if indexed is None:
        return site.repository.years()
    return dict(sorted(indexed.years.items()))


def issued_together(site: Site, agent: Record) -> Mapping[str, int]:
    """With whom an agent has issued publications, and how many, by path."""
    indexed = results(site, SearchRequest(chosen=(("agent", agent.path),)))
    if indexed is None:
        return site.repository.beside(agent.path)
    return {
        path: count
        for path, count in indexed.facets.get("agent", {}).items()
        if path != agent.path and count
    }


def newest(
    site: Site, search: SearchRequest, limit: int, language: str, order: Sort = "newest"
) -> tuple[Sequence[Record], int] | None:
    """The newest publications that fit, and how many do; None while the index has not followed.

    With ``order``, the first in another order.
    """
    indexed = results(site, replace(search, sort=order, reader=language), limit)
    if indexed is None:
        return None
    there = site.repository.present_records(hit.path for hit in indexed.hits)
    return [there[hit.path] for hit in indexed.hits if hit.path in there], indexed.total


def results(site: Site, search: SearchRequest, limit: int = 0) -> Results | None:
    """What the search index has, if it shows the ledger's last commit."""
    index = getattr(site, "search", None)
    if index is None:
        return None
    with suppress(PublodError):
        indexed: Results = index.search(search, 0, limit, facets=not limit)
        if indexed.version == site.repository.head().version:
            return indexed
    return None
