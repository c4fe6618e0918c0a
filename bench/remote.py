"""The catalogue on other people's SPARQL servers: filling them, and asking them.

Nothing here has a goal: how fast they are is theirs. What stands beside each number is the same
with publod's own store, or the same server asked without publod.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

from bench import engines
from bench.queries import JSON, LOOKUPS, script
from bench.report import Result
from bench.servers import publod, warmed
from publod import bootstrap, ingest
from publod.config import Settings


def measure(work: Path, home: Path, base: str) -> Iterator[Result]:
    """Each server in turn, filled from the ledger of a home and asked at 8 connections."""
    own, _ = _fill(Settings(home=home))
    for name in ("oxigraph", "virtuoso"):
        (work / name).mkdir(exist_ok=True)
    servers = [
        engines.oxigraph(work / "oxigraph"),
        engines.virtuoso(work / "virtuoso", buffers=80_000),
    ]
    lookups = {name: query for name, query in LOOKUPS.items() if "editions" not in name}
    for starting in servers:
        with ExitStack() as stack:
            try:
                server = stack.enter_context(starting)
            except engines.Missing as missing:
                print(f"NOT MEASURED: {missing} is not installed")
                continue
            filled, records = _fill(
                Settings(
                    home=home,
                    sparql_url=server.url,
                    sparql_update_url=server.update_url,
                    sparql_user=server.user,
                    sparql_password=server.password,
                )
            )
            yield Result(
                f"fill {server.name} with {records} records", filled, "s", own,
                "publod's own store", less_is_better=True,
            )  # fmt: skip
            address = urlsplit(server.url)
            bare = {
                name: warmed(server.url, script=script(address.path, query, base), accept=JSON)
                for name, query in lookups.items()
            }
            with publod(home, {"PUBLOD_SPARQL_URL": server.url}) as url:
                for name, query in lookups.items():
                    yield Result(
                        f"SPARQL over {server.name}: {name}",
                        warmed(url, script=script("/sparql", query, base), accept=JSON),
                        "queries/s", bare[name], f"{server.name} alone",
                    )  # fmt: skip


def _fill(settings: Settings) -> tuple[float, int]:
    """Fill a store from the ledger; the seconds it took, and the number of records."""
    ledger = bootstrap.reading_ledger(settings)
    began = time.perf_counter()
    with bootstrap.store(settings, fresh=True) as store:
        records = ingest.rebuild(ledger, store)
    seconds = time.perf_counter() - began
    ledger.close()
    return seconds, records
