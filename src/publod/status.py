"""What ``publod status`` says."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from publod import bootstrap
from publod.config import Settings
from publod.errors import SearchError, StoreError

_LATE = ", not up to date; the next load, serve or rebuild mends it"


def status_of(settings: Settings) -> dict[str, Any]:
    """The catalogue's state. Raises LedgerMissing when nothing has been loaded."""
    ledger = bootstrap.reading_ledger(settings)
    head = ledger.head()
    when = datetime.fromtimestamp(head.time, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    try:
        commit, is_last = bootstrap.commit_of_store(settings, ledger)
        store = f"commit {commit}" + ("" if is_last else _LATE)
    except StoreError as error:
        store = f"none: {error}"
    try:
        version = bootstrap.search_index(settings).version
        search = f"commit {version.partition('.')[0]}" if version else "none: it was never made"
        if version != head.version:
            search += _LATE
    except SearchError as error:
        search = f"none: {error}"
    return {
        "home": str(settings.home.resolve()),
        "base URL": ledger.base_url,
        "ledger": f"commit {head.id}, {when}" if head.id else "empty",
        "records": ledger.counts(),
        "SPARQL store": store,
        "search index": search,
    }
