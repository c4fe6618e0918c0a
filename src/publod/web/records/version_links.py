"""Link header fields of records: the licence, and the versions before and after an edition.

The links between versions (RFC 5829) are looked up when they are written into an answer, so who is
told that nothing has changed does not wait for that; and are kept beside the pages.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from publod.bibliography.lens import Lens
from publod.bibliography.lineage import Lineage
from publod.ledger import Record
from publod.services.signposting import web_uri
from publod.vocabulary import DCTERMS
from publod.web.http.resource import Outdated
from publod.web.records.edition_versions import relations, succession
from publod.web.site import Site

#: The kinds of records that have versions: one edition, described or stated.
EDITIONS = frozenset({"publication", "edition"})


@dataclass(frozen=True)
class VersionLinks:
    """The links of a record in one state, for `Resource.links`. Raises Outdated when iterated."""

    site: Site
    record: Record

    def __iter__(self) -> Iterator[tuple[str, Mapping[str, str]]]:
        if licence := self._licence():
            yield licence, {"rel": "license"}
        if self.record.kind in EDITIONS:
            for relation, path in json.loads(self._kept()):
                yield path, {"rel": relation}

    def _licence(self) -> str:
        """The address of the licence of the metadata; every record is touched when it changes."""
        key = self.record.path, "licence", self.record.version
        found = self.site.cache.get(key, lambda: self.site.repository.licence().encode())
        return web_uri(found.decode())

    def _kept(self) -> bytes:
        return self.site.cache.get(_key(self.record), self._found)

    def _found(self) -> bytes:
        site, path = self.site, self.record.path
        description = site.repository.describe(path, derived=False)
        works = Lens(description.graph, description.thing).iris(DCTERMS.isVersionOf)
        described = site.repository.names(works)
        lineage = site.repository.lineage(min(described)) if described else Lineage("")
        found = relations_of(lineage, description.thing, site.base_url)
        if site.repository.present(path).version != self.record.version:
            raise Outdated(path)
        return json.dumps(found).encode()


def keep(site: Site, record: Record, found: list[tuple[str, str]]) -> None:
    """Keep the links of a record in its present state, which a page has found out."""
    site.cache.get(_key(record), lambda: json.dumps(found).encode())


def relations_of(lineage: Lineage, thing: str, base_url: str) -> list[tuple[str, str]]:
    """The links of an edition to its neighbours, as relations and paths."""
    found = relations(succession(lineage, thing), thing)
    return [(relation, iri.partition("#")[0].removeprefix(base_url)) for relation, iri in found]


def _key(record: Record) -> tuple[str, str, str]:
    return record.path, "links", record.version
