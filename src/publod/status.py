"""What ``publod status`` says."""

from __future__ import annotations

from typing import Any

from publod import bootstrap
from publod.bibliography.dates import timestamp
from publod.config import Settings
from publod.errors import SearchError, StoreError
from publod.ledger import Ledger

_LATE = ", not up to date; a running `publod serve` mends it, and so does `publod rebuild`"


def status_of(settings: Settings) -> dict[str, Any]:
    """The catalogue's state, for programs. Raises LedgerMissing when nothing has been loaded.

    A commit is a number, 0 for none, and a time is in UTC. A projection says whether it shows the
    last commit, or what is wrong with it.
    """
    ledger = bootstrap.reading_ledger(settings)
    head = ledger.head()
    when = timestamp(head.time)
    return {
        "home": str(settings.home.resolve()),
        "base_url": ledger.base_url,
        "ledger": {"commit": head.id, "time": when if head.id else None},
        "records": ledger.counts(),
        "sparql_store": _store(settings, ledger),
        "search_index": _search(settings, head.version),
    }


def _store(settings: Settings, ledger: Ledger) -> dict[str, Any]:
    try:
        commit, is_last = bootstrap.commit_of_store(settings, ledger)
    except StoreError as error:
        return {"problem": str(error)}
    return {"commit": commit, "is_current": is_last}


def _search(settings: Settings, current: str) -> dict[str, Any]:
    try:
        version = bootstrap.search_index(settings).version
    except SearchError as error:
        return {"problem": str(error)}
    if not version:
        return {"problem": "it was never made"}
    return {"commit": int(version.partition(".")[0]), "is_current": version == current}


def lines_of(found: dict[str, Any]) -> dict[str, str]:
    """The same for people, line by line."""
    ledger = found["ledger"]
    return {
        "home": found["home"],
        "base URL": found["base_url"],
        "ledger": f"commit {ledger['commit']}, {ledger['time']}" if ledger["commit"] else "empty",
        "records": ", ".join(f"{count} {kind}" for kind, count in found["records"].items()),
        "SPARQL store": _shown(found["sparql_store"]),
        "search index": _shown(found["search_index"]),
    }


def _shown(projection: dict[str, Any]) -> str:
    if "problem" in projection:
        return f"none: {projection['problem']}" + _LATE
    return f"commit {projection['commit']}" + ("" if projection["is_current"] else _LATE)
