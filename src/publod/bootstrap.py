"""From settings to engines: the only place that chooses one."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rdflib import Graph, URIRef

from publod.bibliography.catalogue_languages import (
    CatalogueLanguages,
    catalogue_languages,
    use_languages,
)
from publod.bibliography.registers import registers, use_registers
from publod.config import Settings
from publod.errors import (
    LedgerError,
    LedgerLost,
    LedgerMissing,
    SettingsError,
    StoreError,
)
from publod.files.facts import FilesAtHand
from publod.files.folder import FileFolder
from publod.ledger import Ledger, LedgerReader
from publod.ledger.database import writing
from publod.ledger.verification import require_sound
from publod.messages import N_, Message, use_translations
from publod.rdf import SourceFormat, graph_of, read
from publod.read_model.database import FILE as READ_MODEL
from publod.read_model.database import ReadModel, ReadModelWriter
from publod.search.facet_definitions import FacetDefinition, in_order
from publod.search.search_interface import SearchIndex, SearchWriter
from publod.store.limits import Limits
from publod.store.oxigraph.generations import current_generation, shows
from publod.store.oxigraph.worker_pool import QueryPool
from publod.store.store_interface import Meter, QueryService, TripleStore
from publod.validation.own_prefixes import use_own_prefixes
from publod.vocabulary import PUB, RDFS, SHAPES
from publod.web.routes import RESERVED

if TYPE_CHECKING:  # the engine's weight is for writers only
    from publod.ingest.record_addresses import Addresses
    from publod.record_repository import Repository
    from publod.validation.overlay_conflicts import Conflict

log = logging.getLogger(__name__)


def use_languages_of(settings: Settings) -> None:
    """Speak of the catalogue in the languages that the settings name from here on."""
    use_translations(settings.translations)
    use_registers(settings.registers)
    use_languages(
        CatalogueLanguages(settings.cataloguing_language, settings.text_order, settings.languages)
    )


def reading_ledger(settings: Settings) -> Ledger:
    """The ledger for readers. Raises LedgerMissing, LedgerLost or BaseUrlMismatch.

    From here on the catalogue is spoken of in the languages that the settings name.
    """
    use_languages_of(settings)
    use_own_prefixes(settings.own_ontology, settings.own_shapes)
    try:
        ledger = Ledger.open(settings.database, settings.base_url)
    except LedgerMissing:
        if has_projections(settings):
            raise LedgerLost(settings.home) from None
        raise
    if has_projections(settings) and not ledger.head().id:
        ledger.close()
        raise LedgerLost(settings.home)
    return ledger


def has_projections(settings: Settings) -> bool:
    """Whether a ledger must have been there: something in the home was made from one."""
    return (settings.store / "current").is_symlink() or (settings.search / "meta.json").exists()


def query_service(settings: Settings, base_url: str, meter: Meter) -> QueryService:
    """What answers SPARQL queries, and tells a meter of it."""
    limits = Limits(
        fast_slots=settings.query_fast_slots,
        slow_slots=settings.query_slow_slots,
        queue_seconds=settings.query_queue,
        waiting=settings.query_waiting,
        fast_seconds=settings.query_fast,
        deadline_seconds=settings.query_deadline,
        memory=settings.query_memory_mb << 20,
        total_memory=settings.query_total_mb << 20,
        processes=settings.workers,
    )
    if settings.sparql_url:
        from publod.store.remote.query_service import RemoteQueries

        return RemoteQueries(settings.sparql_url, base_url=base_url, limits=limits, meter=meter)
    return QueryPool(
        settings.store,
        base_url=base_url,
        limits=limits,
        meter=meter,
        permits=settings.home / "query-memory.lock",
    )


def vocabulary(folders: Iterable[Path], iri: str) -> Graph:
    """The Turtle files of folders as one graph, whose own terms begin with ``iri``."""
    return graph_of(
        triple
        for folder in folders
        for file in sorted(folder.glob("*.ttl"))
        for triple, _ in read(file, SourceFormat.TURTLE, iri.rstrip("#"))
    )


def served_vocabularies(settings: Settings) -> dict[str, Graph]:
    """The ontology and the shapes as they are served, by the IRIs of their graphs."""
    from publod.validation import published

    return {
        PUB.iri: vocabulary(settings.all_ontology, PUB.iri),
        SHAPES: published(vocabulary(settings.all_shapes, SHAPES)),
    }


def overlay_conflicts(settings: Settings) -> list[Conflict]:
    """Where own terms and shapes contradict publod's. Raises SettingsError for unreadable ones."""
    from publod.validation import Shapes
    from publod.validation.overlay_conflicts import conflicts_of_ontology, conflicts_of_shapes
    from publod.validation.own_prefixes import conflicts_of_prefixes

    conflicts: list[Conflict] = []
    if settings.own_ontology:
        ontology = vocabulary((settings.ontology,), PUB.iri)
        conflicts += conflicts_of_ontology(settings.own_ontology, ontology)
        conflicts += conflicts_of_prefixes(settings.own_ontology)
    if settings.own_shapes:
        conflicts += conflicts_of_shapes(settings.own_shapes, Shapes.of(settings.shapes))
    return conflicts


