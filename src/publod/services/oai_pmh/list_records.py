"""ListRecords and ListIdentifiers (OAI-PMH §4.3, §4.5), and the formats of records (§3.4)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from publod.bibliography.export.xml_writer import MetadataFormat, Xml, branch
from publod.errors import RecordError
from publod.formats import METADATA_FORMATS as CROSSWALK
from publod.ledger import Member
from publod.rdf import rdfxml
from publod.rdf.document import Document
from publod.record_repository import Repository
from publod.services.oai_pmh import response
from publod.services.oai_pmh.arguments import (
    LIFETIME,
    Problem,
    Token,
    between,
    identifier_of,
    name_of,
    spec_of,
)
from publod.services.record_cache import RecordCache
from publod.vocabulary import RDF

#: Gives the XML of publications by path, without declaration, in the order of the paths.
Render = Callable[[Repository, Sequence[str]], Iterator[tuple[str, bytes]]]


@dataclass(frozen=True, slots=True)
class Dissemination:
    """A format as ListMetadataFormats tells it, and how a page of records is rendered in it."""

    prefix: str
    namespace: str
    schema: str
    render: Render


def _from_entries(chosen: MetadataFormat) -> Dissemination:
    def render(repository: Repository, paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        for path, entry in repository.entries(paths):
            yield path, chosen.write(entry)

    return Dissemination(chosen.prefix, chosen.namespace, chosen.schema, render)


def _graphs(repository: Repository, paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    for path in paths:
        try:
            description = repository.describe(repository.present(path))
        except RecordError:
            continue
        written = rdfxml.write(
            Document(description.document, description.thing, description.triples, "")
        )
        yield path, written[written.index(b"<rdf:RDF") :]


FORMATS: dict[str, Dissemination] = {
    **{prefix: _from_entries(chosen) for prefix, chosen in CROSSWALK.items()},
    "rdf": Dissemination("rdf", RDF.iri, "http://www.openarchives.org/OAI/2.0/rdf.xsd", _graphs),
}


def no_format() -> Problem:
    """The problem of a metadataPrefix that there is not."""
    return Problem(
        "cannotDisseminateFormat", f"records come in these formats: {', '.join(FORMATS)}"
    )


@dataclass(frozen=True, slots=True)
class Lists:
    """Makes pages of ``size`` items from one state of the repository."""

    repository: Repository
    rows: RecordCache
    domain: str
    size: int

    def begun(self, verb: str, arguments: Mapping[str, str], now: int) -> Token:
        """The beginning of a list. Raises Problem, also for a list that has nothing in it."""
        prefix, spec = arguments["metadataPrefix"], arguments.get("set", "")
        if prefix not in FORMATS:
            raise no_format()
        start, end = between(arguments.get("from"), arguments.get("until"))
        name = name_of(spec)
        with self.repository.membership() as membership:
            head = self.repository.head()
            last = head if end is None else membership.commit_until(end)
            first = membership.commit_from(start) if start is not None else None
            since = 1 if start is None else first.id if first else last.id + 1
            total = membership.count(name, since, last.id)
        if not total or (spec and spec_of(name) != spec):
            raise Problem("noRecordsMatch", "nothing was touched in that time, or in that set")
        state = last.version
        return Token(
            verb, prefix, name, since, last.id, state, 0, 0, 0, total, now + LIFETIME
        )  # fmt: skip

    def resumed(self, verb: str, written: str, now: int) -> Token:
        """Where a list goes on. Raises Problem for a token of another list or another ledger."""
        token = Token.read(written, self.repository.base_url, now)
        if token.verb != verb or token.prefix not in FORMATS:
            raise Problem("badResumptionToken", f"this resumption token is of {token.verb}")
        known = self.repository.commit_of(token.until)
        if known is None or known.version != token.state:
            raise Problem(
                "badResumptionToken", "the catalogue was restored or made anew since; start anew"
            )
        return replace(token, expires=now + LIFETIME)

    def page(self, token: Token, *, is_first: bool) -> Xml:
        """The next page of a list, with the token for the one after it."""
        with self.repository.membership() as membership:
            members = membership.page(
                token.set, token.since, token.until, (token.stamp, token.last), self.size + 1
            )
            members = members or membership.moved_on(
                token.set, token.until, (token.stamp, token.last)
            )
        shown = members[: self.size]
        items = (
            self.records(shown, token.prefix)
            if token.verb == "ListRecords"
            else self._headers(shown)
        )
        return branch(token.verb, [*items, *self._next(token, shown, members, is_first=is_first)])

    def records(self, members: Sequence[Member], prefix: str) -> Iterator[Xml]:
        """Items with their metadata in a format, in order; of deleted ones the header alone."""
        metadata = self._present([member for member in members if member.present], prefix)
        gone = [member for member in members if not member.present]
        for member, head in zip(gone, self._headers(gone), strict=True):
            metadata[member.id] = response.record(head, None)
        return (metadata[member.id] for member in members)

    def _next(
        self, token: Token, shown: list[Member], members: list[Member], *, is_first: bool
    ) -> Iterator[Xml]:
        more = len(members) > len(shown)
        if not more and is_first:
            return
        onward = replace(
            token, stamp=shown[-1].stamp, last=shown[-1].id, cursor=token.cursor + len(shown)
        )
        written = onward.written(self.repository.base_url) if more else ""
        yield response.resumption(written, token.cursor, token.total, token.expires)

    def _headers(self, members: Sequence[Member]) -> Iterator[Xml]:
        with self.repository.membership() as membership:
            sets = membership.sets_of(member.id for member in members)
        for member in members:
            yield response.header(
                identifier_of(member.path, self.domain),
                member.time,
                map(spec_of, sets.get(member.id, ())),
                present=member.present,
            )

    def _present(self, members: Sequence[Member], prefix: str) -> dict[int, Xml]:
        """Whole records by id: those that are kept, and those made now, and kept from now on.

        The header is kept with the rest, since a record that comes into a set or leaves one is
        touched by that, and has another version then. So is every record when the licence of the
        metadata changes.
        """
        versions = {member.id: member.version for member in members}
        metadata = {i: Xml(row.decode()) for i, row in self.rows.get(prefix, versions).items()}
        missing = [member for member in members if member.id not in metadata]
        if missing:
            made = dict(self._made(missing, prefix))
            self.rows.put(prefix, ((i, versions[i], row.encode()) for i, row in made.items()))
            metadata |= made
        return metadata

    def _made(self, members: Sequence[Member], prefix: str) -> Iterator[tuple[int, Xml]]:
        paths = [member.path for member in members]
        metadata = dict(FORMATS[prefix].render(self.repository, paths))
        rights = response.about(self.repository.licence())
        for member, head in zip(members, self._headers(members), strict=True):
            yield member.id, response.record(head, metadata[member.path], rights)
