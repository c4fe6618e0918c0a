"""From settings to engines: the only place that chooses one."""

from __future__ import annotations

import logging
from collections.abc import Callable, Container, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from publod.config import Settings
from publod.errors import (
    HomeNotWritable,
    LedgerBusy,
    LedgerError,
    LedgerLost,
    LedgerMissing,
    PublodError,
    SearchDamaged,
    SearchError,
    StoreDamaged,
    StoreError,
)
from publod.ledger import Ledger
from publod.ledger.lock import writing
from publod.ledger.verification import require_sound
from publod.search.protocol import SearchIndex, SearchWriter
from publod.store import Limits, Meter, QueryPool, current_generation, shows
from publod.store.protocol import QueryService, TripleStore
from publod.web.routes import RESERVED

if TYPE_CHECKING:  # the engine's weight is for writers only
    from publod.ingest.address import Addresses

log = logging.getLogger(__name__)

#: What the projections of the ledger are called.
STORE, INDEX = "SPARQL store", "search index"


def reading_ledger(settings: Settings) -> Ledger:
    """The ledger for readers. Raises LedgerMissing, LedgerLost or BaseUrlMismatch."""
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
        from publod.store.remote.service import RemoteQueries

        return RemoteQueries(settings.sparql_url, base_url=base_url, limits=limits, meter=meter)
    return QueryPool(
        settings.store,
        base_url=base_url,
        limits=limits,
        meter=meter,
        permits=settings.home / "query-memory.lock",
    )


def require_memory(settings: Settings) -> None:
    """Raise SettingsError if queries may have less memory than they need."""
    from publod.store.memory import MemoryBudget

    if settings.sparql_url is None:
        MemoryBudget(settings.query_total_mb << 20, settings.workers, settings.query_fast_slots)


def addresses(base_url: str) -> Addresses:
    """The IRIs that records of this service may have."""
    from publod.ingest.address import Addresses
    from publod.web.offers import SUFFIXES

    return Addresses(base_url, RESERVED, SUFFIXES)


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
        from publod.store import EmbeddedStore

        with EmbeddedStore(settings.store, fresh=fresh) as embedded:
            yield embedded
        return
    from publod.store.remote.writer import RemoteStore

    if settings.sparql_update_url is None:
        raise StoreError("PUBLOD_SPARQL_UPDATE_URL is not set: another machine writes the store")
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
    from publod.store.remote.dialect import marker_at

    marker = marker_at(settings.sparql_url, ledger.base_url)
    return marker.commit, not marker.applying and marker.origin == head.version


def search_index(settings: Settings) -> SearchIndex:
    """The search index, for readers; it need not have been made yet."""
    from publod.search.engine import TantivyIndex

    return TantivyIndex(settings.search)


def search_writer(settings: Settings, *, fresh: bool = False) -> SearchWriter:
    """The search index, for its one writer; ``fresh`` gives up what it held. Raises SearchError."""
    from publod.search.writer import TantivyWriter

    return TantivyWriter(settings.search, fresh=fresh)


def bring_up_to_date(
    settings: Settings,
    ledger: Ledger,
    progress: Callable[[int], None] = lambda _: None,
    *,
    repair: bool = False,
    damaged: Container[str] = (),
) -> None:
    """Let each projection show the ledger's last commit; for whoever is the writer.

    Where one cannot follow, the other does all the same. Raises StoreError or SearchError, which
    says what has been written. With ``repair`` a projection that turns out to be damaged is made
    anew; those named in ``damaged``, out of STORE and INDEX, are made anew in any case.
    """
    failures: list[PublodError] = []
    for name, follow in ((STORE, _let_store_follow), (INDEX, _let_search_follow)):
        try:
            try:
                follow(settings, ledger, progress, fresh=name in damaged)
            except (StoreDamaged, SearchDamaged) as error:
                if not repair:
                    raise
                log.warning("%s; it is being made anew", error)
                follow(settings, ledger, progress, fresh=True)
        except (StoreError, SearchError, OSError) as error:
            kind = StoreError if name == STORE else SearchError
            failures.append(
                kind(
                    f"the ledger is sound, at commit {ledger.head().id}, but the {name} could not "
                    f"follow: {error}"
                )
            )
    if failures:
        raise failures[0]


def _let_store_follow(
    settings: Settings, ledger: Ledger, progress: Callable[[int], None], *, fresh: bool
) -> None:
    from publod import ingest

    head = ledger.head()
    if settings.sparql_url is None and not fresh and shows(settings.store, head.id, head.version):
        return
    if settings.sparql_url is not None and settings.sparql_update_url is None:
        return  # another machine lets it follow
    with store(settings, fresh=fresh) as projection:
        ingest.catch_up(ledger, projection, progress)


def _let_search_follow(
    settings: Settings, ledger: Ledger, progress: Callable[[int], None], *, fresh: bool
) -> None:
    from publod.ingest import indexing

    indexing.catch_up(ledger, search_writer(settings, fresh=fresh), progress)


def mend(settings: Settings, most: int | None = None) -> None:
    """Bring projections up to date before serving, as after a crash, unless another writer does.

    What would take more than ``most`` records is left to be done while serving. So is what cannot
    be done, for want of room on the disk or because a SPARQL server is away: pages need no
    projection. Raises BaseUrlMismatch.
    """
    try:
        with writer(settings) as held:
            if held.ledger is None:
                return
            if most is not None and _work(settings, held.ledger, most) > most:
                log.warning("the SPARQL store and the search index follow while serving goes on")
                return
            bring_up_to_date(settings, held.ledger, repair=True)
    except LedgerBusy:
        log.warning("another process is writing; serving what it has published so far")
    except HomeNotWritable as error:
        log.warning("%s: serving what is there", error)
        with closing(reading_ledger(settings)) as ledger:
            require_sound(ledger)
    except (StoreError, SearchError, OSError) as error:
        log.warning("%s; serving what there is", error)


def _work(settings: Settings, ledger: Ledger, most: int) -> int:
    """How many records the projections have to be told of; nobody counts beyond ``most`` + 1."""
    head = ledger.head()
    shown = []
    try:
        commit, is_last = commit_of_store(settings, ledger)
        shown += [] if is_last else [commit]
    except StoreError:
        shown.append(0)
    try:
        version = search_index(settings).version
        shown += [] if version == head.version else [int(version.partition(".")[0] or 0)]
    except SearchError:
        shown.append(0)
    if not shown:
        return 0
    since = min(shown)
    # A projection that is ahead is of another ledger, and made anew.
    return len(next(ledger.touched_since(since if since < head.id else 0, most + 1), ()))
