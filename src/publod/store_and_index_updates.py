"""Letting the projections follow the ledger: read model, SPARQL store, search index, files."""

from __future__ import annotations

import logging
from collections.abc import Callable, Container, Iterable, Iterator
from contextlib import closing, contextmanager, suppress

from publod import bootstrap, projection_processes
from publod.config import Settings
from publod.errors import (
    HomeNotWritable,
    LedgerBusy,
    LedgerError,
    PublodError,
    SearchDamaged,
    SearchError,
    StoreDamaged,
    StoreError,
)
from publod.ledger import Ledger
from publod.ledger.verification import require_sound
from publod.messages import N_, Message
from publod.process_pool import ProcessEnded, in_process
from publod.read_model.database import ReadModelDamaged, ReadModelError
from publod.steps import Steps, silent
from publod.store.oxigraph.generations import shows

log = logging.getLogger(__name__)

#: What the projections of the ledger are called.
STORE, INDEX, FILES = N_("SPARQL store"), N_("search index"), N_("list of files")
READ_MODEL = N_("read model")


def _log(message: Message) -> None:
    log.warning("%s", message)


def bring_up_to_date(
    settings: Settings,
    ledger: Ledger,
    steps: Steps = silent,
    *,
    repair: bool = False,
    damaged: Container[Message] = (),
    warn: Callable[[Message], None] = _log,
) -> None:
    """Let each projection show the ledger's last commit; for whoever is the writer.

    Where one cannot follow, the other does all the same. Raises StoreError or SearchError, which
    says what has been written. With ``repair`` a projection that turns out to be damaged is made
    anew; those named in ``damaged``, out of STORE and INDEX, are made anew in any case. ``warn`` is
    told which files have no cover, and why, and that the read model could not follow: nothing is
    wrong without it, but slow.
    """
    with _store_following(settings, ledger, fresh=STORE in damaged) as let_store_follow:
        try:
            update_read_model(settings, ledger, steps)
        except (ReadModelError, LedgerError, ProcessEnded, OSError) as error:
            warn(N_("the read model could not follow: %(error)s", error=error))
        followers: list[tuple[Message, Callable[..., object]]] = [
            (STORE, let_store_follow),
            (INDEX, update_search),
        ]
        if let_store_follow is not _let_store_follow:  # it follows already, and is waited for last
            followers.reverse()
        failures = _follow(settings, ledger, steps, followers, damaged, repair=repair)
    try:
        update_files(settings, ledger, steps, warn)
    except OSError as error:
        warn(N_("files and covers could not follow: %(error)s", error=error))
    if failures:
        raise min(failures, key=lambda error: not isinstance(error, StoreError))


def _follow(
    settings: Settings,
    ledger: Ledger,
    steps: Steps,
    followers: Iterable[tuple[Message, Callable[..., object]]],
    damaged: Container[Message],
    *,
    repair: bool,
) -> list[PublodError]:
    """Let projections follow; what hindered them."""
    failures: list[PublodError] = []
    for name, follow in followers:
        try:
            try:
                follow(settings, ledger, steps, fresh=name in damaged)
            except (StoreDamaged, SearchDamaged) as error:
                if not repair:
                    raise
                log.warning("%s; it is being made anew", error)
                follow(settings, ledger, steps, fresh=True)
        except (StoreError, SearchError, ProcessEnded, OSError) as error:
            kind = StoreError if name == STORE else SearchError
            failures.append(
                kind(
                    N_(
                        "the ledger is sound, at commit %(commit)s, but the %(name)s could not "
                        "follow: %(error)s",
                        commit=ledger.head().id,
                        name=name,
                        error=error,
                    )
                )
            )
    return failures


def update_read_model(
    settings: Settings,
    ledger: Ledger,
    steps: Steps = silent,
    *,
    fresh: bool = False,
) -> int:
    """Let the read model follow; returns how many records were made. Raises ReadModelError.

    With ``fresh``, and where it is damaged, all are.
    """
    from publod.ingest import read_model_projection

    def follow(*, fresh: bool) -> int:
        with closing(bootstrap.read_model_writer(settings, fresh=fresh)) as model:
            rows = projection_processes.rows(settings, ledger, model.commit)
            return read_model_projection.catch_up(ledger, model, rows, steps)

    try:
        return follow(fresh=fresh)
    except ReadModelDamaged as error:
        log.warning("%s; it is being made anew", error)
        return follow(fresh=True)


