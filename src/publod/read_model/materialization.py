"""Making what is told of records from a ledger, many at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from publod.bibliography.entry import Entry
from publod.bibliography.entry_batches import entries_of
from publod.bibliography.entry_reader import EDITION_OF, INCOMING
from publod.bibliography.lineage import Lineage
from publod.bibliography.lineage_reader import RELATIONS, read_lineage
from publod.bibliography.record_summary import record_path_of, thing_of
from publod.bibliography.triple_index import Statements
from publod.inference import WITH_INVERSE, label_triples
from publod.ledger import LedgerReader, Record
from publod.ledger.batch_reader import BatchReader
from publod.ledger.queries import batches
from publod.rdf import Triple, iri_of, is_iri, term_of_iri, triples_of
from publod.read_model.materialized_record import DocumentStatements, MaterializedRecord
from publod.read_model.record_statements import SAME_AS, RecordStatements, names_of, same_places
from publod.vocabulary import DCTERMS

#: The kinds of records that have entries and lineages.
EDITIONS = frozenset({"publication", "edition"})
_PREDICATES = (*WITH_INVERSE, *INCOMING, *RELATIONS, EDITION_OF, SAME_AS)
_ABOUT, _EDITION_OF = term_of_iri(DCTERMS.spatial), DCTERMS.isVersionOf
_BATCH = 500


class Materialization:
    """Makes materialized records from one snapshot of a ledger.

    ``catalogued_by`` is the organisation code of whoever describes, ``swepub_code`` the one by
    which Swepub knows it, for entries to tell.
    """

    def __init__(
        self, snapshot: LedgerReader, catalogued_by: str = "", swepub_code: str = ""
    ) -> None:
        self._ledger = BatchReader(snapshot, _PREDICATES)
        self._base = snapshot.base_url
        self._codes = catalogued_by, swepub_code
        self._statements = RecordStatements(self._ledger)

    def of(self, records: Iterable[Record]) -> Iterator[tuple[Record, MaterializedRecord]]:
        """What is told of present records, with each."""
        for some in batches(records, _BATCH):
            self._ledger.prefetch([record.path for record in some])
            editions = [record.path for record in some if record.kind in EDITIONS]
            entries = dict(entries_of(self._ledger, editions, *self._codes))
            lineages: dict[str, Lineage] = {"": Lineage("")}
            works = {record.path: self._work(record) for record in some}
            self._prefetch_lineages(filter(None, works.values()))
            for record in some:
                work = works[record.path]
                if work not in lineages:
                    lineages[work] = read_lineage(self._ledger, work)
                document, entry = self.document(record), entries.get(record.path)
                yield record, MaterializedRecord(document, entry, lineages[work])

    def entry(self, record: Record) -> Entry | None:
        """What is told of a publication or an edition in formats that are no RDF."""
        if record.kind not in EDITIONS:
            return None
        return dict(entries_of(self._ledger, [record.path], *self._codes))[record.path]

    def lineage(self, record: Record) -> Lineage:
        """The lineage of a work, or of the work that an edition is of; empty for anything else."""
        work = self._work(record)
        return read_lineage(self._ledger, work) if work else Lineage("")

    def document(self, record: Record) -> DocumentStatements:
        """The statements of a present record's document."""
        statements, document = self._statements, self._base + record.path
        text = self._ledger.graphs([record.path])[record.path]
        authored = list(triples_of(text))
        thing = thing_of(document, authored)
        derived = statements.derivation.of(document, thing, authored, record.time)
        foreign = [t for t in derived if statements.is_foreign_to(t, document)]
        own = [t for t in derived if not statements.is_foreign_to(t, document)]
        incoming = statements.incoming(record.path)
        said = {*authored, *own, *incoming}
        same = same_places(
            self._ledger, {iri_of(o) for _, p, o in said if p == _ABOUT and is_iri(o)}
        )
        names = names_of(
            self._ledger, [*same.values(), *(iri_of(o) for _, _, o in said if is_iri(o))]
        )
        labels = {
            triple
            for iri, name in names.items()
            if iri.split("#", 1)[0] != document and iri not in same.values()
            for triple in label_triples(iri, name.label)
        }
        return DocumentStatements(
            thing=thing,
            authored=text,
            derived=_lines(own),
            derived_elsewhere=_lines(foreign),
            neighbours=_lines(sorted((incoming | labels) - {*authored, *own})),
            agent_classes=_lines(sorted(statements.agent_classes(names, document))),
            names=names,
            same_places=same,
        )

    def _work(self, record: Record) -> str:
        """The IRI of the work whose lineage is a record's; '' where it has none.

        A work that the catalogue does not describe has none: the ledger could not tell who shows
        it.
        """
        if record.kind not in EDITIONS and record.kind != "work":
            return ""
        triples = list(triples_of(self._ledger.graphs([record.path])[record.path]))
        thing = thing_of(self._base + record.path, triples)
        if record.kind == "work":
            return thing
        works = Statements(triples).iris(term_of_iri(thing), _EDITION_OF)
        return min(names_of(self._ledger, works), default="")

    def _prefetch_lineages(self, works: Iterable[str]) -> None:
        """Read what most lineages need at once."""
        paths = {record_path_of(work, self._base) for work in works}
        links = self._ledger.links_to(paths, [EDITION_OF])
        self._ledger.prefetch({link.source for link in links})


def _lines(triples: Sequence[Triple]) -> str:
    return "".join(f"{s} {p} {o} .\n" for s, p, o in triples)
