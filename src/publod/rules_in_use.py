"""By which rules all that is loaded was last found valid, and whether these have changed since.

A load judges what it changes, so what is loaded may break rules that are newer than it. The rules
are the shapes and the terms of the catalogue's own; the ledger notes their digest and the day.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from datetime import UTC, datetime

from publod import bootstrap
from publod.config import Settings
from publod.errors import PublodError
from publod.ledger import Commit, Ledger
from publod.messages import N_, Message


def note(settings: Settings, ledger: Ledger) -> None:
    """Note that all that is loaded meets the rules of now. Raises LedgerError."""
    ledger.use_rules(f"{_digest(settings)} {datetime.now(UTC).date()}")


def note_found(settings: Settings, head: Commit) -> None:
    """The same for whoever has judged a commit as a reader, unless somebody else writes now."""
    with suppress(PublodError, OSError), bootstrap.writer(settings) as writer:
        if writer.ledger and writer.ledger.head().version == head.version:
            note(settings, writer.ledger)


def changed(settings: Settings, ledger: Ledger) -> Message | None:
    """What there is to say where the rules are others than those that all was found to meet."""
    digest, _, day = ledger.rules().partition(" ")
    if digest in {"", _digest(settings)}:
        return None
    return N_(
        "the rules have changed since %(day)s, when all that is loaded met them; records that have "
        "not changed are not judged again: `publod check --loaded` judges what is loaded",
        day=day,
    )


def _digest(settings: Settings) -> str:
    digest = hashlib.blake2b(digest_size=16)
    folders = *settings.all_shapes, settings.own_ontology
    for file in (file for folder in folders if folder for file in sorted(folder.glob("*.ttl"))):
        digest.update(file.read_bytes() + b"\0")
    return digest.hexdigest()
