"""Following the ledger: the search index as a projection that can be lost and made again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from itertools import pairwise

from publod.bibliography.catalogue_languages import catalogue_languages
from publod.bibliography.collation import sort_key
from publod.bibliography.entry import Agent, Concept, Entry, Place
from publod.bibliography.entry_batches import entries_of
from publod.bibliography.property_values import format_names
from publod.bibliography.record_summary import record_path_of, thing_at, with_subtitle
from publod.bibliography.triple_index import Statements, pick
from publod.ingest.own_facets import paths_among, texts_among, values_of
from publod.ingest.search_words import Words
from publod.ledger import Ledger, LedgerReader, Record
from publod.ledger.concept_hierarchy import ConceptHierarchy
from publod.ledger.queries import batches
from publod.rdf import term_of_iri, triples_of
from publod.search.facet_definitions import ANY_FILE, FacetDefinition
from publod.search.search_interface import Change, IndexedRecord, SearchWriter
from publod.steps import Steps, silent
from publod.vocabulary import DCTERMS, OWL, PUB, SKOS

#: The kinds that can be found, by their names at least.
_NAMED = frozenset({"work", "edition", "agent", "place", "subject", "type", "audience"})
#: By which publications are about or of what is below a concept.
_CONCEPTUAL = [str(p) for p in (DCTERMS.subject, DCTERMS.type, DCTERMS.audience)]
_WORK = [str(DCTERMS.isVersionOf)]
_OF_EDITION = [str(PUB.ofEdition)]
_BATCH = 1000
#: Creators by whom a publication is told from others of its title.
_NAMED_CREATORS = 2
#: What may stand between the name of a body and that of its series.
_BETWEEN = " ,.:;\u2013\u2014-"


#: Reads the entries of publications by their paths.
Entries = Callable[[Iterable[str]], Iterable[tuple[str, Entry]]]
#: Makes what is indexed of records, a list for each list.
Indexed = Callable[[Iterable[list[Record]]], Iterable[list[Change]]]


def catch_up(
    ledger: Ledger,
    index: SearchWriter,
    steps: Steps = silent,
    indexed: Indexed | None = None,
) -> int:
    """Bring an index to the ledger's last commit; returns how many records were read for it.

    An index that shows a commit which this ledger does not have is made anew. ``indexed`` makes
    what is indexed, of the ledger alone if not told otherwise. Raises SearchError.
    """
    make = indexed or Indexing(ledger, partial(entries_of, ledger), index.facets).of
    head = ledger.head()
    if index.commit:
        shown = ledger.commit_of(index.commit)
        if shown is None or shown.version != index.version:
            index.reset()
    done = 0

    def counted(touched: Iterable[list[Record]]) -> Iterator[Change]:
        nonlocal done
        for batch in make(touched):
            yield from batch
            done += len(batch)

    if index.commit < head.id:
        index.apply(head.id, head.version, counted(_outdated(ledger, index, steps)))
    return done


class Indexing:
    """Makes what is indexed of records in one state of a ledger. ``read`` reads entries."""

    def __init__(
        self, ledger: LedgerReader, read: Entries, facets: Sequence[FacetDefinition]
    ) -> None:
        self._ledger, self._read, self._facets = ledger, read, facets

    @cached_property
    def _around(self) -> tuple[ConceptHierarchy, Words]:
        return self._ledger.concept_hierarchy(), Words(self._ledger)

    def of(self, touched: Iterable[list[Record]]) -> Iterator[list[Change]]:
        """What is indexed of records, a list for each list."""
        return map(self.made_of, touched)

    def made_of(self, records: list[Record]) -> list[Change]:
        """What is indexed of records, and which of them are not."""
        hierarchy, names = self._around
        return list(_indexed(self._ledger, self._read, hierarchy, names, self._facets, records))


def _outdated(ledger: Ledger, index: SearchWriter, steps: Steps) -> Iterator[list[Record]]:
    """Records touched since an index was made; then publications of what is below a changed one.

    They count as having all that is above their subjects and types, and are found by its names, and
    so far no touch goes.
    """
    commit, own = index.commit, [facet.property for facet in index.facets]
    changed: list[str] = []
    seen: set[str] = set()
    progress = steps("index", ledger.number_touched_since(commit))
    for batch in ledger.touched_since(commit):
        yield batch
        progress(len(batch))
        if commit:
            seen.update(record.path for record in batch)
            changed += (
                r.path for r in batch if (own or r.kind != "publication") and r.changed > commit
            )
    below = ledger.concept_hierarchy().all_narrower(changed)
    about = [link.source for link in ledger.links_to(below, [*_CONCEPTUAL, *own])]
    # What an edition says holds for its publications.
    about += (link.source for link in ledger.links_to(about, _OF_EDITION) if own)
    rest = dict.fromkeys(path for path in about if path not in seen)
    progress = steps("index", len(rest)) if rest else progress
    for some in batches(rest, _BATCH):
        yield [*ledger.records(some).values()]
        progress(len(some))


def _indexed(
    ledger: LedgerReader,
    read: Entries,
    hierarchy: ConceptHierarchy,
    names: Words,
    facets: Sequence[FacetDefinition],
    records: list[Record],
) -> Iterator[Change]:
    present = {record.path: record for record in records if not record.withdrawn}
    named = ledger.graphs(path for path, record in present.items() if record.kind in _NAMED)
    publications = [path for path, record in present.items() if record.kind == "publication"]
    titles = _titles_of_editions(ledger, [present[path] for path in named])
    for record in records:
        if record.path in named:
            title = titles.get(record.path, record.summary.label)
            yield record.path, _by_name(ledger.base_url, record, title, named[record.path])
        elif record.withdrawn or record.kind != "publication":
            yield record.path, None
    for some in batches(publications, _BATCH):
        entries = list(read(some))
        mentioned = names.read([entry for _, entry in entries])
        values = values_of(ledger, [present[path] for path in some], facets)
        concepts = {
            path: (*_concepts(ledger.base_url, entry), *paths_among(values.get(path, {})))
            for path, entry in entries
        }
        above = {path: hierarchy.all_broader(path) for own in concepts.values() for path in own}
        records_above = ledger.records({path for broader in above.values() for path in broader})
        described = {p for p, record in records_above.items() if not record.withdrawn}
        broader_of = {path: [p for p in above[path] if p in described] for path in above}
        for path, entry in entries:
            yield (
                path,
                _publication(
                    ledger.base_url, present[path], entry, names, mentioned[entry.iri], broader_of,
                    values.get(path, {}),
                ),
            )  # fmt: skip


def _titles_of_editions(
    ledger: LedgerReader, records: Iterable[Record]
) -> dict[str, dict[str, str]]:
    """What editions without a title of their own are called: by their works, with the year."""
    editions = {r.path: r for r in records if r.kind == "edition" and not r.summary.label}
    links = ledger.links_from(editions, _WORK) if editions else []
    works = ledger.records(link.target for link in links)
    titles: dict[str, dict[str, str]] = {}
    for link in links:
        work = works.get(link.target)
        if work is not None and not work.withdrawn and link.source not in titles:
            titles[link.source] = {
                tag: with_edition(title, work.summary.subtitle.get(tag, ""), editions[link.source])
                for tag, title in work.summary.label.items()
            }
    return titles


def with_edition(title: str, subtitle: str, edition: Record) -> str:
    """The title of a work with the year of one of its editions, or with its number."""
    whole = with_subtitle(title, subtitle)
    mark = edition.summary.year or edition.summary.edition
    return f"{whole} ({mark})" if mark else whole


def _by_name(base: str, record: Record, title: dict[str, str], graph: str) -> IndexedRecord:
    node = term_of_iri(thing_at(base, record.path, record.summary.fragment))
    statements = Statements(triples_of(graph))
    return IndexedRecord(
        path=record.path,
        kind=record.kind,
        title=title,
        subtitle=record.summary.subtitle,
        alternative=(
            *statements.all_texts(node, SKOS.altLabel),
            *statements.all_texts(node, DCTERMS.alternative),
        ),
        hidden=tuple(statements.all_texts(node, SKOS.hiddenLabel)),
        identifiers=(
            *(text for _, text in statements.all_texts(node, DCTERMS.identifier)),
            *statements.iris(node, OWL.sameAs), *statements.iris(node, SKOS.exactMatch),
            *(
                text
                for _, text in statements.all_texts(node, SKOS.notation)
                if record.kind == "place"
            ),
        ),
        year=record.summary.year,
        arrival=record.id,
        title_order=_order(title),
    )  # fmt: skip


def _publication(
    base: str,
    record: Record,
    entry: Entry,
    words: Words,
    mentioned: Iterable[str],
    broader: Mapping[str, Sequence[str]],
    values: Mapping[str, tuple[str, ...]],
) -> IndexedRecord:
    in_roles = (agent for _, agent in entry.roles)
    agents = (*entry.creators, *entry.publishers, *entry.contributors, *in_roles)
    subjects, types, audiences = (
        _paths(base, some) for some in (entry.subjects, entry.types, entry.audiences)
    )
    referred = paths_among(values)
    own = {*subjects, *types, *audiences, *referred}
    above = dict.fromkeys(p for path in own for p in broader[path])
    names = (
        *words.own(entry, mentioned), *_names(entry), *texts_among(values),
        *(name for path in referred for _, name in words.of(path)),
    )  # fmt: skip
    return IndexedRecord(
        path=record.path,
        kind=record.kind,
        title=record.summary.label,
        subtitle=record.summary.subtitle,
        abstract=entry.abstract,
        alternative=(*entry.alternative, *_numbered_titles(entry, agents)),
        names=tuple(dict.fromkeys(name for name in names if name)),
        more=(
            *entry.edition_history.items(),
            *entry.source_description.items(),
        ),
        related=tuple(dict.fromkeys(words.related(entry, (p for p in above if p not in own)))),
        identifiers=(
            *entry.identifiers, *entry.isbn, *entry.issn, entry.doi, *entry.document_numbers,
            *entry.registration_numbers,
            *(number for level in entry.of_edition for number in level.document_numbers),
        ),
        facets={
            "subject": _with_broader(subjects, broader),
            "type": _with_broader(types, broader),
            "agent": _paths(base, agents),
            "language": entry.languages,
            "audience": _with_broader(audiences, broader),
            "file": _file_codes(entry),
            "place": _paths(base, (p for place in entry.spatial for p in (place, *place.within))),
            **{name: _with_broader(some, broader) for name, some in values.items()},
        },
        year=record.summary.year,
        work=min(_works(base, entry), default=""),
        edition=record.summary.edition,
        creators=tuple(agent.name for agent in entry.creators[:_NAMED_CREATORS]),
        arrival=record.id,
        title_order=_order(record.summary.label),
        type_order=_order(entry.types[0].label) if entry.types else {},
    )  # fmt: skip


def _file_codes(entry: Entry) -> tuple[str, ...]:
    """The formats of the publication's files, after what any file has; nothing without a file."""
    names = format_names(entry.files)
    return (ANY_FILE, *(name.lower() for name in names if name)) if names else ()


