"""Files that were fetched from the service and edited: told apart is what was authored in them.

A document that is served has more than its record: what follows from it, facts about the document,
and the names of its neighbours. None of that is authored, and a load that took it so would write it
into the record, and put a bare name in place of each neighbour. A document is known by the facts
about itself, which nobody authors.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from publod.bibliography.dates import timestamp
from publod.bibliography.record_summary import thing_of
from publod.errors import IngestError
from publod.inference import COUNTERPARTS
from publod.ingest.record_addresses import Addresses
from publod.ingest.statement_lines import line_of
from publod.ledger import Record
from publod.messages import N_, Message
from publod.rdf import BLANK, Triple, iri_of, is_blank, literal_of, term_of_iri, triples_of
from publod.vocabulary import DCTERMS, FOAF, RDF, shortened

_TYPE = term_of_iri(RDF.type)
_DOCUMENT, _TOPIC = term_of_iri(FOAF.Document), term_of_iri(FOAF.primaryTopic)
_MODIFIED, _LICENCE = term_of_iri(DCTERMS.modified), term_of_iri(DCTERMS.license)


class ServedRecords(Protocol):
    """What the service says in its documents."""

    def present_records(self, paths: Iterable[str]) -> dict[str, Record]:
        """Those of the records that are not withdrawn."""

    def graphs(self, paths: Iterable[str]) -> dict[str, str]:
        """What was authored, as canonical N-Triples."""

    def statements(self, record: Record) -> set[Triple]:
        """All that the document of a record says."""

    def own_name(self, record: Record) -> set[Triple]:
        """What the documents of its neighbours say of a record."""

    def follows(self, document: str, thing: str, triples: Iterable[Triple]) -> set[Triple]:
        """What follows from authored statements of a record."""

    def times(self, commits: Iterable[int]) -> dict[int, int]:
        """The times of commits in UTC epoch seconds."""


@dataclass(frozen=True, slots=True)
class Collected:
    """Statements of files by the path of their record, and the files of each record."""

    records: Mapping[str, list[Triple]]
    sources: Mapping[str, tuple[str, ...]]


class FetchedDocuments:
    """Tells of collected statements which the service has added."""

    def __init__(self, addresses: Addresses, served: ServedRecords) -> None:
        self._addresses = addresses
        self._served = served

    def added(
        self, collected: Collected, refuse: Callable[[IngestError, str], None]
    ) -> dict[str, list[Triple]]:
        """The statements that nobody authored, by path; nothing where no document was fetched.

        ``refuse`` is called with an IngestError and the path of a record for what contradicts the
        catalogue: for names of neighbours that are not theirs, for what follows from statements
        that say otherwise, for a document of a record that has changed since, or that there is not.
        """
        fetched = [path for path in collected.records if self._is_fetched(path, collected)]
        if not fetched:
            return {}
        files = {source for path in fetched for source in collected.sources[path]}
        beside = [
            path
            for path, sources in collected.sources.items()
            if path not in fetched and files.issuperset(sources)
        ]
        present = self._served.present_records([*fetched, *beside])
        derived = set(self._derived(path for path in fetched if path in present))
        added: dict[str, list[Triple]] = {}
        for path in (*fetched, *beside):
            try:
                if path in fetched:
                    added[path] = self._added(path, collected, present.get(path))
                elif path in present and not self._has_class(path, collected, derived):
                    added[path] = list(collected.records[path])
                    for error in self._other_names(path, collected, present[path], derived):
                        refuse(error, path)
            except IngestError as error:
                refuse(error, path)
        return added

    def _derived(self, paths: Iterable[str]) -> Iterator[Triple]:
        """What follows from records, also of other things: documents with graphs have that too."""
        for path, text in self._served.graphs(paths).items():
            document, authored = self._addresses.document(path), list(triples_of(text))
            yield from self._served.follows(document, thing_of(document, authored), authored)

    def _has_class(self, path: str, collected: Collected, derived: set[Triple]) -> bool:
        return any(t[1] == _TYPE and t not in derived for t in collected.records[path])

    def _is_fetched(self, path: str, collected: Collected) -> bool:
        return any(map(self._is_of_document(path), collected.records[path]))

    def _is_of_document(self, path: str) -> _Test:
        about = term_of_iri(self._addresses.document(path))
        return lambda triple: (
            triple[0] == about
            and (triple[1] in {_MODIFIED, _TOPIC} or triple[1:] == (_TYPE, _DOCUMENT))
        )

    def _added(self, path: str, collected: Collected, record: Record | None) -> list[Triple]:
        triples = collected.records[path]
        document = self._addresses.document(path)
        is_of_document = self._is_of_document(path)
        first = next(filter(is_of_document, triples))
        if record is None:
            raise self._refusal(
                path, collected, first,
                N_(
                    "<%(path)s> was fetched from a service, and there is no such record here to "
                    "compare it with: what was authored cannot be told from what the service has "
                    "added. Fetch it with ?view=authored",
                    path=path,
                ),
            )  # fmt: skip
        self._require_current(path, collected, record)
        authored = {_named_alike(t) for t in triples_of(self._served.graphs([path])[path])}
        extra = {_named_alike(t) for t in self._served.statements(record)} - authored
        about = term_of_iri(document)
        added: list[Triple] = []
        rest: list[Triple] = []
        for triple in triples:
            is_added = _named_alike(triple) in extra or (
                is_of_document(triple) or triple[:2] == (about, _LICENCE)
            )
            (added if is_added and _named_alike(triple) not in authored else rest).append(triple)
        computed = {(s, p) for s, p, _ in extra if p != _TYPE}
        new = [t for t in rest if _named_alike(t) not in authored and _beginning(t) in computed]
        if new:
            core = [triple for triple in rest if triple not in set(new)]
            follows = self._served.follows(document, thing_of(document, core), core)
            for triple in new:
                if triple not in follows:
                    raise self._refusal(path, collected, triple, _follows_from(triple, core))
            added += new
        return added

    def _require_current(self, path: str, collected: Collected, record: Record) -> None:
        """Refuse a document that was fetched before the record was last changed."""
        about = term_of_iri(self._addresses.document(path))
        changed = timestamp(self._served.times([record.changed])[record.changed])
        for triple in collected.records[path]:
            if triple[:2] == (about, _MODIFIED) and triple[2].startswith('"'):
                fetched = literal_of(triple[2]).text
                if fetched < changed:
                    raise self._refusal(
                        path, collected, triple,
                        N_(
                            "<%(path)s> was fetched as of %(fetched)s and was changed at "
                            "%(changed)s: fetch it again, and make your change there",
                            path=path, fetched=fetched, changed=changed,
                        ),
                    )  # fmt: skip

    def _other_names(
        self, path: str, collected: Collected, record: Record, derived: set[Triple]
    ) -> Iterator[IngestError]:
        """Refusals of what a document says of a neighbour, and the neighbour not of itself."""
        known = self._served.own_name(record) | derived
        if known.issuperset(collected.records[path]):
            return
        known |= self._served.statements(record)
        for triple in collected.records[path]:
            if triple in known:
                continue
            name = shortened(iri_of(triple[1]))
            same = sorted(o for s, p, o in known if (s, p) == triple[:2])
            yield self._refusal(
                path, collected, triple,
                N_(
                    "%(property)s %(value)s is said of <%(path)s>, which has a record of its own, "
                    "and that has %(own)s. Delete this line, or fetch the file again if the name "
                    "has changed since; to give <%(path)s> another name, edit its own record",
                    property=name, value=triple[2], path=path,
                    own=Message.joined(Message("%(value)s", value=value) for value in same)
                    if same else N_("no %(property)s", property=name),
                ),
            )  # fmt: skip

    def _refusal(
        self, path: str, collected: Collected, triple: Triple, reason: Message
    ) -> IngestError:
        for source in collected.sources[path]:
            if line := line_of(source, self._addresses.base, triple):
                return IngestError(reason, source, line)
        return IngestError(reason, collected.sources[path][0])


class _Test(Protocol):
    def __call__(self, triple: Triple, /) -> bool: ...


def _named_alike(triple: Triple) -> Triple:
    """A statement whose blank nodes have one label: a file and the ledger name them differently."""
    s, p, o = triple
    return (BLANK if is_blank(s) else s, p, BLANK if is_blank(o) else o)


def _beginning(triple: Triple) -> tuple[str, str]:
    return (BLANK if is_blank(triple[0]) else triple[0]), triple[1]


def _follows_from(triple: Triple, core: Iterable[Triple]) -> Message:
    """Why a statement of a fetched document cannot be changed by itself."""
    name, value = shortened(iri_of(triple[1])), triple[2]
    sources = list(_sources_of(triple, core))
    if sources:
        return N_(
            "%(property)s %(value)s does not follow from %(source)s, from which the service "
            "derives it: change %(source)s instead",
            property=name, value=value, source=sources[0],
        )  # fmt: skip
    return N_(
        "%(property)s %(value)s does not follow from the rest, from which the service derives it: "
        "change what it is derived from, in this record or in the one that it leads to",
        property=name, value=value,
    )  # fmt: skip


def _sources_of(triple: Triple, core: Iterable[Triple]) -> Iterator[str]:
    """The properties of the same thing from which a property is derived."""
    sources = {term_of_iri(p) for p, q in COUNTERPARTS.items() if term_of_iri(q) == triple[1]}
    for s, p, _ in core:
        if s == triple[0] and p in sources:
            yield shortened(iri_of(p))
