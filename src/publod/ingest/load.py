"""A load, step by step: read, draft, compare, validate, commit, project; and its report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from publod.errors import IngestError, ValidationFailed
from publod.ingest.isbns_in_common import isbns_in_common
from publod.ingest.load_plan import Plan, compare
from publod.ingest.record_addresses import Addresses, require_harmless
from publod.ingest.record_drafts import Draft, Drafting
from publod.ingest.record_references import broken_references
from publod.ingest.sources import Unread, listed, sources_of, statements_of
from publod.ingest.statement_lines import Sought, patterns_of, placed
from publod.ingest.validation_scope import Scope
from publod.ledger import Commit, Ledger
from publod.messages import N_, Message, escaped
from publod.rdf import BLANK, is_blank
from publod.validation import Report, Shapes, Violation, validate


def silent(_step: str, _total: int) -> Callable[[int], None]:
    """Steps that nobody watches."""
    return lambda _: None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a load did or, without ``commit``, would do or had no reason to do.

    ``cleaned`` counts literals that lost characters which XML cannot carry, and ``unread`` is what
    folders hold beside the files that were read.
    """

    plan: Plan
    report: Report
    cleaned: int
    unread: tuple[Unread, ...] = ()
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

    Raises RdfSyntaxError or IngestError, the latter also where there is no record at all, and
    where ``prune`` would withdraw what may be in files that are not read; violations are in the
    outcome's report.
    """
    sources = sources_of(paths)
    unread = tuple(sources.unread)
    doubtful = [one for one in unread if prune and one.may_hold_records]
    if doubtful:
        raise IngestError(
            N_(
                "not read: %(doubtful)s. Records in there would be withdrawn: name the files "
                "beside the folder, rename them, or move them out of it",
                doubtful=listed(doubtful),
            )
        )
    drafts, findings, cleaned = _drafts(sources.files, addresses, steps)
    plan = compare(drafts.values(), ledger, addresses, prune=prune)
    report = report_of(
        plan, drafts, findings, ledger, addresses, shapes, workers=workers, steps=steps
    )
    return Outcome(plan, report, cleaned, unread)


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
    confirm: Callable[[Plan], None] = lambda _: None,
) -> Outcome:
    """Bring the ledger to what the files say, in one commit, or in none if nothing is new.

    ``ledger`` is None where there is none yet: then ``create`` makes it, once there is something
    valid to write. ``now`` is the commit's time if it is not to be its own, in UTC epoch seconds.
    ``confirm`` is called before much is withdrawn (`Plan.withdraws_much`), and raises if that is
    not meant. Raises ValidationFailed, RdfSyntaxError or IngestError, and has written nothing then.
    """
    outcome = check(paths, ledger, addresses, shapes, prune=prune, workers=workers, steps=steps)
    if not outcome.report.conforms:
        raise ValidationFailed(outcome.report, len(outcome.report.violations))
    changes = outcome.plan.changes
    if outcome.plan.withdraws_much:
        confirm(outcome.plan)
    if not changes:
        return outcome
    truth = ledger if ledger is not None else create()
    return replace(outcome, commit=truth.commit(changes, outcome.plan.message(), now))


def _drafts(
    files: Sequence[Path], addresses: Addresses, steps: Steps
) -> tuple[dict[str, Draft], list[Sought], int]:
    """Drafts, which statements break rules, and how many were cleaned; no statement is kept."""
    drafting = Drafting(addresses)
    progress = steps("read", sum(file.stat().st_size for file in files))
    for statement, source in statements_of(files, addresses.base, progress):
        require_harmless(statement, source, addresses.base)
        drafting.add(statement, source)
    drafts = drafting.drafts()
    if not drafts:
        others = len(files) - 1
        named: Message | str = escaped(str(files[0]))
        if others == 1:
            named = N_("%(file)s and 1 more file", file=named)
        elif others:
            named = N_("%(file)s and %(others)s more files", file=named, others=others)
        raise IngestError(
            N_(
                "there is no record in %(files)s: nothing below %(base)s is described",
                files=named,
                base=addresses.base,
            )
        )
    return drafts, drafting.findings(), drafting.cleaned


#: Tells a person how far a step is: its name, its whole in the step's own unit, and a function to
#: call with each part that is done.
Steps = Callable[[str, int], Callable[[int], None]]


def report_of(
    plan: Plan,
    drafts: Mapping[str, Draft],
    findings: Sequence[Sought],
    ledger: Ledger | None,
    addresses: Addresses,
    shapes: Path,
    *,
    workers: int,
    steps: Steps,
) -> Report:
    """Every rule that a plan breaks; ``findings`` are those that statements of the files break."""

    def sought(violation: Violation) -> Sought:
        draft = drafts.get(violation.record.removeprefix(addresses.base))
        return violation, draft.sources if draft else (), patterns_of(violation)

    by_shapes: tuple[Violation, ...] = ()
    if plan.changes:
        batches = Scope(plan.changes, ledger, addresses, Shapes.of(shapes).joining).batches()
        total = sum(len(batch.judged) for batch in batches)
        by_shapes = validate(shapes, batches, workers, steps("validate", total)).results
    # What a shape says of a value says it better: it knows what the property is for.
    shaped = set(map(_subject, by_shapes))
    others = [
        *findings,
        *map(sought, broken_references(plan, ledger, addresses)),
        *map(sought, isbns_in_common(plan, ledger, addresses)),
    ]
    results = [*map(sought, by_shapes), *(one for one in others if _subject(one[0]) not in shaped)]
    return Report.of(placed(results, addresses.base))


def _subject(violation: Violation) -> tuple[str, str, str, str]:
    """What a result is about; blank nodes have other names in each part of a load."""
    focus = BLANK if is_blank(violation.focus) else violation.focus
    return violation.record, focus, violation.path, violation.value