def _with_broader(paths: Iterable[str], broader: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(p for path in paths for p in (path, *broader.get(path, ()))))


def _numbered_titles(entry: Entry, agents: Iterable[Agent]) -> Iterator[tuple[str, str]]:
    """The series with the number in it, by which many publications go: "Situation report 19".

    A series that is called after its body is found without that too.
    """
    number = entry.number_in_series
    bodies = {name.casefold() for agent in agents for name in agent.name.values() if name}
    for series in entry.series if number else ():
        for tag, title in series.title.items():
            yield tag, f"{title} {number}"
            for body in bodies:
                if title.casefold().startswith(f"{body} "):
                    yield tag, f"{title[len(body) :].strip(_BETWEEN)} {number}"


def _names(entry: Entry) -> Iterator[str]:
    """Further texts that somebody may look for, of the publication itself."""
    for _, text in (*entry.keywords, *entry.mentions):
        yield text
    for edition in (entry, *entry.of_edition):
        for number in edition.document_numbers:
            yield from number_forms(number)
    for number in entry.registration_numbers:
        yield from number_forms(number)
    for identifier in (*entry.identifiers, *entry.isbn, *entry.issn):
        yield identifier
        yield identifier.replace("-", "")  # as it is typed by many
    yield entry.doi
    yield entry.number_in_series


