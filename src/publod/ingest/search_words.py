"""Words by which a publication is found though they stand in other records: the names of these.

Each record is told by all its names, in every language: preferred, alternative and hidden ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from publod.bibliography.agent_names_and_roles import ROLES
from publod.bibliography.catalogue_languages import catalogue_languages, in_page_languages
from publod.bibliography.entry import Agent, BibliographicResource, Concept, Entry, Place
from publod.bibliography.language_codes_and_names import language_name, own_name
from publod.bibliography.property_values import creators_of, match_labels_of
from publod.bibliography.record_summary import NAMES, record_path_of, thing_of
from publod.bibliography.triple_index import Statements
from publod.ledger import LedgerReader
from publod.rdf import term_of_iri, triples_of
from publod.vocabulary import DCTERMS, FOAF, PUB, SCHEMA, SKOS

#: A name with its language.
Name = tuple[str, str]
_MENTIONS, _WORK = str(SCHEMA.mentions), DCTERMS.isVersionOf
#: Records whose names are remembered: an index of a large catalogue is made in flat memory.
_REMEMBERED = 20_000


@dataclass(frozen=True, slots=True)
class Named:
    """What is read of a record once.

    ``numbers`` are those that it is registered under, ``matched`` the names that other vocabularies
    have for it, ``defined`` are its definitions, ``edition`` the words of an edition's own
    statement, ``creators`` and ``works`` the paths that it leads to.
    """

    names: tuple[Name, ...] = ()
    numbers: tuple[Name, ...] = ()
    matched: tuple[Name, ...] = ()
    defined: tuple[Name, ...] = ()
    edition: tuple[Name, ...] = ()
    creators: tuple[str, ...] = ()
    works: tuple[str, ...] = ()


_NOTHING = Named()


class Words:
    """The names of records, each read once."""

    def __init__(self, ledger: LedgerReader) -> None:
        self._ledger = ledger
        self._known: dict[str, Named] = {}

    def read(self, entries: Sequence[Entry]) -> dict[str, tuple[str, ...]]:
        """Read what some publications will be asked for; what each mentions, by its IRI."""
        if len(self._known) > _REMEMBERED:
            self._known.clear()
        by_path = {self._path(entry.iri): entry.iri for entry in entries}
        mentioned: dict[str, list[str]] = {iri: [] for iri in by_path.values()}
        for link in self._ledger.links_from(by_path, [_MENTIONS]):
            if link.target != link.source:
                mentioned[by_path[link.source]].append(link.target)
        self._read(path for paths in mentioned.values() for path in paths)
        self._read(self._path(iri) for entry in entries for iri in _neighbours(entry))
        stated = [self._path(one.iri) for entry in entries for one in _stated(entry)]
        self._read(
            path for one in stated for path in (*self._of(one).creators, *self._of(one).works)
        )
        return {iri: tuple(dict.fromkeys(paths)) for iri, paths in mentioned.items()}

    def own(self, entry: Entry, mentioned: Iterable[str]) -> Iterator[str]:
        """The names of all that a publication refers to itself."""
        stated = {edition.iri for edition in _stated(entry)}
        for iri in _neighbours(entry):
            if iri not in stated:
                yield from (text for _, text in self._of(self._path(iri)).names)
        for path in mentioned:
            yield from (text for _, text in self._of(path).names)
        for code in entry.languages:
            yield from (language_name(code, language) for language in catalogue_languages().pages)
            yield own_name(code)[0]
        for role, _ in entry.roles:
            if role in ROLES:
                yield from in_page_languages(ROLES[role]).values()
        yield from entry.edition.values()
        yield from entry.temporal

    def related(self, entry: Entry, broader: Iterable[str]) -> Iterator[Name]:
        """The names of what is broader, of containing places, of editions that are only stated.

        With these are their years and issuers, and the headings of other vocabularies.
        """
        for path in broader:
            yield from (*self.of(path), *self._of(path).defined)
        for concept in (*entry.subjects, *entry.types, *entry.audiences):
            known = self._of(self._path(concept.iri))
            yield from (*known.matched, *known.defined)
        for agent in _agents(entry):
            yield from self._of(self._path(agent.iri)).numbers
        for place in entry.spatial:
            for around in place.within:
                yield from self.of(self._path(around.iri))
        for edition in _stated(entry):
            known = self._of(self._path(edition.iri))
            yield from (*known.names, *known.edition)
            yield from (name for path in (*known.creators, *known.works) for name in self.of(path))

    def of(self, path: str) -> tuple[Name, ...]:
        """All names of a record, and those that other vocabularies have for it."""
        self._read([path])
        known = self._of(path)
        return (*known.names, *known.matched)

    def _of(self, path: str) -> Named:
        return self._known.get(path, _NOTHING)

    def _path(self, iri: str) -> str:
        return record_path_of(iri, self._ledger.base_url)

    def _read(self, paths: Iterable[str]) -> None:
        missing = dict.fromkeys(path for path in paths if path not in self._known)
        if missing:
            graphs = self._ledger.graphs(missing)
            self._known.update(
                {path: self._named(path, graphs[path]) for path in missing if path in graphs}
            )
            self._known.update({path: _NOTHING for path in missing if path not in graphs})

    def _named(self, path: str, graph: str) -> Named:
        triples = list(triples_of(graph))
        node = term_of_iri(thing_of(self._ledger.base_url + path, triples))
        statements = Statements(triples)
        whole = " ".join(statements.text(node, p) for p in (FOAF.givenName, FOAF.familyName))
        predicates = (*NAMES, DCTERMS.alternative, SKOS.altLabel, SKOS.hiddenLabel)
        names = [name for p in predicates for name in statements.all_texts(node, p)]
        matches = match_labels_of(statements, node).values()
        return Named(
            names=tuple(dict.fromkeys(name for name in (*names, ("", whole.strip())) if name[1])),
            numbers=tuple(statements.all_texts(node, DCTERMS.identifier)),
            defined=tuple(statements.all_texts(node, SKOS.definition)),
            matched=tuple(dict.fromkeys(name for texts in matches for name in texts.items())),
            edition=tuple(
                name
                for p in (DCTERMS.issued, PUB.edition, PUB.documentNumber)
                for name in statements.all_texts(node, p)
            ),
            creators=tuple(
                self._path(iri)
                for iri in (
                    *creators_of(statements, node),
                    *statements.iris(node, DCTERMS.publisher),
                )
            ),
            works=tuple(self._path(iri) for iri in statements.iris(node, _WORK)),
        )


def _agents(entry: Entry) -> tuple[Agent, ...]:
    in_roles = (agent for _, agent in entry.roles)
    return (*entry.creators, *entry.publishers, *entry.contributors, *in_roles)


def _neighbours(entry: Entry) -> Iterator[str]:
    """The IRIs of what a publication is found by."""
    things: tuple[Agent | Concept | Place | BibliographicResource, ...] = (
        *_agents(entry), *entry.subjects, *entry.types,
        *entry.audiences, *entry.spatial, *entry.places_of_publication, *entry.series,
        *entry.hosts, *entry.works, *_stated(entry),
    )  # fmt: skip
    yield from dict.fromkeys(thing.iri for thing in things)


def _stated(entry: Entry) -> Iterator[BibliographicResource]:
    """The editions that only others state: of the same work, or that it replaces or builds on."""
    others = (*entry.editions, *entry.replaces, *entry.based_on, *entry.translation_of)
    yield from (edition for edition in others if edition.is_stated_only)
