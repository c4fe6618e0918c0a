"""What ``publod status`` says."""

from __future__ import annotations

from typing import Any

from publod import bootstrap
from publod.bibliography.dates import timestamp
from publod.config import Settings
from publod.errors import SearchError, StoreError
from publod.ledger import Ledger
from publod.messages import N_, Message, _, terminal_language

#: How records of each kind are counted.
_COUNTS = {
    "publication": N_("%(count)s publication"),
    "work": N_("%(count)s work"),
    "edition": N_("%(count)s edition"),
    "agent": N_("%(count)s agent"),
    "scheme": N_("%(count)s scheme"),
    "concept": N_("%(count)s concept"),
    "type": N_("%(count)s type"),
    "subject": N_("%(count)s subject"),
    "audience": N_("%(count)s audience"),
    "catalog": N_("%(count)s catalog"),
    "thing": N_("%(count)s thing"),
}


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
        return {"problem": error.message}
    return {"commit": commit, "is_current": is_last}


def _search(settings: Settings, current: str) -> dict[str, Any]:
    try:
        version = bootstrap.search_index(settings).version
    except SearchError as error:
        return {"problem": error.message}
    if not version:
        return {"problem": N_("it was never made")}
    return {"commit": int(version.partition(".")[0]), "is_current": version == current}


def lines_of(state: dict[str, Any]) -> dict[str, str]:
    """The same for people, line by line, in the language of the terminal."""
    ledger = state["ledger"]
    records = [_COUNTS.get(kind, Message(f"%(count)s {kind}")) for kind in state["records"]]
    counts = zip(records, state["records"].values(), strict=True)
    return {
        _("home"): state["home"],
        _("base URL"): state["base_url"],
        _("ledger"): _("commit %(commit)s, %(time)s", commit=ledger["commit"], time=ledger["time"])
        if ledger["commit"]
        else _("empty"),
        _("records"): ", ".join(_(record.template, count=count) for record, count in counts),
        _("SPARQL store"): _shown(state["sparql_store"]),
        _("search index"): _shown(state["search_index"]),
    }


def _shown(projection: dict[str, Any]) -> str:
    if "problem" in projection:
        shown = N_("none: %(problem)s", problem=projection["problem"])
    else:
        shown = N_("commit %(commit)s", commit=projection["commit"])
        if projection["is_current"]:
            return shown.text(terminal_language())
    return _(
        "%(shown)s, not up to date; a running `publod serve` mends it, and so does `publod "
        "rebuild`",
        shown=shown,
    )