_PARTS = re.compile(r"[^\W\d_]+|\d+")


def number_forms(number: str) -> Iterator[str]:
    """A document number in the ways in which people type it: R 49-1, R49-1, r491."""
    parts = _PARTS.findall(number)
    yield number
    yield " ".join(parts)
    for place, (part, following) in enumerate(pairwise(parts)):
        if not part.isdigit() and following.isdigit():
            yield part + following
            yield "".join(parts[place:])
    yield "".join(parts)


def _concepts(base: str, entry: Entry) -> tuple[str, ...]:
    return _paths(base, (*entry.subjects, *entry.types, *entry.audiences))


def _works(base: str, entry: Entry) -> list[str]:
    """The paths of the works, described or not, that this is an edition of."""
    works = (work.iri for work in entry.works)
    return [record_path_of(iri, base) if iri.startswith(base) else iri for iri in works]


def _paths(base: str, things: Iterable[Agent | Concept | Place]) -> tuple[str, ...]:
    """The paths of things that this catalogue describes: each leads to a page."""
    paths = (
        record_path_of(thing.iri, base)
        for thing in things
        if thing.iri.startswith(base)
        and (thing.label if isinstance(thing, Concept) else thing.name)
    )
    return tuple(dict.fromkeys(paths))


def _order(names: Mapping[str, str]) -> dict[str, str]:
    pages = catalogue_languages().pages
    return {tag: sort_key(pick(names, tag)[0], tag) for tag in pages}
