"""Looking after a catalogue: its status, backing it up, bringing it back, verifying, moving it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from publod import bootstrap, store_and_index_updates
from publod.bibliography.dates import timestamp
from publod.config import Settings
from publod.errors import BaseUrlMismatch, LedgerDamaged, LedgerMissing, SearchError, StoreError
from publod.ledger import Commit, Ledger, backup, rebasing
from publod.ledger.backup import Backup
from publod.ledger.database import writing
from publod.ledger.verification import Fault, fault_of
from publod.messages import N_, Message, _, terminal_language
from publod.steps import Steps, silent


def back_up(settings: Settings, file: Path) -> Backup:
    """Write a backup of the ledger, while others read and write. Raises LedgerError, OSError."""
    backup.file_of(settings.database)
    bootstrap.reading_ledger(settings).close()
    return backup.write(settings.database, file)


def restorable(settings: Settings, file: Path) -> tuple[Backup, bool]:
    """What a backup holds, and whether something in the home would have to give way to it.

    Nothing is written. Raises BackupDamaged, BaseUrlMismatch, LedgerError.
    """
    target = backup.file_of(settings.database)
    manifest = backup.read(file)
    if settings.base_url not in {None, manifest.base_url}:
        raise BaseUrlMismatch(manifest.base_url, str(settings.base_url))
    return manifest, bool(target.exists() and target.stat().st_size) or bootstrap.has_projections(
        settings
    )


def restore(settings: Settings, file: Path, steps: Steps = silent) -> None:
    """Bring a backup into the home, and let the projections follow. Raises LedgerError and others.

    See `publod.ledger.backup.restore`.
    """
    with writing(settings.home):
        backup.restore(file, settings.database)
        with closing(bootstrap.reading_ledger(settings)) as ledger:
            store_and_index_updates.bring_up_to_date(settings, ledger, steps)


def rebase(settings: Settings, base_url: str, steps: Steps = silent) -> None:
    """Move the catalogue to another base URL; the projections follow. Raises LedgerError."""
    with bootstrap.writer(settings) as held:
        if held.ledger is None:
            raise LedgerMissing(N_("nothing has been loaded yet: there is nothing to move"))
        rebasing.rebase(held.ledger, base_url, steps)
    moved = replace(settings, base_url=base_url)
    shutil.rmtree(settings.home / "dumps", ignore_errors=True)  # of the old base URL
    with bootstrap.writer(moved) as held:
        if held.ledger:
            store_and_index_updates.bring_up_to_date(moved, held.ledger, steps)


def repair(settings: Settings, steps: Steps = silent) -> tuple[list[Fault], Commit | None]:
    """Make the ledger's derived tables anew where they have faults; the projections follow.

    See `publod.ingest.derived_tables.repair`. Raises LedgerError.
    """
    from publod.ingest import derived_tables

    with writing(settings.home), closing(bootstrap.reading_ledger(settings)) as ledger:
        differences, commit = derived_tables.repair(
            ledger, bootstrap.addresses(ledger.base_url), steps
        )
        if commit is not None:
            store_and_index_updates.bring_up_to_date(settings, ledger, steps, repair=True)
        return differences, commit


@contextmanager
def verified(
    settings: Settings, file: Path | None, steps: Steps = silent
) -> Iterator[Iterator[Fault]]:
    """The faults of the ledger or, given its file, of a backup (`publod.ingest.derived_tables`)."""
    from publod.ingest import derived_tables

    try:
        if file is None:
            ledger = bootstrap.reading_ledger(settings)
        else:
            backup.read(file)
            ledger = Ledger.open(f"sqlite:///{file}", unchanging=True)
    except LedgerDamaged as error:  # it cannot even be opened
        yield iter([fault_of(error)])
        return
    with closing(ledger):
        yield derived_tables.verify(ledger, bootstrap.addresses(ledger.base_url), steps)


#: How records of each kind are counted.
_COUNTS = {
    "publication": N_("%(count)s publication"),
    "work": N_("%(count)s work"),
    "edition": N_("%(count)s edition"),
    "agent": N_("%(count)s agent"),
    "place": N_("%(count)s place"),
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
        "read_model": _read_model(settings, head.version),
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


def _read_model(settings: Settings, current: str) -> dict[str, Any]:
    commit, version = bootstrap.read_model(settings).commit()
    if not commit:
        return {"problem": N_("it was never made")}
    return {"commit": commit, "is_current": version == current}


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
        _("read model"): _shown(state["read_model"]),
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