def use_own_terms(settings: Settings) -> Graph:
    """Have statements judged by own terms as well, from here on; returns these."""
    from publod.validation import vocabulary_terms

    own = vocabulary((settings.own_ontology,) if settings.own_ontology else (), PUB.iri)
    vocabulary_terms.use_own(own)
    return own


def facets(settings: Settings) -> tuple[FacetDefinition, ...]:
    """The facets in the order of pages. Raises SettingsError for one that cannot be shown."""
    from publod.validation import vocabulary_terms
    from publod.web.records.property_labels import PROPERTIES

    terms = use_own_terms(settings) if settings.own_facets else Graph()
    for facet in settings.own_facets:
        if not vocabulary_terms.is_known(facet.property):
            meant = vocabulary_terms.meant(facet.property, class_=False)
            message = N_(
                "the facet %(name)s: no vocabulary has the property %(property)s",
                name=facet.name, property=facet.property,
            )  # fmt: skip
            if meant:
                message = N_("%(message)s; is %(other)s meant?", message=message, other=meant)
            raise SettingsError(message)
        iri = URIRef(facet.property)
        if not facet.label and iri not in PROPERTIES and (iri, RDFS.label, None) not in terms:
            raise SettingsError(
                N_(
                    "the facet %(name)s has nothing to be called by: give it a label, or give its "
                    "property an rdfs:label in the folder that PUBLOD_OWN_ONTOLOGY names",
                    name=facet.name,
                )
            )
    return in_order(settings.facets)


def require_harmony(settings: Settings) -> None:
    """Raise SettingsError if own terms or shapes contradict publod's, or facets own terms."""
    conflicts = overlay_conflicts(settings)
    if conflicts:
        named = Message.joined(
            Message("%(place)s: %(message)s", place=one.place, message=one.message)
            for one in conflicts
        )
        raise SettingsError(
            N_("own terms or shapes contradict those of publod. %(conflicts)s", conflicts=named)
        )
    use_own_terms(settings)
    use_own_prefixes(settings.own_ontology, settings.own_shapes)
    facets(settings)


def require_memory(settings: Settings) -> None:
    """Raise SettingsError if queries may have less memory than they need."""
    from publod.store.memory_budget import MemoryBudget

    if settings.sparql_url is None:
        MemoryBudget(settings.query_total_mb << 20, settings.workers, settings.query_fast_slots)


def addresses(base_url: str) -> Addresses:
    """The IRIs that records of this service may have."""
    from publod.ingest.record_addresses import Addresses
    from publod.web.records.record_formats import SUFFIXES

    return Addresses(base_url, RESERVED, SUFFIXES)


def repository(settings: Settings, ledger: LedgerReader) -> Repository:
    """What readers ask, answered from a ledger and from the read model that follows it."""
    from publod.record_repository import Repository

    return Repository(
        ledger, settings.organization_code or "", settings.swepub_code or "", read_model(settings)
    )


def served_records(ledger: Ledger | None) -> Repository | None:
    """What the service says in the documents of a ledger's records; None without a ledger."""
    from publod.record_repository import Repository

    return Repository(ledger) if ledger else None


@dataclass
class Writer:
    """What a writer has at hand while it holds the writer's lock.

    ``ledger`` is None until something has been loaded; `create` makes it.
    """

    settings: Settings
    ledger: Ledger | None

    @property
    def base_url(self) -> str:
        """The base URL of the ledger, or the one that a new ledger will have."""
        return self.ledger.base_url if self.ledger else self.settings.new_base_url

    def create(self) -> Ledger:
        """Make the ledger."""
        self.ledger = Ledger.create(self.settings.database, self.settings.new_base_url)
        return self.ledger


