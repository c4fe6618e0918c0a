"""Starting granian, with the store brought up to date first."""

from __future__ import annotations

import atexit
import contextlib
import errno
import logging
import os
import shutil
import signal
import socket
import sys
import tempfile
from contextlib import closing
from functools import partial
from multiprocessing import parent_process
from pathlib import Path
from typing import TYPE_CHECKING

from publod import bootstrap, customising, store_and_index_updates
from publod.config import Settings
from publod.errors import LedgerError, PublodError, SettingsError
from publod.messages import N_, _, terminal_language
from publod.server import client_budgets
from publod.store.process_lifetime import end_with

if TYPE_CHECKING:
    from publod.server.asgi_gateway import Gateway

log = logging.getLogger(__name__)

#: How long what is being answered may go on when the server is told to end, in seconds. Neither a
#: long query nor a slow reader must make whoever has pressed Ctrl-C press it again.
_ENDING = 10
#: How long a thread that computes keeps others waiting, in seconds. A page waits for the database
#: some dozens of times, and after each for a thread that makes a list, say, to let it go on.
_SWITCH = 0.0005
#: Room for what one web process counts of a kind, in bytes: some thousands of numbers.
_MEASURES = 1 << 20
#: Below so much room the disk is full, for the ledger; and below so much nothing is taken of it
#: that can be done without. In bytes.
_LEAST_FREE, _SCARCE = 1 << 20, 32 << 20
#: How many records the projections may lack for a start that waits for them: a second or two.
_BEFORE_LISTENING = 2000


def run(settings: Settings) -> None:
    """Serve until told to stop.

    Raises LedgerMissing, BaseUrlMismatch, or SettingsError for an address that cannot be had or for
    less memory than queries need,
    before listening.
    """
    from granian.constants import HTTPModes, Interfaces

    from publod.server.supervisor import Supervisor

    measures = settings.home / "metrics" / str(settings.port)
    shutil.rmtree(measures, ignore_errors=True)  # what was counted before goes, and frees room
    try:
        ledger = bootstrap.reading_ledger(settings)
    except LedgerError as error:
        if _free(settings.home) >= _LEAST_FREE:
            raise
        raise LedgerError(
            N_(
                "%(error)s: the disk is full. The ledger is whole, but to read it takes room for "
                "memory that processes share: free 1 MiB, and it can be served",
                error=error,
            )
        ) from error
    _require_free(settings.host, settings.port)
    bootstrap.require_memory(settings)
    # A web process that refuses it would be started again for ever.
    customising.customisation_of(settings)
    bootstrap.facets(settings)
    store_and_index_updates.mend(settings, _BEFORE_LISTENING)
    # Web processes read the environment: what the command line changed goes there.
    if settings.config:
        os.environ["PUBLOD_CONFIG"] = str(settings.config.resolve())
    os.environ["PUBLOD_HOME"] = str(settings.home.resolve())
    os.environ["PUBLOD_BASE_URL"] = ledger.base_url
    os.environ["PUBLOD_WORKERS"] = str(settings.workers)
    _say(f"publod: http://{settings.host}:{settings.port}/")
    if not ledger.base_url.startswith(f"http://{settings.host}:{settings.port}/"):
        _say("publod: " + _("the catalogue's IRIs begin with %(base)s", base=ledger.base_url))
    ledger.close()
    _measure_in(measures)
    _count_budgets_together()
    # Until a web process has a handler of its own, it would swallow the signal with the one that it
    # inherits, and whoever ends the server would wait until the process is killed.
    os.register_at_fork(after_in_child=partial(signal.signal, signal.SIGTERM, signal.SIG_DFL))
    try:
        Supervisor(
            "publod.server.serving:gateway",
            address=settings.host,
            port=settings.port,
            interface=Interfaces.ASGINL,
            websockets=False,
            workers=settings.workers,
            factory=True,
            log_level="warning",
            backlog=1024,
            http=HTTPModes.http1,  # what breaks an answer off ends its connection
            workers_kill_timeout=_ENDING,
            adopt_base_url=None if settings.base_url else partial(_adopt_base_url, settings),
        ).serve()
    finally:  # of an orderly end, to which granian puts an exit of its own
        bootstrap.settle(settings)


