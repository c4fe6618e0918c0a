"""A load, step by step: read, draft, compare, validate, commit, project.

Nothing is written before everything has been read and found valid, and then it is written whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from publod.errors import ValidationFailed
from publod.ingest.address import Addresses
from publod.ingest.draft import Draft, Drafting
from publod.ingest.plan import Plan, compare
from publod.ingest.scope import Scope
from publod.ingest.sources import files_of, statements_of
from publod.ledger import Commit, Ledger
from publod.validation import Report, Shapes, validate

#: Tells a person how far a step is: its name, its whole in the step's own unit, and a function to
#: call with each part that is done.
Steps = Callable[[str, int], Callable[[int], None]]


def silent(_step: str, _total: int) -> Callable[[int], None]:
    """Steps that nobody watches."""
    return lambda _: None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a load did or, without ``commit``, would do or had no reason to do.

    ``cleaned`` counts literals that lost characters which XML cannot carry.
    """

    plan: Plan
    report: Report
    cleaned: int
    commit: Commit | None = None


def check(
    paths: Iterable[Path],
    ledger: Ledger | None,
    addresses: Addresses,
    shapes: Path,
    *,
    prune: bool = False,
    workers: int = 2,
    steps: Steps = silent,
) -> Outcome:
    """Read and validate files against the shapes and, where there is a ledger, against it.

    Raises RdfSyntaxError or IngestError; violations are in the outcome's report.
    """
    drafts, cleaned = _drafts(paths, addresses, steps)
    plan = compare(drafts.values(), ledger, addresses, prune=prune)
    scope = plan.changes
    if not scope:
        return Outcome(plan, Report(), cleaned)
    batches = Scope(scope, ledger, addresses, Shapes.load(shapes).joining).batches()
    total = sum(len(batch.judged) for batch in batches)
    found = validate(shapes, batches, workers, steps("validate", total))
    return Outcome(plan, _with_sources(found, drafts, addresses), cleaned)


def load(
    paths: Iterable[Path],
    ledger: Ledger | None,
    create: Callable[[], Ledger],
    addresses: Addresses,
    shapes: Path,
    now: int | None = None,
    *,
    prune: bool = False,
    workers: int = 2,
    steps: Steps = silent,
) -> Outcome:
    """Bring the ledger to what the files say, in one commit, or in none if nothing is new.

    ``ledger`` is None where there is none yet: then ``create`` makes it, once there is something
    valid to write. ``now`` is the commit's time if it is not to be its own, in UTC epoch seconds.
    Raises ValidationFailed, RdfSyntaxError or
    IngestError; nothing has been written then.
    """
    outcome = check(paths, ledger, addresses, shapes, prune=prune, workers=workers, steps=steps)
    if not outcome.report.conforms:
        raise ValidationFailed(outcome.report, len(outcome.report.violations))
    changes = outcome.plan.changes
    if not changes:
        return outcome
    truth = ledger if ledger is not None else create()
    return replace(outcome, commit=truth.commit(changes, outcome.plan.message(), now))


def _drafts(
    paths: Iterable[Path], addresses: Addresses, steps: Steps
) -> tuple[dict[str, Draft], int]:
    files = files_of(paths)
    progress = steps("read", sum(file.stat().st_size for file in files))
    drafting = Drafting(addresses)
    for statement, source in statements_of(files, addresses.base, progress):
        drafting.add(statement, source)
    return drafting.drafts(), drafting.cleaned


def _with_sources(report: Report, drafts: dict[str, Draft], addresses: Addresses) -> Report:
    sources = {addresses.document(path): draft.source for path, draft in drafts.items()}
    return Report(
        tuple(replace(found, source=sources.get(found.record, "")) for found in report.violations)
    )
