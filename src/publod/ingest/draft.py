"""Statements grouped into records that might be written: each described thing with its document."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from publod.errors import IngestError
from publod.ingest.address import Addresses
from publod.ledger import Change, Link
from publod.model.summary import languages_of, summary_of, thing_of
from publod.representation import rdfxml
from publod.syntax import (
    Statement,
    Triple,
    canonical,
    iri_of,
    is_blank,
    is_iri,
    triples_of,
)
from publod.syntax.canonical import UNSENDABLE, without_unsendable

#: A draft's own name for "some blank node of this record", where a link starts at one.
BLANK = "_:"


@dataclass(frozen=True, slots=True)
class Draft:
    """A record as the files have it: its document's path, canonical graph, and source file."""

    path: str
    document: str
    graph: str
    source: str

    def change(self, addresses: Addresses) -> Change:
        """The revision that the ledger would write."""
        triples = list(triples_of(self.graph))
        thing = thing_of(self.document, triples)
        return Change(
            path=self.path,
            graph=self.graph,
            summary=summary_of(thing, triples),
            links=tuple(self.links(addresses, triples)),
            languages=tuple(languages_of(thing, triples)),
        )

    def links(
        self, addresses: Addresses, triples: Iterable[Triple] | None = None
    ) -> Iterable[Link]:
        """What this record says that refers to other records, each statement once."""
        seen: set[Link] = set()
        for s, p, o in triples_of(self.graph) if triples is None else triples:
            target = addresses.split(o)
            if target is None or target[0] == self.path:
                continue
            source = addresses.split(s)
            own = source is not None and source[0] == self.path
            subject = source[1] if source and own else BLANK
            seen.add(Link(self.path, subject, iri_of(p), *target))
        return sorted(seen)


class Drafting:
    """Collects statements and hands out drafts.

    A statement belongs to the record of its subject, or of the named graph it stands in. What is
    said of blank nodes and of foreign things goes to the record that refers to them: foreign
    things are linked, never claimed.
    """

    def __init__(self, addresses: Addresses) -> None:
        self._addresses = addresses
        self._records: dict[str, list[Triple]] = {}
        self._sources: dict[str, str] = {}
        self._loose: dict[str, list[Triple]] = {}
        self._loose_sources: dict[str, str] = {}
        self._predicates: set[str] = set()
        self.cleaned = 0

    def add(self, statement: Statement, source: str) -> None:
        """Take one statement. Raises IngestError for one that can belong to no record."""
        triple, graph = statement
        self._check_predicate(triple[1], source)
        if UNSENDABLE.search(triple[2]):
            triple = (triple[0], triple[1], without_unsendable(triple[2]))
            self.cleaned += 1
        owner = self._addresses.split(graph if graph is not None else triple[0])
        if graph is not None:
            if owner is None:
                raise IngestError(
                    f"{source}: the graph {graph} is not a document below {self._addresses.base}"
                )
            if owner[1] == "derived":
                return  # what follows is computed anew
            about = self._addresses.split(triple[0])
            if about is not None and about[0] != owner[0]:
                raise IngestError(
                    f"{source}: the graph {graph} says something about {triple[0]}, which has a "
                    "record of its own: say it in that record's graph, or in none"
                )
        if owner is not None:
            self._sources.setdefault(owner[0], source)
            self._records.setdefault(owner[0], []).append(triple)
        else:
            self._loose_sources.setdefault(triple[0], source)
            self._loose.setdefault(triple[0], []).append(triple)

    def _check_predicate(self, predicate: str, source: str) -> None:
        """Every record is served in every format, and RDF/XML writes a property as an element."""
        if predicate in self._predicates:
            return
        if not rdfxml.can_name(iri_of(predicate)):
            raise IngestError(
                f"{source}: the property {predicate} cannot be written in RDF/XML: its last part "
                "must be an XML name, beginning with a letter, and not one that RDF/XML keeps"
            )
        self._predicates.add(predicate)

    def drafts(self) -> dict[str, Draft]:
        """All records, by path. Raises IngestError for what belongs to none, or to several."""
        self._attach_loose()
        self._refuse_shared_blanks()
        drafts: dict[str, Draft] = {}
        for path in sorted(self._records):
            source = self._sources[path]
            self._addresses.check(path, source)
            try:
                graph = canonical(self._records[path])
            except IngestError as error:
                raise IngestError(f"{source}: {error}") from None
            drafts[path] = Draft(path, self._addresses.document(path), graph, source)
        return drafts

    def _attach_loose(self) -> None:
        if not self._loose:
            return
        owned: set[str] = set()
        for triples in self._records.values():
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
            owned |= reached
        for node in self._loose:
            if node not in owned:
                what = f"the foreign thing {node}" if is_iri(node) else "a blank node"
                raise IngestError(
                    f"{self._loose_sources[node]}: {what} is described, but no record refers to "
                    f"it, so it belongs to none. Records have IRIs below {self._addresses.base}; "
                    "is the base URL the one that the file was made for?"
                )

    def _refuse_shared_blanks(self) -> None:
        """A blank node has no name by which a second record could mean it."""
        owners: dict[str, str] = {}
        for path, triples in self._records.items():
            for s, _, o in triples:
                for node in (s, o):
                    if is_blank(node) and owners.setdefault(node, path) != path:
                        raise IngestError(
                            f"{self._sources[path]}: {path} and {owners[node]} share a blank "
                            "node; give it an IRI, for example a fragment of one of them"
                        )
