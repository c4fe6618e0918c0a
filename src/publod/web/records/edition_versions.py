"""What came before and after an edition: for notices and links."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from publod.bibliography.lineage import Lineage
from publod.bibliography.record_summary import record_path_of
from publod.ledger import Record
from publod.ledger.concept_hierarchy import reached_from
from publod.read_model.materialization import EDITIONS
from publod.services.signposting import web_uri
from publod.web.site import Site

#: A link relation and where it leads.
Relation = tuple[str, str]


@dataclass(frozen=True)
class EditionVersions:
    """The IRIs of the editions around one.

    ``newer`` is what replaces it. ``latest`` is the latest edition, empty where it is that itself
    (see `Lineage.latest_edition`). ``is_stated`` tells whether that is beyond doubt, ``is_later``
    whether that comes after it: what is withdrawn, or a draft, stands after it.
    """

    older: tuple[str, ...] = ()
    newer: tuple[str, ...] = ()
    latest: tuple[str, ...] = ()
    is_stated: bool = False
    is_later: bool = True

    @property
    def is_last(self) -> bool:
        """Whether what replaces it is the latest itself."""
        return set(self.newer) == set(self.latest)


def versions_around(lineage: Lineage, iri: str) -> EditionVersions:
    """The editions around one of a lineage."""
    steps = lineage.steps_of(iri)
    if not steps:
        return EditionVersions()
    latest = lineage.latest_edition(iri)
    others = () if iri in latest.editions else latest.editions
    older = dict.fromkeys(other for step in steps for other in step.replaces)
    newer = dict.fromkeys(other for step in steps for other in step.replaced_by)
    order = [step.edition.iri for step in lineage.editions]
    own = order.index(steps[0].edition.iri)
    is_later = all(other not in order or order.index(other) > own for other in others)
    drafts = {other for other in newer if lineage.is_draft(other)}
    return EditionVersions(
        tuple(older), tuple(o for o in newer if o not in drafts), others, latest.is_stated, is_later
    )


def relations(versions: EditionVersions, iri: str) -> Iterator[Relation]:
    """The links of an edition to its neighbours, and to the latest where it is beyond doubt."""
    for older in versions.older:
        yield "predecessor-version", older
    for newer in versions.newer:
        yield "successor-version", newer
    if versions.is_stated and len(versions.latest) < 2 and (versions.older or versions.newer):
        yield "latest-version", next(iter(versions.latest), iri)


def language_versions(lineage: Lineage, iri: str) -> list[str]:
    """The same edition in other languages: its translations, and versions of equal standing."""
    joined: dict[str, list[str]] = {}
    for step in lineage.editions:
        edition = step.edition
        level = [step.level.iri] if step.level else []
        for other in (*edition.translation_of, *edition.translated_as, *level):
            joined.setdefault(edition.iri, []).append(other)
            joined.setdefault(other, []).append(edition.iri)
    own = [step.edition.iri for step in lineage.steps_of(iri) if iri in step.forms]
    versions = reached_from(own, joined)
    order = [step.edition.iri for step in lineage.editions]
    return [other for other in order if other in versions and other not in {iri, *own[:1]}]


@dataclass(frozen=True)
class VersionLinks:
    """The links of a record in one state, for `Resource.links`."""

    site: Site
    record: Record

    def __iter__(self) -> Iterator[tuple[str, Mapping[str, str]]]:
        if licence := self._licence():
            yield licence, {"rel": "license"}
        if self.record.kind in EDITIONS:
            for relation, path in json.loads(self._relations()):
                yield path, {"rel": relation}

    def _licence(self) -> str:
        """The address of the licence of the metadata; every record is touched when it changes."""
        return web_uri(self.site.title().licence)

    def _relations(self) -> bytes:
        return self.site.cache.get(_key(self.record), self._read)

    def _read(self) -> bytes:
        site = self.site
        [(thing, _)] = site.repository.things([self.record])
        lineage = site.repository.lineage_of(self.record)
        return json.dumps(relations_of(lineage, thing, site.base_url)).encode()


def cache_relations(site: Site, record: Record, pairs: list[tuple[str, str]]) -> None:
    """Cache the links of a record in its present state, which a page has read."""
    site.cache.get(_key(record), lambda: json.dumps(pairs).encode())


def relations_of(lineage: Lineage, thing: str, base_url: str) -> list[tuple[str, str]]:
    """The links of an edition to its neighbours, as relations and paths."""
    pairs = relations(versions_around(lineage, thing), thing)
    return [(relation, record_path_of(iri, base_url)) for relation, iri in pairs]


def _key(record: Record) -> tuple[str, str, str]:
    return record.path, "links", record.version
