"""What every view has at hand."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import cast

from flask import current_app, g
from rdflib import BNode, Graph

from publod.errors import LedgerError
from publod.files.facts import FilesAtHand
from publod.rdf import triples_in
from publod.read_model.statistics import Key, Statistics, counts_of_statements
from publod.record_repository import Repository
from publod.search.facet_definitions import FACETS, FacetDefinition
from publod.search.search_interface import SearchIndex
from publod.services.catalogue_record import Responsible, responsible
from publod.services.oai_pmh import Provider
from publod.store.store_interface import QueryService
from publod.web.customisation import Customisation
from publod.web.http.long_work_limits import Workload
from publod.web.http.response_cache import RenderCache
from publod.web.http.streaming import DiskQuota

KEY = "publod"


@dataclass
class Vocabulary:
    """A graph that is served beside the records: the ontology, or the shapes.

    ``written`` is the same as its authors wrote it, which pages show, and ``own`` what the
    catalogue has added to publod's.
    """

    path: str
    iri: str
    graph: Graph
    written: Graph
    own: Graph = field(default_factory=Graph)

    @cached_property
    def counts(self) -> Mapping[Key, int]:
        """How many things of each class and statements with each property it has itself."""
        return counts_of_statements(triples_in(self.graph))

    @cached_property
    def version(self) -> str:
        """Differs when the graph does; alike in every process, since blank nodes have no name."""
        lines = sorted(
            " ".join("_:" if isinstance(term, BNode) else str(term) for term in triple)
            for triple in self.graph
        )
        return hashlib.blake2b("\n".join(lines).encode(), digest_size=6).hexdigest()


@dataclass(frozen=True)
class Title:
    """What every page says of the catalogue, since UTC epoch second ``time`` at latest.

    ``label`` is its name by language, ``licence`` the IRI of that of the metadata, '' for none.
    ``publishers`` and ``contacts`` are whom its record names, ``kinds`` those that it has records
    of.
    """

    label: dict[str, str] = field(default_factory=dict)
    time: int = 0
    licence: str = ""
    publishers: tuple[Responsible, ...] = ()
    contacts: tuple[Responsible, ...] = ()
    kinds: frozenset[str] = frozenset()

    @cached_property
    def version(self) -> str:
        """Differs when anything of it but the time does."""
        label, kinds = sorted(self.label.items()), sorted(self.kinds)
        text = repr((label, self.licence, self.publishers, self.contacts, kinds))
        return hashlib.blake2b(text.encode(), digest_size=3).hexdigest()


@dataclass
class Site:
    """One catalogue being served: readers, vocabularies, and how pages are made.

    ``languages`` are those that pages are offered in, ``language`` the one for who prefers none.
    ``disk_quota`` bounds long answers, and ``workload`` the work for them. ``proxies`` is how many
    in front are to be believed. ``files`` are the files of publications that are served from a
    folder, if there is one. ``facets`` are in the order of pages. ``build`` names the code and the
    templates, and ``built`` is when they were last changed here, in UTC epoch seconds.
    """

    repository: Repository
    queries: QueryService
    search: SearchIndex
    provider: Provider
    vocabularies: dict[str, Vocabulary]
    language: str = "en"
    languages: tuple[str, ...] = ("en",)
    build: str = ""
    built: int = 0
    customisation: Customisation = field(default_factory=Customisation)
    disk_quota: DiskQuota = field(default_factory=lambda: DiskQuota(256 << 20))
    workload: Workload = field(default_factory=Workload)
    proxies: int = 0
    files: FilesAtHand | None = None
    facets: tuple[FacetDefinition, ...] = FACETS
    cache: RenderCache = field(default_factory=lambda: RenderCache(64 << 20))
    #: The last title that was read, with the version of its commit.
    _titles: list[tuple[str, Title]] = field(default_factory=lambda: [("", Title())])

    def title(self) -> Title:
        """What every page says of the catalogue; of the last commit that could be read, on errors.

        Every page bears it, so it is read once for each commit.
        """
        with suppress(LedgerError):
            version = self.repository.head().version
            if self._titles[0][0] != version:
                record = self.repository.record("catalog")
                title = Title()
                if record is not None and not record.withdrawn:
                    title = Title(
                        record.summary.label,
                        record.time,
                        self.repository.licence(),
                        *responsible(self.repository),
                        frozenset(self.repository.counts()),
                    )
                self._titles[:] = [(version, title)]
                return title
        return self._titles[0][1]

    def statistics(self) -> Statistics:
        """How much there is in the SPARQL store: of the catalogue, and of its vocabularies."""
        return self.repository.statistics().plus(v.counts for v in self.vocabularies.values())

    @property
    def ranked_languages(self) -> tuple[str, ...]:
        """The languages of pages, beginning with the one for who prefers none."""
        return (self.language, *(tag for tag in self.languages if tag != self.language))

    @property
    def base_url(self) -> str:
        """The URL below which the catalogue's IRIs lie."""
        return self.repository.base_url


def site() -> Site:
    """The site as the request that is being answered sees it: its catalogue is of one commit.

    That is the commit which was the last when the request first asked for anything.
    """
    if "site" not in g:
        served = cast(Site, current_app.extensions[KEY])
        g.site = replace(served, repository=served.repository.lazy_snapshot())
    return cast(Site, g.site)


def take_snapshot() -> Repository:
    """The request's snapshot of the catalogue, for an answer that is made after the request.

    Whoever takes it closes it.
    """
    return cast(Site, g.pop("site", None) or site()).repository


def end_snapshot(_: BaseException | None = None) -> None:
    """Close the request's snapshot of the catalogue; whoever asks again gets another."""
    served: Site | None = g.pop("site", None)
    if served is not None:
        served.repository.close()


def build_of(folder: Path, salt: str) -> tuple[str, int]:
    """``build`` and ``built`` of the code and templates in a folder."""
    digest = hashlib.blake2b(salt.encode(), digest_size=5)
    built = 0.0
    for file in sorted(folder.rglob("*")):
        if file.suffix in {".py", ".html", ".po", ".css", ".js", ".rq", ".toml"}:
            digest.update(file.read_bytes())
            built = max(built, file.stat().st_mtime)
    return digest.hexdigest(), int(built)
