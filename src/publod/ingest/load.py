"""A load, step by step: read, draft, compare, validate, commit, project; and its report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from publod.errors import IngestError, ValidationFailed
from publod.files.folder import FileFolder
from publod.ingest.fetched_documents import FetchedDocuments, ServedRecords
from publod.ingest.file_faults import FileFaults
from publod.ingest.files_at_hand import files_amiss
from publod.ingest.isbns_in_common import isbns_in_common
from publod.ingest.load_plan import Plan, compare
from publod.ingest.record_addresses import Addresses, require_harmless
from publod.ingest.record_drafts import Draft, Drafting
from publod.ingest.record_references import broken_references
from publod.ingest.result_details import detailed
from publod.ingest.sources import Unread, listed, sources_of, statements_of
from publod.ingest.statement_lines import Sought, patterns_of
from publod.ingest.undecided_results import unchecked, undecided
from publod.ingest.validation_scope import Scope
from publod.ledger import Commit, Ledger
from publod.messages import N_, Message, escaped
from publod.rdf import BLANK, is_blank
from publod.steps import Steps, silent
from publod.validation import Folders, Report, Shapes, Violation, validate

#: What to do when a file, or a statement, is refused: raise the fault; read the other files, and
#: report all faults; or validate the other records as well.
AfterFault = Literal["stop", "read", "validate"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a load did or, without ``commit``, would do or had no reason to do.

    ``cleaned`` counts literals that lost characters which XML cannot carry, and ``unread`` is what
    folders hold beside the files that were read. ``set_aside`` counts statements that the service
    had added to documents which were fetched from it.
    """

    plan: Plan
    report: Report
    cleaned: int
    unread: tuple[Unread, ...] = ()
    commit: Commit | None = None
    set_aside: int = 0


def check(
    paths: Iterable[Path],
    ledger: Ledger | None,
    addresses: Addresses,
    shapes: Folders,
    *,
    prune: bool = False,
    workers: int = 2,
    steps: Steps = silent,
    served: ServedRecords | None = None,
    after_fault: AfterFault = "stop",
    folder: FileFolder | None = None,
) -> Outcome:
    """Read and validate files against the shapes and, where there is a ledger, against it.

    ``served`` is what the service says in its documents, by which files are understood that were
    fetched from it. ``folder`` has the files of publications that this catalogue serves itself.

    Raises RdfSyntaxError or IngestError, the latter also where there is no record at all, and
    where ``prune`` would withdraw what may be in files that are not read; violations are in the
    outcome's report. Unless ``after_fault`` is to stop, so are the faults of files and statements,
    and the plan has the records that are whole.
    """
    faults = FileFaults(keep_going=after_fault != "stop")
    sources = sources_of(paths, faults.add)
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
    drafting = _drafting(sources.files, addresses, steps, faults)
    if served is not None:
        drafting.remove_added(FetchedDocuments(addresses, served))
    drafts = drafting.drafts(steps)
    plan = Plan()
    results: list[Violation] = []
    try:
        # What refused files have would be withdrawn.
        plan = compare(drafts.values(), ledger, addresses, prune=prune and not faults.faults)
        judged = plan if after_fault == "validate" or not faults.faults else Plan()
        results = results_of(
            judged, drafts, drafting.findings(), ledger, addresses, shapes,
            workers=workers, steps=steps, folder=folder,
        )  # fmt: skip
    except IngestError as error:
        faults.add(error)
    open_ones = undecided(faults, results, plan, ledger, addresses)
    report = Report.of(
        (one for one in results if one not in open_ones),
        faults.faults,
        unchecked(faults, len(open_ones), validated=after_fault == "validate"),
    )
    return Outcome(plan, report, drafting.cleaned, unread, set_aside=drafting.set_aside)


def load(
    paths: Iterable[Path],
    ledger: Ledger | None,
    create: Callable[[], Ledger],
    addresses: Addresses,
    shapes: Folders,
    now: int | None = None,
    *,
    prune: bool = False,
    workers: int = 2,
    steps: Steps = silent,
    served: ServedRecords | None = None,
    after_fault: AfterFault = "stop",
    folder: FileFolder | None = None,
    confirm: Callable[[Plan], None] = lambda _: None,
) -> Outcome:
    """Bring the ledger to what the files say, in one commit, or in none if nothing is new.

    ``ledger`` is None where there is none yet: then ``create`` makes it, once there is something
    valid to write. ``now`` is the commit's time if it is not to be its own, in UTC epoch seconds.
    ``confirm`` is called before much is withdrawn (`Plan.withdraws_much`), and raises if that is
    not meant. Raises ValidationFailed, RdfSyntaxError or IngestError, and has written nothing then.
    """
    outcome = check(
        paths, ledger, addresses, shapes, prune=prune, workers=workers, steps=steps, served=served,
        after_fault=after_fault, folder=folder,
    )  # fmt: skip
    if not outcome.report.conforms:
        count = len(outcome.report.violations) + len(outcome.report.faults)
        raise ValidationFailed(outcome.report, count)
    changes = outcome.plan.changes
    if outcome.plan.withdraws_much:
        confirm(outcome.plan)
    if not changes:
        return outcome
    truth = ledger if ledger is not None else create()
    steps("commit", len(changes))
    return replace(outcome, commit=truth.commit(changes, outcome.plan.message(), now))


def _drafting(
    files: Sequence[Path], addresses: Addresses, steps: Steps, faults: FileFaults
) -> Drafting:
    """The statements of files, by the record that each belongs to."""
    drafting = Drafting(addresses, faults)
    progress = steps("read", sum(file.stat().st_size for file in files))
    for statement, source in statements_of(files, addresses.base, progress, faults.add):
        if faults.is_full(source):
            faults.give_up(source)
            continue
        try:
            require_harmless(statement, source, addresses.base)
            drafting.add(statement, source)
        except IngestError as error:
            triple, graph = statement
            owner = addresses.split(graph or triple[0])
            faults.add(error, owner[0] if owner else "")
    if drafting.is_empty and not faults.faults:
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
    return drafting


def results_of(
    plan: Plan,
    drafts: Mapping[str, Draft],
    findings: Sequence[Sought],
    ledger: Ledger | None,
    addresses: Addresses,
    shapes: Folders,
    *,
    workers: int,
    steps: Steps,
    folder: FileFolder | None = None,
) -> list[Violation]:
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
        *map(sought, files_amiss(drafts.values(), folder, addresses) if folder else ()),
    ]
    results = [*map(sought, by_shapes), *(one for one in others if _subject(one[0]) not in shaped)]
    return detailed(results, drafts, ledger, addresses)


def _subject(violation: Violation) -> tuple[str, str, str, str]:
    """What a result is about; blank nodes have other names in each part of a load."""
    focus = BLANK if is_blank(violation.focus) else violation.focus
    return violation.record, focus, violation.path, violation.value