def read_model_is_behind(settings: Settings, ledger: Ledger) -> bool:
    """Whether the read model shows another commit than the last, or a reader has reported it."""
    model = bootstrap.read_model(settings)
    return model.commit()[1] != ledger.head().version or model.is_damaged


def update_files(
    settings: Settings,
    ledger: Ledger,
    steps: Steps = silent,
    warn: Callable[[Message], None] = _log,
    *,
    fresh: bool = False,
) -> None:
    """Look into the files of publications, if there is a folder of them, and make their covers.

    With ``fresh`` all are looked into, else those that are new or have changed. Raises OSError.
    """
    folder = bootstrap.file_folder(settings)
    if folder is None:
        return
    from publod.ingest import files_projection

    for problem in files_projection.catch_up(ledger, folder, settings.home, steps, fresh=fresh):
        warn(problem)


def files_are_behind(settings: Settings, ledger: Ledger) -> bool:
    """Whether files and covers have to be looked after: they are of another commit."""
    from publod.ingest import files_projection

    return settings.files is not None and files_projection.is_behind(ledger, settings.home)


def _let_store_follow(settings: Settings, ledger: Ledger, steps: Steps, *, fresh: bool) -> None:
    from publod import ingest

    head = ledger.head()
    if settings.sparql_url is None and not fresh and shows(settings.store, head.id, head.version):
        return
    if settings.sparql_url is not None and settings.sparql_update_url is None:
        return  # another machine lets it follow
    with bootstrap.store(settings, fresh=fresh) as projection:
        ingest.catch_up(ledger, projection, steps, lambda: bootstrap.served_vocabularies(settings))


@contextmanager
def _store_following(
    settings: Settings, ledger: Ledger, *, fresh: bool
) -> Iterator[Callable[..., None]]:
    """What lets the store follow: where that is much, in a process beside all else."""
    since = 0
    if not fresh:
        with suppress(StoreError):
            since, _ = bootstrap.commit_of_store(settings, ledger)
    is_much = projection_processes.processes(settings, ledger, since) > 1
    if settings.sparql_url is not None or not is_much:
        yield _let_store_follow
        return
    with in_process(_store_in_process, settings, fresh) as result:
        begun = [result]

        def wait(settings: Settings, ledger: Ledger, steps: Steps, *, fresh: bool) -> None:
            if not begun:  # it has failed there, and is to be made anew
                _let_store_follow(settings, ledger, steps, fresh=fresh)
                return
            total = ledger.number_touched_since(since)
            progress = steps("project", total)
            begun.pop()()
            progress(total)

        yield wait


def _store_in_process(settings: Settings, fresh: bool) -> None:
    with closing(bootstrap.reading_ledger(settings)) as ledger:
        _let_store_follow(settings, ledger, silent, fresh=fresh)


def update_search(
    settings: Settings, ledger: Ledger, steps: Steps = silent, *, fresh: bool = False
) -> int:
    """Let the search index follow; returns how many records were read. Raises SearchError.

    With ``fresh`` it is made anew.
    """
    from publod.ingest import search_projection

    index = bootstrap.search_writer(settings, fresh=fresh)
    indexed = projection_processes.indexed(settings, ledger, index.commit)
    return search_projection.catch_up(ledger, index, steps, indexed)


def mend(settings: Settings, most: int | None = None) -> None:
    """Bring projections up to date before serving, as after a crash, unless another writer does.

    What would take more than ``most`` records is left to be done while serving. So is what cannot
    be done, for want of room on the disk or because a SPARQL server is away: pages need no
    projection. Raises BaseUrlMismatch.
    """
    try:
        with bootstrap.writer(settings) as held:
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
        with closing(bootstrap.reading_ledger(settings)) as ledger:
            require_sound(ledger)
    except (StoreError, SearchError, OSError) as error:
        log.warning("%s; serving what there is", error)


def _work(settings: Settings, ledger: Ledger, most: int) -> int:
    """How many records the projections have to be told of; nobody counts beyond ``most`` + 1."""
    head = ledger.head()
    shown = []
    try:
        commit, is_last = bootstrap.commit_of_store(settings, ledger)
        shown += [] if is_last else [commit]
    except StoreError:
        shown.append(0)
    try:
        version = bootstrap.search_index(settings).version
        shown += [] if version == head.version else [int(version.partition(".")[0] or 0)]
    except SearchError:
        shown.append(0)
    if not shown:
        return 0
    since = min(shown)
    # A projection that is ahead is of another ledger, and made anew.
    return len(next(ledger.touched_since(since if since < head.id else 0, most + 1), ()))