@contextmanager
def writer(settings: Settings, *, new_catalogue: bool = False) -> Iterator[Writer]:
    """Be the one writer. ``new_catalogue`` gives up a ledger that is lost.

    Raises LedgerBusy, BaseUrlMismatch, LedgerLost, LedgerDamaged.
    """
    with writing(settings.home):
        try:
            ledger = reading_ledger(settings)
        except LedgerMissing:
            ledger = None
        except LedgerLost:
            if not new_catalogue:
                raise
            ledger = None
        held = Writer(settings, ledger)
        try:
            if ledger:
                require_sound(ledger)
                ledger.use_alphabets(catalogue_languages())
            yield held
        finally:
            if held.ledger:
                held.ledger.close(settled=True)


def settle(settings: Settings) -> None:
    """Leave nothing of the ledger beside its file, when a server has ended."""
    with suppress(LedgerError):
        reading_ledger(settings).close(settled=True)


@contextmanager
def store(settings: Settings, *, fresh: bool = False) -> Iterator[TripleStore]:
    """The SPARQL store, open for writing; ``fresh`` gives up what it held. Raises StoreError."""
    if settings.sparql_url is None:
        from publod.store.oxigraph.writer import EmbeddedStore

        with EmbeddedStore(settings.store, fresh=fresh) as embedded:
            yield embedded
        return
    from publod.store.remote.writer import RemoteStore

    if settings.sparql_update_url is None:
        raise StoreError(
            N_("PUBLOD_SPARQL_UPDATE_URL is not set: another machine writes the store")
        )
    ledger = reading_ledger(settings)
    ledger.close()
    with RemoteStore(
        settings.sparql_url, settings.sparql_update_url, base_url=ledger.base_url,
        user=settings.sparql_user or "", password=settings.sparql_password or "",
    ) as remote:  # fmt: skip
        yield remote


def commit_of_store(settings: Settings, ledger: Ledger) -> tuple[int, bool]:
    """The commit that readers of the SPARQL store see, and whether it is the ledger's last.

    Raises StoreError when they see nothing.
    """
    head = ledger.head()
    if settings.sparql_url is None:
        commit = current_generation(settings.store).commit
        return commit, shows(settings.store, head.id, head.version)
    from publod.store.remote.watermark import watermark_at

    watermark = watermark_at(settings.sparql_url, ledger.base_url)
    return watermark.commit, not watermark.applying and watermark.origin == head.version


def file_folder(settings: Settings) -> FileFolder | None:
    """The folder of publications' files; None where none are served."""
    return FileFolder(settings.files) if settings.files else None


def files_at_hand(settings: Settings) -> FilesAtHand | None:
    """The same with what is known of the files, for readers."""
    folder = file_folder(settings)
    return FilesAtHand(folder, settings.home) if folder else None


def read_model(settings: Settings) -> ReadModel:
    """The read model, for readers; it need not have been made yet."""
    return ReadModel(settings.home / READ_MODEL)


def read_model_writer(settings: Settings, *, fresh: bool = False) -> ReadModelWriter:
    """The read model, for its one writer; ``fresh`` gives up what it held."""
    use_languages_of(settings)
    depends_on = (
        settings.organization_code, settings.swepub_code, settings.cataloguing_language,
        settings.text_order, registers(),
    )  # fmt: skip
    digest = hashlib.blake2b(repr(depends_on).encode(), digest_size=8).hexdigest()
    return ReadModelWriter(settings.home / READ_MODEL, digest, fresh=fresh)


def search_index(settings: Settings) -> SearchIndex:
    """The search index, for readers; it need not have been made yet."""
    from publod.search.index import TantivyIndex

    use_languages_of(settings)
    return TantivyIndex(settings.search, settings.own_facets)


def search_writer(settings: Settings, *, fresh: bool = False) -> SearchWriter:
    """The search index, for its one writer; ``fresh`` gives up what it held. Raises SearchError."""
    from publod.search.index import TantivyWriter

    use_languages_of(settings)
    return TantivyWriter(settings.search, settings.own_facets, fresh=fresh)
