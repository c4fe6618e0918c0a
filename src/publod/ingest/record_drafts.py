"""Statements grouped into records that might be written: each described thing with its document."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import count
from sys import intern

from publod.bibliography.external_labels import external_label
from publod.bibliography.record_summary import languages_of, summary_of, thing_of
from publod.errors import IngestError
from publod.inference import is_computed
from publod.ingest.fetched_documents import Collected, FetchedDocuments
from publod.ingest.file_faults import FileFaults
from publod.ingest.record_addresses import Addresses
from publod.ingest.statement_lines import Sought, line_of
from publod.ledger import Change, Link
from publod.messages import N_, Message
from publod.rdf import (
    ANY,
    BLANK,
    Statement,
    Triple,
    canonical,
    iri_of,
    is_blank,
    is_iri,
    rdfxml,
    term_of_iri,
    triples_of,
)
from publod.rdf.canonical import without_unsendable
from publod.steps import Steps, silent
from publod.validation import StatementRules, Violation, result
from publod.vocabulary import DCTERMS, OWL, RDF, SH

_TYPE = term_of_iri(RDF.type)
#: By which things other than places, and places, lead to a place of another register.
_NAMED_ELSEWHERE = term_of_iri(DCTERMS.spatial), term_of_iri(OWL.sameAs)
#: Statements of one record. A page of it has each of them, and validation looks at each many times:
#: 50,000 take a few seconds. A concept scheme need not list its concepts, which name the scheme.
MOST_STATEMENTS = 50_000


@dataclass(frozen=True, slots=True)
class Draft:
    """A record as the files have it: its document's path, canonical graph, and source files."""

    path: str
    document: str
    graph: str
    source: str
    more_sources: tuple[str, ...] = ()

    @property
    def sources(self) -> tuple[str, ...]:
        """All files that the record is described in."""
        return (self.source, *self.more_sources)

    def change(self, addresses: Addresses) -> Change:
        """The revision that the ledger would write."""
        triples = list(triples_of(self.graph))
        thing = thing_of(self.document, triples)
        summary = summary_of(thing, triples)
        return Change(
            path=self.path,
            graph=self.graph,
            summary=summary,
            links=tuple(self._links(addresses, triples, summary.kind)),
            languages=tuple(languages_of(thing, triples)),
        )

    def _links(self, addresses: Addresses, triples: Iterable[Triple], kind: str) -> Iterable[Link]:
        """What this record says that refers to other records, each statement once.

        Also the places that it names by IRIs of other registers, or is called by there: a record
        of the same place has the name to show. And whatever else has a label here and no record.
        """
        seen: set[Link] = set()
        named = _NAMED_ELSEWHERE[kind == "place"]
        for s, p, o in triples:
            target = addresses.split(o)
            if target is None and is_iri(o) and (p == named or external_label(iri_of(o))):
                iri, _, fragment = iri_of(o).partition("#")
                target = iri, fragment
            if target is None or target[0] == self.path:
                continue
            source = addresses.split(s)
            own = source is not None and source[0] == self.path
            subject = source[1] if source and own else BLANK
            seen.add(Link(self.path, *map(intern, (subject, iri_of(p), *target))))
        return sorted(seen)


