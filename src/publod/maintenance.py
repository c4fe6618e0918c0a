"""Looking after a catalogue: backing it up, bringing it back, verifying and moving it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

from publod import bootstrap, projections
from publod.config import Settings
from publod.errors import BaseUrlMismatch, LedgerDamaged, LedgerMissing
from publod.ingest import derived_tables
from publod.ledger import Commit, Ledger, backup, rebasing
from publod.ledger.backup import Backup
from publod.ledger.database import writing
from publod.ledger.verification import Fault, fault_of
from publod.messages import N_


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
    found = backup.read(file)
    if settings.base_url not in {None, found.base_url}:
        raise BaseUrlMismatch(found.base_url, str(settings.base_url))
    return found, bool(target.exists() and target.stat().st_size) or bootstrap.has_projections(
        settings
    )


def restore(
    settings: Settings, file: Path, progress: Callable[[int], None] = lambda _: None
) -> None:
    """Bring a backup into the home, and let the projections follow. Raises LedgerError and others.

    See `publod.ledger.backup.restore`.
    """
    with writing(settings.home):
        backup.restore(file, settings.database)
        with closing(bootstrap.reading_ledger(settings)) as ledger:
            projections.bring_up_to_date(settings, ledger, progress)


def rebase(
    settings: Settings, base_url: str, progress: Callable[[int], None] = lambda _: None
) -> None:
    """Move the catalogue to another base URL; the projections follow. Raises LedgerError."""
    with bootstrap.writer(settings) as held:
        if held.ledger is None:
            raise LedgerMissing(N_("nothing has been loaded yet: there is nothing to move"))
        rebasing.rebase(held.ledger, base_url, progress)
    moved = replace(settings, base_url=base_url)
    shutil.rmtree(settings.home / "dumps", ignore_errors=True)  # of the old base URL
    with bootstrap.writer(moved) as held:
        if held.ledger:
            projections.bring_up_to_date(moved, held.ledger, progress)


def repair(
    settings: Settings, progress: Callable[[int], None] = lambda _: None
) -> tuple[list[Fault], Commit | None]:
    """Make the ledger's derived tables anew where they have faults; the projections follow.

    See `publod.ingest.derived_tables.repair`. Raises LedgerError.
    """
    with writing(settings.home), closing(bootstrap.reading_ledger(settings)) as ledger:
        found, commit = derived_tables.repair(
            ledger, bootstrap.addresses(ledger.base_url), progress
        )
        if commit is not None:
            projections.bring_up_to_date(settings, ledger, repair=True)
        return found, commit


@contextmanager
def verified(
    settings: Settings, file: Path | None, progress: Callable[[int], None] = lambda _: None
) -> Iterator[Iterator[Fault]]:
    """The faults of the ledger or, given its file, of a backup (`publod.ingest.derived_tables`)."""
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
        yield derived_tables.verify(ledger, bootstrap.addresses(ledger.base_url), progress)