def _adopt_base_url(settings: Settings) -> bool:
    """Have processes that start from now on use the base URL that the catalogue has.

    Returns whether it is another than before.
    """
    before = os.environ["PUBLOD_BASE_URL"]
    try:
        with closing(bootstrap.reading_ledger(settings)) as ledger:
            now = ledger.base_url
    except LedgerError as error:
        log.warning("%s", error)
        return False
    if now == before:
        return False
    log.warning(
        "the catalogue's base URL was %s and is now %s: web processes start anew with it",
        before, now,
    )  # fmt: skip
    os.environ["PUBLOD_BASE_URL"] = now
    return True


def gateway() -> Gateway:
    """The application of one web process, for ASGI. The process ends with the one above it."""
    _reserve_room_to_measure()  # before anything that counts is imported
    from publod.app import create_app, lookups_of
    from publod.server.asgi_gateway import Gateway
    from publod.server.request_body import Bodies
    from publod.setting_sources import from_environment
    from publod.web.http.error_status_codes import refusal
    from publod.web.http.headers import LONGEST_BODY
    from publod.web.http.long_work_limits import is_work

    above = parent_process()
    if above is not None and above.pid is not None:
        end_with(above.pid)
    sys.setswitchinterval(_SWITCH)
    settings = from_environment(os.environ)
    try:
        app = create_app(settings)
    except PublodError as error:  # a sentence says it all
        raise SystemExit(f"publod: {error.message.text(terminal_language())}") from None
    lookups = lookups_of(app)
    return Gateway(
        lookups,
        settings.threads,
        {"/sparql": lookups.begin, "/graphs": lookups.begin},
        Bodies(LONGEST_BODY),
        partial(refusal, app),
        stored=lookups.cache.answer,
        is_work=is_work,
        proxies=settings.proxies,
        budgets=client_budgets.Budgets(
            settings.client_seconds,
            settings.unlimited_clients,
            Path(shared) if (shared := os.environ.get(client_budgets.SHARED)) else None,
        ),
    )


def _say(text: str) -> None:
    """Print a line, if it can be printed: a log on a disk that is full is no reason to end."""
    with contextlib.suppress(OSError):
        print(text, flush=True)  # noqa: T201


def _measure_in(folder: Path) -> None:
    """Let all web processes count together, in files of a folder."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:  # the home cannot be written, or the disk is full
        folder = Path(tempfile.mkdtemp(prefix="publod-metrics-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder.resolve())


def _count_budgets_together() -> None:
    """Let all web processes count together what clients have used."""
    if (file := client_budgets.shared_file()) is not None:
        os.environ[client_budgets.SHARED] = str(file)
        atexit.register(file.unlink, missing_ok=True)


def _reserve_room_to_measure() -> None:
    """Take the room on the disk that counting needs, or count in memory where there is little.

    The files are mapped into memory, and a process is killed by SIGBUS when it writes where the
    disk then has no room. For counting, it is not worth that.
    """
    folder = os.environ.get("PROMETHEUS_MULTIPROC_DIR")
    if folder is None or not hasattr(os, "posix_fallocate"):
        return
    try:
        if _free(Path(folder)) < _SCARCE:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        for kind in ("counter", "histogram", "gauge_livesum"):
            with Path(folder, f"{kind}_{os.getpid()}.db").open("ab") as file:
                os.posix_fallocate(file.fileno(), 0, _MEASURES)
    except OSError as error:
        log.warning("a web process counts alone for /metrics: %s", error)
        del os.environ["PROMETHEUS_MULTIPROC_DIR"]


def _free(folder: Path) -> int:
    """How much room there is on the disk of a folder, in bytes; much where it does not say."""
    try:
        room = os.statvfs(folder)
    except (OSError, AttributeError):
        return 1 << 62
    return room.f_bavail * room.f_frsize


def _require_free(host: str, port: int) -> None:
    """Refuse a port that is taken: granian would share it, and two catalogues answer in turn."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        reason = error.strerror
        raise SettingsError(
            N_(
                "cannot listen on %(host)s port %(port)s: %(reason)s",
                host=host, port=port, reason=reason,
            )
        ) from None  # fmt: skip