class Drafting:
    """Collects statements and hands out drafts.

    A statement belongs to the record of its subject, or of the named graph it stands in. What is
    said of blank nodes and of foreign things goes to the record that refers to them: foreign
    things are linked, never claimed.
    """

    def __init__(self, addresses: Addresses, faults: FileFaults | None = None) -> None:
        self._addresses = addresses
        self._faults = faults or FileFaults()
        self._records: dict[str, list[Triple]] = {}
        self._sources: dict[str, str] = {}
        self._more_sources: dict[str, dict[str, None]] = {}
        self._classed: set[str] = set()
        self._loose: dict[str, list[Triple]] = {}
        self._loose_sources: dict[str, str] = {}
        self._predicates: set[str] = set()
        self._rules = StatementRules()
        self._found: list[tuple[Violation, str, Triple]] = []
        self.cleaned = 0
        #: How many statements of fetched documents the service had added.
        self.set_aside = 0

    def add(self, statement: Statement, source: str) -> None:
        """Take one statement. Raises IngestError for one that can belong to no record.

        What breaks a rule is taken as well, and told by `findings`.
        """
        triple, graph = statement
        self._check_predicate(triple, source)
        owner = self._addresses.split(graph if graph is not None else triple[0])
        about = owner
        if graph is not None:
            if owner is None:
                reason = N_(
                    "the graph %(graph)s is not a document below %(base)s: name it by a record's "
                    "document, or leave it out",
                    graph=graph,
                    base=self._addresses.base,
                )
                raise self._refusal(reason, source, triple)
            if is_computed(self._addresses.document(owner[0]), owner[1]):
                return  # what follows is computed anew
            about = self._addresses.split(triple[0])
            if about is not None and about[0] != owner[0]:
                raise self._refusal(
                    N_(
"the graph %(graph)s says something about %(subject)s, which has a record of "
"its own: say it in that record's graph, or in none",
graph=graph,
subject=triple[0]), source, triple
                )  # fmt: skip
        written = triple
        if (sendable := without_unsendable(triple[2])) != triple[2]:
            triple = (triple[0], triple[1], sendable)
            self.cleaned += 1
            self._found.append((_cleaned(triple), source, written))
        for violation in self._rules.broken(triple):
            self._found.append((violation, source, written))
        if owner is None:
            self._loose_sources.setdefault(triple[0], source)
            self._loose.setdefault(triple[0], []).append(triple)
            return
        # Most of what a catalogue says it says again and again: each text is held once.
        triple = (intern(triple[0]), intern(triple[1]), _held_once(triple[2]))
        path = owner[0]
        if self._sources.setdefault(path, source) != source:
            self._more_sources.setdefault(path, {})[source] = None
        triples = self._records.setdefault(path, [])
        triples.append(triple)
        self._refuse_many(len(triples), path)
        if triple[1] == _TYPE and about is not None:
            self._classed.add(path)

    def _check_predicate(self, triple: Triple, source: str) -> None:
        """Every record is served in every format, and RDF/XML writes a property as an element."""
        predicate = triple[1]
        if predicate in self._predicates:
            return
        if not rdfxml.can_name(iri_of(predicate)):
            reason = N_(
                "the property %(predicate)s cannot be written in RDF/XML: its last part must "
                "be an XML name, beginning with a letter, and not one that RDF/XML keeps",
                predicate=predicate,
            )
            raise self._refusal(reason, source, triple)
        self._predicates.add(predicate)

    def _refusal(self, reason: Message, source: str, statement: Triple) -> IngestError:
        return IngestError(reason, source, line_of(source, self._addresses.base, statement))

    def _refuse_many(self, count: int, path: str) -> None:
        if count > MOST_STATEMENTS:
            reason = N_(
                "the record %(path)s has more than %(most_statements)s statements: divide it",
                path=path,
                most_statements=MOST_STATEMENTS,
            )
            first = (self._records[path][0][0], ANY, ANY)
            raise self._refusal(reason, self._sources[path], first)

    @property
    def is_empty(self) -> bool:
        """Whether nothing of the catalogue's own is described."""
        return not (self._records or self._loose)

    def remove_added(self, fetched: FetchedDocuments) -> None:
        """Leave out what the service adds to the documents that were fetched from it.

        To be done before `drafts` are asked for. Raises IngestError.
        """
        sources = {path: self._sources_of(path) for path in self._records}
        added = fetched.added(Collected(self._records, sources), self._faults.add)
        for path, triples in added.items():
            gone = set(triples)
            self._found = [one for one in self._found if one[2] not in gone]
            self.set_aside += len(triples)
            rest = [triple for triple in self._records[path] if triple not in gone]
            self._records[path] = rest
            if not rest:
                del self._records[path]

    def _sources_of(self, path: str) -> tuple[str, ...]:
        return (self._sources[path], *self._more_sources.get(path, ()))

    def drafts(self, steps: Steps = silent) -> dict[str, Draft]:
        """All records that are whole, by path.

        Raises IngestError for what belongs to none, or to several, unless faults are collected.
        """
        self._attach_loose()
        self._refuse_shared_blanks()
        drafts: dict[str, Draft] = {}
        # Findings about foreign things and blank nodes still have to be given their records.
        is_needed_later = any(not self._addresses.split(s[0]) for _, _, s in self._found)
        progress = steps("compare", len(self._records))
        for path in sorted(self._records):
            progress(1)
            source, triples = self._sources[path], self._records[path]
            if self._faults.is_incomplete(path, self._sources_of(path)):
                continue
            try:
                self._addresses.check(path)
                graph = canonical(triples)
            except IngestError as error:
                refusal = self._refusal(error.reason, source, (triples[0][0], ANY, ANY))
                self._faults.add(refusal, path)
                continue
            _, *more = self._sources_of(path)
            drafts[path] = Draft(path, self._addresses.document(path), graph, source, tuple(more))
            if path in self._classed and not is_needed_later:
                self._records[path] = []
        return drafts

    def findings(self) -> list[Sought]:
        """What breaks the rules for statements, and which records have no class.

        To be asked for after `drafts`.
        """
        foreign = {
            violation.focus for violation, _, s in self._found if not self._addresses.split(s[0])
        }
        homes: dict[str, str] = {}
        if foreign:
            for path, triples in self._records.items():
                for s, _, _ in triples:
                    focus = s if is_blank(s) else iri_of(s)
                    if focus in foreign:
                        homes.setdefault(focus, path)
        numbers = count(1)
        names = {focus: f"{BLANK}b{next(numbers)}" for focus in homes if is_blank(focus)}
        findings: list[Sought] = []
        for violation, source, written in self._found:
            own = self._addresses.split(written[0])
            path = own[0] if own else homes.get(violation.focus, "")
            named = names.get(violation.focus, violation.focus)
            whole = replace(violation, focus=named, record=self._addresses.document(path))
            findings.append((whole, (source,), (written,)))
        findings += [
            self._classless(path)
            for path in self._records
            if path not in self._classed
            and not self._faults.is_incomplete(path, self._sources_of(path))
        ]
        return findings

    def _classless(self, path: str) -> Sought:
        document, triples = self._addresses.document(path), self._records[path]
        thing = term_of_iri(thing_of(document, triples))
        violation = result(
            "Record-class", (thing, _TYPE, ""), str(SH.MinCountConstraintComponent),
            N_(
                "The record does not say what it describes, so it is in no list: give a class, for "
                "example pub:Publication."
            ),
            warning=True,
        )  # fmt: skip
        return replace(violation, record=document), (self._sources[path],), ((thing, ANY, ANY),)

    def _attach_loose(self) -> None:
        if not self._loose:
            return
        owned: set[str] = set()
        for path, triples in self._records.items():
            waiting = [o for _, _, o in triples if o in self._loose]
            reached: set[str] = set()
            while waiting:
                node = waiting.pop()
                if node in reached:
                    continue
                reached.add(node)
                waiting += [o for _, _, o in self._loose[node] if o in self._loose]
            for node in sorted(reached):
                triples.extend(self._loose[node])
                self._refuse_many(len(triples), path)
            owned |= reached
        for node in self._loose:
            source = self._loose_sources[node]
            if node not in owned and source not in self._faults.files:
                what = (
                    N_("the foreign thing %(node)s", node=node)
                    if is_iri(node)
                    else N_("a blank node")
                )
                refusal = self._refusal(
                    N_(
"%(what)s is described, but no record refers to it, so it belongs to none. Records have IRIs "
"below %(base)s; is the base URL the one that the file was made for?",
what=what,
base=self._addresses.base), source, self._loose[node][0]
                )  # fmt: skip
                self._faults.add(refusal)

    def _refuse_shared_blanks(self) -> None:
        """A blank node has no name by which a second record could mean it."""
        owners: dict[str, str] = {}
        for path, triples in self._records.items():
            for triple in triples:
                for node in (triple[0], triple[2]):
                    if is_blank(node) and owners.setdefault(node, path) != path:
                        refusal = self._refusal(
                            N_(
"%(path)s and %(node)s share a blank node; give it an IRI, for example a fragment of one of them",
path=path,
node=owners[node]), self._sources[path], triple
                        )  # fmt: skip
                        self._faults.add(refusal)
                        return


def _held_once(term: str) -> str:
    return intern(term) if is_iri(term) else term


def _cleaned(triple: Triple) -> Violation:
    return result(
        "Statement-characters", triple, str(SH.NotConstraintComponent),
        N_("Characters that XML cannot carry are left out; remove them from the text."),
        warning=True,
    )  # fmt: skip
