"""Starting granian, with the store brought up to date first."""

from __future__ import annotations

import atexit
import logging
import os
import shutil
import socket
import sys
import tempfile
from functools import partial
from multiprocessing import parent_process
from pathlib import Path
from typing import TYPE_CHECKING

from publod import bootstrap
from publod.config import Settings
from publod.errors import PublodError, SettingsError
from publod.store.parent import end_with

if TYPE_CHECKING:
    from publod.server.gateway import Gateway

log = logging.getLogger(__name__)

#: How long what is being answered may go on when the server is told to end, in seconds. Neither a
#: long query nor a slow reader must make whoever has pressed Ctrl-C press it again.
_ENDING = 10
#: How long a thread that computes keeps others waiting, in seconds. A page waits for the database
#: some dozens of times, and after each for a thread that makes a list, say, to let it go on.
_SWITCH = 0.0005


def run(settings: Settings) -> None:
    """Serve until told to stop.

    Raises LedgerMissing, BaseUrlMismatch, or SettingsError for an address that cannot be had or for
    less memory than queries need,
    before listening.
    """
    from granian.constants import HTTPModes, Interfaces

    from publod.server.supervisor import Supervisor

    ledger = bootstrap.reading_ledger(settings)
    _require_free(settings.host, settings.port)
    bootstrap.require_memory(settings)
    bootstrap.mend(settings)
    # Web processes read the environment: what the command line changed goes there.
    os.environ["PUBLOD_HOME"] = str(settings.home.resolve())
    os.environ["PUBLOD_BASE_URL"] = ledger.base_url
    os.environ["PUBLOD_WORKERS"] = str(settings.workers)
    print(f"publod: http://{settings.host}:{settings.port}/", flush=True)  # noqa: T201
    if not ledger.base_url.startswith(f"http://{settings.host}:{settings.port}/"):
        print(f"publod: the catalogue's IRIs begin with {ledger.base_url}", flush=True)  # noqa: T201
    ledger.close()
    _measure_in(settings.home / "metrics" / str(settings.port))
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
        ).serve()
    finally:  # of an orderly end, to which granian puts an exit of its own
        bootstrap.settle(settings)


def gateway() -> Gateway:
    """The application of one web process, for ASGI. The process ends with the one above it."""
    from publod.app import create_app, quick_answers
    from publod.config import from_environment
    from publod.server.body import Bodies
    from publod.server.gateway import Gateway
    from publod.web.errors import refusal
    from publod.web.fields import LONGEST_BODY
    from publod.web.workload import is_work

    above = parent_process()
    if above is not None and above.pid is not None:
        end_with(above.pid)
    sys.setswitchinterval(_SWITCH)
    settings = from_environment(os.environ)
    try:
        app = create_app(settings)
    except PublodError as error:  # a sentence says it all
        raise SystemExit(f"publod: {error}") from None
    quick = quick_answers(app)
    bodies = Bodies(LONGEST_BODY)
    return Gateway(
        app,
        settings.threads,
        {"/sparql": quick, "/graphs": quick},
        bodies,
        partial(refusal, app),
        is_work=is_work,
        proxies=settings.proxies,
    )


def _measure_in(folder: Path) -> None:
    """Let all web processes count together, in files of a folder; what was counted before goes."""
    shutil.rmtree(folder, ignore_errors=True)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:  # the home cannot be written
        folder = Path(tempfile.mkdtemp(prefix="publod-metrics-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder.resolve())


def _require_free(host: str, port: int) -> None:
    """Refuse a port that is taken: granian would share it, and two catalogues answer in turn."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        raise SettingsError(f"cannot listen on {host} port {port}: {error.strerror}") from None
